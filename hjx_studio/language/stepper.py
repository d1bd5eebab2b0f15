"""Handlers walked by a generator that yields before each statement and after each sub-expression.

It is the debugger's path, and what finds the place of a failure: the same tree, the same operations
and the same charges as the fast path. Whoever consumes the walk counts the execution's steps and
may stop between any two of them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from hjx_studio.language import nodes
from hjx_studio.language.assignment import Target, assigned, target_of
from hjx_studio.language.budget import Budget, EvaluationError, Limits
from hjx_studio.language.execution import Execution, Frame, LogLine, Write
from hjx_studio.language.source import Span
from hjx_studio.language.steps import Place, Step
from hjx_studio.language.values import Value, described, text, truth
from hjx_studio.language.visibility import Scope, scopes_of
from hjx_studio.language.walking import Walker

if TYPE_CHECKING:
    from hjx_studio.language.evaluator import Program

__all__ = ["Step", "evaluate", "preview", "walk"]

Statements: TypeAlias = Generator[Step, None, bool]

_PREVIEW = Limits(steps=20_000, bytes=4 * 1024 * 1024)


def evaluate(node: nodes.Expression, names: Mapping[str, Value], budget: Budget) -> Value:
    """An expression's value, with the place where it fails; slower than `compile_expression`."""

    def lookup(name: str) -> Value:
        if name not in names:
            raise EvaluationError(f"There is no name {name}.")
        return names[name]

    walk = Walker(lookup, None, budget, Place(0, 0)).whole(node)
    try:
        while True:
            next(walk)
    except StopIteration as end:
        value: Value = end.value
        return value
    except RecursionError:
        raise _too_recursive() from None


def walk(
    program: Program, handler: str, arguments: Sequence[Value], execution: Execution
) -> Iterator[Step]:
    """Run a handler in an execution, step by step; missing arguments are null.

    Raises EvaluationError with handler, line and span; what the execution then holds is of no use.
    """
    found = program.handlers.get(handler)
    if found is None:
        raise EvaluationError(f"There is no handler {handler}.")
    yield from steps_of(program, found, program.fitted(handler, arguments), execution)


def steps_of(
    program: Program, handler: nodes.Handler, arguments: Sequence[Value], execution: Execution
) -> Iterator[Step]:
    """The walk of a handler with as many arguments as it has parameters."""
    names = dict(zip(program.parameters(handler.name), arguments, strict=True))
    frame = Frame(handler.name, handler.line, names)
    execution.frames.append(frame)
    try:
        yield from _HandlerWalk(execution, handler, frame).block(handler.body)
    except RecursionError:
        raise _placed(_too_recursive(), frame, handler.span) from None
    except EvaluationError as error:
        raise _placed(error, frame, handler.span) from None
    yield Step("return", frame.line, handler.span, len(execution.frames), None, handler)
    execution.frames.pop()


def _placed(error: EvaluationError, frame: Frame, span: Span) -> EvaluationError:
    """The error with its handler and line, unless it came from a call and has them."""
    if error.handler is None:
        error.handler = frame.handler
        if error.line is None:
            error.line = frame.line
        error.span = error.span or span
    return error


def _too_recursive() -> EvaluationError:
    return EvaluationError("This nests too deep to be evaluated.", "budget_exceeded")


def enter(execution: Execution) -> None:
    """One more `call` deep, or an error."""
    limit = execution.budget.limits.depth
    if execution.depth >= limit:
        raise EvaluationError(f"Calls nest more than {limit} deep.", "budget_exceeded")
    execution.depth += 1


def iterated(value: Value) -> Sequence[Value]:
    """What a `for` goes through: null is empty; anything but a list is an error."""
    if value is None:
        return ()
    if type(value) is not list:
        raise EvaluationError(f"for goes through a list, not {described(value)}.")
    return value


def logged(budget: Budget, texts: Sequence[str]) -> str:
    """A log line of the texts of its values."""
    budget.write(sum(map(len, texts)) + max(0, len(texts) - 1))
    return " ".join(texts)


