"""What the language reference says is so: each of its examples is built, shown and run.

A block `hjx` builds, with just the findings whose codes stand behind the word. The blocks after it
speak of it: `html` is what it first shows, and `events` what handlers lead to, one after the other.
A block `expr` has an expression in each line, and its value, its finding's code or its error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from hjx_studio.language import values
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.build import build
from hjx_studio.language.evaluator import compile_expression
from hjx_studio.language.parser import parse_expression
from hjx_studio.language.values import Value
from tests.support.conversation import Conversation

PAGE = Path(__file__).resolve().parents[1] / "docs" / "language.md"


@dataclass(frozen=True)
class Block:
    """A block of code of the page, with the component that it speaks of."""

    line: int
    kind: str
    codes: tuple[str, ...]
    text: str
    component: str

    def __str__(self) -> str:
        return f"line {self.line}"


def blocks() -> list[Block]:
    page = PAGE.read_text()
    found: list[Block] = []
    component = ""
    for match in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        line = page.count("\n", 0, match.start()) + 1
        kind, codes, text = match.groups()
        if kind == "hjx":
            component = text
        found.append(Block(line, kind, tuple(codes.split()), text, component))
    return found


BLOCKS = blocks()


def of(kind: str) -> pytest.MarkDecorator:
    chosen = [block for block in BLOCKS if block.kind == kind]
    assert chosen
    return pytest.mark.parametrize("block", chosen, ids=str)


def value_of(text: str) -> Value:
    node, findings = parse_expression(text)
    assert not findings, [found.message for found in findings]
    return compile_expression(node)({}, Budget())


def outcome(text: str) -> str:
    """What an expression leads to: a code, an error, or its value, as the page writes it."""
    node, findings = parse_expression(text)
    if findings:
        return " ".join(found.code for found in findings)
    try:
        value = compile_expression(node)({}, Budget())
    except EvaluationError as error:
        return f"error: {error}"
    return shown(value)


def shown(value: Value) -> str:
    """A value by its kind and text: two are equal where these are."""
    kind = type(value).__name__
    return (
        f"{kind} {values.text([value])}"
        if isinstance(value, list)
        else f"{kind} {values.text(value)}"
    )


def wanted(text: str) -> str:
    if text.startswith(("HJX", "error: ")):
        return text
    if text in ("NaN", "Infinity", "-Infinity"):
        return f"float {text}"
    return shown(value_of(text))


def test_no_block_is_of_a_kind_that_nothing_tries() -> None:
    assert {block.kind for block in BLOCKS} == {"hjx", "html", "events", "expr"}


@of("hjx")
def test_a_component_has_the_findings_that_are_written_there(block: Block) -> None:
    findings = build("example.hjx", {"example.hjx": block.text}).diagnostics
    assert [finding.code for _, finding in findings] == list(block.codes)


@of("html")
def test_it_shows_what_is_written_there(block: Block) -> None:
    built = build("example.hjx", {"example.hjx": block.component}).build
    assert built is not None
    html = built.layout.render(Conversation(block.component).session.names())
    plain = re.sub(r"<!--.*?-->| data-h[0-9a-f]{6}", "", html)
    assert plain == block.text.strip()


@of("events")
def test_its_events_lead_where_is_written(block: Block) -> None:
    talk = Conversation(block.component)
    client = talk.join()
    talk.heard(client)
    for line in block.text.splitlines():
        event, _, result = line.partition(" → ")
        handler, _, arguments = event.rstrip(") ").partition("(")
        given = values.to_plain(value_of(f"[{arguments}]"))
        assert isinstance(given, list)
        heard = talk.event(client, handler, *given)
        if result == "no change":
            assert heard == []
        elif result.startswith("error: "):
            assert [f"error: {message['message']}" for message in heard] == [result]
        else:
            assert [message["state"] for message in heard] == [values.to_plain(value_of(result))]


@of("expr")
def test_its_expressions_have_the_values_that_are_written_there(block: Block) -> None:
    lines = [line.partition("→") for line in block.text.splitlines()]
    found = {text.strip(): outcome(text.strip()) for text, _, _ in lines}
    assert found == {text.strip(): wanted(result.strip()) for text, _, result in lines}
