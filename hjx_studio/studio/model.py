"""What the studio knows of the server: a snapshot, kept up to date batch by batch.

It knows no screen and no loop. `apply` says which topics a batch touched, so that only the panes
that show them are drawn again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Flag, auto
from typing import NamedTuple

from hjx_studio.session.events import (
    BuildChanged,
    Change,
    ClientConnected,
    ClientDisconnected,
    ClientView,
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
    SessionSnapshot,
    SourceChecked,
    StateChanged,
    StepModeChanged,
    Stopped,
    Variable,
    WaitingChanged,
)
from hjx_studio.studio.traffic import FrameLog

LOG_LIMIT = 10_000
CLIENTS_SHOWN = 20  # of how many clients the own names are shown
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


class VariableKey(NamedTuple):
    """What names a value across updates."""

    scope: str
    client: str | None
    path: tuple[str, ...]


def key_of(variable: Variable | Change) -> VariableKey:
    """The key of a value, or of one that changed."""
    return VariableKey(variable.scope, variable.client, variable.path)


@dataclass(slots=True)
class _Counts:
    """Frames and bytes each way; of a client, or of what went to all."""

    frames_in: int = 0
    frames_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    revision: int = 0

    def add(self, frame: FrameSeen) -> None:
        if frame.direction == "in":
            self.frames_in += 1
            self.bytes_in += frame.size
        else:
            self.frames_out += 1
            self.bytes_out += frame.size
            self.revision = max(self.revision, frame.revision or 0)


@dataclass(slots=True)
class SessionModel:
    """One session: its clients, its top-level variables, and what the last commit changed.

    `marks` leads from the values that the last commit changed to how they read before it; those
    that it made are there with None.
    """

    name: str
    revision: int = 0
    build: str = ""
    clients: dict[str, ClientView] = field(default_factory=dict)
    variables: dict[VariableKey, Variable] = field(default_factory=dict)
    marks: dict[VariableKey, str | None] = field(default_factory=dict)
    changed_by: StateChanged | None = None
    stopped: Stopped | None = None
    waiting: int = 0
    # A broadcast is counted once, not once for each of a thousand clients: a client's own figures
    # are what it came with, what went to it alone, and what went to all since it came.
    _own: dict[str, _Counts] = field(default_factory=dict)
    _all: _Counts = field(default_factory=_Counts)

    def join(self, client: ClientView) -> None:
        """Take in a client, with the figures that it has now."""
        self.clients[client.client] = client
        self._own[client.client] = _Counts(
            client.frames_in,
            client.frames_out - self._all.frames_out,
            client.bytes_in,
            client.bytes_out - self._all.bytes_out,
            client.revision,
        )

    def count(self, frame: FrameSeen) -> None:
        """Add a frame to the figures of those that it came from or went to."""
        if frame.client == "*":
            self._all.add(frame)
        elif (own := self._own.get(frame.client)) is not None:
            own.add(frame)

    def client_views(self) -> list[ClientView]:
        """The clients with their figures as they are now."""
        views = []
        for name, client in self.clients.items():
            own = self._own[name]
            views.append(
                replace(
                    client,
                    revision=max(own.revision, self._all.revision),
                    frames_in=own.frames_in,
                    frames_out=own.frames_out + self._all.frames_out,
                    bytes_in=own.bytes_in,
                    bytes_out=own.bytes_out + self._all.bytes_out,
                )
            )
        return views

    def groups(self) -> list[tuple[str, str | None, list[Variable]]]:
        """The variables as (scope, client, members): state, the first clients' own, computed."""
        groups: dict[tuple[str, str | None], list[Variable]] = {}
        shown = {None, *list(self.clients)[:CLIENTS_SHOWN]}
        for variable in self.variables.values():
            if variable.client not in shown:
                continue
            groups.setdefault((variable.scope, variable.client), []).append(variable)
        order = {"state": 0, "local": 1, "computed": 2}
        return [
            (scope, client, members)
            for (scope, client), members in sorted(
                groups.items(), key=lambda item: (order.get(item[0][0], 3), _age(item[0][1]))
            )
        ]

    def put(self, variables: Iterable[Variable]) -> None:
        """Take in top-level variables as they read now."""
        for variable in variables:
            self.variables[key_of(variable)] = variable

    def put_local(self, client: str, variables: Iterable[Variable]) -> None:
        """Take in all local names of a client."""
        for key in [key for key in self.variables if key.client == client]:
            del self.variables[key]
        if client in self.clients:
            self.put(variables)

    def forget_client(self, client: str) -> None:
        """Let go of a client and of its own variables."""
        self.clients.pop(client, None)
        self._own.pop(client, None)
        for key in [key for key in self.variables if key.client == client]:
            del self.variables[key]
            self.marks.pop(key, None)


def _age(client: str | None) -> tuple[int, str]:
    """Clients in the order in which they came: c2 before c10."""
    return (len(client), client) if client else (0, "")


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
        self.sessions = {session.session: _session(session) for session in snapshot.sessions}
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
        session.revision = event.revision
        session.marks = _marks(session.variables, event)
        session.changed_by = event
        session.put(event.variables)
        return Topic.TITLE | Topic.STATE

    def _build_changed(self, event: BuildChanged) -> Topic:
        session = self._at(event.session)
        session.build, session.revision = event.build, event.revision
        # The event does not say what clients have of their own: that is asked for (`unknown`).
        own = [variable for variable in session.variables.values() if variable.client]
        session.variables.clear()
        session.put((*event.variables, *own))
        if session.clients:
            self.unknown.add(event.session)
        session.marks = {
            key: old for key, old in session.marks.items() if _top(key) in session.variables
        }
        return Topic.TITLE | Topic.STATE | Topic.DEBUG

    def _write(self, entry: LogWritten) -> Topic:
        if len(self.log) == self.log.maxlen:
            self.log_dropped += 1
        self.log.append(entry)
        return Topic.LOG


def _session(snapshot: SessionSnapshot) -> SessionModel:
    session = SessionModel(
        snapshot.session,
        snapshot.revision,
        snapshot.build,
        stopped=snapshot.stopped,
        waiting=snapshot.waiting,
    )
    for client in snapshot.clients:
        session.join(client)
    session.put(snapshot.variables)
    return session


def _top(key: VariableKey) -> VariableKey:
    return key._replace(path=key.path[:1])


def _marks(
    before: dict[VariableKey, Variable], event: StateChanged
) -> dict[VariableKey, str | None]:
    marks: dict[VariableKey, str | None] = {}
    for variable in event.variables:
        key = key_of(variable)
        known = before.get(key)
        marks[key] = variable.old if variable.old is not None else known.text if known else None
    for change in event.changes:
        marks[key_of(change)] = change.old
    return marks


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
