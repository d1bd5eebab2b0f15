"""From a text to its canonical form in edits as small as can be.

An editor that makes them keeps its cursor, its marks and its folds on the words that they were on,
as each part of the text is compared with what became of it, word by word and sign by sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from hjx_studio.language.diagnostics import Edit
from hjx_studio.language.formatting.lines import Part
from hjx_studio.language.source import Range, Source

_TOKEN = re.compile(r"(?:\r\n|\n)[^\S\r\n]*|[^\S\r\n]+|\w+|.", re.DOTALL)
_MOST_TOKENS = 3_000  # that are compared; a part that has more is replaced as a whole


def edits_of(source: Source, parts: Iterable[Part]) -> tuple[Edit, ...]:
    """The edits, in order and apart, that make of a source what its parts became."""
    made = []
    for start, end, text in _joined(_changes(source, parts)):
        first, last = source.position(start), source.position(end)
        made.append(Edit(Range(first.line, first.column, last.line, last.column), text))
    return tuple(made)


def _changes(source: Source, parts: Iterable[Part]) -> Iterator[tuple[int, int, str]]:
    """Which stretches of a source become what."""
    for part in parts:
        before = source.text[part.start : part.end]
        if before == part.text:
            continue
        old, new = _TOKEN.findall(before), _TOKEN.findall(part.text)
        if len(old) + len(new) > _MOST_TOKENS:
            yield part.start, part.end, part.text
            continue
        position = part.start
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            end = position + sum(map(len, old[i:j]))
            if tag != "equal":
                yield position, end, "".join(new[k:m])
            position = end


def _joined(changes: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Changes that touch, as one."""
    held: tuple[int, int, str] | None = None
    for start, end, text in changes:
        if held is not None and held[1] == start:
            held = held[0], end, held[2] + text
            continue
        if held is not None:
            yield held
        held = start, end, text
    if held is not None:
        yield held
