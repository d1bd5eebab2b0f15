"""A question with a few answers, laid over the studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

from hjx_studio.studio.plain import many_lines


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be answered: a letter that does, a name, and what is returned."""

    key: str
    name: str
    value: str
    good: bool = False


class Question(ModalScreen[str]):
    """Asks; dismissed with the value of the answer, the last one's for Escape.

    No answer is chosen by Enter alone until the focus was moved there by hand or a letter was
    typed: keys that were meant for the editor must not answer.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "refuse", "Cancel", show=False),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
    ]
    AUTO_FOCUS = None

    def __init__(self, title: str, text: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Title, text, and a button for each answer."""
        with Vertical(classes="card"):
            yield Label(many_lines(self._title), classes="card-title", markup=False)
            yield Label(many_lines(self._text), classes="card-text", markup=False)
            with Horizontal(classes="card-buttons"):
                for answer in self._answers:
                    yield Button(
                        f"{answer.name} ({answer.key})",
                        id=f"answer-{answer.value}",
                        variant="primary" if answer.good else "default",
                        compact=True,
                    )

    def on_key(self, event: events.Key) -> None:
        """A letter answers."""
        for answer in self._answers:
            if event.key == answer.key:
                event.stop()
                self.dismiss(answer.value)
                return

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("answer-"))

    def action_refuse(self) -> None:
        """The last answer is the careful one."""
        self.dismiss(self._answers[-1].value)


def ask_unsaved(name: str) -> Question:
    """What to do with text that is not saved, before leaving."""
    return Question(
        f"{name} is not saved",
        "Its changes are lost unless you save them.",
        (
            Answer("s", "Save and quit", "save", good=True),
            Answer("d", "Discard and quit", "discard"),
            Answer("c", "Cancel", "cancel"),
        ),
    )


def ask_conflict(name: str) -> Question:
    """What to do when the file to be saved was changed by another program."""
    return Question(
        f"{name} changed on disk",
        "Another program wrote it since it was read here.",
        (
            Answer("o", "Overwrite it", "overwrite"),
            Answer("r", "Reload it", "reload"),
            Answer("c", "Cancel", "cancel", good=True),
        ),
    )


def ask_create(name: str) -> Question:
    """Whether to create a file that does not exist."""
    return Question(
        f"{name} does not exist",
        "Create it with a small counter to start from?",
        (Answer("y", "Create it", "create", good=True), Answer("n", "Leave", "leave")),
    )
