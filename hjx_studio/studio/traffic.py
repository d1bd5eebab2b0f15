"""The frames that were seen: a bounded log whose rows keep their number, and a filter over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.session.events import FrameSeen

LIMIT = 100_000


class FrameLog:
    """The newest `limit` frames. A frame's place number never changes, however many are dropped."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._frames: list[FrameSeen] = []
        self._base = 0
        self._kept_from = 0
        self.lost = 0

    @property
    def first(self) -> int:
        """The place of the oldest frame that is kept."""
        return self._kept_from

    @property
    def end(self) -> int:
        """One past the place of the newest frame."""
        return self._base + len(self._frames)

    @property
    def dropped(self) -> int:
        """How many frames are no longer here: dropped from this log, or on the way to it."""
        return self.lost + self._kept_from

    def __len__(self) -> int:
        return self.end - self.first

    def __getitem__(self, place: int) -> FrameSeen:
        if not self.first <= place < self.end:
            raise IndexError(place)
        return self._frames[place - self._base]

    def extend(self, frames: Iterable[FrameSeen]) -> None:
        """Take in newer frames and let go of the oldest beyond the limit."""
        self._frames.extend(frames)
        self._kept_from = max(self._kept_from, self.end - self.limit)
        # Deleting from the front moves all that is behind: do it for a tenth of the log at once.
        if self._kept_from - self._base > self.limit // 10:
            del self._frames[: self._kept_from - self._base]
            self._base = self._kept_from

    def since(self, place: int, most: int) -> Sequence[FrameSeen]:
        """At most `most` frames from `place` on, oldest first; `place` must still be kept."""
        start = place - self._base
        return self._frames[start : start + most]


_TERM = re.compile(r'(!?)(?:(\w+)([:><]))?("[^"]*"|\S+)')
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(b|k|m)?")
_UNITS = {"": 1, "b": 1, "k": 1024, "m": 1024 * 1024}


class FilterError(ValueError):
    """A filter that can't be read; its text says why."""


Test: TypeAlias = Callable[[FrameSeen], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which frames to show: all tests must pass. Without any, every frame is shown."""

    text: str = ""
    tests: tuple[Test, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tests)

    def fits(self, frame: FrameSeen) -> bool:
        """Whether the frame is to be shown."""
        return all(test(frame) for test in self.tests)


def _handler(frame: FrameSeen) -> str:
    return frame.summary.partition("(")[0] if frame.type == "event" else ""


_EQUAL: Mapping[str, Callable[[FrameSeen], str]] = MappingProxyType(
    {
        "type": lambda frame: frame.type,
        "client": lambda frame: frame.client,
        "session": lambda frame: frame.session,
        "dir": lambda frame: frame.direction,
        "rev": lambda frame: "" if frame.revision is None else str(frame.revision),
        "cause": lambda frame: str(frame.cause),
        "handler": _handler,
    }
)


def read_filter(text: str) -> Filter:
    """The filter that `type:event client:c1 size>1k !ping` stands for; `FilterError` if none.

    Fields are type, client, session, dir (in or out), handler, text, rev, cause and size; a word
    alone is looked for in the summary, the type and the client; `!` turns a term round.
    """
    tests = [_read_term(match) for match in _TERM.finditer(text)]
    return Filter(text.strip(), tuple(tests))


def _read_term(match: re.Match[str]) -> Test:
    negation, field, relation, word = match.groups()
    word = word.strip('"').lower()
    if field is None:
        test = _contains(word)
    elif field.lower() == "size":
        test = _sized(relation, word)
    elif relation != ":":
        raise FilterError(f"“{relation}” goes with size; write {field}:{word}")
    elif field.lower() == "text":
        test = _summary_contains(word)
    elif (read := _EQUAL.get(field.lower())) is not None:
        test = _equals(read, word)
    else:
        known = ", ".join(sorted((*_EQUAL, "size", "text")))
        raise FilterError(f"no field is called “{field}”; there are {known}")
    return _negated(test) if negation else test


def _negated(test: Test) -> Test:
    return lambda frame: not test(frame)


def _equals(read: Callable[[FrameSeen], str], word: str) -> Test:
    return lambda frame: read(frame).lower() == word


def _summary_contains(word: str) -> Test:
    return lambda frame: word in frame.summary.lower()


def _contains(word: str) -> Test:
    return lambda frame: (
        word in frame.summary.lower() or word in frame.type or word == frame.client.lower()
    )


def _sized(relation: str, word: str) -> Test:
    size = _SIZE.fullmatch(word)
    if size is None:
        raise FilterError(f"“{word}” is no size; write size>1k")
    number = float(size[1]) * _UNITS[size[2] or ""]
    if relation == ">":
        return lambda frame: frame.size > number
    if relation == "<":
        return lambda frame: frame.size < number
    return lambda frame: frame.size == number
