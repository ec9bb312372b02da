"""What the window says can be translated: no text reaches a widget but through tr(), translate() or the tables."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from photofix import gui
from photofix.gui.wording import of_key

FOLDER = Path(gui.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
SAYING = {
    "setText", "setToolTip", "setStatusTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription",
    "setPlaceholderText", "setTitle", "setLabelText", "setInformativeText", "setSpecialValueText", "addAction",
    "addMenu", "addTab", "addRow", "addItem", "addButton", "showMessage", "setHeaderLabels", "drawText",
    "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QToolButton", "QMenu", "QToolBar",
    "Section", "Message", "NumberField",
}  # fmt: skip
KEYWORDS = {"placeholderText", "text", "toolTip", "windowTitle", "title", "hint", "accessibleName"}
WORD = re.compile(r"[A-Za-z]{3,}")


def said(tree: ast.AST) -> list[str]:
    """Literals with words in them that are said as they stand."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = list(node.args) if name in SAYING else []
        if name == "addItem" and len(arguments) > 1:
            arguments.pop()  # the data behind the text
        if name in SAYING or name.startswith("Q"):
            arguments += [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        for argument in arguments:
            found += [f"line {node.lineno}: {text!r}" for text in literals(argument) if WORD.search(without_tags(text))]
    return found


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [text for part in node.values for text in literals(part) if isinstance(part, ast.Constant)]
    if isinstance(node, ast.List | ast.Tuple):
        return [text for part in node.elts for text in literals(part)]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def without_tags(text: str) -> str:
    return re.sub(r"<[^>]*>?|&\w+;|PhotoFix", "", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_texts_are_translated(path: Path) -> None:
    assert said(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_look_finds_what_is_said_as_it_stands() -> None:
    bad = ('label.setText("Hello")', 'QLabel(f"<b>Hello</b> {name}")', 'QLineEdit(placeholderText="Search")',
           'tree.setHeaderLabels(["Keys", words])', 'x.setToolTip("Yes" if on else "Nope")')  # fmt: skip
    good = ('label.setText(self.tr("Hello"))', 'QLabel(f"<b>{name}</b>&nbsp;·")', 'x.setObjectName("primary")',
            'box.setText(f"<h2>PhotoFix {v}</h2>")', 'Job(text="inside")', 'x.setText(f"{n} px")')  # fmt: skip
    assert all(said(ast.parse(line)) for line in bad)
    assert not any(said(ast.parse(line)) for line in good)


def test_keys_are_called_as_they_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert [of_key(key) for key in ("Return", "Enter", "Ctrl+Return", "Esc", "Ctrl++", "")] == [
        "Enter", "Num+Enter", "Ctrl+Enter", "Esc", "Ctrl++", "",
    ]  # fmt: skip
