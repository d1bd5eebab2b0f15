"""Events reach an observer in order and in batches, and never without bound."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from hjx_studio.server import feed as feeds
from hjx_studio.server.feed import Feed
from hjx_studio.session.events import EventBatch, FrameSeen, LogWritten, StepModeChanged


def frame(number: int) -> FrameSeen:
    return FrameSeen("main", 0.0, number, "c1", 1, "out", "update", "", 10, 1)


def line(text: str) -> LogWritten:
    return LogWritten("main", 0.0, "log", text)


async def test_nothing_flows_before_the_snapshot() -> None:
    batches: list[EventBatch] = []
    feed = Feed(batches.append)
    feed.add(line("before"))
    feed.open()
    feed.add(line("after"))
    feed.flush()
    assert [batch.events for batch in batches] == [(line("after"),)]


async def test_what_comes_at_once_goes_as_one_batch_in_order() -> None:
    batches: asyncio.Queue[EventBatch] = asyncio.Queue()
    feed = Feed(batches.put_nowait)
    feed.open()
    events = [line(str(number)) for number in range(20)]
    for event in events:
        feed.add(event)
    assert await batches.get() == EventBatch(tuple(events))
    assert batches.empty()


async def test_batches_keep_their_distance() -> None:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    feed = Feed(lambda _batch: times.append(loop.time()))
    feed.open()
    while len(times) < 4:
        feed.add(line("again"))
        await asyncio.sleep(0.002)
    gaps = [after - before for before, after in pairwise(times)]
    assert all(gap >= feeds.INTERVAL * 0.99 for gap in gaps)


async def test_frames_beyond_a_batch_are_counted_and_other_events_are_kept() -> None:
    batches: list[EventBatch] = []
    feed = Feed(batches.append)
    feed.open()
    for number in range(feeds.FRAMES_LIMIT + 25):
        feed.add(frame(number))
        feed.add(line(str(number)))
    feed.flush()
    (batch,) = batches
    assert batch.dropped == 25
    assert sum(isinstance(event, FrameSeen) for event in batch.events) == feeds.FRAMES_LIMIT
    lines = [event.text for event in batch.events if isinstance(event, LogWritten)]
    assert lines == [str(number) for number in range(feeds.FRAMES_LIMIT + 25)]


async def test_an_observer_that_takes_nothing_is_told_to_look_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "EVENTS_LIMIT", 100)
    batches: list[EventBatch] = []
    feed = Feed(batches.append)
    feed.open()
    feed.hold()
    for number in range(250):
        feed.add(line(str(number)))
    assert batches == []
    feed.release()
    feed.flush()
    (batch,) = batches
    assert batch.stale
    assert len(batch.events) <= 100
    feed.open()
    feed.add(StepModeChanged(True))
    feed.flush()
    assert batches[1:] == [EventBatch((StepModeChanged(True),))]


async def test_a_closed_feed_is_silent() -> None:
    batches: list[EventBatch] = []
    feed = Feed(batches.append)
    feed.open()
    feed.add(line("lost"))
    feed.close()
    feed.flush()
    assert batches == []


async def test_an_observer_of_the_log_alone_gets_nothing_else() -> None:
    batches: list[EventBatch] = []
    feed = Feed(batches.append, (LogWritten,))
    feed.open()
    feed.add(frame(1))
    feed.add(line("this"))
    feed.flush()
    assert batches == [EventBatch((line("this"),))]
