"""The traffic pane: every frame both ways, what caused what, and a frame's text in full."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from hjx_studio.session import commands
from hjx_studio.session.commands import FetchFrame, Refused
from hjx_studio.session.events import FrameSeen
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.json_text import pretty
from hjx_studio.studio.plain import byte_size, count_of, many_lines, one_line
from hjx_studio.studio.traffic import Filter, FilterError, read_filter
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.studio.widgets.frames import FrameRows, clock
from hjx_studio.studio.widgets.rows import RowView

SLICE = 4_000
DETAIL_LIMIT = 20_000


class TrafficPane(Container):
    """The frames, a filter, and the detail of one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "filter", "Filter", show=False),
        Binding("p", "pause", "Pause", show=False),
        Binding("x", "clear", "Clear", show=False),
        Binding("f", "follow", "Follow", show=False),
        Binding("c,y,ctrl+c", "copy", "Copy the frame", show=False),
        Binding("escape", "close", "Close", show=False),
    ]

    @dataclass
    class Copied(Message):
        """The user wants a frame's text on the clipboard."""

        text: str

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(id="traffic")
        self._bridge = bridge
        self._rows = FrameRows(bridge.model.frames)
        self._filter = Filter()
        self._scanned = 0
        self._detail: FrameSeen | None = None
        self._detail_text = ""

    def compose(self) -> ComposeResult:
        """The filter and a line of figures above, the rows and the detail beside each other."""
        with Horizontal(id="traffic-bar"):
            yield Input(
                placeholder="filter: inc   type:event   client:c1   size>1k   !ping",
                id="traffic-filter",
                compact=True,
            )
            yield Static("", id="traffic-figures", markup=False)
        with Horizontal(id="traffic-body"):
            yield RowView(self._rows, name="traffic-rows", tails=True)
            with VerticalScroll(id="traffic-detail", can_focus=True):
                yield Static("", id="traffic-text", markup=False)

    def on_mount(self) -> None:
        """Nothing is looked at in detail yet."""
        self.query_one("#traffic-detail").display = False
        self.query_one("#traffic-filter").display = False
        self._show_figures()

    @property
    def view(self) -> RowView:
        """The rows."""
        return self.query_one("#traffic-rows", RowView)

    # --- showing ----------------------------------------------------------------------------------

    def show(self) -> None:
        """Frames came: draw those that are in view."""
        address = self._bridge.model.address
        place = f"Open {address} in a browser" if address else "Open the page in a browser"
        if self._filter:
            self._scan()
            self.view.empty_text = "No frame fits the filter. Escape in it shows all again."
        else:
            self.view.empty_text = f"{place}; each click shows here, and what it sets off."
        self._show_figures()
        self.view.renew()

    def _show_figures(self) -> None:
        """Say what is not as usual; where nothing is, the line gives its room to the rows."""
        rows = self._rows
        figures = []
        if self._filter:
            figures.append(f"{rows.end - rows.first:,} of {self.count:,}")
        if dropped := self._bridge.model.frames.dropped:
            figures.append(f"{dropped:,} older ones dropped")
        if rows.held is not None:
            figures.append(f"paused, {rows.log.end - rows.held:,} more came: p goes on")
        elif not self.view.follow and rows.end > rows.first:
            figures.append("not following: f does")
        self._say(" · ".join(figures))

    def _say(self, text: str) -> None:
        self.query_one("#traffic-figures", Static).update(Text(text))
        field = self.query_one("#traffic-filter", Input)
        self.query_one("#traffic-bar").display = bool(text) or field.display

    @property
    def count(self) -> int:
        """How many frames there are to look at, whatever the filter."""
        return self._rows.limit - self._rows.oldest

    def _scan(self) -> None:
        """Take in the new frames that fit; many at once are left to `_scan_all`."""
        rows = self._rows
        start = max(self._scanned, rows.oldest)
        if rows.limit - start > SLICE:
            self._scan_all()
            return
        found = self._fitting(start, rows.limit)
        self._scanned = rows.limit
        rows.add_fitting(found)

    def _fitting(self, start: int, end: int) -> list[int]:
        fits = self._filter.fits
        frames = self._rows.log.since(start, end - start)
        return [place for place, frame in enumerate(frames, start) if fits(frame)]

    @work(exclusive=True, group="scan")
    async def _scan_all(self) -> None:
        """Look through the whole log in slices, so that keys get their turn between them."""
        rows, wanted = self._rows, self._filter
        found: list[int] = []
        start = rows.oldest
        while start < rows.limit and wanted is self._filter:
            end = min(start + SLICE, rows.limit)
            found.extend(self._fitting(start, end))
            start = max(end, rows.oldest)
            await self._breathe()
        if wanted is self._filter:
            rows.show_fitting(found)
            self._scanned = start
            rows.add_fitting([])
            self._show_figures()
            self.view.renew()

    async def _breathe(self) -> None:
        """Let other tasks run."""
        await asyncio.sleep(0)

    # --- what the user does -----------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type a filter."""
        field = self.query_one("#traffic-filter", Input)
        field.display = True
        self._show_figures()
        field.focus()

    @on(Input.Changed, "#traffic-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        try:
            self._filter = read_filter(event.value)
        except FilterError as error:
            self._say(str(error))
            return
        self._scanned = 0
        self.view.cursor = None
        self._rows.marked = None
        if self._filter:
            self._rows.show_fitting([])
        else:
            self._rows.show_all()
        self.show()

    @on(Input.Submitted, "#traffic-filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.view.focus()

    def action_pause(self) -> None:
        """Hold the view still, or let it go on; frames are kept meanwhile."""
        self._rows.held = self._rows.log.end if self._rows.held is None else None
        self.show()

    def action_clear(self) -> None:
        """Take the frames so far out of sight."""
        self._rows.cleared = self._rows.log.end
        self._rows.held = None
        self._rows.add_fitting([])
        self._scanned = max(self._scanned, self._rows.cleared)
        self.view.cursor = None
        self._close_detail()
        self.show()

    def action_follow(self) -> None:
        """Keep the newest frame in sight, or no longer."""
        self.view.set_follow(not self.view.follow)

    @on(RowView.Followed)
    def _followed(self, event: RowView.Followed) -> None:
        event.stop()
        self._show_figures()

    def action_copy(self) -> None:
        """Copy the text of the frame at the cursor."""
        place = self.view.cursor
        frame = self._rows.frame(place) if place is not None else None
        if frame is not None:
            self._copy(frame)

    @work
    async def _copy(self, frame: FrameSeen) -> None:
        self.post_message(self.Copied(await self._text_of(frame)))

    def action_close(self) -> None:
        """Close the detail, then the filter; with nothing to close, go to the editor."""
        field = self.query_one("#traffic-filter", Input)
        if self._detail is not None:
            self._close_detail()
        elif field.display:
            field.value = ""
            field.display = False
            self._show_figures()
        else:
            self.screen.query_one(SourceEditor).focus()
            return
        self.view.focus()

    @on(RowView.Moved)
    def _moved(self, event: RowView.Moved) -> None:
        event.stop()
        self._rows.marked = self._rows.frame(event.place)
        self.view.refresh()
        if self._detail is not None and self._rows.marked is not None:
            self._open_detail(self._rows.marked)

    @on(RowView.Chosen)
    def _chosen(self, event: RowView.Chosen) -> None:
        event.stop()
        self._rows.marked = self._rows.frame(event.place)
        if self._rows.marked is not None:
            self._open_detail(self._rows.marked)

    def _open_detail(self, frame: FrameSeen) -> None:
        self._detail = frame
        self.query_one("#traffic-detail").display = True
        self._fetch_detail(frame)

    def _close_detail(self) -> None:
        self._detail = None
        self.query_one("#traffic-detail").display = False

    async def _text_of(self, frame: FrameSeen) -> str:
        reply = await self._bridge.ask(FetchFrame(frame.session, frame.number))
        if isinstance(reply, commands.Text):
            return reply.text if reply.whole else reply.text + "\n… (cut)"
        return reply.message if isinstance(reply, Refused) else ""

    @work(exclusive=True, group="detail")
    async def _fetch_detail(self, frame: FrameSeen) -> None:
        text = pretty(await self._text_of(frame))
        if self._detail is not frame:
            return
        if len(text) > DETAIL_LIMIT:
            text = f"{text[:DETAIL_LIMIT]}\n… {len(text) - DETAIL_LIMIT:,} more characters"
        self.query_one("#traffic-text", Static).update(_detail_text(frame, text))
        self.query_one("#traffic-detail").scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room beside the rows, the detail takes their place."""
        self.set_class(event.size.width < 90, "-narrow")


def _detail_text(frame: FrameSeen, text: str) -> Text:
    way = "from" if frame.direction == "in" else "to"
    whom = "all" if frame.client == "*" else frame.client
    if frame.client == "*":
        whom += f" ({count_of(frame.clients, 'client')})"
    head = f"{frame.type} {way} {whom} · {clock(frame.time)} · {byte_size(frame.size)}"
    head += f" · input {frame.cause}"
    result = Text()
    result.append(one_line(head), "bold")
    result.append("\n\n")
    result.append(many_lines(text))
    return result
