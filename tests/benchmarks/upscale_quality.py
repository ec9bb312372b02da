"""How near enlarged photographs come to the truth: python -m tests.benchmarks.upscale_quality --photos DIR.

    [--scales 2,3,4] [--limit N] [--best] [--pictures DIR]

Each val photo, cut to a multiple of 12, is reduced by Pillow's antialiased bicubic filter and enlarged again. PSNR and
SSIM are of the luma (ITU-R BT.601, 16..235), without a border as wide as the scale, of pictures rounded to 8 bit, as
the field measures it (Timofte et al., "NTIRE 2017 challenge on single image super-resolution"). Time is by output
megapixel, the model loaded.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, reshaped
from photofix.ops.upscale import OPERATION, Upscale
from photofix.training.photos import listed, read_rgb
from photofix.training.upscale_crisp import LUMA, reduced

Picture = NDArray[np.uint8]
Method = Callable[[Picture, int], Picture]


def by_pillow(way: Image.Resampling, small: Picture, scale: int) -> Picture:
    size = small.shape[1] * scale, small.shape[0] * scale
    return np.array(Image.fromarray(small).resize(size, way))


def by_us(pool: Pool, params: dict[str, Any], small: Picture, scale: int) -> Picture:
    context = Context(pool, Progress.silent())
    made, _ = reshaped(OPERATION, State.of(Photo(small)), Upscale(float(scale), **params), context)
    return np.asarray(made.pixels, np.uint8)


def luma(picture: Picture, shave: int) -> NDArray[np.float64]:
    """16..235, without a border."""
    values = 16 + picture.astype(np.float64) @ np.array(LUMA) / 255
    return np.asarray(values[shave:-shave, shave:-shave])


def scores(made: Picture, truth: Picture, scale: int) -> tuple[float, float]:
    """(PSNR in dB, SSIM) of the luma."""
    from skimage.metrics import structural_similarity

    a, b = luma(made, scale), luma(truth, scale)
    psnr = 10 * np.log10(255**2 / max(1e-10, float(((a - b) ** 2).mean())))
    ssim = structural_similarity(a, b, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
    return float(psnr), float(ssim)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--scales", type=lambda text: [int(part) for part in text.split(",")], default=[2, 3, 4])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--best", action="store_true", help="the self-ensemble as well")
    parser.add_argument("--pictures", type=Path, help="write truth and results there")
    args = parser.parse_args()
    pool = Pool()
    by_us(pool, {}, np.zeros((8, 8, 3), np.uint8), 2)
    methods: dict[str, Method] = {
        "bicubic": partial(by_pillow, Image.Resampling.BICUBIC),
        "lanczos": partial(by_pillow, Image.Resampling.LANCZOS),
        "crisp": partial(by_us, pool, {}),
    }
    if args.best:
        methods["crisp, best"] = partial(by_us, pool, {"best": True})
    paths = listed(args.photos, "val")[: args.limit]
    print(f"{len(paths)} photos, {pool.placement}")
    for scale in args.scales:
        print(f"\n{scale}x               PSNR-Y dB  (gain)   SSIM-Y   s/MP")
        plain = 0.0
        for name, method in methods.items():
            found, seconds, pixels = [], 0.0, 0
            for path in paths:
                truth = read_rgb(path)
                truth = np.ascontiguousarray(truth[: truth.shape[0] // 12 * 12, : truth.shape[1] // 12 * 12])
                small = reduced(truth, scale)
                begun = time.perf_counter()
                made = method(small, scale)
                seconds += time.perf_counter() - begun
                pixels += made.shape[0] * made.shape[1]
                found.append(scores(made, truth, scale))
                if args.pictures:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    Image.fromarray(made).save(args.pictures / f"{path.stem}-{scale}x-{name}.png")
            psnr, ssim = np.mean(found, axis=0)
            plain = plain or psnr
            print(
                f"  {name:16s} {psnr:9.2f}  ({psnr - plain:+.2f})   {ssim:.4f}   {seconds / pixels * 1e6:5.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
