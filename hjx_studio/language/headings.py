"""Reads the lines that are not indented: the headings of blocks, and what stands in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.nearest import nearest
from hjx_studio.language.source import Span

BLOCKS = (
    "imports",
    "state",
    "local",
    "computed",
    "timers",
    "layout",
    "style",
    "handlers",
    "script",
)

_WORD = re.compile(r"([^\W\d][\w-]*)[ \t]*(:?)[ \t]*")


@dataclass(frozen=True, slots=True)
class BlockHeading:
    """A line that is not indented: the block that it opens, "component", or None, and what is
    wrong with it. `word` is what stands there for the block."""

    kind: str | None
    word: str
    span: Span
    findings: tuple[Finding, ...] = ()


def read_heading(text: str, start: int) -> BlockHeading:
    """Read the line whose content begins at `start`."""
    match = _WORD.match(text, start)
    whole = Span(start, len(text.rstrip()))
    if match is None:
        return _lost(whole)
    word, colon = match.group(1), match.group(2)
    if word == "component":
        return BlockHeading("component", word, whole)
    rest = text[match.end() :]
    empty = not rest or rest.startswith("//")
    span = Span(match.start(1), match.end(1))
    heading = Span(span.start, match.end(2))
    if word in BLOCKS:
        return BlockHeading(
            word, word, heading, _flaws(word, span, Span(match.end(), whole.end), colon, empty)
        )
    if not colon and not empty:
        return _lost(whole)
    guess = nearest(word, BLOCKS)
    repair = Repair(f"Write `{guess}`", ((span, guess),)) if guess else None
    hint = f"Did you mean `{guess}`?" if guess else f"Blocks are {', '.join(BLOCKS)}."
    finding = Finding("HJX005", span, f"`{word}` is no block.", hint, repair)
    return BlockHeading(guess, word, heading, (finding,))


def _flaws(word: str, span: Span, rest: Span, colon: str, empty: bool) -> tuple[Finding, ...]:
    if not colon:
        repair = Repair("Insert `:`", ((Span(span.end, span.end), ":"),))
        return (Finding("HJX001", span, f"The heading `{word}` ends with a `:`.", None, repair),)
    if empty:
        return ()
    hint = "Its entries stand on the lines below, indented."
    return (Finding("HJX001", rest, f"Nothing stands behind `{word}:`.", hint),)


def _lost(span: Span) -> BlockHeading:
    hint = "Indent it under a heading such as `state:` or `layout:`."
    return BlockHeading(
        None, "", span, (Finding("HJX001", span, "This line stands in no block.", hint),)
    )
