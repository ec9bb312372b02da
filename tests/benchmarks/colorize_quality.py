"""How near colorized photographs come to the truth: python -m tests.benchmarks.colorize_quality --photos DIR.

    [--every N] [--what automatic,hints] [--weights FILE] [--pictures DIR] [--reference]

Val photos are made grey (their lightness L* alone) and colorized. Those that are black and white anyway are left out.
PSNR is of RGB, 8 bit; CIEDE2000 and colourfulness (Hasler, Süsstrunk, 2003) are means over the pictures.
automatic: against grey as it is, and against the mean colour of every lightness in the training photos.
hints: true colours of random pixels; against Levin, Lischinski, Weiss, "Colorization using optimization" (SIGGRAPH
2004), solved at the size that the network sees. pictures: grey, automatic and 10 hints beside the truth.
reference: only that, with the photo's own mirrored crop, its other half and another photo as the reference, against
automatic and against a global transfer of mean and deviation; pictures: grey, automatic, reference, ours, truth.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import srgb_decoded, srgb_encoded
from photofix.core.document import State
from photofix.core.lightness import colours_of, lightness, luminance, with_colours
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models import colorizer
from photofix.models.pool import Pool
from photofix.models.spec import Placement
from photofix.ops.base import Context, Models, perform
from photofix.ops.chroma import SEEN
from photofix.ops.colorize import OPERATION, Colorize
from photofix.ops.toned import GREY, colour_left
from photofix.training import colorizer as recipe
from photofix.training.photos import listed, read_rgb
from tests.benchmarks.colorize_reference import by_reference, cases, tinted

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
HINTS = (10, 30, 100)
SHEET = 360  # pixels of the longer side of pictures that are looked at


class One:
    """The weights of one file, in the place of the built-in ones."""

    device = "cpu"

    def __init__(self, weights: Path) -> None:
        self._guess = colorizer.load([weights], Placement("cpu", "fp32"))

    def get(self, model_id: str) -> Callable[..., Any]:
        return self._guess

    def on_cpu(self, model_id: str) -> None:
        return None

    def room(self, model_id: str) -> None:
        return None

    def sha256(self, model_id: str) -> str:
        return "0" * 64


def taken_apart(rgb: Picture) -> tuple[Floats, Floats]:
    """Lightness and colours of h×w×3."""
    linear = srgb_decoded((rgb / 255).astype(np.float32))
    return lightness(luminance(linear)), colours_of(linear)


def put_together(light: Floats, colours: Floats) -> Picture:
    return np.rint(srgb_encoded(with_colours(light, colours)) * 255).astype(np.uint8)


def coloured(photos: Path, every: int) -> Iterator[tuple[str, Picture]]:
    """The val photos that have colours."""
    for path in listed(photos, "val")[::every]:
        rgb = read_rgb(path)
        if colour_left(recipe.lab_of(recipe.reduced(rgb, recipe.SHORT))) >= GREY:
            yield path.stem, rgb


def lookup(photos: Path) -> Floats:
    """101×2: the mean colour of every lightness in the training photos that have colours."""
    total, count = np.zeros((101, 2)), np.zeros(101)
    for small in recipe.coloured(photos, "train"):
        light, colours = taken_apart(small)
        place = np.rint(light).astype(int).ravel()
        count += np.bincount(place, minlength=101)
        for channel in range(2):
            total[:, channel] += np.bincount(place, colours[..., channel].ravel(), 101)
    return np.asarray(total / np.maximum(count, 1)[:, None], np.float32)


def by_us(models: Models, grey: Picture, params: Colorize) -> Picture:
    state = State.of(Photo(grey))
    edit = perform(OPERATION, state, params, Context(models, Progress.silent()))
    return np.asarray(state.with_edit(edit).composite(), np.uint8)


def hinted(models: Models, grey: Picture, truth: Picture, places: NDArray[np.intp]) -> Picture:
    """With the truth at places (n×2: row, column) as a file of hints."""
    hints = [{"x": int(x), "y": int(y), "rgb": [int(value) for value in truth[y, x]]} for y, x in places]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hints.json"
        file.write_text(json.dumps(hints), encoding="utf-8")
        return by_us(models, grey, Colorize(hints=str(file)))


def by_levin(light: Floats, colours: Floats, places: NDArray[np.intp]) -> Picture:
    """Neighbours of like lightness get like colours: the least squares of Levin's equation 1, in 3×3 windows."""
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import spsolve

    factor = min(1.0, SEEN / max(light.shape))
    size = tuple(max(2, round(length * factor)) for length in light.shape)
    small = cv2.resize(light, size[::-1], interpolation=cv2.INTER_AREA).astype(np.float64) / 100
    height, width = size
    number = np.arange(height * width).reshape(size)
    mean = cv2.blur(small, (3, 3), borderType=cv2.BORDER_REFLECT)
    variance = np.maximum(cv2.blur(small * small, (3, 3), borderType=cv2.BORDER_REFLECT) - mean * mean, 0)
    rows, columns, weights = [], [], []
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dy or dx:
                here = np.s_[max(0, -dy) : height - max(0, dy), max(0, -dx) : width - max(0, dx)]
                there = np.s_[max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)]
                sigma = np.maximum(0.6 * variance[here], 2e-6)
                rows.append(number[here].ravel())
                columns.append(number[there].ravel())
                weights.append(np.exp(-((small[here] - small[there]) ** 2) / sigma).ravel() + 1e-8)
    likeness = coo_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns)))).tocsr()
    share = diags(1 / np.asarray(likeness.sum(axis=1)).ravel()) @ likeness
    known = (places * np.array(size) // np.array(light.shape)).astype(int)
    told = number[known[:, 0], known[:, 1]]
    free = np.ones(height * width)
    free[told] = 0
    system = (diags(np.ones(height * width)) - diags(free) @ share).tocsc()
    right = np.zeros((height * width, 2))
    right[told] = colours[places[:, 0], places[:, 1]]
    found = np.stack([spsolve(system, right[:, channel]) for channel in (0, 1)], axis=1).reshape(height, width, 2)
    return put_together(light, cv2.resize(found.astype(np.float32), light.shape[::-1], interpolation=cv2.INTER_LINEAR))


def colourfulness(rgb: Picture) -> float:
    red, green, blue = (rgb[..., i].astype(float) for i in range(3))
    one, other = red - green, (red + green) / 2 - blue
    return float(np.hypot(one.std(), other.std()) + 0.3 * np.hypot(one.mean(), other.mean()))


def figures(made: Picture, truth: Picture) -> tuple[float, float, float]:
    """PSNR, CIEDE2000, and colourfulness."""
    from skimage.color import deltaE_ciede2000, rgb2lab

    error = float(((made.astype(float) - truth) ** 2).mean())
    distance = float(deltaE_ciede2000(rgb2lab(truth), rgb2lab(made)).mean())
    return 10 * np.log10(255**2 / max(error, 1e-10)), distance, colourfulness(made)


def sheet(pictures: list[Picture]) -> Picture:
    """Some pictures of one size beside each other."""
    height, width = pictures[0].shape[:2]
    factor = SHEET / max(height, width)
    size = (round(width * factor), round(height * factor))
    return np.hstack([cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in pictures])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--what", type=lambda text: text.split(","), default=["automatic", "hints"])
    parser.add_argument("--weights", type=Path, help="of a run of the recipe, in the place of the built-in ones")
    parser.add_argument("--pictures", type=Path, help="write truth and results there")
    parser.add_argument("--reference", action="store_true")
    args = parser.parse_args()
    models: Models = Pool() if args.weights is None else One(args.weights)
    if args.reference:
        references(models, [truth for _, truth in coloured(args.photos, args.every)], args.pictures)
        return
    table = lookup(args.photos)
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for name, truth in coloured(args.photos, args.every):
        rng = np.random.default_rng(5)
        light, colours = taken_apart(truth)
        grey = put_together(light, np.zeros_like(colours))
        pictures = {"truth": truth, "grey": grey, "lookup": put_together(light, table[np.rint(light).astype(int)])}
        pictures["automatic"] = by_us(models, grey, Colorize())
        if "hints" in args.what:
            order = rng.permutation(light.size)[: HINTS[-1]]
            places = np.stack(np.unravel_index(order, light.shape), axis=1)
            for count in HINTS:
                pictures[f"{count} hints"] = hinted(models, grey, truth, places[:count])
                pictures[f"{count} hints, Levin"] = by_levin(light, colours, places[:count])
        for method, picture in pictures.items():
            found[method].append(figures(picture, truth))
        print(f"{name}  " + "  ".join(f"{method} {found[method][-1][0]:.2f}" for method in pictures), flush=True)
        if args.pictures is not None:
            args.pictures.mkdir(parents=True, exist_ok=True)
            shown = [pictures[part] for part in ("grey", "automatic", "10 hints", "truth") if part in pictures]
            cv2.imwrite(str(args.pictures / f"{name}.png"), sheet(shown)[..., ::-1])
    report(found)


def references(models: Models, photos: list[Picture], pictures: Path | None) -> None:
    found: dict[str, dict[str, list[tuple[float, float, float]]]] = defaultdict(lambda: defaultdict(list))
    for number in range(len(photos)):
        for case, truth, reference in cases(photos, number):
            light, colours = taken_apart(truth)
            grey = put_together(light, np.zeros_like(colours))
            try:
                ours = by_reference(lambda grey, params: by_us(models, grey, params), grey, reference)
            except UserError as refused:
                print(f"{number} with {case}: {refused.message}")
                continue
            automatic = by_us(models, grey, Colorize())
            spread = tinted(light, taken_apart(automatic)[1], taken_apart(reference)[1])
            made = {"truth": truth, "automatic": automatic, "global": put_together(light, spread), "reference": ours}
            for method, picture in made.items():
                found[case][method].append(figures(picture, truth))
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                shown = cv2.resize(reference, truth.shape[1::-1], interpolation=cv2.INTER_AREA)
                row = sheet([grey, automatic, shown, ours, truth])
                cv2.imwrite(str(pictures / f"{case.replace(' ', '-')}-{number:03}.png"), row[..., ::-1])
    for case, methods in found.items():
        print(f"\nreference: {case}", end="")
        report(methods)


def report(found: dict[str, list[tuple[float, float, float]]]) -> None:
    """The means of all methods, and how much of the true colourfulness they have."""
    truth = np.mean([colour for *_, colour in found["truth"]])
    print(f"\nmeans of {len(found['truth'])} photos")
    for method, results in found.items():
        if method != "truth":
            psnr, distance, colour = np.mean(results, axis=0)
            share = np.mean([mine[2] / true[2] for mine, true in zip(results, found["truth"], strict=True)])
            print(
                f"{method:>18}  {psnr:6.2f} dB  CIEDE2000 {distance:5.2f}  "
                f"colourfulness {colour / truth:.2f} of the truth's (mean of ratios {share:.2f})"
            )


if __name__ == "__main__":
    main()
