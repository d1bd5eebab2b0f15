"""Clients that put a server to work and take the time: of a round trip, of reaching everyone."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
import orjson

ROOT = Path(__file__).resolve().parents[2]
EVENT = '{"type":"event","handler":"increase"}'
ADDRESS = re.compile(r"http://[\d.]+:\d+")
Socket = aiohttp.ClientWebSocketResponse


@contextmanager
def running(*command: str) -> Iterator[str]:
    """The address that a server prints, as long as it runs."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := ADDRESS.search(line):
                yield found[0]
                process.terminate()
                return
        raise RuntimeError(f"no address in: {''.join(lines)}")


@asynccontextmanager
async def clients(address: str, count: int) -> AsyncIterator[list[Socket]]:
    """Open sockets, their first frame read."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        sockets = []
        for _ in range(count):
            socket = await session.ws_connect(f"{address}/hjx", compress=0)
            await socket.receive_str()
            sockets.append(socket)
        yield sockets


async def round_trip(socket: Socket) -> float:
    """Seconds from an event to the update that it causes."""
    start = time.perf_counter()
    await socket.send_str(EVENT)
    await socket.receive_str()
    return time.perf_counter() - start


async def round_trips(address: str, count: int, *, pause: float = 0.0) -> list[float]:
    """`count` of them, one after the other, `pause` seconds apart."""
    async with clients(address, 1) as (socket,):
        times = []
        for _ in range(count):
            times.append(await round_trip(socket))
            if pause:
                await asyncio.sleep(pause)
        return times


async def fan_outs(address: str, receivers: int, count: int) -> list[float]:
    """Seconds, `count` times, from one client's event until all `receivers` have the update."""
    async with clients(address, receivers) as sockets:
        times = []
        for _ in range(count):
            start = time.perf_counter()
            await sockets[0].send_str(EVENT)
            await asyncio.gather(*(socket.receive_str() for socket in sockets))
            times.append(time.perf_counter() - start)
        return times


async def throughput(address: str, senders: int, events: int) -> float:
    """Seconds an event, where `senders` clients each send another when they see an update."""
    async with clients(address, senders) as sockets:
        await sockets[0].send_str(EVENT)
        revisions = [await _revision(socket) for socket in sockets]
        last = revisions[0] + events * senders

        async def send_all(socket: Socket) -> None:
            revision = 0
            for _ in range(events):
                await socket.send_str(EVENT)
                revision = await _revision(socket)
            while revision < last:
                revision = await _revision(socket)

        start = time.perf_counter()
        await asyncio.gather(*map(send_all, sockets))
        return (time.perf_counter() - start) / (events * senders)


async def _revision(socket: Socket) -> int:
    revision: int = orjson.loads(await socket.receive_str())["rev"]
    return revision
