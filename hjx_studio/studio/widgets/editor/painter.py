"""From the editor's state to rows on the screen; a row is drawn again only if it differs."""

from __future__ import annotations

from typing import NamedTuple

from textual.cache import LRUCache
from textual.document._document import Location, Selection
from textual.strip import Strip

from hjx_studio.studio.plain import one_line
from hjx_studio.studio.widgets.editor import gutter
from hjx_studio.studio.widgets.editor.annotations import Note
from hjx_studio.studio.widgets.editor.columns import columns_of
from hjx_studio.studio.widgets.editor.document import SourceDocument
from hjx_studio.studio.widgets.editor.highlight import Highlighter
from hjx_studio.studio.widgets.editor.marks import Marks
from hjx_studio.studio.widgets.editor.palette import Palette
from hjx_studio.studio.widgets.editor.rows import Row, draw_text
from hjx_studio.studio.widgets.editor.search import Query

_PICTURES = 1024
_LOOK_ROUND = 40  # rows to look up and down for the indentation around a blank line


class View(NamedTuple):
    """How the text is looked at: the first cell shown, the cells in all, what is selected."""

    first: int
    width: int
    selection: Selection
    cursor_shown: bool
    brackets: tuple[Location, ...] = ()
    query: Query | None = None


class Painter:
    """Draws the rows of one document."""

    def __init__(
        self, document: SourceDocument, highlighter: Highlighter, marks: Marks, tab_width: int
    ) -> None:
        self._document = document
        self._highlighter = highlighter
        self._marks = marks
        self._tab_width = tab_width
        self._pictures: LRUCache[Row, Strip] = LRUCache(_PICTURES)
        self.drawn = 0

    def forget(self) -> None:
        """Draw all anew: styles have changed."""
        self._pictures.clear()

    def row(self, index: int, view: View) -> Row | None:
        """What there is to draw on a row; None below the text."""
        if index >= self._document.line_count:
            return None
        line = self._document.lines[index]
        marks = self._marks
        found = marks.on(index)
        places = [(finding.on(index, len(line)), finding.severity) for finding in found]
        current = view.selection.end[0] == index
        return Row(
            line=line,
            tokens=self._highlighter.line(index),
            number=index + 1,
            digits=gutter.digits(self._document.line_count),
            first=view.first,
            width=view.width - gutter.width(self._document.line_count),
            current=current,
            cursor=view.selection.end[1] if current and view.cursor_shown else None,
            selected=self._selected(index, line, view.selection),
            brackets=tuple(column for row, column in view.brackets if row == index),
            matches=view.query.places(line) if view.query is not None else (),
            findings=tuple((*place, severity) for place, severity in places if place is not None),
            guides=self._guides(index, line),
            stopped=marks.stopped == index,
            breakpoint=index in marks.breakpoints,
            severity=found[-1].severity if found else "",
            notes=marks.notes.get(index, ()) or (self._said(index, view) if current else ()),
        )

    def strip(self, row: Row, palette: Palette) -> Strip:
        """The row's picture, gutter and all."""
        picture = self._pictures.get(row)
        if picture is None:
            self.drawn += 1
            columns = columns_of(row.line, self._tab_width)
            text = Strip(draw_text(row, columns, palette)).crop(0, row.width)
            edge = gutter.draw_gutter(row, palette)
            picture = Strip.join([Strip(edge), text])
            self._pictures[row] = picture
        return picture

    def _said(self, index: int, view: View) -> tuple[Note, ...]:
        """What is wrong at the cursor, or else with its line, as a note behind it."""
        finding = self._marks.at(view.selection.end) or next(reversed(self._marks.on(index)), None)
        if finding is None:
            return ()
        layer = "failed-value" if finding.severity == "error" else "past-value"
        hint = f"  {finding.hint}" if finding.hint else ""
        return ((one_line(f"{finding.message}{hint}"), layer),)

    @staticmethod
    def _selected(index: int, line: str, selection: Selection) -> tuple[int, int] | None:
        if selection.is_empty:
            return None
        top, bottom = sorted(selection)
        if not top[0] <= index <= bottom[0]:
            return None
        start = top[1] if index == top[0] else 0
        end = bottom[1] if index == bottom[0] else len(line) + 1
        return (start, end) if start < end else None

    def _guides(self, index: int, line: str) -> int:
        if line.strip():
            return len(line) - len(line.lstrip(" "))
        lines = self._document.lines
        above = next(
            (text for text in reversed(lines[max(0, index - _LOOK_ROUND) : index]) if text.strip()),
            "",
        )
        below = next((text for text in lines[index + 1 : index + _LOOK_ROUND] if text.strip()), "")
        return min(len(text) - len(text.lstrip(" ")) for text in (above, below))
