"""Ways over a picture: as short as Dijkstra's on smooth ones, long across edges."""

from __future__ import annotations

import heapq

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.geodesic import distances

LENGTH = 0.05


def dijkstra(picture: NDArray[np.float32], start: tuple[int, int]) -> NDArray[np.float64]:
    height, width = picture.shape
    found = np.full(picture.shape, np.inf)
    found[start] = 0
    waiting = [(0.0, start)]
    while waiting:
        so_far, (y, x) = heapq.heappop(waiting)
        if so_far > found[y, x]:
            continue
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                row, column = y + down, x + across
                if (down or across) and 0 <= row < height and 0 <= column < width:
                    step = LENGTH * float(np.hypot(down, across))
                    total = so_far + abs(float(picture[y, x] - picture[row, column])) + step
                    if total < found[row, column]:
                        found[row, column] = total
                        heapq.heappush(waiting, (total, (row, column)))
    return found


def test_the_shortest_ways() -> None:
    picture = cv2.GaussianBlur(np.random.default_rng(0).random((40, 50)).astype(np.float32) * 100, (0, 0), 3)
    places = np.array([[5, 7], [30, 44]])
    made = distances(np.asarray(picture, np.float32), places, LENGTH)
    for one, (y, x) in zip(made, places, strict=True):
        truth = dijkstra(np.asarray(picture, np.float32), (int(y), int(x)))
        assert (one >= truth - 1e-3).all()
        assert np.mean(one - truth) < 0.02 * np.mean(truth)


def test_an_edge_is_a_long_way_and_a_gap_in_it_a_short_one() -> None:
    picture = np.zeros((30, 40), np.float32)
    picture[:, 20] = 50
    there = np.array([[15, 5]])
    assert distances(picture, there, LENGTH)[0, 15, 35] > 100
    picture[3, 20] = 0
    assert distances(picture, there, LENGTH)[0, 15, 35] < 5


def test_one_pixel() -> None:
    assert distances(np.zeros((1, 1), np.float32), np.array([[0, 0]]), LENGTH).tolist() == [[[0.0]]]
