"""How near enlarged photographs come to the truth: python -m tests.benchmarks.upscale_quality --photos DIR.

    [--degraded] [--scales 2,3,4] [--limit N] [--best] [--pictures DIR]

Each val photo, cut to a multiple of 12, is reduced by Pillow's antialiased bicubic filter and enlarged again; with
--degraded it is reduced as the world does it, with blur, noise and JPEG by chance (photofix.training.degraded), the
same for all. PSNR and SSIM are of the luma (ITU-R BT.601, 16..235), without a border as wide as the scale, of pictures
rounded to 8 bit, as the field measures it (Timofte et al., "NTIRE 2017 challenge on single image super-resolution").
Edges: how steep the edges of the truth are in the result, 1 = as in the truth; noise does not count. Comb: the power
of patterns as wide as the scale over that of those beside them, by which folding networks are known; the truth's is 1.
Time is by output megapixel, the model loaded.
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
from photofix.training.degraded import degrade
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


def edges(made: Picture, truth: Picture, scale: int) -> float:
    """By how much the result rises where the truth rises, as a share: the slope of its regression on the truth."""
    total = product = 0.0
    for axis in (0, 1):
        ours, wanted = (np.diff(luma(picture, scale), axis=axis) for picture in (made, truth))
        product += float((ours * wanted).sum())
        total += float((wanted**2).sum())
    return product / max(total, 1e-9)


def combed(picture: Picture, scale: int) -> float:
    """The power of waves of `scale` pixels, in rows and columns, over the mean of that beside it; the largest."""
    side, found = 8 * scale, []
    for lines in (luma(picture, 1), luma(picture, 1).T):
        parts = lines[:, : lines.shape[1] // side * side].reshape(len(lines), -1, side)
        parts = (parts - parts.mean(2, keepdims=True)) * np.hanning(side + 1)[:side]
        power = (np.abs(np.fft.rfft(parts, axis=2)) ** 2).mean((0, 1))
        found.append(2 * power[8] / (power[5] + power[min(11, len(power) - 3)]))
    return float(max(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--scales", type=lambda text: [int(part) for part in text.split(",")], default=[2, 3, 4])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--degraded", action="store_true", help="reduce with blur, noise and JPEG")
    parser.add_argument("--best", action="store_true", help="the self-ensemble as well")
    parser.add_argument("--pictures", type=Path, help="write truth and results there")
    args = parser.parse_args()
    pool = Pool()
    by_us(pool, {}, np.zeros((8, 8, 3), np.uint8), 2)
    methods: dict[str, Method] = {
        "bicubic": partial(by_pillow, Image.Resampling.BICUBIC),
        "lanczos": partial(by_pillow, Image.Resampling.LANCZOS),
    }
    for model in ("crisp", "photo") if args.degraded else ("crisp",):
        methods[model] = partial(by_us, pool, {"model": model})
        if args.best:
            methods[f"{model}, best"] = partial(by_us, pool, {"model": model, "best": True})
    paths = listed(args.photos, "val")[: args.limit]
    print(f"{len(paths)} photos, {pool.placement}")
    for scale in args.scales:
        print(f"\n{scale}x               PSNR-Y dB  (gain)   SSIM-Y   edges   comb   s/MP")
        plain = 0.0
        for name, method in methods.items():
            found, seconds, pixels = [], 0.0, 0
            for number, path in enumerate(paths):
                truth = read_rgb(path)
                truth = np.ascontiguousarray(truth[: truth.shape[0] // 12 * 12, : truth.shape[1] // 12 * 12])
                rng = np.random.default_rng([number, scale])
                small = degrade(rng, truth, scale) if args.degraded else reduced(truth, scale)
                begun = time.perf_counter()
                made = method(small, scale)
                seconds += time.perf_counter() - begun
                pixels += made.shape[0] * made.shape[1]
                comb = combed(made, scale) / combed(truth, scale)
                found.append((*scores(made, truth, scale), edges(made, truth, scale), comb))
                if args.pictures:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    Image.fromarray(made).save(args.pictures / f"{path.stem}-{scale}x-{name}.png")
            psnr, ssim, steep, comb = np.mean(found, axis=0)
            plain = plain or psnr
            print(
                f"  {name:16s} {psnr:9.2f}  ({psnr - plain:+.2f})   {ssim:.4f}   {steep:.3f}  {comb:5.2f}"
                f"  {seconds / pixels * 1e6:5.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
