"""What the critic is for: the ablation of pix2pix on pairs made of our own photographs, as one table.

python -m tests.benchmarks.pix2pix_ablation --photos DIR [--derive NAME] [--size N] [--steps N] [--sheet FILE]

The same small U-Net learns the same pairs in the same order three times: from the L1 error alone, from the critic alone
(cGAN), and from both (Isola et al., CVPR 2017, section 4.1). Of val photographs: L1 of pictures in 0..1; energy: mean
squared gradient of lightness, as a share of the truth's; distance: sliced Wasserstein distance of patches of 7×7 pixels
in CIELAB to the truth's, mean of three scales, as a share of what the picture has that L1 alone made. In the paper L1
is blurry, the critic alone sharp and wrong, both sharp and near.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.ops.palette import lab
from photofix.training.derived import DERIVATIONS, Derived, derived
from photofix.training.feeding import prefetched
from photofix.training.pix2pix import Duel, batches
from photofix.training.pix2pix_settings import Settings
from photofix.training.pix2pix_told import made
from tests.benchmarks.stylize_quality import distance

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

LOSSES = {"L1": (100.0, 0.0), "cGAN": (0.0, 1.0), "L1 + cGAN": (100.0, 1.0)}
EXAM = 32  # val photographs
SHOWN = 8


def energy(light: Floats) -> float:
    """Mean squared gradient."""
    across, down = (cv2.Sobel(light, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    return float((across**2 + down**2).mean())


def learnt(examples: Derived, settings: Settings, steps: int) -> Duel:
    import torch

    duel = Duel(settings, torch.device("cpu"))
    for batch in prefetched(islice(batches(examples, settings, 0), steps)):
        duel.learn(batch, settings.rates(duel.step / steps))
    return duel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--derive", choices=tuple(DERIVATIONS), default="small")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--limit", type=int, default=400)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    settings = Settings(
        width=16, levels=5, size=options.size, critic="16", critic_width=32, batch=4, rate=5e-4, critic_rate=2e-4
    )
    examples, _ = derived(options.photos, options.derive, options.size, more=False, limit=options.limit)
    exam = examples.val[:EXAM]
    truth = np.hstack([pair.target for pair in exam])
    rows = [np.hstack([pair.source for pair in exam[:SHOWN]])]
    found: list[tuple[str, float, float, float]] = []
    for name, (error, adversarial) in LOSSES.items():
        duel = learnt(examples, replace(settings, l1=error, adversarial=adversarial), options.steps)
        results = np.hstack([made(duel.mean, pair.source) for pair in exam])
        rows.append(results[:, : SHOWN * options.size])
        planes, wanted = (lab((picture / 255).astype(np.float32)) for picture in (results, truth))
        found.append((
            name,
            float(np.abs(results.astype(int) - truth).mean()) / 255,
            energy(np.ascontiguousarray(planes[..., 0])) / energy(np.ascontiguousarray(wanted[..., 0])),
            distance(planes, wanted),
        ))  # fmt: skip
        print(
            f"{name:>10}  L1 {found[-1][1]:.4f}  energy {found[-1][2]:.3f}  distance {found[-1][3] / found[0][3]:.3f}",
            flush=True,
        )
    if options.sheet:
        rows.append(truth[:, : SHOWN * options.size])
        cv2.imwrite(str(options.sheet), np.vstack(rows)[..., ::-1])
    both, alone = found[2], found[0]
    assert alone[2] < both[2] and alone[3] > both[3], "the critic did not make it sharper and nearer"


if __name__ == "__main__":
    main()
