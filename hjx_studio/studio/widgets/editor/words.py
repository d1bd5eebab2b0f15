"""What a word is: a name of the language, or a run of anything else that belongs together."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[\w$-]+|\s+|[^\w\s$-]+")


def word_at(line: str, column: int) -> tuple[int, int]:
    """Start and end of the word that a column lies in; the line's end belongs to its last word."""
    column = min(column, len(line) - 1)
    for match in _WORDS.finditer(line):
        if match.start() <= column < match.end():
            return match.span()
    return (0, 0)


def is_word(text: str) -> bool:
    """Whether a text could be part of one word; the empty one could."""
    return re.fullmatch(r"[\w$-]*", text) is not None
