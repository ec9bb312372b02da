"""Files that cannot be opened or written: a clear message, and nothing touched."""

from __future__ import annotations

import errno
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image
from tiny_pictures import encoded, noise, smooth

from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.files import encode_vips
from photofix.files.load import load
from photofix.files.save import save

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="needs pipes, permissions or limits of Unix")
SUFFIXES = [".jpg", ".png", ".tif", ".webp", ".avif", ".jxl"]


def _good(suffix: str, folder: Path) -> Path:
    return save(Photo(np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)), folder / f"good{suffix}").path


def _bomb_png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def _bomb_jpeg() -> bytes:
    data = bytearray(encoded(smooth(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def _bomb_bmp() -> bytes:
    data = bytearray(encoded(smooth(), "BMP"))
    data[18:26] = struct.pack("<ii", 60_000, 60_000)
    return bytes(data)


def _bomb_tiff() -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, smooth(), photometric="rgb")
    data = stream.getvalue()
    for tag in (256, 257):
        at = data.index(struct.pack("<HH", tag, 4))
        data = data[: at + 8] + struct.pack("<I", 60_000) + data[at + 12 :]
    return data


def _bomb_gif() -> bytes:
    data = bytearray(encoded(smooth(), "GIF"))
    data[6:10] = struct.pack("<HH", 60_000, 60_000)
    return bytes(data).replace(
        struct.pack("<cHHHH", b",", 0, 0, 60, 40), struct.pack("<cHHHH", b",", 0, 0, 60_000, 60_000)
    )


def _bomb_zstd() -> bytes:
    return _bomb_tiff().replace(struct.pack("<HHIH", 259, 3, 1, 1), struct.pack("<HHIH", 259, 3, 1, 50_000))


BOMBS = {
    "zstd.tif": _bomb_zstd,
    "png": _bomb_png,
    "jpg": _bomb_jpeg,
    "bmp": _bomb_bmp,
    "tif": _bomb_tiff,
    "gif": _bomb_gif,
}


@pytest.mark.parametrize("suffix", BOMBS)
def test_bombs_are_refused_before_decoding(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb.{suffix}"
    path.write_bytes(BOMBS[suffix]())
    with pytest.raises(UserError, match="500 megapixels") as caught:
        load(path)
    assert "60000 × 60000" in caught.value.message
    assert "--max-megapixels 3600" in caught.value.hint


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".bmp", ".gif", ".heic", ".dng"])
def test_every_decoder_minds_the_limit(tmp_path: Path, suffix: str) -> None:
    path = _any_file(suffix, tmp_path)
    with pytest.raises(UserError, match="over the limit"):
        load(path, max_pixels=1000)
    assert load(path, max_pixels=10_000).width == 96


def _any_file(suffix: str, folder: Path) -> Path:
    path = folder / f"a{suffix}"
    if suffix in SUFFIXES:
        return _good(suffix, folder)
    if suffix == ".heic":
        import pillow_heif

        pillow_heif.from_pillow(Image.fromarray(noise(3, np.uint8, 64, 96))).save(path)
    elif suffix == ".dng":
        sensor = noise(1, np.uint16, 64, 96)[..., 0]
        extra: list[Any] = [
            (33421, 3, 2, (2, 2)),
            (33422, 1, 4, bytes((0, 1, 1, 2))),
            (50706, 1, 4, bytes((1, 4, 0, 0))),
        ]
        tifffile.imwrite(path, sensor, photometric=32803, extratags=extra, metadata=None)
    else:
        Image.fromarray(noise(3, np.uint8, 64, 96)).save(path)
    return path


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".bmp", ".gif", ".heic", ".dng"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_truncated_files_are_refused(tmp_path: Path, suffix: str, share: float) -> None:
    whole = _any_file(suffix, tmp_path).read_bytes()
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(whole[: max(16, int(len(whole) * share))])
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        load(path)
    assert caught.value.hint
    assert path.name in caught.value.message
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".bmp", ".gif", ".heic", ".dng"])
def test_damaged_files_are_refused_or_opened_but_never_crash(tmp_path: Path, suffix: str) -> None:
    whole = _any_file(suffix, tmp_path).read_bytes()
    path = tmp_path / f"bad{suffix}"
    random = np.random.default_rng(len(whole))
    outcomes = set()
    for _ in range(20):
        data = bytearray(whole)
        for at in random.integers(8, min(len(data), 600), 4):
            data[at] = random.integers(256)
        path.write_bytes(bytes(data))
        try:
            outcomes.add(load(path, max_pixels=1_000_000).pixels.ndim)
        except UserError as error:
            outcomes.add(bool(error.message and error.hint))
    assert outcomes <= {3, True}


