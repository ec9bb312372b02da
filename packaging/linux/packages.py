"""Packs the frozen program for Linux: a .deb, a .tar.xz to unpack anywhere, an AppDir for appimagetool."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
from pathlib import Path

from about import APP_ID, CONTACT, HOME, MAKER, ROOT, SUMMARY, VERSION, epoch, flavour
from frozen.elf import elf_files, missing, newest_glibc
from linux import desktop, manpage

ICONS = ROOT / "resources/app"
LEVEL = os.environ.get("PHOTOFIX_XZ", "6")  # 1 packs in a fifth of the time, a tenth larger
THREADS = "2"  # of one thread xz makes other bytes than of several, so it is not left to the machine
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

# What a library that the program leaves to the system is called by Debian and Ubuntu.
DEBIAN = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libX11-xcb.so.1": "libx11-xcb1", "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3", "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1", "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0", "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1", "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0", "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0", "libxcb-shape.so.0": "libxcb-shape0", "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1", "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1", "libxcb.so.1": "libxcb1", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}  # fmt: skip
OF_GLIBC = {
    "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libutil.so.1",
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libmvec.so.1",
}  # fmt: skip

README = f"""PhotoFix {VERSION}

./photofix                 the editor
./photofix --help          the command line
./photofix --self-test     does everything work here?
./install.sh               an entry in your menu, and `photofix` in ~/.local/bin; ./install.sh --remove takes them away

