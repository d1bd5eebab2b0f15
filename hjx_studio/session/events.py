"""What observers of a session see: frozen, JSON-able, past tense.

Everything that crosses between the server and the studio is made of these, of `commands` and of
plain values, so that the two may live in different processes or on different machines. `cause` is
the number of the input that led to the event; `time` is in seconds since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Variable:
    """A named value as an inspector shows it; children are fetched when looked at.

    `scope` is "state", "local", "computed", "argument", "let" or "event"; `path` leads to the value
    from its scope (names, and indices as text); `kind` is "null", "boolean", "number", "string",
    "list", "object" or "error"; `text` is a preview of at most 200 code points; `count` is the
    number of children.
    """

    scope: str
    path: tuple[str, ...]
    kind: str
    text: str
    count: int = 0
    old: str | None = None
    client: str | None = None

    @property
    def name(self) -> str:
        """The last step of the path."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """A path that a commit changed, with previews of the value before and after."""

    scope: str
    path: tuple[str, ...]
    old: str
    new: str
    client: str | None = None


@dataclass(frozen=True, slots=True)
class LineValue:
    """What a sub-expression of a line gives (`text`), or why it fails (`error` is then true).

    `column` and `end_column` are those of the source, from 1, on `line`; `source` is what stands
    there.
    """

    line: int
    column: int
    end_column: int
    text: str
    error: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One handler on the call stack; the innermost stands first."""

    handler: str
    path: str
    line: int
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic of the workspace, with the file that it is in and the text of its first line."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    code: str
    message: str
    hint: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client as the studio lists it; `since` is a time, `revision` the last one sent."""

    client: str
    address: str
    agent: str
    protocol: str
    since: float
    revision: int
    frames_in: int = 0
    frames_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0


@dataclass(frozen=True, slots=True)
class ClientConnected:
    """A client joined; `variables` are its local names."""

    session: str
    time: float
    client: ClientView
    cause: int
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientDisconnected:
    """A client's socket closed."""

    session: str
    time: float
    client: str
    reason: str
    cause: int


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A frame of the WebSocket traffic.

    `client` is "*" for a broadcast and "http" for a program without a socket; `clients` counts the
    receivers. `direction` is "in" or "out", `size` the frame's bytes, `elapsed` the milliseconds
    since the input that caused it, `code` the protocol's code of an error. The text itself stays
    with the session: `FetchFrame(number)`.
    """

    session: str
    time: float
    number: int
    client: str
    clients: int
    direction: str
    type: str
    summary: str
    size: int
    cause: int
    revision: int | None = None
    elapsed: float | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A commit: what changed, by which handler (None when by hand), how long it took (`elapsed`,
    ms of running) and the top-level `variables` that now read differently."""

    session: str
    time: float
    cause: int
    revision: int
    handler: str | None
    client: str | None
    changes: tuple[Change, ...]
    variables: tuple[Variable, ...]
    elapsed: float
    steps: int


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A handler failed and changed nothing."""

    session: str
    time: float
    cause: int
    client: str | None
    code: str
    message: str
    handler: str | None
    path: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The debugger holds a run before a line.

    `stop` numbers the stops of a session: commands name the one they mean. `reason` is "step",
    "breakpoint", "pause" or "exception". `values` are the current line's sub-expressions, as they
    will be; `past` those of the lines that this run has passed. `changes` is what the run has set
    so far, still uncommitted.
    """

    session: str
    time: float
    cause: int
    stop: int
    reason: str
    client: str | None
    frames: tuple[StackFrame, ...]
    values: tuple[LineValue, ...]
    past: tuple[LineValue, ...]
    changes: tuple[Change, ...]
    waiting: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Continued:
    """The run that was stopped goes on, or was abandoned."""

    session: str
    time: float
    cause: int
    stop: int
    abandoned: bool = False


@dataclass(frozen=True, slots=True)
class WaitingChanged:
    """How many inputs wait behind the run that is stopped."""

    session: str
    waiting: int


@dataclass(frozen=True, slots=True)
class LogWritten:
    """A line for the log: `level` is "log" (a handler's), "info", "warning" or "error"."""

    session: str
    time: float
    level: str
    text: str
    cause: int | None = None
    handler: str | None = None
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class BuildChanged:
    """A build went live in a session, state kept; `variables` is the whole state now."""

    session: str
    time: float
    build: str
    cause: int
    revision: int
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class SourceChecked:
    """The workspace was built: `live` says whether it has no errors and is what now runs.

    `build` is the one that runs (empty while there never was a good one). `sources` names each
    file that was built with the hash of its text, so that an editor knows which text is meant.
    """

    time: float
    live: bool
    build: str
    problems: tuple[Problem, ...]
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StepModeChanged:
    """Step mode was switched: every input stops before its first statement, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session was dropped, with its state."""

    session: str
    time: float


Event: TypeAlias = (
    ClientConnected
    | ClientDisconnected
    | FrameSeen
    | StateChanged
    | RunFailed
    | Stopped
    | Continued
    | WaitingChanged
    | LogWritten
    | BuildChanged
    | SourceChecked
    | StepModeChanged
    | SessionEnded
)


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """A session at one moment. Observers read this, then apply the events that follow."""

    session: str
    revision: int
    build: str
    clients: tuple[ClientView, ...]
    variables: tuple[Variable, ...]
    stopped: Stopped | None
    waiting: int
    frames: tuple[FrameSeen, ...]
    log: tuple[LogWritten, ...]


@dataclass(frozen=True, slots=True)
class HandlerView:
    """A handler that can be run by hand."""

    name: str
    parameters: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ServerSnapshot:
    """The server at one moment; `addresses` are the URLs that browsers open."""

    addresses: tuple[str, ...]
    entry: str
    sessions: tuple[SessionSnapshot, ...]
    checked: SourceChecked | None
    step_mode: bool
    handlers: tuple[HandlerView, ...]


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events in order; `dropped` counts the frames left out of it because too many came at once.

    `stale` says that the observer took nothing for so long that other events before these were
    given up too: it has to take a snapshot anew.
    """

    events: tuple[Event, ...]
    dropped: int = 0
    stale: bool = False
