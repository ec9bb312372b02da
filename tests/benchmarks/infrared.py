"""Dust found by infrared: recall and precision on made RGBI scans of photographs, with real shapes of dust.

    python -m tests.benchmarks.infrared --photos DIR --film-damage DIR [--split NAME] [--limit N] [--heal]
        [--pictures DIR]

Every photograph becomes a 16-bit scan (tests/infrared_scans.py): its own shift of up to 3 pixels in each direction,
scale, crosstalk, noise, grain and blur; every fourth is a negative turned positive. The dust is a window of a real
scan's outlines (DIR/annotations, at their own size) and four drawn specks, hairs and fibres (the other folders).
Truth is where dust takes at least a tenth of the light. Pixels are counted: a dusty one is found if a found one lies
within 1 pixel of it, a found one is right if a dusty one lies within 1 pixel of it; recall and precision are given for
all pixels of all photographs together (and as the mean over photographs). The scan goes through a TIFF file, as VueScan
lays it out, and back. With --heal the dust is healed, and what changed outside the repair is counted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.finding_marks import marks
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.load import load
from photofix.files.profiles import prophoto
from photofix.ops import infrared
from photofix.ops.base import Source
from photofix.training.photos import listed, read_rgb
from tests.infrared_scans import Floats, Scanner, scan

DRAWN = ("hair", "hair-short", "lint", "dirt", "spots")


class Shapes:
    """Real outlines and drawn shapes, laid on pictures."""

    def __init__(self, folder: Path) -> None:
        files = sorted((folder / "annotations").glob("*.json"))
        self.scans = [[np.array(o["points"], float) for o in json.loads(file.read_text())] for file in files]
        self.drawn = [path for kind in DRAWN for path in sorted((folder / kind).glob("*.png"))]

    def lay(self, rng: np.random.Generator, height: int, width: int) -> Floats:
        """H×W opacity 0..1."""
        out = np.zeros((height, width), np.float32)
        for points in self._window(rng, height, width):
            shape = np.zeros((height, width), np.uint8)
            fixed = np.round(points * 16).astype(np.int32)
            cv2.fillPoly(shape, [fixed], 255, lineType=cv2.LINE_AA, shift=4)
            out = np.maximum(out, shape * np.float32(rng.uniform(0.4, 1) / 255))
        for _ in range(4):
            path = self.drawn[int(rng.integers(len(self.drawn)))]
            shape = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            small = cv2.resize(shape, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            small = np.rot90(small, int(rng.integers(4)))[:height, :width] * np.float32(rng.uniform(0.6, 1) / 255)
            y, x = (int(rng.integers(0, a - b + 1)) for a, b in zip(out.shape, small.shape, strict=True))
            part = out[y : y + small.shape[0], x : x + small.shape[1]]
            np.maximum(part, small, out=part)
        return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.5), np.float32)

    def _window(self, rng: np.random.Generator, height: int, width: int) -> list[NDArray[np.float64]]:
        """The outlines of a part of a scan that is neither clean nor covered."""
        inside: list[NDArray[np.float64]] = []
        for _ in range(50):
            shapes = self.scans[int(rng.integers(len(self.scans)))]
            x, y = shapes[int(rng.integers(len(shapes)))].mean(axis=0) - rng.uniform(0.1, 0.9, 2) * (width, height)
            moved = [points - (x, y) for points in shapes]
            inside = [p for p in moved if (p.max(axis=0) > 0).all() and (p.min(axis=0) < (width, height)).all()]
            area = sum(float(np.prod(np.ptp(p, axis=0) + 1)) for p in inside)
            if len(inside) >= 5 and area < 0.05 * height * width:
                break
        return inside


def scanner_for(rng: np.random.Generator, index: int) -> Scanner:
    """Another scanner and film for every photograph."""
    return Scanner(
        shift=(float(rng.uniform(-3, 3)), float(rng.uniform(-3, 3))),
        scale=1 + float(rng.uniform(-0.001, 0.001)),
        leak=(float(rng.uniform(0.05, 0.2)), float(rng.uniform(0, 0.05)), float(rng.uniform(0, 0.03))),
        noise=float(rng.uniform(0.005, 0.02)),
        grain=float(rng.uniform(0.01, 0.06)),
        blur=float(rng.uniform(0, 0.8)),
        negative=index % 4 == 3,
    )


def healed(state: State, mask: NDArray[np.bool_]) -> tuple[int, float]:
    """(pixels changed outside of what the repair covers, seconds)."""
    from photofix.core.document import changed_outside
    from photofix.core.mask import Mask
    from photofix.core.region import Region
    from photofix.models.pool import Pool
    from photofix.ops.base import Context, perform
    from photofix.ops.inpaint import OPERATION, Inpaint

    begun = time.perf_counter()
    marked = state.with_mask(Mask.from_array(mask.astype(np.uint8) * np.uint8(255)))
    after = marked.with_edit(perform(OPERATION, marked, Inpaint(), Context(Pool(), Progress.silent())))
    return changed_outside(after, [Region.of(mask)]), time.perf_counter() - begun


def through_a_file(dusty: NDArray[Any], plane: NDArray[Any], folder: Path) -> State:
    path = folder / "scan.tif"
    tifffile.imwrite(path, np.dstack([dusty, plane]), photometric="rgb", extrasamples=["unspecified"],
                     software="VueScan 9 x64", iccprofile=prophoto(), metadata=None)  # fmt: skip
    return State.of(load(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--film-damage", type=Path, required=True)
    parser.add_argument("--split", default="val")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sensitivity", type=float, default=0.5)
    parser.add_argument("--heal", action="store_true")
    parser.add_argument("--pictures", type=Path, help="write scan | plane | truth (green) and found (red)")
    args = parser.parse_args()
    shapes = Shapes(args.film_damage)
    totals, rows, off, refused = np.zeros(4), [], [], 0
    near = np.ones((3, 3), np.uint8)
    for index, path in enumerate(listed(args.photos, args.split)[: args.limit]):
        rng = np.random.default_rng([4, index])
        clean = read_rgb(path).astype(np.float32) / 255
        scanner = scanner_for(rng, index)
        _, dusty, plane, truth = scan(clean, shapes.lay(rng, *clean.shape[:2]), scanner, index)
        with tempfile.TemporaryDirectory() as folder:
            state = through_a_file(dusty, plane, Path(folder))
        begun = time.perf_counter()
        try:
            sighting = infrared.look(Source(state), Progress.silent())
            found = infrared.findings(sighting, args.sensitivity)
        except UserError as error:
            refused += 1
            print(f"{path.name}: {error.message}")
            continue
        seconds = time.perf_counter() - begun
        mask = marks(found, state.base.width, state.base.height).read() > 0
        around = [cv2.dilate(v.astype(np.uint8), near) > 0 for v in (mask, truth)]
        counts = np.array([(truth & around[0]).sum(), truth.sum(), (mask & around[1]).sum(), mask.sum()])
        totals += counts
        rows.append((counts[0] / max(1, counts[1]), counts[2] / max(1, counts[3])))
        off.append(np.hypot(sighting.alignment.dx - scanner.shift[0], sighting.alignment.dy - scanner.shift[1]))
        told = f"{path.name} {clean.shape[1]}×{clean.shape[0]}: dust {truth.mean():.2%}, found {len(found)}, "
        told += f"recall {rows[-1][0]:.4f}, precision {rows[-1][1]:.4f}, shift off by {off[-1]:.2f} px, {seconds:.2f} s"
        if args.heal:
            outside, took = healed(state, mask)
            told += f", healed in {took:.1f} s, {outside} pixels changed outside"
        print(told, flush=True)
        if args.pictures:
            args.pictures.mkdir(parents=True, exist_ok=True)
            judged = np.dstack([mask & 0, truth, mask]).astype(np.uint8) * 255
            sheet = [dusty[..., ::-1] >> 8, np.repeat(plane[..., None], 3, axis=2) >> 8, judged]
            cv2.imwrite(str(args.pictures / f"{path.stem}.png"), np.hstack(sheet).astype(np.uint8))
    print(f"all pixels: recall {totals[0] / totals[1]:.4f}, precision {totals[2] / totals[3]:.4f}")
    mean, worst = np.mean(rows, axis=0), np.min(rows, axis=0)
    print(
        f"mean of {len(rows)} photos: recall {mean[0]:.4f}, precision {mean[1]:.4f}; "
        f"worst {worst[0]:.4f}, {worst[1]:.4f}"
    )
    print(f"shift off by {np.mean(off):.3f} px in the mean, {np.max(off):.2f} at most; refused {refused}")


if __name__ == "__main__":
    main()
