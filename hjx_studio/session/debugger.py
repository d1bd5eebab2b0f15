"""Where a session's runs stop, and what is known of the stop they are at."""

from __future__ import annotations

from dataclasses import dataclass, field

from hjx_studio.session.events import Stopped
from hjx_studio.session.inbox import Entry
from hjx_studio.session.run import Run


@dataclass(slots=True)
class Debugger:
    """Breakpoints by path of the source, step mode, and the number of the present stop.

    Stops are numbered from 1; a command that names another than the present one is stale.
    """

    breakpoints: dict[str, frozenset[int]] = field(default_factory=dict)
    step_mode: bool = False
    stop: Stopped | None = None
    _count: int = 0

    def lines(self, path: str) -> frozenset[int]:
        """The lines to stop at in the file at `path`."""
        return self.breakpoints.get(path, frozenset())

    def halt(self, run: Run, reason: str, place: StopPlace) -> Stopped:
        """The run has halted: a new stop."""
        self._count += 1
        self.stop = Stopped(
            session=place.session,
            time=place.time,
            cause=place.entry.number,
            stop=self._count,
            reason=reason,
            client=place.client,
            frames=run.frames(),
            values=run.line_values(),
            past=run.past(),
            changes=run.changes(),
            waiting=place.waiting,
        )
        return self.stop

    def release(self) -> Stopped | None:
        """The run goes on: the stop that it was at."""
        stop, self.stop = self.stop, None
        return stop

    def is_present(self, stop: int) -> bool:
        """Whether `stop` is where the session stands."""
        return self.stop is not None and self.stop.stop == stop


@dataclass(frozen=True, slots=True)
class StopPlace:
    """What a stop says beside the run itself."""

    session: str
    time: float
    entry: Entry
    client: str | None
    waiting: int
