"""The finder network: a small U-Net that marks wires, dust and scratches in a photograph."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.eraser import ResBlock

LUMA = (0.299, 0.587, 0.114)
BOOST = 6.0  # of what stands out of its surroundings: a faint spot in a sky is a level or two of 8 bits


class Finder(nn.Module):
    """Logits of three kinds of defects for every pixel.

    The picture and what stands out of its surroundings (luma without its local mean, much amplified) enter with 2×2
    pixels folded into channels, so that the widest layers run at half resolution; dilated blocks at one eighth
    see some 60 pixels around, and those at one sixteenth what it is part of: a line of a keyboard is no wire.
    Height and width must be multiples of `multiple`.
    """

    multiple = 16
    kinds = 3

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 192)) -> None:
        super().__init__()
        fine, mid, deep, whole = widths
        self.enter = nn.Conv2d(16, fine, 3, padding=1)
        self.encode_fine = ResBlock(fine)
        self.down_mid = nn.Conv2d(fine, mid, 2, stride=2)
        self.encode_mid = ResBlock(mid)
        self.down_deep = nn.Conv2d(mid, deep, 2, stride=2)
        self.middle = nn.Sequential(*[ResBlock(deep, d) for d in (1, 2, 4, 2)])
        self.up_mid = nn.Conv2d(deep, mid * 4, 1)
        self.decode_mid = ResBlock(mid)
        self.up_fine = nn.Conv2d(mid, fine * 4, 1)
        self.decode_fine = ResBlock(fine)
        self.leave = nn.Conv2d(fine, self.kinds * 4, 3, padding=1)
        self.down_whole = nn.Conv2d(deep, whole, 2, stride=2)
        self.surroundings = nn.Sequential(*[ResBlock(whole, d) for d in (1, 2, 1)])
        self.up_whole = nn.Conv2d(whole, deep * 4, 1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.up_whole.weight)
        # Almost nothing of a photo is defect: begun at even odds, the first steps would be spent on learning that.
        nn.init.constant_(self.leave.bias, -4.0)  # type: ignore[arg-type]

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb: N×3×H×W, sRGB-encoded 0..1. Returns N×3×H×W float32 logits: wires, dust, scratches."""
        seen = torch.cat([rgb - 0.5, _standing_out(rgb)], dim=1).to(self.enter.weight.dtype)
        seen = functional.pixel_unshuffle(seen, 2).contiguous(memory_format=torch.channels_last)
        fine = self.encode_fine(self.enter(seen))
        mid = self.encode_mid(self.down_mid(fine))
        deep = self.down_deep(functional.relu(mid))
        whole = self.surroundings(self.down_whole(functional.relu(deep)))
        deep = self.middle(deep + functional.pixel_shuffle(self.up_whole(functional.relu(whole)), 2))
        mid = self.decode_mid(mid + functional.pixel_shuffle(self.up_mid(deep), 2))
        fine = self.decode_fine(fine + functional.pixel_shuffle(self.up_fine(functional.relu(mid)), 2))
        return functional.pixel_shuffle(self.leave(functional.relu(fine)).float(), 2)


def _standing_out(rgb: Tensor) -> Tensor:
    """N×1×H×W: luma without its mean over some 16 pixels around, amplified and limited to -1..1."""
    luma = (rgb * rgb.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)
    small = functional.avg_pool2d(luma, 8)
    small = functional.avg_pool2d(functional.pad(small, (1, 1, 1, 1), mode="replicate"), 3, 1)
    around = functional.interpolate(small, scale_factor=8, mode="bilinear", align_corners=False)
    return ((luma - around) * BOOST).clamp(-1, 1)
