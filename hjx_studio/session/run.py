"""One run of a handler: in slices, stoppable before any statement, without effect until it is done.

A run begins on the fast path. One that outruns its slice there, or that may have to stop, is run
again by the stepper with the same draws: values are immutable, so nothing has happened yet. Pausing
is not calling `resume`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from hjx_studio.language import nodes, stepper, values
from hjx_studio.language.build import Build
from hjx_studio.language.evaluator import OutOfSlice
from hjx_studio.language.execution import Draw, EvaluationError, Execution, Frame, Inputs, LogLine
from hjx_studio.language.source import Span
from hjx_studio.language.stepper import Step
from hjx_studio.language.values import Value
from hjx_studio.session.events import Change, LineValue, StackFrame
from hjx_studio.session.inspection import variable
from hjx_studio.session.state import ROOT, Names, State, lookup

SLICE = 2_000  # steps that the fast path may take at once
_WALK = 250  # steps that the stepper, which is slower, takes between two turns of others
_PAST_LIMIT = 200  # line values remembered of a run
_PREVIEW = 60  # code points of a value beside its line


@dataclass(frozen=True, slots=True)
class HandlerCall:
    """What is run, on what: `local` is None for nobody; `seed` and `time` (seconds since the epoch)
    give the draws."""

    build: Build
    handler: str
    arguments: Sequence[Value]
    state: State
    local: Names | None
    event: Value
    seed: int
    time: float

    @property
    def shared(self) -> Names:
        """The shared names that it meets."""
        return self.state.shared[ROOT]


@dataclass(frozen=True, slots=True)
class Done:
    """It ran to its end; the execution holds what it left."""

    execution: Execution


@dataclass(frozen=True, slots=True)
class Slice:
    """It has used its slice, and goes on when it is resumed."""


@dataclass(frozen=True, slots=True)
class Halted:
    """It stands before a statement: `reason` is "step" or "breakpoint"."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It failed; nothing of it counts. The log lines up to there are kept for the reader."""

    error: EvaluationError
    log: tuple[LogLine, ...]


Outcome: TypeAlias = Done | Slice | Halted | Failed
Breakpoints: TypeAlias = Callable[[], frozenset[int]]


class Run:
    """A handler's run; `breakpoints` gives the lines to stop at, `stepping` stops at the first."""

    def __init__(self, call: HandlerCall, breakpoints: Breakpoints, *, stepping: bool) -> None:
        self.call = call
        self._breakpoints = breakpoints
        self._goal: tuple[str, int] = ("into", 0) if stepping else ("continue", 0)
        self._steps: Iterator[Step] | None = None
        self._walker: _Walker | None = None
        self.execution = self._fresh()

    @property
    def watched(self) -> bool:
        """Whether it may have to stop."""
        return self._goal[0] != "continue" or bool(self._breakpoints())

    def go_on(self, how: str) -> None:
        """Choose where to stop next: "continue", "over", "into" or "out"."""
        self._goal = (how, len(self.execution.frames))

    def resume(self, max_steps: int = SLICE) -> Outcome:
        """Go on until the end, a place to stop, or `max_steps` more steps at the most."""
        try:
            if self._walker is None:
                if not self.watched:
                    try:
                        self.call.build.program.run(
                            self.call.handler, self.call.arguments, self.execution, max_steps
                        )
                    except OutOfSlice:
                        self._begin_walk()
                        return Slice()
                    return Done(self.execution)
                self._begin_walk()
            return self._walk(min(max_steps, _WALK))
        except EvaluationError as error:
            return Failed(error, tuple(self.execution.log))

    def _fresh(self, draws: Sequence[Draw] = ()) -> Execution:
        call = self.call
        inputs = Inputs(call.seed, call.time, draws)
        local = None if call.local is None else dict(call.local)
        return Execution(call.build.program, dict(call.shared), local, call.event, inputs)

    def _begin_walk(self) -> None:
        self.execution = self._fresh(self.execution.inputs.draws)
        steps = stepper.walk(
            self.call.build.program, self.call.handler, self.call.arguments, self.execution
        )
        self._walker = _Walker(self.call, self.execution, steps)

    def _walk(self, max_steps: int) -> Outcome:
        walker = self._walker
        assert walker is not None  # noqa: S101  # `resume` has begun the walk
        limit = self.execution.steps + max_steps
        for step in walker.steps:
            if step.kind == "statement":
                walker.pass_statement(step, noting=self.watched)
                if reason := self._reason_to_stop(step):
                    return Halted(reason)
            if self.execution.steps >= limit:
                return Slice()
        walker.finish()
        return Done(self.execution)

    def _reason_to_stop(self, step: Step) -> str | None:
        if step.line in self._breakpoints():
            return "breakpoint"
        how, depth = self._goal
        now = len(self.execution.frames)
        if how == "into" or (how == "over" and now <= depth) or (how == "out" and now < depth):
            return "step"
        return None

    # --- what a debugger shows of a stopped run ---

    @property
    def line(self) -> int:
        """The line that it stands before."""
        assert self._walker is not None  # noqa: S101  # only a stopped run is asked
        return self._walker.line

    def frames(self) -> tuple[StackFrame, ...]:
        """The call stack, innermost first, each with its arguments and lets."""
        return tuple(
            StackFrame(
                frame.handler,
                self.call.build.entry,
                frame.line,
                tuple(
                    variable(self._scope_of(frame.handler, name), (name,), value)
                    for name, value in frame.names.items()
                ),
            )
            for frame in reversed(self.execution.frames)
        )

    def names(self, scope: str) -> Names:
        """The values of the innermost frame: "argument", "let", or the "event"."""
        if scope == "event":
            return {"event": self.call.event}
        frame = self.execution.frames[-1]
        return {n: v for n, v in frame.names.items() if self._scope_of(frame.handler, n) == scope}

    def _scope_of(self, handler: str, name: str) -> str:
        signature = self.call.build.analysis.handlers[handler]
        return "argument" if name in signature.parameters else "let"

    def line_values(self) -> tuple[LineValue, ...]:
        """The sub-expressions of the line that it stands before, as they will be."""
        assert self._walker is not None  # noqa: S101  # only a stopped run is asked
        return self._walker.preview()

    def past(self) -> tuple[LineValue, ...]:
        """What the lines that were passed have set."""
        assert self._walker is not None  # noqa: S101  # only a stopped run is asked
        return tuple(self._walker.past)

    def changes(self) -> tuple[Change, ...]:
        """What the run has set so far, against the state before it."""
        return changes_of(self.execution, self.call.shared, self.call.local)


