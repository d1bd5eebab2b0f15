"""What is done to whole lines: indent, comment, move, duplicate, delete. Pure, as `keystrokes`."""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.document._document import Location, Selection

from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.document import SourceDocument
from hjx_studio.studio.widgets.editor.keystrokes import INDENT, indentation

_BLOCK = re.compile(r"([a-z]+)\s*:")
_CSS_COMMENT = re.compile(r"(\s*)/\*\s?(.*?)\s?\*/\s*")


def selected_rows(selection: Selection) -> tuple[int, int]:
    """First and last row of a selection; one that ends at a line's start leaves that line out."""
    top, bottom = sorted(selection)
    last = bottom[0] - 1 if bottom[1] == 0 and bottom[0] > top[0] else bottom[0]
    return top[0], last


def block_of(document: SourceDocument, row: int) -> str:
    """The block that a row lies in; empty before the first."""
    for line in reversed(document.lines[: row + 1]):
        match = _BLOCK.match(line)
        if match is not None:
            return match[1]
    return ""


def indent(document: SourceDocument, selection: Selection) -> Change:
    """The selected lines, deeper; blank ones stay."""
    return _each(document, selection, lambda line: " " * INDENT + line if line.strip() else line)


def outdent(document: SourceDocument, selection: Selection) -> Change:
    """The selected lines, less deep."""
    return _each(document, selection, _outdented)


def _outdented(line: str) -> str:
    if line.startswith("\t"):
        return line[1:]
    return line[min(INDENT, len(line) - len(line.lstrip(" "))) :]


def toggle_comment(document: SourceDocument, selection: Selection) -> Change:
    """Make the selected lines comments, or, where all are, lines again."""
    first, last = selected_rows(selection)
    lines = [line for line in document.lines[first : last + 1] if line.strip()]
    if block_of(document, first) == "style" and not _BLOCK.match(document.lines[first]):
        if all(_CSS_COMMENT.fullmatch(line) for line in lines):
            return _each(document, selection, _css_uncommented)
        return _each(document, selection, _css_commented)
    if lines and all(line.lstrip().startswith("//") for line in lines):
        return _each(document, selection, _uncommented)
    depth = min((len(indentation(line)) for line in lines), default=0)

    def commented(line: str) -> str:
        return f"{line[:depth]}// {line[depth:]}" if line.strip() else line

    return _each(document, selection, commented)


def _uncommented(line: str) -> str:
    start = len(indentation(line))
    return line[:start] + line[start:].removeprefix("//").removeprefix(" ")


def _css_commented(line: str) -> str:
    start = len(indentation(line))
    return f"{line[:start]}/* {line[start:]} */" if line.strip() else line


def _css_uncommented(line: str) -> str:
    match = _CSS_COMMENT.fullmatch(line)
    return match[1] + match[2] if match is not None else line


def move(document: SourceDocument, selection: Selection, step: int) -> Change | None:
    """The selected lines, one line up (-1) or down (1); None at the text's edge."""
    first, last = selected_rows(selection)
    low, high = (first - 1, last) if step < 0 else (first, last + 1)
    if low < 0 or high >= document.line_count:
        return None
    lines = document.lines[low : high + 1]
    moved = [*lines[1:], lines[0]] if step < 0 else [lines[-1], *lines[:-1]]
    carried = {row: row + step for row in range(first, last + 1)}
    carried[low if step < 0 else high] = last if step < 0 else first
    text = document.join(low, moved)
    end = (high, len(document.lines[high]))
    return Change((low, 0), end, text, _shifted(selection, step), carried)


def duplicate(document: SourceDocument, selection: Selection) -> Change:
    """The selected lines once more below themselves; the cursor goes along."""
    first, last = selected_rows(selection)
    lines = document.lines[first : last + 1]
    end = (last, len(document.lines[last]))
    text = document.newline + document.join(first, lines)
    return Change(end, end, text, _shifted(selection, last - first + 1))


def delete(document: SourceDocument, selection: Selection) -> Change:
    """The selected lines, gone with their ends; the cursor keeps its column."""
    first, last = selected_rows(selection)
    column = selection.end[1]
    start, end = (first, 0), (last + 1, 0)
    left = document.lines[last + 1] if last + 1 < document.line_count else ""
    row = first
    if last + 1 >= document.line_count:
        end = document.end
        if first > 0:
            row = first - 1
            left = document.lines[row]
            start = (row, len(left))
    return Change(start, end, "", Selection.cursor((row, min(column, len(left)))))


def _shifted(selection: Selection, rows: int) -> Selection:
    start, end = selection
    return Selection((start[0] + rows, start[1]), (end[0] + rows, end[1]))


def _each(document: SourceDocument, selection: Selection, change: Callable[[str], str]) -> Change:
    first, last = selected_rows(selection)
    old = document.lines[first : last + 1]
    new = [change(line) for line in old]

    def moved(location: Location) -> Location:
        row, column = location
        if not first <= row <= last:
            return location
        before, after = old[row - first], new[row - first]
        if column <= len(indentation(before)):
            # In the indentation: keep the distance to the first character.
            shift = len(indentation(after)) - len(indentation(before))
            return (row, max(0, min(len(after), column + shift if column else 0)))
        return (row, max(0, min(len(after), column + _growth_at(before, after))))

    start, end = selection
    return Change(
        (first, 0),
        (last, len(old[-1])),
        document.join(first, new),
        Selection(moved(start), moved(end)),
    )


def _growth_at(before: str, after: str) -> int:
    """By how much the text at a line's front grew."""
    core = before.strip()
    if core and core in after:
        return after.index(core) - before.index(core)
    core = after.strip()
    return after.index(core) - before.index(core) if core and core in before else 0
