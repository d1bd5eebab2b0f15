"""`serve` against the least that does the same job with aiohttp, on the other core."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from tests.bench import load
from tests.bench.figures import Figure, Group, percentile

SERVE = ("-m", "hjx_studio", "serve", "examples/counter.hjx", "--port", "0", "--rate", "0")
BARE = ("-m", "tests.bench.bare_server")
ROUNDS = 5


def measure() -> Group:
    """Both servers run all the time and are asked in turns."""
    with load.running(*SERVE) as ours, load.running(*BARE) as bare:
        trips = _in_turns(ours, bare, lambda a: _p50(load.round_trips(a, 500)))
        events = _in_turns(ours, bare, lambda a: asyncio.run(load.throughput(a, 50, 20)))
        fan_out = _in_turns(ours, bare, lambda a: _p50(load.fan_outs(a, 200, 20)))
    return Group(
        "Serving the counter",
        "a bare aiohttp server of 50 lines that counts and tells everyone",
        (
            Figure("round trip, one client, p50", *trips, room=2),
            Figure("an event, 50 clients that all send", *events, room=2),
            Figure("one event to 200 clients, p50", *fan_out, room=2),
        ),
    )


def _p50(times: Coroutine[object, object, list[float]]) -> float:
    return percentile(asyncio.run(times), 50)


def _in_turns(ours: str, bare: str, ask: Callable[[str], float]) -> tuple[float, float]:
    """The medians of what `ask` gives for each, asked five times in turns."""
    pairs = [(ask(ours), ask(bare)) for _ in range(ROUNDS)]
    return percentile([a for a, _ in pairs], 50), percentile([b for _, b in pairs], 50)
