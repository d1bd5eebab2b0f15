"""Owns the workspace, the build that runs and the sessions by name; carries out commands.

It knows no HTTP: sockets come in as connections, pages ask it for names and problems.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from contextlib import aclosing
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.values import Value
from hjx_studio.server.breakpoints import Breakpoints
from hjx_studio.server.feed import Feed
from hjx_studio.server.frames import text_frame
from hjx_studio.server.live import LiveSession
from hjx_studio.server.options import Limits
from hjx_studio.server.seat import Seat
from hjx_studio.session import commands
from hjx_studio.session.commands import Command, Done, Handlers, Lines, Refused, Reply
from hjx_studio.session.events import (
    Event,
    HandlerView,
    LogWritten,
    Problem,
    ServerSnapshot,
    SessionEnded,
    SourceChecked,
    StepModeChanged,
)
from hjx_studio.session.messages import encode_problems
from hjx_studio.session.session import Session
from hjx_studio.workspace.builder import Builder
from hjx_studio.workspace.watch import changes
from hjx_studio.workspace.workspace import Outcome, Workspace

MAIN = "main"
_LOOK = 5.0  # seconds between two looks at sockets that may have stalled
_BUILDS_LIMIT = 32  # builds that pages may still ask for
_LET_GO = 1_100  # stops that an end lets go on: one for each input that may wait, and some
SessionCommand: TypeAlias = (
    commands.Continue
    | commands.Step
    | commands.Abandon
    | commands.RunHandler
    | commands.SetVariable
    | commands.GoBack
    | commands.Disconnect
    | commands.FetchVariables
    | commands.FetchValue
    | commands.FetchFrame
)
_log = logging.getLogger(__name__)


class FullError(Exception):
    """There are as many sessions or clients as there may be; its text is one sentence."""


class Host:
    """Everything that runs, on one event loop. `start` it, and `close` it at the end."""

    def __init__(self, workspace: Workspace, limits: Limits, clock: Callable[[], float]) -> None:
        self.workspace = workspace
        self.limits = limits
        self.addresses: tuple[str, ...] = ()
        self._clock = clock
        self._sessions: dict[str, LiveSession] = {}
        self._builds: OrderedDict[str, Build] = OrderedDict()
        self._expiry: dict[str, asyncio.TimerHandle] = {}
        self._seats: set[Seat] = set()
        self._feeds: list[Feed] = []
        self._breakpoints = Breakpoints()
        self._step_mode = False
        self._checked: SourceChecked | None = None
        self._reported: tuple[Problem, ...] = ()
        self._builder = Builder(workspace, self._built, self._build_failed)
        self._tasks: set[asyncio.Task[None]] = set()

    # --- beginning and end ---

    def start(self, *, watch: bool) -> None:
        """Build, run the main session where the build is good, and watch the files."""
        self._built(self.workspace.outcome or self.workspace.build_now())
        self._spawn(self._look_after_sockets())
        if watch:
            self._spawn(self._watch())

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Let go on what is stopped, close every socket (1001), and end."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for live in self._sessions.values():
            self._let_go(live)
        await asyncio.gather(
            *(live.close(1001, "the server ends") for live in self._sessions.values()),
            *(self._turn_away(seat) for seat in self._seats if seat.live is None),
        )
        await self._builder.close()
        for feed in self._feeds:
            feed.flush()
            feed.close()

    def _let_go(self, live: LiveSession) -> None:
        """Let a stopped session and all that waits in it go on, with nothing stopping it again."""
        live.session.set_breakpoints({})
        live.session.set_step_mode(False)
        for _ in range(_LET_GO):
            stopped = live.session.snapshot().stopped
            if stopped is None:
                return
            command = commands.Continue(live.name, stopped.stop)
            live.carry_out(live.session.command(command, time.time())[1])

    async def _turn_away(self, seat: Seat) -> None:
        seat.connection.close(1001, "the server ends")
        await seat.connection.closed()

    # --- observers ---

    def add_feed(self, feed: Feed) -> None:
        """Let an observer see events; it opens its feed with a snapshot."""
        self._feeds.append(feed)

    def remove_feed(self, feed: Feed) -> None:
        """An observer has gone."""
        self._feeds.remove(feed)

    def observe(self, event: Event) -> None:
        """Tell every observer."""
        for feed in self._feeds:
            feed.add(event)

    def _observe_session(self, event: Event) -> None:
        if not isinstance(event, StepModeChanged):  # of all sessions at once: told once, by us
            self.observe(event)

    def note(self, level: str, text: str) -> None:
        """A line of the server's own for the log."""
        self.observe(LogWritten(MAIN, time.time(), level, text))

    # --- sessions and their clients ---

    @property
    def build(self) -> Build | None:
        """The build that runs; None while there never was a good one."""
        return self.workspace.good

    def find_build(self, name: str) -> Build | None:
        """A build by its name: the one that runs, or one that pages may still ask for."""
        return self._builds.get(name)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the last build found that keeps it from going live."""
        return self._reported

    @property
    def session_count(self) -> int:
        """How many sessions run."""
        return len(self._sessions)

    @property
    def client_count(self) -> int:
        """How many sockets are open."""
        return len(self._seats)

    def names(self, session: str) -> tuple[Build | None, dict[str, Value]]:
        """What runs in that session and what a new client of it sees; looking makes no session."""
        live = self._sessions.get(session)
        if live is not None:
            return live.session.build, live.session.names()
        if self.build is None:
            return None, {}
        return self.build, self._make(session, self.build, lambda _event: None).names()

    def _make(self, name: str, build: Build, observe: Callable[[Event], None]) -> Session:
        seed = secrets.randbits(48)
        return Session(name, build, seed=seed, clock=self._clock, observe=observe)

    def _open(self, name: str, build: Build) -> LiveSession:
        live = self._sessions.get(name)
        if live is None:
            if self.limits.sessions and len(self._sessions) >= self.limits.sessions:
                raise FullError("There are as many sessions as there may be; see --max-sessions.")
            live = LiveSession(self._make(name, build, self._observe_session), self._emptied)
            self._sessions[name] = live
            live.session.set_breakpoints(self._breakpoints.landed)
            live.session.set_step_mode(self._step_mode)
            live.carry_out(live.session.start(time.time()))
        return live

    def enter(self, seat: Seat) -> None:
        """Let a socket in, or have it wait for the first good build. Raises `FullError`."""
        limits = self.limits
        live = self._sessions.get(seat.session)
        if limits.all_clients and len(self._seats) >= limits.all_clients:
            raise FullError("There are as many clients as there may be; see --max-clients.")
        if live is not None and limits.clients and len(live.connections) >= limits.clients:
            raise FullError("The session has as many clients as it may have; see --max-clients.")
        if self.build is None:
            seat.connection.send(text_frame(problems_frame(self._reported)))
        else:
            self._let_in(seat, self.build)
        self._seats.add(seat)

    def _let_in(self, seat: Seat, build: Build) -> None:
        expiry = self._expiry.pop(seat.session, None)
        if expiry is not None:
            expiry.cancel()
        seat.enter(self._open(seat.session, build))

    def leave(self, seat: Seat, reason: str) -> None:
        """A socket closed."""
        self._seats.discard(seat)
        seat.leave(reason)

    def _emptied(self, live: LiveSession) -> None:
        if live.name != MAIN and self.limits.session_ttl:
            self._expiry[live.name] = asyncio.get_running_loop().call_later(
                self.limits.session_ttl, self._drop, live
            )

    def _drop(self, live: LiveSession) -> None:
        del self._expiry[live.name]
        del self._sessions[live.name]
        self._spawn(live.close(1001, "the session ends"))
        self.observe(SessionEnded(live.name, time.time()))

    async def _look_after_sockets(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK)
            for seat in tuple(self._seats):
                seat.connection.look(loop.time())

    # --- the source ---

    async def _watch(self) -> None:
        async with aclosing(changes(lambda: self.workspace.files)) as seen:
            async for _ in seen:
                if self.workspace.refresh():
                    self._builder.request()

    def _build_failed(self, error: BaseException) -> None:
        _log.error("the build failed", exc_info=error)
        self.note("error", f"the build failed ({type(error).__name__}); the last good one goes on")

    def _built(self, outcome: Outcome) -> None:
        before = None if self._checked is None else self._checked.build
        now = time.time()
        accepted = self.workspace.outcome
        problems = outcome.problems if accepted is None else accepted.problems
        name = "" if self.build is None else self.build.name
        live = outcome.build is not None
        self._checked = SourceChecked(now, live, name, problems, outcome.sources)
        self.observe(self._checked)
        if outcome.build is not None and outcome.build.name != before:
            self._go_live(outcome.build, now)
        errors = tuple(found for found in problems if found.severity == "error")
        if errors != self._reported:
            self._report(errors, now)

    def _go_live(self, build: Build, now: float) -> None:
        self._builds[build.name] = build
        self._builds.move_to_end(build.name)
        if len(self._builds) > _BUILDS_LIMIT:
            self._builds.popitem(last=False)
        self._land(build)
        for live in self._sessions.values():
            live.carry_out(live.session.change_build(build, now))
        self._open(MAIN, build)
        for seat in [seat for seat in self._seats if seat.live is None]:
            try:
                self._let_in(seat, build)
            except FullError as error:
                seat.connection.close(1013, str(error))

    def _report(self, errors: tuple[Problem, ...], now: float) -> None:
        self._reported = errors
        for live in self._sessions.values():
            live.carry_out(live.session.report_problems(errors, now))
        frame = text_frame(problems_frame(errors))
        for seat in self._seats:
            if seat.live is None:
                seat.connection.send(frame)

    # --- commands ---

    def request(self, command: Command, feed: Feed) -> Reply:
        """Carry out a command for the observer behind `feed`. `Shutdown` is its owner's."""
        match command:
            case commands.TakeSnapshot():
                feed.open()
                return self.snapshot()
            case commands.SetBreakpoints(path, breakpoints):
                name = self.workspace.name(path)
                lines = tuple(wanted.line for wanted in breakpoints)
                self._breakpoints.want(name, lines)
                return Lines(self._land(self.build).get(name, ()))
            case commands.SetStepMode(on):
                return self._set_step_mode(on)
            case commands.UpdateSource(path, text):
                self.workspace.set_overlay(path, text)
                self._builder.request()
                return Done()
            case commands.FetchHandlers():
                return Handlers(self._handlers())
            case commands.Shutdown():
                return Refused("the server can't be ended by this front end")
            case _:
                return self._ask_session(command)

    def _ask_session(self, command: SessionCommand) -> Reply:
        live = self._sessions.get(command.session)
        if live is None:
            return Refused(f"there is no session {command.session}")
        reply, effects = live.session.command(command, time.time())
        live.carry_out(effects)
        return reply

    def _set_step_mode(self, on: bool) -> Reply:
        if on != self._step_mode:
            self._step_mode = on
            for live in self._sessions.values():
                live.session.set_step_mode(on)
            self.observe(StepModeChanged(on))
        return Done()

    def _land(self, build: Build | None) -> dict[str, tuple[int, ...]]:
        """Put the breakpoints that are wanted where the build has statements."""
        landed = self._breakpoints.land(build)
        for live in self._sessions.values():
            live.session.set_breakpoints(self._breakpoints.landed)
        return landed

    def _handlers(self) -> tuple[HandlerView, ...]:
        if self.build is None:
            return ()
        return tuple(
            HandlerView(found.name, found.parameters, found.line)
            for found in self.build.analysis.handlers.values()
        )

    def snapshot(self) -> ServerSnapshot:
        """Everything as it is now."""
        return ServerSnapshot(
            addresses=self.addresses,
            entry=self.workspace.entry,
            sessions=tuple(live.session.snapshot() for live in self._sessions.values()),
            checked=self._checked,
            step_mode=self._step_mode,
            handlers=self._handlers(),
        )


def problems_frame(problems: Iterable[Problem]) -> bytes:
    """The `problems` frame, for sockets that wait for a first good build."""
    fields = ("path", "line", "column", "severity", "code", "message", "hint")
    return encode_problems({name: getattr(found, name) for name in fields} for found in problems)
