"""The server as a process of its own, as `process` starts it.

Its argument is a file descriptor: one end of a socket pair. The first line that comes over it holds
the options; then come requests, and responses and batches of events go back. The process ends when
it is told to, by SIGTERM, and when the pipe ends; a terminal's signals are not for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys

from hjx_studio.language.diagnostics import HjxError
from hjx_studio.server.feed import Feed
from hjx_studio.server.lines import Lines
from hjx_studio.server.logs import log_to_file
from hjx_studio.server.loop import run, settle
from hjx_studio.server.options import ServerOptions
from hjx_studio.server.server import Server
from hjx_studio.session import codec
from hjx_studio.session.commands import Done, Refused, Reply, Request, Response, Shutdown
from hjx_studio.session.events import EventBatch

_SWITCH_INTERVAL = 0.0005  # seconds: a build in its thread holds a click up no longer than this
_log = logging.getLogger(__name__)


class Child:
    """The pipe's end in the server process."""

    def __init__(self) -> None:
        self._ended = asyncio.Event()
        self._server: Server | None = None
        self._feed = Feed(self._deliver)
        self._options: asyncio.Future[ServerOptions] = asyncio.get_running_loop().create_future()
        self._waiting: list[bytes] = []
        self._lines = Lines(self._received, self._lost, self._hold)

    async def serve(self, pipe: socket.socket) -> None:
        """Serve until told to end."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._ended.set)
        await loop.connect_accepted_socket(lambda: self._lines, pipe)
        try:
            self._server = await Server.start(await self._options)
        except HjxError as error:
            self._answer(0, Refused(str(error)))
            self._lines.close()
            return
        settle()
        self._server.host.add_feed(self._feed)
        self._answer(0, self._server.host.snapshot())
        for line in self._waiting:
            self._received(line)
        await self._ended.wait()
        await self._server.stop()
        self._lines.close()

    def _received(self, line: bytes) -> None:
        if not self._options.done():
            self._options.set_result(ServerOptions.decode(line))
        elif self._server is None:
            self._waiting.append(line)
        else:
            self._request(line, self._server)

    def _request(self, line: bytes, server: Server) -> None:
        try:
            request = codec.decode(line)
        except codec.CodecError:
            _log.exception("a line of the pipe is not one of ours")
            return
        if not isinstance(request, Request):
            _log.error("a request was expected, not %s", type(request).__name__)
            return
        if isinstance(request.command, Shutdown):
            self._answer(request.number, Done())
            self._ended.set()
            return
        try:
            reply = server.host.request(request.command, self._feed)
        except Exception:
            _log.exception("a command failed")
            reply = Refused("something went wrong in the server; its log says what")
        self._answer(request.number, reply)

    def _answer(self, number: int, reply: Reply) -> None:
        self._lines.send(codec.encode(Response(number, reply)))

    def _deliver(self, batch: EventBatch) -> None:
        self._lines.send(codec.encode(batch))

    def _hold(self, held: bool) -> None:
        if held:
            self._feed.hold()
        else:
            self._feed.release()

    def _lost(self) -> None:
        if not self._options.done():
            self._options.cancel()
        self._ended.set()


async def _serve(pipe: socket.socket) -> None:
    await Child().serve(pipe)


def main() -> None:
    """Serve for the process at the other end of the pipe."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    log_to_file()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    with contextlib.suppress(asyncio.CancelledError):  # the pipe ended before it said what to serve
        run(_serve(socket.socket(fileno=int(sys.argv[1]))))
