"""Recipe of the finder: photographs with rendered wires, dust and scratches, to be marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.finder import Finder
from photofix.training import distractors, dust, scratches, wires
from photofix.training.damage import DUST, SCRATCHES, STAINS, Shapes
from photofix.training.loop import CHECKPOINT, Schedule, averaged, train
from photofix.training.mistakes import Mistakes, mistakes
from photofix.training.mixed import mixed
from photofix.training.photos import Photos, listed, tags
from photofix.training.rendered import Floats, Rendered, Values, floats, luma, photographed
from photofix.training.weights import export
from photofix.training.widened import widen

WEIGHTS = "finder.safetensors"
SIZE = 320  # pixels a side: a crease shows by what it crosses, and by how far it goes on
BATCH = 4
DAMAGE = "film-damage"  # folder beside that of the photographs
KINDS = 3
RARE = 0.02  # share of the pixels that a kind is taken to cover at least
OFTEN = 0.5  # of the crops of a resumed run come from where the network was wrong
NEAR = 4  # pixels around a defect of one kind in which another kind is not asked for
# Photographs with wires, stays, spokes or thin poles that their manifest does not tell of, found by looking at those of
# cities and at the 130 in which the network saw most wires: those were wrong as mistakes to learn from.
WIRED = frozenset({
    "1a744005", "1aad15c7", "273ebf2c", "36431612", "36f69d53", "4172a0d6", "41ea1ffb", "4488fe22",
    "4d7970c9", "63111d9d", "66311476", "6876b7c4", "69f4c532", "7308ada0", "742112a5", "832b215a",
    "8412f573", "87ea2a1a", "8849ec87", "928817d6", "a2d5c9df", "ab60e6b1", "b1bff3ab", "bf034c96",
    "c4f0ae29", "caeaca24", "d4642930", "e165212b", "e911548e", "e92bf5fa", "f1836648", "fb6565bc",
    "fd70830c",
})  # fmt: skip
Batch = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos`, and the defects in `film-damage` beside them, for `minutes`.

    Checkpoints, the log and at the end `finder.safetensors` go to `out`. A resumed run first looks where the network
    is wrong on the photographs as they are, and takes more of its crops there. If there is no checkpoint to resume, but
    `finder.safetensors`, it goes on with these weights, which may be those of a narrower network.
    """
    torch.manual_seed(seed)
    learn = Defects(photos, "train")
    net: nn.Module = Finder()
    if resume and (seen := _seen_before(net, out)):
        say("looking for mistakes")
        learn.look_for_mistakes(seen)
    exam = next(Defects(photos, "val", exam=True).batches(seed=1, start=0, count=36))
    net = train(
        net,
        lambda start: learn.batches(seed, start, BATCH),
        loss,
        Schedule(minutes=minutes, rate=1e-3, cooldown=0.5),
        out,
        resume=resume,
        evaluate=lambda net: score(net, exam),
        say=say,
    )
    export(net, out / WEIGHTS)
    return net


def _seen_before(net: nn.Module, out: Path) -> nn.Module | None:
    """The network that the folder's run left; without a checkpoint, `net` itself with the weights that lie there."""
    if (out / CHECKPOINT).is_file():
        return averaged(Finder(), out)
    if not (out / WEIGHTS).is_file():
        return None
    widen(net, load_file(out / WEIGHTS))
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


