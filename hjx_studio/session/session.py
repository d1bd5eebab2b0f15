"""A running component without I/O: inputs in, one at a time; effects out, in order.

It knows no sockets, no event loop and no files, and reads no clock but the one it is given. Each
method that takes `now` (seconds since the epoch) returns the effects to carry out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.clients import Client, Clients, Peer
from hjx_studio.session.commands import Command, Reply
from hjx_studio.session.control import carry_out
from hjx_studio.session.debugger import Debugger
from hjx_studio.session.effects import ClearTimer, Close, Effect, SetTimer
from hjx_studio.session.events import (
    ClientConnected,
    ClientDisconnected,
    Event,
    Problem,
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
    RequestedEvent,
    RunByHand,
    SetByHand,
    Tick,
    WentBack,
)
from hjx_studio.session.intake import Intake, SyncWanted
from hjx_studio.session.ledger import Ledger
from hjx_studio.session.limits import SessionLimits
from hjx_studio.session.log import SessionLog
from hjx_studio.session.outbox import WITHOUT_SOCKET, Frame, Moment, Outbox
from hjx_studio.session.proposals import (
    Author,
    Proposal,
    author_of,
    propose_bind,
    propose_build,
    propose_going_back,
    propose_set,
)
from hjx_studio.session.runner import Runner, Surroundings, paused_frame
from hjx_studio.session.state import Names
from hjx_studio.session.store import MemoryStore, Store

_LIMITS = SessionLimits()
_LATEST_FRAMES = 1_000  # that a snapshot brings along
_TAKEN_OVER = 4001  # the status that closes a socket whose key has a newer one

Observe: TypeAlias = Callable[[Event], None]
Timers: TypeAlias = Mapping[str, tuple[str, float]]  # handler and interval (seconds) by name


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
        limits: SessionLimits = _LIMITS,
    ) -> None:
        self.name = name
        self.clients = Clients()
        outbox = Outbox(name, self.clients, observe)
        around = Surroundings(
            session=name,
            clients=self.clients,
            inbox=Inbox(),
            outbox=outbox,
            log=SessionLog(name, observe),
            observe=observe,
            clock=clock,
        )
        self._around = around
        self._inbox = around.inbox
        self._outbox = outbox
        self._intake = Intake(self.clients, around.inbox, outbox, limits.message)
        self._ledger = Ledger(
            build,
            self.clients,
            outbox,
            around.log,
            store or MemoryStore(),
            observe,
            limit=limits.state,
        )
        self._runner = Runner(around, self._ledger, seed)
        self._problems: tuple[Problem, ...] = ()

    @property
    def debugger(self) -> Debugger:
        """Where its runs stop, and the stop that it is at."""
        return self._runner.debugger

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
        self._around.observe(
            ClientConnected(self.name, now, client.view(), entry.number, self._ledger.own(client))
        )
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

    def request(self, request: int, text: str, now: float) -> list[Effect]:
        """A program without a socket asks for an event: an `Answer` to `request` (a number of its
        caller's) comes once that has run, which a held run can delay for long."""
        moment = self._moment(self._enter(FrameArrived(WITHOUT_SOCKET), now))
        taken = self._intake.take_request(request, text, self.build.analysis, moment)
        if taken is not None:
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
        self._runner.advance(now)
        self._pump(now)
        return self._outbox.take()

    def confirmed(self, number: int, now: float) -> list[Effect]:
        """The store has the commit of the entry with that number."""
        moment = self._moment(Entry(number, now, self._around.clock(), Tick("")))
        if self._ledger.confirmed(number, moment):
            self._pump(now)
        return self._outbox.take()

    # --- what a front end asks ---

    def set_by_hand(self, given: SetByHand, now: float) -> list[Effect]:
        """Set a value. Raises `EvaluationError` where that can't be."""
        author = Author(given.client, self._key(given.client))
        blank = Entry(0, now, 0.0, given)
        propose_set(blank, given, author, self.build, self._ledger.state)
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
        """Let the held run go on: "continue", "over", "into" or "out"."""
        self._runner.go_on(how, now)
        self._pump(now)
        return self._outbox.take()

    def abandon(self, now: float) -> list[Effect]:
        """End the held run; nothing of it is committed."""
        self._runner.abandon(now)
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
        """The values of a scope now: "state", "local", "computed"; while a run is held also
        "argument", "let" and "event". Raises `LookupError` where there is none such."""
        if scope in ("argument", "let", "event"):
            return self._runner.names(scope)
        if scope == "local" and client is not None and client not in self.clients:
            raise LookupError("that client is gone")
        return self._ledger.names(scope, self._key(client))

    def frame_text(self, number: int) -> bytes | None:
        """The text of a frame seen; None when it is not kept any more."""
        return self._outbox.traffic.text(number)

    def snapshot(self) -> SessionSnapshot:
        """All of it that an inspector shows, now."""
        return SessionSnapshot(
            session=self.name,
            revision=self.revision,
            build=self.build.name,
            clients=tuple(client.view() for client in self.clients.connected()),
            variables=self._ledger.variables(),
            stopped=self.debugger.stop,
            waiting=len(self._inbox),
            frames=self._outbox.traffic.latest(_LATEST_FRAMES),
            log=self._around.log.latest(),
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
            frame = paused_frame(stop.frames[0].handler, stop.frames[0].line)
            self._outbox.send((client,), frame, moment)

    def _leave(self, client: str, reason: str, now: float) -> None:
        if self.clients.remove(client, now) is not None:
            self._ledger.views.forget(client)
            entry = self._enter(ClientLeft(client, reason), now)
            self._around.observe(ClientDisconnected(self.name, now, client, reason, entry.number))

    def _key(self, client: str | None) -> str | None:
        connected = self.clients.get(client)
        return None if connected is None else connected.key

    # --- one input after the other ---

    def _enter(self, given: Input, now: float) -> Entry:
        return self._inbox.enter(given, now, self._around.clock())

    def _moment(self, entry: Entry) -> Moment:
        return self._around.moment(entry, entry.time)

    def _queue(self, entry: Entry) -> None:
        self._inbox.append(entry)
        self._pump(entry.time)
        if len(self._inbox):
            self._tell_waiting()

    def _pump(self, now: float) -> None:
        waited = len(self._inbox) > 1
        while not self._runner.busy and not self._ledger.waiting and len(self._inbox):
            self._begin(self._inbox.pop(), now)
        if waited:
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        self._around.observe(WaitingChanged(self.name, len(self._inbox)))

    def _begin(self, entry: Entry, now: float) -> None:
        author = author_of(entry)
        try:
            match entry.input:
                case (
                    ClientEvent(handler=handler, arguments=arguments)
                    | RequestedEvent(handler=handler, arguments=arguments)
                ):
                    self._runner.start(entry, handler, arguments, author, now)
                case RunByHand(handler=handler, arguments=arguments, client=client):
                    author = Author(client, self._key(client))
                    self._runner.start(entry, handler, arguments, author, now)
                case Tick(timer=timer) if timer in _timers(self.build):
                    self._runner.start(entry, _timers(self.build)[timer][0], (), author, now)
                case given:
                    proposal = self._propose(entry, given)
                    if proposal is not None:
                        self._runner.commit(proposal, now)
        except EvaluationError as error:
            self._runner.fail(entry, author, error, now)

    def _propose(self, entry: Entry, given: Input) -> Proposal | None:
        """What an input that runs no handler leads to; None where it has lost its meaning."""
        build, state = self.build, self._ledger.state
        match given:
            case Bind():
                return propose_bind(entry, given, build, state)
            case SetByHand(client=client):
                return propose_set(entry, given, Author(client, self._key(client)), build, state)
            case BuildArrived(build=new):
                self._change_timers(_timers(build), _timers(new))
                return propose_build(entry, new, state)
            case WentBack(revision=revision):
                old = self._ledger.history.state(revision)
                return None if old is None else propose_going_back(entry, old, build, state)
            case _:  # a timer that the build has no more, or nothing that waits
                return None

    def _change_timers(self, old: Timers, new: Timers) -> None:
        for timer in old:
            if new.get(timer) != old[timer]:
                self._outbox.add(ClearTimer(timer))
        for timer, (_, interval) in new.items():
            if old.get(timer) != new[timer]:
                self._outbox.add(SetTimer(timer, interval))


def _timers(build: Build) -> Timers:
    """The handler and the interval (seconds) of each timer, by a name that only counts them."""
    return {
        f"timer {index}": (timer.handler, timer.interval / 1000)
        for index, timer in enumerate(build.component.timers, 1)
    }


def _reload_frame(build: Build) -> Frame:
    return Frame("reload", f"build {build.name}", messages.encode_reload(build.name))


def _problems_frame(problems: tuple[Problem, ...]) -> Frame:
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}" if problems else "mended"
    return Frame("problems", count, messages.encode_problems(problems))
