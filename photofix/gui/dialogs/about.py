"""What PhotoFix is: version, licence, and what it is built on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

import photofix

LIBRARIES = (
    ("PySide6-Essentials", "Qt for Python"),
    ("torch", "PyTorch"),
    ("numpy", "NumPy"),
    ("opencv-python-headless", "OpenCV"),
    ("pyvips", "libvips"),
    ("rawpy", "LibRaw"),
)


def versions() -> list[str]:
    """ "Name version" of PhotoFix and of the libraries that are installed, asked for without importing them."""
    from importlib.metadata import PackageNotFoundError, version  # 30 ms that a start need not take

    found = [f"PhotoFix {photofix.__version__}"]
    for package, title in LIBRARIES:
        try:
            found.append(f"{title} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def about_box(parent: QWidget) -> QMessageBox:
    """The dialog, ready to be shown."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setWindowTitle(translate("about", "About PhotoFix"))
    box.setText(f"<h2>PhotoFix {photofix.__version__}</h2>")
    purpose = translate(
        "about",
        "Takes out what should not be in a photograph, and brings back what time took from it. "
        "Everything is computed on this machine; no photo leaves it.",
    )
    licence = translate("about", "Apache Licence 2.0. Built on:")
    box.setInformativeText(f"<p>{purpose}</p><p>{licence}<br>{'<br>'.join(versions()[1:])}</p>")
    return box
