"""Pictures as print shows them: screens of dots, an ink each, as a scanner sees them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FINE = 4  # points a side of a pixel at which dots are drawn
# What light a full layer of an ink lets through, red, green and blue: real inks are not pure.
INKS = np.array([(0.10, 0.60, 0.85), (0.85, 0.15, 0.45), (0.98, 0.90, 0.15), (0.12, 0.11, 0.11)], np.float32)
BLACK = 3
ANGLES = (15.0, 75.0, 0.0, 45.0)  # of cyan, magenta, yellow and black, in degrees
PAPER = np.array((0.96, 0.95, 0.91), np.float32)
SHAPES = ("round", "ellipse", "square")


@dataclass(frozen=True)
class Press:
    """How a picture is printed and scanned.

    period: pixels from dot to dot. turn: degrees that all screens are turned besides. grey: black ink alone. shape: of
    the dots, one of SHAPES. soft: standard deviation of the scanner's blur, in pixels; noise: of its noise, 0..1.
    """

    period: float
    turn: float = 0.0
    grey: bool = False
    shape: str = "round"
    soft: float = 0.5
    noise: float = 0.01


def chosen(rng: np.random.Generator) -> Press:
    """A press and a scanner as there are many."""
    return Press(
        period=float(np.exp(rng.uniform(np.log(2.6), np.log(9)))), turn=float(rng.normal(0, 4)),
        grey=bool(rng.random() < 0.5), shape=str(rng.choice(SHAPES, p=(0.5, 0.3, 0.2))),
        soft=float(rng.uniform(0.35, 0.8)), noise=float(rng.uniform(0.004, 0.02)),
    )  # fmt: skip


def printed(rng: np.random.Generator, picture: Floats, press: Press) -> tuple[Floats, Floats]:
    """A picture, h×w×3, sRGB-encoded 0..1: as it is printed and scanned, and as it would be without dots.

    Both are h×w×3 float32, 0..1. The second is what the same inks show where each covers its share evenly: amplitude
    modulation by a threshold that is periodic along both axes of a turned grid (Kang, "Digital color halftoning").
    """
    linear = picture.astype(np.float32) ** 2.2
    covers = _separated(linear, grey=press.grey)
    height, width = picture.shape[:2]
    y, x = (np.mgrid[0 : height * FINE, 0 : width * FINE] + 0.5) / FINE
    light = np.broadcast_to(PAPER, (height * FINE, width * FINE, 3)).copy()
    even = np.broadcast_to(PAPER, (height, width, 3)).copy()
    for ink, cover in covers.items():
        angle = np.deg2rad(ANGLES[ink] + press.turn)
        phase = rng.uniform(0, 1, 2)
        u = (x * np.cos(angle) + y * np.sin(angle)) / press.period + phase[0]
        v = (-x * np.sin(angle) + y * np.cos(angle)) / press.period + phase[1]
        large = cv2.resize(cover, (width * FINE, height * FINE), interpolation=cv2.INTER_LINEAR)
        dots = (large > threshold(u.astype(np.float32), v.astype(np.float32), press.shape)).astype(np.float32)
        light *= 1 - dots[..., None] * (1 - INKS[ink])
        even *= 1 - cover[..., None] * (1 - INKS[ink])
    scanned = cv2.GaussianBlur(light, (0, 0), press.soft * FINE)
    scanned = cv2.resize(scanned, (width, height), interpolation=cv2.INTER_AREA)
    scanned = np.clip(scanned, 0, 1) ** np.float32(1 / 2.2)
    scanned += rng.normal(0, press.noise, scanned.shape).astype(np.float32)
    return np.clip(scanned, 0, 1).astype(np.float32), (even ** np.float32(1 / 2.2)).astype(np.float32)


def threshold(u: Floats, v: Floats, shape: str) -> Floats:
    """The cover, 0..1, from which a place of the screen is inked: u and v count dots along the screen's axes.

    Even: of all places a share t is inked at the cover t.
    """
    if shape == "square":
        values = np.maximum(np.abs(u - np.rint(u)), np.abs(v - np.rint(v)))
    else:
        long = 1.25 if shape == "ellipse" else 1.0
        values = 2 - long * np.cos(2 * np.pi * u) - (2 - long) * np.cos(2 * np.pi * v)
    sample = np.sort(values[:: max(1, values.shape[0] // 256), :: max(1, values.shape[1] // 256)].ravel())
    return np.asarray(np.searchsorted(sample, values) / len(sample), np.float32)


def _separated(linear: Floats, *, grey: bool) -> dict[int, Floats]:
    """How much of each ink covers a picture, h×w: black for what all colours have in common, half of it."""
    if grey:
        luma = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        return {BLACK: np.clip(1 - luma, 0, 1)}
    covers = np.clip(1 - linear, 0, 1)
    black = 0.6 * covers.min(axis=2) ** 2
    rest = np.clip((covers - black[..., None]) / np.maximum(1 - black[..., None], 1e-3), 0, 1)
    return {0: rest[..., 0], 1: rest[..., 1], 2: rest[..., 2], BLACK: np.asarray(black, np.float32)}
