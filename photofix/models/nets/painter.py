"""The painter network: lays the strokes of one of several styles over a simplified picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class StyledBlock(nn.Module):
    """Two 3×3 convolutions around a ReLU, added to the input; a style scales and shifts what is between."""

    def __init__(self, channels: int, styles: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.normal_(self.second.weight, std=0.01)
        self.style = nn.Parameter(torch.zeros(styles, 2 * channels))

    def forward(self, x: Tensor, mix: Tensor) -> Tensor:
        scale, shift = (mix.to(self.style.dtype) @ self.style)[:, :, None, None].to(x.dtype).chunk(2, dim=1)
        y: Tensor = self.second(functional.relu(self.first(x) * (1 + scale) + shift))
        return x + y


class Painter(nn.Module):
    """One network for all styles, each of which has scales and shifts of its own.

    Conditioned as in Dumoulin, Shlens, Kudlur, "A learned representation for artistic style", ICLR 2017, without the
    normalisation: the palette is matched before, by the statistics of the whole picture, so that every part of a
    picture can be painted by itself. Pixels are folded 2×2 into channels, most layers run at a quarter. It begins as
    the identity and sees at most `reach` pixels far; height and width must be multiples of `multiple`.

    palette_mean (S×3) and palette_covariance (S×3×3) are those of each style's painting.
    """

    multiple = 4
    reach = 80
    palette_mean: Tensor
    palette_covariance: Tensor

    def __init__(self, styles: int, widths: tuple[int, int] = (32, 64), depth: int = 6) -> None:
        super().__init__()
        half, quarter = widths
        self.enter = nn.Conv2d(5 * 4, half, 3, padding=1)
        self.encode = StyledBlock(half, styles)
        self.down = nn.Conv2d(half, quarter, 2, stride=2)
        self.middle = nn.ModuleList([StyledBlock(quarter, styles) for _ in range(depth)])
        self.up = nn.Conv2d(quarter, half, 1)
        self.decode = nn.ModuleList([StyledBlock(half, styles) for _ in range(2)])
        self.leave = nn.Conv2d(half, 3 * 4, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]
        self.register_buffer("palette_mean", torch.zeros(styles, 3))
        self.register_buffer("palette_covariance", torch.eye(3).repeat(styles, 1, 1))

    def forward(self, picture: Tensor, strokes: Tensor, mix: Tensor) -> Tensor:
        """Paint the pictures.

        picture: N×3×H×W, L*, a*, b*, each divided by 100, simplified and in the painting's palette. strokes: N×2×H×W,
        streaks along its edges, fine and coarse, of deviation 1. mix: N×S, how much of each style, 1 in all. Returns
        N×3×H×W float32.
        """
        folded = functional.pixel_unshuffle(torch.cat([picture, strokes], dim=1).to(self.enter.weight.dtype), 2)
        half = self.encode(self.enter(folded.contiguous(memory_format=torch.channels_last)), mix)
        quarter = self.down(half)
        for block in self.middle:
            quarter = block(quarter, mix)
        # Smoothly, or colours would lie in squares of 4×4 pixels.
        half = half + functional.interpolate(self.up(functional.relu(quarter)), scale_factor=2.0, mode="bilinear")
        for block in self.decode:
            half = block(half, mix)
        return picture.float() + _softened(functional.pixel_shuffle(self.leave(functional.relu(half)).float(), 2))


def _softened(planes: Tensor) -> Tensor:
    """Each pixel blended with its neighbours, 1 2 1 both ways: else strokes would consist of squares of 2×2 pixels."""
    wider = functional.pad(planes, (1, 1, 1, 1), mode="replicate")
    return functional.avg_pool2d(functional.avg_pool2d(wider, 2, 1), 2, 1)
