"""A walk: what it yields and in which order, its frames, and looking ahead without effect."""

from __future__ import annotations

import pytest

from hjx_studio.language import nodes, stepper
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.budget import EvaluationError
from hjx_studio.language.evaluator import Program
from hjx_studio.language.execution import Execution, Inputs
from hjx_studio.language.parser import parse
from hjx_studio.language.source import Source, Span
from hjx_studio.language.stepper import Step
from hjx_studio.language.values import Value

SOURCE = """\
component Walked

state:
  count = 1
  items = [3, 1, 2]
  user = { name: "Bo" }

local:
  draft = ""

computed:
  double = count * 2

handlers:
  inc(by):
    let next = count + by
    set count = next
  both:
    call inc(2)
    call inc(count)
  branches(n):
    if (n > 2 && count):
      set count = 10
    else if (n > 1):
      set count = 20
    else:
      set count = 30
  loop:
    for (item in items):
      set count = count + item
  big:
    set items = items.filter(i => i > 1).map((i, at) => i * at)
  lucky:
    set count = Math.random() + Math.random()
  fails:
    set user.name = user.first.trim()
"""


@pytest.fixture(scope="module")
def program() -> Program:
    parsed = parse(Source("walked.hjx", SOURCE))
    return Program(parsed.tree, analyze(parsed))


def execution_of(program: Program) -> Execution:
    shared, local = program.start()
    return Execution(program, shared, local, None, Inputs(5, 1.0))


def at(line: int, span: Span) -> str:
    return SOURCE.split("\n")[line - 1][span.start : span.end]


def shown(steps: list[Step], kind: str) -> list[tuple[str, Value]]:
    return [(at(step.line, step.span), step.value) for step in steps if step.kind == kind]


def test_it_yields_before_each_statement_and_after_each_sub_expression(program: Program) -> None:
    execution = execution_of(program)
    seen: list[tuple[str, str, Value]] = []
    for step in stepper.walk(program, "inc", [4.0], execution):
        place = "" if step.kind == "return" else at(step.line, step.span)
        seen.append((step.kind, place, step.value))
        if step.kind == "statement" and len(seen) == 1:
            assert execution.shared["count"] == 1.0
    assert (
        seen
        == [
            ("statement", "let next = count + by", None),
            ("expression", "count", 1.0),
            ("expression", "by", 4.0),
            ("expression", "count + by", 5.0),
            ("statement", "set count = next", None),
            ("expression", "next", 5.0),
            ("return", "", None),
        ]
        or seen[-1][0] == "return"
    )
    assert execution.shared["count"] == 5.0


def test_the_frames_show_where_it_stands_and_its_names(program: Program) -> None:
    execution = execution_of(program)
    stack: list[list[tuple[str, int, dict[str, Value]]]] = []
    depths: list[int] = []
    for step in stepper.walk(program, "both", [], execution):
        if step.kind == "statement":
            stack.append([(one.handler, one.line, dict(one.names)) for one in execution.frames])
            depths.append(step.depth)
    assert depths == [1, 2, 2, 1, 2, 2]
    assert [frame[0] for frame in stack[1]] == ["both", "inc"]
    assert stack[2][-1] == ("inc", 17, {"by": 2.0, "next": 3.0})
    assert stack[-1][-1][2] == {"by": 3.0, "next": 6.0}
    assert stack[-1][0][1] == 20
    assert execution.frames == []


def test_a_loops_name_is_in_the_frame_while_it_runs(program: Program) -> None:
    execution = execution_of(program)
    seen: list[Value] = []
    for step in stepper.walk(program, "loop", [], execution):
        if step.kind == "statement":
            seen.append(execution.frames[-1].names.get("item"))
        elif step.kind == "return":
            assert "item" not in execution.frames[-1].names
    assert seen == [None, 3.0, 1.0, 2.0]


@pytest.mark.parametrize(("n", "count"), [(3.0, 10.0), (2.0, 20.0), (1.0, 30.0)])
def test_only_the_branch_that_is_taken_is_walked(program: Program, n: float, count: float) -> None:
    execution = execution_of(program)
    steps = [*stepper.walk(program, "branches", [n], execution)]
    assert execution.shared["count"] == count
    assert len(shown(steps, "statement")) == 2


