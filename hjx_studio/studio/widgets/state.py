"""The state pane: every value of the session, live, with what the last event changed."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
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
    FetchVariables,
    Refused,
    SetVariable,
    Text,
    Variables,
)
from hjx_studio.session.events import Variable
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.json_text import JsonTextError, read_json
from hjx_studio.studio.model import SessionModel, VariableKey, key_of
from hjx_studio.studio.widgets.items import Item, ItemRows
from hjx_studio.studio.widgets.rows import RowView

PAGE = 100
NAME_WIDTH = 18


@dataclass(frozen=True, slots=True)
class _Page:
    """The children of a value that have been fetched, and how many it has."""

    total: int
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """The heading of a scope."""

    scope: str
    client: str | None


@dataclass(frozen=True, slots=True)
class _More:
    """The row that shows more children."""

    parent: VariableKey


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
        self._open: set[Hashable] = set()  # values whose children show
        self._shut: set[Hashable] = set()  # scopes that the user has folded
        self._pages: dict[VariableKey, _Page] = {}
        self._session = ""
        self._editing: Variable | None = None
        self._stale = False
        self._fetching = False

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
        session = self._bridge.model.session
        if session.name != self._session:
            self._session = session.name
            self._pages.clear()
            self._open.clear()
        self._build()
        if self._open:
            self._fetch_open()

    def _build(self) -> None:
        view = self.view
        key = None
        if view.cursor is not None and view.cursor < len(self._rows.items):
            key = self._rows.items[view.cursor].key
        self._rows.items = list(self._items(self._bridge.model.session))
        view.empty_text = "No state yet. It shows here as soon as the component has a good build."
        view.cursor = self._rows.place_of(key) if key is not None else None
        view.renew()

    def _items(self, session: SessionModel) -> Iterator[Item]:
        for scope, client, members in session.groups():
            key = _Group(scope, client)
            name = f"{scope} (client {client})" if client else scope
            shut = key in self._shut
            yield Item(key, 0, name, kind="heading", folds=not shut)
            if not shut:
                yield from self._members(session, tuple(members), 1)

    def _members(
        self, session: SessionModel, members: tuple[Variable, ...], depth: int
    ) -> Iterator[Item]:
        align = min(NAME_WIDTH, max((len(member.name) for member in members), default=0))
        for member in members:
            key = key_of(member)
            opened = key in self._open
            marked = key in session.marks
            old = session.marks.get(key)
            note = "" if not marked else "new" if old is None else f"was {old}"
            folds = opened if member.count else None
            value = member.text
            yield Item(key, depth, member.name, value, member.kind, note, folds, align, marked)
            page = self._pages.get(key)
            if not (opened and member.count):
                continue
            if page is None:
                yield Item((key, "wait"), depth + 1, "…", kind="muted")
                continue
            yield from self._members(session, page.variables, depth + 1)
            if (left := page.total - len(page.variables)) > 0:
                more = f"{left:,} more: enter shows the next {min(left, PAGE)}"
                yield Item(_More(key), depth + 1, more, kind="muted")

    # --- fetching ---------------------------------------------------------------------------------

    def _fetch_open(self) -> None:
        """Fetch what is open; asked for again meanwhile, it is done once more after that."""
        self._stale = True
        if not self._fetching:
            self._fetching = True
            self._fetch()

    @work
    async def _fetch(self) -> None:
        try:
            while self._stale:
                self._stale = False
                for item in [item for item in self._rows.items if item.folds]:
                    if isinstance(item.key, VariableKey):
                        await self._fetch_page(item.key, PAGE)
                self._build()
        finally:
            self._fetching = False

    async def _fetch_page(self, key: VariableKey, least: int) -> None:
        known = self._pages.get(key)
        limit = max(least, len(known.variables) if known else 0)
        reply = await self._bridge.ask(
            FetchVariables(self._session, key.scope, key.path, key.client, 0, limit)
        )
        if isinstance(reply, Variables):
            fresh = key not in self._pages
            self._pages[key] = _Page(reply.total, reply.variables)
            if fresh:
                self._build()
        elif isinstance(reply, Refused):
            self._pages.pop(key, None)
            self._open.discard(key)

    # --- what the user does -----------------------------------------------------------------------

    @on(RowView.Folded)
    def _fold(self, event: RowView.Folded) -> None:
        event.stop()
        item = self._rows.items[event.place]
        if item.folds is None or (event.how == "close" and not item.folds):
            if event.how == "close" and (parent := self._rows.parent_of(event.place)) is not None:
                self.view.put_cursor(parent)
            return
        if event.how == "open" and item.folds:
            self.view.action_move(1)
            return
        self._toggle(item)

    def _toggle(self, item: Item) -> None:
        switched = self._shut if isinstance(item.key, _Group) else self._open
        switched.symmetric_difference_update({item.key})
        self._build()
        if item.key in self._open:
            self._fetch_open()

    @on(RowView.Chosen)
    def _choose(self, event: RowView.Chosen) -> None:
        event.stop()
        item = self._rows.items[event.place]
        if isinstance(item.key, _More):
            self._show_more(item.key.parent)
        elif item.folds is not None:
            self._toggle(item)
        elif event.column is None:
            self.action_edit()

    @work
    async def _show_more(self, key: VariableKey) -> None:
        known = self._pages.get(key)
        await self._fetch_page(key, (len(known.variables) if known else 0) + PAGE)
        self._build()

    def _variable_at_cursor(self) -> Variable | None:
        place = self.view.cursor
        if place is None or place >= len(self._rows.items):
            return None
        key = self._rows.items[place].key
        known = self._bridge.model.session.variables
        if not isinstance(key, VariableKey):
            return None
        if key in known:
            return known[key]
        page = self._pages.get(key._replace(path=key.path[:-1]))
        members = page.variables if page else ()
        return next((member for member in members if member.path == key.path), None)

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
        if text is None or place is None:
            return
        row = self._rows.items[place]
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
