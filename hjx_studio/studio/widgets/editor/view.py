"""Cursor movement over lines that never wrap, one cluster at a time.

Takes the place of Textual's wrapped document and navigator, whose cost for every drawn row grows
with the length of the document.
"""

from __future__ import annotations

from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset

from hjx_studio.studio.widgets.editor.columns import Columns, columns_of


class FlatDocument(WrappedDocument):
    """A document as it is: a row on the screen for each line."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Nothing wraps; only the tab width matters."""
        self._width = 0
        if tab_width:
            self._tab_width = tab_width

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing wraps, so nothing is to be kept up to date."""

    @property
    def height(self) -> int:
        """Rows in all."""
        return self.document.line_count

    @property
    def lines(self) -> list[list[str]]:
        """Each line as its one section."""
        return [[line] for line in self.document.lines]

    def columns(self, row: int) -> Columns:
        """The layout of a row."""
        return columns_of(self.document.get_line(row), self._tab_width)

    def location_to_offset(self, location: Location) -> Offset:
        """Cell and row of a location."""
        row = max(0, min(location[0], self.document.line_count - 1))
        cells = self.columns(row).cells
        return Offset(cells[max(0, min(location[1], len(cells) - 1))], row)

    def offset_to_location(self, offset: Offset) -> Location:
        """The location that covers a cell of a row; the nearest one outside of the text."""
        row = max(0, min(offset[1], self.document.line_count - 1))
        return (row, self.columns(row).column_at(offset[0]))

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column that covers a cell of a line."""
        return self.columns(line_index).column_at(x_offset)

    def get_sections(self, line_index: int) -> list[str]:
        """The line, whole."""
        return [self.document.get_line(line_index)]

    def get_offsets(self, line_index: int) -> list[int]:
        """No line is broken anywhere."""
        return []


class FlatNavigator(DocumentNavigator):
    """Where the cursor goes from a location."""

    def __init__(self, flat: FlatDocument) -> None:
        super().__init__(flat)
        self._flat = flat

    def get_location_left(self, location: Location) -> Location:
        """One cluster to the left, or the end of the line above."""
        row, column = location
        if column > 0:
            return (row, self._flat.columns(row).before(column))
        return (row - 1, len(self._flat.document[row - 1])) if row > 0 else (0, 0)

    def get_location_right(self, location: Location) -> Location:
        """One cluster to the right, or the start of the line below."""
        row, column = location
        if column < len(self._flat.document[row]):
            return (row, self._flat.columns(row).after(column))
        return (row + 1, 0) if row + 1 < self._flat.document.line_count else location

    def get_location_above(self, location: Location) -> Location:
        """The same cell of the line above, as wide as the cursor last went by itself."""
        row, _ = location
        if row == 0:
            return (0, 0)
        return (row - 1, self._flat.columns(row - 1).column_at(self._cell(location)))

    def get_location_below(self, location: Location) -> Location:
        """The same cell of the line below, as wide as the cursor last went by itself."""
        row, _ = location
        if row + 1 >= self._flat.document.line_count:
            return (row, len(self._flat.document[row]))
        return (row + 1, self._flat.columns(row + 1).column_at(self._cell(location)))

    def _cell(self, location: Location) -> int:
        return max(self._flat.location_to_offset(location).x, self.last_x_offset)
