"""Between the server and the screen: keeps the model up to date, and asks for what users want."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from hjx_studio.session.commands import (
    Command,
    FetchVariables,
    Refused,
    Reply,
    ServerGoneError,
    TakeSnapshot,
    Variables,
)
from hjx_studio.session.events import EventBatch, ServerSnapshot
from hjx_studio.studio.backend import Backend
from hjx_studio.studio.model import Model, Topic
from hjx_studio.studio.session_model import CLIENTS_SHOWN, SessionModel


class Bridge:
    """Batches in, commands out. After `close` nothing more reaches the screen."""

    def __init__(self, backend: Backend) -> None:
        self.model = Model()
        self._backend = backend
        self._tell: Callable[[Topic], None] | None = None
        self._early: list[EventBatch] | None = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def open(self, tell: Callable[[Topic], None]) -> None:
        """Take a snapshot, then the events that follow it; `tell` hears which topics changed.

        `tell` is called on the loop, from outside of any widget, and must not block.
        `ServerGoneError` when the server has ended already.
        """
        self._backend.on_lost(self._lose)
        self._backend.subscribe(self._receive)
        await self._take_snapshot()
        if not self._closed:
            self._tell = tell
            tell(Topic.ALL)

    async def _take_snapshot(self) -> None:
        reply = await self.ask(TakeSnapshot())
        if isinstance(reply, ServerSnapshot):
            self.model.take(reply)
        # A batch may overtake the coroutine that waits for the snapshot that it follows.
        early, self._early = self._early, None
        for batch in early or ():
            self.model.apply(batch)

    async def ask(self, command: Command) -> Reply:
        """The server's answer; when it has ended, a refusal that says so."""
        try:
            return await self._backend.request(command)
        except ServerGoneError as error:
            return Refused(str(error) or "the server has ended")

    async def close(self) -> None:
        """Let go of the screen, then end the server."""
        if self._closed:
            return
        self._closed = True
        self._tell = None
        for task in self._tasks:
            task.cancel()
        await self._backend.close()

    def _receive(self, batch: EventBatch) -> None:
        if self._closed:
            return
        if batch.stale and self._early is None:
            # Events were given up before these: only a new snapshot tells what is true now.
            self._early = []
            self._begin(self._begin_anew())
        elif self._early is not None:
            self._early.append(batch)
        else:
            self._told(self.model.apply(batch))
            if self.model.unknown:
                self._look_at_clients()

    def _look_at_clients(self) -> None:
        """Ask what clients have of their own in a build that is new."""
        names, self.model.unknown = self.model.unknown, set()
        for session in [self.model.sessions[name] for name in names if name in self.model.sessions]:
            for client in list(session.clients)[:CLIENTS_SHOWN]:
                self._begin(self._fetch_local(session, client))

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch_local(self, session: SessionModel, client: str) -> None:
        reply = await self.ask(FetchVariables(session.name, "local", (), client))
        if isinstance(reply, Variables) and not self._closed:
            session.put_local(client, reply.variables)
            self._told(Topic.STATE)

    async def _begin_anew(self) -> None:
        await self._take_snapshot()
        self._told(Topic.ALL)

    def _told(self, topics: Topic) -> None:
        if topics and self._tell is not None:
            self._tell(topics)

    def _lose(self, reason: str) -> None:
        if self._closed:
            return
        self._told(self.model.lose(reason))
