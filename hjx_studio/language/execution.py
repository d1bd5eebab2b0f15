"""One run of a handler: what it reads, draws and leaves, whoever evaluates it.

Nothing that is given to an `Execution` is changed: its working values are new dicts over shared
parts, so that a run that fails or is abandoned leaves nothing to undo.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from uuid import UUID

from hjx_studio.language.budget import (
    Budget,
    EvaluationError,
    Limits,
    OutOfSlice,
)
from hjx_studio.language.values import Value

if TYPE_CHECKING:
    from hjx_studio.language.evaluator import Program

__all__ = [
    "Budget",
    "Draw",
    "EvaluationError",
    "Execution",
    "Frame",
    "Inputs",
    "Limits",
    "LogLine",
    "OutOfSlice",
    "Write",
]

DrawKind: TypeAlias = Literal["random", "now", "uuid"]


@dataclass(frozen=True, slots=True)
class Draw:
    """What one call of `Math.random()`, `Date.now()` or `uuid()` gave."""

    kind: DrawKind
    value: float | str


class Inputs:
    """Where a run's draws come from: a recording first, then a seed.

    `time` is in seconds since the epoch. The draw at a place in the order of calls depends on seed,
    time and the kinds drawn before, not on whether those before were recorded, so that a run again
    with the draws of a run that was cut short goes on as that one would have. A recorded draw of
    another kind than is asked for is passed over.
    """

    __slots__ = ("_drawn", "_random", "_recorded", "seed", "time")

    def __init__(self, seed: int, time: float, recorded: Sequence[Draw] = ()) -> None:
        self.seed = seed
        self.time = time
        self._recorded = recorded
        self._random: Random | None = None
        self._drawn: list[Draw] = []

    @property
    def draws(self) -> tuple[Draw, ...]:
        """Every draw so far, in the order of calls."""
        return tuple(self._drawn)

    @property
    def beyond(self) -> int:
        """How many draws came from the seed, because the recording had no such draw there."""
        recorded = (*self._recorded, *(None for _ in self._drawn))
        return sum(draw is not old for draw, old in zip(self._drawn, recorded, strict=False))

    def random(self) -> float:
        """`Math.random()`: from 0 up to, not including, 1."""
        return float(self._draw("random", self._generator().random()))

    def now(self) -> float:
        """`Date.now()`: the run's time, in whole milliseconds."""
        return float(self._draw("now", float(math.floor(self.time * 1000))))

    def uuid(self) -> str:
        """`uuid()`: a random UUID (RFC 9562, version 4)."""
        return str(self._draw("uuid", str(UUID(int=self._generator().getrandbits(128), version=4))))

    def again(self) -> Inputs:
        """The same inputs from the start."""
        return Inputs(self.seed, self.time, self._recorded)

    def fork(self) -> Inputs:
        """Inputs that will give what these would give next, and leave these as they are."""
        fork = Inputs(self.seed, self.time, self._recorded)
        fork._drawn = self._drawn.copy()
        if self._random is not None:
            fork._generator().setstate(self._random.getstate())
        return fork

    def _generator(self) -> Random:
        if self._random is None:
            self._random = Random(self.seed)  # noqa: S311 -- replayable by design; no secret
        return self._random

    def _draw(self, kind: DrawKind, fresh: float | str) -> float | str:
        place = len(self._drawn)
        if place < len(self._recorded) and self._recorded[place].kind == kind:
            draw = self._recorded[place]
        else:
            draw = Draw(kind, fresh)
        self._drawn.append(draw)
        return draw.value


class Write(NamedTuple):
    """A `set`: `scope` is "state" or "local", `path` the name, then keys and indices."""

    scope: str
    path: tuple[str | int, ...]


class LogLine(NamedTuple):
    """What a `log` wrote, where."""

    handler: str
    line: int
    text: str


@dataclass(slots=True)
class Frame:
    """A handler that is running: the line it is at, and its parameters, lets and loop names."""

    handler: str
    line: int
    names: dict[str, Value] = field(default_factory=dict)


class Execution:
    """One run: `shared` and `local` hold what it has set so far.

    `local` is None where the event has no client: its names then read as their start values, and
    `event` is null. `steps` and `bytes` say what is used so far.
    """

    __slots__ = (
        "_computed",
        "_given",
        "budget",
        "depth",
        "event",
        "frames",
        "inputs",
        "local",
        "local_names",
        "log",
        "program",
        "shared",
        "writes",
    )

    def __init__(
        self,
        program: Program,
        shared: Mapping[str, Value],
        local: Mapping[str, Value] | None,
        event: Value,
        inputs: Inputs,
        limits: Limits | None = None,
    ) -> None:
        self._given = (shared, local)
        self.program = program
        self.shared = dict(shared)
        self.local = None if local is None else dict(local)
        self.local_names = program.start_local if self.local is None else self.local
        self.event = event
        self.inputs = inputs
        self.budget = Budget(limits)
        self.writes: list[Write] = []
        self.log: list[LogLine] = []
        self.frames: list[Frame] = []
        self.depth = 0
        self._computed: dict[str, Value | EvaluationError] = {}

    @property
    def steps(self) -> int:
        """Steps used so far."""
        return self.budget.steps

    @property
    def bytes(self) -> int:
        """Bytes built so far."""
        return self.budget.bytes

    def again(self) -> Execution:
        """The same run from its start."""
        shared, local = self._given
        inputs, limits = self.inputs.again(), self.budget.limits
        return Execution(self.program, shared, local, self.event, inputs, limits)

    def fork(self, limits: Limits) -> Execution:
        """A run from here on that leaves this one as it is, within its own limits."""
        fork = Execution(
            self.program, self.shared, self.local, self.event, self.inputs.fork(), limits
        )
        fork.depth = self.depth
        fork._computed = self._computed.copy()
        fork.frames = [Frame(one.handler, one.line, one.names.copy()) for one in self.frames]
        return fork

    def computed(self, name: str) -> Value:
        """A computed name as the sets so far have it; raises the error where it failed."""
        value = self._computed_or_error(name)
        if isinstance(value, EvaluationError):
            raise EvaluationError(value.message, value.code, value.span, value.line)
        return value

    def _computed_or_error(self, name: str) -> Value | EvaluationError:
        if name not in self._computed:
            self._computed[name] = self.program.compute(name, _Readable(self))
        return self._computed[name]

    def forget(self, names: Sequence[str]) -> None:
        """Computed names whose reads were set are to be computed again when next read."""
        if self._computed:
            for name in names:
                self._computed.pop(name, None)

    def set_name(self, scope: str, name: str, value: Value) -> None:
        """Give a state or local name a value that was checked."""
        (self.shared if scope == "state" else self.local_names)[name] = value
        self.forget(self.program.names.dependents.get(name, ()))

    def require_client(self, name: str) -> None:
        """Raise if the event has no client, so that no local name can be set."""
        if self.local is None:
            raise EvaluationError(
                f"{name} is local, and this event has no client to set it for.", "no_client"
            )


class _Readable(Mapping[str, Value]):
    """The names that a computed expression reads, in the middle of a run."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    def __getitem__(self, name: str) -> Value:
        if name in self._execution.shared:
            return self._execution.shared[name]
        if name in self._execution.local_names:
            return self._execution.local_names[name]
        value = self._execution._computed_or_error(name)
        return None if isinstance(value, EvaluationError) else value

    def __iter__(self) -> Iterator[str]:
        yield from self._execution.shared
        yield from self._execution.local_names
        yield from self._execution.program.analysis.computed_order

    def __len__(self) -> int:
        return sum(1 for _ in self)
