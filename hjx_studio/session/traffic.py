"""The texts of the frames seen, kept within bounds so that they can be looked at later."""

from __future__ import annotations

from collections import deque

from hjx_studio.session.events import FrameSeen

FRAME_LIMIT = 100_000
BYTE_LIMIT = 64 * 1024 * 1024


class Traffic:
    """A bounded log of frames, numbered from 1; the oldest go first."""

    def __init__(self, frames: int = FRAME_LIMIT, size: int = BYTE_LIMIT) -> None:
        self._rows: deque[tuple[FrameSeen, bytes]] = deque()
        self._frames = frames
        self._size = size
        self._bytes = 0
        self._count = 0

    def next_number(self) -> int:
        """The number of the frame that is recorded next."""
        return self._count + 1

    def record(self, seen: FrameSeen, data: bytes) -> None:
        """Keep a frame's text; `seen.number` is `next_number()`."""
        self._count += 1
        self._rows.append((seen, data))
        self._bytes += len(data)
        while len(self._rows) > self._frames or self._bytes > self._size:
            _, oldest = self._rows.popleft()
            self._bytes -= len(oldest)

    def text(self, number: int) -> bytes | None:
        """The text of a frame; None when it is not kept any more, or never was."""
        first = self._count - len(self._rows) + 1
        if not first <= number <= self._count:
            return None
        return self._rows[number - first][1]

    def latest(self, count: int) -> tuple[FrameSeen, ...]:
        """The last `count` frames, oldest first."""
        start = max(0, len(self._rows) - count)
        return tuple(self._rows[index][0] for index in range(start, len(self._rows)))
