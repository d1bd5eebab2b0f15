"""A line below the title that says that the file changed on disk, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from hjx_studio.studio.document import DiskChange
from hjx_studio.studio.plain import one_line
from hjx_studio.studio.widgets.paint import part_style

_ANSWERS = ((" Reload (^R) ", "reload"), (" Keep mine (Alt+K) ", "keep"))


class Notice(Widget):
    """Out of sight until there is something to say. It never takes the focus from the editor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"notice--button"}

    @dataclass
    class Picked(Message):
        """An answer was clicked."""

        call: str

    def __init__(self) -> None:
        super().__init__(id="notice")
        self.display = False
        self._text = ""
        self._answers: tuple[tuple[str, str], ...] = ()
        self._ends: list[tuple[int, int, str]] = []

    def show(self, name: str, change: DiskChange | None) -> None:
        """Say what happened to the file, or nothing any more."""
        self.display = change is not None
        if change is not None:
            what = "changed on disk" if change.text is not None else change.reason
            self._text = f"{name} {what}" if name not in what else what
            self._answers = _ANSWERS if change.text is not None else _ANSWERS[1:]
            self.refresh()

    def render(self) -> Text:
        """The sentence, then the answers."""
        style = part_style(self, "notice--button")
        text = Text(f" {one_line(self._text)}  ")
        self._ends = []
        for label, call in self._answers:
            start = text.cell_len
            text.append(label, style)
            self._ends.append((start, text.cell_len, call))
            text.append(" ")
        return text

    def on_click(self, event: events.Click) -> None:
        """Take the answer under the mouse."""
        event.stop()
        for start, end, call in self._ends:
            if start <= event.x < end:
                self.post_message(self.Picked(call))
