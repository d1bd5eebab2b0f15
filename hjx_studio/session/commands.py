"""What a front end asks of a server: frozen, JSON-able, and answered by one `Reply` each.

Values cross as JSON text (`*_json`), so that a number means the same on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from hjx_studio.language.diagnostics import HjxError
from hjx_studio.session.events import HandlerView, ServerSnapshot, Variable


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """The whole server now; answered by `ServerSnapshot`, and events flow from then on."""


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Stop before the statement on `line`."""

    line: int


@dataclass(frozen=True, slots=True)
class SetBreakpoints:
    """All breakpoints of a file, in place of those before; answered by the `Lines` they landed on
    (a line without a statement moves to the next one that has one)."""

    path: str
    breakpoints: tuple[Breakpoint, ...]


@dataclass(frozen=True, slots=True)
class SetStepMode:
    """Stop every input before its first statement, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class Continue:
    """Let the stopped run go on; `stop` is the one that is meant."""

    session: str
    stop: int


@dataclass(frozen=True, slots=True)
class Step:
    """Go on to the next place to stop: `how` is "over", "into" or "out"."""

    session: str
    stop: int
    how: str


@dataclass(frozen=True, slots=True)
class Abandon:
    """End the stopped run; nothing of it is committed."""

    session: str
    stop: int


@dataclass(frozen=True, slots=True)
class RunHandler:
    """Run a handler by hand, as `client` or for nobody; stop before its first line with `step`."""

    session: str
    handler: str
    arguments_json: str
    client: str | None = None
    step: bool = False


@dataclass(frozen=True, slots=True)
class SetVariable:
    """Set a state (or a client's local) value by hand."""

    session: str
    scope: str
    path: tuple[str, ...]
    value_json: str
    client: str | None = None


@dataclass(frozen=True, slots=True)
class GoBack:
    """Make the state of an old revision the present one."""

    session: str
    revision: int


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close a client's socket."""

    session: str
    client: str


@dataclass(frozen=True, slots=True)
class UpdateSource:
    """An unsaved buffer: what the file at `path` reads as, until None takes it back."""

    path: str
    text: str | None


@dataclass(frozen=True, slots=True)
class FetchVariables:
    """The children of a value, `limit` of them from `offset`; answered by `Variables`."""

    session: str
    scope: str
    path: tuple[str, ...]
    client: str | None = None
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class FetchValue:
    """A whole value as JSON text; answered by `Text`."""

    session: str
    scope: str
    path: tuple[str, ...]
    client: str | None = None


@dataclass(frozen=True, slots=True)
class FetchFrame:
    """The text of a frame seen; answered by `Text`."""

    session: str
    number: int


@dataclass(frozen=True, slots=True)
class FetchHandlers:
    """The handlers of what runs now; answered by `Handlers`."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Continue what is stopped, close every socket, and end."""


Command: TypeAlias = (
    TakeSnapshot
    | SetBreakpoints
    | SetStepMode
    | Continue
    | Step
    | Abandon
    | RunHandler
    | SetVariable
    | GoBack
    | Disconnect
    | UpdateSource
    | FetchVariables
    | FetchValue
    | FetchFrame
    | FetchHandlers
    | Shutdown
)


@dataclass(frozen=True, slots=True)
class Done:
    """It was carried out."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not, and nothing changed; one sentence says why."""

    message: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Line numbers, from 1."""

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variables:
    """Children of a value: those asked for, and how many there are in all."""

    total: int
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `whole` is false where it was cut."""

    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Handlers:
    """Handlers that can be run by hand."""

    handlers: tuple[HandlerView, ...]


Reply: TypeAlias = Done | Refused | Lines | Variables | Text | Handlers | ServerSnapshot


@dataclass(frozen=True, slots=True)
class Request:
    """A command on its way, numbered by the asker."""

    number: int
    command: Command


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to the request of that number."""

    number: int
    reply: Reply


class ServerGoneError(HjxError):
    """The server that was asked has ended; its text says how."""
