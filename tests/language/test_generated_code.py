"""What is generated for the fast path: nothing of the user's is in it, and Python's own limits do
not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import CodeType, FunctionType

import pytest

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.evaluator import Program
from hjx_studio.language.execution import Execution, Inputs
from hjx_studio.language.parser import parse, parse_expression
from hjx_studio.language.python.expressions import compile_value
from hjx_studio.language.python.pool import Pool
from hjx_studio.language.source import Source
from hjx_studio.language.values import Value

SOURCE = """\
component Named
state:
  evil_name = "evil_text"
  evil_list = [1]
local:
  evil_local = 1
computed:
  evil_computed = evil_list.length
handlers:
  evil_handler(evil_parameter):
    let evil_let = evil_parameter + "evil_string"

    for (evil_item in evil_list):
      set evil_list[0] = evil_item + evil_computed
    set evil_local = { evil_key: evil_let.evil_member }
    log "evil_log {{evil_name}}", evil_list.map(evil_arrow => evil_arrow + 1)
    call evil_other(`evil_template ${evil_let}`)
  evil_other(x):
    set evil_name = x?.evil_chain ?? "evil_default"
"""


@pytest.fixture(scope="module")
def program() -> Program:
    parsed = parse(Source("named.hjx", SOURCE))
    return Program(parsed.tree, analyze(parsed))


def code_of(program: Program, handler: str) -> CodeType:
    function = program.function(handler)
    assert isinstance(function, FunctionType)
    return function.__code__


def every(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from every(constant)


def words(code: CodeType) -> set[str]:
    found: set[str] = set()
    for part in every(code):
        found.update(part.co_names, part.co_varnames, part.co_freevars, part.co_cellvars)
        found.update(constant for constant in part.co_consts if isinstance(constant, str))
    return found


_OURS = re.compile(r"[abfklnstvwx]\d*|v")
_ATTRIBUTES = {
    *("append", "budget", "computed", "event", "fail", "forget", "get", "local_names"),
    *("require_client", "shared", "steps_left", "writes"),
}


@pytest.mark.parametrize("handler", ["evil_handler", "evil_other"])
def test_no_name_or_text_of_the_users_is_in_it(program: Program, handler: str) -> None:
    operations = {*Pool({}).names, "assign", "call_handler", "check_stored", "iterated", "log"}
    unknown = {
        word
        for word in words(code_of(program, handler))
        if not _OURS.fullmatch(word) and word not in operations | _ATTRIBUTES
    }
    assert {word for word in unknown if re.fullmatch(r"\w+", word)} <= {"f"}
    assert not any("evil" in word for word in words(code_of(program, handler)))


def test_pythons_builtins_are_not_there() -> None:
    node, _ = parse_expression("name.length + 1")
    function = compile_value(node)
    assert isinstance(function, FunctionType)
    assert function.__globals__["__builtins__"] == {}


def test_its_lines_are_those_of_the_source(program: Program) -> None:
    lines = {line for _, _, line in code_of(program, "evil_handler").co_lines() if line}
    assert lines == {10, 11, 13, 14, 15, 16, 17}


def run(source: str, *arguments: Value) -> dict[str, Value]:
    parsed = parse(Source("limits.hjx", source))
    assert not parsed.diagnostics, parsed.diagnostics
    program = Program(parsed.tree, analyze(parsed))
    shared, local = program.start()
    execution = Execution(program, shared, local, None, Inputs(1, 0.0))
    program.run("main", arguments, execution)
    return execution.shared


def test_loops_may_nest_deeper_than_pythons_compiler_takes() -> None:
    lines = ["component Deep", "state:", "  count = 0", "handlers:", "  main(list):"]
    for depth in range(30):
        lines.append("  " * (depth + 2) + f"for (x{depth} in list):")
    lines.append("  " * 32 + "set count = count + x0 + x29")
    assert run("\n".join(lines) + "\n", [2.0]) == {"count": 4.0}


def test_a_handler_may_be_very_long() -> None:
    lines = ["component Long", "state:", "  count = 0", "handlers:", "  main:"]
    lines += ["    set count = count + 1"] * 3_000
    assert run("\n".join(lines) + "\n") == {"count": 3_000.0}


def test_branches_may_be_very_many() -> None:
    lines = ["component Many", "state:", "  count = 0", "handlers:", "  main(n):"]
    lines += ["    if (n == 0):", "      set count = -1"]
    for place in range(1, 400):
        lines += [f"    else if (n == {place}):", f"      set count = {place} * 2"]
    assert run("\n".join(lines) + "\n", 399.0) == {"count": 798.0}
