"""JavaScript for the page: what is the user's stands in it only as quoted JSON, and nothing of the
engine's can be reached through it."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from hjx_studio.language.javascript.expressions import emit_expression, needs_methods
from hjx_studio.language.parser import parse_expression
from tests.support.javascript import Engine

NAMES = '{"name":"Ann","rows":[{"id":1},{"id":2}],"user":{"name":"Bo","tags":["x"]},"none":null}'


def emitted(source: str) -> str:
    node, problems = parse_expression(source)
    assert not problems, problems
    return emit_expression(node, lambda name: f"s[{json.dumps(name)}]")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize(
    "source",
    [
        "rows.map(</script> => 1)".replace("</script>", "x"),
        '"</script><script>alert(1)</script>"',
        '"\\u2028 ` ${alert(1)} \\" \' \\\\"',
        '`${name}` + "${name}"',
        '({ "a\\"b": 1, [name]: name })',
        "rows.filter(alert => alert.id).map(window => window)",
        "rows.map(({ id, top }) => top)",
    ],
)
def test_names_and_strings_stand_in_it_only_as_quoted_json(source: str) -> None:
    text = emitted(source)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    words = set(re.findall(r"[A-Za-z_$][\w$]*", outside))
    helpers = {word for word in words if re.search(rf"h(?:\.more)?\.{word}\b", outside)}
    rest = {word for word in words - helpers if not re.fullmatch(r"a\d+", word)}
    assert rest <= {"h", "s", "a", "const", "return", "null", "true", "false", "more"}
    assert text.isascii()


@pytest.mark.parametrize(
    "source",
    [
        'name["constructor"]',
        'rows["constructor"]',
        'user["constructor"]',
        'user["toString"]',
        'rows["map"]',
        'rows["__defineGetter__"]',
        'user["hasOwnProperty"]',
        '(5)["toFixed"]',
        'none?.["constructor"]',
        '({})["valueOf"]',
    ],
)
def test_only_own_members_are_read(engine: Engine, source: str) -> None:
    node, _ = parse_expression(source)
    assert engine.evaluate(node, NAMES).text == "null"


@pytest.mark.parametrize("source", ['user["__proto__"]', '({ ["__proto__"]: 1 })'])
def test_the_key_proto_is_refused(engine: Engine, source: str) -> None:
    node, _ = parse_expression(source)
    assert engine.evaluate(node, NAMES).code == "handler_failed"


def test_what_could_not_be_read_or_is_not_known_fails_when_it_runs(engine: Engine) -> None:
    for source in ("1 +", "name.constructor()", "alert(1)", "rows.forEach(x => x)", "name.eval(1)"):
        node, _ = parse_expression(source)
        assert engine.evaluate(node, NAMES).code == "handler_failed", source


def test_objects_made_have_nothing_but_their_own(engine: Engine) -> None:
    node, _ = parse_expression('JSON.parse("{\\"a\\": 1}").hasOwnProperty')
    assert engine.evaluate(node, NAMES).text == "null"


def test_it_says_when_methods_are_needed() -> None:
    for source in ("name", "name + 1", "user.name", "name ? 1 : 2", "`${name}!`", "name === null"):
        assert not needs_methods(emitted(source)), source
    for source in ("rows.map(r => r.id)", "Math.max(1, 2)", "2 ** 3", "[...rows]", "rows?.at?.(0)"):
        assert needs_methods(emitted(source)), source


def test_each_expression_begins_with_a_whole_budget(engine: Engine) -> None:
    node, _ = parse_expression('"x".repeat(9e6).length')
    assert [engine.evaluate(node, NAMES).text for _ in range(3)] == ["9000000"] * 3


@pytest.mark.parametrize("module", ["values.js", "methods.js"])
def test_the_modules_ask_for_no_evaluation_of_text(module: str) -> None:
    text = (resources.files("hjx_studio") / "page" / module).read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|\bFunction\b|innerHTML|document|window|globalThis", text)
