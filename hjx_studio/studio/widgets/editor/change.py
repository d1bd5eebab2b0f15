"""Edits: what is replaced by what, where the cursor is then, and which rows changed places."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from textual.document._document import EditResult, Location, Selection
from textual.document._edit import Edit
from textual.widgets import TextArea

from hjx_studio.studio.widgets.editor.document import SourceDocument, split_lines
from hjx_studio.studio.widgets.editor.marks import moved_past

if TYPE_CHECKING:
    from hjx_studio.studio.widgets.editor.editor import SourceEditor

_MOST_COMPARED = 4_000  # lines that are compared one by one; more are replaced as a whole


@dataclass(frozen=True, slots=True)
class Change:
    """Replace what is between two locations; `selection` is what is selected afterwards (by
    default the cursor stands at the new text's end). `carried` says where rows that changed
    places went, so that their breakpoints go with them."""

    start: Location
    end: Location
    text: str
    selection: Selection | None = None
    carried: Mapping[int, int] = field(default_factory=dict)

    @property
    def moves_only(self) -> bool:
        """Whether it changes no text."""
        return self.start == self.end and not self.text


@dataclass
class SourceEdit(Edit):
    """Changes as Textual's history keeps them: done, undone and redone as a whole.

    They stand in order and do not overlap, and are made from the last to the first, so that each
    finds its place as it was. With several, or when it `stays`, the selection stays with the text
    that it is on.
    """

    changes: Sequence[Change] = ()
    stays: bool = False
    _ends: list[EditResult] = field(init=False, default_factory=list)

    @classmethod
    def of(cls, changes: Sequence[Change], *, stays: bool = False) -> SourceEdit:
        """One edit that makes all these changes, of which there is at least one."""
        text = "".join(change.text for change in changes)
        start, end = changes[0].start, changes[-1].end
        return cls(text, start, end, False, changes=tuple(changes), stays=stays)

    def do(self, text_area: TextArea, record_selection: bool = True) -> EditResult:
        """Make the changes."""
        if record_selection:
            self._original_selection = text_area.selection
        start, end = text_area.selection
        self._ends = []
        for change in reversed(self.changes):
            result = text_area.document.replace_range(change.start, change.end, change.text)
            self._ends.insert(0, result)
            start = moved_past(start, change.start, change.end, result.end_location)
            end = moved_past(end, change.start, change.end, result.end_location)
            _carry(text_area, change.carried)
        single = self.changes[0] if len(self.changes) == 1 and not self.stays else None
        if single is None:
            self._updated_selection = Selection(start, end)
        else:
            self._updated_selection = single.selection or Selection.cursor(
                self._ends[0].end_location
            )
        replaced = "".join(result.replaced_text for result in self._ends)
        self._edit_result = EditResult(self._ends[-1].end_location, replaced)
        return self._edit_result

    def undo(self, text_area: TextArea) -> EditResult:
        """Take them back, from the first to the last."""
        result = EditResult(self.top, "")
        for change, done in zip(self.changes, self._ends, strict=True):
            result = text_area.document.replace_range(
                change.start, done.end_location, done.replaced_text
            )
            _carry(text_area, {new: old for old, new in change.carried.items()})
        self._updated_selection = self._original_selection
        return result


def _carry(text_area: TextArea, carried: Mapping[int, int]) -> None:
    if carried:
        cast("SourceEditor", text_area).carry_breakpoints(carried)


def difference(document: SourceDocument, text: str) -> list[Change]:
    """The changes of whole lines that make a document read as `text`."""
    old = list(map(str.__add__, document.lines, document.ends))
    new = list(map(str.__add__, *split_lines(text)))
    first = _alike(old, new)
    tail = _alike(old[first:][::-1], new[first:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    if first == old_end and first == new_end:
        return []
    if max(old_end, new_end) - first > _MOST_COMPARED:
        return [_lines_change(document, (first, old_end), new[first:new_end])]
    matcher = difflib.SequenceMatcher(None, old[first:old_end], new[first:new_end], autojunk=False)
    return [
        _lines_change(document, (first + i, first + j), new[first + k : first + m])
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


def _alike(old: list[str], new: list[str]) -> int:
    """How many lines are the same from the first on."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((row for row, (a, b) in pairs if a != b), min(len(old), len(new)))


def _lines_change(document: SourceDocument, rows: tuple[int, int], new: list[str]) -> Change:
    first, last = rows
    end = (last, 0) if last < document.line_count else document.end
    return Change((first, 0), end, "".join(new))
