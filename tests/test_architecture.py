"""The dependency rule of CONTRIBUTING.md, executed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "photofix"
MODULES = sorted(PACKAGE.rglob("*.py"))
CONNECTIONS = {
    "socket", "ssl", "http.client", "http.server", "urllib.request", "ftplib", "requests", "httpx", "huggingface_hub",
    "PySide6.QtNetwork",
}  # fmt: skip
CONNECTING = {"models/connection.py", "models/hub.py", "updates.py"}
HEAVY = {"torch", "torchvision", "spandrel"}


def imported(tree: ast.AST) -> set[str]:
    """Top-level names of everything that a tree imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def whole_names(tree: ast.AST) -> set[str]:
    """The same with their dots."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, node.module.split(".")[0], *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def at_module_level(tree: ast.Module) -> set[str]:
    """Names imported when the module is, class bodies and branches included, but for type checkers only."""
    found = set()
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= imported(node)
        todo.extend(ast.iter_child_nodes(node))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    part = path.relative_to(PACKAGE).parts[0]
    names = imported(tree)
    if path.relative_to(PACKAGE).as_posix() not in CONNECTING:
        assert not whole_names(tree) & CONNECTIONS, (
            "connections are the matter of photofix.models.connection, and of photofix.updates"
        )

    doc = ast.get_docstring(tree)
    assert doc, "every module starts with one line that says what it is for"
    if part != "gui":
        assert not names & {"PySide6", "shiboken6"}, "Qt only in the window"
    if part not in ("models", "training"):
        assert not names & HEAVY, "torch only in models and training"
    elif part != "training" and path.parent.name != "nets":
        assert not at_module_level(tree) & HEAVY, "torch only inside functions"
    if part == "core":
        assert not names & {"PIL", "pyvips", "rawpy", "pi_heif", "pyjpegxl"}
    # The one place where Python's own words for "the person" are spoken to is a front end.
    if part not in ("cli", "gui", "__main__.py"):
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not calls & {"print", "exit", "quit", "sys.exit", "os._exit"}, "only front ends print and exit"


def test_every_library_is_declared() -> None:
    """What only the tests install must not be what the program needs."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^\w-]", line)[0].lower().replace("_", "-") for line in project["dependencies"]}
    places = packages_distributions()
    used = set().union(*(imported(ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES))
    foreign = used - sys.stdlib_module_names - {"photofix"}
    undeclared = [
        name for name in sorted(foreign) if not {d.lower().replace("_", "-") for d in places.get(name, [])} & declared
    ]
    assert undeclared == []
