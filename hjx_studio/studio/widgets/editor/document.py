"""The lines of a source and their ends, kept exactly as they came.

Lines end at LF or CRLF, as in `hjx_studio.language.source`; every other character that other
programs take for a line's end (form feed, U+0085, U+2028, a lone CR) is part of its line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import overload

from textual.document._document import DocumentBase, EditResult, Location, Newline
from textual.geometry import Size

from hjx_studio.studio.widgets.editor.columns import columns_of


@dataclass(frozen=True, slots=True)
class Replacement:
    """The text from `top` to `bottom` became one that ends at `end`; `removed` are the whole old
    lines of rows `top` to `bottom`. Rows and columns count from 0."""

    top: Location
    bottom: Location
    end: Location
    removed: tuple[str, ...]

    @property
    def rows_added(self) -> int:
        """How far the rows below move down; negative for up."""
        return self.end[0] - self.bottom[0]


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """Lines, and the end of each: LF, CRLF, or nothing for the last."""
    lines = text.split("\n")
    ends = ["\n"] * (len(lines) - 1)
    if "\r" in text:
        for row in range(len(ends)):
            if lines[row].endswith("\r"):
                lines[row] = lines[row][:-1]
                ends[row] = "\r\n"
    ends.append("")
    return lines, ends


class Removed(str):
    """A text that was taken out, with the lines and ends that it had. After a lone CR was left
    before an LF the text alone would not tell them."""

    lines: list[str]
    ends: list[str]

    def __new__(cls, lines: list[str], ends: list[str]) -> Removed:
        """The text that the lines and ends make."""
        removed = super().__new__(cls, "".join(map(str.__add__, lines, ends)))
        removed.lines = lines
        removed.ends = ends
        return removed


class SourceDocument(DocumentBase):
    """An edited source. `text` gives back byte for byte what was loaded and not edited.

    `observe` is called with every replacement, whatever it came from: a key, undo, the program.
    """

    def __init__(self, text: str, observe: Callable[[Replacement], None] | None = None) -> None:
        self._lines, self.ends = split_lines(text)
        windows = sum(end == "\r\n" for end in self.ends)
        self._newline: Newline = "\r\n" if windows * 2 > len(self.ends) - 1 else "\n"
        self._observe = observe
        self._text: str | None = text
        self._tab_width = 0
        self._widths: list[int] = []

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(map(str.__add__, self._lines, self.ends))
        return self._text

    @property
    def newline(self) -> Newline:
        """The end that a new line gets: the one that most lines have."""
        return self._newline

    @property
    def lines(self) -> list[str]:
        """The lines without their ends; not to be changed."""
        return self._lines

    @property
    def line_count(self) -> int:
        """How many lines there are; the empty text has one."""
        return len(self._lines)

    @property
    def start(self) -> Location:
        """The first location."""
        return (0, 0)

    @property
    def end(self) -> Location:
        """The location after the last character."""
        return (len(self._lines) - 1, len(self._lines[-1]))

    def get_line(self, index: int) -> str:
        """The line at `index`, from 0."""
        return self._lines[index]

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        return self._lines[line_index]

    def clamp(self, location: Location) -> Location:
        """The nearest location that exists."""
        row, column = location
        if row < 0:
            return (0, 0)
        if row >= len(self._lines):
            return self.end
        return (row, max(0, min(column, len(self._lines[row]))))

    def get_text_range(self, start: Location, end: Location) -> str:
        """The text between two locations, with the line ends that it has."""
        top, bottom = sorted((self.clamp(start), self.clamp(end)))
        if top[0] == bottom[0]:
            return self._lines[top[0]][top[1] : bottom[1]]
        lines = self._lines[top[0] : bottom[0] + 1]
        lines[0] = lines[0][top[1] :]
        lines[-1] = lines[-1][: bottom[1]]
        return Removed(lines, [*self.ends[top[0] : bottom[0]], ""])

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace what is between two locations. Line ends in `text` are kept as they are; put
        back, what was replaced has the lines that it had."""
        top, bottom = sorted((self.clamp(start), self.clamp(end)))
        replaced = self.get_text_range(top, bottom)
        removed = tuple(self._lines[top[0] : bottom[0] + 1])
        if isinstance(text, Removed):
            lines, ends = text.lines.copy(), text.ends.copy()
        else:
            lines, ends = split_lines(text)
        landed = len(lines[-1]) + (top[1] if len(lines) == 1 else 0)
        lines[0] = removed[0][: top[1]] + lines[0]
        lines[-1] += removed[-1][bottom[1] :]
        ends[-1] = self.ends[bottom[0]]
        rows = slice(top[0], bottom[0] + 1)
        self._lines[rows] = lines
        self.ends[rows] = ends
        if self._widths:
            self._widths[rows] = [columns_of(line, self._tab_width).width for line in lines]
        self._text = None
        end_location = (top[0] + len(lines) - 1, landed)
        if self._observe is not None:
            self._observe(Replacement(top, bottom, end_location, removed))
        return EditResult(end_location, replaced)

    def join(self, first: int, lines: list[str]) -> str:
        """`lines` as one text, with the ends of the rows from `first` on between them."""
        ends = [end or self._newline for end in self.ends[first : first + len(lines) - 1]]
        ends += [self._newline] * (len(lines) - 1 - len(ends))
        return "".join(map(str.__add__, lines, [*ends, ""]))

    def get_size(self, indent_width: int) -> Size:
        """Cells of the widest line, and the number of lines."""
        if indent_width != self._tab_width or len(self._widths) != len(self._lines):
            self._tab_width = indent_width
            self._widths = [columns_of(line, indent_width).width for line in self._lines]
        return Size(max(self._widths), len(self._lines))
