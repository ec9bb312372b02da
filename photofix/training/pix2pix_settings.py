"""What can be chosen when a translation is learnt, and what the paper chose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

GENERATORS = ("unet", "resnet")
CRITICS = {"pixel": 0, "16": 1, "70": 3, "286": 5}  # by the patch they see, pixels a side: their layers
LOSSES = ("bce", "lsgan")
FLAT = 0.5  # share of the time at the full rate


@dataclass(frozen=True)
class Settings:
    """What is trained and how. As in the paper where nothing else is said.

    size: pixels a side. levels: halvings of the U-Net; None: as many as the size has, 8 of 256. blocks: of the ResNet.
    width: channels of the first layer. minutes: instead of epochs; the rate falls by time then.
    """

    generator: str = "unet"
    width: int = 64
    levels: int | None = None
    blocks: int = 9
    size: int = 256
    critic: str = "70"
    critic_width: int = 64
    loss: str = "bce"
    l1: float = 100.0
    adversarial: float = 1.0
    colours: float = 0.0  # weight of how far the colours as a whole are apart, which the paper does not have
    combs: float = 0.0  # weight of what repeats every few pixels and should not; nor has it this
    matching: float = 0.0  # weight of what the critic's layers see otherwise than in the truth (pix2pixHD, CVPR 2018)
    paper: float = 1.0  # what is made where a drawing is white counts so much in L1, colours and matching
    finish: bool = False  # one more convolution at full size, see UNetGenerator
    alone: float = 0.0  # share of the time in which the generator learns without the critic, to begin with
    epochs: int = 200
    minutes: float | None = None
    batch: int = 1
    rate: float = 2e-4
    critic_rate: float | None = None  # None: the same
    seed: int = 0

    def shape(self) -> dict[str, Any]:
        """What must be alike for a run to go on from a checkpoint."""
        names = ("generator", "width", "levels", "blocks", "size", "critic", "critic_width", "finish")
        return {name: value for name, value in asdict(self).items() if name in names}

    def rates(self, done: float) -> tuple[float, float]:
        """Learning rates of generator and critic when a share of the time is over (0..1)."""
        left = min(1.0, max(0.0, 1.0 - done) / (1.0 - FLAT))
        return self.rate * left, (self.critic_rate or self.rate) * left
