"""The session's log: what handlers wrote and what went wrong, the last lines kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from hjx_studio.language.execution import LogLine
from hjx_studio.session.events import Event, LogWritten
from hjx_studio.session.outbox import Moment

_KEPT = 1_000
_LINE = 10_000  # code points of a line


class SessionLog:
    """Lines by level, each with the input that led to it and its place in the source."""

    def __init__(self, session: str, observe: Callable[[Event], None]) -> None:
        self._session = session
        self._observe = observe
        self._lines: deque[LogWritten] = deque(maxlen=_KEPT)

    def latest(self) -> tuple[LogWritten, ...]:
        """The lines that are kept, oldest first."""
        return tuple(self._lines)

    def write(
        self,
        level: str,
        text: str,
        moment: Moment,
        path: str | None = None,
        line: int | None = None,
    ) -> None:
        """A line of the session's own: "info", "warning" or "error"."""
        cause = moment.entry.number
        self._put(
            LogWritten(self._session, moment.time, level, text[:_LINE], cause, None, path, line)
        )

    def write_lines(self, lines: Iterable[LogLine], path: str, moment: Moment) -> None:
        """What a handler's `log` statements wrote."""
        cause = moment.entry.number
        for line in lines:
            text = line.text[:_LINE]
            self._put(
                LogWritten(
                    self._session, moment.time, "log", text, cause, line.handler, path, line.line
                )
            )

    def _put(self, line: LogWritten) -> None:
        self._lines.append(line)
        self._observe(line)
