"""What is looked for in a text, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textual.document._document import Location

from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.document import SourceDocument

_LONGEST_LINE = 20_000  # characters of a line that are searched


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled pattern; matches never span lines and are never empty."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str, *, regular: bool, exact_case: bool) -> Query:
        """Look for a text, or a regular expression. `re.error` when that is not one."""
        source = text if regular else re.escape(text)
        return cls(re.compile(source, 0 if exact_case else re.IGNORECASE))

    def places(self, line: str) -> tuple[tuple[int, int], ...]:
        """Start and end of each match in a line."""
        found = self.pattern.finditer(line, 0, _LONGEST_LINE)
        return tuple(match.span() for match in found if match.end() > match.start())

    def all(self, lines: Sequence[str]) -> list[tuple[Location, Location]]:
        """Every match, in order."""
        return [
            ((row, start), (row, end))
            for row, line in enumerate(lines)
            for start, end in self.places(line)
        ]

    def next(
        self, lines: Sequence[str], location: Location, step: int
    ) -> tuple[Location, Location] | None:
        """The first match from `location` on (for -1, that ends there or before), going round."""
        row, column = location
        for index in range(len(lines) + 1):
            at = (row + index * step) % len(lines)
            places = self.places(lines[at])
            if index == 0:
                places = tuple(
                    place
                    for place in places
                    if (place[0] >= column if step > 0 else place[1] <= column)
                )
            if places:
                start, end = places[0 if step > 0 else -1]
                return ((at, start), (at, end))
        return None

    def replacement(self, line: str, start: int, template: str, *, regular: bool) -> str:
        """What a match that starts there becomes; groups are filled in for a regular one.

        `re.error` (or IndexError) when the template names a group that there is not.
        """
        match = self.pattern.match(line, start, _LONGEST_LINE)
        return match.expand(template) if regular and match is not None else template

    def replace_all(
        self, document: SourceDocument, template: str, *, regular: bool
    ) -> tuple[list[Change], int]:
        """The changes that replace every match, one for each line, and how many matches."""
        changes: list[Change] = []
        count = 0
        for row, line in enumerate(document.lines):
            places = self.places(line)
            if not places:
                continue
            pieces: list[str] = []
            done = places[0][0]
            for start, end in places:
                text = self.replacement(line, start, template, regular=regular)
                pieces += [line[done:start], text]
                done = end
            changes.append(Change((row, places[0][0]), (row, done), "".join(pieces)))
            count += len(places)
        return changes, count
