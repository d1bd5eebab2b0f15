"""Owns the workspace, the builds and the sessions; tells observers, and carries out their commands.

It knows no HTTP: sockets come in with their seats, pages ask it for a build and the names to show.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.values import Value
from hjx_studio.server.breakpoints import Breakpoints
from hjx_studio.server.feed import Feed
from hjx_studio.server.frames import text_frame
from hjx_studio.server.metrics import Metrics
from hjx_studio.server.options import Limits
from hjx_studio.server.seat import Seat
from hjx_studio.server.sessions import MAIN, Sessions
from hjx_studio.session import commands
from hjx_studio.session.commands import Command, Done, Handlers, Lines, Refused, Reply
from hjx_studio.session.effects import Answer
from hjx_studio.session.events import (
    Event,
    HandlerView,
    LogWritten,
    Problem,
    ServerSnapshot,
    SourceChecked,
    StepModeChanged,
)
from hjx_studio.session.messages import encode_problems
from hjx_studio.workspace.builder import Builder
from hjx_studio.workspace.watch import changes
from hjx_studio.workspace.workspace import Outcome, Workspace

_LOOK = 5.0  # seconds between two looks at sockets that may have stalled
_BUILDS_LIMIT = 32  # builds that pages may still ask for
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


class Host:
    """Everything that runs, on one event loop. `start` it, and `close` it at the end."""

    def __init__(self, workspace: Workspace, limits: Limits, clock: Callable[[], float]) -> None:
        self.workspace = workspace
        self.limits = limits
        self.metrics = Metrics()
        self.addresses: tuple[str, ...] = ()
        self.sessions = Sessions(limits, clock, self.observe)
        self._builds: OrderedDict[str, Build] = OrderedDict()
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
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of the server failed", exc_info=error)

    async def close(self) -> None:
        """Let go on what is stopped, close every socket (1001), and end."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sessions.close()
        await self._builder.close()
        for feed in self._feeds:
            feed.flush()
            feed.close()

    async def _look_after_sockets(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            self.sessions.look_after_sockets()

    # --- observers ---

    def add_feed(self, feed: Feed) -> None:
        """Let an observer see events; it opens its feed with a snapshot."""
        self._feeds.append(feed)

    def observe(self, event: Event) -> None:
        """Tell every observer."""
        self.metrics.observe(event)
        for feed in self._feeds:
            feed.add(event)

    def note(self, level: str, text: str) -> None:
        """A line of the server's own for the log."""
        self.observe(LogWritten(MAIN, time.time(), level, text))

    # --- pages and their sockets ---

    @property
    def build(self) -> Build | None:
        """The build that runs; None while there never was a good one."""
        return self.workspace.good

    def find_build(self, name: str) -> Build | None:
        """A build by its name: the one that runs, or one that pages may still ask for."""
        return self._builds.get(name)

    def page(self, session: str) -> tuple[Build | None, dict[str, Value]]:
        """What runs in that session, and the names that a new client of it sees."""
        return (None, {}) if self.build is None else self.sessions.preview(session, self.build)

    def enter(self, seat: Seat) -> None:
        """Let a socket in, or have it wait for the first good build. Raises `FullError`."""
        self.sessions.enter(seat, self.build)
        if seat.live is None:
            seat.connection.send(text_frame(encode_problems(self._reported)))

    async def ask(self, session: str, text: str) -> Answer | None:
        """The answer to an event that a program without a socket asks for; None while there is no
        good build. Raises `FullError`."""
        if self.build is None:
            return None
        return await self.sessions.visit(session, self.build).ask(text)

    def leave(self, seat: Seat, reason: str) -> None:
        """A socket closed."""
        self.sessions.leave(seat, reason)

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
        name = "" if self.build is None else self.build.name
        self._checked = SourceChecked(
            time=time.time(),
            live=outcome.build is not None,
            build=name,
            problems=outcome.problems,
            sources=outcome.sources,
        )
        self.observe(self._checked)
        if outcome.build is not None and name != before:
            self._go_live(outcome.build)
        errors = tuple(found for found in outcome.problems if found.severity == "error")
        if errors != self._reported:
            self._reported = errors
            self.sessions.report_problems(errors, text_frame(encode_problems(errors)))

    def _go_live(self, build: Build) -> None:
        self._builds[build.name] = build
        self._builds.move_to_end(build.name)
        if len(self._builds) > _BUILDS_LIMIT:
            self._builds.popitem(last=False)
        self._land(build)
        self.sessions.change_build(build)
        self.sessions.open(MAIN, build)
        self.sessions.admit(build)

    def _land(self, build: Build | None) -> dict[str, tuple[int, ...]]:
        """Put the breakpoints that are wanted where the build has statements."""
        landed = self._breakpoints.land(build)
        self.sessions.set_breakpoints(self._breakpoints.landed)
        return landed

    # --- commands ---

    def request(self, command: Command, feed: Feed) -> Reply:
        """Carry out a command for the observer behind `feed`. `Shutdown` is its owner's."""
        match command:
            case commands.TakeSnapshot():
                feed.open()
                return self.snapshot()
            case commands.SetBreakpoints(path, breakpoints):
                name = self.workspace.name(path)
                self._breakpoints.want(name, tuple(wanted.line for wanted in breakpoints))
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
        live = self.sessions.find(command.session)
        if live is None:
            return Refused(f"there is no session {command.session}")
        reply, effects = live.session.command(command, time.time())
        live.carry_out(effects)
        return reply

    def _set_step_mode(self, on: bool) -> Reply:
        if on != self._step_mode:
            self._step_mode = on
            self.sessions.set_step_mode(on)
            self.observe(StepModeChanged(on))
        return Done()

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
            sessions=self.sessions.snapshots(),
            checked=self._checked,
            step_mode=self._step_mode,
            handlers=self._handlers(),
        )
