"""The fixes that findings bring with them, one at a time or all that go together."""

from __future__ import annotations

from collections.abc import Iterable

from hjx_studio.language.diagnostics import Diagnostic, Edit, Fix
from hjx_studio.language.source import Position, Range, Source


def fixes_at(diagnostics: Iterable[Diagnostic], place: Range) -> tuple[Fix, ...]:
    """The fixes of the findings that a range touches, those that begin nearest to it first."""
    touched = [
        found
        for found in diagnostics
        if found.fix is not None
        and found.range.start <= place.end
        and place.start <= found.range.end
    ]
    touched.sort(key=lambda found: _distance(found.range.start, place.start))
    return tuple(dict.fromkeys(found.fix for found in touched if found.fix is not None))


def _distance(one: Position, other: Position) -> tuple[int, int]:
    return abs(one.line - other.line), abs(one.column - other.column)


def fix_all(diagnostics: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of every fix that does not overlap one before it, in the text's order. Findings
    that ask for the same edits get them once."""
    taken: list[Edit] = []
    for fix in dict.fromkeys(found.fix for found in diagnostics if found.fix is not None):
        if not any(_overlap(edit, other) for edit in fix.edits for other in taken):
            taken.extend(fix.edits)
    return tuple(sorted(taken, key=lambda edit: edit.range))


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether the edits touch the same text; two insertions at one place do."""
    if one.range.start == other.range.start:
        return True
    return one.range.start < other.range.end and other.range.start < one.range.end


def apply_edits(source: Source, edits: Iterable[Edit]) -> str:
    """The text with the edits made; they may not overlap."""
    text = source.text
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda each: each.range):
        start, end = source.offset(edit.range.start), source.offset(edit.range.end)
        pieces += (text[position:start], edit.text)
        position = end
    return "".join((*pieces, text[position:]))