Nothing here needs the network, and everything lies in this folder. {HOME}
"""


def depends(frozen: Path) -> list[str]:
    """The Debian packages that the program needs. Raises KeyError for a library of which no package is known."""
    packages = {DEBIAN[name] for name in missing(frozen) - OF_GLIBC}
    glibc = ".".join(map(str, newest_glibc(elf_files(frozen))))
    return [f"libc6 (>= {glibc})", *sorted(packages)]


def share(root: Path, *, for_deb: bool) -> None:
    """Put what desktops read into root/share."""
    write(root / "applications/photofix.desktop", desktop.menu_entry())
    write(root / f"metainfo/{APP_ID}.metainfo.xml", desktop.metainfo())
    write(root / "mime/packages/photofix.xml", desktop.kinds_of_files())
    for icon in sorted(ICONS.glob("photofix-*.png")):
        side = icon.stem.removeprefix("photofix-")
        copy(icon, root / f"icons/hicolor/{side}x{side}/apps/photofix.png")
    copy(ICONS / "photofix.svg", root / "icons/hicolor/scalable/apps/photofix.svg")
    page = manpage.page().encode()
    write(root / "man/man1/photofix.1.gz", gzip.compress(page, 9, mtime=0))
    if for_deb:
        write(root / "doc/photofix/copyright", copyright_file())
        changes = f"photofix ({VERSION}) stable; urgency=medium\n\n  * See {HOME}/blob/v{VERSION}/CHANGELOG.md\n\n"
        changes += f" -- {MAKER} <{CONTACT}>  {_rfc_date()}\n"
        write(root / "doc/photofix/changelog.gz", gzip.compress(changes.encode(), 9, mtime=0))


def deb(frozen: Path, out: Path) -> Path:
    """The .deb: /usr/lib/photofix, commands in /usr/bin, what desktops read in /usr/share."""
    root = fresh(out / "deb")
    link_tree(frozen, root / "usr/lib/photofix")
    (root / "usr/bin").mkdir()
    for name in ("photofix", "photofix-window"):
        (root / "usr/bin" / name).symlink_to(f"../lib/photofix/{name}")
    share(root / "usr/share", for_deb=True)
    architecture = ARCHITECTURES[platform.machine()]
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    control = "\n".join((
        "Package: photofix", f"Version: {VERSION}", f"Architecture: {architecture}", "Section: graphics",
        "Priority: optional", f"Maintainer: {MAKER} <{CONTACT}>", f"Installed-Size: {kilobytes}",
        f"Depends: {', '.join(depends(frozen))}", f"Homepage: {HOME}", f"Description: {SUMMARY}",
        *(f" {line}" for text in desktop.PARAGRAPHS for line in (*_wrapped(text), ".")), "",
    )).replace("\n .\n\n", "\n\n").rstrip() + "\n"  # fmt: skip
    write(root / "DEBIAN/control", control)
    sums = sorted(
        (path.relative_to(root).as_posix(), _md5(path)) for path in _files(root) if "DEBIAN" not in path.parts
    )
    write(root / "DEBIAN/md5sums", "".join(f"{digest}  {name}\n" for name, digest in sums))
    tidy(root)
    target = out / f"photofix{flavour()}_{VERSION}_{architecture}.deb"
    words = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{LEVEL}", "--build", str(root), str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "DPKG_DEB_THREADS_MAX": THREADS}
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
    return target


def archive(frozen: Path, out: Path) -> Path:
    """The .tar.xz: one folder that runs where it lies."""
    name = f"photofix-{VERSION}-linux-{platform.machine()}{flavour()}"
    root = fresh(out / name)
    link_tree(frozen, root)
    share(root / "share", for_deb=False)
    write(root / "README", README)
    copy(ROOT / "packaging/linux/install.sh", root / "install.sh")
    (root / "install.sh").chmod(0o755)
    tidy(root)
    target = out / f"{name}.tar.xz"
    tar = ["tar", "--sort=name", f"--mtime=@{epoch()}", "--owner=0", "--group=0", "--numeric-owner", "-C", str(out)]
    with target.open("wb") as stream, subprocess.Popen([*tar, "-c", name], stdout=subprocess.PIPE) as pack:
        subprocess.run(["xz", f"-{LEVEL}", f"-T{THREADS}"], stdin=pack.stdout, stdout=stream, check=True)
    if pack.returncode:
        raise OSError("tar failed")
    return target


def appdir(frozen: Path, out: Path) -> Path:
    """The folder that `appimagetool` makes an AppImage of."""
    root = fresh(out / "PhotoFix.AppDir")
    link_tree(frozen, root / "usr/lib/photofix")
    share(root / "usr/share", for_deb=False)
    write(root / "AppRun", '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/usr/lib/photofix/photofix" "$@"\n')
    (root / "AppRun").chmod(0o755)
    (root / "photofix.desktop").symlink_to("usr/share/applications/photofix.desktop")
    (root / "photofix.svg").symlink_to("usr/share/icons/hicolor/scalable/apps/photofix.svg")
    (root / ".DirIcon").symlink_to("usr/share/icons/hicolor/256x256/apps/photofix.png")
    tidy(root)
    return root


def copyright_file() -> str:
    """Debian's, by its machine-readable form; the texts of the libraries lie in the program's folder."""
    notice = "".join(f" {line or '.'}\n" for line in (ROOT / "NOTICE").read_text(encoding="utf-8").splitlines())
    return f"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: PhotoFix
Source: {HOME}
Comment: Licences of the libraries lie in /usr/lib/photofix/_internal/licenses.
{notice.rstrip()}

Files: *
Copyright: The PhotoFix contributors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
"""


# Files


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def link_tree(source: Path, target: Path) -> None:
    """The same files at another place: hard links, where the file system can, for they are large."""

    def place(old: str, new: str) -> None:
        try:
            os.link(old, new, follow_symlinks=False)
        except OSError:
            shutil.copy2(old, new, follow_symlinks=False)

    shutil.copytree(source, target, symlinks=True, copy_function=place, dirs_exist_ok=True)


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def copy(source: Path, target: Path) -> None:
    write(target, source.read_bytes())


def tidy(root: Path) -> None:
    """Modes and times that do not depend on who builds, and when."""
    for path in sorted(root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch(), epoch()), follow_symlinks=False)


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]


def _md5(path: Path) -> str:
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "md5").hexdigest()


def _rfc_date() -> str:
    from email.utils import formatdate

    return formatdate(epoch())


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 76)
