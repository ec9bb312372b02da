"""What a Linux desktop reads of PhotoFix: its menu entry, its kinds of files, its page in a software centre."""

from __future__ import annotations

import time
from xml.sax.saxutils import escape

from about import APP_ID, HOME, MAKER, NAME, SUMMARY, VERSION, epoch, mime_types

from photofix.files.dust_maps import SUFFIX

DUST_MAP = "application/x-photofix-dustmap"
PICTURES = (  # of the README, with what they show
    ("mask.jpg", "What is to go is painted over"),
    ("split.jpg", "Before and after, with a split to drag"),
    ("review.jpg", "Wires and dust that were found"),
    ("restore.jpg", "An old print and what it needs"),
    ("painting.jpg", "A photo like a print by Hokusai"),
)
PARAGRAPHS = (
    "Mark a wire, a pole, a speck of dust or a passer-by; PhotoFix fills the place as if nothing had been there. It"
    " finds wires, dust and scratches by itself, restores old prints, enlarges, colours black-and-white photos, and"
    " paints photos in the style of a painter.",
    "It runs on your own computer, with or without a graphics card, and never needs the network. Photographs keep"
    " their 8 or 16 bits, colour profile, metadata and resolution, and outside the repaired places not one pixel"
    " changes.",
)
SHOWN = HOME.replace("github.com", "raw.githubusercontent.com") + f"/v{VERSION}/resources/readme"


def menu_entry() -> str:
    """photofix.desktop."""
    return "\n".join((
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.4",
        f"Name={NAME}",
        "GenericName=Photo Repair",
        f"Comment={SUMMARY}",
        "Exec=photofix -- %F",
        "TryExec=photofix",
        "Icon=photofix",
        "Terminal=false",
        "StartupNotify=true",
        "StartupWMClass=photofix",
        "Categories=Graphics;Photography;RasterGraphics;2DGraphics;",
        "Keywords=photo;picture;repair;inpaint;restore;retouch;wire;dust;scratch;colorize;upscale;",
        f"MimeType={';'.join(mime_types())};",
        "",
    ))  # fmt: skip


def kinds_of_files() -> str:
    """The kinds that are PhotoFix's own, for shared-mime-info."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{DUST_MAP}">
    <comment>PhotoFix dust map</comment>
    <generic-icon name="text-x-generic"/>
    <glob pattern="*{SUFFIX}"/>
  </mime-type>
</mime-info>
"""


def metainfo() -> str:
    """The AppStream component."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch()))
    paragraphs = "\n".join(f"    <p>{escape(text)}</p>" for text in PARAGRAPHS)
    pictures = "\n".join(map(_screenshot, range(len(PICTURES))))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{APP_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>Apache-2.0</project_license>
  <name>{NAME}</name>
  <summary>{SUMMARY}</summary>
  <developer id="io.github.photofix">
    <name>{MAKER}</name>
  </developer>
  <description>
{paragraphs}
  </description>
  <launchable type="desktop-id">photofix.desktop</launchable>
  <url type="homepage">{HOME}</url>
  <url type="bugtracker">{HOME}/issues</url>
  <url type="vcs-browser">{HOME}</url>
  <provides>
    <binary>photofix</binary>
    <mediatype>{DUST_MAP}</mediatype>
  </provides>
  <screenshots>
{pictures}
  </screenshots>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{VERSION}" date="{day}"/>
  </releases>
</component>
"""


def _screenshot(number: int) -> str:
    name, caption = PICTURES[number]
    kind = ' type="default"' if number == 0 else ""
    inner = f"      <caption>{escape(caption)}</caption>\n      <image>{SHOWN}/{name}</image>\n"
    return f"    <screenshot{kind}>\n{inner}    </screenshot>"
