"""Quality of inpainting on photographs with drawn wires, dust and blobs, against the classical fills.

    python tests/benchmarks/inpaint_quality.py --photos DIR [--limit N] [--kinds wires,dust,blobs] [--pictures DIR]

PSNR, SSIM and sharpness are measured inside the mask and averaged over the photographs. Sharpness is the mean
gradient inside the mask over that of the truth; RMS is the same with squared gradients. OpenCV's FSR takes part if
the contrib build is there.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity
from skimage.restoration import inpaint_biharmonic

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, perform
from photofix.ops.inpaint import OPERATION, Inpaint
from photofix.training import holes
from photofix.training.photos import listed, read_rgb

Picture = NDArray[np.uint8]
Fill = Callable[[Picture, Picture], Picture]


def damaged(truth: Picture, kind: str, seed: int) -> tuple[Picture, Picture]:
    """(photo with drawn defects, exact mask) for one kind."""
    rng = np.random.default_rng([seed, {"wires": 1, "dust": 2, "blobs": 3}[kind]])
    height, width = truth.shape[:2]
    if kind == "wires":
        shape = holes.wires(rng, height, width, 6, (1, 4))
    elif kind == "dust":
        shape = holes.dust(rng, height, width, 40, (1, 5))
    else:
        shape = np.maximum.reduce(
            [holes.blob(rng, height, width, (48, min(160, 0.4 * min(height, width)))) for _ in range(2)]
        )
    # The defect has a soft, camera-like edge; the mask covers all that differs visibly.
    soft = cv2.GaussianBlur(shape, (0, 0), 0.6).astype(np.float32)[..., None] / 255
    colour = rng.uniform(0, 60, 3) if rng.random() < 0.7 else rng.uniform(180, 255, 3)
    broken = np.rint(truth * (1 - soft) + colour * soft).astype(np.uint8)
    return broken, np.where(soft[..., 0] > 0.02, 255, 0).astype(np.uint8)


def fills(engines: list[str]) -> dict[str, Fill]:
    """Every method of the table: the classical ones, then PhotoFix's engines."""
    pool = Pool()
    table: dict[str, Fill] = {
        "telea": lambda p, m: cv2.inpaint(p, m, 3, cv2.INPAINT_TELEA),
        "navier-stokes": lambda p, m: cv2.inpaint(p, m, 3, cv2.INPAINT_NS),
    }
    if hasattr(cv2, "xphoto"):
        table["fsr"] = fsr
    table["biharmonic"] = lambda p, m: np.rint(inpaint_biharmonic(p / 255, m > 0, channel_axis=2) * 255).astype(
        np.uint8
    )
    for engine in engines:
        table[engine] = lambda p, m, e=engine: ours(pool, p, m, e)  # type: ignore[misc]
    return table


def fsr(picture: Picture, mask: Picture) -> Picture:
    """OpenCV's frequency-selective reconstruction (contrib), quick mode, which works on 8-bit BGR pictures."""
    out = np.zeros_like(picture)
    cv2.xphoto.inpaint(picture, 255 - mask, out, cv2.xphoto.INPAINT_FSR_FAST)
    return out


def ours(pool: Pool, picture: Picture, mask: Picture, engine: str) -> Picture:
    state = State.of(Photo(picture)).with_mask(Mask.from_array(mask))
    edit = perform(OPERATION, state, Inpaint(engine=engine), Context(pool, Progress.silent()))
    return state.with_edit(edit).composite()


def slopes(picture: NDArray[Any], mask: Picture) -> NDArray[np.float32]:
    """Size of the grey gradient of every masked pixel."""
    grey = picture.astype(np.float32).mean(axis=2)
    across, down = np.diff(grey, axis=1, append=grey[:, -1:]), np.diff(grey, axis=0, append=grey[-1:])
    found: NDArray[np.float32] = np.hypot(across, down)[mask > 0]
    return found


def measure(result: Picture, truth: Picture, mask: Picture) -> tuple[float, float, float, float]:
    """(PSNR, SSIM, ratio of mean gradients, ratio of root mean square gradients) inside the mask."""
    inside = mask > 0
    error = ((result.astype(float) - truth) ** 2)[inside].mean()
    similar = structural_similarity(truth, result, channel_axis=2, full=True)[1].mean(axis=2)[inside].mean()
    ours, real = slopes(result, mask), slopes(truth, mask)
    mean = ours.mean() / max(real.mean(), 1e-3)
    root = np.sqrt((ours**2).mean() / max((real**2).mean(), 1e-6))
    return 10 * np.log10(255**2 / max(error, 0.01)), float(similar), float(mean), float(root)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--kinds", default="wires,dust,blobs")
    parser.add_argument("--engines", default="auto")
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--pictures", type=Path, help="write damaged | result | truth for looking at")
    args = parser.parse_args()
    table = fills(args.engines.split(","))
    if args.only_ours:
        table = {name: table[name] for name in args.engines.split(",")}
    photos = [(path, read_rgb(path)) for path in listed(args.photos, "val")[: args.limit]]
    for kind in args.kinds.split(","):
        print(f"\n{kind:14s}  PSNR dB    SSIM  sharpness   (RMS)  seconds a photo   ({len(photos)} photos)")
        for name, fill in table.items():
            rows, seconds = [], 0.0
            for seed, (path, truth) in enumerate(photos):
                broken, mask = damaged(truth, kind, seed)
                begun = time.perf_counter()
                result = fill(broken, mask)
                seconds += time.perf_counter() - begun
                rows.append(measure(result, truth, mask))
                if args.pictures and name in args.engines:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    sheet = np.concatenate([broken, result, truth], axis=1)[..., ::-1]
                    cv2.imwrite(str(args.pictures / f"{kind}-{path.stem}-{name}.png"), sheet)
            psnr, similar, sharp, root = np.mean(rows, axis=0)
            print(
                f"{name:14s} {psnr:8.2f} {similar:7.3f} {sharp:9.2f} {root:8.2f} {seconds / len(photos):10.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
