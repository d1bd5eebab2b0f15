"""What sticks to the text while it is edited: breakpoints to their lines, findings to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.document._document import Location

from hjx_studio.language.diagnostics import Diagnostic, Fix
from hjx_studio.language.source import Range
from hjx_studio.session.events import LineValue, Problem
from hjx_studio.studio.widgets.editor.annotations import Note, by_row, current_notes, past_notes
from hjx_studio.studio.widgets.editor.document import Replacement, SourceDocument

SEVERITIES = ("information", "warning", "error")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in the text, from `start` up to `end` (row and column from 0)."""

    start: Location
    end: Location
    severity: str
    code: str
    message: str
    hint: str | None = None
    fix: Fix | None = None

    @classmethod
    def of(cls, problem: Problem | Diagnostic, document: SourceDocument) -> Finding:
        """A problem of the workspace or a diagnostic, held to where the text really is."""
        place = problem.range if isinstance(problem, Diagnostic) else problem
        start = document.clamp((place.line - 1, place.column - 1))
        end = max(start, document.clamp((place.end_line - 1, place.end_column - 1)))
        severity = problem.severity if isinstance(problem, Problem) else problem.severity.value
        fix = problem.fix if isinstance(problem, Diagnostic) else None
        return cls(start, end, severity, problem.code, problem.message, problem.hint, fix)

    @property
    def weight(self) -> int:
        """How much it matters, compared with others."""
        return SEVERITIES.index(self.severity) if self.severity in SEVERITIES else 0

    def covers(self, location: Location) -> bool:
        """Whether a cursor there stands in it or at its end."""
        return self.start <= location <= self.end

    def on(self, row: int, length: int) -> tuple[int, int] | None:
        """Its columns on a row of that length; one cell for a place without width."""
        if not self.start[0] <= row <= self.end[0]:
            return None
        start = self.start[1] if row == self.start[0] else 0
        end = self.end[1] if row == self.end[0] else length
        if start < end:
            return (start, end)
        return (start, start + 1) if self.start == self.end or row == self.start[0] else None


def range_between(start: Location, end: Location) -> Range:
    """The range, counted from 1, between two locations."""
    return Range(start[0] + 1, start[1] + 1, end[0] + 1, end[1] + 1)


def moved_row(row: int, replacement: Replacement) -> int | None:
    """Where what is marked on a row is after an edit; None when its line was deleted.

    The mark sticks to the line's first visible character.
    """
    top, bottom, end = replacement.top, replacement.bottom, replacement.end
    if row < top[0]:
        return row
    if row > bottom[0]:
        return row + replacement.rows_added
    if bottom[0] == end[0]:
        return row
    line = replacement.removed[row - top[0]]
    anchor = (row, len(line) - len(line.lstrip()))
    if anchor < top:
        return row
    if anchor >= bottom:
        return row + replacement.rows_added
    if top == end and bottom >= (row, len(line)):
        return None
    return min(row, end[0])


def moved_rows(rows: Iterable[int], replacement: Replacement) -> frozenset[int]:
    """The marked rows that are left after an edit, where they are then."""
    moved = (moved_row(row, replacement) for row in rows)
    return frozenset(row for row in moved if row is not None)


def moved_location(location: Location, replacement: Replacement) -> Location:
    """Where a place in the text is after an edit."""
    return moved_past(location, replacement.top, replacement.bottom, replacement.end)


def moved_past(location: Location, top: Location, bottom: Location, end: Location) -> Location:
    """Where a place is when the text from `top` to `bottom` becomes one that ends at `end`."""
    if location <= top:
        return location
    if location < bottom:
        return min(location, end)
    row, column = location
    if row == bottom[0]:
        return (end[0], column - bottom[1] + end[1])
    return (row + end[0] - bottom[0], column)


