"""Where the finder sees defects in photographs that have none: its recipe shows it these places more often."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from photofix.training.mixed import mixed
from photofix.training.rendered import Floats

CELL = 32  # pixels a side of the places
DOUBT = 0.25  # odds below which a mark is no mistake yet
MOST = 12.0  # cells' worth of mistakes that one photograph counts for at most: what all get wrong there may be right


class Mistakes:
    """Places of photographs, drawn as often as much was wrongly found there."""

    def __init__(self, wrong: Sequence[Floats]) -> None:
        """wrong: for every photograph its cells, h×w >= 0."""
        self._wrong = wrong
        sums = np.minimum([float(cells.sum()) for cells in wrong], MOST)
        self.odds = sums / sums.sum() if sums.sum() else None

    def place(self, rng: np.random.Generator) -> tuple[int, tuple[int, int]]:
        """(the photograph's index, (y, x) in it)."""
        index = int(rng.choice(len(self._wrong), p=self.odds))
        cells = self._wrong[index].ravel()
        cell = int(rng.choice(len(cells), p=cells / cells.sum()))
        y, x = divmod(cell, self._wrong[index].shape[1])
        return index, (y * CELL + CELL // 2, x * CELL + CELL // 2)


@torch.no_grad()
def mistakes(net: nn.Module, pictures: Sequence[NDArray[np.uint8]], clean: Callable[[int], Sequence[int]]) -> Mistakes:
    """What the network finds in pictures (each H×W×3 uint8). clean(index): the kinds that are truly not in it."""
    device = next(net.parameters()).device
    wrong = []
    for index, pixels in enumerate(pictures):
        down, right = -pixels.shape[0] % CELL, -pixels.shape[1] % CELL
        padded = cv2.copyMakeBorder(pixels, 0, down, 0, right, cv2.BORDER_REFLECT)
        picture = torch.from_numpy(padded).to(device).permute(2, 0, 1)[None].float() / 255
        with mixed(device):
            odds = torch.sigmoid(net(picture))[:, list(clean(index))]
        doubt = (odds - DOUBT).clamp(min=0).sum(1, keepdim=True)
        wrong.append(functional.avg_pool2d(doubt, CELL)[0, 0].cpu().numpy())
    return Mistakes(wrong)
