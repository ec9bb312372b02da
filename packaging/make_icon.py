"""Write the application icon as SVG, PNG sizes, ICO and ICNS: python packaging/make_icon.py [--out DIR]."""

from __future__ import annotations

import argparse
import os
import struct
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
# Apple's type codes for PNG data of a given side.
ICNS_TYPES = ((b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512))

# A photograph of a mountain; a wire runs into it from the left and ends where the brush has been.
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
  <title>PhotoFix</title>
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2f7fc4"/>
      <stop offset="0.72" stop-color="#a9d4ee"/>
      <stop offset="1" stop-color="#ffdfb0"/>
    </linearGradient>
    <linearGradient id="land" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2f6d63"/>
      <stop offset="1" stop-color="#173f44"/>
    </linearGradient>
    <linearGradient id="handle" x1="0" y1="1" x2="1" y2="0">
      <stop offset="0" stop-color="#ff9d2e"/>
      <stop offset="1" stop-color="#f0642b"/>
    </linearGradient>
  </defs>
  <rect x="8" y="8" width="240" height="240" rx="46" fill="#ffffff"/>
  <rect x="22" y="22" width="212" height="212" rx="34" fill="url(#sky)"/>
  <path d="M22 196 L84 104 Q94 92 104 104 L140 152 L164 128 Q172 121 180 129 L234 186 L234 200
           A34 34 0 0 1 200 234 L56 234 A34 34 0 0 1 22 200 Z" fill="url(#land)"/>
  <path d="M84 104 Q94 92 104 104 L123 129 L108 124 L96 137 L84 125 L68 128 Z" fill="#ffffff"/>
  <path d="M22 68 Q76 68 118 146" fill="none" stroke="#141d2b" stroke-width="13"/>
  <path d="M112 190 Q98 176 106 156 Q114 138 136 140 L154 158 Q156 182 136 190 Q124 195 112 190 Z" fill="#ffffff"/>
  <path d="M112 190 Q118 180 116 168 Q117 151 134 147 L148 160 Q147 177 134 184 Q124 190 112 190 Z" fill="#141d2b"/>
  <path d="M134 141 L150 125 L170 145 L154 161 Z" fill="#dfe5ea" stroke="#ffffff" stroke-width="6"/>
  <path d="M150 125 L224 34 Q238 20 250 32 Q262 44 248 58 L170 145 Z" fill="url(#handle)" stroke="#ffffff"
        stroke-width="6" stroke-linejoin="round"/>
</svg>
"""


def render(svg: str, size: int) -> bytes:
    """The picture as a PNG of size×size pixels with alpha."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file of PNG pictures by side."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, data in pictures.items():
        place = 6 + 16 * len(pictures) + len(body)
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        body += data
    return head + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """An Apple icon file of PNG pictures by side."""
    body = b"".join(kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size] for kind, size in ICNS_TYPES)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> None:
    """Write photofix.svg and all that is made from it."""
    parser = argparse.ArgumentParser(description="Write PhotoFix's application icon in all its sizes.")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[1] / "resources" / "app", help="folder to write to"
    )
    out: Path = parser.parse_args().out
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    (out / "photofix.svg").write_text(SVG, encoding="utf-8")
    pictures = {size: render(SVG, size) for size in SIZES}
    for size, data in pictures.items():
        (out / f"photofix-{size}.png").write_bytes(data)
    (out / "photofix.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (out / "photofix.icns").write_bytes(icns(pictures))


if __name__ == "__main__":
    main()
