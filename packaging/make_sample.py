"""Write the sample picture and its mask: python packaging/make_sample.py [--scale 0.25] [--out DIR] [--truth FILE]."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
from sample_picture import jpeg, scene

BUDGET = 3_400_000  # bytes of the JPEG at full size; a smaller picture is allowed its share


def main() -> None:
    """Render, then write sample.jpg and sample-mask.png (and the clean picture if asked)."""
    parser = argparse.ArgumentParser(
        description="Render PhotoFix's sample picture; the pixels are the same every time."
    )
    parser.add_argument("--scale", type=float, default=1.0, help="size as a fraction of 4240x2832")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[1] / "resources" / "sample", help="folder to write to"
    )
    parser.add_argument(
        "--truth", type=Path, help="also write the picture without its flaws, as a lossless file such as PNG"
    )
    options = parser.parse_args()
    if not 0.05 <= options.scale <= 1:
        parser.error("--scale must be from 0.05 to 1")
    cv2.setNumThreads(1)
    pictures = scene.render(options.scale)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "sample.jpg").write_bytes(jpeg.pack(pictures.spoiled, round(BUDGET * max(options.scale, 0.25) ** 2)))
    cv2.imwrite(str(options.out / "sample-mask.png"), pictures.mask, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if options.truth:
        cv2.imwrite(str(options.truth), cv2.cvtColor(pictures.truth, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
