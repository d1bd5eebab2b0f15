"""A studio whose server answers one question with an error that nothing expects; for a test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from hjx_studio.server.options import ServerOptions
from hjx_studio.server.process import ServerProcess
from hjx_studio.session.commands import Command, FetchHandlers, Reply
from hjx_studio.session.events import EventBatch
from hjx_studio.studio.app import StudioApp


class Faulty:
    """A real server, but asked for handlers it fails in a way that no server may."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server

    async def request(self, command: Command) -> Reply:
        if isinstance(command, FetchHandlers):
            raise ZeroDivisionError("made for a test")
        return await self._server.request(command)

    def subscribe(self, listener: Callable[[EventBatch], None]) -> None:
        self._server.subscribe(listener)

    def on_lost(self, listener: Callable[[str], None]) -> None:
        self._server.on_lost(listener)

    async def close(self) -> None:
        await self._server.close()


def main(path: Path) -> int:
    server = ServerProcess.start(ServerOptions(str(path), port=0))
    try:
        app = StudioApp(Faulty(server), path, path.read_text())
        app.run()
        return app.return_code or 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
