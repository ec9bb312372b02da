"""The program as a whole: it ends even while a thread cannot be interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# A window that is closed while a job stands still for ever, and whose person will not wait.
PROGRAM = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from photofix.gui import app
from photofix.gui.dialogs.closing import ClosingDialog

def impatient(crashes):
    window = make_window(crashes)
    started, never = threading.Event(), threading.Event()
    def stuck(_prepared, _progress):
        started.set()
        never.wait()
    def press():
        assert isinstance(QApplication.activeModalWidget(), ClosingDialog)
        print("not waiting")
        QApplication.activeModalWidget().anyway.click()
    def close():
        if not started.is_set():
            QTimer.singleShot(10, window, close)
            return
        QTimer.singleShot(0, window, press)
        window._close()
    window.workers.submit("", stuck, print, lane="compute")
    QTimer.singleShot(0, window, close)
    return window

make_window, app.make_window = app.make_window, impatient
app.main([Path("none.jpg")])
raise SystemExit("the program goes on")
"""


def test_quit_anyway_ends_the_program(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PHOTOFIX_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "not waiting\n"), done.stderr
