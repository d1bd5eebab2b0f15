"""Lines over a stream: the channel between a server process and the one that has started it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast


class Lines(asyncio.Protocol):
    """Splits what comes into lines; `received` gets each without its end, `ended` is called once
    the other end is gone, `held` with whether it takes nothing at present."""

    def __init__(
        self,
        received: Callable[[bytes], None],
        ended: Callable[[], None],
        held: Callable[[bool], None] = lambda _held: None,
    ) -> None:
        self._received = received
        self._ended = ended
        self._held = held
        self._parts: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The stream is there."""
        # a stream's transport, whatever the loop calls its class
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=1024 * 1024)

    def data_received(self, data: bytes) -> None:
        """Bytes came, with any number of line ends among them."""
        first, *others = data.split(b"\n")
        self._parts.append(first)
        for other in others:
            line = b"".join(self._parts)
            self._parts = [other]
            self._received(line)

    def pause_writing(self) -> None:
        """The other end takes nothing at present."""
        self._held(True)

    def resume_writing(self) -> None:
        """It does again."""
        self._held(False)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other end is gone; a line without its end is no line."""
        self._ended()

    def send(self, line: bytes) -> None:
        """Send a line; one that has no receiver any more is dropped."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(line + b"\n")

    def close(self) -> None:
        """Send what is left, and end."""
        if self._transport is not None:
            self._transport.close()
