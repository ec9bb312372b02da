"""What a start costs: measured in modules, not in seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HEAVY = {"torch", "torchvision", "spandrel"}
# What the window needs when something is opened, chosen or read, and imports then.
LATER = {
    "photofix.cli.parser",
    "photofix.core.wire_path",
    "photofix.files.load",
    "photofix.gui.dialogs.command_palette",
    "photofix.gui.dialogs.models_dialog",
    "photofix.gui.dialogs.restore_dialog",
    "photofix.gui.dialogs.settings_dialog",
    "photofix.gui.dialogs.shortcut_list",
    "photofix.gui.dialogs.style_dialog",
    "photofix.gui.dialogs.upscale_trial",
    "photofix.gui.studio.studio",
    "photofix.gui.tools.wire_pen",
}


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


def test_the_window_begins_without_what_is_opened_later(tmp_path: Path) -> None:
    assert all(find_spec(name) for name in LATER)
    assert not set(shown(tmp_path, "import sys; print('\\n'.join(sys.modules))")) & LATER


def test_no_garbage_is_looked_for_until_the_window_is_there(tmp_path: Path) -> None:
    searches, collecting, kept = shown(tmp_path, "print(searches, gc.isenabled(), gc.get_freeze_count())")
    assert int(searches) < 5 and collecting == "True" and int(kept) > 10_000  # without care they are a hundred


def shown(home: Path, then: str) -> list[str]:
    """The words that a fresh program prints which opens the window on a photo, does what is said, and ends."""
    program = f"""
import gc
from PySide6.QtWidgets import QApplication
from photofix.__main__ import main
searches = 0
def count(phase, _info):
    global searches
    searches += phase == "start"
def loop(self=None):
    assert any(widget.isVisible() for widget in QApplication.topLevelWidgets())
    gc.callbacks.remove(count)
    {then}
    return 0
QApplication.exec = loop
gc.collect()
gc.callbacks.append(count)
main(["photo.jpg"])
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PHOTOFIX_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.split()


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
