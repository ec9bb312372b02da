"""Translators: pictures of one kind into pictures of another, by generators of pix2pix and CycleGAN.

The callable: `translate(picture, seed=None, measured=None)`, with `translate.about` and `translate.measure(parts)`.
picture: H×W×3 float32, sRGB-encoded, 0..1, of any size; padded by mirroring to what the network needs and cut
afterwards. Returns H×W×3 float32, sRGB-encoded 0..1. seed: draw dropout, which gives another result with each number.
All of a picture counts for its norms, so that there are no tiles; but where `about.reach` says how far a pixel sees, a
large one may be translated in tiles with what was measured of some of its parts (H×W×3, all of one size) instead.
Raises OutOfMemory, and UserError if the weights make values that are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance, recoloured
from photofix.core.model_id import of_file
from photofix.core.passport import TRANSLATION
from photofix.core.tiles import OutOfMemory
from photofix.core.translators import TRANSLATORS
from photofix.errors import UserError
from photofix.models.foreign_weights import note, tensors
from photofix.models.spec import ModelFile, ModelSpec, Placement

if TYPE_CHECKING:
    from photofix.models.nets.generator_layout import Generator, Layout
    from photofix.models.nets.picture_norm import Measured

Floats = NDArray[np.float32]

KIND = "translator"  # of files
EDGES, GREY, PHOTO = "edges", "grey", "photo"
DRAWN = re.compile(r"(edges?|sketch(es)?|lines?)[-_ ]?(2|to)[-_ ]?", re.IGNORECASE)  # in names of published files
CHANNELS = {(1, 1), (1, 2), (1, 3), (3, 1), (3, 3)}  # in and out; 2 are a* and b*
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, by which the published networks' grey was made
COLOURS = 110.0  # of a* and b*, which are 1 to the colorization network of the reference
COLOURED = "colours"
LONGEST = 200  # characters of what a file says of itself


@dataclass(frozen=True)
class About:
    """What a translator is.

    architecture: in words. inputs, outputs: channels. multiple: of which sides are, after padding. size: pixels of the
    shorter side at which it was trained, None if nobody knows. takes, gives: "photo", "edges", "grey", "dark", "labels"
    or anything else; gives is empty if nobody knows. parameters: how many. noise: has a seed an effect? reach: how many
    pixels far a pixel sees, a multiple of `multiple`; None if all of the picture counts for it, whatever norms go by.
    coloured: do drawings that it takes have flat colours between their lines? rim: how many pixels at the edges of what
    it makes are worse than all others, so that it is shown as many more, mirrored.
    """

    architecture: str
    inputs: int
    outputs: int
    multiple: int
    size: int | None
    takes: str
    gives: str
    title: str
    parameters: int
    noise: bool
    reach: int | None
    coloured: bool = False
    rim: int = 0

    @property
    def keeps_lightness(self) -> bool:
        """Does it give colours alone? Of what makes photos of their grey, only they are taken: the grey is known."""
        return self.outputs == 2 or (self.takes, self.gives) == (GREY, PHOTO)

    def padded(self, side: int) -> int:
        """How many pixels the network is shown of a side."""
        wide = side + 2 * self.rim
        return wide + -wide % self.multiple


class Translate:
    """The network on its device."""

    def __init__(self, net: Generator, about: About, device: Any, dtype: Any) -> None:
        from photofix.models.nets.picture_norm import PictureNorm

        self.about = about
        self._net, self._device, self._dtype = net, device, dtype
        self._norms = [module for module in net.modules() if isinstance(module, PictureNorm)]
        self._lock = Lock()  # noise and statistics are states of the network

    def __call__(self, picture: Floats, seed: int | None = None, measured: list[Measured] | None = None) -> Floats:
        height, width = picture.shape[:2]
        (top, _), (left, _) = self._margins(picture)
        with self._set(seed, measured):
            made = self._run([self._padded(picture)])[0]
        if not np.isfinite(made).all():
            raise UserError(f"“{self.about.title}” makes no picture: its weights are damaged.", hint="Get them again.")
        return _picture(np.ascontiguousarray(made[top : top + height, left : left + width]), picture, self.about)

    def measure(self, parts: Sequence[Floats]) -> list[Measured]:
        """What every norm finds in parts of a picture, as if they were all of it."""
        with self._set(None, None):
            for norm in self._norms:
                norm.measuring = True
            self._run([self._padded(part) for part in parts])
            return [norm.measured for norm in self._norms if norm.measured is not None]

    @contextmanager
    def _set(self, seed: int | None, measured: list[Measured] | None) -> Iterator[None]:
        """The network as it is to run, and afterwards as it was."""
        with self._lock:
            try:
                self._net.seed(seed)
                for norm, values in zip(self._norms, measured or (), strict=measured is not None):
                    norm.measured = type(values)(*(value.to(self._device) for value in values))
                yield
            finally:
                self._net.seed(None)
                for norm in self._norms:
                    norm.measuring, norm.measured = False, None

    def _margins(self, picture: Floats) -> list[tuple[int, int]]:
        """Pixels that are missing before and behind, down and across: alike, but tiles keep their place in the grid."""
        more = [max(self._net.least, self.about.padded(side)) - side for side in picture.shape[:2]]
        before = [side // 2 if self.about.reach is None else 0 for side in more]
        return [(first, side - first) for first, side in zip(before, more, strict=True)]

    def _padded(self, picture: Floats) -> Floats:
        return np.pad(_planes(picture, self.about), (*self._margins(picture), (0, 0)), mode="symmetric")

    def _run(self, pictures: list[Floats]) -> Floats:
        """N×H×W×outputs of pictures of one size."""
        import torch

        try:
            with torch.inference_mode():
                seen = torch.from_numpy(np.stack(pictures)).to(self._device, self._dtype).permute(0, 3, 1, 2)
                made: Floats = self._net(seen).permute(0, 2, 3, 1).float().cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return made


def _planes(picture: Floats, about: About) -> Floats:
    """H×W×inputs, -1..1, as the network takes them."""
    clipped = np.clip(picture, 0, 1)
    if about.outputs == 2:
        return lightness(luminance(srgb_decoded(clipped)))[..., None] / np.float32(50) - 1
    if about.inputs == 1 or about.takes == GREY:
        clipped = np.broadcast_to((clipped @ LUMA)[..., None], (*clipped.shape[:2], about.inputs))
    return np.asarray(clipped * np.float32(2) - 1, np.float32)


def _picture(made: Floats, picture: Floats, about: About) -> Floats:
    """H×W×3 sRGB of what the network gives."""
    if made.shape[2] == 2:
        return recoloured(picture, made * np.float32(COLOURS))
    rgb = np.asarray((made + 1) / np.float32(2), np.float32)
    rgb = rgb if rgb.shape[2] == 3 else rgb.repeat(3, axis=2)
    return recoloured(picture, colours_of(srgb_decoded(rgb))) if about.keeps_lightness else rgb


def load(files: list[Path], placement: Placement) -> Translate:
    """Load the weights onto the device. Raises UserError if they are no such generator's."""
    import torch

    from photofix.models.nets.generator_layout import found, is_critic, loaded
    from photofix.models.nets.picture_norm import PictureNorm

    held = tensors(files[0])
    shapes = {name: tuple(value.shape) for name, value in held.items()}
    layout = found(shapes)
    if layout is None or (layout.inputs, layout.outputs) not in CHANNELS:
        raise _none(files[0], layout, is_critic(shapes))
    net = loaded(layout, held)
    about = _about(files[0], layout, net)
    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net.to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]
    for module in net.modules():
        if isinstance(module, PictureNorm):
            module.float()
    last = [module for module in net.modules() if isinstance(module, torch.nn.Conv2d | torch.nn.ConvTranspose2d)][-1]
    last.float().register_forward_pre_hook(lambda _layer, given: (given[0].float(),))  # or skies would have steps
    return Translate(net, about, device, dtype)


