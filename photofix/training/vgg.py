"""A VGG-19 of the person's own as a judge of strokes: what its layers see of a painting, a style is to have as well."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from photofix.core.lightness import FROM_XYZ
from photofix.errors import UserError

# Channels of the convolutions of VGG-19 (Simonyan and Zisserman, ICLR 2015) as far as they are used; 0 halves.
LAYERS = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512)
SEEN = (1, 4, 7, 11)  # of these, those after which is looked
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of the photographs that it was trained on


class Vgg(nn.Module):
    """The first layers, frozen. Raises UserError if the file holds no VGG-19."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        weights = _weights(path)
        self.layers = nn.ModuleList()
        given = 3
        for channels in LAYERS:
            if not channels:
                self.layers.append(nn.MaxPool2d(2))
                continue
            layer = nn.Conv2d(given, channels, 3, padding=1)
            weight, bias = weights.pop(0) if weights else (torch.zeros(0), torch.zeros(0))
            if weight.shape != layer.weight.shape or bias.shape != (channels,):
                raise UserError(f"{path.name} is no VGG-19.", hint="Choose the weights of torchvision's vgg19 (.pth).")
            layer.load_state_dict({"weight": weight.float(), "bias": bias.float()})
            self.layers.append(layer)
            given = channels
        self.requires_grad_(False)

    def forward(self, rgb: Tensor) -> list[Tensor]:
        """rgb: N×3×H×W, sRGB-encoded 0..1. Returns what is seen after each of SEEN."""
        mean, deviation = (rgb.new_tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
        x, found = (rgb - mean) / deviation, []
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if LAYERS[number]:
                x = functional.relu(x)
            if number in SEEN:
                found.append(x)
        return found

    def apart(self, made: Tensor, wanted: Tensor) -> Tensor:
        """How differently layers respond to two pictures, as planes N×3×H×W of ops.palette.lab: Gram matrices, each as
        a share of the wanted one's (Gatys, Ecker, Bethge, CVPR 2016)."""
        total = made.new_zeros(())
        for one, other in zip(self(srgb(made)), self(srgb(wanted)), strict=True):
            grams = [_gram(seen.float()) for seen in (one, other)]
            total = total + (grams[0] - grams[1]).square().mean() / grams[1].square().mean().clamp_min(1e-9)
        return total / len(SEEN)


def srgb(planes: Tensor) -> Tensor:
    """N×3×H×W: L*, a*, b* divided by 100 -> sRGB-encoded, clipped to 0..1. Gradients go through."""
    lightness, a, b = (planes.float() * 100).unbind(1)
    middle = (lightness + 16) / 116
    ratios = torch.stack([middle + a / 500, middle, middle - b / 200], dim=1)
    small = 3 * (6 / 29) ** 2 * (ratios - 4 / 29)
    xyz = torch.where(ratios > 6 / 29, ratios**3, small)
    linear = torch.einsum("rc,nchw->nrhw", torch.from_numpy(FROM_XYZ).to(xyz), xyz).clamp(0, 1)
    return torch.where(linear > 0.0031308, 1.055 * linear.clamp_min(1e-6) ** (1 / 2.4) - 0.055, 12.92 * linear)


def _gram(seen: Tensor) -> Tensor:
    """N×C×C: how often which channels respond together."""
    flat = seen.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def _weights(path: Path) -> list[tuple[Tensor, Tensor]]:
    """(weight, bias) of every convolution in a file, in order; nothing in it is run."""
    try:
        held = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, pickle.UnpicklingError, RuntimeError, EOFError, ValueError):
        return []
    if not isinstance(held, dict):
        return []
    pairs = []
    for name, value in held.items():
        bias = held.get(f"{name.removesuffix('.weight')}.bias") if isinstance(name, str) else None
        if isinstance(value, Tensor) and value.dim() == 4 and isinstance(bias, Tensor):
            pairs.append((value, bias))
    return pairs
