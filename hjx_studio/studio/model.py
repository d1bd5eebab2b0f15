"""What the studio knows of the server: a snapshot, kept up to date batch by batch.

It knows no screen and no loop. `apply` says which topics a batch touched, so that only the panes
that show them are drawn again.
"""

from __future__ import annotations

from collections import deque
from enum import Flag, auto

from hjx_studio.session.events import (
    BuildChanged,
    ClientConnected,
    ClientDisconnected,
    Continued,
    Event,
    EventBatch,
    FrameSeen,
    HandlerView,
    LogWritten,
    Problem,
    RunFailed,
    ServerSnapshot,
    SessionEnded,
    SourceChecked,
    StateChanged,
    StepModeChanged,
    Stopped,
    WaitingChanged,
)
from hjx_studio.studio.session_model import SessionModel, session_of
from hjx_studio.studio.traffic import FrameLog

LOG_LIMIT = 10_000
MAIN = "main"


class Topic(Flag):
    """What a batch of events can touch."""

    NONE = 0
    TITLE = auto()
    STATE = auto()
    CLIENTS = auto()
    TRAFFIC = auto()
    PROBLEMS = auto()
    LOG = auto()
    DEBUG = auto()
    ALL = TITLE | STATE | CLIENTS | TRAFFIC | PROBLEMS | LOG | DEBUG


