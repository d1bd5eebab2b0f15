"""The state pane: every value of the session, live, with what the last event changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input

from hjx_studio.session.commands import (
    FetchValue,
    Refused,
    SetVariable,
    Text,
)
from hjx_studio.session.events import Variable
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.json_text import JsonTextError, read_json
from hjx_studio.studio.session_model import SessionModel, VariableKey
from hjx_studio.studio.widgets.items import Item, ItemRows
from hjx_studio.studio.widgets.rows import RowView
from hjx_studio.studio.widgets.values import More, ValueTree


@dataclass(frozen=True, slots=True)
class _Group:
    """The heading of a scope."""

    scope: str
    client: str | None


class StatePane(Container):
    """The values of the session that is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit the value", show=False),
        Binding("c,y,ctrl+c", "copy", "Copy the value", show=False),
    ]

    @dataclass
    class Copied(Message):
        """The user wants a value on the clipboard, as JSON text."""

        text: str

    @dataclass
    class Said(Message):
        """Something went wrong, in one sentence."""

        text: str

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(id="state")
        self._bridge = bridge
        self._rows = ItemRows()
        self._values = ValueTree(bridge, self._build)
        self._shut: set[_Group] = set()  # scopes that the user has folded
        self._editing: Variable | None = None

    def compose(self) -> ComposeResult:
        """The rows, and an input that is laid over one of them."""
        yield RowView(self._rows, name="state-rows")
        editor = Input(id="state-input", compact=True)
        editor.display = False
        yield editor

    @property
    def view(self) -> RowView:
        """The rows."""
        return self.query_one("#state-rows", RowView)

    # --- showing ----------------------------------------------------------------------------------

    def show(self) -> None:
        """The model's state changed: draw it, and fetch anew what is open."""
        self._values.look_at(self._session)
        self._build()
        self.run_worker(self._values.refresh())

    @property
    def _session(self) -> str:
        return self._bridge.model.session.name

    def _build(self) -> None:
        view = self.view
        before = self._rows.at(view.cursor)
        self._rows.items = list(self._items(self._bridge.model.session))
        view.empty_text = (
            "The component has no state."
            if self._bridge.model.session.build
            else "No state yet. It shows here as soon as the component has a good build."
        )
        view.cursor = self._rows.place_of(before.key) if before is not None else None
        view.renew()

    def _items(self, session: SessionModel) -> Iterator[Item]:
        for scope, client, members in session.groups():
            key = _Group(scope, client)
            name = f"{scope} (client {client})" if client else scope
            shut = key in self._shut
            yield Item(key, 0, name, kind="heading", folds=not shut)
            if not shut:
                yield from self._values.items(members, 1, session.marks)

    # --- what the user does -----------------------------------------------------------------------

    @on(RowView.Folded)
    def _fold(self, event: RowView.Folded) -> None:
        event.stop()
        item = self._rows.at(event.place)
        if item is None:
            return
        if item.folds is None or (event.how == "close" and not item.folds):
            if event.how == "close" and (parent := self._rows.parent_of(event.place)) is not None:
                self.view.put_cursor(parent)
            return
        if event.how == "open" and item.folds:
            self.view.action_move(1)
            return
        self._toggle(item)

    def _toggle(self, item: Item) -> None:
        if isinstance(item.key, _Group):
            self._shut.symmetric_difference_update({item.key})
            self._build()
        elif isinstance(item.key, VariableKey):
            self._values.toggle(item.key)
            self.run_worker(self._values.refresh())

    @on(RowView.Chosen)
    def _choose(self, event: RowView.Chosen) -> None:
        event.stop()
        item = self._rows.at(event.place)
        if item is None:
            return
        if isinstance(item.key, More):
            self.run_worker(self._values.show_more(item.key.parent))
        elif item.folds is not None:
            self._toggle(item)
        elif event.column is None:
            self.action_edit()

    def _variable_at_cursor(self) -> Variable | None:
        item = self._rows.at(self.view.cursor)
        if item is None or not isinstance(item.key, VariableKey):
            return None
        known = self._bridge.model.session.variables
        return known.get(item.key) or self._values.child(item.key)

    def action_copy(self) -> None:
        """Copy the value at the cursor as JSON."""
        variable = self._variable_at_cursor()
        if variable is not None:
            self._copy(variable)

    @work
    async def _copy(self, variable: Variable) -> None:
        text = await self._whole(variable)
        if text is not None:
            self.post_message(self.Copied(text))

    async def _whole(self, variable: Variable) -> str | None:
        """The JSON text of a value, all of it, or None after having said why not."""
        reply = await self._bridge.ask(
            FetchValue(self._session, variable.scope, variable.path, variable.client)
        )
        if isinstance(reply, Text) and reply.whole:
            return reply.text
        if isinstance(reply, Refused):
            self.post_message(self.Said(reply.message))
        elif isinstance(reply, Text):
            self.post_message(self.Said("the value is too large for this"))
        return None

    def action_edit(self) -> None:
        """Edit the value at the cursor."""
        variable = self._variable_at_cursor()
        if variable is None:
            return
        if variable.scope == "computed":
            self.post_message(self.Said(f"{variable.path[0]} is computed: it follows from others"))
            return
        self._begin_edit(variable)

    @work
    async def _begin_edit(self, variable: Variable) -> None:
        text = await self._whole(variable)
        place = self.view.cursor
        row = self._rows.at(place)
        if text is None or place is None or row is None:
            return
        used = 1 + 2 * row.depth + 2 + max(row.align, len(row.name)) + 2
        left = min(used, max(0, self.size.width - 24))
        editor = self.query_one("#state-input", Input)
        self._editing = variable
        editor.value = text
        editor.styles.offset = (left, place - round(self.view.scroll_y))
        editor.styles.width = max(12, self.size.width - left - 1)
        editor.display = True
        editor.focus()

    @on(Input.Submitted, "#state-input")
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            read_json(event.value)
        except JsonTextError as error:
            self.post_message(self.Said(f"{error}; a text needs quotes: {json.dumps('like this')}"))
            return
        if self._editing is not None:
            self._set(self._editing, event.value)

    @work
    async def _set(self, variable: Variable, value: str) -> None:
        reply = await self._bridge.ask(
            SetVariable(self._session, variable.scope, variable.path, value, variable.client)
        )
        if isinstance(reply, Refused):
            self.post_message(self.Said(reply.message))
        else:
            self.end_edit()

    @on(Input.Blurred, "#state-input")
    def _leave(self, event: Input.Blurred) -> None:
        event.stop()
        self.end_edit(keep_focus=False)

    def key_escape(self) -> None:
        """Leave the value as it is."""
        if self._editing is not None:
            self.end_edit()

    def end_edit(self, keep_focus: bool = True) -> None:
        """Take the input away."""
        if self._editing is None:
            return
        self._editing = None
        self.query_one("#state-input", Input).display = False
        if keep_focus:
            self.view.focus()
