"""What /metrics tells: the numbers after known traffic, in a form that Prometheus reads."""

from __future__ import annotations

import re
from pathlib import Path

from hjx_studio.server.metrics import Histogram
from hjx_studio.server.options import Limits
from tests.support.serving import Serving, serving
from tests.support.websocket import BINARY

_SAMPLE = re.compile(r'([a-z_]+(?:\{[a-z]+="[^"\\]*"\})?) ([0-9.e+-]+)')


async def samples(site: Serving) -> dict[str, float]:
    """Each sample by its name and label; the text has to be well-formed."""
    answer, text = await site.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert text.endswith("\n")
    found: dict[str, float] = {}
    described: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# "):
            described.add(line.split()[2])
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample is not None, line
        assert sample[1] not in found, line
        family = re.sub(r"\{.*|_(bucket|sum|count)(\{.*)?$", "", sample[1])
        assert family in described, line
        found[sample[1]] = float(sample[2])
    return found


async def test_traffic_is_counted(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        one, two = await site.open(), await site.open()
        size = 0
        for client in (one, two):
            _, payload = await client.frame()
            size += len(payload)
        one.send({"type": "event", "handler": "add", "args": [1]})
        for client in (one, two):
            _, payload = await client.frame()
            size += len(payload)
        one.send({"type": "event", "handler": "add", "args": ["x"]})
        one.send({"type": "event", "handler": "none"})
        one.send_frame(BINARY, b"x")
        for client in (one, one, two):
            _, payload = await client.frame()
            size += len(payload)
        await one.frame()  # the binary frame's refusal, which no session sends
        found = await samples(site)
        assert found["hjx_sessions"] == 1
        assert found["hjx_clients"] == 2
        assert found["hjx_connections_total"] == 2
        assert found['hjx_events_total{type="event"}'] == 3
        assert found['hjx_errors_total{code="unknown_handler"}'] == 1
        assert found['hjx_errors_total{code="bad_message"}'] == 1
        assert found["hjx_frames_sent_total"] == 7
        assert found["hjx_sent_bytes_total"] == size
        assert found["hjx_handler_seconds_count"] == 2
        assert found['hjx_handler_seconds_bucket{le="+Inf"}'] == 2
        assert found["hjx_broadcast_seconds_count"] == 4
        assert found["hjx_queue_drops_total"] == 0
        await two.close()
        await site.until(lambda: len(site.server.server.host.sessions.seats) == 1)
        assert (await samples(site))["hjx_clients"] == 1


async def test_failures_are_counted_by_code(tmp_path: Path) -> None:
    source = 'state:\n  n = 0\nlayout:\n  text: "{{n}}"\nhandlers:\n  fail:\n    set n = 0 / 0\n'
    async with serving(tmp_path / "fails.hjx", source) as site:
        for _ in range(2):
            answer, _ = await site.get("/hjx/event", "POST", data=b'{"handler":"fail"}')
            assert answer.status == 422
        found = await samples(site)
        assert found['hjx_failures_total{code="handler_failed"}'] == 2
        assert found['hjx_errors_total{code="handler_failed"}'] == 2
        assert found['hjx_events_total{type="event"}'] == 2
        assert found["hjx_received_bytes_total"] == 2 * len(b'{"handler":"fail"}')


async def test_a_client_that_is_given_up_counts_as_a_drop(tmp_path: Path) -> None:
    source = (
        'state:\n  big = ""\nlayout:\n  text: "{{big}}"\nhandlers:\n'
        '  grow(n):\n    set big = "ab".repeat(100000 + n)\n'
    )
    limits = Limits(unsent=100_000, rate=0)
    async with serving(tmp_path / "big.hjx", source, limits=limits) as site:
        slow, quick = await site.open(), await site.open()
        slow.stall()
        number = 0
        while len(site.server.server.host.sessions.seats) == 2:
            number += 1
            quick.send({"type": "event", "handler": "grow", "args": [number]})
            while len((await quick.receive())["state"]["big"]) != 200_000 + 2 * number:
                pass
        assert (await samples(site))["hjx_queue_drops_total"] == 1


async def test_no_name_of_a_client_or_session_is_told(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open('/hjx?session=Secret_1&client=key"2')
        await client.receive()
        client.send({"type": 'x"y\n', "handler": "Secret_3"})
        client.send({"type": "event", "handler": "Secret_4"})
        await client.receive()
        await client.receive()
        await samples(site)
        text = (await site.get("/metrics"))[1]
        assert "Secret" not in text
        assert "key" not in text


async def test_metrics_ask_for_the_token(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", token="se-cret") as site:
        assert (await site.get("/metrics"))[0].status == 401
        bearer = {"Authorization": "Bearer se-cret"}
        assert (await site.get("/metrics", headers=bearer))[0].status == 200
        assert (await site.get("/metrics", "POST", headers=bearer))[0].status == 405


def test_a_histogram_counts_a_duration_in_every_bucket_that_holds_it() -> None:
    histogram = Histogram()
    for seconds in (0.001, 0.0011, 7.0):
        histogram.add(seconds)
    lines = list(histogram.lines("t"))
    assert 't_bucket{le="0.0005"} 0' in lines
    assert 't_bucket{le="0.001"} 1' in lines
    assert 't_bucket{le="0.0025"} 2' in lines
    assert 't_bucket{le="2.5"} 2' in lines
    assert lines[-3:] == ['t_bucket{le="+Inf"} 3', "t_sum 7.0021", "t_count 3"]
