"""The size limit that stops a decompression bomb before it is decoded."""

from __future__ import annotations

from photofix.errors import Remedy, UserError

MAX_PIXELS = 500_000_000


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Raise UserError if a picture of this size is over the limit. To be called before any pixel is decoded."""
    if width <= 0 or height <= 0:
        raise UserError("The picture has no pixels.", hint="The file is damaged.")
    if width * height > max_pixels:
        raise UserError(
            f"The picture is {width} × {height} pixels, which is over the limit of {max_pixels / 1e6:g} megapixels.",
            hint=f"Open it only if you trust it (command line: --max-megapixels {-(-width * height // 1_000_000)}).",
            action=Remedy.OPEN_ANYWAY,
        )
