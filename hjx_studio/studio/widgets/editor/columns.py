"""Where each character of a line stands on the screen, and what is shown for it.

A *cluster* is what a reader takes for one character: a letter with its combining marks, a joined
emoji, a flag. The cursor never stops inside one. Characters that a terminal would act on, hide or
reorder (controls, U+2028, direction marks, lone surrogates) are shown by a stand-in of one cell.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

_JOINER = "\u200d"
_ATTACHED = frozenset({"Mn", "Mc", "Me"})
_HIDDEN = frozenset({"Cf", "Zl", "Zp"})
UNSEEN = "▯"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The layout of one line.

    `shown` has one code point for each of the line's (tabs stay tabs). `cells[i]` is the cell at
    which code point i stands, `cells[-1]` the line's width; `starts` are the code points at which
    clusters begin, with the line's length as the last; `odd` are those with a stand-in.
    """

    shown: str
    cells: tuple[int, ...] | range
    starts: tuple[int, ...] | range
    odd: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Cells from the line's start to its end."""
        return self.cells[-1]

    def column_at(self, cell: int) -> int:
        """The code point of the cluster that covers `cell`; the line's length beyond its end."""
        if isinstance(self.cells, range):
            return max(0, min(cell, len(self.cells) - 1))
        if cell >= self.cells[-1]:
            return len(self.shown)
        return self.before(bisect_right(self.cells, max(0, cell)))

    def before(self, column: int) -> int:
        """The start of the last cluster that begins before `column`."""
        return self.starts[max(0, self._first_from(column) - 1)]

    def after(self, column: int) -> int:
        """The start of the first cluster that begins after `column`."""
        return self.starts[min(len(self.starts) - 1, bisect_right(self.starts, column))]

    def _first_from(self, column: int) -> int:
        return bisect_right(self.starts, column - 1)


def columns_of(line: str, tab_width: int) -> Columns:
    """The layout of a line whose tabs go to the next multiple of `tab_width` cells."""
    if line.isascii() and line.isprintable():
        every = range(len(line) + 1)
        return Columns(line, every, every)
    return _measure(line, tab_width)


@lru_cache(maxsize=2048)
def _measure(line: str, tab_width: int) -> Columns:
    shown, odd = _shown(line)
    starts = _cluster_starts(shown)
    cells: list[int] = []
    cell = 0
    for start, end in zip(starts, (*starts[1:], len(shown)), strict=True):
        cluster = shown[start:end]
        cells.extend([cell] * len(cluster))
        cell += tab_width - cell % tab_width if cluster == "\t" else cell_len(cluster)
    return Columns(shown, (*cells, cell), (*starts, len(shown)), odd)


def _shown(line: str) -> tuple[str, tuple[int, ...]]:
    characters: list[str] = []
    odd: list[int] = []
    for column, character in enumerate(line):
        stand_in = _stand_in(character, line[column - 1] if column else "")
        if stand_in is not None:
            odd.append(column)
        characters.append(character if stand_in is None else stand_in)
    return "".join(characters), tuple(odd)


def _stand_in(character: str, previous: str) -> str | None:
    category = unicodedata.category(character)
    if character == "\t":
        return None
    if category == "Cc":
        code = ord(character)
        if code < 0x20:
            return chr(0x2400 + code)
        return "\N{SYMBOL FOR DELETE}" if code == 0x7F else UNREADABLE
    if category == "Cs":
        return UNREADABLE
    # A mark, joiner or tag needs something that it belongs to; at a line's start there is none.
    attachable = bool(previous) and unicodedata.category(previous) not in _HIDDEN | {"Cc", "Zs"}
    if category in _ATTACHED or character == _JOINER or "\U000e0020" <= character <= "\U000e007f":
        return None if attachable or previous == _JOINER else UNSEEN
    return UNSEEN if category in _HIDDEN else None


def _cluster_starts(shown: str) -> list[int]:
    starts: list[int] = []
    flags = 0
    for column, character in enumerate(shown):
        joined = column > 0 and _joins(character, shown[column - 1])
        if "\U0001f1e6" <= character <= "\U0001f1ff":
            flags += 1
            joined = joined or flags % 2 == 0
        else:
            flags = 0
        if not joined:
            starts.append(column)
    return starts


def _joins(character: str, previous: str) -> bool:
    if previous == "\t" or character == "\t":
        return False
    return (
        _JOINER in (character, previous)
        or unicodedata.category(character) in _ATTACHED
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or cell_len(character) == 0
    )
