"""The moments of a walk, and where in the source they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import NamedTuple, TypeAlias, TypeVar

from hjx_studio.language.source import Span
from hjx_studio.language.values import Value


class Step(NamedTuple):
    """A moment of a walk.

    `kind` is "statement" (before it), "expression" (after a sub-expression, with its `value`),
    "callback" (before a callback runs) or "return" (a handler is done). `span` is relative to
    `line`; `depth` counts the handlers and callbacks that are entered, from 1. `node` is what was
    or will be evaluated.
    """

    kind: str
    line: int
    span: Span
    depth: int
    value: Value = None
    node: object = None


Result = TypeVar("Result")
Walked: TypeAlias = Generator[Step, None, Result]
Walk: TypeAlias = Walked[Value]
Call: TypeAlias = Callable[..., Walk]


class Place:
    """Where a walk is: the line, and how deep."""

    __slots__ = ("depth", "line")

    def __init__(self, line: int, depth: int) -> None:
        self.line = line
        self.depth = depth
