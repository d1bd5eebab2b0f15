"""Frames as rows: those of a log that a filter lets through, each drawn when it is in view."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from rich.text import Text

from hjx_studio.session.events import FrameSeen
from hjx_studio.studio.model import MAIN
from hjx_studio.studio.plain import byte_size, one_line
from hjx_studio.studio.traffic import FrameLog
from hjx_studio.studio.widgets.rows import Look


def clock(time: float) -> str:
    """The local time of day to a millisecond, of seconds since the epoch."""
    local = datetime.fromtimestamp(time).astimezone()
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


class FrameRows:
    """The frames of a log, all of them or those that fit a filter, as rows.

    A row's place is the frame's place in the log; with a filter it is its place among those that
    fit. `hold` keeps later frames out of sight.
    """

    def __init__(self, log: FrameLog) -> None:
        self.log = log
        self.cleared = 0
        self.held: int | None = None
        self.marked: FrameSeen | None = None
        self._fitting: list[int] | None = None
        self._gone = 0

    @property
    def limit(self) -> int:
        """One past the place of the newest frame that is to be shown."""
        return self.log.end if self.held is None else self.held

    @property
    def oldest(self) -> int:
        """The place of the oldest frame that is to be shown."""
        return min(max(self.log.first, self.cleared), self.limit)

    @property
    def first(self) -> int:
        """The place of the first row."""
        return self.oldest if self._fitting is None else self._gone

    @property
    def end(self) -> int:
        """One past the place of the last row."""
        return self.limit if self._fitting is None else self._gone + len(self._fitting)

    def frame(self, place: int) -> FrameSeen | None:
        """The frame of a row; None when the log has dropped it since."""
        if not self.first <= place < self.end:
            return None
        at = place if self._fitting is None else self._fitting[place - self._gone]
        return self.log[at] if self.log.first <= at < self.log.end else None

    def show_all(self) -> None:
        """Show every frame."""
        self._fitting = None

    def show_fitting(self, places: list[int]) -> None:
        """Show the frames at these places of the log."""
        self._fitting, self._gone = places, 0

    def add_fitting(self, places: list[int]) -> None:
        """Show further ones, and let go of those that the log dropped."""
        if self._fitting is None:
            return
        self._fitting.extend(places)
        gone = bisect_left(self._fitting, self.oldest)
        if gone:
            del self._fitting[:gone]
            self._gone += gone

    def linked(self, place: int) -> bool:
        """Whether the frame comes from the input that the marked one comes from."""
        marked = self.marked
        frame = self.frame(place)
        if marked is None or frame is None:
            return False
        return frame.cause == marked.cause and frame.session == marked.session

    def draw(self, place: int, width: int, look: Look) -> Text:
        """Time, client, direction, type, what it says; and at the right rev, size and ms."""
        frame = self.frame(place)
        if frame is None:
            return Text(" …", look.muted)
        incoming = frame.direction == "in"
        client = frame.client if frame.session == MAIN else f"{frame.session}/{frame.client}"
        text = Text(" ")
        text.append(clock(frame.time) if width >= 70 else clock(frame.time)[:8], look.muted)
        text.append("  ")
        text.append(one_line(client)[:12].ljust(4))
        text.append(" → " if incoming else " ← ", look.accent if incoming else look.good)
        kind = look.bad if frame.type == "error" else look.accent if incoming else look.good
        text.append(one_line(frame.type)[:8].ljust(8), kind)
        right = _right(frame, width)
        room = width - text.cell_len - len(right) - 2
        summary = Text(" " + one_line(frame.summary, 500))
        summary.truncate(max(0, room), overflow="ellipsis", pad=True)
        text.append_text(summary)
        text.append(right, look.muted)
        return text


def _right(frame: FrameSeen, width: int) -> str:
    """Revision, size and time, as far as the width allows."""
    revision = f"rev {frame.revision}" if frame.revision is not None else ""
    elapsed = f"{frame.elapsed:.2f} ms" if frame.elapsed is not None else ""
    if width < 56:
        return f" {byte_size(frame.size):>7}" if width >= 40 else ""
    if width < 70:
        return f" {revision:>8} {byte_size(frame.size):>8}"
    return f" {revision:>8} {byte_size(frame.size):>8} {elapsed:>10}"
