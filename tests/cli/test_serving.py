"""`serve`, `dev` and the studio's command as processes: they start, say where, and end cleanly."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cli.test_commands import hjx
from tests.support.sources import COUNTER, WRONG
from tests.support.websocket import WebSocket

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "counter.hjx").write_text(COUNTER)
    (tmp_path / "wrong.hjx").write_text(WRONG)
    return tmp_path


@asynccontextmanager
async def running(
    here: Path, *arguments: str, **variables: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A serving command, and the port that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hjx_studio", *arguments),
        cwd=here,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_STATE_HOME": str(here / "state"),
            **variables,
        },
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found is not None, line + (await process.stderr.read()).decode()
        yield process, int(found[1])
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_serve_ends_cleanly_on_a_signal(here: Path, number: signal.Signals) -> None:
    async with running(here, "serve", "counter.hjx", "--port", "0") as (process, port):
        async with await WebSocket.open(port) as client:
            assert (await client.receive())["state"]["count"] == 0
            process.send_signal(number)
            assert await client.closed() == 1001
        _, errors = await process.communicate()
        assert process.returncode == 0
        assert b"Traceback" not in errors


async def test_the_port_can_be_given_as_a_variable(here: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with running(here, "serve", "counter.hjx", HJX_STUDIO_PORT=str(port)) as (_, found):
        assert found == port


async def test_sessions_and_sizes_are_what_the_options_say(here: Path) -> None:
    sizes = ("--max-message", "120", "--max-state", "60")
    command = ("serve", "counter.hjx", "--port", "0", "--session", "private", *sizes)
    async with (
        running(here, *command) as (_, port),
        await WebSocket.open(port) as one,
        await WebSocket.open(port) as two,
    ):
        await one.receive()
        await two.receive()
        one.send({"type": "event", "handler": "add", "args": ["a" * 120]})
        assert (await one.receive())["code"] == "too_large"
        one.send({"type": "event", "handler": "add", "args": ["a" * 40]})
        assert (await one.receive())["code"] == "budget_exceeded"
        one.send({"type": "event", "handler": "increment"})
        assert (await one.receive())["state"]["count"] == 1
        two.send({"type": "event", "handler": "increment"})
        assert (await two.receive())["state"]["count"] == 1


async def test_a_taken_port_is_named_with_the_next_free_one(here: Path) -> None:
    async with running(here, "serve", "counter.hjx", "--port", "0") as (_, port):
        done = await asyncio.to_thread(hjx, here, "serve", "counter.hjx", "--port", str(port))
        assert done.returncode == 2
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        found = re.search(rf"port {port} is taken; (\d+) is free: --port \1", line)
        assert found is not None, line
        async with running(here, "serve", "counter.hjx", "--port", found[1]) as (_, other):
            assert other == int(found[1])


def test_serve_refuses_a_file_with_errors_and_lists_them_all(here: Path) -> None:
    done = hjx(here, "serve", "wrong.hjx", "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count(": error ") == 2


async def test_dev_follows_the_file_and_says_what_is_wrong(here: Path) -> None:
    path = here / "counter.hjx"
    async with running(here, "dev", "counter.hjx", "--port", "0") as (process, port):
        assert process.stderr is not None
        async with await WebSocket.open(port) as client:
            await client.receive()
            await asyncio.to_thread(path.write_text, WRONG)
            assert (await client.receive())["type"] == "problems"
            while b"counter.hjx:7:12: error HJX012" not in (
                line := await process.stderr.readline()
            ):
                assert line, "it has ended"
            await asyncio.to_thread(path.write_text, COUNTER + "\n// mended")
            while (await client.receive())["type"] != "reload":
                pass


async def test_dev_waits_for_a_file_with_errors_to_be_mended(here: Path) -> None:
    path = here / "wrong.hjx"
    async with (
        running(here, "dev", "wrong.hjx", "--port", "0") as (_, port),
        await WebSocket.open(port) as client,
    ):
        assert (await client.receive())["type"] == "problems"
        await asyncio.to_thread(path.write_text, COUNTER)
        while (await client.receive())["type"] != "update":
            pass


async def test_serve_does_not_watch(here: Path) -> None:
    path = here / "counter.hjx"
    async with (
        running(here, "serve", "counter.hjx", "--port", "0") as (_, port),
        await WebSocket.open(port) as client,
    ):
        await client.receive()
        await asyncio.to_thread(path.write_text, WRONG)
        await asyncio.sleep(1.5)
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["type"] == "update"


async def test_where_output_is_no_terminal_the_studio_serves_and_says_so(here: Path) -> None:
    async with running(here, "counter.hjx", "--port", "0") as (process, port):
        async with await WebSocket.open(port) as client:
            assert (await client.receive())["type"] == "update"
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
        assert b"no terminal: serving without the studio" in errors
        assert process.returncode == 0


@pytest.mark.terminal
def test_where_input_alone_is_no_terminal_it_ends_with_2_and_one_line(here: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "hjx_studio", "counter.hjx", "--port", "0"],
        cwd=here,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=30,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "standard input is no terminal" in line


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("file", "more", "says"),
    [
        ("counter.hjx", ["--port", "TAKEN"], "is taken; "),
        (".", [], "is a directory"),
        ("counter.hjx", ["--host", "192.0.2.1"], "no address of this machine"),
    ],
)
def test_what_keeps_the_studio_from_starting_is_said_before_there_is_a_screen(
    here: Path, file: str, more: list[str], says: str
) -> None:
    ours, theirs = pty.openpty()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "hjx_studio",
                file,
                *(port if m == "TAKEN" else m for m in more),
            ],
            cwd=here,
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(here / "state")},
            timeout=60,
            check=False,
        )
    os.set_blocking(ours, False)
    with pytest.raises(BlockingIOError):
        os.read(ours, 1)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert says in line
