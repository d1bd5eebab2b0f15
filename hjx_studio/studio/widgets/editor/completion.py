"""The list of what could be typed next, beside the cursor. It never takes the focus.

What stands in it comes from outside: the editor asks with `CompletionWanted`, and an answer that
came too late for where the cursor is by then is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.document._document import Location
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.words import is_word

if TYPE_CHECKING:
    from hjx_studio.studio.widgets.editor.source_view import SourceView

_STEPS = {"up": -1, "down": 1}
_KEYS = frozenset({*_STEPS, "enter", "tab", "escape"})
_MOST_ROWS = 8
_MOST_SHOWN = 200
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` goes in place of what stands between `column` (from 1) and the cursor; `kind` is a
    token's, for its colour; `detail` is a few words on it."""

    text: str
    column: int
    kind: str = "name"
    detail: str = ""


def fitting(completions: Sequence[Completion], line: str, column: int) -> list[Completion]:
    """Those that what is typed before `column` (from 0) begins, in any case; exact ones first."""
    found: list[tuple[bool, Completion]] = []
    for completion in completions:
        typed = line[completion.column - 1 : column]
        begins = completion.text.lower().startswith(typed.lower()) and completion.text != typed
        if begins and completion.column - 1 <= column:
            found.append((not completion.text.startswith(typed), completion))
    return [completion for _, completion in sorted(found, key=lambda item: item[0])][:_MOST_SHOWN]


class CompletionList(OptionList, can_focus=False):
    """Shows completions; the editor's keys move in it."""

    DEFAULT_CSS = """
    CompletionList {
        overlay: screen;
        constrain: inside;
        position: absolute;
        display: none;
        width: auto;
        height: auto;
        border: none;
        padding: 0;
        background: $panel;
        scrollbar-size-vertical: 1;
        &.-open { display: block; }
        &:focus { border: none; }
        & > .option-list--option-highlighted { background: $primary 60%; text-style: bold; }
        &:nocolor > .option-list--option-highlighted { text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__(compact=True)
        self._completions: list[Completion] = []
        self.moved = False  # whether the user has looked through it

    @property
    def is_open(self) -> bool:
        """Whether it is to be seen."""
        return self.has_class("-open")

    @property
    def chosen(self) -> Completion | None:
        """The one that is highlighted."""
        if not self.is_open or self.highlighted is None:
            return None
        return self._completions[self.highlighted]

    def open(self, completions: list[Completion], place: Offset) -> None:
        """Show these below `place` (a cell of the screen), or above where there is no room, the
        first highlighted; close it without any."""
        if not completions:
            self.close()
            return
        if completions != self._completions:
            self._completions = completions
            self.clear_options()
            self.add_options([Option(_prompt(completion)) for completion in completions])
            widest = max(cell_len(_prompt(completion).plain) for completion in completions)
            self.styles.width = min(widest, _WIDEST) + 3
            self.highlighted = 0
            self.moved = False
        height = min(len(completions), _MOST_ROWS)
        self.styles.height = height
        below = place.y + 1 + height <= self.screen.size.height
        self.absolute_offset = Offset(place.x, place.y + 1 if below else max(0, place.y - height))
        self.set_class(True, "-open")

    def close(self) -> None:
        """Hide it."""
        self._completions = []
        self.set_class(False, "-open")

    def move(self, step: int) -> None:
        """Highlight another, going round."""
        self.moved = True
        if self.highlighted is not None:
            self.highlighted = (self.highlighted + step) % len(self._completions)


def _prompt(completion: Completion) -> Content:
    detail = f"  {completion.detail}" if completion.detail else ""
    return Content.assemble(completion.text, (detail, "$text-muted"))


class Offer:
    """What is offered at one place of an editor, and the list that shows it."""

    def __init__(self, editor: SourceView) -> None:
        self._editor = editor
        self._completions: Sequence[Completion] = ()
        self._place: Location = (0, 0)
        self._list: CompletionList | None = None

    def make(self, completions: Sequence[Completion], place: Location) -> None:
        """Offer these for `place` (row and column from 0), if the cursor is still in that word."""
        row, column = self._editor.cursor_location
        typed = self._editor.source.lines[row][place[1] : column]
        still = row == place[0] and column >= place[1] and is_word(typed)
        self._place = place
        self._completions = completions if still else ()
        self.follow()

    def follow(self) -> None:
        """The cursor has moved: show what still fits there."""
        if not self._completions:
            self.withdraw()
            return
        editor = self._editor
        row, column = editor.cursor_location
        found: list[Completion] = []
        if row == self._place[0] and column >= self._place[1] and editor.selection.is_empty:
            found = fitting(self._completions, editor.source.lines[row], column)
        if not found:
            self.withdraw()
            return
        if self._list is None:
            self._list = CompletionList()
            editor.screen.mount(self._list)
        start = found[0].column - 1
        cells = editor.get_column_width(row, column) - editor.get_column_width(row, start)
        self._list.open(found, editor.cursor_screen_offset - Offset(cells, 0))

    def withdraw(self) -> None:
        """Offer nothing any more."""
        self._completions = ()
        if self._list is not None and self._list.is_open:
            self._list.close()

    def takes(self, key: str) -> bool:
        """Whether a key is for the list. Enter ends the line when what is typed is whole, though
        something longer begins like it."""
        if self._list is None or not self._list.is_open or key not in _KEYS:
            return False
        return key != "enter" or self._list.moved or not self._typed_whole()

    def _typed_whole(self) -> bool:
        row, column = self._editor.cursor_location
        line = self._editor.source.lines[row]
        return any(
            completion.text == line[completion.column - 1 : column]
            for completion in self._completions
        )

    def answer(self, key: str) -> Change | None:
        """Do what a key of the list does; the change where one was chosen."""
        if self._list is None:
            return None
        if key in _STEPS:
            self._list.move(_STEPS[key])
            return None
        chosen = self._list.chosen if key != "escape" else None
        self.withdraw()
        row, column = self._editor.cursor_location
        return Change((row, chosen.column - 1), (row, column), chosen.text) if chosen else None
