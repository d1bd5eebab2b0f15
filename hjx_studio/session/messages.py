"""The frames of the wire: those that come in, checked and typed; those that go out, encoded.

Nothing that a client sends is trusted: what does not fit raises `ProtocolError`, whose `code` is
one of the protocol's error codes, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import orjson

from hjx_studio.language import values
from hjx_studio.language.diagnostics import HjxError
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session.events import Problem
from hjx_studio.session.limits import SessionLimits

_MESSAGE_LIMIT = SessionLimits().message
_ID_LIMIT = 128  # code points of an id
_PROBLEM_FIELDS = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "code",
    "message",
    "hint",
    "source",
)
_EVENT_FIELDS = ("type", "value", "checked", "key", "data", "form")

MessageId: TypeAlias = str | int


class ProtocolError(HjxError):
    """A message that is refused, with the protocol's code for why, and its own id if it had one."""

    def __init__(self, code: str, message: str, message_id: MessageId | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.id = message_id


@dataclass(frozen=True, slots=True)
class EventMessage:
    """Run a handler; `event` holds the fields of the browser's event that were asked for."""

    handler: str
    arguments: tuple[Value, ...]
    id: MessageId | None
    event: Value


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of a keyed loop: its key, and which one of those with the same key (from 1)."""

    key: Value
    n: int = 1


@dataclass(frozen=True, slots=True)
class BindMessage:
    """A bound input changed; the path leads from a state or local name to the value."""

    path: tuple[str | int | RowKey, ...]
    value: Value
    id: MessageId | None


@dataclass(frozen=True, slots=True)
class SyncMessage:
    """Send the whole state again."""


ClientMessage: TypeAlias = EventMessage | BindMessage | SyncMessage


def parse_message(text: str, limit: int = _MESSAGE_LIMIT) -> ClientMessage:
    """The message in one text frame of up to `limit` bytes (0: of any size). Raises
    `ProtocolError`."""
    message = _object(text, limit)
    message_id = _id(message.get("id"))
    kind = message.get("type")
    if not isinstance(kind, str):
        raise ProtocolError("bad_message", "a message needs a type, a string", message_id)
    if kind == "event":
        return _event(message, message_id)
    if kind == "bind":
        return _bind(message, message_id)
    if kind == "sync":
        return SyncMessage()
    raise ProtocolError(
        "unknown_type", f"unknown type {kind[:40]!r}; known are event, bind and sync", message_id
    )


def parse_event(text: str, limit: int = _MESSAGE_LIMIT) -> EventMessage:
    """The message of a request that can only be an event, so that it need not say so. Raises
    `ProtocolError`."""
    message = _object(text, limit)
    message_id = _id(message.get("id"))
    kind = message.get("type", "event")
    if kind != "event":
        shown = values.preview(kind, 40)
        raise ProtocolError("unknown_type", f"type {shown}: this takes events alone", message_id)
    return _event(message, message_id)


def too_large(limit: int) -> ProtocolError:
    """The error for a message of more than `limit` bytes."""
    return ProtocolError("too_large", f"a message may have {limit} bytes at the most")


def _object(text: str, limit: int) -> Mapping[str, Value]:
    if limit and (len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit):
        raise too_large(limit)
    try:
        message = values.from_json(text)
    except EvaluationError as error:
        raise ProtocolError("bad_json", f"the message is not valid JSON: {error}") from error
    if not isinstance(message, dict):
        raise ProtocolError("bad_message", "a message is a JSON object with a type")
    return message


def _id(value: Value) -> MessageId | None:
    if value is None:
        return None
    if isinstance(value, str) and len(value) <= _ID_LIMIT:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    raise ProtocolError(
        "bad_message", "an id is a whole number or a string of up to 128 characters"
    )


def _event(message: Mapping[str, Value], message_id: MessageId | None) -> EventMessage:
    handler = message.get("handler")
    if not isinstance(handler, str):
        raise ProtocolError("bad_message", "an event names its handler, a string", message_id)
    arguments = message.get("args")
    if arguments is None:
        arguments = []
    if not isinstance(arguments, list):
        raise ProtocolError("bad_args", "args is a list", message_id)
    if message.get("component") not in (None, ""):
        raise ProtocolError("bad_message", "there is no such component instance", message_id)
    event = message.get("event")
    if event is not None and not isinstance(event, dict):
        raise ProtocolError("bad_message", "event is an object", message_id)
    if event is not None:
        event = {name: event.get(name) for name in _EVENT_FIELDS}
    return EventMessage(handler, tuple(arguments), message_id, event)


def _bind(message: Mapping[str, Value], message_id: MessageId | None) -> BindMessage:
    steps = message.get("path")
    if not isinstance(steps, list) or not steps or not isinstance(steps[0], str):
        raise ProtocolError("bad_path", "path is a list that begins with a name", message_id)
    if message.get("component") not in (None, ""):
        raise ProtocolError("bad_path", "there is no such component instance", message_id)
    if "value" not in message:
        raise ProtocolError("bad_message", "a bind needs a value", message_id)
    path = tuple(_step(step, message_id) for step in steps)
    return BindMessage(path, message["value"], message_id)


def _step(step: Value, message_id: MessageId | None) -> str | int | RowKey:
    if isinstance(step, str):
        return step
    if isinstance(step, float) and step.is_integer() and 0 <= step < 2**32:
        return int(step)
    if isinstance(step, dict) and "key" in step:
        n = step.get("n", 1.0)
        if isinstance(n, float) and n.is_integer() and 1 <= n < 2**32:
            return RowKey(step["key"], int(n))
    raise ProtocolError("bad_path", 'a step is a name, an index or {"key": …}', message_id)


def encode_members(names: Mapping[str, Value]) -> bytes:
    """The members of a JSON object without its braces, to be spliced into a frame."""
    return orjson.dumps(values.to_plain(dict(names)))[1:-1]


def encode_operations(operations: Iterable[Mapping[str, object]]) -> bytes:
    """Operations of a patch without the brackets round them, to be spliced into a frame."""
    return orjson.dumps(list(operations))[1:-1]


def encode_patch(
    shared: bytes, own: bytes, revisions: tuple[int, int], acknowledge: Sequence[MessageId] = ()
) -> bytes:
    """A `patch` frame from encoded operations: those for all, and the client's own; it leads from
    the first of `revisions` to the second."""
    operations = b",".join(part for part in (shared, own) if part)
    return b'{"type":"patch","ops":[%b],"from":%d,"rev":%d%b}' % (
        operations,
        *revisions,
        _acknowledgement(acknowledge),
    )


def encode_update(
    shared: bytes, own: bytes, revision: int, acknowledge: Sequence[MessageId] = ()
) -> bytes:
    """An `update` frame from encoded members: those that all see, and the client's own."""
    members = b",".join(part for part in (shared, own) if part)
    return b'{"type":"update","state":{%b},"rev":%d%b}' % (
        members,
        revision,
        _acknowledgement(acknowledge),
    )


def _acknowledgement(ids: Sequence[MessageId]) -> bytes:
    if not ids:
        return b""
    name, value = ("ack", ids[0]) if len(ids) == 1 else ("acks", list(ids))
    return b',"%b":%b' % (name.encode(), orjson.dumps(value))


def encode_result(shared: bytes, revision: int) -> bytes:
    """What a request that came without a client gets, from encoded members."""
    return b'{"rev":%d,"state":{%b}}' % (revision, shared)


def encode_ack(message_id: MessageId, revision: int) -> bytes:
    """An `ack` frame, for a message that no update answers."""
    return orjson.dumps({"type": "ack", "id": message_id, "rev": revision})


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """An `error` frame to the sender of what was refused or failed."""

    code: str
    message: str
    id: MessageId | None = None
    handler: str | None = None
    line: int | None = None
    column: int | None = None

    def encode(self) -> bytes:
        """The frame; what is not known is left out."""
        fields = {
            name: getattr(self, name)
            for name in ("code", "message", "id", "handler", "line", "column")
            if getattr(self, name) is not None
        }
        return orjson.dumps({"type": "error", **fields})


def encode_paused(handler: str, line: int) -> bytes:
    """The debugger holds the session before `line`."""
    return orjson.dumps({"type": "paused", "handler": handler, "line": line})


def encode_resumed() -> bytes:
    """The session goes on."""
    return b'{"type":"resumed"}'


def encode_reload(build: str) -> bytes:
    """The source changed: take build `build`."""
    return orjson.dumps({"type": "reload", "build": build})


def encode_problems(problems: Iterable[Problem]) -> bytes:
    """The source's errors, for the page's panel; without any the panel goes."""
    items = [{name: getattr(problem, name) for name in _PROBLEM_FIELDS} for problem in problems]
    return orjson.dumps({"type": "problems", "items": items})
