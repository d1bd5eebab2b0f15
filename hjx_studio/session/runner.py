"""Runs handlers, one at a time: slices, stops, failures, and the way to a commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.clients import Clients
from hjx_studio.session.debugger import Debugger, StopPlace
from hjx_studio.session.effects import ResumeSoon
from hjx_studio.session.events import Continued, Event, RunFailed
from hjx_studio.session.inbox import Bind, ClientEvent, Entry, Inbox, RequestedEvent, RunByHand
from hjx_studio.session.ledger import Ledger
from hjx_studio.session.log import SessionLog
from hjx_studio.session.messages import ErrorMessage
from hjx_studio.session.outbox import Frame, Moment, Outbox
from hjx_studio.session.proposals import Author, Proposal, propose_run
from hjx_studio.session.run import Done, Failed, Halted, HandlerCall, Run, Slice
from hjx_studio.session.state import Names, local_names

_RESUMED = Frame("resumed", "", messages.encode_resumed())


@dataclass(slots=True)
class _Handling:
    """The handler that is run: for which input, whose it is, and the seconds it took so far."""

    entry: Entry
    author: Author
    run: Run
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session's parts share: its clients, its inbox, outbox and log, who observes it, and
    the clock (monotonic seconds)."""

    session: str
    clients: Clients
    inbox: Inbox
    outbox: Outbox
    log: SessionLog
    observe: Callable[[Event], None]
    clock: Callable[[], float]

    def moment(self, entry: Entry, now: float) -> Moment:
        """The time now, and the entry that is being handled."""
        return Moment(entry, now, self.clock())


class Runner:
    """The one run of a session, if there is one, and the debugger that may hold it."""

    def __init__(self, around: Surroundings, ledger: Ledger, seed: int) -> None:
        self.debugger = Debugger()
        self._around = around
        self._ledger = ledger
        self._seed = seed
        self._handling: _Handling | None = None

    @property
    def busy(self) -> bool:
        """Whether a run is under way or held."""
        return self._handling is not None

    def start(
        self, entry: Entry, handler: str, arguments: Sequence[Value], author: Author, now: float
    ) -> None:
        """Run a handler for an entry, as far as its first slice goes."""
        build, state = self._ledger.build, self._ledger.state
        if handler not in build.analysis.handlers:  # a build came while this waited
            error = EvaluationError(f"there is no handler {handler} any more", "unknown_handler")
            self.fail(entry, author, error, now, handler)
            return
        given = entry.input
        call = HandlerCall(
            build=build,
            handler=handler,
            arguments=arguments,
            state=state,
            local=None if author.key is None else local_names(build, state, author.key),
            event=given.event if isinstance(given, ClientEvent) else None,
            seed=self._seed * 1_000_003 + entry.number,
            time=entry.time,
        )
        stepping = self.debugger.step_mode or (isinstance(given, RunByHand) and given.step)
        run = Run(call, lambda: self.debugger.lines(build.entry), stepping=stepping)
        self._handling = _Handling(entry, author, run)
        self.advance(now)

    def advance(self, now: float) -> None:
        """Go on with the run until its next slice, stop or end; not while it is held."""
        handling = self._handling
        if handling is None or self.debugger.stop is not None:
            return
        began = self._around.clock()
        outcome = handling.run.resume()
        handling.elapsed += self._around.clock() - began
        match outcome:
            case Slice():
                self._around.outbox.add(ResumeSoon())
            case Halted(reason=reason):
                self._halt(handling, reason, now)
            case Failed(error=error, log=log):
                self._handling = None
                moment = self._around.moment(handling.entry, now)
                self._around.log.write_lines(log, self._ledger.build.entry, moment)
                self.fail(handling.entry, handling.author, error, now, handling.run.call.handler)
            case Done(execution=execution):
                self._handling = None
                call = handling.run.call
                self.commit(
                    propose_run(handling.entry, handling.author, call, execution, handling.elapsed),
                    now,
                )

    def go_on(self, how: str, now: float) -> None:
        """Let the held run go on: "continue", "over", "into" or "out"."""
        handling, stop = self._handling, self.debugger.release()
        if handling is None or stop is None:
            return
        handling.run.go_on(how)
        entry = handling.entry
        self._around.observe(Continued(self._around.session, now, entry.number, stop.stop))
        self.advance(now)
        if self.debugger.stop is None:
            self._around.outbox.send_to_all(_RESUMED, self._around.moment(entry, now))

    def abandon(self, now: float) -> None:
        """End the held run; nothing of it is committed."""
        handling, stop = self._handling, self.debugger.release()
        if handling is None or stop is None:
            return
        self._handling = None
        entry, handler = handling.entry, handling.run.call.handler
        self._around.observe(
            Continued(self._around.session, now, entry.number, stop.stop, abandoned=True)
        )
        self._around.outbox.send_to_all(_RESUMED, self._around.moment(entry, now))
        error = EvaluationError("the debugger ended this run; nothing changed", "abandoned")
        self.fail(entry, handling.author, error, now, handler)

    def commit(self, proposal: Proposal, now: float) -> None:
        """Hand a proposal to the ledger; where its computed names fail, say so instead."""
        try:
            self._ledger.propose(proposal, self._around.moment(proposal.entry, now))
        except EvaluationError as error:
            self.fail(proposal.entry, proposal.author, error, now, proposal.handler)

    def fail(
        self,
        entry: Entry,
        author: Author,
        error: EvaluationError,
        now: float,
        handler: str | None = None,
    ) -> None:
        """An input came to nothing: tell its sender (or the log, where nobody sent it)."""
        line, column = error.line, None
        build = self._ledger.build
        if line is not None and error.span is not None:
            place = build.source.range(line, error.span)
            line, column = place.line, place.column
        where = error.handler or handler
        around = self._around
        around.observe(
            RunFailed(
                session=around.session,
                time=now,
                cause=entry.number,
                client=author.client,
                code=error.code,
                message=error.message,
                handler=where,
                path=build.entry,
                line=line,
                column=column,
            )
        )
        moment = around.moment(entry, now)
        answer = ErrorMessage(error.code, error.message, author.id, where, line, column)
        if isinstance(entry.input, RequestedEvent):
            around.outbox.answer_error(entry.input.request, answer, moment)
        elif isinstance(entry.input, ClientEvent | Bind) and author.key is not None:
            if author.id is not None:
                around.clients.memory(author.key).finish(author.id, self._ledger.revision)
            receiver = around.clients.with_key(author.key)
            around.outbox.send_error(None if receiver is None else receiver.id, answer, moment)
        else:
            text = error.message if where is None else f"{where}: {error.message}"
            around.log.write("error", text, moment, build.entry, line)

    def names(self, scope: str) -> Names:
        """The values of the held run: "argument", "let" or "event". Raises `LookupError` when no
        run is held."""
        if self._handling is None or self.debugger.stop is None:
            raise LookupError("no run is held")
        return self._handling.run.names(scope)

    def _halt(self, handling: _Handling, reason: str, now: float) -> None:
        around = self._around
        place = StopPlace(
            around.session, now, handling.entry, handling.author.client, len(around.inbox)
        )
        stopped = self.debugger.halt(handling.run, reason, place)
        frame = paused_frame(stopped.frames[0].handler, stopped.frames[0].line)
        around.outbox.send_to_all(frame, around.moment(handling.entry, now))
        around.observe(stopped)


def paused_frame(handler: str, line: int) -> Frame:
    """Tells a client that the debugger holds the session."""
    return Frame("paused", f"{handler}, line {line}", messages.encode_paused(handler, line))
