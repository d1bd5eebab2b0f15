"""A WebSocket client by hand, on a plain socket: it can send what no library lets through.

It reads only when asked to, so it can also be a client that takes nothing.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import struct
from typing import Any, Self

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


class HandshakeError(Exception):
    """The server answered with another status than 101."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status


class WebSocket:
    """An open connection. `pongs` answers pings while it reads; `protocol` is the subprotocol that
    the server chose."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.pongs = True
        self.pings = 0
        self.protocol: str | None = None

    @classmethod
    async def open(
        cls, port: int, path: str = "/hjx", *, host: str = "127.0.0.1", headers: str = ""
    ) -> Self:
        """Connect and shake hands; `headers` are further lines, each with its CRLF."""
        reader, writer = await asyncio.open_connection(host, port, limit=2**26)
        key = base64.b64encode(os.urandom(16)).decode()
        if "Host:" not in headers:
            headers = f"Host: {host}:{port}\r\n{headers}"
        writer.write(
            f"GET {path} HTTP/1.1\r\n{headers}Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if status != 101:
            body = await reader.read(4096)
            writer.close()
            await writer.wait_closed()
            raise HandshakeError(status, body.decode(errors="replace"))
        socket = cls(reader, writer)
        chosen = re.search(rb"\r\nSec-WebSocket-Protocol: *([^\r]*)", head, re.IGNORECASE)
        socket.protocol = chosen[1].decode() if chosen else None
        return socket

    def send_frame(self, opcode: int, payload: bytes, *, final: bool = True) -> None:
        """One masked frame, whatever its content."""
        size = len(payload)
        head = bytes([opcode | (0x80 if final else 0)])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65_536:
            head += struct.pack("!BH", 0x80 | 126, size)
        else:
            head += struct.pack("!BQ", 0x80 | 127, size)
        # a mask of zeros leaves the payload as it is
        self._writer.write(head + bytes(4) + payload)

    def send(self, message: object) -> None:
        """A message as JSON."""
        self.send_frame(TEXT, json.dumps(message).encode())

    async def drain(self) -> None:
        """Wait until the socket has taken what was sent."""
        await self._writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame: its opcode and payload. `EOFError` at the end of the stream."""
        try:
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
            return first & 0x0F, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EOFError from error

    async def receive(self) -> dict[str, Any]:
        """The next message; pings are answered on the way. `EOFError` when the socket closes."""
        while True:
            opcode, payload = await self.frame()
            if opcode == TEXT:
                message: dict[str, Any] = json.loads(payload)
                return message
            if opcode == PING:
                self.pings += 1
                if self.pongs:
                    self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                raise EOFError(struct.unpack("!H", payload[:2])[0] if payload else 1005)

    def stall(self) -> None:
        """Take nothing from the network any more."""
        transport = self._writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()

    async def closed(self, seen: list[dict[str, Any]] | None = None) -> int:
        """Read on until the server closes; returns its close code (1006: without one).

        The messages that come before are added to `seen`.
        """
        messages = [] if seen is None else seen
        try:
            while True:
                messages.append(await self.receive())
        except EOFError as end:
            return end.args[0] if end.args else 1006

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Drop the connection without a word."""
        self._writer.transport.abort()
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
