"""The colorizer network: a U-Net that guesses the colours of a grey photograph, with hints or without."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.eraser import ResBlock

STEP = 10  # between the colours of the distribution, in units of CIELAB
SPAN = 11  # steps to either side of grey
SIDE = 2 * SPAN + 1
CHROMA = 50.0  # what the network takes for 1 in CIELAB's a* and b*


@cache
def bins() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The colours of the distribution, K×2 (a*, b*), and for every point of the SIDE×SIDE grid its number there or -1.

    They are the corners of all cells of the grid in which sRGB has a colour, as in Zhang et al. (ECCV 2016), so that
    each of its colours is a mean of the four around it.
    """
    axis = np.linspace(0, 1, 49, dtype=np.float32)
    cube = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(1, -1, 3)
    lab = cv2.cvtColor(cube, cv2.COLOR_RGB2LAB)[0]
    low = np.clip(np.floor(lab[:, 1:] / STEP).astype(int) + SPAN, 0, SIDE - 2)
    used = np.zeros((SIDE, SIDE), bool)
    for across in (0, 1):
        for down in (0, 1):
            used[low[:, 0] + across, low[:, 1] + down] = True
    numbers = np.where(used, np.cumsum(used.ravel()).reshape(used.shape) - 1, -1)
    return ((np.argwhere(used) - SPAN) * STEP).astype(np.float32), numbers.astype(np.int64)


class Guess(NamedTuple):
    """What the network makes of N×1×H×W.

    odds: N×K×(H/4)×(W/4) logits of the colours in `bins`. colours: N×2×(H/2)×(W/2), the colour in the mean, in a* and
    b*. features: N×F×(H/4)×(W/4), alike where colours are likely to be the same.
    """

    odds: Tensor
    colours: Tensor
    features: Tensor


class Attention(nn.Module):
    """Every place sees every other (Vaswani et al., 2017), after a norm, added to the input. Shape is kept."""

    def __init__(self, channels: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(1, channels)
        self.ask = nn.Conv2d(channels, 3 * channels, 1)
        self.answer = nn.Conv2d(channels, channels, 1)
        nn.init.normal_(self.answer.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        number, channels, height, width = x.shape
        asked = self.ask(self.norm(x)).reshape(number, 3, self.heads, channels // self.heads, height * width)
        query, key, value = (asked[:, part].transpose(-1, -2) for part in range(3))
        found = functional.scaled_dot_product_attention(query, key, value)
        y: Tensor = self.answer(found.transpose(-1, -2).reshape(number, channels, height, width))
        return x + y


class Colorizer(nn.Module):
    """Predicts colours from luminance and hints: one network for automatic and guided colorization.

    Hints from none to many beside the picture: Zhang et al., "Real-time user-guided image colorization with learned
    deep priors", SIGGRAPH 2017. A distribution over quantised colours, so that what may have several colours does not
    become their brown mean: Zhang, Isola, Efros, "Colorful image colorization", ECCV 2016. The widest layers run at
    half resolution; at a sixteenth attention sees the whole picture, since the kind of scene decides on colours, and
    carries a hint to where the same thing is seen again. Height and width must be multiples of `multiple`.
    """

    multiple = 16

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 192), dropout: float = 0.1) -> None:
        super().__init__()
        half, quarter, eighth, deep = widths
        self.enter = nn.Conv2d(16, half, 3, padding=1)
        self.encode_half = ResBlock(half)
        self.down_quarter = nn.Conv2d(half, quarter, 2, stride=2)
        self.encode_quarter = nn.Sequential(*[ResBlock(quarter) for _ in range(2)])
        self.down_eighth = nn.Conv2d(quarter, eighth, 2, stride=2)
        self.encode_eighth = nn.Sequential(*[ResBlock(eighth) for _ in range(2)])
        self.down_deep = nn.Conv2d(eighth, deep, 2, stride=2)
        self.middle = nn.Sequential(
            ResBlock(deep), Attention(deep), nn.Dropout2d(dropout), ResBlock(deep), Attention(deep), ResBlock(deep)
        )
        self.up_eighth = nn.Conv2d(deep, eighth * 4, 1)
        self.decode_eighth = nn.Sequential(nn.Dropout2d(dropout), ResBlock(eighth), ResBlock(eighth))
        self.up_quarter = nn.Conv2d(eighth, quarter * 4, 1)
        self.decode_quarter = nn.Sequential(ResBlock(quarter), ResBlock(quarter))
        self.odds = nn.Conv2d(quarter, len(bins()[0]), 1)
        self.up_half = nn.Conv2d(quarter, half * 4, 1)
        self.decode_half = ResBlock(half)
        self.leave = nn.Conv2d(half, 2, 3, padding=1)
        nn.init.normal_(self.leave.weight, std=0.01)
        nn.init.normal_(self.odds.weight, std=0.01)

    def forward(self, lightness: Tensor, hints: Tensor) -> Guess:
        """Guess the colours.

        lightness: N×1×H×W, L* / 100. hints: N×3×H×W: a*, b* (0 where no hint is), and 1 where a hint is, else 0.
        Returns float32.
        """
        told = torch.cat([lightness * 2 - 1, hints[:, :2] / CHROMA, hints[:, 2:]], dim=1)
        folded = functional.pixel_unshuffle(told, 2).to(self.enter.weight.dtype)
        half = self.encode_half(self.enter(folded.contiguous(memory_format=torch.channels_last)))
        quarter = self.encode_quarter(self.down_quarter(half))
        eighth = self.encode_eighth(self.down_eighth(quarter))
        deep = self.middle(self.down_deep(eighth))
        eighth = self.decode_eighth(eighth + functional.pixel_shuffle(self.up_eighth(deep), 2))
        quarter = self.decode_quarter(quarter + functional.pixel_shuffle(self.up_quarter(eighth), 2))
        half = self.decode_half(half + functional.pixel_shuffle(self.up_half(functional.relu(quarter)), 2))
        colours = self.leave(functional.relu(half)).float() * CHROMA
        return Guess(self.odds(functional.relu(quarter)).float(), colours, quarter.float())
