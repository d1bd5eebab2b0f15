"""What a run may cost, and how it fails.

Costs are counted, never timed, and alike on the fast path, in the stepper and in JavaScript, so
that a run that fails for its budget fails on every side. The rule:

- A statement costs one step; so does each pass of a `for`, and each call of a callback.
- Building a list of n elements costs 1 step and 16 + 8 * n bytes, an object counting twice its
  members (`build`); building text of n code points costs n bytes (`write`).
- Reading through a list or object of n elements costs 1 + n // 16 steps (`read`), a nested value
  that for each list and object in it; searching or taking apart text of n code points
  1 + n // 1024 steps (`scan`); comparing two texts n // 1024, for the shorter one.
- Measuring how deep a value nests costs 1 + n // 8 steps for each level, with n elements on it.
- `sort` of n elements without a comparator costs n * bits(n) // 16 steps more, `JSON.parse` of n
  code points 8 * n bytes more.
- A value that leaves its expression (to be named, stored, passed or shown) is measured, where the
  expression could have made it deeper than what it was made of. What is set is read through to see
  that it can be stored, but for the members that the place already held.
- Arithmetic, comparing numbers, and reading names, members and elements of lists cost nothing: a
  source is finite, and whatever repeats them is charged.

Every charge is made before what it pays for is allocated. Running out of steps is found before
running out of bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from hjx_studio.language.diagnostics import HjxError
from hjx_studio.language.source import Span

NESTING = 32
"""How deep lists and objects may nest in a value."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: steps, bytes of values built, and how deep `call` may nest."""

    steps: int = 100_000
    bytes: int = 16 * 1024 * 1024
    depth: int = 64


_DEFAULT = Limits()


class EvaluationError(HjxError):
    """An expression or a handler failed.

    `code` is the protocol's: "handler_failed", "budget_exceeded" or "no_client". `span` is that of
    the failing sub-expression, relative to `line`; each is None where it is not known.
    """

    def __init__(
        self,
        message: str,
        code: str = "handler_failed",
        span: Span | None = None,
        line: int | None = None,
        handler: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.span = span
        self.line = line
        self.handler = handler


class OutOfSlice(Exception):  # noqa: N818 -- a signal to the caller, not a failure
    """A run used up its slice; it is to be run again, in slices, by the stepper."""


def out_of_steps(limit: int) -> EvaluationError:
    """What a run that uses more than `limit` steps fails with."""
    return EvaluationError(f"This takes more than {limit:,} steps.", "budget_exceeded")


def out_of_bytes(limit: int) -> EvaluationError:
    """What a run that builds more than `limit` bytes fails with."""
    return EvaluationError(f"This builds values of more than {limit:,} bytes.", "budget_exceeded")


def too_deep() -> EvaluationError:
    """What a value that nests too deep fails with."""
    return EvaluationError(f"A value nests more than {NESTING} deep.")


class Budget:
    """What is left of the steps and bytes of one run."""

    __slots__ = ("_withheld", "bytes_left", "limits", "steps_left")

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits = limits or _DEFAULT
        self.steps_left = limits.steps
        self.bytes_left = limits.bytes
        self._withheld = 0

    @property
    def steps(self) -> int:
        """Steps used so far."""
        return self.limits.steps - self.steps_left - self._withheld

    @property
    def bytes(self) -> int:
        """Bytes used so far."""
        return self.limits.bytes - self.bytes_left

    def withhold(self, slice_steps: int | None) -> None:
        """Allow no more than `slice_steps` from here on; None gives back what was withheld."""
        self.steps_left += self._withheld
        self._withheld = 0
        if slice_steps is not None and slice_steps < self.steps_left:
            self._withheld = self.steps_left - slice_steps
            self.steps_left = slice_steps

    def fail(self) -> None:
        """Raise for whatever has run out: OutOfSlice or EvaluationError."""
        if self.steps_left < 0:
            if self._withheld:
                raise OutOfSlice
            raise out_of_steps(self.limits.steps)
        raise out_of_bytes(self.limits.bytes)

    def spend(self, steps: int, size: int = 0) -> None:
        """Charge steps and bytes, or raise."""
        self.steps_left -= steps
        self.bytes_left -= size
        if self.steps_left < 0 or self.bytes_left < 0:
            self.fail()

    # What follows is `spend` written out, as it is most of what an operation costs.

    def read(self, count: int) -> None:
        """Charge for reading through a list or object of `count` elements."""
        self.steps_left -= 1 + (count >> 4)
        if self.steps_left < 0:
            self.fail()

    def build(self, count: int) -> None:
        """Charge for building a list of `count` elements; an object counts twice its members."""
        self.steps_left -= 1
        self.bytes_left -= 16 + 8 * count
        if self.steps_left < 0 or self.bytes_left < 0:
            self.fail()

    def scan(self, length: int) -> None:
        """Charge for searching or taking apart text of `length` code points."""
        self.steps_left -= 1 + (length >> 10)
        if self.steps_left < 0:
            self.fail()

    def compare(self, left: str, right: str) -> None:
        """Charge for comparing two texts."""
        self.steps_left -= min(len(left), len(right)) >> 10
        if self.steps_left < 0:
            self.fail()

    def write(self, length: int) -> None:
        """Charge for building text of `length` code points."""
        self.bytes_left -= length
        if self.bytes_left < 0:
            self.fail()
