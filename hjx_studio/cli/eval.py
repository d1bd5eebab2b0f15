"""`hjx-studio eval`: the value of one expression, or of many, a line each."""

from __future__ import annotations

import sys
from contextlib import suppress

import click
import orjson

from hjx_studio.cli.terminal import SETTINGS, complain
from hjx_studio.language import values
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.diagnostics import HjxError, Severity
from hjx_studio.language.evaluator import compile_expression
from hjx_studio.language.parser import parse_expression
from hjx_studio.language.values import Value


class _ExpressionError(HjxError):
    """An expression that can't be read."""


def _evaluate(text: str, names: dict[str, Value]) -> Value:
    """The value of an expression. Raises `HjxError`."""
    node, diagnostics = parse_expression(text)
    for found in diagnostics:
        if found.severity is Severity.ERROR:
            hint = f" ({found.hint})" if found.hint else ""
            raise _ExpressionError(f"column {found.range.column}: {found.message}{hint}")
    return compile_expression(node)(names, Budget())


def _names(plain: object) -> dict[str, Value]:
    names = values.from_plain(plain)
    if not isinstance(names, dict):
        raise _ExpressionError("the state is an object, with a value for each name")
    return names


def _answer(value: Value) -> dict[str, object]:
    """The value's text, and its JSON where it has one: NaN and Infinity have none."""
    answer: dict[str, object] = {"text": values.text(value)}
    with suppress(EvaluationError):
        answer["json"] = values.to_plain(values.check_stored(value))
    return answer


def _answer_line(line: bytes) -> dict[str, object]:
    try:
        request = orjson.loads(line)
        if not isinstance(request, dict) or not isinstance(request.get("expr"), str):
            return {"error": 'a line is {"expr": "…", "scope": {…}}'}
        return _answer(_evaluate(request["expr"], _names(request.get("scope", {}))))
    except orjson.JSONDecodeError as error:
        return {"error": f"not JSON: {error}"}
    except HjxError as error:
        return {"error": str(error)}


def _batch() -> int:
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(orjson.dumps(_answer_line(line)) + b"\n")
            sys.stdout.buffer.flush()
    return 0


@click.command(
    "eval",
    context_settings={**SETTINGS, "ignore_unknown_options": True},  # `-1` is an expression
    epilog="""\b
    Examples:
      hjx-studio eval '1 + 2'
      hjx-studio eval 'items.map(i => i * 2)' --state '{"items": [1, 2]}'
      echo '{"expr": "a + 1", "scope": {"a": 2}}' | hjx-studio eval --batch
    \b
    A batch answers each line with {"text": …, "json": …}, without "json" where
    the value has none (NaN, Infinity), or with {"error": …}.""",
)
@click.argument("expression", metavar="EXPR", required=False)
@click.option("--state", metavar="JSON", default="{}", help="The names that EXPR reads.")
@click.option("--batch", is_flag=True, help="Read JSON Lines from standard input.")
def command(expression: str | None, state: str, batch: bool) -> int:
    """Print the value of EXPR as JSON (NaN and Infinity by name).

    Exit status 1 when it has no value, 2 when --state is no JSON object.
    """
    if batch == (expression is not None):
        raise click.UsageError("give either EXPR or --batch")
    if expression is None:
        return _batch()
    try:
        names = _names(values.from_json(state))
    except HjxError as error:
        raise click.UsageError(f"--state: {error}") from error
    try:
        answer = _answer(_evaluate(expression, names))
    except HjxError as error:
        complain(str(error))
        return 1
    click.echo(orjson.dumps(answer["json"]).decode() if "json" in answer else answer["text"])
    return 0
