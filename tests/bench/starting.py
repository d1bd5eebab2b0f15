"""From the command to its first sign of life."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench.figures import Figure, Group
from tests.bench.load import ADDRESS, ROOT, running
from tests.support.terminal import Terminal

COUNTER = "examples/counter.hjx"
PROGRAM = (sys.executable, "-m", "hjx_studio")


def _finished(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def _serving() -> float:
    """Seconds until `serve` names its address."""
    start = time.perf_counter()
    with running("-m", "hjx_studio", "serve", COUNTER, "--port", "0"):
        return time.perf_counter() - start


def _studio() -> float:
    """Seconds until the studio's screen shows the address of its server."""
    start = time.perf_counter()
    with Terminal([*PROGRAM, COUNTER, "--port", "0"], cwd=ROOT) as terminal:
        terminal.wait_for(ADDRESS)
        return time.perf_counter() - start


def measure() -> Group:
    """Each five times, beside a bare interpreter as often."""
    ways: tuple[tuple[str, Callable[[], float]], ...] = (
        ("hjx-studio --help", lambda: _finished(*PROGRAM, "--help")),
        ("hjx-studio check counter.hjx", lambda: _finished(*PROGRAM, "check", COUNTER)),
        ("hjx-studio serve, until it serves", _serving),
        ("hjx-studio, until its screen has an address", _studio),
    )
    figures = tuple(Figure(name, *_in_turns(way), room=2) for name, way in ways)
    return Group("Starting", "a bare `python -c pass`", figures)


def _in_turns(way: Callable[[], float]) -> tuple[float, float]:
    """The medians of five starts and of a bare interpreter's, one after the other."""
    pairs = [(way(), _finished(sys.executable, "-c", "pass")) for _ in range(5)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
