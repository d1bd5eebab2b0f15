"""What can happen to a session: a closed union of inputs, numbered, timed, and kept in order.

Time comes in with the entries. Whatever an input leads to (effects, frames, log lines, events)
carries its number as the `cause`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.values import Value
from hjx_studio.session.events import Problem
from hjx_studio.session.messages import MessageId, RowKey

WAITING_LIMIT = 1_000  # inputs that may wait behind a run
WAITING_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ClientJoined:
    """A client connected."""

    client: str


@dataclass(frozen=True, slots=True)
class ClientLeft:
    """A client's socket closed."""

    client: str
    reason: str


@dataclass(frozen=True, slots=True)
class FrameArrived:
    """A client, or a program without a socket, sent a message; what it asks for, if it may, becomes
    the entry's input."""

    client: str


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """A client asks for a handler; `key` is its memory's, which outlives its socket."""

    client: str
    key: str
    handler: str
    arguments: tuple[Value, ...]
    event: Value
    id: MessageId | None


@dataclass(frozen=True, slots=True)
class RequestedEvent:
    """A program without a socket asks for a handler, and waits for the answer to its `request`."""

    request: int
    handler: str
    arguments: tuple[Value, ...]
    id: MessageId | None


@dataclass(frozen=True, slots=True)
class Bind:
    """A bound input of a client changed."""

    client: str
    key: str
    path: tuple[str | int | RowKey, ...]
    value: Value
    id: MessageId | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A timer is due."""

    timer: str


@dataclass(frozen=True, slots=True)
class SetByHand:
    """A value was set in the studio; `client` names whose local it is."""

    scope: str
    path: tuple[str, ...]
    value: Value
    client: str | None


@dataclass(frozen=True, slots=True)
class RunByHand:
    """A handler was run in the studio, as `client` or for nobody; `step` stops at its start."""

    handler: str
    arguments: tuple[Value, ...]
    client: str | None
    step: bool


@dataclass(frozen=True, slots=True)
class BuildArrived:
    """The source changed and has no errors."""

    build: Build


@dataclass(frozen=True, slots=True)
class ProblemsArrived:
    """The source changed and has errors, or has none any more."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WentBack:
    """The state of an old revision was made the present one."""

    revision: int


Input: TypeAlias = (
    ClientJoined
    | ClientLeft
    | FrameArrived
    | ClientEvent
    | RequestedEvent
    | Bind
    | Tick
    | SetByHand
    | RunByHand
    | BuildArrived
    | ProblemsArrived
    | WentBack
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An input with its number (from 1), its time (seconds since the epoch), the clock's reading at
    its arrival (monotonic seconds) and its size in bytes where it came over the wire."""

    number: int
    time: float
    arrived: float
    input: Input
    size: int = 0


class Inbox:
    """The inputs that wait for their turn."""

    def __init__(self) -> None:
        self._waiting: deque[Entry] = deque()
        self._bytes = 0
        self._count = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._waiting)

    def enter(self, given: Input, time: float, arrived: float, size: int = 0) -> Entry:
        """Number an input that is handled now, whatever waits."""
        self._count += 1
        return Entry(self._count, time, arrived, given, size)

    def is_full(self, size: int) -> bool:
        """Whether another `size` bytes behind those that wait would be too much."""
        if not self._waiting:
            return False
        return len(self._waiting) >= WAITING_LIMIT or self._bytes + size > WAITING_BYTES

    def append(self, entry: Entry) -> None:
        """Put an entry at the end of the queue."""
        self._waiting.append(entry)
        self._bytes += entry.size

    def pop(self) -> Entry:
        """Take the next entry."""
        entry = self._waiting.popleft()
        self._bytes -= entry.size
        return entry
