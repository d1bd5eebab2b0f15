"""Events on their way to one observer: batches, at most one in 1/30 s, each within bounds.

An observer that takes nothing (a terminal that is suspended) holds nobody up: frames beyond a
batch's size are counted and left out, and when even the other events pile up, they are given up as
a whole and the next batch tells the observer to read a snapshot anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hjx_studio.session.events import Event, EventBatch, FrameSeen

INTERVAL = 1 / 30  # seconds between two batches at the least
FRAMES_LIMIT = 1_000  # frames in one batch
EVENTS_LIMIT = 50_000  # other events that wait


class Feed:
    """A buffer of events before one observer. It begins closed: nothing flows before `open`.

    With `only`, events of other classes are left out from the start.
    """

    def __init__(
        self, deliver: Callable[[EventBatch], None], only: tuple[type[Event], ...] = ()
    ) -> None:
        self._deliver = deliver
        self._only = only
        self._events: list[Event] = []
        self._frames = 0
        self._dropped = 0
        self._stale = False
        self._open = False
        self._held = False
        self._timer: asyncio.TimerHandle | None = None
        self._last = 0.0

    def open(self) -> None:
        """Let events flow from now on; those that waited are in the snapshot."""
        self._clear()
        self._stale = False
        self._open = True

    def _clear(self) -> None:
        self._events = []
        self._frames = 0
        self._dropped = 0

    def add(self, event: Event) -> None:
        """An event happened."""
        if not self._open or (self._only and not isinstance(event, self._only)):
            return
        if isinstance(event, FrameSeen):
            if self._frames >= FRAMES_LIMIT:
                self._dropped += 1
                return
            self._frames += 1
        elif len(self._events) - self._frames >= EVENTS_LIMIT:
            self._clear()
            self._stale = True
        self._events.append(event)
        self._schedule()

    def hold(self) -> None:
        """The observer takes nothing at present."""
        self._held = True

    def release(self) -> None:
        """The observer takes batches again."""
        self._held = False
        self._schedule()

    def _schedule(self) -> None:
        if self._timer is None and not self._held and (self._events or self._stale):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last + INTERVAL), self.flush)

    def flush(self) -> None:
        """Hand over what waits, unless the observer holds it off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._held or not (self._events or self._dropped or self._stale):
            return
        batch = EventBatch(tuple(self._events), self._dropped, self._stale)
        self._clear()
        self._stale = False
        self._last = asyncio.get_running_loop().time()
        self._deliver(batch)

    def close(self) -> None:
        """Let nothing flow any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._open = False
        self._clear()
