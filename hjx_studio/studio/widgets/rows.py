"""A list of one-line rows, drawn a line at a time, with a cursor: the body of every pane.

It knows nothing of what the rows mean. They may be a hundred thousand, come at the end while older
ones go at the front, and are drawn only when they are in view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hjx_studio.studio.widgets.paint import few_colours, part_style


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of the theme that rows are drawn with."""

    plain: Style
    muted: Style
    accent: Style
    good: Style
    warn: Style
    bad: Style
    changed: Style
    strong: Style


class Rows(Protocol):
    """What a `RowView` shows. Places are numbers that a row keeps while others come and go."""

    @property
    def first(self) -> int:
        """The place of the first row."""
        ...

    @property
    def end(self) -> int:
        """One past the place of the last row."""
        ...

    def draw(self, place: int, width: int, look: Look) -> Text:
        """The row at a place, for `width` cells; a longer one is cut."""
        ...

    def linked(self, place: int) -> bool:
        """Whether the row belongs with the one at the cursor, and is to be marked so."""
        ...


class NoRows:
    """An empty list."""

    first = 0
    end = 0

    def draw(self, place: int, width: int, look: Look) -> Text:
        """Never asked for."""
        raise IndexError(place)

    def linked(self, place: int) -> bool:
        """Never asked for."""
        raise IndexError(place)