def moved_findings(findings: Iterable[Finding], replacement: Replacement) -> tuple[Finding, ...]:
    """The findings that are left after an edit. One whose text was taken away is gone; one that
    was edited keeps its place but not its fix, which meant the text as it was."""
    left: list[Finding] = []
    for finding in findings:
        if finding.end < replacement.top:
            left.append(finding)
            continue
        start = moved_location(finding.start, replacement)
        end = moved_location(finding.end, replacement)
        if finding.start < finding.end and start >= end:
            continue
        touched = finding.start < replacement.bottom and replacement.top < finding.end
        fix = None if touched else finding.fix and _moved_fix(finding.fix, replacement)
        left.append(replace(finding, start=start, end=end, fix=fix))
    return tuple(left)


def _moved_fix(fix: Fix, replacement: Replacement) -> Fix | None:
    edits = []
    for edit in fix.edits:
        start = (edit.range.line - 1, edit.range.column - 1)
        end = (edit.range.end_line - 1, edit.range.end_column - 1)
        if start < replacement.bottom and replacement.top < end:
            return None
        moved = (moved_location(start, replacement), moved_location(end, replacement))
        edits.append(replace(edit, range=range_between(*moved)))
    return replace(fix, edits=tuple(edits))


class Marks:
    """The marks on one document: breakpoints by row, findings, and where a run stands."""

    def __init__(self, document: SourceDocument) -> None:
        self._document = document
        self.breakpoints: frozenset[int] = frozenset()
        self.stopped: int | None = None
        self.notes: Mapping[int, tuple[Note, ...]] = {}
        self.findings: tuple[Finding, ...] = ()
        self._by_row: dict[int, list[Finding]] = {}

    def replaced(self, replacement: Replacement) -> None:
        """Go along with an edit."""
        self.breakpoints = moved_rows(self.breakpoints, replacement)
        if self.stopped is not None:
            self.stopped = moved_row(self.stopped, replacement)
        moved = ((moved_row(row, replacement), notes) for row, notes in self.notes.items())
        self.notes = {row: notes for row, notes in moved if row is not None}
        if self.findings:
            self._set_findings(moved_findings(self.findings, replacement))

    def find(
        self, problems: Iterable[Problem | Diagnostic], diagnostics: Iterable[Diagnostic] = ()
    ) -> None:
        """Show these problems in place of those before, with the fixes that `diagnostics` have
        for them."""
        fixes = {
            (found.code, found.range.line, found.range.column): found.fix for found in diagnostics
        }
        findings = []
        for problem in problems:
            found = Finding.of(problem, self._document)
            if isinstance(problem, Problem):
                fix = fixes.get((problem.code, problem.line, problem.column))
                found = replace(found, fix=fix)
            findings.append(found)
        self._set_findings(tuple(findings))

    def stop(self, row: int | None, values: Iterable[LineValue], past: Iterable[LineValue]) -> None:
        """A run stands on `row`, or no longer on any."""
        self.stopped = row
        lines = self._document.lines
        notes = {
            at: past_notes(given)
            for at, given in by_row(past).items()
            if at < len(lines) and at != row
        }
        if row is not None and row < len(lines):
            here = [value for value in values if value.line == row + 1]
            notes[row] = current_notes(lines[row], here)
        self.notes = notes

    def on(self, row: int) -> list[Finding]:
        """The findings on a row, those that matter most last."""
        return self._by_row.get(row, [])

    def at(self, location: Location) -> Finding | None:
        """The finding that a cursor at `location` stands in: the worst, then the smallest."""
        covering = [finding for finding in self.on(location[0]) if finding.covers(location)]
        return max(covering, key=lambda found: (found.weight, found.start), default=None)

    def next(self, location: Location, step: int) -> Finding | None:
        """The first finding that begins after `location` (before it, for a step of -1), going
        round at the end."""
        ordered = sorted(self.findings, key=lambda finding: finding.start)
        if not ordered:
            return None
        if step > 0:
            return next((found for found in ordered if found.start > location), ordered[0])
        return next((found for found in reversed(ordered) if found.start < location), ordered[-1])

    def _set_findings(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self._by_row = {}
        for finding in sorted(findings, key=lambda found: (found.weight, found.start)):
            for row in range(finding.start[0], finding.end[0] + 1):
                self._by_row.setdefault(row, []).append(finding)
