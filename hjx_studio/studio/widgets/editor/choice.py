"""A thing that is on or off, in one line: `☑ Aa`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """Switched by a click, the space bar or Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "switch", "Switch", show=False)]
    DEFAULT_CSS = """
    Choice {
        width: auto;
        height: 1;
        padding: 0 1;
        color: $text-muted;
        &.-chosen { color: $text-accent; text-style: bold; }
        &:focus { text-style: reverse; }
    }
    """

    chosen: reactive[bool] = reactive(False, toggle_class="-chosen")

    @dataclass
    class Changed(Message):
        """It was switched."""

        choice: Choice

    def __init__(self, name: str, *, id: str, tooltip: str) -> None:  # noqa: A002 - as all widgets
        super().__init__(id=id)
        self._label = name
        self.tooltip = tooltip

    def render(self) -> Content:
        """A box and the name."""
        return Content(f"{'☑' if self.chosen else '☐'} {self._label}")

    def action_switch(self) -> None:
        """On or off."""
        self.chosen = not self.chosen
        self.post_message(self.Changed(self))

    def on_click(self) -> None:
        """On or off."""
        self.action_switch()
