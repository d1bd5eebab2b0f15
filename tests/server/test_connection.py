"""One socket: hostile input, floods, and clients that do not take what they are sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from hjx_studio.server.connection import SOCKET_LIMIT, Connection, Rate, new_socket
from hjx_studio.server.frames import text_frame
from hjx_studio.server.metrics import Metrics
from hjx_studio.server.options import Limits
from tests.support.websocket import BINARY, TEXT, WebSocket


@dataclass
class Echo:
    """A server that sends each message back, and knows its connections."""

    limits: Limits
    port: int = 0
    connections: list[Connection] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    answer: Callable[[Connection, str], None] = lambda connection, text: connection.send(
        text_frame(json.dumps({"type": "echo", "text": text}).encode())
    )

    clients: list[WebSocket] = field(default_factory=list)

    async def open(self, headers: str = "") -> WebSocket:
        self.clients.append(await WebSocket.open(self.port, headers=headers))
        return self.clients[-1]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        socket = new_socket(self.limits.message)
        await socket.prepare(request)
        assert request.transport is not None
        connection = Connection(socket, request.transport, self.limits, Metrics())
        self.connections.append(connection)

        def receive(text: str) -> None:
            self.received.append(text)
            self.answer(connection, text)

        await connection.read(receive)
        self.ended.append(connection.why)
        return socket


@asynccontextmanager
async def echo(**limits: float) -> AsyncIterator[Echo]:
    server = Echo(Limits(**limits))  # type: ignore[arg-type]  # each test names its own
    app = web.Application()
    app.router.add_get("/hjx", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        for client in server.clients:
            await client.close()
        await runner.cleanup()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for is in the code under test
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
async def test_a_frame_of_any_size_arrives_whole(size: int) -> None:
    async with echo() as server:
        server.answer = lambda connection, text: connection.send(
            text_frame(b'"' + b"x" * size + b'"')
        )
        client = await server.open()
        client.send("go")
        opcode, payload = await client.frame()
        assert (opcode, len(payload)) == (TEXT, size + 2)


async def test_a_binary_frame_is_an_error_and_the_socket_lives() -> None:
    async with echo() as server:
        client = await server.open()
        client.send_frame(BINARY, b"\x00\x01")
        assert (await client.receive())["code"] == "bad_message"
        client.send("still here")
        assert (await client.receive())["text"] == '"still here"'


@pytest.mark.parametrize("content", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])
async def test_text_that_is_not_utf8_is_an_error_and_the_socket_lives(content: bytes) -> None:
    async with echo() as server:
        client = await server.open()
        client.send_frame(TEXT, content)
        assert (await client.receive())["code"] == "bad_json"
        client.send("still here")
        assert (await client.receive())["text"] == '"still here"'
        assert len(server.received) == 1


async def test_a_message_of_a_mebibyte_comes_through_and_a_larger_one_closes_with_1009() -> None:
    async with echo() as server:
        server.answer = lambda connection, text: connection.send(
            text_frame(json.dumps({"size": len(text)}).encode())
        )
        client = await server.open()
        client.send_frame(TEXT, b"x" * SOCKET_LIMIT)
        assert await client.receive() == {"size": SOCKET_LIMIT}
        client.send_frame(TEXT, b"x" * (SOCKET_LIMIT + 1))
        assert await client.closed() == 1009


async def test_many_small_parts_do_not_get_around_the_limit() -> None:
    async with echo() as server:
        client = await server.open()
        client.send_frame(TEXT, b"x" * 60_000, final=False)
        for _ in range(20):
            client.send_frame(0, b"x" * 60_000, final=False)
        assert await client.closed() == 1009
        assert server.received == []


async def test_a_message_in_parts_is_one_message() -> None:
    async with echo() as server:
        client = await server.open()
        client.send_frame(TEXT, "é".encode()[:1], final=False)
        client.send_frame(0, "é".encode()[1:])
        assert (await client.receive())["text"] == "é"


async def test_broken_framing_closes_the_socket_alone() -> None:
    async with echo() as server:
        other = await server.open()
        client = await server.open()
        client.send_frame(0x3, b"no such opcode")
        assert await client.closed() == 1002
        other.send("fine")
        assert (await other.receive())["text"] == '"fine"'


async def test_no_compression_is_agreed_to() -> None:
    async with echo() as server:
        offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
        client = await server.open(offer)
        client.send("aaaa")
        opcode, payload = await client.frame()
        assert (opcode, json.loads(payload)["text"]) == (TEXT, '"aaaa"')


async def test_closing_tells_the_client_why() -> None:
    async with echo() as server:
        client = await server.open()
        await until(lambda: bool(server.connections))
        server.connections[0].close(1001, "the server ends " + "é" * 100)
        assert await client.closed() == 1001
        await until(lambda: bool(server.ended))


async def test_messages_beyond_the_rate_are_refused_by_id() -> None:
    async with echo(rate=10, burst=5) as server:
        client = await server.open()
        for number in range(8):
            client.send({"type": "event", "id": number})
        answers = [await client.receive() for _ in range(8)]
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert [answer["id"] for answer in refused] == [5, 6, 7]
        assert {answer["code"] for answer in refused} == {"rate_limited"}
        assert len(server.received) == 5


async def test_a_flood_that_goes_on_is_closed_with_1008() -> None:
    async with echo(rate=10, burst=5) as server:
        client = await server.open()
        for _ in range(5_000):
            client.send_frame(TEXT, b"{}")
        assert await client.closed() == 1008
        assert len(server.received) < 100


async def test_a_flood_does_not_starve_others() -> None:
    async with echo(rate=0) as server:
        flood, other = await server.open(), await server.open()
        server.answer = lambda connection, text: (
            connection.send(text_frame(b'{"type":"echo"}')) if text == '"other"' else None
        )
        for _ in range(20_000):
            flood.send_frame(TEXT, b'"flood"')
        await until(lambda: len(server.received) > 100)
        other.send("other")
        await other.receive()
        assert len(server.received) < 20_000, (
            "the other client's message came before the flood's end"
        )


async def test_a_client_that_falls_behind_is_closed_and_delays_nobody() -> None:
    async with echo(unsent=200_000) as server:
        slow, quick = await server.open(), await server.open()
        await until(lambda: len(server.connections) == 2)
        slow.stall()
        frame = text_frame(json.dumps({"type": "update", "fill": "x" * 50_000}).encode())
        for _ in range(600):
            for connection in server.connections:
                connection.send(frame)
            assert (await quick.receive())["type"] == "update"
            if server.connections[0].why:
                break
        assert server.connections[0].why == "too far behind"
        await until(lambda: bool(server.ended))
        server.connections[1].send(frame)
        assert (await quick.receive())["type"] == "update"


async def test_a_client_that_takes_nothing_is_closed_in_the_end() -> None:
    async with echo(unsent=0, stalled=0.3) as server:
        slow = await server.open()
        slow.stall()
        await until(lambda: bool(server.connections))
        loop = asyncio.get_running_loop()
        connection = server.connections[0]
        frame = text_frame(b'"' + b"x" * 1_000_000 + b'"')
        for _ in range(20):
            connection.send(frame)
        connection.look(loop.time())
        assert connection.why == ""
        await asyncio.sleep(0.4)
        connection.look(loop.time())
        assert connection.why == "took nothing for too long"
        await until(lambda: bool(server.ended))


async def test_a_client_that_takes_all_is_left_alone_however_quiet() -> None:
    async with echo(stalled=0.1) as server:
        client = await server.open()
        client.send("hello")
        await client.receive()
        connection = server.connections[0]
        connection.look(asyncio.get_running_loop().time() + 100)
        connection.look(asyncio.get_running_loop().time() + 200)
        assert connection.why == ""


def test_a_bucket_fills_again_at_its_rate() -> None:
    rate = Rate(rate=10, burst=2)
    assert [rate.take(0.0), rate.take(0.0), rate.take(0.0)] == [True, True, False]
    assert [rate.take(0.1), rate.take(0.1)] == [True, False]
    assert [rate.take(9.0) for _ in range(3)] == [True, True, False]


def test_no_rate_is_no_limit() -> None:
    rate = Rate(rate=0, burst=1)
    assert all(rate.take(0.0) for _ in range(1_000))
