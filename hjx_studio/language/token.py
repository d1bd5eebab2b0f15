"""A stretch of a line, and what colour it has."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """From offset `start` up to `end` of its line, in code points.

    `kind` is one of: block keyword name parameter function property constant string escape number
    operator punctuation comment tag attribute class id event modifier handler interpolation
    css-selector css-property css-value invalid.
    """

    start: int
    end: int
    kind: str
