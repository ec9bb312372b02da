"""The restorer network: a small residual U-Net that takes noise and JPEG artefacts out of a photograph."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.eraser import ResBlock

NOISE = 1 / 0.2  # so that the noise plane of a very noisy photo is about 1


class Restorer(nn.Module):
    """Predicts what noise and compression have added, told how much of both there is.

    One network for all strengths, because they are told to it as planes beside the picture (Zhang et al., "FFDNet:
    Toward a fast and flexible solution for CNN-based image denoising", IEEE TIP 2018); also from there the 2×2
    pixels folded into channels, so that the widest layers run at half resolution. The U-Net of residual blocks
    is that of Zhang et al., "Plug-and-play image restoration with deep denoiser prior" (DRUNet, IEEE TPAMI 2021),
    much reduced. It begins as the identity. It sees at most `reach` pixels far; height and width must be multiples of
    `multiple`.
    """

    multiple = 8
    reach = 128

    def __init__(self, widths: tuple[int, int, int] = (48, 72, 96), depth: int = 2, last: int = 4) -> None:
        super().__init__()
        fine, mid, deep = widths
        self.enter = nn.Conv2d(14, fine, 3, padding=1)
        self.encode_fine = nn.Sequential(*[ResBlock(fine) for _ in range(depth)])
        self.down_mid = nn.Conv2d(fine, mid, 2, stride=2)
        self.encode_mid = nn.Sequential(*[ResBlock(mid) for _ in range(depth)])
        self.down_deep = nn.Conv2d(mid, deep, 2, stride=2)
        self.middle = nn.Sequential(*[ResBlock(deep) for _ in range(2 * depth)])
        self.up_mid = nn.Conv2d(deep, mid * 4, 1)
        self.decode_mid = nn.Sequential(*[ResBlock(mid) for _ in range(depth)])
        self.up_fine = nn.Conv2d(mid, fine * 4, 1)
        self.decode_fine = nn.Sequential(*[ResBlock(fine) for _ in range(last)])
        self.leave = nn.Conv2d(fine, 3 * 4, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)  # type: ignore[arg-type]

    def forward(self, rgb: Tensor, noise: Tensor, coarseness: Tensor) -> Tensor:
        """Clean the pictures.

        rgb: N×3×H×W, sRGB-encoded 0..1; grey pictures have three equal channels. noise: N, standard deviation of the
        noise in the same unit, 0 for none. coarseness: N, 1 minus a hundredth of the JPEG quality, 0 for no JPEG.
        Returns N×3×H×W float32.
        """
        folded = functional.pixel_unshuffle(rgb - 0.5, 2)
        told = torch.stack([noise * NOISE, coarseness], dim=1)[:, :, None, None].to(folded.dtype)
        seen = torch.cat([folded, told.expand(-1, -1, *folded.shape[-2:])], dim=1).to(self.enter.weight.dtype)
        fine = self.encode_fine(self.enter(seen.contiguous(memory_format=torch.channels_last)))
        mid = self.encode_mid(self.down_mid(fine))
        deep = self.middle(self.down_deep(mid))
        mid = self.decode_mid(mid + functional.pixel_shuffle(self.up_mid(deep), 2))
        fine = self.decode_fine(fine + functional.pixel_shuffle(self.up_fine(mid), 2))
        return rgb.float() - functional.pixel_shuffle(self.leave(fine).float(), 2)
