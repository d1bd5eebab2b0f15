"""The bar under the editor that finds and replaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.document._document import Location
from textual.widgets import Button, Input, Label

from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.choice import Choice
from hjx_studio.studio.widgets.editor.search import Query

if TYPE_CHECKING:
    from hjx_studio.studio.widgets.editor.editor import SourceEditor


class FindBar(Vertical):
    """Marks matches while one types. Enter or down goes to the next, up to the one before; in the
    second line Enter replaces the one that is selected. Escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False),
        Binding("down,ctrl+n,f3", "step(1)", "Next match", show=False),
        Binding("up,shift+f3", "step(-1)", "Previous match", show=False),
        Binding("ctrl+h,alt+h", "replacing", "Replace", show=False),
    ]
    DEFAULT_CSS = """
    FindBar {
        dock: bottom;
        height: auto;
        background: $panel;
        display: none;
        &.-open { display: block; }
        Horizontal { height: 1; }
        .second { display: none; }
        &.-replacing .second { display: block; }
        Input { width: 1fr; height: 1; border: none; padding: 0 1; }
        Input:focus { border: none; background: $surface; }
        Label.name { width: 10; padding: 0 1; color: $text-muted; }
        Label.count { width: auto; min-width: 12; max-width: 45%; padding: 0 1; }
        Label.count { color: $text-muted; }
        Label.count.-wrong { color: $text-error; }
        Button { width: auto; min-width: 5; height: 1; border: none; margin: 0 1; }
    }
    """

    def __init__(self, editor: SourceEditor) -> None:
        super().__init__()
        self._editor = editor
        self._origin: Location = (0, 0)

    def compose(self) -> ComposeResult:
        """Two lines: what to find, and what to put in its place."""
        with Horizontal():
            yield Label("Find", classes="name")
            yield Input(id="find", compact=True, placeholder="Enter next · ↑ before · Esc close")
            yield Label("", classes="count")
            yield Choice("Aa", id="exact", tooltip="Upper and lower case differ")
            yield Choice(".*", id="regular", tooltip="Regular expression")
        with Horizontal(classes="second"):
            yield Label("Replace", classes="name")
            yield Input(id="replace", compact=True, placeholder="Enter replaces and goes on")
            yield Button("Replace", id="one", compact=True)
            yield Button("All", id="all", compact=True)

    def open(self, *, replacing: bool) -> None:
        """Show the bar, with the selected text to be found."""
        self._origin = min(self._editor.selection)
        self.set_class(True, "-open")
        self.set_class(replacing, "-replacing")
        find = self.query_one("#find", Input)
        selected = self._editor.selected_text
        if selected and "\n" not in selected:
            regular = self.query_one("#regular", Choice).chosen
            find.value = re.escape(selected) if regular else selected
        find.focus()
        find.action_select_all()
        self._search(move=False)

    def action_close(self) -> None:
        """Hide the bar and its marks, and go back to the text."""
        self.set_class(False, "-open")
        self._editor.show_query(None)
        self._editor.focus()

    def action_replacing(self) -> None:
        """Show the line for what to put in place."""
        self.set_class(not self._editor.read_only, "-replacing")
        self.query_one("#replace", Input).focus()

    def action_step(self, step: int) -> None:
        """Go to the next match, or to the one before (-1)."""
        self._editor.select_match(step)
        self._count()

    @on(Input.Changed, "#find")
    @on(Choice.Changed)
    def look_again(self) -> None:
        """What is looked for has changed."""
        self._search(move=True)

    @on(Input.Submitted, "#find")
    def go_on(self) -> None:
        """Go to the next match."""
        self.action_step(1)

    @on(Input.Submitted, "#replace")
    @on(Button.Pressed, "#one")
    def replace_one(self) -> None:
        """Replace the match that is selected, if one is, and go to the next."""
        query = self._editor.query_shown
        (row, start), end = sorted(self._editor.selection)
        line = self._editor.source.lines[row]
        if query is not None and end[0] == row and (start, end[1]) in query.places(line):
            regular = self.query_one("#regular", Choice).chosen
            try:
                text = query.replacement(line, start, self._template, regular=regular)
            except (re.error, IndexError) as error:
                self._complain(f"no such group: {error}")
                return
            self._editor.apply(Change((row, start), end, text))
        self.action_step(1)

    @on(Button.Pressed, "#all")
    def replace_all(self) -> None:
        """Replace every match, as one step of the history."""
        query = self._editor.query_shown
        if query is None:
            return
        regular = self.query_one("#regular", Choice).chosen
        try:
            changes, count = query.replace_all(self._editor.source, self._template, regular=regular)
        except (re.error, IndexError) as error:
            self._complain(f"no such group: {error}")
            return
        self._editor.apply_all(changes)
        self._label(f"{count} replaced")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where the search begins is where the cursor was last left."""
        self._origin = min(self._editor.selection)

    @property
    def _template(self) -> str:
        return self.query_one("#replace", Input).value

    def _search(self, *, move: bool) -> None:
        text = self.query_one("#find", Input).value
        if not text:
            self._editor.show_query(None)
            self._label("")
            return
        try:
            query = Query.of(
                text,
                regular=self.query_one("#regular", Choice).chosen,
                exact_case=self.query_one("#exact", Choice).chosen,
            )
        except re.error as error:
            self._editor.show_query(None)
            self._complain(str(error))
            return
        self._editor.show_query(query)
        if move and not self._editor.select_match(1, self._origin):
            self._editor.move_cursor(self._origin)
        self._count()

    def _count(self) -> None:
        query = self._editor.query_shown
        if query is None:
            return
        matches = query.all(self._editor.source.lines)
        here = tuple(sorted(self._editor.selection))
        if not matches:
            self._complain("none")
        elif here in matches:
            self._label(f"{matches.index(here) + 1} of {len(matches)}")
        else:
            self._label(f"{len(matches)}")

    def _label(self, text: str, *, wrong: bool = False) -> None:
        label = self.query_one(".count", Label)
        label.update(text)
        label.set_class(wrong, "-wrong")

    def _complain(self, text: str) -> None:
        self._label(text, wrong=True)
