"""Every line of `tests/samples/expressions.jsonl` holds on the fast path, in the stepper and in
JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hjx_studio.language import nodes
from hjx_studio.language.budget import Budget
from hjx_studio.language.parser import parse_expression
from hjx_studio.language.python.expressions import compile_value
from hjx_studio.language.stepper import evaluate
from hjx_studio.language.values import Value, from_plain, text, to_plain
from tests.support.javascript import Engine

_LINES = Path(__file__).parents[1] / "samples" / "expressions.jsonl"


class Case:
    """An expression, the text of its value, and its JSON (`missing` where it has none)."""

    missing = object()

    def __init__(self, line: str) -> None:
        case = json.loads(line)
        self.source: str = case["expr"]
        self.text: str = case["text"]
        self.json: object = case.get("json", Case.missing)
        self.node, found = parse_expression(self.source)
        assert not found, (self.source, found)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return [line for line in _LINES.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def names(lines: list[str]) -> dict[str, Value]:
    scope = from_plain(json.loads(lines[0])["scope"])
    assert isinstance(scope, dict)
    return scope


@pytest.fixture(scope="module")
def cases(lines: list[str]) -> list[Case]:
    found = [Case(line) for line in lines[1:]]
    assert len(found) == 600
    return found


def _differences(cases: list[Case], values: Iterator[Value]) -> list[tuple[str, str, Value]]:
    found: list[tuple[str, str, Value]] = []
    for case, value in zip(cases, values, strict=True):
        same_json = case.json is Case.missing or to_plain(value) == case.json
        if text(value) != case.text or not same_json:
            found.append((case.source, case.text, value))
    return found


def test_on_the_fast_path(cases: list[Case], names: dict[str, Value]) -> None:
    values = (compile_value(case.node)(names, Budget()) for case in cases)
    assert _differences(cases, values) == []


def test_in_the_stepper(cases: list[Case], names: dict[str, Value]) -> None:
    values = (evaluate(case.node, names, Budget()) for case in cases)
    assert _differences(cases, values) == []


def test_in_javascript(cases: list[Case], lines: list[str]) -> None:
    engine = Engine()
    scope = json.dumps(json.loads(lines[0])["scope"])
    wrong = [case.source for case in cases if not _holds(engine, case, scope)]
    assert wrong == []


def _holds(engine: Engine, case: Case, scope: str) -> bool:
    shown = nodes.Template(case.node.span, (case.node,))
    outcome = engine.evaluate(shown, scope)
    if outcome.text is None or json.loads(outcome.text) != case.text:
        return False
    if case.json is Case.missing:
        return True
    plain = engine.evaluate(case.node, scope).text
    return plain is not None and json.loads(plain.replace('"number -0"', "0")) == case.json
