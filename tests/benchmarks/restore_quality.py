"""How near restored photographs come to the truth: python -m tests.benchmarks.restore_quality --photos DIR.

    [--what noise,jpeg,screen,blur,fade,old] [--damage DIR] [--every N] [--crop PIXELS] [--pictures DIR]

Val photos are spoiled in a known way, and restored without being told how. PSNR is of RGB, 8 bit; SSIM (Wang et al.,
IEEE TIP 2004) of the luma. noise: plain, clipped and rounded; against OpenCV's non-local means, told the noise and at
the best of three strengths, and against BM3D (Dabov et al., IEEE TIP 2007), if the package is there, told the noise.
jpeg: OpenCV's encoder. screen: halftones printed and scanned in many ways (photofix.training.halftone), JPEG from 75
on; against the Gaussian that is the best for each picture, of which the truth is known; and how many are found, of them
and of photos that were not printed. blur: a Gaussian and a little noise; against an unsharp mask. fade: see
photofix.training.faded; against stretched channels and grey world; CIEDE2000 is the mean over the picture, and what is
done to photos that are not faded is told, too. old: blur, grain, scratches, fading and JPEG, one after the other.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops import dejpeg, denoise, descreen, fade, restore, sharpen
from photofix.ops.base import Context, Operation, Source, performed
from photofix.training import damage, faded, halftone, scratches
from photofix.training.photos import listed, read_rgb

Picture = NDArray[np.uint8]
Method = Callable[[Picture], Picture]
WHAT = ("noise", "jpeg", "screen", "blur", "fade", "old")


def rounded(values: NDArray[Any]) -> Picture:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def jpeg(picture: Picture, quality: int) -> Picture:
    file = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR_RGB), np.uint8)


def by_us(pool: Pool, operation: Operation, params: Any, picture: Picture) -> Picture:
    state = State.of(Photo(picture.copy()))
    for edit in performed(operation, state, params, Context(pool, Progress.silent())):
        state = state.with_edit(edit)
    return np.asarray(state.composite(), np.uint8)


def by_nlm(sigma: float, share: float, picture: Picture) -> Picture:
    made = cv2.fastNlMeansDenoisingColored(picture[..., ::-1].copy(), None, sigma * share, sigma * share, 7, 21)
    return np.asarray(made[..., ::-1], np.uint8)


def by_bm3d(sigma: float, picture: Picture) -> Picture:
    import bm3d

    return rounded(bm3d.bm3d_rgb(picture / 255.0, sigma / 255.0) * 255)


def by_best_gaussian(truth: Picture, picture: Picture) -> Picture:
    """By the one whose result is nearest to the truth, which nobody knows who has the picture alone."""
    made = [cv2.GaussianBlur(picture, (0, 0), sigma) for sigma in np.arange(0.5, 6, 0.1)]
    return np.asarray(max(made, key=lambda one: psnr(np.asarray(one, np.uint8), truth)), np.uint8)


def screens_of(picture: Picture) -> tuple[Any, ...]:
    return descreen.measured(Source(State.of(Photo(picture.copy()))))


def by_unsharp_mask(picture: Picture) -> Picture:
    values = picture.astype(np.float32)
    return rounded(values + 0.8 * (values - cv2.GaussianBlur(values, (0, 0), 1)))


def by_stretching(picture: Picture) -> Picture:
    low, high = np.percentile(picture.reshape(-1, 3), (0.5, 99.5), axis=0)
    return rounded((picture - low) / np.maximum(high - low, 12) * 255)


def by_grey_world(picture: Picture) -> Picture:
    means = picture.reshape(-1, 3).mean(axis=0)
    return rounded(picture * means.mean() / np.maximum(means, 1))


def psnr(made: Picture, truth: Picture) -> float:
    return float(10 * np.log10(255**2 / max(1e-3, float(((made.astype(float) - truth) ** 2).mean()))))


def ssim(made: Picture, truth: Picture) -> float:
    from skimage.metrics import structural_similarity

    a, b = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (made, truth))
    return float(structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False))


def ciede2000(made: Picture, truth: Picture) -> float:
    from skimage.color import deltaE_ciede2000, rgb2lab

    return float(deltaE_ciede2000(rgb2lab(made), rgb2lab(truth)).mean())


Score = Callable[[Picture, Picture], float]
SCORES: dict[str, Score] = {"PSNR": psnr, "SSIM": ssim, "CIEDE2000": ciede2000}


class Table:
    """Means over the photos, of some scores, by method."""

    def __init__(self, title: str, scores: tuple[str, ...]) -> None:
        self._title, self._scores = title, scores
        self._rows: dict[str, list[list[float]]] = {}

    def add(self, spoiled: Picture, truth: Picture, methods: Mapping[str, Method]) -> Picture:
        """One photo; returns what the last method made of it."""
        made = spoiled
        for name, method in {"as it is": lambda picture: picture, **methods}.items():
            made = method(spoiled)
            self._rows.setdefault(name, []).append([SCORES[score](made, truth) for score in self._scores])
        return made

    def show(self) -> None:
        count = len(next(iter(self._rows.values())))
        print(f"\n{self._title}, {count} photos\n{'':24}" + "".join(f"{score:>11}" for score in self._scores))
        for name, rows in self._rows.items():
            print(f"{name:24}" + "".join(f"{value:11.3f}" for value in np.mean(rows, axis=0)), flush=True)


class Run:
    """The photos, and what is done to them."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.paths = listed(args.photos, "val")[:: args.every]
        self.crop, self.pictures, self.damage = args.crop, args.pictures, args.damage
        self.pool = Pool()
        self.ours = partial(partial, by_us, self.pool)
        try:
            import bm3d  # noqa: F401

            self.bm3d = True
        except ImportError:
            print("(the package bm3d is not there: no comparison with BM3D)")
            self.bm3d = False

    def truth(self, path: Path) -> Picture:
        picture = read_rgb(path)
        if not self.crop:
            return picture
        y, x = (max(0, (side - self.crop) // 2) for side in picture.shape[:2])
        return np.ascontiguousarray(picture[y : y + self.crop, x : x + self.crop])

    def show(self, name: str, path: Path, *pictures: Picture) -> None:
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.hstack(pictures)).save(self.pictures / f"{name} {path.stem}.png")

    def noise(self) -> None:
        for sigma in (15, 25, 50):
            table = Table(f"noise of standard deviation {sigma}", ("PSNR", "SSIM"))
            methods: dict[str, Method] = {f"NLM at {h}": partial(by_nlm, sigma, h) for h in (0.4, 0.7, 1.0)}
            if self.bm3d:
                methods["BM3D, told"] = partial(by_bm3d, sigma)
            methods["denoise, told"] = self.ours(denoise.OPERATION, denoise.Denoise(sigma=float(sigma)))
            methods["denoise, best"] = self.ours(denoise.OPERATION, denoise.Denoise(best=True))
            methods["denoise"] = self.ours(denoise.OPERATION, denoise.Denoise())
            for path in self.paths:
                truth = self.truth(path)
                spoiled = rounded(truth + seeded(path).normal(0, sigma, truth.shape))
                self.show(f"noise {sigma}", path, spoiled, table.add(spoiled, truth, methods), truth)
            table.show()

    def jpeg(self) -> None:
        for quality in (10, 20, 40):
            table = Table(f"JPEG at {quality}", ("PSNR", "SSIM"))
            methods = {"dejpeg": self.ours(dejpeg.OPERATION, dejpeg.Dejpeg())}
            for path in self.paths:
                truth = self.truth(path)
                spoiled = jpeg(truth, quality)
                self.show(f"jpeg {quality}", path, spoiled, table.add(spoiled, truth, methods), truth)
            table.show()

    def screen(self) -> None:
        table = Table("printed and scanned", ("PSNR", "SSIM"))
        ours = self.ours(descreen.OPERATION, descreen.Descreen())
        found = false = 0
        for path in self.paths:
            truth, rng = self.truth(path), seeded(path)
            false += bool(screens_of(truth))
            dotted, even = halftone.printed(rng, np.asarray(truth / 255, np.float32), halftone.chosen(rng))
            spoiled, truth = jpeg(rounded(dotted * 255), int(rng.integers(75, 96))), rounded(even * 255)
            found += bool(screens_of(spoiled))
            methods = {"the best Gaussian": partial(by_best_gaussian, truth), "descreen": ours}
            self.show("screen", path, spoiled, table.add(spoiled, truth, methods), truth)
        table.show()
        print(f"found: {found} of {len(self.paths)}; taken for printed: {false} of {len(self.paths)} that are not")

    def blur(self) -> None:
        for sigma in (0.0, 0.7, 1.0, 1.5, 2.0):
            table = Table(f"blur of {sigma} pixels", ("PSNR", "SSIM"))
            methods = {"unsharp mask": by_unsharp_mask, "sharpen": self.ours(sharpen.OPERATION, sharpen.Sharpen())}
            for path in self.paths:
                truth = self.truth(path)
                soft = cv2.GaussianBlur(truth.astype(np.float32), (0, 0), sigma) if sigma else truth
                spoiled = jpeg(rounded(soft + seeded(path).normal(0, 1, truth.shape)), 92)
                self.show(f"blur {sigma}", path, spoiled, table.add(spoiled, truth, methods), truth)
            table.show()

    def fade(self) -> None:
        ours = self.ours(fade.OPERATION, fade.Fade())
        methods = {"stretched channels": by_stretching, "grey world": by_grey_world, "fade": ours}
        tables = [Table(title, ("PSNR", "CIEDE2000")) for title in ("faded photos", "photos that are not faded")]
        for path in self.paths:
            truth = self.truth(path)
            if np.ptp(truth.astype(int), axis=2).max() < 6:
                continue  # what is grey gets a tone by fading, which is kept
            spoiled = rounded(faded.fade(seeded(path), np.asarray(truth / 255, np.float32)) * 255)
            self.show("fade", path, spoiled, tables[0].add(spoiled, truth, methods), truth)
            tables[1].add(truth, truth, methods)
        for table in tables:
            table.show()

    def old(self) -> None:
        table = Table("old prints: blur, grain, scratches, fading, JPEG", ("PSNR", "SSIM"))
        ours = {"restore": self.ours(restore.OPERATION, restore.Restore())}
        scratched, stained = (
            damage.Shapes(self.damage, classes, exam=True) for classes in (damage.SCRATCHES, damage.STAINS)
        )
        for path in self.paths:
            truth, rng = self.truth(path), seeded(path)
            picture = cv2.GaussianBlur(truth.astype(np.float32) / 255, (0, 0), rng.uniform(0.6, 1.2))
            picture = (
                picture
                + cv2.GaussianBlur(
                    rng.normal(0, rng.uniform(0.05, 0.1), (*truth.shape[:2], 1)).astype(np.float32), (0, 0), 0.6
                )[..., None]
            )
            made = scratches.render(rng, np.asarray(np.clip(picture, 0, 1), np.float32), scratched, stained, aged=False)
            spoiled = jpeg(rounded(faded.fade(rng, made.picture) * 255), int(rng.integers(60, 90)))
            self.show("old", path, spoiled, table.add(spoiled, truth, ours), truth)
        table.show()


def seeded(path: Path) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(path.stem.encode()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--damage", type=Path, help="the folder of film damage whose shapes are rendered")
    parser.add_argument("--what", type=lambda text: text.split(","), default=list(WHAT))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth photo alone")
    parser.add_argument(
        "--crop", type=int, metavar="PIXELS", help="the middle of each photo alone, so many pixels a side"
    )
    parser.add_argument("--pictures", type=Path, help="write spoiled | ours | truth there")
    args = parser.parse_args()
    if "old" in args.what and args.damage is None:
        parser.error("old prints need --damage")
    run = Run(args)
    for what in args.what:
        getattr(run, what)()


if __name__ == "__main__":
    main()
