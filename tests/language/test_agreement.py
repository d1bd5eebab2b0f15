"""The fast path, the stepper and JavaScript agree on expressions and handlers drawn at random:
on values to the sign of zero, on what they cost, on whether they fail and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pytest

from hjx_studio.language import stepper
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.diagnostics import Severity
from hjx_studio.language.evaluator import Program
from hjx_studio.language.execution import Execution, Inputs
from hjx_studio.language.parser import parse, parse_expression
from hjx_studio.language.python.expressions import compile_value
from hjx_studio.language.source import Source
from hjx_studio.language.values import Value, from_json
from tests.support.exact import exact
from tests.support.generated_handlers import HandlerGenerator
from tests.support.generating import SCOPE, Generator
from tests.support.javascript import Engine, Evaluated

Names: TypeAlias = dict[str, Value]


def _names() -> Names:
    names = from_json(SCOPE)
    assert isinstance(names, dict)
    return names


def _outcome(evaluate: Callable[[Budget], Value]) -> Evaluated:
    budget = Budget()
    try:
        return Evaluated(exact(evaluate(budget)), None, budget.steps, budget.bytes)
    except EvaluationError as error:
        return Evaluated(None, error.code, 0, 0)


def _disagreements(seeds: range) -> tuple[list[str], int]:
    """The expressions on which they do not agree, and how many gave a value."""
    engine, names = Engine(), _names()
    found: list[str] = []
    values = 0
    for seed in seeds:
        source = Generator(seed).expression()
        node, problems = parse_expression(source)
        assert not problems, (source, problems)
        function = compile_value(node)
        fast = _outcome(lambda budget, run=function: run(names, budget))  # type: ignore[misc] # bound
        slow = _outcome(lambda budget, one=node: stepper.evaluate(one, names, budget))  # type: ignore[misc] # bound
        script = engine.evaluate(node, SCOPE)
        if script.code is not None:
            script = Evaluated(None, script.code, 0, 0)
        values += fast.code is None
        if not fast == slow == script:
            found.append(f"{seed}: {source}\n  {fast}\n  {slow}\n  {script}")
    return found, values


def test_expressions_agree_in_all_three() -> None:
    found, values = _disagreements(range(400))
    assert found == []
    assert values > 200


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_very_many_expressions_agree() -> None:
    found, _ = _disagreements(range(1_000, 60_000))
    assert found == []


@dataclass(frozen=True, slots=True)
class _Left:
    """What a run leaves, or how it fails."""

    error: tuple[str, str] | None
    state: str = ""
    rest: object = None


def _left(
    program: Program, local: dict[str, Value] | None, run: Callable[[Execution], None]
) -> _Left:
    shared = program.start()[0]
    before = exact(shared)
    execution = Execution(program, shared, local, None, Inputs(7, 3.0))
    try:
        run(execution)
    except EvaluationError as error:
        return _Left((error.code, ""))
    except (KeyError, RecursionError) as error:
        return _Left((type(error).__name__, str(error)))
    assert exact(shared) == before
    return _Left(
        None,
        exact([execution.shared, execution.local]),
        (execution.writes, execution.log, execution.steps, execution.bytes, execution.inputs.draws),
    )


def _handlers_disagree(seeds: range) -> tuple[list[str], int]:
    found: list[str] = []
    values = 0
    for seed in seeds:
        source = HandlerGenerator(seed).component()
        parsed = parse(Source("generated.hjx", source))
        analysis = analyze(parsed)
        problems = (*parsed.diagnostics, *analysis.diagnostics)
        assert not any(one.severity is Severity.ERROR for one in problems), (source, problems)
        program = Program(parsed.tree, analysis)
        for local in (program.start()[1], None):
            arguments = program.fitted("main", (2.0, "z"))

            def fast(execution: Execution) -> None:
                program.function("main")(execution, *arguments)  # noqa: B023 -- called at once

            def slow(execution: Execution) -> None:
                for _ in stepper.walk(program, "main", arguments, execution):  # noqa: B023 -- as above
                    pass

            one, other = _left(program, local, fast), _left(program, local, slow)
            values += one.error is None
            if one != other:
                found.append(f"{seed}: {source}\n  {one}\n  {other}")
    return found, values


def test_handlers_leave_the_same_on_the_fast_path_and_in_the_stepper() -> None:
    found, values = _handlers_disagree(range(120))
    assert found == []
    assert values > 60


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_very_many_handlers_leave_the_same() -> None:
    found, _ = _handlers_disagree(range(1_000, 12_000))
    assert found == []
