"""How near painted photos come to a painting, and how well they can be read: one table.

python -m tests.benchmarks.stylize_quality --photos DIR --paintings DIR [--any] [--every N] [--numbers N,N,…]
    [--strength S] [--stroke S] [--keep-colors] [--megapixels N] [--sheet FILE]

Val photos (every N-th, or those of these numbers) are painted by every built-in painter, or, with --any, like every
painting of the folder that no built-in painter has learnt from. distance: sliced Wasserstein distance of patches of 7×7
pixels in CIELAB to those of the painting at the photo's size, mean of three scales, as a share of the plain photo's.
gradients: SSIM of gradient magnitudes to the photo (sigma 1.5); edges: their correlation, at the same softness.
blotches: how strong patches are, wider than strokes, that smooth places of the photo have not, in units of CIELAB.
Compared with what needs no network: histogram matching of each channel, and the palette's mean and covariance.
megapixels: photos are enlarged to that before, for the time. sheet: all results in one picture.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.painters import PAINTERS
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, perform
from photofix.ops.painting import KNOWN
from photofix.ops.palette import lab, rgb, way
from photofix.ops.planes import resized
from photofix.ops.stylize import OPERATION, Stylize
from photofix.training.painter import PAINTINGS
from photofix.training.photos import listed, read_rgb

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

SIDE, SCALES, DIRECTIONS, PATCHES = 7, 3, 128, 20_000
BANDS = (8.0, 16.0, 32.0, 64.0)  # standard deviations: half a stroke's length, and halves of what is wider
SMOOTH = 0.006  # slope of lightness (0..1) a pixel below which a place is smooth
SHOWN = 400  # pixels of the longer side of pictures on the sheet


def distance(one: Floats, other: Floats) -> float:
    """Sliced Wasserstein distance of two pictures' patches (h×w×n each), mean of the scales."""
    rng = np.random.default_rng(0)
    apart = []
    for scale in range(SCALES):
        directions = rng.normal(size=(SIDE * SIDE * one.shape[2], DIRECTIONS)).astype(np.float32)
        directions /= np.linalg.norm(directions, axis=0)
        both = []
        for picture in (one, other):
            view = sliding_window_view(
                resized(picture, tuple(n >> scale for n in picture.shape[:2])), (SIDE,) * 2, (0, 1)
            )
            rows, columns = (rng.integers(0, length, PATCHES) for length in view.shape[:2])
            both.append(np.sort(view[rows, columns].reshape(PATCHES, -1) @ directions, axis=0))
        apart.append(float(np.abs(both[0] - both[1]).mean()))
    return float(np.mean(apart))


def blotches(photo: Floats, made: Floats) -> float:
    """How strong patches are that the photo has not, where it is smooth, in units of CIELAB.

    What a quadratic function of the photo's colours makes of them is the painter's palette; of what else there is, the
    part between BANDS, in pixels of a picture KNOWN pixels long, is too wide for strokes.
    """
    one, other = (fitted_planes(picture, KNOWN) for picture in (photo, made))
    one = np.asarray(cv2.GaussianBlur(one, (0, 0), 2), np.float32)
    values = (one - one.mean((0, 1))).reshape(-1, 3) / 0.2
    terms = np.column_stack([np.ones(len(values)), values, *(values * np.roll(values, n, axis=1) for n in range(2))])
    rest = other - (terms @ np.linalg.lstsq(terms, other.reshape(-1, 3), rcond=None)[0]).reshape(other.shape)
    smooth = cv2.GaussianBlur(gradients(np.ascontiguousarray(one[..., 0])), (0, 0), BANDS[0]) < SMOOTH
    if not smooth.any():
        return 0.0
    found = []
    for narrow, wide in pairwise(BANDS):
        band = [cv2.GaussianBlur(rest, (0, 0), sigma) for sigma in (narrow, wide)]
        found.append(np.square(band[0] - band[1]).sum(axis=2)[smooth].mean())
    return 100 * float(np.sqrt(sum(found)))


def gradients(light: Floats) -> Floats:
    across, down = (cv2.Sobel(light, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down), np.float32)


def soft(plane: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), 1.5), np.float32)


def readable(photo: Floats, made: Floats) -> tuple[float, float]:
    """SSIM of gradient magnitudes of lightness, whose range is taken for 0.25, and correlation of them when soft."""
    one, other = (gradients(np.ascontiguousarray(picture[..., 0])) for picture in (photo, made))
    means = soft(one), soft(other)
    spread = soft(one * one) - means[0] ** 2, soft(other * other) - means[1] ** 2
    common = soft(one * other) - means[0] * means[1]
    small = (0.01 * 0.25) ** 2, (0.03 * 0.25) ** 2
    alike = (2 * means[0] * means[1] + small[0]) * (2 * common + small[1])
    alike /= (means[0] ** 2 + means[1] ** 2 + small[0]) * (spread[0] + spread[1] + small[1])
    return float(alike.mean()), float(np.corrcoef(means[0].ravel(), means[1].ravel())[0, 1])


