"""The upscaler network: two, three or four times as many pixels, one body for all of them."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SCALES = (2, 3, 4)


class AttentionBlock(nn.Module):
    """Three 3×3 convolutions whose result says itself how much of it counts. Shape is kept.

    The parameter-free attention is that of SPAN (Wan et al., "Swift Parameter-free Attention Network for Efficient
    Super-Resolution", CVPRW 2024): a sigmoid about 0, so that what is near nothing is left out.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.third = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.third(functional.silu(self.second(functional.silu(self.first(x)))))
        return (x + y) * (torch.sigmoid(y) - 0.5)


class Upscaler(nn.Module):
    """Predicts what a bicubic enlargement lacks.

    The body works at the small size and does not know the scale; a last layer for each scale turns its features into
    pixels (as in MDSR: Lim et al., "Enhanced Deep Residual Networks for Single Image Super-Resolution", CVPRW 2017),
    so that what is learnt for one scale serves all. Only the last layer's result is enlarged by pixel shuffle.
    """

    def __init__(self, channels: int = 48, blocks: int = 6) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3, channels, 3, padding=1)
        self.blocks = nn.ModuleList([AttentionBlock(channels) for _ in range(blocks)])
        self.fuse = nn.Conv2d(4 * channels, channels, 1)
        self.leave = nn.ModuleDict({str(s): nn.Conv2d(channels, 3 * s * s, 3, padding=1) for s in SCALES})
        for values in self.leave.parameters():  # it begins as bicubic
            nn.init.zeros_(values)

    def forward(self, rgb: Tensor, scale: int) -> Tensor:
        """rgb: N×3×H×W, sRGB-encoded 0..1. Returns N×3×sH×sW float32."""
        start = self.enter((rgb - 0.5).to(self.enter.weight.dtype))
        x, kept = start, []
        for block in self.blocks:
            x = block(x)
            kept.append(x)
        x = self.fuse(torch.cat([start, kept[0], kept[len(kept) // 2], kept[-1]], dim=1))
        detail = functional.pixel_shuffle(self.leave[str(scale)](x).float(), scale)
        plain = functional.interpolate(rgb.float(), scale_factor=scale, mode="bicubic", align_corners=False)
        return plain + detail
