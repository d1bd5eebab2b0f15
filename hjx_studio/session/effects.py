"""What a session asks of whoever runs it: frozen, imperative, carried out in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Send:
    """Send one text frame (UTF-8 `data`) to each of `clients` (ids as the session gave them).

    The same object goes to all of them, so that it is framed once.
    """

    clients: tuple[str, ...]
    data: bytes
    cause: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a request of `Session.request` by its number: `data` is JSON (UTF-8), `code` the
    protocol's code where it was refused or failed."""

    request: int
    data: bytes
    code: str | None
    cause: int


@dataclass(frozen=True, slots=True)
class Close:
    """Close a client's socket with a WebSocket status code."""

    client: str
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Call `Session.tick(timer)` every `interval` seconds until it is cleared or set anew."""

    timer: str
    interval: float


@dataclass(frozen=True, slots=True)
class ClearTimer:
    """Stop a timer."""

    timer: str


@dataclass(frozen=True, slots=True)
class ResumeSoon:
    """Call `Session.resume` once others had a turn: a run has used up its slice."""


Effect: TypeAlias = Send | Answer | Close | SetTimer | ClearTimer | ResumeSoon
