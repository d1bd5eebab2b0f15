"""What an input proposes to commit: a new state, and what is told of it.

Each kind of input that changes state has its function here, from the present state to a `Proposal`;
one that can't be is an `EvaluationError`, and nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from hjx_studio.language import values
from hjx_studio.language.build import Build
from hjx_studio.language.execution import Draw, EvaluationError, Execution, LogLine
from hjx_studio.session.binding import BindingError, resolve
from hjx_studio.session.events import Change
from hjx_studio.session.inbox import Bind, ClientEvent, Entry, RequestedEvent, SetByHand
from hjx_studio.session.messages import MessageId
from hjx_studio.session.run import HandlerCall, changes_of
from hjx_studio.session.state import ROOT, Names, State, local_names, lookup, with_value


@dataclass(frozen=True, slots=True)
class Author:
    """Whose input it is: the client's id (None: nobody's), the key of its memory, and the id of the
    message that asked."""

    client: str | None = None
    key: str | None = None
    id: MessageId | None = None


NOBODY = Author()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A state that an input leads to, and what is told of it: whose input it was, what ran, what it
    changed, wrote and drew, the seconds that it ran and how many steps."""

    entry: Entry
    state: State
    author: Author = NOBODY
    handler: str | None = None
    changes: tuple[Change, ...] = ()
    log: tuple[LogLine, ...] = ()
    draws: tuple[Draw, ...] = ()
    elapsed: float = 0.0
    steps: int = 0
    build: Build | None = None


def author_of(entry: Entry) -> Author:
    """The client that sent an input."""
    given = entry.input
    if isinstance(given, ClientEvent | Bind):
        return Author(given.client, given.key, given.id)
    if isinstance(given, RequestedEvent):
        return Author(id=given.id)
    return Author()


def propose_run(
    entry: Entry, author: Author, call: HandlerCall, execution: Execution, elapsed: float
) -> Proposal:
    """What a handler that ran to its end leaves; `elapsed` is in seconds of running."""
    state = call.state
    scopes = {write.scope for write in execution.writes}
    if "state" in scopes:
        state = state.with_shared(execution.shared)
    if "local" in scopes and author.key is not None:
        state = state.with_local(author.key, execution.local or {})
    return Proposal(
        entry=entry,
        state=state,
        author=author,
        handler=call.handler,
        changes=changes_of(execution, call.shared, call.local, author.client),
        log=tuple(execution.log),
        draws=execution.inputs.draws,
        elapsed=elapsed,
        steps=execution.steps,
    )


def propose_bind(entry: Entry, given: Bind, build: Build, state: State) -> Proposal:
    """What a bound input writes."""
    names = {**state.shared[ROOT], **local_names(build, state, given.key)}
    try:
        scope, path = resolve(build, names, given.path, given.value)
    except BindingError as error:
        raise EvaluationError(str(error), error.code) from error
    by_hand = SetByHand(scope, path, given.value, given.client)
    return propose_set(entry, by_hand, author_of(entry), build, state)


def propose_set(
    entry: Entry, given: SetByHand, author: Author, build: Build, state: State
) -> Proposal:
    """What setting one value leaves. Raises `EvaluationError` where there is no such place."""
    names: Names
    if given.scope == "state":
        names = state.shared[ROOT]
    elif given.scope == "local" and author.key is not None:
        names = local_names(build, state, author.key)
    else:
        raise EvaluationError(f"there is no {given.scope} value to set", "bad_path")
    if not given.path or given.path[0] not in names:
        raise EvaluationError(f"there is no {given.scope} name {given.path[:1]}", "bad_path")
    value = values.check_stored(given.value)
    try:
        changed = with_value(names, given.path, value)
    except LookupError as error:
        raise EvaluationError(str(error), "bad_path") from error
    local = given.scope == "local"
    owner = author.client if local else None
    old, new = values.preview(lookup(names, given.path)), values.preview(value)
    return Proposal(
        entry=entry,
        state=state.with_local(author.key or "", changed) if local else state.with_shared(changed),
        author=author,
        changes=(Change(given.scope, given.path, old, new, owner),),
    )


def propose_build(entry: Entry, build: Build, state: State) -> Proposal:
    """The state under a new build: names that are still declared keep their values."""
    shared, local = build.program.start()
    own = {key: {ROOT: _kept(names[ROOT], local)} for key, names in state.local.items()}
    return Proposal(entry, State({ROOT: _kept(state.shared[ROOT], shared)}, own), build=build)


def propose_going_back(entry: Entry, old: State, build: Build, state: State) -> Proposal:
    """The shared state of an old revision, made the present one."""
    kept = _kept(old.shared[ROOT], build.program.start()[0])
    changes = tuple(
        Change("state", (name,), values.preview(value), values.preview(kept[name]))
        for name, value in state.shared[ROOT].items()
        if kept[name] is not value
    )
    return Proposal(entry, state.with_shared(kept), changes=changes)


def _kept(old: Names, start: Names) -> Names:
    return {name: old.get(name, value) for name, value in start.items()}
