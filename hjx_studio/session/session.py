"""A running component without I/O: inputs in, one at a time; effects out, in order.

It knows no sockets, no event loop and no files, and reads no clock but the one it is given. Each
method that takes `now` (seconds since the epoch) returns the effects to carry out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from hjx_studio.language import values
from hjx_studio.language.build import Build
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.binding import BindingError, resolve
from hjx_studio.session.clients import Client, Clients, Peer
from hjx_studio.session.commands import Command, Reply
from hjx_studio.session.control import carry_out
from hjx_studio.session.debugger import Debugger, StopPlace
from hjx_studio.session.effects import ClearTimer, Close, Effect, ResumeSoon, SetTimer
from hjx_studio.session.events import (
    Change,
    ClientConnected,
    ClientDisconnected,
    Continued,
    Event,
    Problem,
    RunFailed,
    SessionSnapshot,
    WaitingChanged,
)
from hjx_studio.session.inbox import (
    Bind,
    BuildArrived,
    ClientEvent,
    ClientJoined,
    ClientLeft,
    Entry,
    FrameArrived,
    Inbox,
    Input,
    ProblemsArrived,
    RunByHand,
    SetByHand,
    Tick,
    WentBack,
)
from hjx_studio.session.inspection import variables
from hjx_studio.session.intake import Intake, SyncWanted
from hjx_studio.session.ledger import Ledger, Proposal
from hjx_studio.session.log import SessionLog
from hjx_studio.session.messages import ErrorMessage
from hjx_studio.session.outbox import Frame, Moment, Outbox
from hjx_studio.session.run import Done, Failed, Halted, HandlerCall, Run, Slice, changes_of
from hjx_studio.session.state import ROOT, Names, State, lookup, with_value
from hjx_studio.session.store import MemoryStore, Store

_LATEST_FRAMES = 1_000  # that a snapshot brings along
_TAKEN_OVER = 4001  # the status that closes a socket whose key has a newer one

Observe: TypeAlias = Callable[[Event], None]


@dataclass(slots=True)
class _Handling:
    """The handler that is run: for which input, whose it is, and the seconds that it took so far."""

    entry: Entry
    handler: str
    client: str | None
    key: str | None
    run: Run
    elapsed: float = 0.0


class Session:
    """One running component: its state, its clients, its debugger and its history.

    `seed` is where its random numbers and ids come from; `clock` gives monotonic seconds. Call
    `start` once, before anything else.
    """

    def __init__(
        self,
        name: str,
        build: Build,
        *,
        seed: int,
        clock: Callable[[], float],
        observe: Observe,
        store: Store | None = None,
    ) -> None:
        self.name = name
        self.clients = Clients()
        self.debugger = Debugger()
        self._inbox = Inbox()
        self._outbox = Outbox(name, self.clients, observe)
        self._log = SessionLog(name, observe)
        self._intake = Intake(self.clients, self._inbox, self._outbox)
        self._ledger = Ledger(
            build, self.clients, self._outbox, self._log, store or MemoryStore(), observe
        )
        self._handling: _Handling | None = None
        self._problems: tuple[Problem, ...] = ()
        self._seed = seed
        self._clock = clock
        self._observe = observe

    @property
    def build(self) -> Build:
        """What it runs."""
        return self._ledger.build

    @property
    def revision(self) -> int:
        """How many commits have changed the shared public state."""
        return self._ledger.revision

    # --- what happens to it ---

    def start(self, now: float) -> list[Effect]:
        """Begin: the first state is revision 0, and the timers run."""
        entry = self._enter(BuildArrived(self.build), now)
        self._ledger.begin(self._moment(entry))
        self._change_timers({}, _timers(self.build))
        return self._outbox.take()

    def connect(self, key: str | None, peer: Peer, now: float) -> tuple[str, list[Effect]]:
        """A socket opened; returns the id that the session has given it.

        One with a key takes over from an older one with the same key.
        """
        if key is not None and (older := self.clients.with_key(key)) is not None:
            reason = "taken over by a newer connection"
            self._outbox.add(Close(older.id, _TAKEN_OVER, reason))
            self._leave(older.id, reason, now)
        client = self.clients.add(key, peer, now)
        entry = self._enter(ClientJoined(client.id), now)
        own = variables("local", self._ledger.names("local", client.key), client.id)
        if not self.build.component.local:
            own = ()
        self._observe(ClientConnected(self.name, now, client.view(), entry.number, own))
        self._welcome(client, self._moment(entry))
        return client.id, self._outbox.take()

    def disconnect(self, client: str, reason: str, now: float) -> list[Effect]:
        """A socket closed."""
        self._leave(client, reason, now)
        for key in self.clients.forget(now):
            self._ledger.forget(key)
        return self._outbox.take()

    def receive(self, client: str, text: str, now: float) -> list[Effect]:
        """A text frame came in; all of it is checked here."""
        sender = self.clients.get(client)
        if sender is not None:
            moment = self._moment(self._enter(FrameArrived(client), now))
            taken = self._intake.take(sender, text, self.build.analysis, moment)
            if isinstance(taken, SyncWanted):
                self._ledger.views.send_whole(sender, self.revision, (), moment)
            elif taken is not None:
                self._queue(taken)
        return self._outbox.take()

    def tick(self, timer: str, now: float) -> list[Effect]:
        """A timer is due; one that still waits for its turn is not queued twice."""
        if not any(isinstance(e.input, Tick) and e.input.timer == timer for e in self._inbox):
            self._queue(self._enter(Tick(timer), now))
        return self._outbox.take()

    def change_build(self, build: Build, now: float) -> list[Effect]:
        """The source changed: take the new build, keeping state."""
        self._queue(self._enter(BuildArrived(build), now))
        return self._outbox.take()

    def report_problems(self, problems: tuple[Problem, ...], now: float) -> list[Effect]:
        """The source has errors (or, when empty, none any more): the last good build goes on."""
        if problems != self._problems:
            self._problems = problems
            entry = self._enter(ProblemsArrived(problems), now)
            self._outbox.send_to_all(_problems_frame(problems), self._moment(entry))
        return self._outbox.take()

    def resume(self, now: float) -> list[Effect]:
        """Go on with a run that had used up its slice."""
        if self._handling is not None and self.debugger.stop is None:
            self._advance(now)
            self._pump(now)
        return self._outbox.take()

    def confirmed(self, number: int, now: float) -> list[Effect]:
        """The store has the commit of the entry with that number."""
        moment = self._moment(Entry(number, now, self._clock(), Tick("")))
        if self._ledger.confirmed(number, moment):
            self._pump(now)
        return self._outbox.take()

    # --- what a front end asks ---

    def set_by_hand(self, given: SetByHand, now: float) -> list[Effect]:
        """Set a value. Raises `LookupError` or `EvaluationError` where that can't be."""
        key = self._key(given.client)
        if given.scope not in ("state", "local"):
            raise LookupError(f"a {given.scope} value can't be set")
        if given.scope == "local" and key is None:
            raise LookupError("that client is gone")
        names = self._ledger.names(given.scope, key)
        if given.path[0] not in names:
            raise LookupError(f"there is no {given.scope} name {given.path[0]}")
        with_value(names, given.path, values.check_stored(given.value))
        self._queue(self._enter(given, now))
        return self._outbox.take()

    def run_by_hand(self, given: RunByHand, now: float) -> list[Effect]:
        """Run a handler. Raises `LookupError` where there is no such handler or client."""
        if given.handler not in self.build.analysis.handlers:
            raise LookupError(f"there is no handler {given.handler}")
        if given.client is not None and given.client not in self.clients:
            raise LookupError("that client is gone")
        self._queue(self._enter(given, now))
        return self._outbox.take()

    def go_back(self, revision: int, now: float) -> list[Effect]:
        """Make an old revision's state the present one. Raises `LookupError` when it isn't kept."""
        if self._ledger.history.state(revision) is None:
            raise LookupError(f"revision {revision} is not kept")
        self._queue(self._enter(WentBack(revision), now))
        return self._outbox.take()

    def go_on(self, how: str, now: float) -> list[Effect]:
        """Let the stopped run go on: "continue", "over", "into" or "out"."""
        handling, stop = self._handling, self.debugger.release()
        if handling is not None and stop is not None:
            handling.run.go_on(how)
            self._observe(Continued(self.name, now, handling.entry.number, stop.stop))
            self._advance(now)
            if self.debugger.stop is None:
                self._outbox.send_to_all(_RESUMED, self._moment(handling.entry, now))
            self._pump(now)
        return self._outbox.take()

    def abandon(self, now: float) -> list[Effect]:
        """End the stopped run; nothing of it is committed."""
        handling, stop = self._handling, self.debugger.release()
        if handling is not None and stop is not None:
            self._handling = None
            entry = handling.entry
            self._observe(Continued(self.name, now, entry.number, stop.stop, abandoned=True))
            self._outbox.send_to_all(_RESUMED, self._moment(entry, now))
            text = "the debugger ended this run; nothing changed"
            error = EvaluationError("abandoned", text, handler=handling.handler)
            self._fail(entry, handling.handler, error, now)
            self._pump(now)
        return self._outbox.take()

    def command(self, command: Command, now: float) -> tuple[Reply, list[Effect]]:
        """Carry out what a front end asks of this session."""
        return carry_out(self, command, now)

    def set_breakpoints(self, lines: Mapping[str, frozenset[int]]) -> None:
        """All breakpoints, by the path of their source."""
        self.debugger.breakpoints = dict(lines)

    def set_step_mode(self, on: bool) -> None:
        """Stop every run before its first statement, or no longer."""
        self.debugger.step_mode = on

    def names(self, key: str | None = None) -> dict[str, Value]:
        """All that a client (None: a new one) sees, for its first paint."""
        return self._ledger.views.all_names(key)

    def values(self, scope: str, client: str | None) -> Names:
        """The values of a scope now: "state", "local", "computed"; while a run is stopped also
        "argument", "let" and "event". Raises `LookupError` where there is none such."""
        if scope in ("argument", "let", "event"):
            if self._handling is None or self.debugger.stop is None:
                raise LookupError("no run is stopped")
            return self._handling.run.names(scope)
        if scope == "local" and client is not None and client not in self.clients:
            raise LookupError("that client is gone")
        return self._ledger.names(scope, self._key(client))

    def frame_text(self, number: int) -> bytes | None:
        """The text of a frame seen; None when it is not kept any more."""
        return self._outbox.traffic.text(number)

    def snapshot(self) -> SessionSnapshot:
        """All of it that an inspector shows, now."""
        local = self.build.component.local
        own = tuple(
            item
            for client in (self.clients.connected() if local else ())
            for item in variables("local", self._ledger.names("local", client.key), client.id)
        )
        return SessionSnapshot(
            session=self.name,
            revision=self.revision,
            build=self.build.name,
            clients=tuple(client.view() for client in self.clients.connected()),
            variables=(*self._ledger.variables(), *own),
            stopped=self.debugger.stop,
            waiting=len(self._inbox),
            frames=self._outbox.traffic.latest(_LATEST_FRAMES),
            log=self._log.latest(),
        )

    # --- clients ---

    def _welcome(self, client: Client, moment: Moment) -> None:
        if client.peer.build is not None and client.peer.build != self.build.name:
            self._outbox.send((client,), _reload_frame(self.build), moment)
        used = self.clients.memory(client.key).used
        done = tuple(known for known, revision in used.items() if revision is not None)
        self._ledger.views.send_whole(client, self.revision, done, moment)
        if self._problems:
            self._outbox.send((client,), _problems_frame(self._problems), moment)
        stop = self.debugger.stop
        if stop is not None:
            self._outbox.send(
                (client,), _paused_frame(stop.frames[0].handler, stop.frames[0].line), moment
            )

    def _leave(self, client: str, reason: str, now: float) -> None:
        if self.clients.remove(client, now) is not None:
            self._ledger.views.forget(client)
            entry = self._enter(ClientLeft(client, reason), now)
            self._observe(ClientDisconnected(self.name, now, client, reason, entry.number))

    def _key(self, client: str | None) -> str | None:
        connected = self.clients.get(client)
        return None if connected is None else connected.key

    # --- one input after the other ---

    def _enter(self, given: Input, now: float) -> Entry:
        return self._inbox.enter(given, now, self._clock())

    def _moment(self, entry: Entry, now: float | None = None) -> Moment:
        return Moment(entry, entry.time if now is None else now, self._clock())

    def _queue(self, entry: Entry) -> None:
        self._inbox.append(entry)
        self._pump(entry.time)
        if len(self._inbox):
            self._observe(WaitingChanged(self.name, len(self._inbox)))

    def _pump(self, now: float) -> None:
        waited = len(self._inbox) > 1
        while self._handling is None and not self._ledger.waiting and len(self._inbox):
            self._begin(self._inbox.pop(), now)
        if waited:
            self._observe(WaitingChanged(self.name, len(self._inbox)))

    def _begin(self, entry: Entry, now: float) -> None:
        match entry.input:
            case ClientEvent(client=client, key=key, handler=handler, arguments=arguments):
                self._run(entry, handler, arguments, client, key, now)
            case RunByHand(handler=handler, arguments=arguments, client=client):
                self._run(entry, handler, arguments, client, self._key(client), now)
            case Tick(timer=timer) if timer in _timers(self.build):
                self._run(entry, _timers(self.build)[timer][0], (), None, None, now)
            case Bind() as given:
                self._bind(entry, given, now)
            case SetByHand() as given:
                self._set(entry, given, self._key(given.client), now)
            case BuildArrived(build=build):
                self._take_build(entry, build, now)
            case WentBack(revision=revision):
                self._take_back(entry, revision, now)
            case _:
                pass  # a timer that the build has no more

    def _run(
        self,
        entry: Entry,
        handler: str,
        arguments: tuple[Value, ...],
        client: str | None,
        key: str | None,
        now: float,
    ) -> None:
        if handler not in self.build.analysis.handlers:  # a build came while this waited
            error = EvaluationError("unknown_handler", f"there is no handler {handler} any more")
            self._fail(entry, handler, error, now)
            return
        given = entry.input
        call = HandlerCall(
            build=self.build,
            handler=handler,
            arguments=arguments,
            shared=self._ledger.names("state", None),
            local=None if key is None else self._ledger.names("local", key),
            event=given.event if isinstance(given, ClientEvent) else None,
            seed=self._seed * 1_000_003 + entry.number,
            time=entry.time,
        )
        path = self.build.entry
        stepping = self.debugger.step_mode or (isinstance(given, RunByHand) and given.step)
        run = Run(call, lambda: self.debugger.lines(path), stepping=stepping)
        self._handling = _Handling(entry, handler, client, key, run)
        self._advance(now)

    def _advance(self, now: float) -> None:
        handling = self._handling
        assert handling is not None  # noqa: S101  # callers have looked
        began = self._clock()
        outcome = handling.run.resume()
        handling.elapsed += self._clock() - began
        match outcome:
            case Slice():
                self._outbox.add(ResumeSoon())
            case Halted(reason=reason):
                self._halt(handling, reason, now)
            case Failed(error=error, log=log):
                self._handling = None
                self._log.write_lines(log, self.build.entry, self._moment(handling.entry, now))
                self._fail(handling.entry, handling.handler, error, now)
            case Done():
                self._handling = None
                self._commit_run(handling, outcome, now)

    def _halt(self, handling: _Handling, reason: str, now: float) -> None:
        place = StopPlace(self.name, now, handling.entry, handling.client, len(self._inbox))
        stopped = self.debugger.halt(handling.run, reason, place)
        frame = _paused_frame(stopped.frames[0].handler, stopped.frames[0].line)
        self._outbox.send_to_all(frame, self._moment(handling.entry, now))
        self._observe(stopped)

    def _fail(self, entry: Entry, handler: str | None, error: EvaluationError, now: float) -> None:
        given = entry.input
        line, column = error.line, None
        if line is not None and error.span is not None:
            place = self.build.source.range(line, error.span)
            line, column = place.line, place.column
        client = getattr(given, "client", None)
        where = error.handler or handler
        self._observe(
            RunFailed(
                session=self.name,
                time=now,
                cause=entry.number,
                client=client,
                code=error.code,
                message=error.message,
                handler=where,
                path=self.build.entry,
                line=line,
                column=column,
            )
        )
        moment = self._moment(entry, now)
        if isinstance(given, ClientEvent | Bind):
            if given.id is not None:
                self.clients.memory(given.key).finish(given.id, self.revision)
            now_connected = self.clients.with_key(given.key)
            client = None if now_connected is None else now_connected.id
            answer = ErrorMessage(error.code, error.message, given.id, where, line, column)
            self._outbox.send_error(client, answer, moment)
        else:
            place_text = "" if where is None else f"{where}: "
            self._log.write("error", place_text + error.message, moment, self.build.entry, line)

    # --- the inputs that lead to a commit ---

    def _commit_run(self, handling: _Handling, done: Done, now: float) -> None:
        execution, call = done.execution, handling.run.call
        state = self._ledger.state
        if any(write.scope == "state" for write in execution.writes):
            state = state.with_shared(execution.shared)
        if handling.key is not None and any(w.scope == "local" for w in execution.writes):
            state = state.with_local(handling.key, execution.local or {})
        given = handling.entry.input
        self._commit(
            Proposal(
                entry=handling.entry,
                state=state,
                client=handling.client,
                key=handling.key,
                id=given.id if isinstance(given, ClientEvent) else None,
                handler=handling.handler,
                changes=changes_of(execution, call.shared, call.local, handling.client),
                log=tuple(execution.log),
                draws=execution.inputs.draws,
                elapsed=handling.elapsed,
                steps=execution.steps,
            ),
            now,
        )

    def _commit(self, proposal: Proposal, now: float) -> None:
        try:
            self._ledger.propose(proposal, self._moment(proposal.entry, now))
        except EvaluationError as error:
            self._fail(proposal.entry, proposal.handler, error, now)

    def _bind(self, entry: Entry, given: Bind, now: float) -> None:
        ledger = self._ledger
        names = {**ledger.names("state", None), **ledger.names("local", given.key)}
        try:
            scope, path = resolve(self.build, names, given.path, given.value)
        except BindingError as error:
            self._fail(entry, None, EvaluationError(error.code, str(error)), now)
            return
        client = given.client if scope == "local" else None
        self._set(entry, SetByHand(scope, path, given.value, client), given.key, now)

    def _set(self, entry: Entry, given: SetByHand, key: str | None, now: float) -> None:
        names = self._ledger.names(given.scope, key)
        try:
            value = values.check_stored(given.value)
            changed = with_value(names, given.path, value)
        except (LookupError, EvaluationError) as error:
            self._fail(entry, None, EvaluationError("bad_value", str(error)), now)
            return
        state = self._ledger.state
        local = given.scope == "local"
        state = state.with_local(key or "", changed) if local else state.with_shared(changed)
        old, new = values.preview(lookup(names, given.path)), values.preview(value)
        owner = given.client if local else None
        source = entry.input
        self._commit(
            Proposal(
                entry=entry,
                state=state,
                client=source.client if isinstance(source, Bind) else given.client,
                key=key,
                id=source.id if isinstance(source, Bind) else None,
                changes=(Change(given.scope, given.path, old, new, owner),),
            ),
            now,
        )

    def _take_build(self, entry: Entry, build: Build, now: float) -> None:
        shared, local = build.program.start()
        state = self._ledger.state
        kept = _kept(state.shared[ROOT], shared)
        own = {key: {ROOT: _kept(names[ROOT], local)} for key, names in state.local.items()}
        timers = _timers(self.build)
        self._commit(Proposal(entry, State({ROOT: kept}, own), build=build), now)
        self._change_timers(timers, _timers(build))

    def _take_back(self, entry: Entry, revision: int, now: float) -> None:
        old = self._ledger.history.state(revision)
        if old is None:
            return  # it went while this waited
        kept = _kept(old.shared[ROOT], self.build.program.start()[0])
        changes = tuple(
            Change("state", (name,), values.preview(value), values.preview(kept[name]))
            for name, value in self._ledger.names("state", None).items()
            if kept[name] is not value
        )
        self._commit(Proposal(entry, self._ledger.state.with_shared(kept), changes=changes), now)

    def _change_timers(self, old: Timers, new: Timers) -> None:
        for timer in old:
            if new.get(timer) != old[timer]:
                self._outbox.add(ClearTimer(timer))
        for timer, (_, interval) in new.items():
            if old.get(timer) != new[timer]:
                self._outbox.add(SetTimer(timer, interval))


Timers: TypeAlias = Mapping[str, tuple[str, float]]

_RESUMED = Frame("resumed", "", messages.encode_resumed())


def _timers(build: Build) -> Timers:
    """The handler and the interval (seconds) of each timer, by a name that only counts them."""
    return {
        f"timer {index}": (timer.handler, timer.interval / 1000)
        for index, timer in enumerate(build.component.timers, 1)
    }


def _kept(old: Names, start: Names) -> Names:
    """Names that are still declared keep their value; new ones begin with theirs."""
    return {name: old.get(name, value) for name, value in start.items()}


def _paused_frame(handler: str, line: int) -> Frame:
    return Frame("paused", f"{handler}, line {line}", messages.encode_paused(handler, line))


def _reload_frame(build: Build) -> Frame:
    return Frame("reload", f"build {build.name}", messages.encode_reload(build.name))


def _problems_frame(problems: tuple[Problem, ...]) -> Frame:
    items = [
        {
            name: getattr(problem, name)
            for name in ("path", "line", "column", "severity", "code", "message", "hint")
        }
        for problem in problems
    ]
    return Frame("problems", f"{len(items)} problems", messages.encode_problems(items))
