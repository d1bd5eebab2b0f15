"""The server in a process of its own, as who has started it sees it.

`ServerProcess.start` waits until the server listens and needs no event loop, so that it can stand
before a screen is opened. Its coroutines run on the loop of whoever calls them first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable

from hjx_studio.language.diagnostics import HjxError
from hjx_studio.server.lines import Lines
from hjx_studio.server.logs import log_path, open_log
from hjx_studio.server.options import ServerOptions
from hjx_studio.session import codec
from hjx_studio.session.commands import (
    Command,
    Refused,
    Reply,
    Request,
    Response,
    ServerGoneError,
    Shutdown,
)
from hjx_studio.session.events import EventBatch, ServerSnapshot

_START = 30.0  # seconds that a server has to listen
_END = 6.0  # seconds that it has to end once told to
_KILL = 2.0  # seconds between asking to end and killing

# modules are looked for where this process looks, never where it happens to be started
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from hjx_studio.server.child import main; main()"
)


class StartError(HjxError):
    """The server did not start; its text says why."""


class ServerProcess:
    """A running server. Make one with `start`; `close` it, or at the least `stop` it."""

    def __init__(
        self, process: subprocess.Popen[bytes], pipe: socket.socket, first: ServerSnapshot
    ) -> None:
        self._process = process
        self._pipe = pipe
        self._first = first
        self._number = 0
        self._replies: dict[int, asyncio.Future[Reply]] = {}
        self._listeners: list[Callable[[EventBatch], None]] = []
        self._lost_listeners: list[Callable[[str], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lines = Lines(self._received, self._ended)
        self._attached: asyncio.Future[None] | None = None
        self._closing = False
        self._gone = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs that browsers open."""
        return self._first.addresses

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @classmethod
    def start(cls, options: ServerOptions) -> ServerProcess:
        """Start a server and wait until it listens. Raises `StartError`."""
        ours, theirs = socket.socketpair()
        with theirs, open_log() as log:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-c", _PROGRAM, str(theirs.fileno()), json.dumps(sys.path)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's signals are the studio's alone
            )
        try:
            ours.settimeout(_START)
            ours.sendall(options.encode() + b"\n")
            answer = codec.decode(_read_line(ours))
        except (OSError, codec.CodecError, EOFError) as error:
            _end(process, ours)
            raise StartError(f"the server did not start; {log_path()} says why") from error
        reply = answer.reply if isinstance(answer, Response) else None
        if not isinstance(reply, ServerSnapshot):
            _end(process, ours)
            raise StartError(reply.message if isinstance(reply, Refused) else "no server answered")
        return cls(process, ours, reply)

    # --- what the studio asks ---

    async def request(self, command: Command) -> Reply:
        """Carry out a command. `ServerGoneError` when the server has ended."""
        await self._attach()
        if self._gone:
            raise ServerGoneError(self._how_it_ended())
        self._number += 1
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._replies[self._number] = answer
        self._lines.send(codec.encode(Request(self._number, command)))
        return await answer

    def subscribe(self, listener: Callable[[EventBatch], None]) -> None:
        """Call `listener` with each batch of events, on this loop."""
        self._listeners.append(listener)

    def on_lost(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with one sentence when the server ends without having been asked to."""
        self._lost_listeners.append(listener)

    async def close(self) -> None:
        """Let stopped runs go on, close every socket, end the server, and wait for that."""
        self._closing = True
        with contextlib.suppress(ServerGoneError):
            await self.request(Shutdown())
        await asyncio.get_running_loop().run_in_executor(None, self.stop)

    def stop(self) -> None:
        """End the server and wait for that; needs no event loop, and may be called twice."""
        self._closing = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._lines.close)
        _end(self._process, self._pipe)

    # --- the pipe ---

    async def _attach(self) -> None:
        if self._attached is None:
            self._loop = asyncio.get_running_loop()
            self._attached = self._loop.create_future()
            self._pipe.setblocking(False)
            await self._loop.connect_accepted_socket(lambda: self._lines, self._pipe.dup())
            self._attached.set_result(None)
        await self._attached

    def _received(self, line: bytes) -> None:
        try:
            message = codec.decode(line)
        except codec.CodecError:
            return  # of another version; whoever waits for it hears of the end
        if isinstance(message, Response):
            answer = self._replies.pop(message.number, None)
            if answer is not None and not answer.done():
                answer.set_result(message.reply)
        elif isinstance(message, EventBatch) and self._loop is not None:
            # behind whoever was woken by a response that came before
            self._loop.call_soon(self._tell, message)

    def _tell(self, batch: EventBatch) -> None:
        for listener in self._listeners:
            listener(batch)

    def _ended(self) -> None:
        self._gone = True
        how = self._how_it_ended()
        for answer in self._replies.values():
            if not answer.done():
                answer.set_exception(ServerGoneError(how))
        self._replies.clear()
        if not self._closing:
            for listener in self._lost_listeners:
                listener(how)

    def _how_it_ended(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        code = self._process.returncode
        if code is None:
            return "the server has closed its pipe"
        how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
        return f"the server {how}; {log_path()} may say why"


def _read_line(pipe: socket.socket) -> bytes:
    parts: list[bytes] = []
    while True:
        # exactly to the line's end: what follows it belongs to whoever reads next
        ahead = pipe.recv(65_536, socket.MSG_PEEK)
        if not ahead:
            raise EOFError
        end = ahead.find(b"\n")
        parts.append(pipe.recv(len(ahead) if end < 0 else end + 1))
        if end >= 0:
            return b"".join(parts)


def _end(process: subprocess.Popen[bytes], pipe: socket.socket) -> None:
    """The pipe's end asks the process to end; one that does not is terminated, then killed."""
    with contextlib.suppress(OSError):
        pipe.shutdown(socket.SHUT_RDWR)
    pipe.close()
    for ask, seconds in ((None, _END), (process.terminate, _KILL), (process.kill, None)):
        if ask is not None:
            ask()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
