"""How fast a photo is made four times as large: python -m tests.benchmarks.upscale_speed [--megapixels 12].

    [--photos DIR] [--part ours|cancel|others]

ours: a photo (soft noise, or val photos side by side) is enlarged twice by `upscale` as it is installed: time, output
megapixels a second, and the most memory that the process held. cancel: it is cancelled at five moments; told is how
long that takes. others: the rate of other networks at 2x with random weights, on which speed does not depend, in our
device's precision, on a picture of 0.09 megapixels, without the cost of tiles: EDSR (Lim et al., "Enhanced Deep
Residual Networks for Single Image Super-Resolution", CVPRW 2017), its baseline and the full one, and, if the package
spandrel is there, RCAN (Zhang et al., ECCV 2018). Each part runs in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.models.pool import Pool
from photofix.ops.base import Context, reshaped
from photofix.ops.upscale import OPERATION, Upscale
from photofix.training.photos import listed, read_rgb

PARTS = ("ours", "cancel", "others")
SIDE = 300  # pixels a side of the picture that the others enlarge
MOMENTS = (0.02, 0.1, 0.21, 0.34, 0.47)  # shares of the work after which it is cancelled


def picture(megapixels: float, photos: Path | None) -> Photo:
    """3:2, of about so many megapixels."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    width = round(height * 1.5)
    if photos is None:
        noise = np.random.default_rng(0).integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), np.uint8)
        return Photo(np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8))
    out, y = np.zeros((height, width, 3), np.uint8), 0
    paths = iter(listed(photos, "val") * 100)
    while y < height:
        x, row = 0, 10**9
        while x < width:
            part = read_rgb(next(paths))[: height - y, : width - x]
            out[y : y + part.shape[0], x : x + part.shape[1]] = part
            x, row = x + part.shape[1], min(row, part.shape[0])
        y += row
    return Photo(out)


def most_memory() -> float:
    """GB that this process held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9


def ours(photo: Photo) -> None:
    pool = Pool()
    pool.get("upscale-crisp")
    before = most_memory()
    notes: list[str] = []
    begun = time.perf_counter()
    made, _ = reshaped(OPERATION, State.of(photo), Upscale(2.0), Context(pool, Progress.silent(), notes.append))
    seconds = time.perf_counter() - begun
    size = made.width * made.height / 1e6
    print(f"ours: {photo.width * photo.height / 1e6:.1f} to {size:.1f} MP in {seconds:.1f} s = {seconds / 60:.2f} min, "
          f"{size / seconds:.3f} output MP/s, {pool.placement}; memory {before:.2f} GB before, {most_memory():.2f} GB "
          f"at most; {'; '.join(notes)}", flush=True)  # fmt: skip


def cancel(photo: Photo) -> None:
    pool = Pool()
    waits = []
    for moment in MOMENTS:
        asked: list[float] = []
        near = threading.Event()

        def listen(share: float, _: str, moment: float = moment, near: threading.Event = near) -> None:
            if share >= moment:
                near.set()

        progress = Progress(listen)

        def stop(progress: Progress = progress, near: threading.Event = near, asked: list[float] = asked) -> None:
            near.wait()
            time.sleep(0.05)  # a tile is under way by then
            asked.append(time.perf_counter())
            progress.cancel()

        thread = threading.Thread(target=stop)
        thread.start()
        try:
            reshaped(OPERATION, State.of(photo), Upscale(2.0), Context(pool, progress))
        except Cancelled:
            waits.append(time.perf_counter() - asked[0])
        thread.join()
    print(f"cancel: {max(waits):.2f} s at most, {np.mean(waits):.2f} s in the mean of {len(waits)}", flush=True)


def edsr(channels: int, blocks: int) -> Any:
    """EDSR at 2x as its authors define it, with random weights."""
    from torch import nn

    def conv(before: int, after: int) -> nn.Module:
        return nn.Conv2d(before, after, 3, padding=1)

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(conv(channels, channels), nn.ReLU(), conv(channels, channels))

        def forward(self, x: Any) -> Any:
            return x + 0.1 * self.body(x)

    class Edsr(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = conv(3, channels)
            self.body = nn.Sequential(*[Block() for _ in range(blocks)], conv(channels, channels))
            self.tail = nn.Sequential(conv(channels, 4 * channels), nn.PixelShuffle(2), conv(channels, 3))

        def forward(self, x: Any) -> Any:
            x = self.head(x)
            return self.tail(x + self.body(x))

    return Edsr()


def others() -> None:
    import torch

    placement = Pool().placement
    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    made: dict[str, Callable[[], Any]] = {"EDSR baseline": lambda: edsr(64, 16), "EDSR": lambda: edsr(256, 32)}
    if importlib.util.find_spec("spandrel") is None:
        print("others: RCAN is skipped, since the package spandrel is not installed")
    else:
        from spandrel.architectures.RCAN import RCAN

        made["RCAN by spandrel"] = lambda: RCAN(scale=2)
    shown = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    rgb = shown.to(device, dtype).contiguous(memory_format=torch.channels_last)
    for name, make in made.items():
        net = make().eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)
        with torch.inference_mode():
            net(rgb[..., :64, :64]).float().cpu()
            begun = time.perf_counter()
            size = net(rgb).float().cpu().shape
            seconds = time.perf_counter() - begun
        rate = size[-1] * size[-2] / 1e6 / seconds
        parameters = sum(values.numel() for values in net.parameters()) / 1e6
        print(f"others: {name}, {parameters:.1f} M parameters: {rate:.4f} output MP/s, so 48 MP in "
              f"{48 / rate / 60:.1f} min, {placement}, torch {torch.__version__}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=float, default=12.0)
    parser.add_argument("--photos", type=Path, help="a folder of photos with a manifest, of which one is put together")
    parser.add_argument("--part", choices=PARTS)
    args = parser.parse_args()
    if args.part is None:
        for part in PARTS:
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.upscale_speed", *sys.argv[1:], "--part", part], check=True
            )
    elif args.part == "others":
        others()
    else:
        {"ours": ours, "cancel": cancel}[args.part](picture(args.megapixels, args.photos))


if __name__ == "__main__":
    main()
