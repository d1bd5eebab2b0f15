"""Which bracket belongs to which, by what the tokens say is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.document._document import Location

from hjx_studio.studio.widgets.editor.highlight import TokenLine

PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENERS = {close: opener for opener, close in PAIRS.items()}
_TEXT = frozenset({"string", "escape", "comment"})
_FARTHEST = 2_000  # rows to look through


def is_text(line: TokenLine, column: int) -> bool:
    """Whether a character is part of a string or a comment."""
    return any(token.start <= column < token.end and token.kind in _TEXT for token in line.tokens)


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
    for index in range(row, row + _FARTHEST * step, step):
        if not 0 <= index < len(lines):
            return
        line = lines[index]
        columns = range(len(line)) if step > 0 else range(len(line) - 1, -1, -1)
        for at in columns:
            if line[at] not in PAIRS and line[at] not in _OPENERS:
                continue
            if index == row and (at - column) * step < 0:
                continue
            if not is_text(tokens(index), at):
                yield (index, at), line[at]
