"""A running server for a test: in this process or in one of its own, on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from hjx_studio.server.local import LocalServer
from hjx_studio.server.options import ServerOptions
from hjx_studio.session.commands import TakeSnapshot
from hjx_studio.session.events import Event, EventBatch, ServerSnapshot
from tests.support.sources import COUNTER
from tests.support.websocket import WebSocket


def options_for(path: Path, **more: Any) -> ServerOptions:
    """Options for a server on a free port."""
    return replace(ServerOptions(entry=str(path), port=0), **more)


@dataclass
class Serving:
    """A server in this process, the sockets that a test opened, and what its observer saw."""

    server: LocalServer
    path: Path
    sockets: list[WebSocket] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    snapshot: ServerSnapshot | None = None

    @property
    def url(self) -> str:
        return self.server.addresses[0]

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    async def open(self, path: str = "/hjx", headers: str = "") -> WebSocket:
        """A socket that is closed with the server."""
        socket = await WebSocket.open(self.port, path, headers=headers)
        self.sockets.append(socket)
        return socket

    async def get(
        self, path: str, method: str = "GET", **settings: Any
    ) -> tuple[aiohttp.ClientResponse, str]:
        """An answer and its text, redirects not followed."""
        settings.setdefault("allow_redirects", False)
        async with (
            aiohttp.ClientSession() as client,
            client.request(method, f"http://127.0.0.1:{self.port}{path}", **settings) as answer,
        ):
            return answer, await answer.text()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the server does on its own."""
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - what is waited for is in the code under test
                await asyncio.sleep(0.005)

    async def event(self, kind: type[Event]) -> Event:
        """The last event of a kind, once there is one."""
        await self.until(lambda: any(isinstance(event, kind) for event in self.events))
        return [event for event in self.events if isinstance(event, kind)][-1]


@asynccontextmanager
async def serving(path: Path, source: str | None = COUNTER, **more: Any) -> AsyncIterator[Serving]:
    """Serve `source` from a file at `path`, observed from the start."""
    if source is not None:
        path.write_text(source)  # noqa: ASYNC240 - nothing else runs yet
    server = await LocalServer.start(options_for(path, **more))
    running = Serving(server, path)

    def observe(batch: EventBatch) -> None:
        running.events += batch.events

    server.subscribe(observe)
    reply = await server.request(TakeSnapshot())
    assert isinstance(reply, ServerSnapshot)
    running.snapshot = reply
    try:
        yield running
    finally:
        await server.close()
        for socket in running.sockets:
            await socket.close()
