"""Opening a photograph from a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from photofix.core.photo import Origin, Photo, Pixels, Plane
from photofix.errors import Remedy, UserError
from photofix.files import decode_heif, decode_pillow, decode_raw, decode_vips, exif, jxl, xmp
from photofix.files.decoded import Decoded, DecodeError
from photofix.files.formats import HEAD_BYTES, by_id, by_suffix, sniff
from photofix.files.infrared import beside, plane_of
from photofix.files.limits import MAX_PIXELS
from photofix.files.samples import contiguous


def load(path: Path, *, max_pixels: int = MAX_PIXELS) -> Photo:
    """Open a picture of any format in formats.FORMATS, told by its content, upright, at its own depth.

    Its infrared plane comes from the file itself, or from one beside it (scan_ir.tif beside scan.tif).

    What could not be kept is said in the photo's notes. Raises UserError if there is no readable picture, and
    before decoding if it has more than `max_pixels` pixels.
    """
    photo = _loaded(path, max_pixels)
    plane = beside(path) if photo.infrared is None else None
    if plane is None:
        return photo
    try:
        return with_infrared(photo, plane, max_pixels=max_pixels)
    except UserError as error:
        return replace(photo, notes=(*photo.notes, f"the infrared file beside it was not used: {error.message}"))


def with_infrared(photo: Photo, path: Path, *, max_pixels: int = MAX_PIXELS) -> Photo:
    """The photo with the infrared plane that lies in another file, upright like the photo.

    Raises UserError if it cannot be read or is no plane of this photo.
    """
    return replace(photo, infrared=plane_of(_loaded(path, max_pixels), photo.width, photo.height))


def _loaded(path: Path, max_pixels: int) -> Photo:
    format_id, notes = _recognise(path)
    try:
        decoded = _decode(path, format_id, max_pixels)
    except DecodeError as error:
        raise UserError(
            f"“{path.name}” cannot be read as {by_id(format_id).title}: {error}.",
            hint="The file is damaged, cut short or of an unusual kind. Try a fresh copy of it.",
        ) from error
    except MemoryError as error:
        raise UserError(f"There is not enough memory to open “{path.name}”.", hint="Close other programs.") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    return _photo(path, format_id, decoded, notes)


def _recognise(path: Path) -> tuple[str, tuple[str, ...]]:
    """The format by content, and a note if the name says otherwise."""
    try:
        if path.is_dir():
            raise UserError(f"“{path.name}” is a folder.", hint="Choose a picture inside it.")
        if not path.exists():
            hint = "Check the name and the folder."
            raise UserError(f"“{path}” does not exist.", hint=hint, action=Remedy.FORGET)
        if not path.is_file():
            raise UserError(f"“{path}” is not an ordinary file.", hint="Choose a picture file.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not head:
        raise UserError(f"“{path.name}” is empty.", hint="The copy or download may have failed: fetch it again.")
    format_id = sniff(head, path)
    if not format_id:
        raise UserError(
            f"“{path.name}” is not a picture that PhotoFix can open.", hint="Convert it to TIFF or PNG first."
        )
    named = by_suffix(path)
    if named is not None and named.id != format_id:
        return format_id, (f"the file is named {path.suffix} but holds {by_id(format_id).title}",)
    return format_id, ()


def _unreadable(path: Path, error: Exception) -> UserError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UserError(f"“{path.name}” cannot be opened: {reason}.", hint="Check the file's permissions and its disk.")


def _decode(path: Path, format_id: str, max_pixels: int) -> Decoded:
    if format_id == "jxl":
        return jxl.decode(path, max_pixels)
    if format_id == "heic":
        return decode_heif.decode(path, max_pixels)
    if format_id == "raw":
        return decode_raw.decode(path, max_pixels)
    if format_id == "bmp":
        return decode_pillow.decode_bmp(path, max_pixels)
    if format_id == "tiff" and decode_pillow.is_8_bit_lab(path):
        return decode_pillow.decode_lab(path, max_pixels)
    return decode_vips.decode(path, format_id, max_pixels)


def _photo(path: Path, format_id: str, decoded: Decoded, notes: tuple[str, ...]) -> Photo:
    metadata = decoded.metadata
    # Decoders that turn the picture themselves leave the tag behind, so it is the tag that says what was turned.
    turned = max(decoded.orientation, exif.orientation(metadata.exif))
    upright = metadata
    if turned > 1:
        upright = replace(metadata, exif=exif.upright(metadata.exif, turned), xmp=xmp.upright(metadata.xmp))
    dpi = decoded.dpi
    if dpi is not None and decoded.orientation >= 5:
        dpi = dpi[1], dpi[0]
    return Photo(
        pixels=turn(decoded.pixels, decoded.orientation),
        icc=decoded.icc,
        metadata=upright,
        dpi=dpi,
        path=path,
        origin=Origin(format_id, decoded.quality, decoded.subsampling, turned),
        notes=notes + decoded.notes,
        infrared=_turned_plane(decoded),
    )


def _turned_plane(decoded: Decoded) -> Plane | None:
    plane = decoded.infrared
    return None if plane is None else contiguous(turn(plane[..., None], decoded.orientation)[..., 0])


def turn(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (1..8) to H×W×C pixels; a new contiguous array unless it is 1."""
    if orientation == 1:
        return pixels
    turned = pixels.swapaxes(0, 1) if orientation >= 5 else pixels
    if orientation in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return contiguous(turned)
