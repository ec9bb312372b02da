"""DDColor, which guesses the colours of a grey picture.

Kang et al., "DDColor: Towards Photo-Realistic Image Colorization via Dual Decoders" (ICCV 2023), on a ConvNeXt (Liu et
al., "A ConvNet for the 2020s", CVPR 2022). Parameters are named as in the published weights, whose shapes say how wide
and deep the network is; spectral norms, which only training needs, are taken into the weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HEADS = 8  # what no shape tells
TEMPERATURE = 10_000
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
KEYS = ("decoder.color_decoder.query_feat.weight", "encoder.arch.norm3.weight", "decoder.last_shuf.conv.0.bias")
STAGES = 4


def known(state: Mapping[str, Tensor]) -> bool:
    """Are these weights of this network?"""
    return all(name in state for name in KEYS)


class ChannelNorm(nn.LayerNorm):
    """A layer norm over the channels of N×C×H×W."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pwconv1 = nn.Linear(width, 4 * width)
        self.pwconv2 = nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        inner = self.norm(self.dwconv(x).permute(0, 2, 3, 1))
        made = self.gamma * self.pwconv2(functional.gelu(self.pwconv1(inner)))
        return x + made.permute(0, 3, 1, 2)  # type: ignore[no-any-return]


class ConvNeXt(nn.Module):
    """Features at a quarter, an eighth, a sixteenth and a thirty-second of the size, each after its norm."""

    def __init__(self, widths: Sequence[int], depths: Sequence[int]) -> None:
        super().__init__()
        stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, stride=4), ChannelNorm(widths[0], eps=1e-6))
        halves = (
            nn.Sequential(ChannelNorm(given, eps=1e-6), nn.Conv2d(given, made, 2, stride=2))
            for given, made in pairwise(widths)
        )
        self.downsample_layers = nn.ModuleList([stem, *halves])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(depth))) for width, depth in zip(widths, depths, strict=True)
        )
        for number, width in enumerate(widths):
            self.add_module(f"norm{number}", ChannelNorm(width, eps=1e-6))
        self.norm = nn.LayerNorm(widths[-1], eps=1e-6)  # is in the weights, for telling classes apart

    def forward(self, x: Tensor) -> list[Tensor]:
        found = []
        for number, (down, stage) in enumerate(zip(self.downsample_layers, self.stages, strict=True)):
            x = stage(down(x))
            found.append(self.get_submodule(f"norm{number}")(x))
        return found


class Shuffle(nn.Module):
    """Larger by pixel shuffle, blurred against its pattern."""

    def __init__(self, given: int, made: int, scale: int, norm: bool) -> None:
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(given, made * scale**2, 1, bias=not norm))
        if norm:
            self.conv.append(nn.BatchNorm2d(made * scale**2))
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        x = functional.pixel_shuffle(functional.relu(self.conv(x)), self.scale)
        return functional.avg_pool2d(functional.pad(x, (1, 0, 1, 0), mode="replicate"), 2, stride=1)


class Joint(nn.Module):
    """Features twice as large, joined with those of the encoder."""

    def __init__(self, given: int, seen: int, made: int) -> None:
        super().__init__()
        self.shuf = Shuffle(given, made, 2, norm=True)
        self.bn = nn.BatchNorm2d(seen)
        self.conv = nn.Sequential(
            nn.Conv2d(made + seen, made, 3, padding=1, bias=False), nn.ReLU(), nn.BatchNorm2d(made)
        )

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        return self.conv(functional.relu(torch.cat([self.shuf(x), self.bn(seen)], dim=1)))  # type: ignore[no-any-return]


class Attention(nn.Module):
    """Attention and the norm after it."""

    def __init__(self, width: int, name: str) -> None:
        super().__init__()
        self.add_module(name, nn.MultiheadAttention(width, HEADS))
        self.norm = nn.LayerNorm(width)
        self.name = name

    def forward(self, x: Tensor, asked: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        made = self.get_submodule(self.name)(asked, keys, values, need_weights=False)[0]
        return self.norm(x + made)  # type: ignore[no-any-return]


class Forward(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(width, inner)
        self.linear2 = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x + self.linear2(functional.relu(self.linear1(x))))  # type: ignore[no-any-return]


class Perceptron(nn.Module):
    def __init__(self, width: int, made: int, depth: int) -> None:
        super().__init__()
        widths = [*[width] * depth, made]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(widths))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = functional.relu(layer(x))
        return self.layers[-1](x)  # type: ignore[no-any-return]


class Colours(nn.Module):
    """The colour queries, which look at features of three sizes in turn, and the planes that they make."""

    def __init__(self, sizes: Mapping[str, int], given: Sequence[int], made: int) -> None:
        super().__init__()
        width = sizes["width"]
        self.query_feat = nn.Embedding(sizes["queries"], width)
        self.query_embed = nn.Embedding(sizes["queries"], width)
        self.level_embed = nn.Embedding(len(given), width)
        self.input_proj = nn.ModuleList(nn.Conv2d(each, width, 1) for each in given)
        rounds = range(sizes["rounds"])
        self.transformer_self_attention_layers = nn.ModuleList(Attention(width, "self_attn") for _ in rounds)
        self.transformer_cross_attention_layers = nn.ModuleList(Attention(width, "multihead_attn") for _ in rounds)
        self.transformer_ffn_layers = nn.ModuleList(Forward(width, sizes["inner"]) for _ in rounds)
        self.decoder_norm = nn.LayerNorm(width)
        self.color_embed = Perceptron(width, made, 3)

    def forward(self, features: Sequence[Tensor], planes: Tensor) -> Tensor:
        width = self.query_feat.embedding_dim
        seen, places = [], []
        for number, (feature, project) in enumerate(zip(features, self.input_proj, strict=True)):
            level = self.level_embed.weight[number][None, :, None]
            seen.append((project(feature).flatten(2) + level).permute(2, 0, 1))
            places.append(_places(feature, width).flatten(2).permute(2, 0, 1))
        count = len(planes)
        embedded = self.query_embed.weight[:, None].expand(-1, count, -1)
        x = self.query_feat.weight[:, None].expand(-1, count, -1)
        for number, inner in enumerate(self.transformer_ffn_layers):
            turn = number % len(seen)
            values = seen[turn]
            x = self.transformer_cross_attention_layers[number](x, x + embedded, values + places[turn], values)
            x = inner(self.transformer_self_attention_layers[number](x, x + embedded, x + embedded, x))
        return torch.einsum("bqc,bchw->bqhw", self.color_embed(self.decoder_norm(x).transpose(0, 1)), planes)


