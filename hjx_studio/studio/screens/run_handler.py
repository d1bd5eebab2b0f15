"""Pick a handler and run it by hand, with arguments, as a client or for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList, Select
from textual.widgets.option_list import Option

from hjx_studio.session.events import HandlerView
from hjx_studio.studio.json_text import JsonTextError, read_arguments
from hjx_studio.studio.plain import one_line

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What to run: the arguments as JSON text, `client` None for nobody."""

    handler: str
    arguments_json: str
    client: str | None
    step: bool


def signature(handler: HandlerView) -> str:
    """`remove(id)`."""
    return f"{handler.name}({', '.join(handler.parameters)})"


class RunHandlerScreen(ModalScreen[Call | None]):
    """Dismissed with what to run, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("ctrl+r", "go(False)", "Run", show=False, priority=True),
        Binding("ctrl+t,f10", "go(True)", "Step", show=False, priority=True),
    ]

    def __init__(
        self, handlers: Sequence[HandlerView], clients: Sequence[str], last: dict[str, Call]
    ) -> None:
        """Handlers to choose from, and by name how each was called the last time."""
        super().__init__()
        self._handlers = handlers
        self._clients = clients
        self._last = last

    def compose(self) -> ComposeResult:
        """The handlers, the arguments, the client, and the buttons."""
        with Vertical(classes="card", id="run-card"):
            yield Label("Run a handler by hand", classes="card-title", markup=False)
            yield OptionList(
                *(Option(Content(one_line(signature(handler)))) for handler in self._handlers),
                id="run-handlers",
            )
            yield Label("Arguments, a JSON list", classes="card-label", markup=False)
            yield Input(id="run-arguments", compact=True)
            yield Label("", id="run-error", classes="card-error", markup=False)
            yield Label("As client", classes="card-label", markup=False)
            options = [
                (Content("nobody"), NOBODY),
                *((Content(client), client) for client in self._clients),
            ]
            yield Select(options, value=NOBODY, allow_blank=False, id="run-client", compact=True)
            with Horizontal(classes="card-buttons"):
                yield Button("Run (^R)", id="run-go", variant="primary", compact=True)
                yield Button("Step (^T)", id="run-step", compact=True)
                yield Button("Cancel (Esc)", id="run-cancel", compact=True)

    def on_mount(self) -> None:
        """Begin at the handler that was run last."""
        names = [handler.name for handler in self._handlers]
        last = next((name for name in reversed(self._last) if name in names), None)
        self.query_one(OptionList).highlighted = names.index(last) if last else 0
        if len(names) == 1:  # nothing to choose: what is typed is meant for the arguments
            self.query_one("#run-arguments", Input).focus()

    @property
    def _handler(self) -> HandlerView:
        return self._handlers[self.query_one(OptionList).highlighted or 0]

    @on(OptionList.OptionHighlighted)
    def _offer(self) -> None:
        """Offer what the handler was called with the last time, else a null for each parameter."""
        handler = self._handler
        last = self._last.get(handler.name)
        nulls = f"[{', '.join('null' for _ in handler.parameters)}]"
        self.query_one("#run-arguments", Input).value = last.arguments_json if last else nulls
        if last and last.client in self._clients:
            self.query_one(Select).value = last.client
        self._check()

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        field = self.query_one("#run-arguments", Input)
        field.focus()

    @on(Input.Changed)
    def _check(self) -> bool:
        """Say what is wrong with the arguments as they are typed."""
        label = self.query_one("#run-error", Label)
        try:
            given = len(read_arguments(self.query_one("#run-arguments", Input).value))
        except JsonTextError as error:
            label.update(Content(str(error)))
            label.set_class(True, "-bad")
            return False
        wanted = len(self._handler.parameters)
        names = ", ".join(self._handler.parameters) or "no arguments"
        text = names if given == wanted else f"{given} given; it takes {names}"
        label.update(Content(one_line(text)))
        label.set_class(False, "-bad")
        return True

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_go(False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "run-cancel":
            self.dismiss(None)
        else:
            self.action_go(event.button.id == "run-step")

    def action_go(self, step: bool) -> None:
        """Run it, if the arguments can be read."""
        if not self._check():
            self.query_one("#run-arguments", Input).focus()
            return
        client = self.query_one(Select).value
        text = self.query_one("#run-arguments", Input).value.strip() or "[]"
        chosen = client if isinstance(client, str) and client != NOBODY else None
        self.dismiss(Call(self._handler.name, text, chosen, step))

    def action_leave(self) -> None:
        """Run nothing."""
        self.dismiss(None)
