"""A server in this process, behind the same interface as one in a process of its own.

What crosses is encoded and decoded all the same, so that nothing that works here fails there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self, TypeVar, cast

from hjx_studio.server.feed import Feed
from hjx_studio.server.options import ServerOptions
from hjx_studio.server.server import Server
from hjx_studio.session import codec
from hjx_studio.session.commands import Command, Done, Reply, ServerGoneError, Shutdown
from hjx_studio.session.events import EventBatch

T = TypeVar("T")


def _crossed(value: T) -> T:
    return cast("T", codec.decode(codec.encode(value)))


class LocalServer:
    """A running server on this event loop. Make one with `await LocalServer.start(options)`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._listeners: list[Callable[[EventBatch], None]] = []
        self._feed = Feed(self._tell)
        self._gone = False
        server.host.add_feed(self._feed)

    @classmethod
    async def start(cls, options: ServerOptions) -> LocalServer:
        """Listen and serve. Raises `ListenError` or `WorkspaceError`."""
        return cls(await Server.start(options))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs that browsers open."""
        return self.server.addresses

    async def request(self, command: Command) -> Reply:
        """Carry out a command. `ServerGoneError` when the server has ended."""
        if self._gone:
            raise ServerGoneError("the server has ended")
        if isinstance(command, Shutdown):
            await self.close()
            return Done()
        return _crossed(self.server.host.request(_crossed(command), self._feed))

    def subscribe(self, listener: Callable[[EventBatch], None]) -> None:
        """Call `listener` with each batch of events."""
        self._listeners.append(listener)

    def on_lost(self, listener: Callable[[str], None]) -> None:
        """A server in this process does not end by itself: `listener` is never called."""

    def _tell(self, batch: EventBatch) -> None:
        crossed = _crossed(batch)
        for listener in self._listeners:
            listener(crossed)

    async def close(self) -> None:
        """Let stopped runs go on, close every socket, and end the server."""
        if not self._gone:
            self._gone = True
            await self.server.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
