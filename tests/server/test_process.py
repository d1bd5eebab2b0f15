"""The server in a process of its own: it starts, serves, ends, and each side outlives the other."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hjx_studio.server.process import ServerProcess, StartError
from hjx_studio.session.commands import (
    Done,
    FetchHandlers,
    Handlers,
    ServerGoneError,
    SetStepMode,
    Shutdown,
    TakeSnapshot,
    UpdateSource,
)
from hjx_studio.session.events import Event, EventBatch, FrameSeen, ServerSnapshot, SourceChecked
from tests.support.serving import options_for
from tests.support.sources import COUNTER
from tests.support.websocket import WebSocket


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "counter.hjx"
    path.write_text(COUNTER)
    return path


@pytest.fixture
def server(entry: Path) -> Iterator[ServerProcess]:
    process = ServerProcess.start(options_for(entry))
    yield process
    process.stop()


def port_of(server: ServerProcess) -> int:
    port = urlsplit(server.addresses[0]).port
    assert port is not None
    return port


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def gone(pid: int, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


async def test_commands_are_answered_and_events_flow_after_the_snapshot(
    server: ServerProcess,
) -> None:
    batches: asyncio.Queue[EventBatch] = asyncio.Queue()
    server.subscribe(batches.put_nowait)
    snapshot = await server.request(TakeSnapshot())
    assert isinstance(snapshot, ServerSnapshot)
    assert snapshot.entry == "counter.hjx"
    assert snapshot.addresses == server.addresses
    handlers = await server.request(FetchHandlers())
    assert isinstance(handlers, Handlers)
    assert {handler.name for handler in handlers.handlers} >= {"increment", "add"}
    client = await WebSocket.open(port_of(server))
    await client.receive()
    client.send({"type": "event", "handler": "increment"})
    assert (await client.receive())["state"]["count"] == 1
    seen: list[Event] = []
    while not any(isinstance(event, FrameSeen) and event.type == "event" for event in seen):
        seen += (await batches.get()).events
    await client.close()
    await server.close()


async def test_a_text_goes_live_and_is_named_by_its_hash(server: ServerProcess) -> None:
    events: asyncio.Queue[EventBatch] = asyncio.Queue()
    server.subscribe(events.put_nowait)
    await server.request(TakeSnapshot())
    assert await server.request(UpdateSource("counter.hjx", "\ud800" + COUNTER)) == Done()
    checked = [e for e in (await events.get()).events if isinstance(e, SourceChecked)]
    assert [(c.live, c.sources[0][0]) for c in checked] == [(False, "counter.hjx")]
    await server.close()


async def test_closing_says_1001_to_every_socket_and_leaves_no_process(
    server: ServerProcess,
) -> None:
    client = await WebSocket.open(port_of(server))
    await client.receive()
    await server.request(SetStepMode(True))
    client.send({"type": "event", "handler": "increment"})
    assert (await client.receive())["type"] == "paused"
    closing = asyncio.create_task(server.close())
    assert await client.closed() == 1001
    await closing
    assert gone(server.pid)
    await client.close()
    with pytest.raises(ServerGoneError):
        await server.request(TakeSnapshot())


async def test_shutdown_by_command_ends_the_process(server: ServerProcess) -> None:
    assert await server.request(Shutdown()) == Done()
    assert gone(server.pid)


async def test_a_killed_server_is_told_of_once_and_every_request_fails(
    server: ServerProcess,
) -> None:
    lost: list[str] = []
    server.on_lost(lost.append)
    await server.request(TakeSnapshot())
    os.kill(server.pid, signal.SIGKILL)
    assert gone(server.pid)
    with pytest.raises(ServerGoneError, match="signal 9"):
        await server.request(FetchHandlers())
    with pytest.raises(ServerGoneError):
        await server.request(FetchHandlers())
    assert len(lost) == 1
    assert "\n" not in lost[0]
    await server.close()
    assert len(lost) == 1


async def test_sigterm_ends_the_server_cleanly(server: ServerProcess) -> None:
    client = await WebSocket.open(port_of(server))
    await client.receive()
    os.kill(server.pid, signal.SIGTERM)
    assert await client.closed() == 1001
    assert gone(server.pid)
    await client.close()


async def test_a_terminals_signals_are_not_for_the_server(server: ServerProcess) -> None:
    os.kill(server.pid, signal.SIGINT)
    os.kill(server.pid, signal.SIGHUP)
    client = await WebSocket.open(port_of(server))
    assert (await client.receive())["type"] == "update"
    assert os.getpgid(server.pid) != os.getpgid(0)
    await client.close()
    await server.close()


def test_it_ends_with_the_process_that_has_started_it(entry: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from hjx_studio.server.process import ServerProcess\n"
        "from hjx_studio.server.options import ServerOptions\n"
        "server = ServerProcess.start(ServerOptions(sys.argv[1], port=0))\n"
        "print(server.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(entry)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    assert gone(child)


def test_a_taken_port_is_named_with_a_free_one(entry: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"port {port} is taken; \d+ is free: --port \d+"):
            ServerProcess.start(options_for(entry, port=port))


def test_an_unreadable_entry_is_said_and_a_missing_one_only_where_it_matters(
    entry: Path, tmp_path: Path
) -> None:
    with pytest.raises(StartError, match="is a directory"):
        ServerProcess.start(options_for(tmp_path))
    missing = tmp_path / "new.hjx"
    with pytest.raises(StartError, match="does not exist"):
        ServerProcess.start(options_for(missing))
    server = ServerProcess.start(options_for(missing, may_be_missing=True))
    server.stop()
    assert gone(server.pid)


async def test_it_serves_on_pythons_own_loop_too(
    entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry.parent / "uvloop.py").write_text("raise ImportError('not on this system')")
    monkeypatch.syspath_prepend(str(entry.parent))
    server = ServerProcess.start(options_for(entry))
    assert isinstance(await server.request(TakeSnapshot()), ServerSnapshot)
    async with await WebSocket.open(port_of(server)) as client:
        await client.receive()
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["state"]["count"] == 1
        closing = asyncio.create_task(server.close())
        assert await client.closed() == 1001
        await closing
    assert gone(server.pid)


def test_modules_that_lie_where_it_is_started_are_not_taken(
    entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "socket", "lark", "hjx_studio"):
        (entry.parent / f"{name}.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(entry.parent)
    server = ServerProcess.start(options_for(entry))
    server.stop()
    assert gone(server.pid)


def test_stopping_twice_and_without_a_loop_is_fine(server: ServerProcess) -> None:
    server.stop()
    server.stop()
    assert gone(server.pid)


async def test_a_stopped_server_process_is_killed_in_the_end(
    server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hjx_studio.server.process._END", 0.2)
    monkeypatch.setattr("hjx_studio.server.process._KILL", 0.2)
    os.kill(server.pid, signal.SIGSTOP)
    server.stop()
    assert gone(server.pid)