def _none(path: Path, layout: Layout | None, critic: bool) -> UserError:
    if layout is not None:
        return UserError(
            f"{path.name} takes pictures of {layout.inputs} channels and gives {layout.outputs}.",
            hint="PhotoFix can use translators of colour or grey pictures.",
        )
    if critic:
        return UserError(
            f"{path.name} is the critic of a translator, which only judges pictures.",
            hint="Choose the file of the generator: its name ends in net_G, net_G_A or net_G_B.",
        )
    return UserError(
        f"{path.name} is no translator that PhotoFix knows.",
        hint="It reads U-Net and ResNet generators of pix2pix and CycleGAN, and those of its own training.",
    )


def _about(path: Path, layout: Layout, net: Generator) -> About:
    told = note(path)
    named = DRAWN.search(path.stem) or DRAWN.search(path.absolute().parent.name)
    size = told.get("size")
    return About(
        architecture=f"U-Net, {layout.depth} levels" if layout.unet else f"ResNet, {layout.depth} blocks",
        inputs=layout.inputs,
        outputs=layout.outputs,
        multiple=net.multiple,
        size=size if isinstance(size, int) and 16 <= size <= 4096 else None,
        takes=_said(told, "takes") or (EDGES if named else GREY if layout.inputs == 1 else PHOTO),
        gives=_said(told, "gives"),
        title=_said(told, "title") or path.stem,
        parameters=sum(value.numel() for value in net.parameters()),
        noise=net.can_be_noisy,
        reach=net.reach,
        coloured=told.get(COLOURED) is True,
        rim=net.rim,
    )


def _said(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value[:LONGEST] if isinstance(value, str) else ""


# The weights of those that ship, by name: SHA-256, and what they were trained on.
WEIGHTS = {
    "edges-to-photo": ("fda826d9d270cf4a0ef22c42f3261f37421842e1bc079991ec2c6b3ea4e1c6b3",
                       "1,361 openly licensed colour photographs, views most of all, and drawings of them"),
    "labels-to-facade": ("db7ffc06b2a951fb19dfe4e40d9fc7a25e887d1cdb5fe589b6a1b9868a33a8fd",
                         "1,200 façades drawn by its own recipe, with their labels"),
    "grey-to-color": ("cb3f5335ab516ff7c71f32767a4398124b913e037ccf5426f7f9a0a8b9c5f81d",
                      "1,361 openly licensed colour photographs, and their grey"),
    "dark-to-bright": ("64443082dcb9a62df25ad341568247f2f364567981940e4c7ad856847be05ddb",
                       "1,573 openly licensed photographs, made dark and noisy"),
}  # fmt: skip
FILE = ModelSpec(
    id=KIND, title="", task=TRANSLATION, load=load, files=(), licence="", training_data="",
    bytes_per_pixel=800, precisions=("bf16",),
)  # fmt: skip
SPECS = tuple(
    replace(
        FILE, id=name, title=title, files=(ModelFile(f"{name}.safetensors", WEIGHTS[name][0]),), licence="Apache-2.0",
        training_data=WEIGHTS[name][1],
    )
    for name, title in TRANSLATORS
)  # fmt: skip


def own(path: Path) -> ModelSpec:
    """A translator from a file, trained or published: `load` raises UserError if it is none."""
    return replace(
        FILE, id=of_file(KIND, path), title=path.name, files=(ModelFile(str(path.absolute()), None),),
        licence="the person's own", training_data="the person's own",
    )  # fmt: skip