class Model:
    """The server as last heard of, and which of its sessions is being looked at."""

    def __init__(self) -> None:
        self.addresses: tuple[str, ...] = ()
        self.entry = ""
        self.checked: SourceChecked | None = None
        self.step_mode = False
        self.handlers: tuple[HandlerView, ...] = ()
        self.sessions: dict[str, SessionModel] = {}
        self.looked_at = MAIN
        self.frames = FrameLog()
        self.log: deque[LogWritten] = deque(maxlen=LOG_LIMIT)
        self.log_dropped = 0
        self._last_frame: dict[str, int] = {}
        self.lost: str | None = None
        self.connected = False
        self.unknown: set[str] = set()  # sessions whose clients' own names are to be asked for

    @property
    def session(self) -> SessionModel:
        """The session that is looked at; an empty one while there is none of that name."""
        return self.sessions.get(self.looked_at) or SessionModel(self.looked_at)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the server found in the sources when it last built them."""
        return self.checked.problems if self.checked else ()

    @property
    def address(self) -> str:
        """The URL to open in a browser; empty while none is known."""
        return self.addresses[0] if self.addresses else ""

    def look_at(self, session: str) -> Topic:
        """Show another session."""
        self.looked_at = session
        return Topic.TITLE | Topic.STATE | Topic.CLIENTS | Topic.DEBUG

    def lose(self, reason: str) -> Topic:
        """The server has ended; `reason` says how."""
        self.lost = reason
        for session in self.sessions.values():
            session.stopped = None
            session.clients.clear()
        entry = LogWritten(self.looked_at, 0.0, "error", reason)
        return self._write(entry) | Topic.TITLE | Topic.CLIENTS | Topic.DEBUG

    def take(self, snapshot: ServerSnapshot) -> Topic:
        """Begin anew from a snapshot; the frames and the log that are known already stay."""
        self.addresses = snapshot.addresses
        self.entry = snapshot.entry
        self.checked = snapshot.checked
        self.step_mode = snapshot.step_mode
        self.handlers = snapshot.handlers
        self.sessions = {session.session: session_of(session) for session in snapshot.sessions}
        if self.looked_at not in self.sessions and self.sessions:
            self.looked_at = next(iter(self.sessions))
        frames = [
            frame
            for session in snapshot.sessions
            for frame in session.frames
            if frame.number > self._last_frame.get(session.session, -1)
        ]
        self._take_frames(sorted(frames, key=lambda frame: frame.time))
        newest = self.log[-1].time if self.log else 0.0
        log = [entry for session in snapshot.sessions for entry in session.log]
        for entry in sorted(log, key=lambda entry: entry.time):
            if entry.time > newest:
                self._write(entry)
        self.lost = None
        self.connected = True
        return Topic.ALL

    def apply(self, batch: EventBatch) -> Topic:
        """Take in events in their order; says what they touched."""
        topics = Topic.NONE
        frames: list[FrameSeen] = []
        for event in batch.events:
            if isinstance(event, FrameSeen):
                frames.append(event)
                if (session := self.sessions.get(event.session)) is not None:
                    session.count(event)
            else:
                topics |= self._apply_one(event)
        if batch.dropped:
            self.frames.lost += batch.dropped
            topics |= Topic.TRAFFIC
        if frames:
            self._take_frames(frames)
            topics |= Topic.TRAFFIC | Topic.CLIENTS
        return topics

    def _take_frames(self, frames: list[FrameSeen]) -> None:
        self.frames.extend(frames)
        for frame in frames:
            self._last_frame[frame.session] = frame.number

    def _apply_one(self, event: Event) -> Topic:
        topics = Topic.NONE
        match event:
            case StateChanged():
                topics = self._state_changed(event)
            case BuildChanged():
                topics = self._build_changed(event)
            case Stopped() | Continued() | WaitingChanged():
                topics = self._stop_changed(event)
            case ClientConnected() | ClientDisconnected() | SessionEnded():
                topics = self._came_or_went(event)
            case LogWritten():
                topics = self._write(event)
            case RunFailed():
                topics = self._write(_failure(event))
            case SourceChecked():
                self.checked = event
                topics = Topic.TITLE | Topic.PROBLEMS
            case StepModeChanged():
                self.step_mode = event.on
                topics = Topic.TITLE
        return topics

    def _came_or_went(self, event: ClientConnected | ClientDisconnected | SessionEnded) -> Topic:
        if isinstance(event, ClientConnected):
            session = self._at(event.session)
            session.join(event.client)
            session.put(event.variables)
            return Topic.TITLE | Topic.CLIENTS | Topic.STATE
        if isinstance(event, ClientDisconnected):
            self._at(event.session).forget_client(event.client)
            return Topic.TITLE | Topic.CLIENTS | Topic.STATE
        self.sessions.pop(event.session, None)
        if event.session == self.looked_at:
            return self.look_at(next(iter(self.sessions), MAIN))
        return Topic.NONE

    def _stop_changed(self, event: Stopped | Continued | WaitingChanged) -> Topic:
        session = self._at(event.session)
        if isinstance(event, Stopped):
            session.stopped, session.waiting = event, event.waiting
            return self._show_stopped(event.session)
        if isinstance(event, WaitingChanged):
            session.waiting = event.waiting
        elif session.stopped is None or session.stopped.stop <= event.stop:
            session.stopped = None
        return Topic.TITLE | Topic.DEBUG

    def _at(self, session: str) -> SessionModel:
        return self.sessions.setdefault(session, SessionModel(session))

    def _show_stopped(self, session: str) -> Topic:
        """A stop in another session is shown at once, unless one is being looked at already."""
        if session != self.looked_at and self.session.stopped is None:
            return self.look_at(session)
        return Topic.TITLE | Topic.DEBUG

    def _state_changed(self, event: StateChanged) -> Topic:
        session = self._at(event.session)
        if event.revision < session.revision:  # older than the snapshot that is known
            return Topic.NONE
        session.commit(event)
        return Topic.TITLE | Topic.STATE

    def _build_changed(self, event: BuildChanged) -> Topic:
        session = self._at(event.session)
        session.change_build(event)
        # The event does not say what clients have of their own: that is to be asked for.
        if session.clients:
            self.unknown.add(event.session)
        return Topic.TITLE | Topic.STATE | Topic.DEBUG

    def _write(self, entry: LogWritten) -> Topic:
        if len(self.log) == self.log.maxlen:
            self.log_dropped += 1
        self.log.append(entry)
        return Topic.LOG


def _failure(event: RunFailed) -> LogWritten:
    where = f"{event.handler}: " if event.handler else ""
    return LogWritten(
        event.session,
        event.time,
        "error",
        f"{where}{event.message}",
        event.cause,
        event.handler,
        event.path,
        event.line,
    )