NOT_PICTURES = {
    "empty.jpg": (b"", "empty"),
    "text.jpg": (b"Dear diary, today I took a photograph.", "not a picture"),
    "zeros.dng": (bytes(1000), "not a picture"),
    "text.nef": (b"Dear diary, today I took a photograph.", "Camera RAW"),
    "video.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), "not a picture"),
    "pdf.tif": (b"%PDF-1.7" + bytes(99), "not a picture"),
    "head.png": (b"\x89PNG\r\n\x1a\n", "cannot be read as PNG"),
    "head.tif": (b"II*\0\x08\0\0\0", "cannot be read as TIFF"),
    "loop.tif": (b"II*\0\xff\xff\xff\xff", "cannot be read as TIFF"),
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_no_picture(tmp_path: Path, name: str) -> None:
    content, words = NOT_PICTURES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        load(tmp_path / name)
    assert caught.value.hint


@needs_unix
def test_folders_missing_files_and_devices(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.jpg", "does not exist"),
        (tmp_path / "pipe.jpg", "not an ordinary file"),
        (tmp_path / ("x" * 300), "cannot be opened"),
    ):
        with pytest.raises(UserError, match=words):
            load(path)


def test_signed_samples_are_no_photograph(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", smooth().astype(np.int16), photometric="rgb")
    with pytest.raises(UserError, match="samples"):
        load(tmp_path / "a.tif")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_existing_files_are_only_overwritten_when_asked(tmp_path: Path, suffix: str) -> None:
    path = _good(suffix, tmp_path)
    before = path.read_bytes()
    with pytest.raises(UserError, match="exists already"):
        save(Photo(smooth()), path)
    assert path.read_bytes() == before
    mode = path.stat().st_mode
    save(Photo(smooth()), path, overwrite=True)
    assert load(path).width == 60
    assert path.stat().st_mode == mode
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_failing_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = _good(".png", tmp_path)
    before = path.read_bytes()

    def fail(photo: Photo, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(encode_vips, "png", fail)
    with pytest.raises(UserError, match="could not be written") as caught:
        save(Photo(smooth()), path, overwrite=True)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_bug_in_the_writer_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(photo: Photo, target: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(encode_vips, "png", fail)
    with pytest.raises(ZeroDivisionError):
        save(Photo(smooth()), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@needs_unix
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: writing stops in the middle."""
    script = (
        "import resource, signal, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from photofix.core.photo import Photo\n"
        "from photofix.errors import UserError\n"
        "from photofix.files.save import save\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "photo = Photo(np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8))\n"
        "try:\n"
        "    save(photo, Path(sys.argv[1]))\n"
        "except UserError as error:\n"
        "    print(error.message)\n"
    )
    for suffix in (".png", ".tif", ".jpg"):
        command = [sys.executable, "-c", script, str(tmp_path / f"a{suffix}")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "could not be written" in done.stdout
        assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@needs_unix
def test_targets_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for path, words in (
        (tmp_path / "none" / "a.png", "does not exist"),
        (tmp_path / "folder.png", "is a folder"),
        (tmp_path / "a.gif", "cannot be saved"),
        (tmp_path / "a.xyz", "cannot be saved"),
        (tmp_path / "a", "cannot be saved"),
        (Path("/dev/full"), "cannot be saved"),
        (tmp_path / f"{'x' * 300}.png", "cannot be used"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            save(Photo(smooth()), path, overwrite=True)
        assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


@needs_unix
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="permission"):
        save(Photo(smooth()), tmp_path / "a.png")


@needs_unix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = _good(".png", tmp_path)
    link = tmp_path / "link.png"
    link.symlink_to(path)
    save(Photo(smooth()), link, overwrite=True)
    assert link.is_symlink()
    assert load(path).width == 60


@pytest.mark.parametrize(("quality", "subsampling"), [(0, None), (101, None), (None, "4:1:1")])
def test_settings_out_of_range(tmp_path: Path, quality: int | None, subsampling: str | None) -> None:
    with pytest.raises(UserError):
        save(Photo(smooth()), tmp_path / "a.jpg", quality=quality, subsampling=subsampling)


def test_nothing_is_printed_and_nothing_heavy_imported(tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(encoded(smooth(), "JPEG")[:600])
    script = (
        "import sys\n"
        "import photofix.files.load, photofix.files.save, photofix.files.masks\n"
        "heavy = {'pyvips', 'rawpy', 'pillow_heif', 'PIL', 'pyjpegxl', 'cv2', 'tifffile'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from pathlib import Path\n"
        "from photofix.errors import UserError\n"
        "try:\n"
        "    photofix.files.load.load(Path(sys.argv[1]))\n"
        "except UserError:\n"
        "    sys.exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(cut)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
