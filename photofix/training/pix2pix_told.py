"""What a training of a translator tells while it goes on: a line of figures now and then, and triptychs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from photofix.core.own_translator import PROGRESS, TRIPTYCHS
from photofix.files.atomic import write_atomically
from photofix.training.pairs import Pair

EVERY = 2.0  # seconds between two lines
ROWS, SCORED = 4, 16  # pairs that are shown, and that are measured at each checkpoint
FORGETS = 0.98  # running mean of the errors
GAP = 4  # pixels between pictures
PAPER = 255


class Teller:
    """Appends a line to progress.jsonl every two seconds: what its fields are is said in `told`."""

    def __init__(self, folder: Path, *, fresh: bool, upto: int) -> None:
        """fresh: begin anew; else lines after step `upto`, which are of what was lost, are dropped."""
        self._path = folder / PROGRESS
        lines = [] if fresh else [line for line in _lines(self._path) if line["step"] <= upto]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        _write(self._path, text.encode())
        self._means: NDArray[Any] | None = None
        self._last = -EVERY
        self._before = lines[-1]["seconds"] if lines else 0.0
        self._begun: tuple[float, float] | None = None

    def told(
        self, *, step: int, epoch: float, epochs: int | None, seconds: float, share: float,
        losses: tuple[float, float, float], val: float | None, say: Callable[[str], None],
    ) -> None:  # fmt: skip
        """After a step. share: of the training that is over.

        A line holds step, epoch, epochs (null where the time is given), seconds and left (seconds too, or null), the
        running means of the critic's, the adversarial and the L1 error, and val_l1 (null where it was not measured);
        L1 is of pictures in 0..1.
        """
        values = np.array(losses)
        self._means = values if self._means is None else FORGETS * self._means + (1 - FORGETS) * values
        if self._begun is None:
            self._begun = seconds, share
        if val is None and time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        gone, won = seconds - self._begun[0], share - self._begun[1]
        left = gone / won * max(0.0, 1 - share) if won > 0 else None
        critic, gan, error = (round(float(value), 5) for value in self._means)
        line = {
            "step": step, "epoch": round(epoch, 3), "epochs": epochs, "seconds": round(seconds, 1),
            "left": None if left is None else round(left, 1),
            "critic": critic, "gan": gan, "l1": error, "val_l1": None if val is None else round(val, 5),
        }  # fmt: skip
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        if val is not None:
            minutes = f"{seconds / 60:.1f} min"
            say(f"step {step}  {minutes}  critic {critic:.3f}  gan {gan:.3f}  L1 {error:.4f}  val {val:.4f}")


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines of an earlier run; the last one may be half written."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return found


@torch.no_grad()
def made(net: nn.Module, source: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture S×S×3 uint8 translated by a network in eval mode."""
    device = next(net.parameters()).device
    given = torch.from_numpy(source).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
    out = net(given.contiguous(memory_format=torch.channels_last))[0].permute(1, 2, 0)
    return np.asarray(((out + 1) * 127.5).round().clamp(0, 255).cpu().numpy(), np.uint8)


def score(net: nn.Module, val: Sequence[Pair]) -> float:
    """Mean L1 error of the first pairs, as pictures in 0..1."""
    errors = [float(np.abs(made(net, pair.source).astype(int) - pair.target).mean()) / 255 for pair in val[:SCORED]]
    return float(np.mean(errors))


def triptychs(net: nn.Module, val: Sequence[Pair], folder: Path) -> None:
    """Rows of input, output and truth, as triptychs.png in the folder."""
    rows = []
    for pair in val[:ROWS]:
        row = [pair.source, made(net, pair.source), pair.target]
        rows.append(np.hstack([np.pad(p, ((GAP,) * 2, (GAP,) * 2, (0, 0)), constant_values=PAPER) for p in row]))
    coded = cv2.imencode(".png", np.vstack(rows)[..., ::-1])[1].tobytes()
    _write(folder / TRIPTYCHS, coded)


def _write(path: Path, data: bytes) -> None:
    def write(temporary: Path) -> None:
        temporary.write_bytes(data)

    write_atomically(path, write, overwrite=True)