class _HandlerWalk:
    """The walk of one handler's statements in its frame."""

    def __init__(self, execution: Execution, handler: nodes.Handler, frame: Frame) -> None:
        self._execution = execution
        self._frame = frame
        self._budget = execution.budget
        self._place = Place(frame.line, len(execution.frames))
        self._walker = Walker(self._lookup, self._draw, execution.budget, self._place)
        self._scopes = scopes_of(handler, frame.names)
        self._scope: Scope = {}

    # --- names ---

    def _lookup(self, name: str) -> Value:
        execution = self._execution
        if name in self._scope:
            return self._frame.names.get(name)
        if name == "event":
            return execution.event
        if name in execution.program.names.computed:
            return execution.computed(name)
        return self._stored(name)

    def _stored(self, name: str) -> Value:
        """What a state or local name holds."""
        for names in (self._execution.shared, self._execution.local_names):
            if name in names:
                return names[name]
        raise EvaluationError(f"There is no name {name}.")

    def _draw(self, kind: str) -> Value:
        inputs = self._execution.inputs
        if kind == "random":
            return inputs.random()
        return inputs.now() if kind == "now" else inputs.uuid()

    # --- statements ---

    def block(self, body: Sequence[nodes.Statement]) -> Statements:
        """Statements in order; the value is whether one of them returned."""
        for statement in body:
            self._frame.line = self._place.line = statement.line
            depth = self._place.depth
            yield Step("statement", statement.line, statement.span, depth, None, statement)
            self._scope = self._scopes[id(statement)]
            try:
                self._budget.spend(1)
                returned = yield from self._statement(statement)
            except EvaluationError as error:
                error.span = error.span or statement.span
                raise
            if returned:
                return True
        return False

    def expressions(self, statement: nodes.Statement) -> Statements:
        """Only what a statement evaluates before it does anything."""
        self._place.line = statement.line
        self._scope = self._scopes[id(statement)]
        match statement:
            case nodes.Set():
                for key in target_of(statement.target).keys:
                    if not isinstance(key, str):
                        yield from self._walker.whole(key)
                yield from self._walker.whole(statement.value)
            case nodes.Let():
                yield from self._walker.whole(statement.value)
            case nodes.Log():
                for value in statement.values:
                    yield from self._walker.whole(value)
            case nodes.IfStatement():
                yield from self._chosen(statement)
            case nodes.ForStatement():
                yield from self._walker.whole(statement.iterable)
            case nodes.CallStatement():
                for argument in statement.arguments:
                    yield from self._walker.whole(argument)
        return False

    def _statement(self, statement: nodes.Statement) -> Statements:
        match statement:
            case nodes.Set():
                yield from self._set(statement)
            case nodes.Let():
                self._frame.names[statement.name] = yield from self._walker.whole(statement.value)
            case nodes.Log():
                yield from self._log(statement)
            case nodes.IfStatement():
                branch = yield from self._chosen(statement)
                return branch is not None and (yield from self.block(branch.body))
            case nodes.ForStatement():
                return (yield from self._for(statement))
            case nodes.CallStatement():
                yield from self._call(statement)
        return isinstance(statement, nodes.Return)

    def _set(self, statement: nodes.Set) -> Statements:
        execution, target = self._execution, target_of(statement.target)
        scope = self._scope_of(target)
        if scope is None:
            raise EvaluationError(target.refusal or f"{target.name} can't be set.")
        if scope == "local":
            execution.require_client(target.name)
        old = self._frame.names.get(target.name) if scope == "let" else self._stored(target.name)
        keys: list[Value] = []
        for key in target.keys:
            keys.append(key if isinstance(key, str) else (yield from self._walker.whole(key)))
        value = yield from self._walker.whole(statement.value)
        path: list[str | int] = []
        try:
            value = assigned(self._budget, old, keys, value, path)
        except EvaluationError as error:
            whole = len(path) == len(keys)
            error.span = statement.value.span if whole else target.spans[len(path)]
            raise
        if scope == "let":
            self._frame.names[target.name] = value
        else:
            execution.set_name(scope, target.name, value)
            execution.writes.append(Write(scope, (target.name, *path)))
        return False

    def _scope_of(self, target: Target) -> str | None:
        """Where a target's name stands: "let", "state" or "local"; None where it can't be set."""
        names = self._execution.program.names
        if target.refusal:
            return None
        if target.name in self._scope:
            return "let" if self._scope[target.name] == "let" else None
        if target.name in names.state:
            return "state"
        return "local" if target.name in names.local else None

    def _log(self, statement: nodes.Log) -> Statements:
        texts: list[str] = []
        for node in statement.values:
            value = yield from self._walker.whole(node)
            texts.append(text(value, self._budget))
        line = logged(self._budget, texts)
        self._execution.log.append(LogLine(self._frame.handler, statement.line, line))
        return False

    def _chosen(
        self, statement: nodes.IfStatement
    ) -> Generator[Step, None, nodes.StatementBranch | None]:
        """The branch whose test is the first to be true."""
        for branch in statement.branches:
            if branch.test is None:
                return branch
            self._place.line = branch.line
            try:
                value = yield from self._walker.whole(branch.test)
            except EvaluationError as error:
                error.line = error.line or branch.line
                raise
            if truth(value):
                return branch
        return None

    def _for(self, statement: nodes.ForStatement) -> Statements:
        items = iterated((yield from self._walker.whole(statement.iterable)))
        names, name = self._frame.names, statement.item.name
        outer = names.get(name)
        for item in items:
            self._budget.spend(1)
            names[name] = item
            if (yield from self.block(statement.body)):
                return True
            self._frame.line = self._place.line = statement.line
        if name in self._scopes[id(statement)]:
            names[name] = outer
        else:
            names.pop(name, None)
        return False

    def _call(self, statement: nodes.CallStatement) -> Statements:
        program = self._execution.program
        arguments: list[Value] = []
        for node in statement.arguments:
            arguments.append((yield from self._walker.whole(node)))
        handler = program.handlers.get(statement.handler)
        if handler is None:
            raise EvaluationError(f"There is no handler {statement.handler}.")
        enter(self._execution)
        fitted = program.fitted(statement.handler, arguments)
        yield from steps_of(program, handler, fitted, self._execution)
        self._execution.depth -= 1
        return False


def preview(
    program: Program, execution: Execution, statement: nodes.Statement
) -> list[tuple[Span, Value | EvaluationError]]:
    """What the sub-expressions of the statement that a walk stands before will be.

    Without any effect: the execution stays as it is, and its draws are only looked at. In the order
    of evaluation, the last one an error if it fails; what callbacks evaluate and what stands on
    other lines is left out.
    """
    fork = execution.fork(_PREVIEW)
    if not fork.frames:
        return []
    frame = fork.frames[-1]
    walk = _HandlerWalk(fork, program.handlers[frame.handler], frame).expressions(statement)
    depth = len(fork.frames)
    found: list[tuple[Span, Value | EvaluationError]] = []
    try:
        for step in walk:
            if (step.kind, step.depth, step.line) == ("expression", depth, statement.line):
                found.append((step.span, step.value))
    except EvaluationError as error:
        found.append((error.span or statement.span, error))
    except RecursionError:
        found.append((statement.span, _too_recursive()))
    return found
