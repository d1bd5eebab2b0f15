"""Someone types into the studio while others click: neither is to notice.

The studio runs on a real pseudo-terminal, the clicks come from a process of their own, one after
the other. The same is measured twice, with and without keys.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.figures import Figure, Group, duration, percentile
from tests.bench.load import ADDRESS, ROOT
from tests.bench.parsing import component
from tests.support.terminal import Terminal

LINES = 3_000
ROUNDS = 3  # of both, in turns
EVENTS = 400  # a round
PAUSE = 0.008  # seconds between an update and the next event: some hundred events a second
KEY_INTERVAL = 0.1
SETTLE = 2.0  # seconds after which what was typed has gone live
PERCENTS = (50, 95, 99)


def _round_trips(address: str) -> list[float]:
    command = (sys.executable, "-m", "tests.bench.client", address, str(EVENTS), str(PAUSE))
    result = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    times: list[float] = json.loads(result.stdout)
    return times


def _type(terminal: Terminal, stop: threading.Event) -> None:
    """Type a sentence of a comment over and over."""
    for key in itertools.cycle("// how fast is it now "):
        if stop.wait(KEY_INTERVAL):
            return
        terminal.send(key)


def _while_typing(terminal: Terminal, address: str) -> list[float]:
    stop = threading.Event()
    typist = threading.Thread(target=_type, args=(terminal, stop))
    typist.start()
    try:
        return _round_trips(address)
    finally:
        stop.set()
        typist.join()


def measure() -> Group:
    """Round trips while typing, beside those of the same studio left alone."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "big.hjx"
        file.write_text(component(LINES))
        command = [sys.executable, "-m", "hjx_studio", str(file), "--port", "0"]
        with Terminal(command, cwd=ROOT) as terminal:
            address = terminal.wait_for(ADDRESS)[0]
            _round_trips(address)  # warm
            idle, typing = [], []
            for _ in range(ROUNDS):
                idle += _round_trips(address)
                typing += _while_typing(terminal, address)
                time.sleep(SETTLE)
            terminal.wait_for(re.compile("how"))  # the keys did reach the editor
    figures = tuple(
        Figure(f"round trip, typing, p{percent}", *pair, room=room)
        for percent, room in zip(PERCENTS, (2, 3, 4), strict=True)
        for pair in [(percentile(typing, percent), percentile(idle, percent))]
    )
    notes = (
        f"slowest of {len(idle):,}: {duration(max(typing))} typing, {duration(max(idle))} idle",
        f"{LINES:,} lines, a key every {duration(KEY_INTERVAL)}",
    )
    return Group(
        "Typing while others click", "the same round trip with nobody typing", figures, notes
    )
