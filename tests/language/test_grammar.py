"""The grammar is found wherever the package runs from, and its tables say what Lark says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from hjx_studio.language import grammar
from hjx_studio.language.cutting import LineCutter
from hjx_studio.language.grammar import END, STARTS, Grammar, Unexpected
from hjx_studio.language.lexemes import Lexed, Lexeme
from hjx_studio.language.nodes import Missing
from hjx_studio.language.source import Span
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def loaded() -> Grammar:
    return grammar.load()


def test_it_is_read_from_the_checkout_in_any_directory(tmp_path: Path) -> None:
    code = "from hjx_studio.language.grammar import load; print(load().pattern('NAME'))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


def test_it_is_the_file_at_the_root() -> None:
    assert grammar.read_grammar() == (ROOT / "grammar/hjx.lark").read_text(encoding="utf-8")


def test_the_packages_own_copy_comes_first(tmp_path: Path) -> None:
    (tmp_path / "grammar").mkdir()
    (tmp_path / "grammar/hjx.lark").write_text("// the packaged one", encoding="utf-8")
    assert grammar.read_grammar(tmp_path) == "// the packaged one"


def test_it_is_built_once() -> None:
    assert grammar.load() is grammar.load()


class _Nothing(Lexer):
    def __init__(self, conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        return iter(())


def test_the_tables_accept_and_refuse_what_larks_own_driver_does(loaded: Grammar) -> None:
    lark = Lark(
        grammar.read_grammar(), parser="lalr", lexer=_Nothing, start=list(STARTS),
        keep_all_tokens=True, maybe_placeholders=False,
    )  # fmt: skip
    cutter = LineCutter(loaded, lambda _text, region, _out: Missing(Span(region.start, region.end)))
    samples = (ROOT / "tests/samples/expressions.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["expr"] for line in samples[1:120]]
    texts += [text[:-1] for text in texts[:40]] + [
        "a b",
        "a ?? b || c",
        "-a ** b",
        "f(,)",
        "x => x",
        "",
    ]
    refused = 0
    for text in texts:
        out = Lexed()
        cutter.code(text, 0, len(text), out)
        failure = _failure(lark, out.lexemes)
        if failure is None:
            assert not isinstance(loaded.parse("expression", out.lexemes), Tree)
            continue
        refused += 1
        with pytest.raises(Unexpected) as caught:
            loaded.parse("expression", out.lexemes)
        assert (caught.value.index, caught.value.expected) == failure
    assert refused >= 6


def _failure(lark: Lark, lexemes: list[Lexeme]) -> tuple[int, frozenset[str]] | None:
    """Where Lark's own driver gives up, and what it expected there."""
    feed: Any = lark.parse_interactive(start="expression").feed_token
    for index, lexeme in enumerate((*lexemes, Lexeme(END, 0, 0))):
        try:
            feed(lexeme)
        except UnexpectedToken as unexpected:
            return index, frozenset(unexpected.expected)
    return None
