"""The eraser network: a residual U-Net over a push-pull fill, for holes in photographs."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.push_pull import push_pull


class ResBlock(nn.Module):
    """Two 3×3 convolutions around a ReLU, added to the input. Shape is kept."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        nn.init.normal_(self.second.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.second(functional.relu(self.first(x)))
        return x + y


class Eraser(nn.Module):
    """Predicts what a hole hides as a correction of a smooth fill.

    Predicting the *residual* over a diffusion fill instead of raw colours makes a small network pass
    biharmonic inpainting within minutes of training: tone is right from the first step and all
    capacity goes into structure and texture.

    The picture enters with 2×2 pixels folded into channels (pixel-unshuffle), so the widest layers
    run at half resolution; dilated blocks at one eighth see about 250 pixels around a hole.
    Height and width must be multiples of `multiple`.
    """

    multiple = 16

    def __init__(self, widths: tuple[int, int, int] = (48, 96, 160), depth: int = 2) -> None:
        super().__init__()
        fine, mid, deep = widths
        self.enter = nn.Conv2d(16, fine, 3, padding=1)
        self.encode_fine = nn.Sequential(*[ResBlock(fine) for _ in range(depth)])
        self.down_mid = nn.Conv2d(fine, mid, 2, stride=2)
        self.encode_mid = nn.Sequential(*[ResBlock(mid) for _ in range(depth)])
        self.down_deep = nn.Conv2d(mid, deep, 2, stride=2)
        self.middle = nn.Sequential(*[ResBlock(deep, d) for d in (1, 2, 4, 8, 2, 1)])
        self.up_mid = nn.Conv2d(deep, mid * 4, 1)
        self.decode_mid = nn.Sequential(*[ResBlock(mid) for _ in range(depth)])
        self.up_fine = nn.Conv2d(mid, fine * 4, 1)
        self.decode_fine = nn.Sequential(*[ResBlock(fine) for _ in range(depth)])
        self.leave = nn.Conv2d(fine, 3 * 4, 3, padding=1)
        nn.init.zeros_(self.leave.weight)

    def forward(self, rgb: Tensor, mask: Tensor) -> Tensor:
        """Fill the hole.

        rgb: N×3×H×W in 0..1 (what lies under the mask is ignored). mask: N×1×H×W, 1 = hole.
        Returns N×3×H×W, equal to rgb where the mask is 0.
        """
        fill = push_pull(rgb, mask)
        seen = torch.cat([fill - 0.5, mask], dim=1)
        fine = self.encode_fine(self.enter(functional.pixel_unshuffle(seen, 2)))
        mid = self.encode_mid(self.down_mid(fine))
        deep = self.middle(self.down_deep(mid))
        mid = self.decode_mid(mid + functional.pixel_shuffle(self.up_mid(deep), 2))
        fine = self.decode_fine(fine + functional.pixel_shuffle(self.up_fine(mid), 2))
        residual = functional.pixel_shuffle(self.leave(fine).float(), 2)
        return rgb * (1 - mask) + (fill + residual) * mask
