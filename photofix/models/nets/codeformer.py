"""CodeFormer, which restores a face from a code book of faces.

Zhou et al., "Towards Robust Blind Face Restoration with Codebook Lookup Transformer" (NeurIPS 2022), written anew from
the paper; its code book is a VQGAN's (Esser et al., "Taming Transformers for High-Resolution Image Synthesis", CVPR
2021). Parameters are named as in the published weights, whose shapes say how wide the network is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 512  # pixels a side of its pictures
FACTORS = (1, 2, 2, 4, 4, 8)  # of the features' width, from the full size to a thirty-second of it
DEPTH = 2
FINEST = 16  # pixels a side of the features in which codes are looked up
HEADS, GROUPS = 8, 32  # what no shape tells
KEYS = ("position_emb", "feat_emb.weight", "quantize.embedding.weight", "fuse_convs_dict.32.scale.0.weight")


def known(state: Mapping[str, Tensor]) -> bool:
    """Are these weights of this network?"""
    return all(name in state for name in KEYS)


def _norm(width: int) -> nn.GroupNorm:
    return nn.GroupNorm(GROUPS, width, eps=1e-6)


class Residual(nn.Module):
    def __init__(self, given: int, made: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = _norm(given), nn.Conv2d(given, made, 3, padding=1)
        self.norm2, self.conv2 = _norm(made), nn.Conv2d(made, made, 3, padding=1)
        self.conv_out = nn.Conv2d(given, made, 1) if given != made else None

    def forward(self, x: Tensor) -> Tensor:
        made = self.conv1(functional.silu(self.norm1(x)))
        made = self.conv2(functional.silu(self.norm2(made)))
        return made + (x if self.conv_out is None else self.conv_out(x))  # type: ignore[no-any-return]


class Looking(nn.Module):
    """Every place looks at all others."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = _norm(width)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(width, width, 1) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        inner = self.norm(x)
        asked, keys, values = (part(inner).flatten(2).transpose(1, 2) for part in (self.q, self.k, self.v))
        seen = functional.scaled_dot_product_attention(asked, keys, values)
        return x + self.proj_out(seen.transpose(1, 2).reshape(x.shape))  # type: ignore[no-any-return]


