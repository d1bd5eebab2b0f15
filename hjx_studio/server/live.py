"""A session with its sockets and its timers: what it asks for is carried out here, in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hjx_studio.server.connection import Connection
from hjx_studio.server.frames import text_frame
from hjx_studio.session.clients import Peer
from hjx_studio.session.effects import (
    Answer,
    ClearTimer,
    Close,
    Effect,
    ResumeSoon,
    Send,
    SetTimer,
)
from hjx_studio.session.messages import ErrorMessage
from hjx_studio.session.session import Session

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Timer:
    interval: float
    due: float
    handle: asyncio.TimerHandle


class LiveSession:
    """One session, run on the event loop. `emptied` is called when its last client has left."""

    def __init__(self, session: Session, emptied: Callable[[LiveSession], None]) -> None:
        self.session = session
        self._emptied = emptied
        self._loop = asyncio.get_running_loop()
        self._connections: dict[str, Connection] = {}
        self._timers: dict[str, _Timer] = {}
        self._resume: asyncio.Handle | None = None
        self._requests: dict[int, asyncio.Future[Answer]] = {}
        self._asked = 0

    @property
    def name(self) -> str:
        """The session's name."""
        return self.session.name

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The sockets of all clients."""
        return tuple(self._connections.values())

    def join(self, connection: Connection, key: str | None, peer: Peer) -> str:
        """A socket opened; returns the client's id."""
        client, effects = self.session.connect(key, peer, time.time())
        self._connections[client] = connection
        self.carry_out(effects)
        return client

    def leave(self, client: str, reason: str) -> None:
        """A client's socket closed."""
        if self._connections.pop(client, None) is not None:
            self.carry_out(self.session.disconnect(client, reason, time.time()))
            if not self._connections:
                self._emptied(self)

    def receive(self, client: str, text: str) -> None:
        """A client's message came."""
        self.carry_out(self.session.receive(client, text, time.time()))

    @property
    def is_wanted(self) -> bool:
        """Whether a client, or a program that waits for its answer, is there."""
        return bool(self._connections or self._requests)

    async def ask(self, text: str) -> Answer:
        """Let a program without a socket ask for an event, and wait for its answer."""
        self._asked += 1
        number = self._asked
        answered: asyncio.Future[Answer] = self._loop.create_future()
        self._requests[number] = answered
        try:
            self.carry_out(self.session.request(number, text, time.time()))
            return await answered
        finally:
            self._requests.pop(number, None)

    def carry_out(self, effects: Iterable[Effect]) -> None:
        """Do what the session asks for."""
        for effect in effects:
            match effect:
                case Send(clients, data):
                    self._send(clients, data)
                case Answer(request):
                    self._answer(request, effect)
                case Close(client, code, reason):
                    if (connection := self._connections.get(client)) is not None:
                        connection.close(code, reason)
                case SetTimer(timer, interval):
                    self._set_timer(timer, interval)
                case ClearTimer(timer):
                    self._clear_timer(timer)
                case ResumeSoon():
                    if self._resume is None:
                        self._resume = self._loop.call_soon(self._resume_now)

    def _send(self, clients: tuple[str, ...], data: bytes) -> None:
        frame = text_frame(data)
        for client in clients:
            if (connection := self._connections.get(client)) is not None:
                connection.send(frame)

    def _answer(self, request: int, answer: Answer) -> None:
        waiting = self._requests.get(request)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _resume_now(self) -> None:
        self._resume = None
        self.carry_out(self.session.resume(time.time()))

    def _set_timer(self, name: str, interval: float) -> None:
        self._clear_timer(name)
        due = self._loop.time() + interval
        self._timers[name] = _Timer(interval, due, self._loop.call_at(due, self._tick, name))

    def _clear_timer(self, name: str) -> None:
        if (timer := self._timers.pop(name, None)) is not None:
            timer.handle.cancel()

    def _tick(self, name: str) -> None:
        """One tick; the next is due a whole number of intervals after the first, so that a timer
        does not drift, and ticks that were missed are not made up for."""
        timer = self._timers[name]
        late = self._loop.time() - timer.due
        timer.due += timer.interval * (int(late // timer.interval) + 1 if late > 0 else 1)
        timer.handle = self._loop.call_at(timer.due, self._tick, name)
        self.carry_out(self.session.tick(name, time.time()))

    async def close(self, code: int, reason: str) -> None:
        """Stop the timers, tell who waits for an answer why there is none, close every socket."""
        for name in tuple(self._timers):
            self._clear_timer(name)
        if self._resume is not None:
            self._resume.cancel()
            self._resume = None
        ended = ErrorMessage("abandoned", f"{reason}; nothing was changed").encode()
        for request in tuple(self._requests):
            self._answer(request, Answer(request, ended, "abandoned", 0))
        connections = self.connections
        for connection in connections:
            connection.close(code, reason)
        await asyncio.gather(*(connection.closed() for connection in connections))
