"""One row of the editor: all that its picture depends on, and the picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from hjx_studio.studio.widgets.editor.annotations import Note
from hjx_studio.studio.widgets.editor.columns import Columns
from hjx_studio.studio.widgets.editor.highlight import TokenLine
from hjx_studio.studio.widgets.editor.palette import Palette

GUIDE = "│"
_NOTE_GAP = 4
_BETWEEN_NOTES = 3
_LEAST_NOTE = 4


class Row(NamedTuple):
    """What a row shows. Two equal rows look the same under one palette.

    Columns are code points of `line`, from 0; `selected` may end one past the line, where the
    selection goes on to the next; `guides` is the indentation, in cells, that has guides.
    """

    line: str
    tokens: TokenLine
    number: int
    digits: int
    first: int
    width: int
    current: bool = False
    cursor: int | None = None
    selected: tuple[int, int] | None = None
    brackets: tuple[int, ...] = ()
    matches: tuple[tuple[int, int], ...] = ()
    findings: tuple[tuple[int, int, str], ...] = ()
    guides: int = 0
    stopped: bool = False
    breakpoint: bool = False
    severity: str = ""
    notes: tuple[Note, ...] = ()


def draw_text(row: Row, columns: Columns, palette: Palette) -> list[Segment]:
    """The row's text and notes from cell `row.first` on, `row.width` cells wide."""
    ground = palette.ground(row)
    low = columns.column_at(row.first)
    high = columns.column_at(row.first + row.width)
    high = min(len(row.line), columns.after(high)) if high < len(row.line) else high
    styles = _styles(row, columns, palette, (low, high))
    shown = _with_guides(row, columns)
    segments = _text(shown, styles, columns, low, row.first)
    used = columns.cells[high] - row.first
    if used < row.width and len(styles) > high - low:
        segments.append(Segment(" ", styles[high - low]))
        used += 1
    if used < min(row.guides - row.first, row.width):
        used = _add_guides(segments, row, used, ground + palette["guide"])
    if row.notes and high == len(row.line):
        used = _add_notes(segments, row, used, palette)
    if used < row.width:
        segments.append(Segment(" " * (row.width - used), ground))
    return segments


def _styles(row: Row, columns: Columns, palette: Palette, window: tuple[int, int]) -> list[Style]:
    """A style for each code point of the window, and one for the cell after the line's end if
    the window reaches it."""
    low, high = window
    ground = palette.ground(row)
    size = high - low + (high == len(row.line))
    styles = [ground] * size
    for token in row.tokens.tokens:
        start, end = max(token.start, low), min(token.end, high)
        if start < end:
            styles[start - low : end - low] = [palette.on(ground, token.kind)] * (end - start)

    for start, end, layer in _layers(row, columns, palette):
        for index in range(max(start - low, 0), min(end - low, size)):
            styles[index] += layer
    return styles


def _layers(row: Row, columns: Columns, palette: Palette) -> Iterator[tuple[int, int, Style]]:
    """What is laid over the tokens, from the lowest to the highest."""
    for cell in range(0, row.guides, 2):
        column = columns.column_at(cell)
        if column != row.cursor:
            yield column, column + 1, palette["guide"]
    for column in columns.odd:
        yield column, column + 1, palette["stand-in"]
    for start, end in row.matches:
        yield start, end, palette["match"]
    for start, end, severity in row.findings:
        yield start, end, palette[severity]
    for column in row.brackets:
        yield column, column + 1, palette["bracket"]
    if row.selected is not None:
        yield *row.selected, palette["selection"]
    if row.cursor is not None:
        end = max(columns.after(row.cursor), row.cursor + 1)
        yield row.cursor, end, palette["cursor"]


def _with_guides(row: Row, columns: Columns) -> str:
    """What is shown, with guides in place of the spaces that they stand on."""
    shown = columns.shown
    if row.guides <= 0:
        return shown
    leading = len(shown) - len(shown.lstrip(" "))
    return (
        "".join(
            GUIDE if column % 2 == 0 and column < row.guides and column != row.cursor else " "
            for column in range(leading)
        )
        + shown[leading:]
    )


def _add_guides(segments: list[Segment], row: Row, used: int, style: Style) -> int:
    """Go on with the guides where a blank line ends before them; gives the cells used then."""
    end = min(row.guides - row.first, row.width)
    cells = range(used + row.first, end + row.first)
    segments.append(Segment("".join(" " if cell % 2 else GUIDE for cell in cells), style))
    return end


def _runs(shown: str, styles: list[Style], low: int) -> list[Segment]:
    """Segments of equal style, where each code point has one cell."""
    segments: list[Segment] = []
    start = 0
    for index in range(1, len(styles) + 1):
        if index == len(styles) or styles[index] is not styles[start]:
            segments.append(Segment(shown[low + start : low + index], styles[start]))
            start = index
    return segments


def _text(shown: str, styles: list[Style], columns: Columns, low: int, first: int) -> list[Segment]:
    """Segments of equal style. A cluster has the style that it begins with."""
    if isinstance(columns.cells, range):
        return _runs(shown, styles[: len(shown) - low], low)
    segments: list[Segment] = []
    text: list[str] = []
    style: Style | None = None
    index = low
    end = low + len(styles)
    while index < min(end, len(shown)):
        after = columns.after(index)
        here = styles[index - low]
        if here is not style and here != style:
            if text:
                segments.append(Segment("".join(text), style))
            text, style = [], here
        cells = columns.cells[after] - columns.cells[index]
        hidden = first - columns.cells[index]
        if hidden > 0 or shown[index] == "\t":
            text.append(" " * (cells - max(hidden, 0)))
        else:
            text.append(shown[index:after])
        index = after
    if text:
        segments.append(Segment("".join(text), style))
    return segments


def _add_notes(segments: list[Segment], row: Row, used: int, palette: Palette) -> int:
    """Append the notes that fit; gives the cells used then."""
    ground = palette.ground(row)
    gap = _NOTE_GAP - 1
    for text, layer in row.notes:
        room = row.width - used - gap
        if room < _LEAST_NOTE:
            break
        fits = cell_len(text) <= room
        note = text if fits else set_cell_size(text, room - 1).rstrip() + "…"
        if used + gap > 0:
            segments.append(Segment(" " * gap, ground))
            segments.append(Segment(note, ground + palette[layer]))
        used += gap + cell_len(note)
        gap = _BETWEEN_NOTES
    return used
