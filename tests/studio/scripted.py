"""A server that says what a test tells it to: for what a real one does rarely, or too fast."""

from __future__ import annotations

from collections.abc import Callable

from hjx_studio.session.commands import Command, Done, Reply, ServerGoneError, TakeSnapshot
from hjx_studio.session.events import (
    ClientView,
    Event,
    EventBatch,
    ServerSnapshot,
    SessionSnapshot,
    Variable,
)


def snapshot(revision: int = 0) -> ServerSnapshot:
    """One session with one client and a count that reads as its revision."""
    client = ClientView("c1", "127.0.0.1:9", "Agent", "hjx.patch.v1", 1.0, revision)
    count = Variable("state", ("count",), "number", str(revision))
    session = SessionSnapshot("main", revision, "b", (client,), (count,), None, 0, (), ())
    return ServerSnapshot(("http://127.0.0.1:1",), "counter.hjx", (session,), None, False, ())


class ScriptedServer:
    """Answers from `answers` by the command's class, else with `Done`; `tell` sends events."""

    def __init__(self) -> None:
        self.answers: dict[type[object], Reply] = {TakeSnapshot: snapshot()}
        self.asked: list[Command] = []
        self.closed = 0
        self.gone = False
        self._listener: Callable[[EventBatch], None] | None = None
        self._lost: Callable[[str], None] | None = None

    async def request(self, command: Command) -> Reply:
        self.asked.append(command)
        if self.gone:
            raise ServerGoneError("the server was killed")
        return self.answers.get(type(command), Done())

    def subscribe(self, listener: Callable[[EventBatch], None]) -> None:
        self._listener = listener

    def on_lost(self, listener: Callable[[str], None]) -> None:
        self._lost = listener

    async def close(self) -> None:
        self.closed += 1

    def tell(self, *events: Event, stale: bool = False) -> None:
        """Send a batch."""
        assert self._listener is not None
        self._listener(EventBatch(events, stale=stale))

    def end(self, reason: str) -> None:
        """End without having been asked to."""
        assert self._lost is not None
        self._lost(reason)
