"""The sessions by name, and who sits in them: opened when asked for, dropped when long empty."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator, Mapping

from hjx_studio.language.build import Build
from hjx_studio.language.values import Value
from hjx_studio.server.live import LiveSession
from hjx_studio.server.options import Limits
from hjx_studio.server.seat import Seat
from hjx_studio.session.commands import Continue
from hjx_studio.session.events import Event, Problem, SessionEnded, SessionSnapshot
from hjx_studio.session.limits import SessionLimits
from hjx_studio.session.session import Session

MAIN = "main"
_LET_GO = 1_100  # stops that an end lets go on: one for each input that may wait, and some
_ENDING = (1001, "the server ends")
Observe = Callable[[Event], None]


class FullError(Exception):
    """There are as many sessions or clients as there may be; its text is one sentence."""


class Sessions:
    """All sessions of a server; `clock` gives monotonic seconds, `observe` hears of everything."""

    def __init__(self, limits: Limits, clock: Callable[[], float], observe: Observe) -> None:
        self._limits = limits
        self._clock = clock
        self._observe = observe
        self._live: dict[str, LiveSession] = {}
        self._seats: set[Seat] = set()
        self._expiry: dict[str, asyncio.TimerHandle] = {}
        self._endings: set[asyncio.Task[None]] = set()
        self._lines: Mapping[str, frozenset[int]] = {}
        self._step_mode = False
        self._problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self._live)

    def __iter__(self) -> Iterator[LiveSession]:
        return iter(tuple(self._live.values()))

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Every open socket's place."""
        return tuple(self._seats)

    def find(self, name: str) -> LiveSession | None:
        """The session of that name, if it runs."""
        return self._live.get(name)

    def preview(self, name: str, build: Build) -> tuple[Build, dict[str, Value]]:
        """What a new client of a session would see, by the build that the session runs; a session
        that does not run is not begun by being looked at."""
        live = self._live.get(name)
        session = self._make(name, build, lambda _event: None) if live is None else live.session
        return session.build, session.names()

    def snapshots(self) -> tuple[SessionSnapshot, ...]:
        """Every session as it is now."""
        return tuple(live.session.snapshot() for live in self)

    def _make(self, name: str, build: Build, observe: Observe) -> Session:
        seed = secrets.randbits(48)
        bounds = SessionLimits(self._limits.message, self._limits.state)
        return Session(name, build, seed=seed, clock=self._clock, observe=observe, limits=bounds)

    # --- beginning and end ---

    def open(self, name: str, build: Build) -> LiveSession:
        """The session of that name, begun with `build` unless it runs. Raises `FullError`."""
        live = self._live.get(name)
        if live is None:
            if self._limits.sessions and len(self._live) >= self._limits.sessions:
                raise FullError("There are as many sessions as there may be; see --max-sessions.")
            live = LiveSession(self._make(name, build, self._observe), self._emptied)
            self._live[name] = live
            live.session.set_breakpoints(self._lines)
            live.session.set_step_mode(self._step_mode)
            live.carry_out(live.session.start(time.time()))
            live.session.report_problems(self._problems, time.time())  # nobody is there to be told
        return live

    def visit(self, name: str, build: Build) -> LiveSession:
        """The session of that name, for a program that takes no place in it; it is kept as one that
        was just left. Raises `FullError`."""
        live = self.open(name, build)
        if not live.connections:
            self._emptied(live)
        return live

    def _emptied(self, live: LiveSession) -> None:
        self._keep(live.name)
        if live.name != MAIN and self._limits.session_ttl:
            self._expiry[live.name] = asyncio.get_running_loop().call_later(
                self._limits.session_ttl, self._expire, live
            )

    def _keep(self, name: str) -> None:
        expiry = self._expiry.pop(name, None)
        if expiry is not None:
            expiry.cancel()

    def _expire(self, live: LiveSession) -> None:
        # Somebody is looking at it, or waits for an answer.
        if live.session.debugger.stop is not None or live.is_wanted:
            self._emptied(live)
            return
        del self._expiry[live.name]
        del self._live[live.name]
        ending = asyncio.get_running_loop().create_task(live.close(1001, "the session ends"))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
        self._observe(SessionEnded(live.name, time.time()))

    async def close(self) -> None:
        """Let go on what is stopped, and close every socket."""
        for expiry in self._expiry.values():
            expiry.cancel()
        for live in self:
            self._let_go(live)
        waiting = [seat.connection for seat in self._seats if seat.live is None]
        for connection in waiting:
            connection.close(*_ENDING)
        await asyncio.gather(
            *(live.close(*_ENDING) for live in self),
            *(connection.closed() for connection in waiting),
            *self._endings,
        )

    def _let_go(self, live: LiveSession) -> None:
        """Let a stopped session and all that waits in it go on, with nothing stopping it again."""
        live.session.set_breakpoints({})
        live.session.set_step_mode(False)
        for _ in range(_LET_GO):
            stopped = live.session.debugger.stop
            if stopped is None:
                return
            _, effects = live.session.command(Continue(live.name, stopped.stop), time.time())
            live.carry_out(effects)

    # --- who sits in them ---

    def enter(self, seat: Seat, build: Build | None) -> None:
        """Let a socket in; without a build it waits for `admit`. Raises `FullError`."""
        limits = self._limits
        live = self._live.get(seat.session)
        if limits.all_clients and len(self._seats) >= limits.all_clients:
            raise FullError("There are as many clients as there may be; see --max-clients.")
        if live is not None and limits.clients and len(live.connections) >= limits.clients:
            raise FullError("The session has as many clients as it may have; see --max-clients.")
        if build is not None:
            self._let_in(seat, build)
        self._seats.add(seat)

    def _let_in(self, seat: Seat, build: Build) -> None:
        self._keep(seat.session)
        seat.enter(self.open(seat.session, build))

    def admit(self, build: Build) -> None:
        """Let in all who wait."""
        for seat in self.seats:
            if seat.live is None:
                try:
                    self._let_in(seat, build)
                except FullError as error:
                    seat.connection.close(1013, str(error))

    def leave(self, seat: Seat, reason: str) -> None:
        """A socket closed."""
        self._seats.discard(seat)
        seat.leave(reason)

    def look_after_sockets(self) -> None:
        """Close the sockets of those who take nothing; call it every few seconds."""
        now = asyncio.get_running_loop().time()
        for seat in self.seats:
            seat.connection.look(now)

    # --- what all of them are told ---

    def change_build(self, build: Build) -> None:
        """Every session takes the new build."""
        now = time.time()
        for live in self:
            live.carry_out(live.session.change_build(build, now))

    def report_problems(self, problems: tuple[Problem, ...], frame: bytes) -> None:
        """Every session tells its clients what is wrong; those who wait get `frame`."""
        self._problems = problems
        now = time.time()
        for live in self:
            live.carry_out(live.session.report_problems(problems, now))
        for seat in self._seats:
            if seat.live is None:
                seat.connection.send(frame)

    def set_breakpoints(self, lines: Mapping[str, frozenset[int]]) -> None:
        """The lines to stop at, by file, in those that run and those to come."""
        self._lines = lines
        for live in self:
            live.session.set_breakpoints(lines)

    def set_step_mode(self, on: bool) -> None:
        """Stop every run before its first statement, or no longer."""
        self._step_mode = on
        for live in self:
            live.session.set_step_mode(on)
