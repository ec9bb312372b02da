"""What a start costs: measured in modules, not in seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"torch", "torchvision", "spandrel"}


def modules_after(statement: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after a statement."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import photofix.gui.app",
        "from photofix.cli.parser import build; build()",
        "import photofix.cli.main, photofix.cli.repair, photofix.cli.lists",
        "import photofix.models.table, photofix.models.pool",
        "import photofix; photofix.inpaint; photofix.open",
    ],
)
def test_torch_is_not_imported(statement: str) -> None:
    assert not modules_after(statement) & HEAVY


@pytest.mark.parametrize("statement", ["import photofix; photofix.__version__", "from photofix import paths, settings"])
def test_the_package_itself_is_light(statement: str) -> None:
    loaded = modules_after(statement)
    assert not loaded & {"numpy", "cv2", "pyvips", "PySide6", "PIL", *HEAVY}


def test_what_speaks_to_networks_is_imported_by_those_who_want_it() -> None:
    assert not modules_after("import photofix.gui.app") & {"http.client", "ssl", "urllib.request"}


def test_the_command_line_needs_no_qt() -> None:
    assert "PySide6" not in modules_after("import photofix.cli.main, photofix.cli.repair, photofix.cli.lists")


def test_qt_keeps_its_references_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one on every void call, until the interpreter aborts."""
    program = """
import sys
from PySide6.QtCore import QObject, QPoint
thing, point = QObject(), QPoint()
before = sys.getrefcount(None)
for number in range(1000):
    thing.setObjectName("x")
    thing.blockSignals(False)
    point.setX(number)
print(before - sys.getrefcount(None))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100
