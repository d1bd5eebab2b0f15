"""Pick one of several places in a source; the editor shows the one that is highlighted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from hjx_studio.language.source import Range
from hjx_studio.studio.plain import one_line


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to go to: what is said of it, and what it is."""

    range: Range
    text: str
    kind: str = ""


class PlacesScreen(ModalScreen[Range | None]):
    """Dismissed with the range that was picked, or None. Typing narrows the list down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, spots: Sequence[Spot], look: Callable[[Range], None]) -> None:
        """`look` is called with the range that is highlighted."""
        super().__init__()
        self._title = title
        self._spots = spots
        self._shown: Sequence[Spot] = spots
        self._look = look

    def compose(self) -> ComposeResult:
        """A field and the list."""
        with Vertical(classes="card", id="places-card"):
            yield Label(one_line(self._title), classes="card-title", markup=False)
            yield Input(placeholder="type to narrow down", id="places-filter", compact=True)
            yield OptionList(*map(_option, self._spots), id="places")

    def on_mount(self) -> None:
        """The first one is highlighted; keys go to the field."""
        self.query_one(Input).focus()
        self.query_one(OptionList).highlighted = 0

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        words = event.value.lower().split()
        self._shown = [
            spot
            for spot in self._spots
            if all(word in f"{spot.kind} {spot.text}".lower() for word in words)
        ]
        places = self.query_one(OptionList)
        places.clear_options()
        places.add_options(map(_option, self._shown))
        places.highlighted = 0 if self._shown else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._shown):
            self._look(self._shown[event.option_index].range)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].range)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and highlighted < len(self._shown):
            self.dismiss(self._shown[highlighted].range)

    def action_move(self, by: int) -> None:
        """Highlight another while the field has the focus."""
        places = self.query_one(OptionList)
        if self._shown:
            places.highlighted = ((places.highlighted or 0) + by) % len(self._shown)

    def action_leave(self) -> None:
        """Go nowhere."""
        self.dismiss(None)


def _option(spot: Spot) -> Option:
    place = f"{spot.range.line}:{spot.range.column}".rjust(8)
    return Option(
        Content.assemble(
            (place, "$text-muted"),
            "  ",
            (one_line(spot.kind).ljust(9), "$text-accent"),
            one_line(spot.text.strip(), 200),
        )
    )
