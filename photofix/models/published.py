"""Networks that others have published: what a file holds, and the file as a model like any other.

The callable has a `passport` and takes and gives H×W×C float32 pictures, sRGB-encoded, about 0..1; values outside are
colours that sRGB cannot hold, and survive. By purpose:
super-resolution, restoration: `run(picture)` -> sH×sW×3, s being the passport's scale.
inpainting: `run(picture, hole)`, hole H×W bool -> H×W×3, equal to the picture outside the hole. A network for pictures
of one size (the passport's smallest and multiple are equal and large) takes those alone.
colorization: `run(lightness)`, H×W, L* -> S×S×2, a* and b* of the picture squeezed into a square.
face restoration: `run(face, fidelity)`, 512×512×3 aligned, 0..1 -> the same. Networks without a dial for it take any.
All raise OutOfMemory.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core import passport as purposes
from photofix.core.colour import srgb_encoded
from photofix.core.lightness import with_colours
from photofix.core.model_id import of_file
from photofix.core.passport import Passport
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.models import weights_file
from photofix.models.architectures import Built, build
from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]

KIND = "published"
# The two releases of big-LaMa as TorchScript, a program that torch runs: of Sanster/models (IOPaint), and of
# enesmsahin/simple-lama-inpainting. No other program is run.
BIG_LAMA = {
    "344c77bbcb158f17dd143070d1e789f38a66c04202311ae3a258ef66667a9ea9",
    "7ba7aa7ac37a4d41fdbbeba3a2af7ead18058552997e3a3cd1a3b2210c9e6b4c",
}
LAMA_MULTIPLE = 8
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
# Measured: 1,600 (Compact), 6,100 (SCUNet), 11,600 (Real-ESRGAN x4plus), 19,000 (SwinIR-M, 4 times); HAT takes more.
# For small networks tiles are smaller than they could be.
BYTES_PER_PIXEL = 40_000


def inspect(path: Path) -> Passport:
    """What a model file holds. Nothing in it is run. Takes as long as loading it.

    Raises UserError if there is no such file, if it is damaged, asks for code to be run or holds no network for photos.
    """
    return _passport(path, _built(path))


def own(path: Path) -> ModelSpec:
    """A model file as a model: `load` raises UserError as `inspect` does."""
    return ModelSpec(
        id=of_file(KIND, path), title=path.stem, task="published", load=load,
        files=(ModelFile(str(path.absolute()), None),), licence=purposes.UNKNOWN, training_data=purposes.UNKNOWN,
        bytes_per_pixel=BYTES_PER_PIXEL, precisions=("bf16", "fp16"),
    )  # fmt: skip


def load(files: list[Path], placement: Placement) -> Runner:
    """Load the weights onto the device."""
    built = _built(files[0])
    return Runner(built, _passport(files[0], built), placement)


def _passport(path: Path, built: Built) -> Passport:
    return Passport(
        name=path.name, architecture=built.architecture, purpose=built.purpose, scale=built.scale,
        inputs=built.inputs, outputs=built.outputs,
        parameters=sum(each.numel() for each in built.module.parameters()),
        bytes=path.stat().st_size, sha256=weights_file.sha256(path), multiple=built.multiple, smallest=built.smallest,
        half=built.half, bfloat=built.bfloat, tiling=built.tiling, warning=built.warning,
    )  # fmt: skip


def _built(path: Path) -> Built:
    weights_file.check(path)
    if path.suffix.lower() != ".safetensors" and weights_file.is_torchscript(path):
        return _big_lama(path)
    found = build(weights_file.read(path))
    if found is None:
        raise weights_file.no_model(path)
    return found


def _big_lama(path: Path) -> Built:
    """The program of big-LaMa, and no other. What was hashed is what is run: the file is read once."""
    import hashlib
    import warnings

    import torch

    held = path.read_bytes()
    if hashlib.sha256(held).hexdigest() not in BIG_LAMA:
        raise UserError(
            f"“{path.name}” is a program (TorchScript), not weights. PhotoFix runs none from a file.",
            hint="Of programs only the published big-lama.pt is known, by its checksum, and this is another file.",
        )
    with warnings.catch_warnings(action="ignore"):  # that the format is old
        module = torch.jit.load(io.BytesIO(held), map_location="cpu")  # type: ignore[no-untyped-call]
    module.eval()
    for each in module.parameters():
        each.requires_grad_(False)
    return Built(module, module, "big-LaMa", purposes.INPAINTING, multiple=LAMA_MULTIPLE, smallest=2 * LAMA_MULTIPLE)


class Runner:
    """A published network on a device, called as its purpose has it."""

    def __init__(self, built: Built, passport: Passport, placement: Placement) -> None:
        import torch

        self.passport = passport
        self._built, self._device = built, torch.device(placement.device)
        # bfloat16 has 8 bits for a value: as many as show as steps in a sky.
        fast = placement.precision != "fp32" and placement.device != "cpu" and built.half
        self._dtype = torch.float16 if fast else torch.float32
        built.module.to(self._device, self._dtype)

    def __call__(self, picture: Floats, more: Any = None) -> Floats:
        purpose = self.passport.purpose
        if purpose == purposes.INPAINTING:
            return self._filled(picture, more)
        if purpose == purposes.COLORIZATION:
            return self._coloured(picture)
        if purpose == purposes.FACE_RESTORATION:
            return self._face(picture, more)
        return self._changed(picture)

    def _changed(self, picture: Floats) -> Floats:
        """Colours that the network cannot take or give are only enlarged."""
        inside = np.clip(picture, 0, 1)
        if self.passport.inputs == 1:
            inside = (inside @ LUMA)[..., None]
        shown = inside
        if self.passport.inputs == 4:
            shown = np.dstack([inside, np.ones_like(inside[..., :1])])
        made = self._run(shown)[..., : inside.shape[2]]
        beyond = picture - inside
        if beyond.any():
            size = made.shape[1], made.shape[0]
            same = size == (picture.shape[1], picture.shape[0])
            made = made + (beyond if same else cv2.resize(beyond, size, interpolation=cv2.INTER_CUBIC))
        return np.ascontiguousarray(made, np.float32)

    def _filled(self, picture: Floats, hole: NDArray[np.bool_]) -> Floats:
        height, width = hole.shape
        least, multiple = self.passport.smallest, self.passport.multiple
        more = [max(least, side + -side % multiple) - side for side in (height, width)]
        rim = (0, more[0]), (0, more[1])
        shown = np.pad(np.clip(picture, 0, 1), (*rim, (0, 0)), mode="symmetric")
        marks = np.pad(hole, rim, mode="symmetric").astype(np.float32)
        made = self._run(shown, marks[..., None])[:height, :width]
        return np.where(hole[..., None], made, picture)

    def _coloured(self, lightness: Floats) -> Floats:
        side = self.passport.smallest
        square = np.asarray(cv2.resize(lightness, (side, side), interpolation=cv2.INTER_AREA), np.float32)
        return self._run(srgb_encoded(with_colours(square, np.zeros((side, side, 2), np.float32))))

    def _face(self, face: Floats, fidelity: float) -> Floats:
        if self.passport.architecture == "CodeFormer":
            return np.clip(self._run(np.clip(face, 0, 1), fidelity), 0, 1)
        return np.clip(self._run(np.clip(face, 0, 1)), 0, 1)

    def _run(self, *arrays: Any) -> Floats:
        """H×W×C arrays and numbers through the network; where 16 bits are too few for it, with 32 from then on."""
        import torch

        try:
            made = self._once(*arrays)
            if self._dtype != torch.float32 and not np.isfinite(made).all():
                self._dtype = torch.float32
                self._built.module.to(self._dtype)
                made = self._once(*arrays)
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return made

    def _once(self, *arrays: Any) -> Floats:
        import torch

        with torch.inference_mode():
            given = [
                torch.from_numpy(np.ascontiguousarray(each)).to(self._device, self._dtype).permute(2, 0, 1)[None]
                if isinstance(each, np.ndarray)
                else each
                for each in arrays
            ]
            made = self._built.call(*given)[0].permute(1, 2, 0).float().cpu().numpy()
        return np.ascontiguousarray(made)
