"""Stands in for torch._dynamo, which compiles networks, in the frozen program: nothing is compiled there.

torch's optimisers import it for two functions, both of which then have nothing to do. The true one brings a sixth of
torch's modules and all of sympy along, and takes seconds to import.
"""

from collections.abc import Callable
from typing import Any


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None, wrapping: bool = True) -> Any:
    """The function as it is, called or used as a decorator."""
    return fn if fn is not None else _as_it_is


def graph_break(msg: str = "") -> None:
    """There is no graph."""


def _as_it_is(fn: Callable[..., Any]) -> Callable[..., Any]:
    return fn
