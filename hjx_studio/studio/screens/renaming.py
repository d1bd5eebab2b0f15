"""Ask for a name's new spelling, and say at once what stands against it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from hjx_studio.language.diagnostics import Edit
from hjx_studio.language.services.rename import RenameError
from hjx_studio.studio.plain import count_of, one_line

Try = Callable[[str], Awaitable[Sequence[Edit]]]


class RenameScreen(ModalScreen[Sequence[Edit] | None]):
    """Dismissed with the edits, or None. `attempt` gives the edits for a name or raises
    `RenameError`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close", show=False)]

    def __init__(self, name: str, attempt: Try) -> None:
        super().__init__()
        self._name_before = name
        self._attempt = attempt

    def compose(self) -> ComposeResult:
        """The name and what can be said of it."""
        with Vertical(classes="card"):
            yield Label(f"Rename {one_line(self._name_before)}", classes="card-title", markup=False)
            field = Input(self._name_before, id="rename-name", compact=True, select_on_focus=True)
            yield field
            yield Label("", id="rename-error", classes="card-error", markup=False)
            yield Label("Enter renames, Escape leaves it", classes="card-label", markup=False)

    def on_mount(self) -> None:
        """The name is selected, so that typing replaces it."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._judge(event.value.strip(), go=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self._judge(event.value.strip(), go=True)

    @work(exclusive=True, group="judge")
    async def _judge(self, name: str, *, go: bool) -> None:
        label = self.query_one("#rename-error", Label)
        if name == self._name_before:
            label.update("")
            if go:
                self.dismiss(None)
            return
        try:
            edits = await self._attempt(name)
        except RenameError as error:
            label.update(Content(one_line(str(error))))
            label.set_class(True, "-bad")
            return
        if go:
            self.dismiss(edits)
        label.update(Content(f"It stands in {count_of(len(edits), 'place')}"))
        label.set_class(False, "-bad")

    def action_leave(self) -> None:
        """Rename nothing."""
        self.dismiss(None)
