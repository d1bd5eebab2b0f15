"""Cuts strings and templates, the code in them included, into one lexeme each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding
from hjx_studio.language.lexemes import Lexed, Lexeme
from hjx_studio.language.literals import Region
from hjx_studio.language.nodes import Expression, Literal, Template
from hjx_studio.language.source import Span

ReadRegion: TypeAlias = Callable[[str, Region, Lexed], Expression]


class StringScanner:
    """Cuts what quotes enclose; `read` makes the expression of a `{{ }}` or `${ }` in it."""

    def __init__(self, read: ReadRegion) -> None:
        self._read = read

    def string(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the quoted string at `start`; returns where it ends."""
        span, inside = _quoted(text, start, end, literals.string_end(text, start, end), out)
        value, found = literals.unescape(text, start + 1, inside)
        out.findings.extend(found)
        out.lexemes.append(Lexeme("STRING", start, span.end, Literal(span, value)))
        return span.end

    def text(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the quoted string with `{{ }}` at `start`; returns where it ends."""
        close, regions, dangling = literals.text_end(text, start, end)
        span, inside = _quoted(text, start, end, close, out)
        if close is not None and dangling is not None:
            hint = "Close it with `}}`, or write `\\{{` for the characters themselves."
            place = Span(dangling, dangling + 2)
            out.findings.append(Finding("HJX002", place, "This `{{` is never closed.", hint))
        parts = self._parts(text, Span(start + 1, inside), regions, "}}", out)
        node: Literal | Template = Template(span, parts)
        if not regions:
            node = Literal(span, "".join(part for part in parts if isinstance(part, str)))
        out.lexemes.append(Lexeme("TEXT", start, span.end, node))
        return span.end

    def template(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the template literal at `start`; returns where it ends."""
        close, regions = literals.template_end(text, start, end)
        if close is None:
            message, place = "This template literal is not closed.", Span(start, start + 1)
            out.findings.append(Finding("HJX002", place, message, "Add the closing `."))
        stop = end if close is None else close
        inside = Span(start + 1, stop if close is None else stop - 1)
        parts = self._parts(text, inside, regions, "}", out)
        out.lexemes.append(Lexeme("TEMPLATE", start, stop, Template(Span(start, stop), parts)))
        return stop

    def _parts(
        self, text: str, inside: Span, regions: tuple[Region, ...], closing: str, out: Lexed
    ) -> tuple[str | Expression, ...]:
        """The characters and the code between the quotes, in order."""
        parts: list[str | Expression] = []
        position = inside.start
        for region in (*regions, None):
            stop = inside.end if region is None else region.start - 2  # before `{{` or `${`
            value, found = literals.unescape(text, position, stop, template=closing == "}")
            out.findings.extend(found)
            if value:
                parts.append(value)
            if region is not None:
                parts.append(self._read(text, region, out))
                position = region.end + len(closing)
        return tuple(parts)


def _quoted(text: str, start: int, end: int, close: int | None, out: Lexed) -> tuple[Span, int]:
    """Where a string stands, and where its characters end; reports one that is not closed."""
    if close is not None:
        return Span(start, close), close - 1
    stop = literals.line_end(text, start, end)
    if stop > start + 1 and text[stop - 1] == "\r":
        stop -= 1
    message = "This string is not closed on its line."
    out.findings.append(
        Finding("HJX002", Span(start, stop), message, f"Add the closing {text[start]}.")
    )
    return Span(start, stop), stop
