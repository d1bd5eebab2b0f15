"""What handlers and computed names do: sets, lets, scopes, calls, draws, and where they fail."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hjx_studio.language import stepper
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.evaluator import Program, compile_expression
from hjx_studio.language.execution import Draw, Execution, Inputs, Write
from hjx_studio.language.parser import parse, parse_expression
from hjx_studio.language.source import Source
from hjx_studio.language.values import Value, text

SOURCE = """\
component Todo

state:
  count = 0
  items = [{ id: 1, done: false, tags: ["a"] }, { id: 2, done: true, tags: [] }]
  user = { name: "Bo", "2": "two" }
  seen = []
  none = null

local:
  draft = "start"

computed:
  left = items.filter(i => !i.done).length
  label = `${left} left, ${count}`
  wrong = count.map(x => x)
  after = [wrong]

handlers:
  inc:
    set count = count + 1
  add(n, extra):
    set count = count + n
    set seen = [n, extra]
  toggle(index):
    set items[index].done = !items[index].done
  member(key, value):
    set user[key] = value
  store(value):
    set seen = value
  deeper:
    set seen = [seen]
  lets(flag):
    let a = 1
    if (flag):
      let b = a + 1
      set a = b * 10
    set seen = [a, b]
  nested:
    let row = { cells: [1, 2] }
    set row.cells[1] = 5
    set row.more = true
    set seen = row
  loops(list):
    let total = 0
    for (item in list):
      if (item == 3):
        set seen = [total]
        return
      set total = total + item
    set seen = [total, "end"]
  twice:
    call inc()
    call add(10, "x", "unused")
    call add(5)
  reads:
    set seen = [left, label]
    set items[0].done = true
    set seen = [...seen, left, label]
  reads_wrong:
    set seen = [after]
    set seen = wrong
  draws:
    set seen = [Math.random(), uuid(), Date.now(), Math.random()]
  type(value):
    set draft = value
  shows_draft:
    set seen = [draft, event]
  logs:
    log "count {{count}}", [1], null, "x"
  implicit:
    set count = first - second
  order:
    set count = 1
    set count = count + 1
    set seen = [count]
  by_index:
    set items[none] = 1
  null_member:
    set none.x = 1
  callback:
    set count = items.map(i => i.tags.join("").nothing.trim()).length
"""


@pytest.fixture(scope="module")
def program() -> Program:
    parsed = parse(Source("todo.hjx", SOURCE))
    assert not parsed.diagnostics
    return Program(parsed.tree, analyze(parsed))


def fast(program: Program, handler: str, arguments: list[Value], execution: Execution) -> None:
    program.run(handler, arguments, execution)


def slow(program: Program, handler: str, arguments: list[Value], execution: Execution) -> None:
    for _ in stepper.walk(program, handler, arguments, execution):
        pass


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs handlers of a program in one of the two ways."""

    program: Program
    way: Callable[[Program, str, list[Value], Execution], None]

    def __call__(
        self, handler: str, *arguments: Value, local: bool = True, event: Value = None
    ) -> Execution:
        shared, names = self.program.start()
        inputs = Inputs(42, 1_700_000_000.25)
        execution = Execution(self.program, shared, names if local else None, event, inputs)
        self.way(self.program, handler, [*arguments], execution)
        return execution

    def error(self, handler: str, *arguments: Value, local: bool = True) -> EvaluationError:
        with pytest.raises(EvaluationError) as caught:
            self(handler, *arguments, local=local)
        return caught.value


@pytest.fixture(params=[fast, slow], ids=["fast", "stepper"])
def run(request: pytest.FixtureRequest, program: Program) -> Runner:
    return Runner(program, request.param)


def _source_at(error: EvaluationError) -> str:
    assert error.line is not None
    assert error.span is not None
    return SOURCE.split("\n")[error.line - 1][error.span.start : error.span.end]


def test_a_set_is_seen_by_what_follows(run: Runner) -> None:
    execution = run("order")
    assert execution.shared["seen"] == [2.0]
    assert execution.writes == [
        Write("state", ("count",)),
        Write("state", ("count",)),
        Write("state", ("seen",)),
    ]


def test_what_was_given_stays_as_it_was(program: Program, run: Runner) -> None:
    shared, local = program.start()
    before = text([shared["items"], shared["count"], local["draft"]])
    execution = Execution(program, shared, local, None, Inputs(1, 0.0))
    run.way(program, "toggle", [0.0], execution)
    run.way(program, "type", ["new"], execution)
    assert text([shared["items"], shared["count"], local["draft"]]) == before
    assert execution.local == {"draft": "new"}


