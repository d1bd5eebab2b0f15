"""A source as it is shown: tokens, gutter, findings, and where a run stands.

Relies on these parts of Textual's `TextArea` that are not public, each overridden in one place:
`_set_document`, `_build_highlight_map`, `_refresh_size`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.document._document import Location, Selection
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets import TextArea

from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.source import Range
from hjx_studio.session.events import LineValue, Problem
from hjx_studio.studio.widgets.editor import brackets, gutter
from hjx_studio.studio.widgets.editor.appearance import CSS
from hjx_studio.studio.widgets.editor.document import Replacement, SourceDocument
from hjx_studio.studio.widgets.editor.highlight import Highlighter
from hjx_studio.studio.widgets.editor.keystrokes import INDENT, Typing
from hjx_studio.studio.widgets.editor.marks import Finding, Marks
from hjx_studio.studio.widgets.editor.painter import Painter, View
from hjx_studio.studio.widgets.editor.palette import COMPONENT_CLASSES, Palette
from hjx_studio.studio.widgets.editor.rows import Row
from hjx_studio.studio.widgets.editor.search import Query
from hjx_studio.studio.widgets.editor.view import FlatDocument, FlatNavigator

UNDO_STEPS = 10_000
_WIDTH_STEP = 32  # cells by which the scrollable width grows, so that few keys change it
_MANY_ROWS = 8  # more rows than this are cheaper to draw with all others
_READ_AHEAD_ROWS = 250
_READ_AHEAD_SECONDS = 0.05
_MARGIN_ROWS = 3  # rows kept in sight around a place that is gone to


class SourceView(TextArea, inherit_bindings=False):
    """Shows one source. Lines and columns of its messages and methods count from 1."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    DEFAULT_CSS = CSS

    selection: Reactive[Selection] = reactive(
        Selection(), init=False, always_update=True, repaint=False
    )
    problem_here: Reactive[Finding | None] = reactive(None, repaint=False)
    """The finding that the cursor stands in, or None."""

    @dataclass
    class CursorMoved(Message, namespace="source_editor"):
        """The cursor went to another place."""

        editor: SourceView
        line: int
        column: int

        @property
        def control(self) -> SourceView:
            """The editor that it is in."""
            return self.editor

    @dataclass
    class BreakpointsChanged(Message, namespace="source_editor"):
        """The user set or took away a breakpoint, or an edit moved some. `lines` are all."""

        editor: SourceView
        lines: tuple[int, ...]

        @property
        def control(self) -> SourceView:
            """The editor that it is in."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - the name that every widget has
        classes: str | None = None,
    ) -> None:
        self._palette: Palette | None = None
        self._painted: dict[int, Row | None] = {}
        self._pairs: tuple[Location, ...] = ()
        self.query_shown: Query | None = None
        super().__init__(
            text,
            soft_wrap=False,
            tab_behavior="focus",
            read_only=read_only,
            show_line_numbers=True,
            max_checkpoints=UNDO_STEPS,
            name=name,
            id=id,
            classes=classes,
        )
        self.indent_width = INDENT

    # The document

    def _set_document(self, text: str, language: str | None) -> None:
        self._source = SourceDocument(text, self._replaced)
        self.document = self._source
        flat = FlatDocument(self._source, tab_width=INDENT)
        self.wrapped_document = flat
        self.navigator = FlatNavigator(flat)
        self._highlighter = Highlighter(self._source.lines)
        self.marks = Marks(self._source)
        self._painter = Painter(self._source, self._highlighter, self.marks, INDENT)
        self._told = self.marks.breakpoints
        self._painted = {}
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _replaced(self, replacement: Replacement) -> None:
        self._highlighter.replaced(replacement)
        self.marks.replaced(replacement)

    def _build_highlight_map(self) -> None:
        """Called by Textual after each edit, undo and redo; the moment to say what moved and to
        draw what differs."""
        if self.marks.breakpoints != self._told:
            self._tell_breakpoints()
        self.problem_here = self.marks.at(self.cursor_location)
        self.paint_changes()

    @property
    def source(self) -> SourceDocument:
        """The document being edited."""
        return self._source

    def load(self, text: str) -> None:
        """Edit another text; forgets the history and all marks."""
        self.load_text(text)

    # What is shown

    def show_problems(
        self, problems: Iterable[Problem | Diagnostic], diagnostics: Iterable[Diagnostic] = ()
    ) -> None:
        """Underline these in place of those before. A problem that comes from the server has no
        fix with it; the one of the same diagnostic in `diagnostics` is taken."""
        self.marks.find(problems, diagnostics)
        self.problem_here = self.marks.at(self.cursor_location)
        self.paint_changes()

    def show_stop(
        self,
        line: int | None,
        values: tuple[LineValue, ...] = (),
        past: tuple[LineValue, ...] = (),
    ) -> None:
        """Show that a run stands before `line`, with what its expressions will give and what
        the lines before gave; with None, that it goes on."""
        self.marks.stop(None if line is None else line - 1, values, past)
        if line is not None:
            self.bring_into_view(line - 1)
        self.paint_changes()

    def show_breakpoints(self, lines: Iterable[int]) -> None:
        """Mark these lines in place of those before. Nothing is announced."""
        last = self._source.line_count
        self.marks.breakpoints = frozenset(line - 1 for line in lines if 1 <= line <= last)
        self._told = self.marks.breakpoints
        self.paint_changes()

    @property
    def breakpoints(self) -> tuple[int, ...]:
        """The lines that are marked, in order."""
        return tuple(row + 1 for row in sorted(self.marks.breakpoints))

    def go_to(self, place: Range, *, select: bool = False) -> None:
        """Put the cursor at the start of a range (or select it) and bring it into view."""
        start = self._source.clamp((place.line - 1, place.column - 1))
        end = self._source.clamp((place.end_line - 1, place.end_column - 1))
        self.bring_into_view(start[0])
        self.selection = Selection(end, start) if select else Selection.cursor(start)
        self.record_cursor_width()
        self.history.checkpoint()

    def bring_into_view(self, row: int) -> None:
        """Scroll so that some rows around this one are seen; to its middle if it was far away."""
        height = self.size.height
        top = self.scroll_offset.y
        margin = min(_MARGIN_ROWS, max(0, (height - 1) // 2))
        if top + margin <= row < top + height - margin or height == 0:
            return
        near = top - height // 2 < row < top + height + height // 2
        if not near:
            target = row - height // 2
        elif row < top + margin:
            target = row - margin
        else:
            target = row - height + margin + 1
        self.scroll_to(y=max(0, target), animate=False, force=True)

    # Drawing

    def notify_style_update(self) -> None:
        """Styles have changed: find them again, and draw all anew."""
        self._palette = None
        self._painter.forget()
        super().notify_style_update()

    @property
    def gutter_width(self) -> int:
        """Cells before the text."""
        return gutter.width(self.document.line_count)

    def _refresh_size(self) -> None:
        width, height = self._source.get_size(self.indent_width)
        width += self.gutter_width + 1
        seen = self.scrollable_content_region.width
        width = -(-width // _WIDTH_STEP) * _WIDTH_STEP if width > seen else 0
        self.virtual_size = Size(width, height)
        self._refresh_scrollbars()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows on the screen. Textual's own themes have no part in it."""
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row; `y` counts from the top of the screen."""
        palette = self._palette
        if palette is None:
            palette = self._palette = Palette.of(self.rich_style, self._component)
        row = self._painter.row(y + self.scroll_offset.y, self._view())
        self._painted[y] = row
        if row is None:
            return Strip.blank(self.size.width, palette.base)
        return self._painter.strip(row, palette)

    def _view(self) -> View:
        return View(
            first=self.scroll_offset.x,
            width=self.size.width,
            selection=self.selection,
            cursor_shown=self._draw_cursor,
            brackets=self._pairs,
            query=self.query_shown,
        )

    def _component(self, name: str) -> Style:
        """What the CSS of a component sets, over the editor's own background."""
        styles = self.get_component_styles(name)
        whole = styles.rich_style
        return (
            Style(
                color=whole.color if styles.has_rule("color") else None,
                bgcolor=whole.bgcolor if styles.has_rule("background") else None,
            )
            + styles.text_style
        )

    def paint_changes(self) -> None:
        """Ask for those rows to be drawn that look different now."""
        if not self.is_mounted or not self._painted:
            return
        view = self._view()
        top = self.scroll_offset.y
        rows = {y: self._painter.row(top + y, view) for y in range(self.size.height)}
        before, self._painted = self._painted, rows
        changed = [y for y, row in rows.items() if y not in before or row != before[y]]
        if len(changed) > _MANY_ROWS:
            self.refresh()
            return
        for y in changed:
            self.refresh_lines(top + y)

    # The cursor

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Tell where the cursor is, and draw what differs."""
        self._pairs = self._bracket_pair(after)
        self.problem_here = self.marks.at(after.end)
        self.paint_changes()
        if self.is_mounted and before.end != after.end:
            self.post_message(self.CursorMoved(self, after.end[0] + 1, after.end[1] + 1))

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Textual asks with each move; the pair is found in `_bracket_pair` instead."""
        return None

    def _bracket_pair(self, selection: Selection) -> tuple[Location, ...]:
        if not selection.is_empty:
            return ()
        row, column = selection.end
        for at in (column, column - 1):
            if at >= 0:
                place = (row, at)
                match = brackets.partner(self._source.lines, self._highlighter.line, place)
                if match is not None:
                    return (place, match)
        return ()

    # Breakpoints and problems

    def carry_breakpoints(self, carried: Mapping[int, int]) -> None:
        """Rows that an edit put elsewhere take their breakpoints with them."""
        before = self.marks.breakpoints
        self.marks.breakpoints = frozenset(carried.get(row, row) for row in before)

    def toggle_breakpoint(self, row: int) -> None:
        """Set a breakpoint on a row (from 0), or take it away."""
        self.marks.breakpoints ^= {row}
        self.paint_changes()
        self._tell_breakpoints()

    def _tell_breakpoints(self) -> None:
        self._told = self.marks.breakpoints
        self.post_message(self.BreakpointsChanged(self, self.breakpoints))

    @property
    def typing(self) -> Typing:
        """The document and its selection, as editing keys see them."""
        row = min(self.selection)[0]
        return Typing(self._source, self.selection, self._highlighter.line(row))

    def on_mount(self) -> None:
        """Find out how many colours there are, and read on while nothing else happens."""
        self.set_class(self.app.console.color_system == "standard", "-sixteen")
        self.set_interval(_READ_AHEAD_SECONDS, self._read_ahead)

    def _read_ahead(self) -> None:
        """Find the tokens of some more lines, so that a jump far down finds them known."""
        self._highlighter.advance(self._highlighter.certain + _READ_AHEAD_ROWS)

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click in the gutter sets a breakpoint or takes it away."""
        row = event.y + self.scroll_offset.y
        if event.x < self.gutter_width and row < self._source.line_count:
            event.stop()
            event.prevent_default()
            self.toggle_breakpoint(row)
