"""An editor in a small app, and texts with the cursor drawn in: `|` where it is, `^` where the
selection begins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from textual.app import App, ComposeResult
from textual.document._document import Location, Selection
from textual.message import Message
from textual.pilot import Pilot

from hjx_studio.studio.widgets.editor import SourceEditor


class EditorApp(App[None]):
    def __init__(self, text: str, *, read_only: bool = False) -> None:
        super().__init__()
        self.editor = SourceEditor(text, read_only=read_only)
        self.editor.cursor_blink = False
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self.editor.focus()

    def on_source_editor_completion_wanted(self, message: SourceEditor.CompletionWanted) -> None:
        self.told.append(message)

    def on_source_editor_cursor_moved(self, message: SourceEditor.CursorMoved) -> None:
        self.told.append(message)

    def on_source_editor_breakpoints_changed(
        self, message: SourceEditor.BreakpointsChanged
    ) -> None:
        self.told.append(message)

    def on_text_area_changed(self, message: SourceEditor.Changed) -> None:
        self.told.append(message)


@dataclass
class Desk:
    """The running app, and what is on its screen."""

    app: EditorApp
    pilot: Pilot[None]
    editor: SourceEditor = field(init=False)

    def __post_init__(self) -> None:
        self.editor = self.app.editor

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        names = {"\n": "enter", " ": "space"}
        await self.press(*(names.get(character, character) for character in text))

    def screen(self) -> list[str]:
        """What stands on each row of the editor."""
        height = self.editor.size.height
        return [self.editor.render_line(y).text.rstrip() for y in range(height)]

    def put(self, drawn: str) -> None:
        """Load a text with its cursor and selection drawn in."""
        text, selection = undrawn(drawn)
        self.editor.load(text)
        self.editor.selection = selection

    def drawn(self) -> str:
        """The text with its cursor and selection drawn in."""
        return drawn(self.editor.text, self.editor.selection)

    def told(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.app.told if isinstance(message, kind)]


@asynccontextmanager
async def desk(
    text: str = "", *, size: tuple[int, int] = (80, 24), read_only: bool = False
) -> AsyncIterator[Desk]:
    app = EditorApp(text, read_only=read_only)
    async with app.run_test(size=size) as pilot:
        app.editor.set_class(False, "-sixteen")  # whatever the terminal of the test run has
        await pilot.pause()
        yield Desk(app, pilot)


def undrawn(text: str) -> tuple[str, Selection]:
    marks: dict[str, Location] = {}
    rows = []
    for row, line in enumerate(text.split("\n")):
        kept = ""
        for character in line:
            if character in "|^":
                marks[character] = (row, len(kept))
            else:
                kept += character
        rows.append(kept)
    cursor = marks["|"]
    return "\n".join(rows), Selection(marks.get("^", cursor), cursor)


def drawn(text: str, selection: Selection) -> str:
    rows = text.split("\n")
    places = [(selection.end, "|")]
    if not selection.is_empty:
        places.append((selection.start, "^"))
    for (row, column), mark in sorted(places, reverse=True):
        rows[row] = rows[row][:column] + mark + rows[row][column:]
    return "\n".join(rows)
