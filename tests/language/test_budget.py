"""What runs away is stopped by counting, before it takes memory, alike in every evaluator."""

from __future__ import annotations

import tracemalloc

import pytest

from hjx_studio.language import stepper
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.budget import Budget, EvaluationError, Limits
from hjx_studio.language.evaluator import Program, compile_expression
from hjx_studio.language.execution import Execution, Inputs, OutOfSlice
from hjx_studio.language.parser import parse, parse_expression
from hjx_studio.language.python.expressions import compile_value
from hjx_studio.language.source import Source
from hjx_studio.language.values import Value, from_json
from tests.support.javascript import Engine

_MIB = 1024 * 1024
_LARGE = ",".join(str(n) for n in range(20_000))

ATTACKS = (
    '"x".repeat(1e9)',
    '"x".repeat(1e300)',
    '"x".padStart(1e12)',
    '"x".padEnd(1/0, "ab")',
    '"x".repeat(1e6).split("").map(c => "x".repeat(1e6)).join("")',
    '"x".repeat(1e6).replaceAll("x", "y".repeat(1e6))',
    '"x".repeat(1e6).replaceAll("", "y".repeat(1e6))',
    '"x".repeat(1e7).split("")',
    '[..."x".repeat(1e7)]',
    '"x".repeat(1e7).concat("x".repeat(1e7))',
    '`${"x".repeat(1e7)}${"x".repeat(1e7)}`',
    '"x".repeat(1e7) + "x".repeat(1e7)',
    "large.map(a => large)",
    "large.map(a => large).flat()",
    "large.flatMap(a => large)",
    "large.map(a => large.slice())",
    "large.reduce((t, v) => t + t, [1, 2])",
    "large.reduce((t, v) => [...t, ...t], [1, 2])",
    "large.reduce((t, v) => t.concat(t), [1, 2])",
    "large.reduce((t, v) => t.push(...t.slice(0, 9999)), [1, 2])",
    'large.reduce((t, v) => t + t, "ab")',
    "large.reduce((t, v) => ({ ...t, [v]: large.slice() }), {})",
    "JSON.stringify(large.reduce((t, v, i) => i < 30 ? [t, t] : t, [1]))",
    "`${large.reduce((t, v, i) => i < 30 ? [t, t] : t, [1])}`",
    "large.reduce((t, v, i) => i < 30 ? [t, t] : t, [1]) == "
    "large.reduce((t, v, i) => i < 30 ? [t, t] : t, [1])",
    "large.reduce((t, v, i) => i < 30 ? { a: t, b: t } : t, 1)",
    "large.reduce((t, v, i) => i < 30 ? [t, t] : t, [1]).flat(31)",
    "large.filter(a => large.some(b => b == -1))",
    "large.map(a => large.sort())",
    "large.sort((a, b) => large.indexOf(-1))",
    'JSON.parse("[" + "0,".repeat(2e6) + "0]")',
    "Object.entries(large).map(e => Object.fromEntries(Object.entries(large)))",
)


def _names() -> dict[str, Value]:
    names = from_json(f'{{"large":[{_LARGE}]}}')
    assert isinstance(names, dict)
    return names


@pytest.mark.parametrize("source", ATTACKS)
def test_what_grows_without_end_is_stopped_before_it_takes_memory(source: str) -> None:
    node, _ = parse_expression(source)
    names = _names()
    function = compile_value(node)
    tracemalloc.start()
    try:
        with pytest.raises(EvaluationError) as caught:
            function(names, Budget())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.code == "budget_exceeded"
    assert peak < 64 * _MIB


@pytest.mark.parametrize("source", ATTACKS)
def test_it_is_stopped_in_the_stepper_too(source: str) -> None:
    node, _ = parse_expression(source)
    with pytest.raises(EvaluationError) as caught:
        stepper.evaluate(node, _names(), Budget())
    assert caught.value.code == "budget_exceeded"


def test_it_is_stopped_in_javascript_too() -> None:
    engine = Engine()
    names = f'{{"large":[{_LARGE}]}}'
    codes = {source: engine.evaluate(parse_expression(source)[0], names).code for source in ATTACKS}
    assert codes == dict.fromkeys(ATTACKS, "budget_exceeded")


