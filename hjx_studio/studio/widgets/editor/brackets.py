"""Which bracket belongs to which, by what the tokens say is text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from textual.document._document import Location

from hjx_studio.studio.widgets.editor.highlight import TokenLine

PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENERS = {close: opener for opener, close in PAIRS.items()}
_TEXT = frozenset({"string", "escape", "comment"})
_BRACKET = re.compile(r"[()\[\]{}]")
_FARTHEST = 2_000  # rows to look through
_MOST_BRACKETS = 5_000  # brackets to look at


def is_text(line: TokenLine, column: int) -> bool:
    """Whether a character is part of a string or a comment."""
    index = bisect_right(line.tokens, column, key=lambda token: token.start) - 1
    return index >= 0 and column < line.tokens[index].end and line.tokens[index].kind in _TEXT


def partner(
    lines: Sequence[str], tokens: Callable[[int], TokenLine], location: Location
) -> Location | None:
    """The bracket that closes or opens the one at `location`; None where there is none."""
    row, column = location
    character = lines[row][column : column + 1]
    if not character or (character not in PAIRS and character not in _OPENERS):
        return None
    if is_text(tokens(row), column):
        return None
    forward = character in PAIRS
    opening, closing = (PAIRS, _OPENERS) if forward else (_OPENERS, PAIRS)
    expected: list[str] = []
    for place, bracket in _brackets(lines, tokens, location, 1 if forward else -1):
        if bracket in opening:
            expected.append(opening[bracket])
        elif bracket in closing:
            if expected.pop() != bracket:
                return None
            if not expected:
                return place
    return None


def _brackets(
    lines: Sequence[str], tokens: Callable[[int], TokenLine], start: Location, step: int
) -> Iterator[tuple[Location, str]]:
    row, column = start
    seen = 0
    for index in range(row, row + _FARTHEST * step, step):
        if not 0 <= index < len(lines):
            return
        found = [match.start() for match in _BRACKET.finditer(lines[index])]
        if index == row:
            found = [at for at in found if (at - column) * step >= 0]
        for at in found[::step]:
            seen += 1
            if seen > _MOST_BRACKETS:
                return
            if not is_text(tokens(index), at):
                yield (index, at), lines[index][at]
