"""Files of the architectures that are published most, in their published layout, with random weights and less width."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from photofix.models.spandrel_import import spandrel

State = dict[str, Tensor]


def convolution(made: int, given: int, side: int = 3) -> tuple[Tensor, Tensor]:
    return torch.randn(made, given, side, side) * (1.4 / (given * side**2) ** 0.5), torch.zeros(made)


def put(state: State, name: str, pair: tuple[Tensor, Tensor]) -> None:
    state[f"{name}.weight"], state[f"{name}.bias"] = pair


def real_esrgan(width: int = 8, growth: int = 32, blocks: int = 1) -> State:
    """RealESRGAN_x4plus.pth: RRDBNet, whose names those of the current sources are."""
    state: State = {}
    put(state, "conv_first", convolution(width, 3))
    for block in range(blocks):
        for dense in (1, 2, 3):
            for number in range(1, 6):
                made = growth if number < 5 else width
                put(state, f"body.{block}.rdb{dense}.conv{number}", convolution(made, width + (number - 1) * growth))
    for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
        put(state, name, convolution(width, width))
    put(state, "conv_last", convolution(3, width))
    return state


def of(architecture: str, name: str = "", **options: Any) -> Callable[[], State]:
    """The state of one of spandrel's own networks, which are the published ones."""

    def made() -> State:
        spandrel()
        module = __import__(f"spandrel.architectures.{architecture}", fromlist=["x"])
        with warnings.catch_warnings(action="ignore"):
            net = getattr(module, name or architecture)(**options)
        return dict(shaken(net).state_dict())

    return made


def shaken(net: nn.Module) -> nn.Module:
    """Random where it is born as zeros, so that every layer counts."""
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.numel() and not parameter.any():
                parameter.normal_(0, 0.02)
    return net


def smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """One width of GFPGAN and of LaMa is known to spandrel, and of CodeFormer to us: make all of them narrow."""
    spandrel()
    from spandrel.architectures import GFPGAN as gfpgan
    from spandrel.architectures import LaMa as lama
    from spandrel.architectures.LaMa.__arch.LaMa import FFCResNetGenerator

    from photofix.models.nets import codeformer

    class Narrow(lama.LaMa):  # type: ignore[name-defined, misc]
        def __init__(self, *, in_nc: int = 4, out_nc: int = 3) -> None:
            nn.Module.__init__(self)
            self.model = FFCResNetGenerator(in_nc, out_nc, ngf=8, n_blocks=2)

    monkeypatch.setattr(codeformer, "FACTORS", (1,) * len(codeformer.FACTORS))
    full = gfpgan.GFPGAN
    monkeypatch.setattr(gfpgan, "GFPGAN", lambda **options: full(**{**options, "narrow": 0.125}))
    monkeypatch.setattr(lama, "LaMa", Narrow)


def lama_ckpt() -> State:
    """best.ckpt of big-lama: the generator's weights beside those that only training needs."""
    state = {name.replace("model.model", "generator.model"): value for name, value in of("LaMa")().items()}
    return {**state, "discriminator.model0.0.weight": torch.zeros(4, 3, 4, 4)}