def test_callbacks_are_walked_too(program: Program) -> None:
    steps = [*stepper.walk(program, "big", [], execution_of(program))]
    assert [value for _, value in shown(steps, "callback")] == [
        *([3.0, 0.0], [1.0, 1.0], [2.0, 2.0]),
        *([3.0, 0.0], [2.0, 1.0]),
    ]
    inside = [step for step in steps if step.kind == "expression" and step.depth == 2]
    assert [step.value for step in inside if at(step.line, step.span) == "i > 1"] == [
        *(True, False, True)
    ]


def test_whoever_consumes_it_can_count_steps_and_stop_between_any_two(program: Program) -> None:
    execution = execution_of(program)
    walk = stepper.walk(program, "loop", [], execution)
    counts = [execution.steps for _ in walk]
    assert counts == sorted(counts)
    assert counts[0] == 0
    whole = execution_of(program)
    program.run("loop", [], whole)
    assert counts[-1] == whole.steps


def statement_of(program: Program, handler: str, number: int) -> nodes.Statement:
    return program.handlers[handler].body[number]


def stopped(program: Program, handler: str, arguments: list[Value], statement: int) -> Execution:
    """A walk that stands before a statement of the handler, counted from 0."""
    execution = execution_of(program)
    node = statement_of(program, handler, statement)
    walk = stepper.walk(program, handler, arguments, execution)
    for step in walk:
        if step.kind == "statement" and step.node is node:
            return execution
    raise AssertionError(handler)


def previewed(
    program: Program, execution: Execution, statement: nodes.Statement
) -> list[tuple[str, Value | str]]:
    found = stepper.preview(program, execution, statement)
    return [
        (at(statement.line, span), value.message if isinstance(value, EvaluationError) else value)
        for span, value in found
    ]


def test_a_preview_tells_what_the_line_will_be_without_doing_it(program: Program) -> None:
    execution = stopped(program, "inc", [4.0], 1)
    before = (dict(execution.shared), execution.steps, len(execution.writes))
    statement = statement_of(program, "inc", 1)
    assert previewed(program, execution, statement) == [("next", 5.0)]
    assert (dict(execution.shared), execution.steps, len(execution.writes)) == before


def test_a_preview_draws_what_the_run_will_draw(program: Program) -> None:
    execution = execution_of(program)
    walk = stepper.walk(program, "lucky", [], execution)
    next(walk)
    found = previewed(program, execution, statement_of(program, "lucky", 0))
    again = previewed(program, execution, statement_of(program, "lucky", 0))
    assert execution.inputs.draws == ()
    for _ in walk:
        pass
    assert found == again
    assert found[-1] == ("Math.random() + Math.random()", execution.shared["count"])


def test_a_preview_ends_with_the_error_that_will_come(program: Program) -> None:
    execution = stopped(program, "fails", [], 0)
    assert previewed(program, execution, statement_of(program, "fails", 0)) == [
        ("user", {"name": "Bo"}),
        ("user.first", None),
        ("user.first.trim()", "Null has no method trim."),
    ]


def test_a_preview_shows_a_condition_and_leaves_callbacks_out(program: Program) -> None:
    execution = stopped(program, "branches", [1.0], 0)
    assert previewed(program, execution, statement_of(program, "branches", 0)) == [
        ("n", 1.0),
        ("n > 2", False),
        ("n > 2 && count", False),
    ]
    execution = stopped(program, "big", [], 0)
    names = [name for name, _ in previewed(program, execution, statement_of(program, "big", 0))]
    assert names == [
        "items",
        "items.filter(i => i > 1)",
        "items.filter(i => i > 1).map((i, at) => i * at)",
    ]


def test_recorded_draws_are_drawn_again(program: Program) -> None:
    first = execution_of(program)
    program.run("lucky", [], first)
    shared, local = program.start()
    again = Execution(program, shared, local, None, Inputs(99, 7.0, first.inputs.draws))
    for _ in stepper.walk(program, "lucky", [], again):
        pass
    assert again.shared == first.shared
    assert again.inputs.beyond == 0


def test_draws_that_were_cut_short_go_on_as_they_would_have() -> None:
    whole = Inputs(3, 1.0)
    expected = [whole.random(), whole.uuid(), whole.random()]
    cut = Inputs(3, 1.0, whole.draws[:2])
    assert [cut.random(), cut.uuid(), cut.random()] == expected
    assert cut.beyond == 1