def by_histograms(photo: Picture, painting: Picture) -> Picture:
    """Every channel takes the values of the painting's, in its own order."""
    made = np.empty_like(photo)
    for channel in range(3):
        values = np.sort(painting[..., channel], axis=None)
        order = np.argsort(photo[..., channel], axis=None, kind="stable")
        at = np.linspace(0, len(values) - 1, len(order)).astype(int)
        made[..., channel].reshape(-1)[order] = values[at]
    return made


def by_palette(photo: Picture, painting: Picture) -> Picture:
    one, other = (lab((picture / 255).astype(np.float32)) for picture in (photo, painting))
    return np.rint(rgb(way(one, other).of(one)) * 255).astype(np.uint8)


def by_us(photo: Picture, params: Stylize, pool: Pool) -> Picture:
    state = State.of(Photo(photo))
    edit = perform(OPERATION, state, params, Context(pool, Progress.silent()))
    return np.asarray(state.with_edit(edit).composite(), np.uint8)


def fitted(picture: Picture, longest: float) -> Picture:
    """At another size; enlarged smoothly."""
    factor = longest / max(picture.shape[:2])
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def fitted_planes(planes: Floats, longest: int) -> Floats:
    factor = longest / max(planes.shape[:2])
    return resized(planes, (round(planes.shape[0] * factor), round(planes.shape[1] * factor)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--paintings", type=Path, required=True)
    parser.add_argument("--any", action="store_true")
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--numbers", type=lambda text: [int(number) for number in text.split(",")])
    parser.add_argument("--strength", type=float, default=Stylize().strength)
    parser.add_argument("--stroke", type=float, default=1.0)
    parser.add_argument("--keep-colors", action="store_true")
    parser.add_argument("--megapixels", type=float)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    known = listed(options.photos, "val")
    chosen = [known[number] for number in options.numbers] if options.numbers else known[:: options.every]
    photos = [read_rgb(path) for path in chosen]
    if options.megapixels:
        photos = [fitted(p, max(p.shape[:2]) * (options.megapixels * 1e6 / p[..., 0].size) ** 0.5) for p in photos]
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    rows, pool = [], Pool(device="cpu")
    seconds = pixels = 0.0
    print(f"{'':>44}  distance  gradients  edges  blotches")
    for name, path, params in styles(options):
        painting, row = read_rgb(path), []
        for photo in photos:
            begun = time.monotonic()
            ours = by_us(photo, params, pool)
            seconds, pixels = seconds + time.monotonic() - begun, pixels + photo[..., 0].size / 1e6
            row.append(fitted(ours, SHOWN))
            like = fitted(painting, max(photo.shape[:2]))
            made = {"histograms": by_histograms(photo, like), "palette": by_palette(photo, like), name: ours}
            plain, wanted = (lab((picture / 255).astype(np.float32)) for picture in (photo, like))
            before = distance(plain, wanted)
            for method, picture in made.items():
                after = lab((picture / 255).astype(np.float32))
                figures = distance(after, wanted) / before, *readable(plain, after), blotches(plain, after)
                found[method].append(figures)
                if picture is ours:
                    found["stylize"].append(figures)
        said(name, found[name])
        rows.append([fitted(painting, SHOWN), *row])
    for method in ("histograms", "palette", "stylize"):
        said(method, found[method])
    print(f"{seconds / pixels:.1f} seconds a megapixel")
    if options.sheet:
        cv2.imwrite(str(options.sheet), np.vstack([np.hstack([squared(p) for p in row]) for row in rows])[..., ::-1])


def styles(options: argparse.Namespace) -> Iterator[tuple[str, Path, Stylize]]:
    """Name, painting and params of everything that is to be measured."""
    wish = {"strength": options.strength, "stroke": options.stroke, "keep_colors": options.keep_colors}
    if not options.any:
        for name, _ in PAINTERS:
            yield name, options.paintings / PAINTINGS[name], Stylize(name, **wish)
        return
    for path in sorted(options.paintings.glob("*.jpg")):
        if path.name not in PAINTINGS.values():
            yield path.stem, path, Stylize("picture", str(path), **wish)


def said(name: str, figures: list[tuple[float, ...]]) -> None:
    print(f"{name[:44]:>44}  {'  '.join(f'{value:8.3f}' for value in np.mean(figures, axis=0))}", flush=True)


def squared(picture: Picture) -> Picture:
    out = np.zeros((SHOWN + 4, SHOWN + 4, 3), np.uint8)
    out[: picture.shape[0], : picture.shape[1]] = picture[:SHOWN, :SHOWN]
    return out


if __name__ == "__main__":
    main()
