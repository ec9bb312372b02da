"""Libraries that are changed after freezing: they load, work, and ask for what they are told to."""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from frozen import icu, stand_in_dynamo
from frozen.elf import needed, prune
from frozen.repack import repack, repacked
from frozen.unlink import unlink

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("gcc") is None or shutil.which("readelf") is None,
    reason="needs gcc and binutils on Linux",
)


def library(folder: Path, name: str, source: str, *words: str) -> Path:
    path = folder / f"lib{name}.so.1"
    (folder / f"{name}.c").write_text(source, encoding="utf-8")
    command = ["gcc", "-shared", "-fPIC", "-Wl,-z,now", f"-Wl,-soname,{path.name}", "-Wl,-rpath,$ORIGIN"]
    subprocess.run([*command, "-o", str(path), str(folder / f"{name}.c"), *words], check=True)
    return path


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A library whose symbols have a version."""
    script = tmp_path / "films.map"
    script.write_text("FILMS_1 { global: film; };", encoding="utf-8")
    return library(tmp_path, "films", "int film(void) { return 1; }", f"-Wl,--version-script={script}")


@pytest.fixture
def sums(tmp_path: Path) -> Path:
    return library(tmp_path, "sums", "int sum(int a, int b) { return a + b; }")


@pytest.fixture
def pictures(tmp_path: Path, films: Path, sums: Path) -> Path:
    source = """
        #include <stdio.h>
        int film(void); int sum(int, int);
        int called(void) { return sum(2, 3); }
        int never(void) { return film() + puts(""); }
    """
    return library(tmp_path, "pictures", source, str(films), str(sums))


def test_a_library_does_without_what_it_never_calls(pictures: Path, films: Path) -> None:
    unlink(pictures, films)
    films.unlink()
    assert needed([pictures])[pictures] >= {"libsums.so.1"}
    assert "libfilms.so.1" not in needed([pictures])[pictures]
    assert ctypes.CDLL(str(pictures)).called() == 5


def test_tools_still_read_it(pictures: Path, films: Path) -> None:
    unlink(pictures, films)
    words = ["readelf", "--wide", "--dynamic", "--version-info", "--dyn-syms", str(pictures)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == "" and "FILMS_1" not in done.stdout


def test_what_is_left_out_without_a_version_is_weak_too(pictures: Path, sums: Path) -> None:
    unlink(pictures, sums)
    sums.unlink()
    assert ctypes.CDLL(str(pictures)).never() >= 1


def test_what_nothing_asks_for_is_deleted(pictures: Path, films: Path, sums: Path) -> None:
    top = pictures.parent / "program"
    wheel = top / "wheel.libs"
    wheel.mkdir(parents=True)
    for path in (films, sums):
        path.rename(wheel / path.name)
        (top / path.name).symlink_to(f"wheel.libs/{path.name}")
    pictures.rename(top / "pictures.so")
    unlink(top / "pictures.so", wheel / films.name)
    assert prune(top) == [films.name]
    assert [path.name for path in sorted(wheel.iterdir())] == [sums.name] and (top / sums.name).exists()


def test_what_is_not_loaded_goes(pictures: Path) -> None:
    before = pictures.stat().st_size
    repack(pictures)
    assert pictures.stat().st_size < before
    done = subprocess.run(["readelf", "-W", "-a", str(pictures)], capture_output=True, text=True, check=True)
    assert done.stderr == "" and ".symtab" not in done.stdout and "FILMS_1" in done.stdout
    assert needed([pictures])[pictures] >= {"libfilms.so.1", "libsums.so.1"}
    assert ctypes.CDLL(str(pictures)).called() == 5


def test_variables_threads_and_functions_at_the_start_survive(tmp_path: Path) -> None:
    source = """
        static __thread int own = 7; int shared[3000] = {1, 2, 3}; static int begun; const char *words[] = {"a", "bc"};
        __attribute__((constructor)) static void begin(void) { begun = 4; }
        int sum(void) { return own + shared[2] + begun + words[1][1]; }
    """
    path = library(tmp_path, "much", source, "-g", "-Wl,-z,max-page-size=0x200000", "-Wl,-z,separate-code")
    before = path.stat().st_size
    repack(path)
    assert path.stat().st_size < before / 2, "pages are as small as they are in the machine"
    assert repacked(path.read_bytes()) == path.read_bytes(), "nothing is left to be taken out"
    assert ctypes.CDLL(str(path)).sum() == 7 + 3 + 4 + ord("c")


def test_what_is_no_library_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "text.so"
    path.write_bytes(b"INPUT(libelsewhere.so)" + bytes(64))
    with pytest.raises(ValueError, match="Only ELF files"):
        repack(path)


def archive(entries: dict[str, bytes]) -> bytes:
    """As ICU has it, made in another way than in icu.py."""
    names = b"".join(name.encode() + b"\0" for name in entries)
    start = 4 + 8 * len(entries)
    place = start + len(names)
    table, contents, at = b"", b"", start
    for name, content in entries.items():
        table += struct.pack("<II", at, place + len(contents))
        at += len(name) + 1
        contents += content
    head = struct.pack("<HBB8x4s", 32, 0xDA, 0x27, b"CmnD").ljust(32, b"\0")
    return head + struct.pack("<I", len(entries)) + table + names + contents


ENTRIES = {
    "icudt73l/coll/de.res": b"how Germans sort",
    "icudt73l/curr/de.res": b"what money is called",
    "icudt73l/de.res": b"how Germans write dates",
    "icudt73l/ibm-37.cnv": b"a code page",
    "icudt73l/root.res": b"the root",
    "icudt73l/zh_Hant_TW.res": b"dates in Taiwan",
}
KEPT = {name: ENTRIES[name] for name in ("icudt73l/coll/de.res", "icudt73l/root.res")}


def test_icu_keeps_what_sorting_needs() -> None:
    found = icu.archive(archive(ENTRIES))
    assert icu.archive(found) == found, "what is kept is kept again"
    for name, content in KEPT.items():
        assert name.encode() + b"\0" in found and content in found
    assert not [name for name in ENTRIES if name not in KEPT and name.encode() + b"\0" in found]


def test_other_data_are_refused() -> None:
    with pytest.raises(ValueError, match="common data"):
        icu.archive(b"\x20\0" + bytes(100))


@pytest.mark.skipif(shutil.which("objcopy") is None, reason="needs binutils")
def test_the_library_of_icu_is_linked_anew(tmp_path: Path) -> None:
    data = ", ".join(map(str, archive(ENTRIES)))
    path = library(tmp_path, "icudata", f"const unsigned char icudt73_dat[] = {{ {data} }};")
    wanted = icu.archive(archive(ENTRIES))
    icu.slim(path)
    made = (ctypes.c_ubyte * len(wanted)).in_dll(ctypes.CDLL(str(path)), "icudt73_dat")
    assert bytes(made) == wanted and ctypes.addressof(made) % 16 == 0


def test_the_stand_in_leaves_functions_alone() -> None:
    def plain() -> int:
        return 3

    assert stand_in_dynamo.disable(plain) is plain
    assert stand_in_dynamo.disable(recursive=False)(plain) is plain