class Half(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(functional.pad(x, (0, 1, 0, 1)))  # type: ignore[no-any-return]


class Double(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(functional.interpolate(x, scale_factor=2.0, mode="nearest"))  # type: ignore[no-any-return]


def _encoder(width: int, code: int) -> list[nn.Module]:
    blocks: list[nn.Module] = [nn.Conv2d(3, width, 3, padding=1)]
    now, size = width, SIDE
    for factor in FACTORS:
        for _ in range(DEPTH):
            blocks.append(Residual(now, width * factor))
            now = width * factor
            blocks += [Looking(now)] if size == FINEST else []
        if size > FINEST:
            blocks.append(Half(now))
            size //= 2
    return [
        *blocks,
        Residual(now, now),
        Looking(now),
        Residual(now, now),
        _norm(now),
        nn.Conv2d(now, code, 3, padding=1),
    ]


def _generator(width: int, code: int) -> list[nn.Module]:
    now, size = width * FACTORS[-1], FINEST
    blocks: list[nn.Module] = [nn.Conv2d(code, now, 3, padding=1), Residual(now, now), Looking(now), Residual(now, now)]
    for factor in reversed(FACTORS):
        for _ in range(DEPTH):
            blocks.append(Residual(now, width * factor))
            now = width * factor
            blocks += [Looking(now)] if size == FINEST else []
        if size < SIDE:
            blocks.append(Double(now))
            size *= 2
    return [*blocks, _norm(now), nn.Conv2d(now, 3, 3, padding=1)]


class Blocks(nn.Module):
    def __init__(self, blocks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(blocks)


class Codebook(nn.Module):
    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(count, width)


class Layer(nn.Module):
    """One layer of the transformer that predicts the codes."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.self_attn = nn.MultiheadAttention(width, HEADS)
        self.linear1, self.linear2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        inner = self.norm1(x)
        x = x + self.self_attn(inner + places, inner + places, inner, need_weights=False)[0]
        return x + self.linear2(functional.gelu(self.linear1(self.norm2(x))))  # type: ignore[no-any-return]


class Fusion(nn.Module):
    """What the picture itself has of a face, mixed into what the code book has of it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.encode_enc = Residual(2 * width, width)
        self.scale, self.shift = (
            nn.Sequential(
                nn.Conv2d(width, width, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(width, width, 3, padding=1)
            )
            for _ in range(2)
        )

    def forward(self, seen: Tensor, made: Tensor, fidelity: float) -> Tensor:
        both = self.encode_enc(torch.cat([seen, made], dim=1))
        return made + fidelity * (made * self.scale(both) + self.shift(both))  # type: ignore[no-any-return]


def _moved(x: Tensor, like: Tensor) -> Tensor:
    """x with the mean and the spread of `like` in every channel (Huang and Belongie, ICCV 2017)."""
    (mean, spread), (wanted, width) = ((y.mean((2, 3), keepdim=True), y.var((2, 3), keepdim=True)) for y in (x, like))
    return (x - mean) / (spread + 1e-5).sqrt() * (width + 1e-5).sqrt() + wanted


class CodeFormer(nn.Module):
    """N×3×512×512 aligned faces, 0..1, and how true to them the result is to be, 0..1 -> N×3×512×512, about 0..1."""

    def __init__(self, state: Mapping[str, Tensor]) -> None:
        super().__init__()
        width = len(state["encoder.blocks.0.weight"])
        codes, code = state["quantize.embedding.weight"].shape
        inner = len(state["feat_emb.weight"])
        depth = len({name.split(".")[1] for name in state if name.startswith("ft_layers.")})
        self.sizes = sorted(
            int(n) for n in {name.split(".")[1] for name in state if name.startswith("fuse_convs_dict.")}
        )
        self.encoder, self.generator = Blocks(_encoder(width, code)), Blocks(_generator(width, code))
        self.quantize = Codebook(codes, code)
        self.position_emb = nn.Parameter(torch.zeros(FINEST**2, inner))
        self.feat_emb = nn.Linear(code, inner)
        self.ft_layers = nn.ModuleList(Layer(inner, len(state["ft_layers.0.linear1.weight"])) for _ in range(depth))
        self.idx_pred_layer = nn.Sequential(nn.LayerNorm(inner), nn.Linear(inner, codes, bias=False))
        self.fuse_convs_dict = nn.ModuleDict({
            str(size): Fusion(len(state[f"fuse_convs_dict.{size}.scale.0.weight"])) for size in self.sizes
        })  # fmt: skip

    def forward(self, faces: Tensor, fidelity: float) -> Tensor:
        x, seen = faces * 2 - 1, {}
        for block in self.encoder.blocks:
            # The last features of each size are those before they are halved.
            if isinstance(block, Half):
                seen[x.shape[-1]] = x
            x = block(x)
        found = self.feat_emb(x.flatten(2).permute(2, 0, 1))
        places = self.position_emb[:, None]
        for layer in self.ft_layers:
            found = layer(found, places)
        codes = self.idx_pred_layer(found).argmax(dim=2).transpose(0, 1)
        looked_up = self.quantize.embedding(codes).transpose(1, 2).reshape(x.shape)
        x = _moved(looked_up, x)
        fused: set[int] = set()
        for block in self.generator.blocks:
            x = block(x)
            size = x.shape[-1]
            # After the first residual block of each size.
            if size in self.sizes and size not in fused and isinstance(block, Residual) and fidelity > 0:
                fused.add(size)
                x = self.fuse_convs_dict[str(size)](seen[size], x, fidelity)
        return x / 2 + 0.5


def build(state: Mapping[str, Tensor]) -> CodeFormer:
    """The network with these weights. Raises RuntimeError if they do not fit, KeyError if some are missing."""
    net = CodeFormer(state)
    net.load_state_dict(dict(state))
    return net