class Defects:
    """Photographs of a split with rendered defects, in random crops."""

    def __init__(self, photos: Path, split: str, *, exam: bool = False) -> None:
        self._photos = Photos(photos, split)
        names = [path.stem for path in listed(photos, split)]
        self._tags = [
            words | {"wires"} if name in WIRED else words
            for name, words in zip(names, tags(photos, split), strict=True)
        ]
        self._shapes = [Shapes(photos.parent / DAMAGE, names, exam=exam) for names in (DUST, SCRATCHES, STAINS)]
        self._mistakes: Mistakes | None = None

    def look_for_mistakes(self, net: nn.Module) -> None:
        """Take more crops from where a network finds defects that are none."""
        kinds = [[kind for kind in range(KINDS) if kind not in unknown(words)] for words in self._tags]
        found = mistakes(net, self._photos.pixels, kinds.__getitem__)
        self._mistakes = found if found.odds is not None else None

    def batches(self, seed: int, start: int, count: int) -> Iterator[Batch]:
        """(pictures N×S×S×3 uint8, truth N×S×S×3 uint8 0/1, asked N×S×S×3 uint8 0/1); batch n depends on (seed, n)."""
        step = start
        while True:
            rng = np.random.default_rng([seed, step])
            made = [self._crop(rng) for _ in range(count)]
            yield tuple(np.stack(parts) for parts in zip(*made, strict=True))  # type: ignore[misc]
            step += 1

    def _crop(self, rng: np.random.Generator) -> tuple[Values, Values, Values]:
        index, place = int(rng.choice(len(self._photos.pixels), p=self._photos.odds)), None
        if self._mistakes is not None and rng.random() < OFTEN:
            index, place = self._mistakes.place(rng)
        picture = _cut(rng, self._photos.pixels[index], place)
        if rng.random() < 0.3:
            picture = distractors.render(rng, picture)
        truth, faint = np.zeros((2, SIZE, SIZE, KINDS), np.uint8)
        for kind in self._chosen(rng):
            made = self._rendered(rng, kind, picture)
            picture, truth[..., kind], faint[..., kind] = made.picture, made.truth > 0, made.faint > 0
        levels = np.rint(np.clip(photographed(rng, picture), 0, 1) * 255).astype(np.uint8)
        return levels, truth, self._asked(truth, self._tags[index]) & (1 - faint)

    @staticmethod
    def _chosen(rng: np.random.Generator) -> list[int]:
        """The kinds that a crop gets; some stay clean. In the order in which they come about."""
        count = int(rng.choice(KINDS + 1, p=(0.06, 0.36, 0.38, 0.2)))
        return sorted({int(kind) for kind in rng.choice(KINDS, count, p=(0.22, 0.4, 0.38))}, key=(0, 2, 1).index)

    def _rendered(self, rng: np.random.Generator, kind: int, picture: Floats) -> Rendered:
        specks, scratched, stained = self._shapes
        if kind == 0:
            return wires.render(rng, picture)
        return dust.render(rng, picture, specks) if kind == 1 else scratches.render(rng, picture, scratched, stained)

    @staticmethod
    def _asked(truth: Values, words: frozenset[str]) -> Values:
        """Where each kind is asked for: not at defects that might be taken for it, and not where real ones may be.

        A hair, a scratch and a wire can look alike: what a thing is called is for the person to say, so that no kind
        is punished for finding another's. Old prints have real dust and scratches, and some photographs wires, which
        no truth tells of.
        """
        near = np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)
        wide = [np.asarray(cv2.dilate(truth[..., kind], near), np.uint8) for kind in range(KINDS)]
        asked = np.ones_like(truth)
        for kind, others in ((0, (1, 2)), (1, (2,)), (2, (0, 1))):
            for other in others:
                asked[..., kind] &= 1 - wide[other]
        for kind in unknown(words):
            asked[..., kind] = wide[kind]
        return asked | truth


def unknown(words: frozenset[str]) -> tuple[int, ...]:
    """The kinds that a photograph of these tags may really show, without a truth that tells of them."""
    return (0,) if "wires" in words else (1, 2) if "black-and-white" in words else ()