def _places(feature: Tensor, width: int) -> Tensor:
    """1×C×H×W sines and cosines of where pixels lie: C/2 for the rows, and as many for the columns."""
    half = width // 2
    waves = TEMPERATURE ** (2 * (torch.arange(half, device=feature.device) // 2) / half)
    parts = []
    for length in feature.shape[2:]:
        steps = torch.arange(1, length + 1, device=feature.device) / (length + 1e-6) * 2 * math.pi
        angles = steps[:, None] / waves
        parts.append(torch.stack([angles[:, 0::2].sin(), angles[:, 1::2].cos()], dim=2).flatten(1))
    height, long = feature.shape[2:]
    rows = parts[0][:, None].expand(-1, long, -1)
    columns = parts[1][None].expand(height, -1, -1)
    return torch.cat([rows, columns], dim=2).permute(2, 0, 1)[None].to(feature.dtype)


class Decoder(nn.Module):
    def __init__(self, sizes: Mapping[str, int], widths: Sequence[int], made: Sequence[int], colours: int) -> None:
        super().__init__()
        given = [widths[-1], *made[:-1]]
        self.layers = nn.ModuleList(map(Joint, given, widths[-2::-1], made))
        self.last_shuf = Shuffle(made[-1], made[-1], 4, norm=False)
        self.color_decoder = Colours(sizes, made, colours)

    def forward(self, seen: Sequence[Tensor]) -> Tensor:
        features, x = [], seen[-1]
        for layer, other in zip(self.layers, seen[-2::-1], strict=True):
            x = layer(x, other)
            features.append(x)
        return self.color_decoder(features, self.last_shuf(x))  # type: ignore[no-any-return]


class DDColor(nn.Module):
    """N×3×H×W grey pictures, sRGB-encoded 0..1, sides multiples of 32 -> N×2×H×W: a* and b*."""

    multiple = 32
    mean: Tensor
    std: Tensor

    def __init__(self, state: Mapping[str, Tensor]) -> None:
        super().__init__()

        def size(name: str, axis: int = 0) -> int:
            return int(state[name].shape[axis])

        def count(prefix: str) -> int:
            return len({name.removeprefix(prefix).split(".")[0] for name in state if name.startswith(prefix)})

        widths = [size(f"encoder.arch.norm{n}.weight") for n in range(STAGES)]
        depths = [count(f"encoder.arch.stages.{n}.") for n in range(STAGES)]
        made = [size(f"decoder.layers.{n}.conv.2.weight") for n in range(STAGES - 1)]
        colours = "decoder.color_decoder."
        sizes = {
            "width": size(f"{colours}query_feat.weight", 1),
            "queries": size(f"{colours}query_feat.weight"),
            "rounds": count(f"{colours}transformer_ffn_layers."),
            "inner": size(f"{colours}transformer_ffn_layers.0.linear1.weight"),
        }
        self.encoder = nn.ModuleDict({"arch": ConvNeXt(widths, depths)})
        self.decoder = Decoder(sizes, widths, made, size(f"{colours}color_embed.layers.2.weight"))
        self.refine_net = nn.Sequential(nn.Sequential(nn.Conv2d(sizes["queries"] + 3, 2, 1)))
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(SPREAD).view(1, 3, 1, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        x = (pictures - self.mean) / self.std
        planes = self.decoder(self.encoder["arch"](x))
        return self.refine_net(torch.cat([planes, x], dim=1))  # type: ignore[no-any-return]


def folded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights with their spectral norms taken into them (Miyato et al., ICLR 2018)."""
    out: dict[str, Any] = {}
    for name, value in state.items():
        stem, _, last = name.rpartition(".")
        if last == "weight_orig":
            matrix = value.float().flatten(1)
            sigma = state[f"{stem}.weight_u"].float() @ matrix @ state[f"{stem}.weight_v"].float()
            out[f"{stem}.weight"] = value / sigma
        elif last not in ("weight_u", "weight_v"):
            out[name] = value
    return out


def build(state: Mapping[str, Tensor]) -> DDColor:
    """The network with these weights. Raises RuntimeError if they do not fit, KeyError if some are missing."""
    plain = folded(state)
    net = DDColor(plain)
    found = net.load_state_dict(plain, strict=False)  # the two buffers are not in all files
    missing = set(found.missing_keys) - {"mean", "std"}
    if missing or found.unexpected_keys:
        raise RuntimeError(f"weights that do not fit: {sorted([*missing, *found.unexpected_keys])[:3]}")
    return net
