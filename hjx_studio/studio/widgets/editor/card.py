"""A few lines on the word or the call at the cursor, beside it. It never takes the focus."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.document._document import Location
from textual.geometry import Offset
from textual.widgets import Static

from hjx_studio.studio.plain import one_line

if TYPE_CHECKING:
    from hjx_studio.studio.widgets.editor.source_view import SourceView

_WIDEST = 72


@dataclass(frozen=True, slots=True)
class Card:
    """What is said: `form` is how something is written, `strong` the part of it that matters now
    (from, up to), `lines` the sentences below it. A card that `follows` is about the call that the
    cursor is in, and is asked for anew as the cursor moves in it."""

    form: str
    lines: tuple[str, ...] = ()
    strong: tuple[int, int] | None = None
    follows: bool = False

    def drawn(self) -> Content:
        """The text with its emphasis, wrapped; all of it safe to show."""
        form = one_line(self.form)
        content = Content(form).stylize("$text-primary")
        start, end = self.strong or (0, len(form))
        rows = [content.stylize("bold", start, end)] if form else []
        for line in self.lines:
            rows += [Content(row) for row in textwrap.wrap(one_line(line), _WIDEST)]
        return Content("\n").join(rows)


class CardBox(Static, can_focus=False):
    """Shows a card."""

    DEFAULT_CSS = """
    CardBox {
        overlay: screen;
        constrain: inside;
        position: absolute;
        display: none;
        width: auto;
        height: auto;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        &.-open { display: block; }
        &:nocolor { text-style: reverse; }
    }
    """

    def open(self, content: Content, place: Offset) -> None:
        """Show it above a cell of the screen, or below where there is no room."""
        self.update(content)
        rows = content.plain.split("\n")
        width = max(cell_len(row) for row in rows) + 2
        self.styles.width = min(width, self.screen.size.width)
        height = len(rows)
        self.styles.height = height
        y = place.y - height if place.y > height else place.y + 1
        self.absolute_offset = Offset(place.x, y)
        self.set_class(True, "-open")


class Cards:
    """The card of one editor."""

    def __init__(self, editor: SourceView) -> None:
        self._editor = editor
        self._box: CardBox | None = None
        self._place: Location = (0, 0)
        self._follows = False

    @property
    def is_open(self) -> bool:
        """Whether one is to be seen."""
        return self._box is not None and self._box.has_class("-open")

    @property
    def follows(self) -> bool:
        """Whether the one that is seen goes with the cursor."""
        return self.is_open and self._follows

    def show(self, card: Card | None, place: Location) -> None:
        """Show a card that was asked for at a place (row and column from 0), unless the cursor is
        elsewhere by now; with None, none any more."""
        editor = self._editor
        if card is None or editor.cursor_location != place or not editor.has_focus:
            self.close()
            return
        if self._box is None:
            self._box = CardBox()
            editor.screen.mount(self._box)
        self._place, self._follows = place, card.follows
        self._box.open(card.drawn(), editor.cursor_screen_offset)

    def moved(self) -> bool:
        """The cursor went elsewhere; says whether the call around it is to be looked at anew."""
        if not self.is_open or self._editor.cursor_location == self._place:
            return False
        if not self._follows:
            self.close()
        return self._follows

    def close(self) -> None:
        """Show none."""
        if self._box is not None:
            self._box.set_class(False, "-open")


def signature_card(name: str, parameters: Sequence[str], active: int | None, sentence: str) -> Card:
    """What a call takes, with the parameter at the cursor emphasised."""
    form = f"{name}({', '.join(parameters)})"
    strong = (0, 0)
    if active is not None and active < len(parameters):
        start = len(name) + 1 + sum(len(parameter) + 2 for parameter in parameters[:active])
        strong = (start, start + len(parameters[active]))
    return Card(form, (sentence,) if sentence else (), strong, follows=True)
