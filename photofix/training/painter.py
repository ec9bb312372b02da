"""Recipe of the painter: photographs painted by patches of paintings, and one network that learns all the styles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from photofix.core.painters import PAINTERS
from photofix.errors import UserError
from photofix.models.nets.painter import Painter
from photofix.ops.palette import palette
from photofix.training.comb import comb
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.painted import Pair, canvas, chosen, pairs
from photofix.training.photos import listed
from photofix.training.vgg import Vgg
from photofix.training.weights import export

# The painting that each style is learnt from, as files are called in the folder of paintings.
PAINTINGS = {
    "van-gogh": "vincent-van-gogh-the-starry-night.jpg",
    "munch": "edvard-munch-the-scream.jpg",
    "hokusai": "katsushika-hokusai-the-great-wave-off-kanagawa.jpg",
    "monet": "claude-monet-poppy-field.jpg",
    "seurat": "georges-seurat-a-sunday-on-la-grande-jatte.jpg",
    "klimt": "gustav-klimt-the-kiss.jpg",
    "picabia": "francis-picabia-edtaonisl.jpg",
    "cezanne": "paul-cezanne-apples-and-oranges.jpg",
    "turner": "j-m-w-turner-the-shipwreck-of-the-minotaur.jpg",
    "renoir": "pierre-auguste-renoir-bal-du-moulin-de-la-galette.jpg",
    "thomson": "tom-thomson-the-jack-pine.jpg",
    "pissarro": "camille-pissarro-boulevard-montmartre.jpg",
}
COUNT = 16  # photographs that are painted like each painting; the last one is for the score
SIZE = 128
BATCH = 12
SIDE, LOOKS, SCALES = 7, 48, 2  # patches whose texture is compared: pixels a side, directions, halved sizes
TEXTURE, COLOUR, COMB = 1.0, 0.5, 2.0  # how much texture, colours and combs count beside the error itself
JUDGED = 0.02  # how much the judge counts
FOLDED = 4  # pixels a side that the network makes of one
FIELD = 6  # pixels a side of what is one colour
Floats = NDArray[np.float32]


class Batch(NamedTuple):
    """picture, lines, made: N×S×S×3, ×2 and ×3 float32 as in training.painted.Pair; mix: N×styles; looks: K×3×7×7 and
    tints: K×3×1×1, directions in which textures and colours are compared."""

    picture: Floats
    lines: Floats
    made: Floats
    mix: Floats
    looks: Floats
    tints: Floats


def run(
    photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None], paintings: Path
) -> nn.Module:
    """Train from photographs and the paintings of PAINTINGS for `minutes`, not counting the painting of the examples.

    Checkpoints, the examples, the log and at the end `painter.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    files = [paintings / PAINTINGS[name] for name, _ in PAINTERS]
    for file in files:
        if not file.is_file():
            raise UserError(f"There is no painting {file}.")
    known = pairs(chosen(listed(photos, "train"), COUNT, seed), files, out / "pairs", seed=seed, say=say)
    net = Painter(len(files))
    made = learnt(net, files, known, out, Schedule(minutes=minutes), resume=resume, seed=seed, say=say)
    export(made, out / "painter.safetensors")
    return made


def learnt(
    net: Painter, paintings: Sequence[Path], known: Sequence[Sequence[Pair]], out: Path, schedule: Schedule, *,
    resume: bool, seed: int, say: Callable[[str], None], shown: Callable[[nn.Module], None] = lambda net: None,
    judge: Vgg | None = None,
) -> nn.Module:  # fmt: skip
    """The network when it has learnt from the pairs of each painting, of which the last is kept for the score.

    shown: gets the network as it is at each checkpoint. judge: what judges strokes besides.
    """
    for style, painting in enumerate(paintings):
        colours = palette(canvas(painting))
        net.palette_mean[style] = torch.from_numpy(colours.mean)
        net.palette_covariance[style] = torch.from_numpy(colours.covariance)
    learn, exam = [style[:-1] for style in known], [style[-1] for style in known]

    def evaluate(net: nn.Module) -> str:
        shown(net)
        return score(net, exam)

    return train(
        net,
        lambda start: batches(learn, seed, start),
        partial(loss, judge=judge),
        schedule,
        out,
        resume=resume,
        evaluate=evaluate,
        say=say,
    )


def batches(known: Sequence[Sequence[Pair]], seed: int, start: int) -> Iterator[Batch]:
    """Endless batches of crops, each of one style; batch n depends on (seed, n) alone, so that a run can resume."""
    step = start
    while True:
        rng = np.random.default_rng([seed, step])
        styles = rng.permutation(np.arange(BATCH) % len(known))
        cut = [_crop(known[style][int(rng.integers(len(known[style])))], rng) for style in styles]
        looks = rng.standard_normal((LOOKS, 3, SIDE, SIDE)).astype(np.float32)
        looks -= looks.mean(axis=(2, 3), keepdims=True)
        looks /= np.linalg.norm(looks.reshape(LOOKS, -1), axis=1)[:, None, None, None]
        tints = rng.standard_normal((LOOKS, 3, 1, 1)).astype(np.float32)
        tints /= np.linalg.norm(tints, axis=1, keepdims=True)
        picture, lines, made = (np.stack(parts).astype(np.float32) for parts in zip(*cut, strict=True))
        yield Batch(picture, lines, made, np.eye(len(known), dtype=np.float32)[styles], looks, tints)
        step += 1


def _crop(pair: Pair, rng: np.random.Generator) -> list[NDArray[np.float16]]:
    """The same SIZE×SIZE pixels of all three, mirrored or not."""
    y, x = (int(rng.integers(length - SIZE + 1)) for length in pair.picture.shape[:2])
    way = -1 if rng.random() < 0.5 else 1
    return [planes[y : y + SIZE, x : x + SIZE][:, ::way] for planes in pair]


def tensor(planes: Floats, device: torch.device) -> Tensor:
    """N×S×S×C as N×C×S×S."""
    return torch.from_numpy(np.ascontiguousarray(planes)).to(device).permute(0, 3, 1, 2)


def loss(net: nn.Module, batch: Batch, judge: Vgg | None = None) -> Tensor:
    """The error itself, and how far textures and colours are apart, without combs; and what a judge says, if any."""
    device = next(net.parameters()).device
    wanted = tensor(batch.made, device)
    made = net(tensor(batch.picture, device), tensor(batch.lines, device), torch.from_numpy(batch.mix).to(device))
    looks, tints = (torch.from_numpy(part).to(device) for part in (batch.looks, batch.tints))
    fields = [functional.avg_pool2d(picture, FIELD, FIELD // 2) for picture in (made, wanted)]
    return (
        functional.l1_loss(made, wanted)
        + TEXTURE * texture(made, wanted, looks)
        + COLOUR * apart(fields[0], fields[1], tints)
        + COMB * comb(made - wanted, FOLDED)
        + (JUDGED * judge.apart(made, wanted) if judge is not None else 0)
    )


def texture(made: Tensor, wanted: Tensor, looks: Tensor) -> Tensor:
    """Sliced Wasserstein distance of the patches of each two pictures N×3×H×W, mean of SCALES sizes.

    What cannot be foretold, such as where a dab lies, an error alone would make the mean of all that may be: blur. This
    asks for as much contrast of every kind as the truth has, wherever it lies. Patches by random directions as in
    Elnekave and Weiss, "Generating natural images with direct patch distributions matching", ECCV 2022.
    """
    total = made.new_zeros(())
    for scale in range(SCALES):
        if scale:
            made, wanted = (functional.avg_pool2d(picture, 2) for picture in (made, wanted))
        total = total + apart(made, wanted, looks, stride=3 - scale)
    return total / SCALES


def apart(made: Tensor, wanted: Tensor, looks: Tensor, stride: int = 1) -> Tensor:
    """Wasserstein distance of what each two pictures N×C×H×W show in K directions (K×C×s×s), the mean of all."""
    ranked = [
        functional.conv2d(picture, looks, stride=stride).flatten(2).float().sort(dim=2).values
        for picture in (made, wanted)
    ]
    return (ranked[0] - ranked[1]).abs().mean()


@torch.no_grad()
def score(net: nn.Module, exam: Sequence[Pair]) -> str:
    """Of a photograph that is not trained on, mean over the styles: the error, and the contrast of what is finest as a
    share of what it is to be, as text."""
    device = next(net.parameters()).device
    rows = []
    for style, pair in enumerate(exam):
        height, width = (length // Painter.multiple * Painter.multiple for length in pair.picture.shape[:2])
        parts = [tensor(planes[None, :height, :width].astype(np.float32), device) for planes in pair]
        with mixed(device):
            made = net(parts[0], parts[1], torch.eye(len(exam), device=device)[style : style + 1])
        fine = [float((picture - functional.avg_pool2d(picture, 5, 1, 2)).std()) for picture in (made, parts[2])]
        rows.append((float((made - parts[2]).abs().mean()), fine[0] / fine[1]))
    error, share = np.mean(rows, axis=0)
    return f"error {error:.4f}, fine contrast {share:.2f}"
