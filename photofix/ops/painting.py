"""A photo painted at a moderate size: by the network that knows some painters, or by patches of any picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from photofix.core.painters import PAINTERS
from photofix.core.region import Region
from photofix.ops.base import Context, Source
from photofix.ops.bristles import Bristles
from photofix.ops.brushwork import Brushwork
from photofix.ops.calm import parted
from photofix.ops.flow import abstracted, directions
from photofix.ops.network import Network
from photofix.ops.palette import Palette, Way, between, lab, palette, way
from photofix.ops.planes import resized
from photofix.ops.reduced import reduced
from photofix.ops.texture_transfer import Faithful, levels, painted, stacked, strokes, weight
from photofix.ops.tiled import fill
from photofix.ops.touches import broken, enlivened, touch

Floats = NDArray[np.float32]

MODEL = "painter"
REACH = 80  # pixels around a tile that the network is shown: a multiple of GRID
TILE, SMALLEST, GRID = 512, 64, 4
LEVELS = 2  # sizes of strokes that the network is shown
KNOWN = 768  # pixels of the longer side at which the network paints, for strokes of size 1;
STROKE = 17  # of these pixels: about how long such a stroke is;
BOUNDS = 192, 3072  # pixels at least and at most,
AT_ONCE = 192, 1536  # and for one that is shown all of a photo at once
LONGEST = 1280  # pixels of the longer side at which patches are laid;
QUICK = 512  # in a preview,
SHORTEST = 256  # and at least, however large strokes are to be
# Chosen by looking at paintings of many kinds on faces, streets and landscapes, at a strength of USUAL.
USUAL = 0.7
FAITHFUL = Faithful(0.25, 1.0)
LAST = 0.35  # how much of the photo's own structure is laid over the strokes at last
STEEP = 5.0  # by how many powers of two that all falls from no strength to full
AMOUNT = 0.8  # how much of what a network paints is taken at the usual strength,
BOLD = 0.5  # and how much more at full
TAKEN = 0.5  # strength below which the painted picture itself is faded


class Wish(NamedTuple):
    """How a photo is to be painted, see ops.stylize.Stylize. quick: for a preview, with fewer and coarser patches."""

    strength: float
    stroke: float
    keep_colors: bool
    seed: int
    quick: bool = False

    @property
    def freedom(self) -> float:
        """How much the photo counts: 1 at the usual strength."""
        return float(2 ** (STEEP * (USUAL - self.strength)))


class Finish(Protocol):
    """Adds what a picture painted at a smaller size has not: `added(light, x, y)`, h×w like the lightness of a part.

    side: pixels that it must see around; gap: what the corners of parts are multiples of.
    """

    side: int
    gap: int

    def added(self, light: Floats, x: int, y: int) -> Floats: ...


class Canvas(NamedTuple):
    """A photo painted at a moderate size, and what carries it to the photo's own.

    planes: h×w×(n + 1): what was painted (see ops.palette; of n = 1 the lightness alone), and how much of the photo is
    laid over it. towards: from the photo's palette to what was painted. taken: how much of all that counts, 0..1.
    finish: makes what adds to it when it has another size (width, height).
    """

    planes: Floats
    towards: Way
    taken: float
    finish: Callable[[tuple[float, float]], Finish]


def by_patches(source: Source, painting: Floats, wish: Wish, context: Context, share: float) -> Canvas:
    """Painted like any picture, h×w×3 sRGB. share: of the bar that this is."""
    planes = 1 if wish.keep_colors else 3
    side = _side(max(source.width, source.height), max(painting.shape[:2]), wish)
    photo = lab(reduced(source, side))[..., :planes]
    laid = lab(_scaled(painting, wish.stroke * max(photo.shape[:2])))[..., :planes]
    towards = way(photo, photo)
    if wish.keep_colors:
        laid = way(laid, photo).of(laid)
    else:
        towards = way(photo, laid)
    rng = _rng(wish)
    picture = _simplified(towards.of(photo), wish)
    faithful = Faithful(*(float(amount * wish.freedom) for amount in FAITHFUL))
    lines = strokes(picture, levels(picture), rng)
    made = painted(picture, laid, lines, faithful, rng, context.progress.part(0.02, share - 0.02))
    change = parted(picture, made, wish.stroke * max(photo.shape[:2]) / KNOWN)
    calm = picture + change.tone + change.strokes
    made = way(calm, made).of(calm)

    def finish(size: tuple[float, float]) -> Finish:
        larger = max(size) / max(photo.shape[:2])
        fine = lab(_scaled(painting, min(max(painting.shape[:2]), larger * max(laid.shape[:2]))))[..., :planes]
        fine = way(fine, laid).of(fine)
        return Brushwork(np.ascontiguousarray(fine[..., 0]), larger, _rng(wish))

    return _canvas(made, picture, towards, wish, finish)


def by_network(source: Source, model: str, mix: Floats, wish: Wish, context: Context, share: float) -> Canvas:
    """Painted like a mixture of the styles that a painter model has. share: of the bar that this is."""
    network = Network(model, context)
    photo = lab(_known(source, wish, BOUNDS))
    laid, rng = touch(mix), _rng(wish)
    wanted = enlivened(Palette(*network.palette(mix)), laid)
    towards = between(palette(photo), wanted)
    picture = _simplified(towards.of(photo), wish)
    lines = stacked(strokes(picture, LEVELS, rng, calm=True))
    context.progress.report(share / 2, "painting")
    made = _by_tiles(network, picture, lines, mix, context, share)
    change, bold = parted(picture, made), AMOUNT + BOLD * max(0.0, wish.strength - USUAL) / (1 - USUAL)
    made = picture + np.float32(AMOUNT) * change.tone + np.float32(bold * laid.strokes) * change.strokes
    if laid.broken:
        ways = directions(np.ascontiguousarray(picture[..., 0]), calm=True)
        made += np.float32(bold) * broken(ways, wanted, laid, rng)
    if wish.keep_colors:
        light = np.ascontiguousarray(photo[..., :1])
        made, towards = way(made[..., :1], light).of(made[..., :1]), way(light, light)
        picture = way(picture[..., :1], light).of(picture[..., :1])
    return _canvas(made, picture, towards, wish, _bristles(made, wish, min(1.0, laid.length)))


def by_transformer(source: Source, model: str, wish: Wish, context: Context, share: float) -> Canvas:
    """Painted by a published style, which is shown the whole photo at once. share: of the bar that this is."""
    network = Network(model, context)
    photo = _known(source, wish, AT_ONCE)
    context.progress.report(share / 4, "painting")
    made = lab(np.clip(network.last_resort(lambda: network(photo)), 0, 1))
    context.progress.check()
    picture = lab(photo)
    towards = way(picture, made)
    if wish.keep_colors:
        picture = np.ascontiguousarray(picture[..., :1])
        made, towards = way(made[..., :1], picture).of(made[..., :1]), way(picture, picture)
    return _canvas(made, towards.of(picture), towards, wish, _bristles(made, wish))


def mixture(first: str, second: str | None, share: float) -> Floats:
    """How much of each of PAINTERS: all of the first, or a share (0..1) of a second one."""
    names = [name for name, _ in PAINTERS]
    mix = np.zeros(len(names), np.float32)
    mix[names.index(first)] = 1
    if second is not None:
        mix *= 1 - share
        mix[names.index(second)] += share
    return mix


def _by_tiles(network: Network, picture: Floats, lines: Floats, mix: Floats, context: Context, share: float) -> Floats:
    out = np.empty(picture.shape, np.float32)
    whole = Region.of(out)

    def make(tile: Region) -> Floats:
        around = tile.grow(REACH).clip(whole.w, whole.h)
        made = network(*(np.ascontiguousarray(planes[around.slices]) for planes in (picture, lines)), mix)
        return np.asarray(made[tile.within(around).slices], np.float32)

    def side() -> int:
        return network.side(REACH, TILE, SMALLEST)

    fill(out, make, side, SMALLEST, context.progress.part(share / 2, share / 2), network, "painting")
    return out


def _simplified(picture: Floats, wish: Wish) -> Floats:
    """Without what a brush does not draw, the more so the more strength is wanted."""
    share = np.float32(min(1.0, wish.strength / USUAL))
    return np.asarray(picture + share * (abstracted(picture) - picture), np.float32)


def _canvas(
    made: Floats, picture: Floats, towards: Way, wish: Wish, finish: Callable[[tuple[float, float]], Finish]
) -> Canvas:
    over = weight(np.ascontiguousarray(picture[..., 0]), Faithful(0, LAST * wish.freedom))
    return Canvas(np.dstack([made, over]), towards, min(1.0, wish.strength / TAKEN), finish)


def _bristles(made: Floats, wish: Wish, share: float = 1) -> Callable[[tuple[float, float]], Finish]:
    light = np.ascontiguousarray(made[..., 0])
    return lambda size: Bristles(light, size, _rng(wish), share)


def _side(photo: int, painting: int, wish: Wish) -> int:
    """Pixels of the longer side at which patches are laid: no more than the painting has for strokes of that size."""
    return min(photo, QUICK if wish.quick else LONGEST, max(SHORTEST, round(painting / wish.stroke)))


def _known(source: Source, wish: Wish, bounds: tuple[int, int]) -> Floats:
    """The photo, h×w×3 sRGB, at the size at which networks paint strokes as they are wanted, whatever its own is."""
    side = int(np.clip(round(KNOWN / wish.stroke), *bounds))
    photo = reduced(source, side)
    return _scaled(photo, side) if max(photo.shape[:2]) < side else photo


def _rng(wish: Wish) -> np.random.Generator:
    return np.random.default_rng(wish.seed)


def _scaled(picture: Floats, longest: float) -> Floats:
    factor = longest / max(picture.shape[:2])
    return resized(picture, (max(1, round(picture.shape[0] * factor)), max(1, round(picture.shape[1] * factor))))
