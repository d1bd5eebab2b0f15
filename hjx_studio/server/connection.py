"""One WebSocket: what comes in is read in turns and within limits, what goes out is never awaited.

A client that does not take what it is sent delays nobody: frames are handed to its own transport,
and one that falls too far behind is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import orjson
from aiohttp import WSMsgType, web

from hjx_studio.server.frames import text_frame
from hjx_studio.server.metrics import Metrics
from hjx_studio.server.options import Limits
from hjx_studio.session.messages import ErrorMessage, MessageId
from hjx_studio.session.views import PATCH_PROTOCOL

SOCKET_LIMIT = 1024 * 1024  # bytes of one message, or more where more may be sent at all; beyond
# it the socket closes
HEARTBEAT = 20.0  # seconds between two pings
TURN = 16  # messages that one client may have handled before others get a turn
_HANDSHAKE = 1.0  # seconds that a client has to answer a close
_REFUSED_LIMIT = 2_000  # messages refused in one go before the socket closes
_GOES_ON = 5.0  # seconds of refusing before the socket closes
_END_REASONS = {1006: "connection lost", 1002: "broken frames", 1009: "message too large"}


def new_socket(limit: int) -> web.WebSocketResponse[bool]:
    """A WebSocket as all of ours are: no compression, patches for who asks for them, text left as
    bytes."""
    return web.WebSocketResponse(
        protocols=(PATCH_PROTOCOL,),
        compress=False,
        heartbeat=HEARTBEAT,
        max_msg_size=max(SOCKET_LIMIT, limit) + 1 if limit else 0,
        timeout=_HANDSHAKE,
        decode_text=False,
    )


@dataclass(slots=True)
class Rate:
    """A token bucket, and for how long it has been empty."""

    rate: int
    burst: int
    tokens: float = -1.0
    last: float = 0.0
    refused: int = 0
    since: float = 0.0

    def take(self, now: float) -> bool:
        """Whether one more message is within the limit."""
        if not self.rate:
            return True
        if self.tokens < 0:
            self.tokens, self.last = float(self.burst), now
        self.tokens = min(self.burst, self.tokens + (now - self.last) * self.rate)
        self.last = now
        if self.tokens >= 1:
            self.tokens -= 1
            return True
        return False

    def goes_on(self, now: float) -> bool:
        """Count a refusal; says whether they have gone on for too long."""
        if now - self.since > 2 * _GOES_ON:
            self.since, self.refused = now, 0
        self.refused += 1
        return self.refused > _REFUSED_LIMIT or now - self.since > _GOES_ON


class Connection:
    """A client's socket. `send` and `close` return at once."""

    def __init__(
        self,
        socket: web.WebSocketResponse[bool],
        transport: asyncio.Transport,
        limits: Limits,
        metrics: Metrics,
    ) -> None:
        self._socket = socket
        self._metrics = metrics
        self._transport = transport
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._rate = Rate(limits.rate, limits.burst)
        self._written = 0
        self._largest = 0
        self._taken = 0
        self._moved = self._loop.time()
        self._closing: asyncio.Task[None] | None = None
        self._why = ""

    @property
    def why(self) -> str:
        """Why it was closed, or how it ended; empty while it is open."""
        if self._why or not self._socket.closed:
            return self._why
        return _END_REASONS.get(self._socket.close_code or 1006, "closed")

    def send(self, frame: bytes) -> None:
        """Hand a whole frame to the transport; a client that is too far behind is closed."""
        if self._closing is not None or self._transport.is_closing():
            return
        unsent = self._transport.get_write_buffer_size()
        if self._limits.unsent and unsent > self._limits.unsent + self._largest:
            self._drop("too far behind")
            return
        if not unsent:
            self._moved = self._loop.time()
        self._written += len(frame)
        self._largest = max(self._largest, len(frame))
        self._transport.write(frame)

    def refuse(self, code: str, message: str, message_id: MessageId | None = None) -> None:
        """Tell the client that a message was not handled."""
        self._metrics.refuse(code)
        self.send(text_frame(ErrorMessage(code, message, message_id).encode()))

    def look(self, now: float) -> None:
        """Close a client that has taken nothing of what waits for too long."""
        taken = self._written - self._transport.get_write_buffer_size()
        if taken != self._taken or taken == self._written:
            self._taken, self._moved = taken, now
        elif self._limits.stalled and now - self._moved >= self._limits.stalled:
            self._drop("took nothing for too long")

    def _drop(self, reason: str) -> None:
        if self._closing is None:
            self._metrics.drop()
            self.close(1013, reason)

    def close(self, code: int, reason: str) -> None:
        """Begin to close; the read loop ends soon after."""
        if self._closing is None:
            self._why = reason
            self._closing = self._loop.create_task(self._end(code, reason))

    async def _end(self, code: int, reason: str) -> None:
        message = reason.encode()[:120].decode(errors="ignore").encode()
        try:
            async with asyncio.timeout(2 * _HANDSHAKE):
                await self._socket.close(code=code, message=message)
        except TimeoutError:
            pass
        finally:
            self._transport.abort()

    async def closed(self) -> None:
        """Wait until a `close` that has begun is over."""
        if self._closing is not None:
            await asyncio.gather(self._closing, return_exceptions=True)

    async def read(self, receive: Callable[[str], None]) -> None:
        """Hand each text message to `receive`, until the socket closes."""
        turn = 0
        async for message in self._socket:
            if self._closing is not None:
                break
            if message.type is WSMsgType.TEXT:
                self._text(message.data, receive)
            elif message.type is WSMsgType.BINARY:
                self.refuse("bad_message", "a message is a text frame, not a binary one")
            turn += 1
            if turn % TURN == 0:
                await asyncio.sleep(0)
        await self.closed()

    def _text(self, content: bytes | str, receive: Callable[[str], None]) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        now = self._loop.time()
        if not self._rate.take(now):
            self._limit(data, now)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.refuse("bad_json", "the message is not valid UTF-8")
            return
        receive(text)

    def _limit(self, data: bytes, now: float) -> None:
        if self._rate.goes_on(now):
            self.close(1008, "too many messages")
            return
        limit = f"{self._limits.rate} messages a second, {self._limits.burst} at once"
        self.refuse("rate_limited", f"a client may send {limit}", _id(data))


def _id(data: bytes) -> MessageId | None:
    """The id of a message that is not handled, so that its sender knows which one it was."""
    try:
        message = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    found = message.get("id") if isinstance(message, dict) else None
    return found if type(found) in (int, str) else None
