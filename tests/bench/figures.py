"""Figures: what was measured, beside a baseline of the same run, as a ratio that machines share."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: `value` and `baseline` in seconds; the ratio is what is held on to.

    `room` is the factor by which the ratio may exceed the committed one before that is a finding.
    """

    name: str
    value: float
    baseline: float
    room: float = 1.5

    @property
    def ratio(self) -> float:
        """How many times the baseline; smaller is better."""
        return self.value / self.baseline


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that share a baseline, named in `against`; `notes` are lines printed below them."""

    title: str
    against: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def compare(
    name: str,
    measured: Callable[[], object],
    baseline: Callable[[], object],
    *,
    rounds: int = 15,
    room: float = 1.5,
) -> Figure:
    """Time two functions in turns, so that both meet the same weather; the medians are kept."""
    repeat_measured, repeat_baseline = _repeats(measured), _repeats(baseline)
    values, bases = [], []
    for _ in range(rounds):
        values.append(_timed(measured, repeat_measured))
        bases.append(_timed(baseline, repeat_baseline))
    return Figure(name, statistics.median(values), statistics.median(bases), room)


def _repeats(function: Callable[[], object]) -> int:
    """How many calls make a round of about 20 ms."""
    function()
    return max(1, round(0.02 / max(_timed(function, 3), 1e-7)))


def _timed(function: Callable[[], object], repeats: int) -> float:
    gc.collect()
    gc.disable()  # a collection that falls into one of the two says nothing about either
    try:
        start = time.perf_counter()
        for _ in range(repeats):
            function()
        return (time.perf_counter() - start) / repeats
    finally:
        gc.enable()


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of `values` do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * len(ordered)))]


def duration(seconds: float) -> str:
    """Seconds in the unit that gives three digits: `1.23 ms`."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