def test_an_expression_has_a_budget_of_its_own_each_time() -> None:
    evaluate = compile_expression(parse_expression('"x".repeat(9e6).length')[0])
    assert [evaluate({}, Budget()) for _ in range(3)] == [9e6] * 3


def test_the_limits_can_be_others() -> None:
    evaluate = compile_expression(parse_expression("[1, 2, 3].map(n => n)")[0])
    budget = Budget(Limits(steps=6, bytes=100))
    assert evaluate({}, budget) == [1.0, 2.0, 3.0]
    assert (budget.steps, budget.bytes) == (6, 80)
    with pytest.raises(EvaluationError, match="more than 5 steps"):
        evaluate({}, Budget(Limits(steps=5)))
    with pytest.raises(EvaluationError, match="more than 79 bytes"):
        evaluate({}, Budget(Limits(bytes=79)))


HANDLERS = """\
component Endless
state:
  count = 0
  items = []
  text = "x"
handlers:
  self:
    set count = count + 1
    call self()
  one:
    call two()
  two:
    call one()
  double:
    for (a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26]):
      set text = text + text
  loops(list):
    for (a in list):
      for (b in list):
        set count = count + 1
  copies(list):
    set items = list
    for (a in list):
      set items[0] = a
"""


@pytest.fixture(scope="module")
def program() -> Program:
    parsed = parse(Source("endless.hjx", HANDLERS))
    return Program(parsed.tree, analyze(parsed))


@pytest.mark.parametrize(
    ("handler", "line", "message"),
    [
        ("self", 9, "Calls nest more than 64 deep."),
        ("one", 11, "Calls nest more than 64 deep."),
        ("double", 16, "This builds values of more than 16,777,216 bytes."),
        ("loops", 20, "This takes more than 100,000 steps."),
        ("copies", 24, "This builds values of more than 16,777,216 bytes."),
    ],
)
def test_a_handler_that_runs_away_fails_at_its_place(
    program: Program, handler: str, line: int, message: str
) -> None:
    shared, local = program.start()
    execution = Execution(program, shared, local, None, Inputs(1, 0.0))
    arguments: list[Value] = [[float(n) for n in range(5_000)]]
    with pytest.raises(EvaluationError) as caught:
        program.run(handler, arguments, execution)
    error = caught.value
    assert (error.code, error.line, error.message) == ("budget_exceeded", line, message)
    assert error.handler == ("one" if handler == "one" else handler)
    assert shared == {"count": 0.0, "items": [], "text": "x"}


def test_a_run_that_outlasts_its_slice_says_so_and_can_be_walked(program: Program) -> None:
    shared, local = program.start()
    arguments: list[Value] = [[float(n) for n in range(100)]]
    with pytest.raises(OutOfSlice):
        program.run(
            "loops", arguments, Execution(program, shared, local, None, Inputs(1, 0.0)), 999
        )
    execution = Execution(program, shared, local, None, Inputs(1, 0.0))
    statements = 0
    for step in stepper.walk(program, "loops", arguments, execution):
        statements += step.kind == "statement"
    assert execution.shared["count"] == 10_000.0
    assert statements == 1 + 100 + 10_000
    whole = Execution(program, shared, local, None, Inputs(1, 0.0))
    program.run("loops", arguments, whole, 100_000)
    assert (whole.shared, whole.steps) == (execution.shared, execution.steps)


def test_an_expression_that_nests_too_deep_is_refused_not_a_crash() -> None:
    deep = "+".join(["n"] * 2_000)
    node, problems = parse_expression(deep)
    if problems:
        assert all(problem.code == "HJX022" for problem in problems)
        return
    with pytest.raises(EvaluationError):
        compile_expression(node)({"n": 1.0}, Budget())


def test_a_sum_of_a_hundred_terms_is_fine() -> None:
    node, problems = parse_expression("+".join(["n"] * 100))
    assert not problems
    assert compile_expression(node)({"n": 1.0}, Budget()) == 100.0
    assert stepper.evaluate(node, {"n": 1.0}, Budget()) == 100.0
