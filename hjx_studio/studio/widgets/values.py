"""Values that open: their children are fetched in pages, and anew when something changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from hjx_studio.session.commands import FetchVariables, Refused, Reply, Variables
from hjx_studio.session.events import Variable
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.session_model import VariableKey, key_of
from hjx_studio.studio.widgets.items import Item

PAGE = 100
NAME_WIDTH = 18
_AT_ONCE = 500  # children asked for with one command
_REST = 0.05  # seconds between two rounds of fetching, so that a busy session leaves room for keys

Marks = Mapping[VariableKey, str | None]


@dataclass(frozen=True, slots=True)
class More:
    """The key of the row that shows more children of `parent`."""

    parent: VariableKey


@dataclass(frozen=True, slots=True)
class _Page:
    """The children of a value that have been fetched, and how many it has."""

    total: int
    variables: tuple[Variable, ...]


class ValueTree:
    """Which values of a session are open, and what is in them. `changed` is called when that is."""

    def __init__(self, bridge: Bridge, changed: Callable[[], None]) -> None:
        self._bridge = bridge
        self._changed = changed
        self._session = ""
        self._open: set[VariableKey] = set()
        self._pages: dict[VariableKey, _Page] = {}
        self._stale = False
        self._fetching = False

    def look_at(self, session: str) -> None:
        """Show values of this session; those of another one are closed."""
        if session != self._session:
            self._session = session
            self._open.clear()
            self._pages.clear()

    def items(self, variables: Iterable[Variable], depth: int, marks: Marks) -> Iterator[Item]:
        """The rows of these values and of what is open in them; `marks` are what changed."""
        members = tuple(variables)
        align = min(NAME_WIDTH, max((len(member.name) for member in members), default=0))
        for member in members:
            key = key_of(member)
            opened = key in self._open and member.count > 0
            marked = key in marks
            old = marks.get(key)
            note = "" if not marked else "new" if old is None else f"was {old}"
            folds = opened if member.count else None
            yield Item(
                key, depth, member.name, member.text, member.kind, note, folds, align, marked
            )
            if opened:
                yield from self._children(key, depth + 1, marks)

    def _children(self, key: VariableKey, depth: int, marks: Marks) -> Iterator[Item]:
        page = self._pages.get(key)
        if page is None:
            yield Item((key, "wait"), depth, "…", kind="muted")
            return
        yield from self.items(page.variables, depth, marks)
        if (left := page.total - len(page.variables)) > 0:
            more = f"{left:,} more: enter shows the next {min(left, PAGE)}"
            yield Item(More(key), depth, more, kind="muted")

    def child(self, key: VariableKey) -> Variable | None:
        """A value that stands in one that is open."""
        page = self._pages.get(key._replace(path=key.path[:-1]))
        members = page.variables if page else ()
        return next((member for member in members if member.path == key.path), None)

    def toggle(self, key: VariableKey) -> None:
        """Open a value or close it; `refresh` fetches what it has."""
        self._open.symmetric_difference_update({key})
        self._changed()

    async def refresh(self) -> None:
        """Fetch what is open; asked for again meanwhile, do it once more after that."""
        self._stale = bool(self._open)
        if self._fetching:
            return
        self._fetching = True
        try:
            while self._stale:
                self._stale = False
                for key in sorted(self._open, key=lambda key: len(key.path)):
                    await self._fetch(key, PAGE)
                self._changed()
                await asyncio.sleep(_REST)
        finally:
            self._fetching = False

    async def show_more(self, key: VariableKey) -> None:
        """Fetch one more page of a value's children."""
        known = self._pages.get(key)
        await self._fetch(key, (len(known.variables) if known else 0) + PAGE)
        self._changed()

    async def _fetch(self, key: VariableKey, least: int) -> None:
        """Fetch as many children as are shown, at least `least`; what is gone is closed."""
        known = self._pages.get(key)
        wanted = max(least, len(known.variables) if known else 0)
        found: list[Variable] = []
        total = 1
        while len(found) < min(wanted, total):
            limit = min(_AT_ONCE, wanted - len(found))
            reply = await self._ask(key, len(found), limit)
            if not isinstance(reply, Variables):
                if isinstance(reply, Refused):
                    self._open.discard(key)
                    self._pages.pop(key, None)
                return
            total = reply.total
            found.extend(reply.variables)
            if not reply.variables:
                break
        fresh = key not in self._pages
        self._pages[key] = _Page(max(total, len(found)) if found else 0, tuple(found))
        if fresh:
            self._changed()

    async def _ask(self, key: VariableKey, offset: int, limit: int) -> Reply:
        return await self._bridge.ask(
            FetchVariables(self._session, key.scope, key.path, key.client, offset, limit)
        )