def test_a_set_copies_the_path_and_shares_the_rest(program: Program, run: Runner) -> None:
    shared, _ = program.start()
    execution = Execution(program, shared, None, None, Inputs(1, 0.0))
    run.way(program, "toggle", [0.0], execution)
    old, new = shared["items"], execution.shared["items"]
    assert isinstance(old, list)
    assert isinstance(new, list)
    assert new[0] == {"id": 1.0, "done": True, "tags": ["a"]}
    assert new[1] is old[1]
    assert new[0]["tags"] is old[0]["tags"]  # type: ignore[index,call-overload] # rows are objects
    assert execution.shared["user"] is shared["user"]
    assert execution.writes == [Write("state", ("items", 0, "done"))]


def test_a_new_key_is_set_in_javascripts_order(run: Runner) -> None:
    user = run("member", "1", "one").shared["user"]
    assert text(user) == '{"1":"one","2":"two","name":"Bo"}'
    assert text(run("member", 3.0, None).shared["user"]) == '{"2":"two","3":null,"name":"Bo"}'


def test_a_let_is_the_handlers_and_can_be_set(run: Runner) -> None:
    assert run("lets", True).shared["seen"] == [20.0, 2.0]
    assert run("lets", False).shared["seen"] == [1.0, None]
    execution = run("nested")
    assert execution.shared["seen"] == {"cells": [1.0, 5.0], "more": True}
    assert [write.path for write in execution.writes] == [("seen",)]


def test_loops_go_through_lists_and_return_leaves_them(run: Runner) -> None:
    assert run("loops", [1.0, 2.0]).shared["seen"] == [3.0, "end"]
    assert run("loops", [1.0, 3.0, 5.0]).shared["seen"] == [1.0]
    assert run("loops", None).shared["seen"] == [0.0, "end"]
    assert run("loops").shared["seen"] == [0.0, "end"]
    others: list[Value] = ["text", 5.0, {}, True]
    for other in others:
        assert "for goes through a list" in run.error("loops", other).message


def test_missing_arguments_are_null_and_extra_ones_ignored(run: Runner) -> None:
    assert run("add").shared["seen"] == [None, None]
    assert run("add", 1.0, 2.0, 3.0).shared["seen"] == [1.0, 2.0]
    execution = run("twice")
    assert (execution.shared["count"], execution.shared["seen"]) == (16.0, [5.0, None])


def test_implicit_parameters_stand_in_the_order_of_their_first_use(run: Runner) -> None:
    assert run("implicit", 10.0, 4.0).shared["count"] == 6.0


def test_computed_names_see_the_sets_so_far(run: Runner) -> None:
    assert run("reads").shared["seen"] == [1.0, "1 left, 0", 0.0, "0 left, 0"]


def test_a_computed_that_fails_fails_who_reads_it_and_reads_as_null_in_others(
    program: Program, run: Runner
) -> None:
    error = run.error("reads_wrong")
    assert (error.line, error.handler) == (
        SOURCE.split("\n").index("  wrong = count.map(x => x)") + 1,
        "reads_wrong",
    )
    assert error.message == "A number has no method map."
    shared, local = program.start()
    computed = program.computed(shared, local)
    assert isinstance(computed["wrong"], EvaluationError)
    assert (computed["after"], computed["label"]) == ([None], "1 left, 0")


def test_draws_are_recorded_in_order_and_can_be_replayed(program: Program, run: Runner) -> None:
    execution = run("draws")
    draws = execution.inputs.draws
    assert [draw.kind for draw in draws] == ["random", "uuid", "now", "random"]
    assert execution.shared["seen"] == [draw.value for draw in draws]
    assert draws[2].value == 1_700_000_000_250.0
    assert draws == run("draws").inputs.draws
    recorded = (Draw("random", 0.25), Draw("uuid", "u"), Draw("now", 5.0))
    inputs = Inputs(42, 1_700_000_000.25, recorded)
    replay = Execution(program, program.start()[0], None, None, inputs)
    run.way(program, "draws", [], replay)
    assert replay.shared["seen"] == [0.25, "u", 5.0, draws[3].value]
    assert inputs.beyond == 1


def test_local_names_are_the_clients(run: Runner) -> None:
    assert run("type", "hi").local == {"draft": "hi"}
    assert run("shows_draft", event={"key": "a"}).shared["seen"] == ["start", {"key": "a"}]


def test_without_a_client_local_names_have_their_start_values_and_cannot_be_set(
    run: Runner,
) -> None:
    assert run("shows_draft", local=False).shared["seen"] == ["start", None]
    error = run.error("type", "x", local=False)
    assert (error.code, error.handler) == ("no_client", "type")