def _cut(rng: np.random.Generator, pixels: NDArray[np.uint8], place: tuple[int, int] | None = None) -> Floats:
    """SIZE×SIZE×3 float32 0..1 of a photograph: as it is, reduced, or enlarged as soft as large photographs are.

    place: (y, x) that lies in the crop; None for anywhere.
    """
    short = min(pixels.shape[:2])
    kind = rng.random()
    scale = 1.0 if kind < 0.55 else rng.uniform(min(1, SIZE / short), 1) if kind < 0.7 else rng.uniform(1, 3.5)
    span = min(short, round(SIZE / scale))
    y, x = (_start(rng, pixels.shape[axis], span, place and place[axis]) for axis in (0, 1))
    cut: NDArray[Any] = pixels[y : y + span, x : x + span]
    if span != SIZE:
        cut = cv2.resize(cut, (SIZE, SIZE), interpolation=cv2.INTER_AREA if span > SIZE else cv2.INTER_CUBIC)
    cut = np.rot90(cut, int(rng.choice(4, p=(0.7, 0.1, 0.1, 0.1))))
    cut = cut[:, ::-1] if rng.random() < 0.5 else cut
    picture = floats(np.ascontiguousarray(cut) / 255)
    if rng.random() < 0.12:
        picture = floats(np.repeat(luma(picture)[..., None], 3, axis=2))
    if rng.random() < 0.3:
        picture = np.clip(picture * rng.uniform(0.6, 1.15, 3) + rng.uniform(-0.06, 0.1, 3), 0, 1)
    return np.asarray(picture, np.float32)


def _start(rng: np.random.Generator, length: int, span: int, place: int | None) -> int:
    """Where `span` pixels of `length` begin; so that they hold `place` if there is one."""
    last = length - span
    first, last = (0, last) if place is None else (min(max(0, place - span + 1), last), min(place, last))
    return int(rng.integers(first, last + 1))


def tensors(batch: Batch, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """The batch as three N×3×S×S float32: pictures 0..1, truth 0/1, asked 0/1."""
    pictures, truth, asked = (torch.from_numpy(part).to(device).permute(0, 3, 1, 2).float() for part in batch)
    return pictures / 255, truth, asked


def loss(net: nn.Module, batch: Batch) -> Tensor:
    """Binary cross-entropy plus soft Dice, each kind for itself.

    Cross-entropy makes the probabilities honest; Dice (Milletari et al., "V-Net", 3DV 2016) keeps the few marked
    pixels from drowning in the many others, and rewards masks of the right width. The entropy of each kind is counted
    against what there is of it: dust covers a tenth of what wires do, and would be learned last, or never.
    """
    pictures, truth, asked = tensors(batch, next(net.parameters()).device)
    logits: Tensor = net(pictures)
    entropy = (functional.binary_cross_entropy_with_logits(logits, truth, reduction="none") * asked).sum(dim=(0, 2, 3))
    marked, all_asked = (truth * asked).sum(dim=(0, 2, 3)), asked.sum(dim=(0, 2, 3))
    entropy = entropy / (RARE * all_asked + 5 * marked)
    found = torch.sigmoid(logits) * asked
    both, sizes = (found * truth).sum(dim=(0, 2, 3)), found.sum(dim=(0, 2, 3)) + marked
    dice = 1 - (2 * both + 10) / (sizes + 10)
    return (entropy + 0.5 * dice).sum()


@torch.no_grad()
def score(net: nn.Module, batch: Batch) -> str:
    """F1 and IoU of every kind at even odds, and the share of clean pixels marked (in a thousand), as text."""
    pictures, truth, asked = tensors(batch, next(net.parameters()).device)
    with mixed(pictures.device):
        found = torch.cat([(net(part) > 0).float() for part in torch.split(pictures, 16)]) * asked
    truth = truth * asked
    both, either = (found * truth).sum(dim=(0, 2, 3)), torch.maximum(found, truth).sum(dim=(0, 2, 3))
    overlap = both / either.clamp(min=1)
    near = functional.max_pool2d(truth, 7, 1, 3), functional.max_pool2d(found, 7, 1, 3)
    precision = (found * near[0]).sum(dim=(0, 2, 3)) / found.sum(dim=(0, 2, 3)).clamp(min=1)
    recall = (truth * near[1]).sum(dim=(0, 2, 3)) / truth.sum(dim=(0, 2, 3)).clamp(min=1)
    tolerant = 2 * precision * recall / (precision + recall).clamp(min=1e-6)
    words = []
    for index, name in enumerate(("wires", "dust", "scratches")):
        words.append(
            f"{name} F1 {float(tolerant[index]):.3f} (P {float(precision[index]):.2f} R {float(recall[index]):.2f}) "
            f"IoU {float(overlap[index]):.2f}"
        )
    return ", ".join(words)
