"""The clipboard at the end of the program: what was copied must not bring it down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from photofix.gui import app

def copying(crashes):
    window = make_window(crashes)
    window.clipboard.copied.connect(lambda: (print("copied"), window.close()))
    window.opening.opened.connect(lambda path: window.clipboard.copy())
    return window

make_window, app.make_window = app.make_window, copying
sys.exit(app.main([]))
"""


def test_the_program_ends_while_its_picture_is_in_the_clipboard(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PHOTOFIX_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "copied\n"), done.stderr