def test_a_log_line_is_the_text_of_its_values(run: Runner) -> None:
    lines = run("logs").log
    assert [(line.handler, line.text) for line in lines] == [("logs", "count 0 [1]  x")]
    assert SOURCE.split("\n")[lines[0].line - 1].strip().startswith("log")


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), [float("nan")], {"a": float("-inf")}]
)
def test_what_is_no_json_value_is_not_stored(run: Runner, value: Value) -> None:
    assert "can't be stored" in run.error("store", value).message


def test_negative_zero_is_stored_as_zero(run: Runner) -> None:
    assert text(run("store", [-0.0]).shared["seen"]) == "[0]"
    assert str(run("add", -0.0).shared["count"]) == "0.0"


def test_values_nest_at_most_thirty_two_deep(program: Program, run: Runner) -> None:
    shared, _ = program.start()
    for _ in range(31):
        execution = Execution(program, shared, None, None, Inputs(1, 0.0))
        run.way(program, "deeper", [], execution)
        shared = execution.shared
    with pytest.raises(EvaluationError, match="32 deep"):
        run.way(program, "deeper", [], Execution(program, shared, None, None, Inputs(1, 0.0)))


@pytest.mark.parametrize(
    ("handler", "arguments", "message", "place"),
    [
        ("toggle", [5.0], "The list has no index 5.", "items[index]"),
        ("toggle", [-1.0], "The list has no index -1.", "items[index]"),
        ("toggle", [0.5], "The list has no index 0.5.", "items[index]"),
        ("toggle", ["length"], "The list has no index length.", "items[index]"),
        ("by_index", [], "The list has no index null.", "items[none]"),
        ("null_member", [], "Null has no members to set.", "none.x"),
        ("member", ["__proto__", 1.0], "The key __proto__ is not allowed.", "user[key]"),
        ("member", [None, 1.0], "Null can't be a key.", "user[key]"),
        ("store", [float("nan")], "NaN can't be stored.", "value"),
        ("add", [[]], "A number and a list can't be added.", "count + n"),
        ("callback", [], "Null has no method trim.", 'i.tags.join("").nothing.trim()'),
    ],
)
def test_a_failure_names_handler_line_and_sub_expression(
    run: Runner, handler: str, arguments: list[Value], message: str, place: str
) -> None:
    error = run.error(handler, *arguments)
    assert (error.message, error.handler, error.code) == (message, handler, "handler_failed")
    assert _source_at(error) == place


def test_an_unknown_handler_is_an_error(run: Runner) -> None:
    assert run.error("missing").message == "There is no handler missing."


def test_an_expression_fails_with_its_place() -> None:
    node, _ = parse_expression("1 + [2, 3].map(x => x.y.trim()).length")
    with pytest.raises(EvaluationError) as caught:
        compile_expression(node)({}, Budget())
    span = caught.value.span
    assert span is not None
    assert (span.start, span.end) == (20, 30)


@pytest.mark.parametrize(
    "source",
    [
        "constructor",
        "name.constructor",
        'name["constructor"]',
        "name.__class__",
        'rows["__class__"]',
        "rows.append",
        "rows.__len__",
        "user.get",
        "user.items",
        'user["keys"]',
        "(5).real",
    ],
)
def test_nothing_of_the_host_language_is_reached(source: str) -> None:
    node, _ = parse_expression(source)
    names: dict[str, Value] = {"name": "Ann", "rows": [1.0], "user": {"a": 1.0}}
    for evaluate in (compile_expression(node), lambda n, b: stepper.evaluate(node, n, b)):
        with contextlib.suppress(EvaluationError):
            assert evaluate(names, Budget()) is None


@pytest.mark.parametrize(
    "source", ['user["__proto__"]', "user.__proto__", '({ ["__proto__"]: 1 })']
)
def test_the_key_proto_is_refused(source: str) -> None:
    node, _ = parse_expression(source)
    with pytest.raises(EvaluationError):
        compile_expression(node)({"user": {}}, Budget())


@pytest.mark.parametrize(
    "source",
    [
        'JSON.parse("\\"\\\\ud800\\"")',
        'JSON.parse("{\\"__proto__\\": 1}")',
        'JSON.parse("[NaN]")',
        'Object.fromEntries([["__proto__", 1]])',
    ],
)
def test_what_may_not_arise_is_refused_where_it_arises(source: str) -> None:
    node, problems = parse_expression(source)
    assert not problems
    with pytest.raises(EvaluationError):
        compile_expression(node)({}, Budget())