def migan(side: int = 64, base: int = 512, most: int = 16) -> State:
    """migan_512_places2.pt."""
    from photofix.models.nets.migan import MIGAN

    net = MIGAN({2**n: min(base // 2**n, most) for n in range(2, side.bit_length())})
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if name.endswith("filter.weight"):
                row = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
                parameter.copy_((torch.outer(row, row) * (4 if "upsample" in name else 1)).expand_as(parameter))
            elif name.endswith("insert_zeros.weight"):
                parameter.copy_(torch.tensor([[1.0, 0.0], [0.0, 0.0]]).expand_as(parameter))
            elif name.endswith("noise_strength"):
                parameter.fill_(0.1)
    for name, buffer in net.named_buffers():
        if name.endswith("noise_const"):
            buffer.normal_()
    return dict(net.state_dict())


def ddcolor(width: int = 16, inner: int = 32, queries: int = 8, rounds: int = 3) -> State:
    """ddcolor_modelscope.pth, with spectral norms where the published one has them."""
    from photofix.models.nets import ddcolor

    shapes: State = {}
    widths = [width, width, 2 * width, 2 * width]
    for number, each in enumerate(widths):
        shapes[f"encoder.arch.norm{number}.weight"] = torch.ones(each)
        shapes[f"encoder.arch.stages.{number}.0.norm.weight"] = torch.ones(each)
    for number, each in enumerate((2 * inner, 2 * inner, inner)):
        shapes[f"decoder.layers.{number}.conv.2.weight"] = torch.ones(each)
    start = "decoder.color_decoder."
    shapes[f"{start}query_feat.weight"] = torch.ones(queries, inner)
    shapes[f"{start}color_embed.layers.2.weight"] = torch.ones(inner, inner)
    for number in range(rounds):
        shapes[f"{start}transformer_ffn_layers.{number}.linear1.weight"] = torch.ones(64, inner)
    state = dict(shaken(ddcolor.DDColor(shapes)).state_dict())
    for name in [n for n in state if n.startswith(("decoder.layers", "decoder.last_shuf", "refine_net"))]:
        if name.endswith(".weight") and state[name].dim() == 4:
            weight = state.pop(name)
            left, _, right = torch.linalg.svd(weight.flatten(1), full_matrices=False)
            stem = name.removesuffix("weight")
            state |= {f"{stem}weight_orig": weight, f"{stem}weight_u": left[:, 0], f"{stem}weight_v": right[0]}
    return state


def codeformer(width: int = 32, inner: int = 64, codes: int = 32, code: int = 16, depth: int = 2) -> State:
    """codeformer.pth."""
    from photofix.models.nets.codeformer import FACTORS, SIDE, CodeFormer

    shapes = {
        "encoder.blocks.0.weight": torch.ones(width, 3, 3, 3),
        "quantize.embedding.weight": torch.ones(codes, code),
        "feat_emb.weight": torch.ones(inner, code),
    }
    for number in range(depth):
        shapes[f"ft_layers.{number}.linear1.weight"] = torch.ones(2 * inner, inner)
    for size in (32, 64, 128, 256):
        factor = FACTORS[(SIDE // size).bit_length() - 1]
        shapes[f"fuse_convs_dict.{size}.scale.0.weight"] = torch.ones(width * factor, width * factor, 3, 3)
    return dict(shaken(CodeFormer(shapes)).state_dict())


SMALL = {"depths": (2,), "num_heads": (2,), "embed_dim": 16}
# name of the file, the key that the weights lie under, and what they are
FILES: dict[str, tuple[str, str, Callable[[], State]]] = {
    "Real-ESRGAN x4plus": ("RealESRGAN_x4plus.pth", "params_ema", real_esrgan),
    "Real-ESRGAN general-x4v3": (
        "realesr-general-x4v3.pth", "params", of("Compact", num_feat=16, num_conv=8, upscale=4, act_type="prelu")
    ),
    "SwinIR": (
        "002_lightweightSR_DIV2K_s64w8_SwinIR-S_x2.pth", "params",
        of("SwinIR", window_size=8, upscale=2, upsampler="pixelshuffledirect", img_size=64, mlp_ratio=2.0, **SMALL),
    ),
    "SwinIR, denoising": (
        "005_colorDN_DFWB_s128w8_SwinIR-M_noise25.pth", "params",
        of("SwinIR", window_size=8, upscale=1, upsampler="", img_size=128, mlp_ratio=2.0, **SMALL),
    ),
    "HAT": (
        "Real_HAT_GAN_SRx4.pth", "params_ema",
        of("HAT", window_size=16, upscale=4, upsampler="pixelshuffle", mlp_ratio=2, compress_ratio=2, squeeze_factor=4,
           num_feat=16, **SMALL),
    ),
    "SCUNet": ("scunet_color_real_psnr.pth", "", of("SCUNet", config=[1] * 7, dim=64)),
    "NAFNet": (
        "NAFNet-SIDD-width32.pth", "params",
        of("NAFNet", width=8, middle_blk_num=1, enc_blk_nums=[1, 1, 1, 1], dec_blk_nums=[1, 1, 1, 1]),
    ),
    "MI-GAN": ("migan_512_places2.pt", "", migan),
    "DDColor": ("ddcolor_modelscope.pth", "params", ddcolor),
    "CodeFormer": ("codeformer.pth", "params_ema", codeformer),
    "GFPGAN": (
        "GFPGANv1.4.pth", "params_ema",
        of("GFPGAN", out_size=512, num_style_feat=512, channel_multiplier=2, num_mlp=8, input_is_latent=True,
           different_w=True, sft_half=True),
    ),
    "RestoreFormer": (
        "RestoreFormer.pth", "params", of("RestoreFormer", ch=32, embed_dim=32, z_channels=32, n_embed=16)
    ),
    "LaMa": ("big-lama.safetensors", "", of("LaMa", in_nc=4)),
    "LaMa, as it was trained": ("best.ckpt", "state_dict", lama_ckpt),
}  # fmt: skip


def written(name: str, folder: Path) -> Path:
    """The file of an architecture, in its published layout."""
    file, key, make = FILES[name]
    torch.manual_seed(3)
    state = make()
    path = folder / file
    if path.suffix == ".safetensors":
        save_file({key: value.contiguous() for key, value in state.items()}, path)
    else:
        torch.save({key: state} if key else state, path)
    return path


class Lama(nn.Module):
    """Takes and gives what the TorchScript of big-LaMa does: the mean of what is known, in the holes."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        known = 1 - mask
        mean = (image * known).sum((2, 3), keepdim=True) / known.sum((2, 3), keepdim=True).clamp(min=1)
        return image * known + self.weight * mean * mask
