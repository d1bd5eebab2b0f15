"""One-line parts of the screen: the title, the tabs of a region, and the last line's keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from hjx_studio.studio.actions import ACTIONS, Action, key_name
from hjx_studio.studio.model import Model
from hjx_studio.studio.plain import count_of, one_line
from hjx_studio.studio.widgets.paint import part_style


class TitleLine(Widget):
    """What is open, where it is served, who is there, and whether it runs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "title--name",
        "title--muted",
        "title--good",
        "title--warn",
        "title--bad",
        "title--unsaved",
    }

    def __init__(self, model: Model, file_name: str) -> None:
        super().__init__(id="title")
        self._model = model
        self._file_name = file_name
        self.unsaved = False
        self._address = (0, 0)

    @dataclass
    class AddressPicked(Message):
        """The address was clicked."""

    def on_click(self, event: events.Click) -> None:
        """A click on the address copies it."""
        start, end = self._address
        if start <= event.x < end:
            self.post_message(self.AddressPicked())

    def show(self, unsaved: bool | None = None) -> None:
        """Draw it anew; `unsaved` says whether the text differs from the file."""
        if unsaved is not None:
            self.unsaved = unsaved
        self.refresh()

    def _style(self, name: str) -> Style:
        return part_style(self, f"title--{name}")

    def render(self) -> Text:
        """File on the left, state on the right, and what fits between."""
        left = Text(" ")
        if self.size.width >= 100:
            left.append("hjx-studio  ", self._style("muted"))
        left.append(one_line(self._file_name), self._style("name"))
        left.append(" ● " if self.unsaved else "   ", self._style("unsaved"))
        right = self._state()
        facts = self._facts()
        room = self.size.width - left.cell_len - right.cell_len - 2
        facts.truncate(max(0, room), overflow="ellipsis")
        start = left.cell_len + 2
        self._address = (start, start + len(self._model.address))
        middle = Text("  ")
        middle.append_text(facts)
        gap = max(1, self.size.width - left.cell_len - middle.cell_len - right.cell_len)
        return Text.assemble(left, middle, " " * gap, right)

    def _facts(self) -> Text:
        model = self._model
        if not model.connected:
            return Text("the server starts…", self._style("muted"))
        session = model.session
        facts = [model.address, count_of(len(session.clients), "client"), f"rev {session.revision}"]
        if len(model.sessions) > 1 or session.name != "main":
            facts.append(f"session {session.name}")
        return Text("  ".join(one_line(fact) for fact in facts if fact), self._style("muted"))

    def _state(self) -> Text:
        model, text = self._model, Text()
        stopped = model.session.stopped
        if model.lost is not None:
            return Text("✗ the server has ended ", self._style("bad"))
        if model.checked is not None and not model.checked.live:
            good = model.checked.build
            what = "errors: last good build runs  " if good else "errors: nothing runs yet "
            text.append(what, self._style("bad"))
            if not good:
                return text
        if stopped is not None:
            frame = stopped.frames[0] if stopped.frames else None
            where = f" at {one_line(frame.handler)}:{frame.line}" if frame else ""
            text.append(f"‖ paused{where} ", self._style("warn"))
        elif model.step_mode:
            text.append("▷ step mode ", self._style("warn"))
        elif model.connected:
            text.append("▶ running ", self._style("good"))
        return text


@dataclass(frozen=True, slots=True)
class Tab:
    """A pane's id, and its title as it reads now."""

    pane: str
    title: str


class TabStrip(Widget):
    """The tabs of a region, as the line above it; where there is none under the mouse it drags."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "strip--line",
        "strip--tab",
        "strip--active",
        "strip--focus",
    }

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        strip: TabStrip
        pane: str

    @dataclass
    class Dragged(Message):
        """The line was dragged to a row of the screen."""

        strip: TabStrip
        row: int

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._active = tabs[0].pane if tabs else ""
        self._ends: list[tuple[int, str]] = []
        self._dragging = False

    def show(self, tabs: Sequence[Tab], active: str) -> None:
        """Show these tabs, one of them active."""
        if (tuple(tabs), active) != (self._tabs, self._active):
            self._tabs, self._active = tuple(tabs), active
            self.refresh()

    def render(self) -> Text:
        """`─ State │ AST ─────`."""
        focused = self.parent is not None and getattr(self.parent, "holds_focus", False)
        line = part_style(self, "strip--focus" if focused else "strip--line")
        text = Text("─", line)
        self._ends = []
        for index, tab in enumerate(self._tabs):
            active = tab.pane == self._active
            name = "strip--active" if active else "strip--tab"
            style = part_style(self, name)
            if active and focused:
                style += Style(color=line.color)
            text.append("│" if index else "", line)
            text.append(f" {one_line(tab.title)} ", style)
            self._ends.append((text.cell_len, tab.pane))
        text.append("─" * max(0, self.size.width - text.cell_len), line)
        text.truncate(max(1, self.size.width), overflow="ellipsis")
        return text

    def _tab_at(self, x: int) -> str | None:
        return next((pane for end, pane in self._ends if 1 <= x < end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick a tab, or begin to drag."""
        event.stop()
        pane = self._tab_at(event.x)
        if pane is not None:
            self.post_message(self.Picked(self, pane))
        else:
            self._dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag."""
        if self._dragging:
            self.post_message(self.Dragged(self, event.screen_y))

    def on_mouse_up(self) -> None:
        """Let go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()


class KeyLine(Widget):
    """The keys that matter now; each can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--name"}

    @dataclass
    class Picked(Message):
        """An action was clicked."""

        call: str

    def __init__(self, model: Model) -> None:
        super().__init__(id="keys")
        self._model = model
        self._ends: list[tuple[int, Action]] = []

    def render(self) -> Text:
        """As many keys as fit; those of a stop only while there is one."""
        stopped = self._model.session.stopped is not None
        key_style = part_style(self, "keys--key")
        name_style = part_style(self, "keys--name")
        text = Text()
        self._ends = []
        for action in ACTIONS:
            if not action.short or action.while_stopped is (not stopped):
                continue
            key = " " + key_name(action.keys[0]).replace("Ctrl+", "^")
            name = f" {action.short} "
            if text.cell_len + len(key) + len(name) > self.size.width:
                continue
            text.append(key, key_style)
            text.append(name, name_style)
            self._ends.append((text.cell_len, action))
        return text

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        event.stop()
        action = next((action for end, action in self._ends if event.x < end), None)
        if action is not None:
            self.post_message(self.Picked(action.call))
