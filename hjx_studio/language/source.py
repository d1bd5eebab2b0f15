"""A source text and the places in it.

Offsets and columns count Unicode code points. A node's `Span` is relative to the start of the
line that its entry begins on, so that the parse of an unchanged line stays good when lines above
it come and go; `Source.range` turns it into the absolute `Range` that a person is shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets `start` to `end` (exclusive), from the first character of the entry's line."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters: line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """From (`line`, `column`) up to, not including, (`end_line`, `end_column`); all from 1."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> Position:
        """Where it begins."""
        return Position(self.line, self.column)

    @property
    def end(self) -> Position:
        """Where it ends."""
        return Position(self.end_line, self.end_column)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file. Lines end at LF or CRLF; a byte-order mark is not part of it."""

    name: str
    text: str
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(match.end() for match in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "line_starts", starts)

    @property
    def line_count(self) -> int:
        """How many lines there are; the empty text has one."""
        return len(self.line_starts)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].removesuffix("\n").removesuffix("\r")

    def position(self, offset: int) -> Position:
        """The position of an absolute offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The absolute offset of a position."""
        return self.line_starts[position.line - 1] + position.column - 1

    def range(self, line: int, span: Span) -> Range:
        """The absolute range of a span whose entry begins on `line`."""
        base = self.line_starts[line - 1]
        start = self.position(base + span.start)
        end = self.position(base + span.end)
        return Range(start.line, start.column, end.line, end.column)
