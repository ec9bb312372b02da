"""The installers' descriptions: complete by the tables, and valid by the tools that read them, where those are."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import about
import pytest
import yaml
from linux import desktop, manpage, packages
from macos.bundle import info
from windows import setup

from photofix.cli.parser import commands
from photofix.files.formats import FORMATS

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = sorted((ROOT / "packaging").rglob("*.sh"))


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def run(*words: object) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_format_has_its_kinds() -> None:
    ids = [entry.id for entry in FORMATS]
    assert list(about.MIME_TYPES) == ids
    assert list(about.UNIFORM_TYPES) == ids


@needs("desktop-file-validate")
def test_menu_entry(tmp_path: Path) -> None:
    path = tmp_path / "photofix.desktop"
    path.write_text(desktop.menu_entry(), encoding="utf-8")
    assert run("desktop-file-validate", path) == ""


def test_menu_entry_opens_what_photofix_opens() -> None:
    entry = desktop.menu_entry()
    assert "Exec=photofix -- %F\n" in entry
    assert "image/jpeg;" in entry and "image/x-canon-cr3;" in entry


def test_metainfo_is_xml() -> None:
    component = ElementTree.fromstring(desktop.metainfo())
    assert component.findtext("id") == about.APP_ID
    assert [path for path, _caption in desktop.PICTURES if not (ROOT / "resources/readme" / path).is_file()] == []
    assert ElementTree.fromstring(desktop.kinds_of_files()).tag.endswith("mime-info")


@needs("appstreamcli")
def test_metainfo(tmp_path: Path) -> None:
    path = tmp_path / f"{about.APP_ID}.metainfo.xml"
    path.write_text(desktop.metainfo(), encoding="utf-8")
    run("appstreamcli", "validate", "--no-net", path)


def test_the_manual_has_every_command() -> None:
    page = manpage.page()
    assert [name for name in commands() if f".SS photofix {name}\n" not in page] == []
    assert "\\-\\-self\\-test" in page
    assert not re.search(r"^'", page, re.M)


@needs("groff")
def test_the_manual_is_troff(tmp_path: Path) -> None:
    path = tmp_path / "photofix.1"
    path.write_text(manpage.page(), encoding="utf-8")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-z", str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux alone")
def test_every_library_of_the_system_has_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "missing", lambda _folder: {"libc.so.6", "libGL.so.1", "libglib-2.0.so.0"})
    monkeypatch.setattr(packages, "elf_files", lambda _folder: [])
    monkeypatch.setattr(packages, "newest_glibc", lambda _files: (2, 31))
    assert packages.depends(Path()) == ["libc6 (>= 2.31)", "libgl1", "libglib2.0-0t64 | libglib2.0-0"]
    monkeypatch.setattr(packages, "missing", lambda _folder: {"libnew.so.1"})
    with pytest.raises(KeyError):
        packages.depends(Path())


@needs("makensis")
def test_the_setup_for_windows_compiles_without_warnings(tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    for name in ("photofix.exe", "photofix-window.exe", "_internal/library.dll"):
        (payload / name).write_bytes(b"nothing")
    made = setup.build(payload, tmp_path)  # raises where makensis warns
    assert made.read_bytes()[:2] == b"MZ"


def test_the_setup_takes_back_what_it_writes() -> None:
    script = setup.SCRIPT.read_text(encoding="utf-8")
    written = set(re.findall(r'WriteReg(?:Str|DWORD) SHCTX "([^"]+)"', script))
    gone = set(re.findall(r'DeleteReg(?:Key|Value) SHCTX "([^"]+)"', script))
    assert {key for key in written if not any(key == other or key.startswith(other + "\\") for other in gone)} == set()
    assert script.count("ForEachSuffix") == 3
    assert '!insertmacro ${DO} "cr3"' in setup.defines(Path("payload"), Path("out.exe"))


def test_macos_documents() -> None:
    plist = info("1.2.3")
    assert plistlib.loads(plistlib.dumps(plist))["CFBundleVersion"] == "1.2.3"
    assert len(plist["CFBundleDocumentTypes"]) == len(FORMATS)
    with (ROOT / "packaging/macos/entitlements.plist").open("rb") as stream:
        assert all(value is True for value in plistlib.load(stream).values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_yaml_and_run_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert all("uses" in job or job["steps"] for job in jobs.values())
    for needed in (need for job in jobs.values() for need in ([job["needs"]] if "needs" in job else [])):
        assert set([needed] if isinstance(needed, str) else needed) <= set(jobs)
    assert [name for name in re.findall(r"packaging/[\w./-]+\w", text) if not (ROOT / name).is_file()] == []


@pytest.fixture
def flatpak() -> dict[str, Any]:
    (path,) = (ROOT / "packaging/flatpak").glob("*.yml")
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert manifest["id"] == about.APP_ID == path.stem
    return manifest


def test_flatpak_has_no_network(flatpak: dict[str, Any]) -> None:
    assert "--share=network" not in flatpak["finish-args"]


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A program that says how it was started, as folders are laid out by packaging/build.py."""
    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True)
    (folder / "photofix").write_text("#!/bin/sh\necho started $(basename $0) $1\n", encoding="utf-8")
    (folder / "photofix").chmod(0o755)
    (folder / "photofix-window").symlink_to("photofix")
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux alone")
@needs("xz")
@needs("dpkg-deb")
def test_packing_again_makes_the_same_bytes(frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "depends", lambda _folder: ["libc6"])

    def pack(name: str) -> list[bytes]:
        out = tmp_path / name
        return [packages.archive(frozen, out).read_bytes(), packages.deb(frozen, out).read_bytes()]

    before = pack("once")
    os.utime(frozen / "photofix", (0, 0))
    (frozen / "photofix").chmod(0o700)
    assert pack("and again") == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux alone")
@needs("xz")
def test_flatpak_is_made_of_the_archive(flatpak: dict[str, Any], frozen: Path, tmp_path: Path) -> None:
    made = packages.archive(frozen, tmp_path / "out")
    (module,) = flatpak["modules"]
    assert [source["type"] for source in module["sources"]] == ["archive"]
    source, app = tmp_path / "source", tmp_path / "app"
    source.mkdir()
    run("tar", "-xf", made, "-C", source, "--strip-components=1")  # as flatpak-builder does
    for command in module["build-commands"]:
        run("env", "-C", source, "sh", "-ec", re.sub(r"(?<= )/app\b", str(app), command))
    assert run(app / "bin" / flatpak["command"], "--version") == "started photofix --version\n"
    renamed = {
        "rename-desktop-file": "share/applications",
        "rename-icon": "share/icons/hicolor/256x256/apps",
        "rename-mime-file": "share/mime/packages",
    }
    for key, folder in renamed.items():
        assert list((app / folder).glob(f"{flatpak[key]}*")), key
    entry = (app / "share/applications/photofix.desktop").read_text(encoding="utf-8")
    assert f"StartupWMClass={about.APP_ID}\n" in entry
    assert (app / f"share/metainfo/{about.APP_ID}.metainfo.xml").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="there bash may be another")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_sound(path: Path) -> None:
    run("bash", "-n", path)
    assert path.stat().st_mode & 0o100
