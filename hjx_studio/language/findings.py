"""A finding while its line's place in the file is still open: spans instead of ranges."""

from __future__ import annotations

from dataclasses import dataclass

from hjx_studio.language.diagnostics import CODES, Diagnostic, Edit, Fix
from hjx_studio.language.source import Source, Span


@dataclass(frozen=True, slots=True)
class Repair:
    """What would mend a finding: replacements by span, which do not overlap.

    The spans count from `line`, where that is not the finding's own.
    """

    title: str
    replacements: tuple[tuple[Span, str], ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A `Diagnostic` whose spans count from the start of a line that is not yet known."""

    code: str
    span: Span
    message: str
    hint: str | None = None
    repair: Repair | None = None

    def on(self, source: Source, line: int) -> Diagnostic:
        """The finding in a source, where its line is `line`."""
        fix = None
        if self.repair is not None:
            base = self.repair.line or line
            edits = (
                Edit(source.range(base, span), text) for span, text in self.repair.replacements
            )
            fix = Fix(self.repair.title, tuple(edits))
        return Diagnostic(
            self.code,
            CODES[self.code].severity,
            source.range(line, self.span),
            self.message,
            self.hint,
            fix,
        )
