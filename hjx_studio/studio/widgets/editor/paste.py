"""How a pasted text fits in: its depth, its line ends, and no control characters."""

from __future__ import annotations

import re
import unicodedata

from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.keystrokes import INDENT, Typing, indentation

_LINE_END = re.compile(r"\r\n|\r|\n")


def pasted(typing: Typing, text: str) -> Change:
    """Put `text` in place of the selection.

    Several lines put on a blank start of a line take on its depth; anywhere else they stay as
    they are. Ends of lines become the document's, whatever the terminal made of them.
    """
    lines = [_clean(line) for line in _LINE_END.split(text)]
    if len(lines) > 1 and typing.before and not typing.before.strip():
        start = (typing.top[0], 0)
        depth = len(typing.before.expandtabs(INDENT))
        lines = _at_depth(lines, depth)
        if not lines[-1] and typing.after.strip():
            lines[-1] = " " * depth
        return Change(start, typing.bottom, typing.document.newline.join(lines))
    return Change(typing.top, typing.bottom, typing.document.newline.join(lines))


def _clean(line: str) -> str:
    """Without what no key could type: controls (but tabs) and lone surrogates."""
    if line.isprintable():
        return line
    return "".join(
        character
        for character in line
        if character == "\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )


def _at_depth(lines: list[str], depth: int) -> list[str]:
    lines = [_spaced(line) for line in lines]
    first, rest = lines[0], lines[1:]
    own = len(indentation(first))
    depths = [len(indentation(line)) for line in rest if line.strip()]
    base = min([own, *depths])
    if own == 0 and depths and min(depths) > 0:
        # Copied from inside a line: the first one lost its depth, the others kept theirs.
        base = min(depths) - (INDENT if first.rstrip().endswith(":") else 0)
        first = " " * base + first
    return [_moved(line, depth - base) for line in (first, *rest)]


def _spaced(line: str) -> str:
    lead = indentation(line)
    return lead.replace("\t", " " * INDENT) + line[len(lead) :]


def _moved(line: str, by: int) -> str:
    if not line.strip():
        return ""
    own = len(indentation(line))
    return " " * max(0, own + by) + line[own:]
