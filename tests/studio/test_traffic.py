"""The log of frames: bounded, with places that stay; and what a filter lets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.session.events import FrameSeen
from hjx_studio.studio.traffic import FilterError, FrameLog, read_filter


def frame(
    number: int,
    *,
    type_: str = "event",
    client: str = "c1",
    direction: str = "in",
    summary: str = "inc()",
    size: int = 40,
) -> FrameSeen:
    return FrameSeen("main", 1.0, number, client, 1, direction, type_, summary, size, 7, 3)


def test_the_oldest_go_and_the_others_keep_their_places() -> None:
    log = FrameLog(limit=100)
    log.extend(frame(number) for number in range(250))
    assert len(log) == 100
    assert log.dropped == 150
    assert log[log.first].number == log.first == 150
    assert log[249].number == 249
    with pytest.raises(IndexError):
        log[149]


@given(st.lists(st.integers(0, 40), max_size=30))
def test_whatever_comes_a_place_leads_to_the_frame_that_came_there(sizes: list[int]) -> None:
    log = FrameLog(limit=25)
    total = 0
    for size in sizes:
        log.extend(frame(number) for number in range(total, total + size))
        total += size
        assert len(log) == min(total, 25)
        assert [log[place].number for place in range(log.first, log.end)] == list(
            range(max(0, total - 25), total)
        )


def test_frames_lost_on_the_way_count_as_dropped() -> None:
    log = FrameLog(limit=10)
    log.extend(frame(number) for number in range(12))
    log.lost += 5
    assert log.dropped == 7


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ("inc", True),
        ("INC", True),
        ("dec", False),
        ("!dec", True),
        ("type:event", True),
        ("type:update", False),
        ("!type:update client:c1", True),
        ("client:c2", False),
        ("dir:in", True),
        ("dir:out", False),
        ("handler:inc", True),
        ("handler:in", False),
        ("text:nc()", True),
        ('text:"inc()"', True),
        ("rev:3", True),
        ("cause:7", True),
        ("size>39", True),
        ("size>1k", False),
        ("size<1k !client:c2 inc", True),
        ("inc size>1k", False),
    ],
)
def test_a_filter_lets_through_what_all_its_terms_fit(text: str, fits: bool) -> None:
    assert read_filter(text).fits(frame(1)) is fits


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour:red", "no field is called “colour”"),
        ("size>big", "no size"),
        ("type>event", "goes with size"),
    ],
)
def test_a_filter_that_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        read_filter(text)
