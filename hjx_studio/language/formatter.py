"""Writes a source in its one canonical form.

What a line says does not change: the syntax tree is the same before and after, and so is every
comment. A source with syntax errors is not formatted. The rules:

- Two spaces a level. Line ends are the file's own (those that most lines have), one at its end.
- Blocks, entries and clauses stay in order. A blank line stands before each block; others stay, a
  run of them as one, none at a block's start. Nothing stands behind a line but a comment.
- A comment on its own line keeps to its neighbours' level; one behind code has two spaces before.
  In brackets it stays with its item, and where it stood in the middle of one, above that.
- A head is `tag#id.class (clauses): "text"`; the `:` stands where something follows. What is also
  read is written as `name="…"`, `class="{{test ? 'name' : ''}}"` and `<->`.
- Expressions are written as JavaScript mostly is: spaces around operators of two operands, `{ a: 1,
  b }`, `[a, b]`, `x => y`, keys without quotes where they can be. Parentheses stand where they are
  needed, and where a reader would otherwise have to know the table: `&&` in `||`, `%` beside `*`
  or `/`, a comparison of a comparison, a choice that is spread.
- Strings take double quotes, unless that needs more escapes; in `"{{ }}"` the others.
- A line over 100 columns is broken in its brackets (`breaking`), a head with one clause a line. A
  list or object whose first item was put on a line of its own stays open.
- `style:` and `script:` stay as they are, two spaces in.
- An entry that nests more than 60 deep stays as it was written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hjx_studio.language.diagnostics import Diagnostic, Severity
from hjx_studio.language.formatting.lines import Part, format_parts
from hjx_studio.language.parser import Parse, parse
from hjx_studio.language.source import Source

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Formatting:
    """A source's canonical text and what became of each part, or None and the errors for which it
    stays as it is."""

    text: str | None
    parts: tuple[Part, ...] = ()
    errors: tuple[Diagnostic, ...] = ()


def format_source(source: Source) -> Formatting:
    """Format a source, if its syntax has no errors."""
    return format_parse(parse(source))


def format_parse(parsed: Parse) -> Formatting:
    """Format what is parsed already."""
    before = parsed.source.text
    errors = tuple(found for found in parsed.diagnostics if found.severity is Severity.ERROR)
    if errors:
        return Formatting(None, errors=errors)
    parts = tuple(format_parts(parsed))
    if before.count("\r\n") * 2 > before.count("\n"):
        parts = tuple(replace(part, text=part.text.replace("\n", "\r\n")) for part in parts)
    if before.startswith(_MARK) and parts:
        parts = (replace(parts[0], text=_MARK + parts[0].text), *parts[1:])
    return Formatting("".join(part.text for part in parts), parts)
