"""Carries out the commands of a front end that concern one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from hjx_studio.language import values
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session.commands import (
    Abandon,
    Command,
    Continue,
    Disconnect,
    Done,
    FetchFrame,
    FetchValue,
    FetchVariables,
    GoBack,
    Refused,
    Reply,
    RunHandler,
    SetVariable,
    Step,
    Text,
    Variables,
)
from hjx_studio.session.effects import Close, Effect
from hjx_studio.session.inbox import RunByHand, SetByHand
from hjx_studio.session.inspection import children
from hjx_studio.session.state import lookup

if TYPE_CHECKING:
    from hjx_studio.session.session import Session

_TEXT_LIMIT = 1_000_000  # code points of a text that is fetched
_PAGE_LIMIT = 1_000  # variables of one page
_DISCONNECTED = 1008


def carry_out(session: Session, command: Command, now: float) -> tuple[Reply, list[Effect]]:
    """The answer to a command, and the effects to carry out. It never raises: what can't be done
    is `Refused` with one sentence, and nothing has changed then."""
    try:
        match command:
            case Continue() | Step() | Abandon():
                return _debug(session, command, now)
            case RunHandler():
                given = RunByHand(
                    command.handler,
                    _arguments(command.arguments_json),
                    command.client,
                    command.step,
                )
                return Done(), session.run_by_hand(given, now)
            case SetVariable():
                value = values.from_json(command.value_json)
                by_hand = SetByHand(command.scope, command.path, value, command.client)
                return Done(), session.set_by_hand(by_hand, now)
            case GoBack():
                return Done(), session.go_back(command.revision, now)
            case Disconnect():
                if command.client not in session.clients:
                    return Refused("that client is gone"), []
                return Done(), [Close(command.client, _DISCONNECTED, "disconnected by hand")]
            case _:
                return _fetch(session, command), []
    except (LookupError, EvaluationError) as error:
        return Refused(str(error.args[0] if error.args else error)), []


def _debug(
    session: Session, command: Continue | Step | Abandon, now: float
) -> tuple[Reply, list[Effect]]:
    if not session.debugger.is_present(command.stop):
        return Refused("the run has moved on since; look where it stands now"), []
    match command:
        case Continue():
            return Done(), session.go_on("continue", now)
        case Step(how=("over" | "into" | "out") as how):
            return Done(), session.go_on(how, now)
        case Step():
            return Refused(f"no way to step {command.how}: over, into and out are known"), []
        case Abandon():
            return Done(), session.abandon(now)


def _arguments(text: str) -> tuple[Value, ...]:
    arguments = values.from_json(text) if text.strip() else []
    if not isinstance(arguments, list):
        raise LookupError('arguments are a JSON list, such as [1, "two"]')
    return tuple(arguments)


def _fetch(session: Session, command: Command) -> Reply:
    match command:
        case FetchVariables(scope=scope, path=path, client=client):
            names = session.values(scope, client)
            parent: Value = lookup(names, path) if path else dict(names)
            total = len(parent) if isinstance(parent, list | dict) else 0
            first = max(0, command.offset)
            page = slice(first, first + min(max(0, command.limit), _PAGE_LIMIT))
            return Variables(total, tuple(children(parent, scope, path, client, page)))
        case FetchValue(scope=scope, path=path, client=client):
            names = session.values(scope, client)
            value: Value = lookup(names, path) if path else dict(names)
            return _cut(orjson.dumps(values.to_plain(value)).decode())
        case FetchFrame(number=number):
            data = session.frame_text(number)
            if data is None:
                return Refused("that frame is not kept any more")
            return _cut(data.decode("utf-8", "replace"))
        case _:
            return Refused("that is not for a session")


def _cut(text: str) -> Text:
    return Text(text[:_TEXT_LIMIT], whole=len(text) <= _TEXT_LIMIT)
