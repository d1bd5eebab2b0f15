"""Expressions and handlers compiled once per build: the fast path.

What fails here is evaluated again by the stepper, which knows the place; values are immutable, and
the draws are the same, so that it fails in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hjx_studio.language import nodes, stepper
from hjx_studio.language.assignment import assign
from hjx_studio.language.budget import Budget, EvaluationError, OutOfSlice
from hjx_studio.language.execution import Execution, LogLine
from hjx_studio.language.python.expressions import compile_value
from hjx_studio.language.python.handlers import Handlers, Names
from hjx_studio.language.python.pool import Pool
from hjx_studio.language.settling import makes_members, settled
from hjx_studio.language.values import Value, check_stored

if TYPE_CHECKING:
    from hjx_studio.language.analyzer import Analysis

__all__ = ["OutOfSlice", "Program", "compile_expression"]

_FAILURES = (EvaluationError, RecursionError, MemoryError, KeyError)


class _Expression:
    """An expression that is compiled when it is first evaluated."""

    __slots__ = ("_function", "_node")

    def __init__(self, node: nodes.Expression) -> None:
        self._node = node
        self._function: Callable[..., Value] | None = None

    def __call__(self, names: Mapping[str, Value], budget: Budget) -> Value:
        function = self._function
        if function is None:
            function = self._function = self._compile()
        left = budget.steps_left, budget.bytes_left
        try:
            return function(names, budget)
        except _FAILURES:
            budget.steps_left, budget.bytes_left = left
            return stepper.evaluate(self._node, names, budget)

    def _compile(self) -> Callable[..., Value]:
        try:
            return compile_value(self._node)
        except (RecursionError, SyntaxError, MemoryError):
            return self._walk

    def _walk(self, names: Mapping[str, Value], budget: Budget) -> Value:
        """What Python's own compiler can't take is walked."""
        return stepper.evaluate(self._node, names, budget)


def compile_expression(
    node: nodes.Expression,
) -> Callable[[Mapping[str, Value], Budget], Value]:
    """An expression as a function of the names in scope and a budget.

    It raises EvaluationError with the span of the sub-expression that failed, relative to whatever
    the node's own spans are relative to.
    """
    return _Expression(node)


class Program:
    """A component made ready to run."""

    def __init__(self, component: nodes.Component, analysis: Analysis) -> None:
        self.component = component
        self.analysis = analysis
        self.handlers = {handler.name: handler for handler in component.handlers}
        self._formulas = {one.name: one for one in component.computed}
        self._compiled = {one.name: compile_expression(one.value) for one in component.computed}
        self._deep = {one.name: makes_members(one.value) for one in component.computed}
        self._order = tuple(name for name in analysis.computed_order if name in self._formulas)
        self.names = Names(
            state=frozenset(one.name for one in component.state),
            local=frozenset(one.name for one in component.local),
            computed=frozenset(self._order),
            dependents=self._dependents(),
        )
        self._pool = Pool(
            {
                "assign": assign,
                "call_handler": _call_handler,
                "check_stored": check_stored,
                "iterated": stepper.iterated,
                "log": _log,
            }
        )
        self._emitter = Handlers(self._pool, self.names)
        self._functions: dict[str, Callable[..., object]] = {}
        self._start: tuple[dict[str, Value], dict[str, Value]] | None = None

    def _dependents(self) -> dict[str, tuple[str, ...]]:
        """For each state or local name, the computed names that read it, directly or not."""
        found: dict[str, list[str]] = {}
        for name in self._order:
            for read in self.analysis.computed_reads.get(name, ()):
                found.setdefault(read, []).append(name)
        return {read: tuple(names) for read, names in found.items()}

    # --- values of the component ---

    def start(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """The start values of shared state and of local names; raises EvaluationError."""
        if self._start is None:
            shared = {one.name: _start_value(one) for one in self.component.state}
            local = {one.name: _start_value(one) for one in self.component.local}
            self._start = shared, local
        return self._start[0].copy(), self._start[1].copy()

    @property
    def start_local(self) -> dict[str, Value]:
        """The start values of local names."""
        return self.start()[1]

    def computed(
        self, shared: Mapping[str, Value], local: Mapping[str, Value] | None
    ) -> dict[str, Value | EvaluationError]:
        """Every computed name, each within a budget of its own; one that fails is its error, and
        reads as null."""
        names = {**shared, **(self.start_local if local is None else local)}
        found: dict[str, Value | EvaluationError] = {}
        for name in self._order:
            value = self.compute(name, names)
            found[name] = value
            names[name] = None if isinstance(value, EvaluationError) else value
        return found

    def compute(self, name: str, names: Mapping[str, Value]) -> Value | EvaluationError:
        """A computed name from the names that it reads, or its error with the place."""
        budget = Budget()
        try:
            return settled(self._compiled[name](names, budget), budget, deep=self._deep[name])
        except EvaluationError as error:
            error.line = self._formulas[name].line
            return error

    # --- runs ---

    def run(
        self,
        handler: str,
        arguments: Sequence[Value],
        execution: Execution,
        slice_steps: int | None = None,
    ) -> None:
        """Run a handler to its end; missing arguments are null, extra ones are ignored.

        Raises EvaluationError with its place, or OutOfSlice when it uses more than `slice_steps`;
        what the execution then holds is of no use.
        """
        budget = execution.budget
        budget.withhold(slice_steps)
        try:
            self.function(handler)(execution, *self.fitted(handler, arguments))
        except _FAILURES as failure:
            _walk_again(self, handler, arguments, execution)
            raise EvaluationError(str(failure), handler=handler) from None
        budget.withhold(None)

    def fitted(self, handler: str, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """As many arguments as a handler has parameters."""
        count = len(self.parameters(handler))
        missing = count - len(arguments)
        return (*arguments[:count], *(None,) * missing)

    def parameters(self, handler: str) -> tuple[str, ...]:
        """A handler's parameters, implicit ones included."""
        return self.analysis.handlers[handler].parameters

    def function(self, handler: str) -> Callable[..., object]:
        """A handler as a Python function of the execution and the fitted arguments."""
        function = self._functions.get(handler)
        if function is None:
            function = self._functions[handler] = self._compile(handler)
        return function

    def _compile(self, name: str) -> Callable[..., object]:
        handler = self.handlers.get(name)
        if handler is None:
            raise EvaluationError(f"There is no handler {name}.")
        try:
            code = self._emitter.function(handler, self.parameters(name), "f")
            return self._pool.define(code, "f")
        except (RecursionError, SyntaxError, MemoryError):

            def walked(execution: Execution, *arguments: Value) -> None:
                for _ in stepper.steps_of(self, handler, arguments, execution):
                    pass

            return walked


def _start_value(declaration: nodes.Declaration) -> Value:
    try:
        budget = Budget()
        return check_stored(compile_expression(declaration.value)({}, budget), budget)
    except EvaluationError as error:
        error.line = declaration.line
        error.span = error.span or declaration.span
        raise


def _walk_again(
    program: Program, handler: str, arguments: Sequence[Value], execution: Execution
) -> None:
    """Raise what a run that failed fails with, with its place."""
    again = execution.again()
    try:
        for _ in stepper.walk(program, handler, arguments, again):
            pass
    finally:
        execution.log[:] = again.log
        execution.budget.steps_left = again.budget.steps_left
        execution.budget.bytes_left = again.budget.bytes_left


def _call_handler(execution: Execution, handler: str, arguments: tuple[Value, ...]) -> None:
    """`call handler(arguments)` in generated code."""
    stepper.enter(execution)
    program = execution.program
    program.function(handler)(execution, *program.fitted(handler, arguments))
    execution.depth -= 1


def _log(execution: Execution, handler: str, line: int, texts: tuple[str, ...]) -> None:
    """`log` in generated code."""
    execution.log.append(LogLine(handler, line, stepper.logged(execution.budget, texts)))
