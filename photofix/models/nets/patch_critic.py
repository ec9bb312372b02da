"""The critics of pix2pix: they say of every patch of a picture whether it is a true one."""

from __future__ import annotations

from torch import Tensor, nn

from photofix.models.nets.picture_norm import LEARNS, Norm, normed

MOST = 8  # times the width: no layer has more channels


class Critic(nn.Module):
    """A critic of patches, of layers one after another."""

    @property
    def layers(self) -> nn.Sequential:
        """All of it; under another name in the state dict."""
        raise NotImplementedError

    def forward(self, both: Tensor) -> Tensor:
        """both: N×inputs×H×W, -1..1. Returns N×1×h×w logits, above 0 for what looks true."""
        told: Tensor = self.layers(both)
        return told

    def seen(self, both: Tensor) -> list[Tensor]:
        """What it makes of pictures on the way to its answer, layer by layer, and last the answer."""
        values, found = both, []
        for layer in self.layers:
            values = layer(values)
            if isinstance(layer, nn.LeakyReLU):
                found.append(values)
        return [*found, values]

    @property
    def receptive_field(self) -> int:
        """Pixels a side of the patch that one answer is about."""
        seen, apart = 1, 1
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                seen += (layer.kernel_size[0] - 1) * apart
                apart *= layer.stride[0]
        return seen


class PatchCritic(Critic):
    """Isola, Zhu, Zhou, Efros, "Image-to-image translation with conditional adversarial networks", CVPR 2017, 6.1.2.

    layers: 1 for patches of 16×16 pixels, 3 for 70×70, 5 for 286×286. It is shown what was translated and the
    translation, one above the other: `inputs` channels in all. Names and shapes in the state dict are those of the
    authors' PyTorch program.
    """

    def __init__(self, inputs: int = 6, *, width: int = 64, layers: int = 3, norm: Norm = "batch") -> None:
        super().__init__()
        bias = LEARNS[norm][1]
        widths = [width * min(2**number, MOST) for number in range(layers + 1)]
        parts: list[nn.Module] = [nn.Conv2d(inputs, width, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        for number in range(1, layers + 1):
            stride = 2 if number < layers else 1
            parts += [
                nn.Conv2d(widths[number - 1], widths[number], 4, stride=stride, padding=1, bias=bias),
                normed(widths[number], norm),
                nn.LeakyReLU(0.2),
            ]
        self.model = nn.Sequential(*parts, nn.Conv2d(widths[-1], 1, 4, padding=1))

    @property
    def layers(self) -> nn.Sequential:
        return self.model


class PixelCritic(Critic):
    """The critic of single pixels (1×1), of the same paper: it sees colours and nothing else."""

    def __init__(self, inputs: int = 6, *, width: int = 64, norm: Norm = "batch") -> None:
        super().__init__()
        bias = LEARNS[norm][1]
        self.net = nn.Sequential(
            nn.Conv2d(inputs, width, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 1, bias=bias), normed(2 * width, norm), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 1, 1, bias=bias),
        )  # fmt: skip

    @property
    def layers(self) -> nn.Sequential:
        return self.net
