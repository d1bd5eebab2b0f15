"""The prompt for a line to go to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label

from hjx_studio.language.source import Range

if TYPE_CHECKING:
    from hjx_studio.studio.widgets.editor.editor import SourceEditor

_PLACE = re.compile(r"\s*(\d{1,9})\s*(?:[:,]\s*(\d{1,9}))?\s*", re.ASCII)


class LinePrompt(Horizontal):
    """Goes to LINE or LINE:COLUMN while it is typed. Enter stays there, Escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close(False)", "Close", show=False)]
    DEFAULT_CSS = """
    LinePrompt {
        dock: bottom;
        height: 1;
        background: $panel;
        display: none;
        &.-open { display: block; }
        Label { width: auto; padding: 0 1; color: $text-muted; }
        Input { width: 1fr; height: 1; border: none; padding: 0 1; }
        Input:focus { border: none; background: $surface; }
    }
    """

    def __init__(self, editor: SourceEditor) -> None:
        super().__init__()
        self._editor = editor
        self._before = editor.selection

    def compose(self) -> ComposeResult:
        """A label and the input."""
        yield Label("Go to line")
        yield Input(compact=True)

    def open(self) -> None:
        """Show the prompt, empty."""
        self._before = self._editor.selection
        self.set_class(True, "-open")
        field = self.query_one(Input)
        field.placeholder = f"1 to {self._editor.source.line_count}, or LINE:COLUMN"
        field.value = ""
        field.focus()

    @on(Input.Changed)
    def look(self, event: Input.Changed) -> None:
        """Show the place that is meant so far."""
        match = _PLACE.fullmatch(event.value)
        if match is None or not self.has_class("-open"):
            return
        line, column = int(match[1]), int(match[2] or 1)
        self._editor.go_to(Range(line, column, line, column))

    @on(Input.Submitted)
    def stay(self) -> None:
        """Stay where the cursor went."""
        self.action_close(True)

    def action_close(self, stay: bool) -> None:
        """Hide the prompt; go back to where the cursor was, unless it is to stay."""
        self.set_class(False, "-open")
        if not stay:
            self._editor.selection = self._before
        self._editor.focus()