class _Walker:
    """The stepper's walk of one run, and what is remembered of the lines that it has passed."""

    def __init__(self, call: HandlerCall, execution: Execution, steps: Iterator[Step]) -> None:
        self.steps = steps
        self.past: list[LineValue] = []
        self.line = 0
        self._call = call
        self._execution = execution
        self._step: Step | None = None
        self._frame: Frame | None = None
        self._before: tuple[Names, Names | None] = (call.shared, call.local)
        self._writes = 0

    def pass_statement(self, step: Step, *, noting: bool) -> None:
        """The walk stands before the statement of `step`; `noting` what it sets, for a debugger."""
        self.finish()
        if not noting:
            return
        self._step = step
        self._frame = self._execution.frames[-1]
        self.line = step.line
        self._writes = len(self._execution.writes)
        local = self._execution.local
        self._before = (dict(self._execution.shared), None if local is None else dict(local))

    def finish(self) -> None:
        """The statement that it stood before has run: note what it set."""
        step = self._step
        if step is None:
            return
        for write in self._execution.writes[self._writes :]:
            before = self._before[0] if write.scope == "state" else self._before[1]
            now = self._execution.shared if write.scope == "state" else self._execution.local
            name = ".".join(str(part) for part in write.path)
            old = values.preview(lookup(before or {}, write.path), _PREVIEW)
            new = values.preview(lookup(now or {}, write.path), _PREVIEW)
            self._note(step, f"{name} {old} → {new}")
        if isinstance(step.node, nodes.Let) and self._frame is not None:
            value = values.preview(self._frame.names.get(step.node.name), _PREVIEW)
            self._note(step, f"{step.node.name} = {value}")
        self._step = None

    def _note(self, step: Step, text: str) -> None:
        place = self._call.build.source.range(step.line, step.span)
        self.past.append(LineValue(step.line, place.column, place.end_column, text))
        del self.past[:-_PAST_LIMIT]

    def preview(self) -> tuple[LineValue, ...]:
        """The sub-expressions of the statement that it stands before."""
        if self._step is None:
            return ()
        statement = cast("nodes.Statement", self._step.node)  # a statement's step has its node
        found = stepper.preview(self._call.build.program, self._execution, statement)
        return tuple(self._line_value(self._step.line, span, value) for span, value in found)

    def _line_value(self, line: int, span: Span, value: Value | EvaluationError) -> LineValue:
        source = self._call.build.source
        place = source.range(line, span)
        end = place.end_column if place.end_line == place.line else place.column + 1
        failed = isinstance(value, EvaluationError)
        text = str(value) if isinstance(value, EvaluationError) else values.preview(value, _PREVIEW)
        part = source.text[source.offset(place.start) : source.offset(place.end)][:_PREVIEW]
        return LineValue(place.line, place.column, end, text, failed, part)


def changes_of(
    execution: Execution, shared: Names, local: Names | None, client: str | None = None
) -> tuple[Change, ...]:
    """Each path that an execution has set, once, with previews of before and after."""
    changes: list[Change] = []
    for write in dict.fromkeys(execution.writes):
        path = tuple(str(step) for step in write.path)
        before: Mapping[str, Value] = shared if write.scope == "state" else local or {}
        after = execution.shared if write.scope == "state" else execution.local or {}
        old = values.preview(lookup(before, write.path))
        new = values.preview(lookup(after, write.path))
        owner = client if write.scope == "local" else None
        changes.append(Change(write.scope, path, old, new, owner))
    return tuple(changes)
