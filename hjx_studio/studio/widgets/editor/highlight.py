"""The tokens of each line, found when the line is looked at and kept until it changes.

A line's tokens follow from its text and from the state in which the line above ended. After an
edit, lines are read again from the edited one on, until a line begins in the state that it began
in before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hjx_studio.language.token import Token
from hjx_studio.language.tokens import START, State, tokenize_line
from hjx_studio.studio.widgets.editor.document import Replacement

Tokenize = Callable[[str, State], tuple[tuple[Token, ...], State]]

_LONGEST = (
    20_000  # characters of a line that has colours; what was generated would hold up each key
)


@dataclass(frozen=True, slots=True, eq=False)
class TokenLine:
    """One line read once; two are the same only if they are the same object."""

    before: State
    tokens: tuple[Token, ...]
    after: State


class Highlighter:
    """Tokens by row, over the lines of a document (a list that is changed in place)."""

    def __init__(self, lines: list[str], tokenize: Tokenize = tokenize_line) -> None:
        self._lines = lines
        self._tokenize = tokenize
        self._known: list[TokenLine | None] = [None] * len(lines)
        self._certain = 0
        self.read = 0

    @property
    def certain(self) -> int:
        """How many lines from the first on are read."""
        return self._certain

    def replaced(self, replacement: Replacement) -> None:
        """Forget the lines that an edit touched. Call it after the lines have changed."""
        top, bottom = replacement.top[0], replacement.bottom[0]
        self._known[top : bottom + 1] = [None] * (replacement.end[0] - top + 1)
        self._certain = min(self._certain, top)

    def line(self, row: int) -> TokenLine:
        """The tokens of a row; reads the lines above that are not known yet."""
        if row < self._certain:
            known = self._known[row]
            if known is not None:
                return known
        self.advance(row + 1)
        found = self._known[row]
        if found is None:
            raise IndexError(row)
        return found

    def advance(self, until: int) -> None:
        """Make sure of all rows before `until`."""
        known = self._known
        row = self._certain
        above = known[row - 1] if row else None
        state = above.after if above is not None else START
        while row < min(until, len(known)):
            line = known[row]
            if line is None or line.before != state:
                text = self._lines[row]
                short = len(text) <= _LONGEST
                tokens, after = self._tokenize(text, state) if short else ((), state)
                line = known[row] = TokenLine(state, tokens, after)
                self.read += 1
            state = line.after
            row += 1
        self._certain = max(self._certain, row)