class RowView(ScrollView, can_focus=True):
    """Rows with a cursor that keys and the mouse move."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--cursor",
        "rows--linked",
        "rows--muted",
        "rows--accent",
        "rows--good",
        "rows--warn",
        "rows--bad",
        "rows--changed",
        "rows--strong",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
        Binding("right,l", "fold('open')", "Unfold", show=False),
        Binding("left,h", "fold('close')", "Fold", show=False),
        Binding("space", "fold('toggle')", "Fold or unfold", show=False),
        Binding("right_square_bracket", "screen.next_tab(1)", "Next tab", show=False),
        Binding("left_square_bracket", "screen.next_tab(-1)", "Previous tab", show=False),
    ]
    DEFAULT_CSS = """
    RowView { overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    @dataclass
    class Moved(Message):
        """The user moved the cursor to a place."""

        view: RowView
        place: int

        @property
        def control(self) -> RowView:
            """Whose cursor it was."""
            return self.view

    @dataclass
    class Chosen(Message):
        """Enter, or a click, on a row; `column` is where the click was, in cells."""

        view: RowView
        place: int
        column: int | None = None

        @property
        def control(self) -> RowView:
            """Where the row stands."""
            return self.view

    @dataclass
    class Folded(Message):
        """The user wants a row opened or closed: `how` is "open", "close" or "toggle"."""

        view: RowView
        place: int
        how: str

        @property
        def control(self) -> RowView:
            """Where the row stands."""
            return self.view

    @dataclass
    class Followed(Message):
        """The view began, or ceased, to keep its end in sight."""

        view: RowView

        @property
        def control(self) -> RowView:
            """Which view."""
            return self.view

    def __init__(
        self, rows: Rows | None = None, *, name: str | None = None, tails: bool = False
    ) -> None:
        """A view of `rows`; one that `tails` keeps its end in sight until the user looks up."""
        super().__init__(id=name)
        self.rows: Rows = rows or NoRows()
        self.cursor: int | None = None
        self.tails = tails
        self.follow = tails
        self.empty_text = ""
        self._top_place = 0
        self._renewing = False
        self._look: Look | None = None

    # --- what the owner calls ---------------------------------------------------------------------

    def renew(self) -> None:
        """The rows are others than before: draw them, keeping the cursor and what is in view."""
        rows = self.rows
        count = rows.end - rows.first
        if self.cursor is not None:
            self.cursor = min(max(self.cursor, rows.first), rows.end - 1) if count else None
        shown = max(self._top_place, rows.first) - rows.first
        self._renewing = True
        try:
            self.virtual_size = Size(max(1, self.size.width), count)
            if self.follow:
                self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
            elif shown != round(self.scroll_y):
                self.scroll_to(y=shown, animate=False, force=True)
        finally:
            self._renewing = False
        self._top_place = rows.first + round(self.scroll_y)
        self.refresh()

    def set_follow(self, on: bool) -> None:
        """Keep the end in sight, or no longer."""
        self.follow = on and self.tails
        if self.follow:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.post_message(self.Followed(self))

    def put_cursor(self, place: int | None) -> None:
        """Put the cursor on a row, into view, without saying so."""
        self.cursor = place
        if place is not None:
            self._into_view(place)
        self.refresh()

    # --- moving -----------------------------------------------------------------------------------

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember which row stands at the top, as rows may be dropped before it."""
        super().watch_scroll_y(old_value, new_value)
        if self._renewing:
            return
        self._top_place = self.rows.first + round(new_value)
        at_end = self.tails and round(new_value) >= self.max_scroll_y
        if at_end != self.follow:
            self.follow = at_end
            self.post_message(self.Followed(self))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        start = self.cursor
        if start is None:
            start = self.rows.end if by < 0 and self.follow else self._top_place - 1
        self._move_to(start + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Move to the first row."""
        self._move_to(self.rows.first)

    def action_last(self) -> None:
        """Move to the last row."""
        self._move_to(self.rows.end - 1)

    def action_choose(self) -> None:
        """Open the row at the cursor."""
        if self.cursor is not None:
            self.post_message(self.Chosen(self, self.cursor))

    def action_fold(self, how: str) -> None:
        """Ask for the row at the cursor to be opened or closed."""
        if self.cursor is not None:
            self.post_message(self.Folded(self, self.cursor, how))

    def _move_to(self, place: int) -> None:
        if self.rows.end == self.rows.first:
            return
        self.cursor = min(max(place, self.rows.first), self.rows.end - 1)
        self._into_view(self.cursor)
        self.refresh()
        self.post_message(self.Moved(self, self.cursor))

    def _into_view(self, place: int) -> None:
        y = place - self.rows.first
        height = max(1, self.scrollable_content_region.height)
        if y < self.scroll_y:
            self.scroll_to(y=y, animate=False, force=True)
        elif y >= self.scroll_y + height:
            self.scroll_to(y=y - height + 1, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row and chooses it; a double click does what Enter does."""
        place = self.rows.first + round(self.scroll_y) + event.y
        if self.rows.first <= place < self.rows.end:
            self._move_to(place)
            column = event.x if event.chain == 1 else None
            self.post_message(self.Chosen(self, place, column))

    # --- drawing ----------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The rows are as wide as the view."""
        self.renew()

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self._look = None
        self.refresh()

    @property
    def look(self) -> Look:
        """The styles that the theme gives rows."""
        if self._look is None:
            self._look = self._read_look()
        return self._look

    def _read_look(self) -> Look:
        def get(name: str) -> Style:
            return part_style(self, name)

        return Look(
            plain=Style.null(),
            muted=get("rows--muted"),
            accent=get("rows--accent"),
            good=get("rows--good"),
            warn=get("rows--warn"),
            bad=get("rows--bad"),
            changed=get("rows--changed"),
            strong=get("rows--strong"),
        )

    def render_line(self, y: int) -> Strip:
        """Draw the row that is in view at `y`."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        place = self.rows.first + round(self.scroll_y) + y
        if self.rows.first == self.rows.end:
            return self._draw_empty(y, width, base)
        if not self.rows.first <= place < self.rows.end:
            return Strip.blank(width, base)
        text = self.rows.draw(place, width, self.look)
        text.truncate(width, overflow="ellipsis")
        if place == self.cursor:
            if few_colours(self):
                # Grounds a little lighter or darker are not to be had there.
                style = base + Style(reverse=self.has_focus, bold=True)
                return Strip([Segment(text.plain, style)]).adjust_cell_length(width, style)
            base += part_style(self, "rows--cursor")
        elif self.cursor is not None and self.rows.linked(place):
            base += part_style(self, "rows--linked")
        segments = [
            Segment(piece.text, base + (piece.style or Style.null()))
            for piece in text.render(self.app.console)
            if piece.text and piece.text != "\n"
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _draw_empty(self, y: int, width: int, base: Style) -> Strip:
        lines = Text(self.empty_text).wrap(self.app.console, max(1, width - 2))
        if y >= len(lines):
            return Strip.blank(width, base)
        style = base + self.look.muted
        return Strip([Segment(" " + lines[y].plain.rstrip(), style)]).adjust_cell_length(
            width, base
        )
