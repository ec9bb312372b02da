"""How long detection takes from 3 to 100 megapixels, and its peak memory, each in a fresh process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from photofix.training.photos import listed, read_rgb
from tests.benchmarks.detect_finder import Finder

KINDS = ("wires", "dust")


def main(photos: Path, sizes: Sequence[float]) -> None:
    """The table, on the first val photo, enlarged."""
    photo = listed(photos, "val")[0]
    print(f"{os.process_cpu_count() if hasattr(os, 'process_cpu_count') else os.cpu_count()} cores")
    print("kind        MP  loading the model  seconds  seconds/MP  of which looking  peak MiB")
    for kind in KINDS:
        each = []
        for size in sizes:
            command = [sys.executable, "-m", "tests.benchmarks.detect_speed", str(photo), kind, str(size)]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            if answer.returncode:
                raise RuntimeError(answer.stderr)
            told = json.loads(answer.stdout)
            each.append(told["seconds"] / size)
            print(
                f"{kind:8s} {size:5.0f} {told['loading']:18.2f} {told['seconds']:8.2f} {each[-1]:11.3f}"
                f" {told['looking']:17.2f} {told['peak']:9.0f}",
                flush=True,
            )
        print(f"{kind}: a megapixel costs {max(each) / min(each):.2f} times as much at worst as at best")


def child(photo: Path, kind: str, megapixels: float) -> None:
    """Measure in this process. Loading the model, and torch with it, is measured by looking at a corner first."""
    pixels = read_rgb(photo)
    factor = float(np.sqrt(megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])))
    pixels = np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
    finder = Finder()
    begun = time.perf_counter()
    finder(pixels[:64, :64].copy(), kind)
    loaded = time.perf_counter()
    seen = finder.look(pixels, kind)
    looked = time.perf_counter()
    finder.found(seen, kind)
    told = {
        "loading": loaded - begun,
        "looking": looked - loaded,
        "seconds": time.perf_counter() - loaded,
        "peak": peak(),
    }
    print(json.dumps(told))


def peak() -> float:
    """MiB: the most memory that this process ever held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


if __name__ == "__main__":
    child(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
