"""The grammar, loaded once and made ready: what it calls each lexeme, and its parse of a line.

This file and `parser` are the only ones that know Lark.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer, PatternStr

from hjx_studio.language.building import Builder

STARTS = (
    "component_line",
    "import_line",
    "declaration",
    "timer",
    "handler_line",
    "set_line",
    "let_line",
    "log_line",
    "call_line",
    "return_line",
    "if_line",
    "else_line",
    "for_line",
    "text_line",
    "element_line",
    "expression",
)
END = "$END"


class Lexeme(NamedTuple):
    """A smallest part of a line: its terminal in the grammar, where it stands, what it means."""

    type: str
    start: int
    end: int
    value: Any = None


class Unexpected(Exception):  # noqa: N818 - it is raised to say where, not that something broke
    """The grammar has no place for a lexeme: its index in the line, and the terminals it has."""

    def __init__(self, index: int, expected: frozenset[str]) -> None:
        super().__init__(index)
        self.index = index
        self.expected = expected


class _Fed(Lexer):
    """Stands where Lark wants a lexer; lexemes are fed one by one instead."""

    def __init__(self, conf: object) -> None:
        self.conf = conf

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:  # noqa: ARG002
        """Give nothing."""
        return iter(())


class Grammar:
    """The loaded grammar."""

    def __init__(self, text: str) -> None:
        self._lark = Lark(
            text,
            parser="lalr",
            lexer=_Fed,
            start=list(STARTS),
            keep_all_tokens=True,
            maybe_placeholders=False,
            transformer=Builder(),
        )
        self.terminals: Mapping[str, str] = {
            terminal.pattern.value: terminal.name
            for terminal in self._lark.terminals
            if isinstance(terminal.pattern, PatternStr)
        }
        """Terminals by their fixed text: `"=>"`, `"if"`."""
        self._patterns = {
            terminal.name: terminal.pattern.to_regexp()
            for terminal in self._lark.terminals
            if not isinstance(terminal.pattern, PatternStr) and terminal.pattern is not None
        }

    def pattern(self, terminal: str) -> str:
        """The regular expression of a terminal that has no fixed text."""
        return self._patterns[terminal]

    def compiled(self, terminal: str) -> re.Pattern[str]:
        """The same, compiled."""
        return re.compile(self._patterns[terminal])

    def parse(self, start: str, lexemes: Sequence[Lexeme]) -> Any:
        """What `building.Builder` makes of a line; raises `Unexpected`."""
        feeder = self._lark.parse_interactive(start=start)
        feed = cast("Any", feeder.parser_state.feed_token)
        index = 0
        try:
            for lexeme in lexemes:
                feed(lexeme)
                index += 1
            return feed(Lexeme(END, 0, 0), True)
        except UnexpectedToken as unexpected:
            raise Unexpected(index, frozenset(unexpected.expected)) from None


def read_grammar() -> str:
    """The text of `hjx.lark`: from the installed package, or from the checkout around it."""
    packaged = resources.files("hjx_studio").joinpath("grammar", "hjx.lark")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "grammar" / "hjx.lark").read_text(encoding="utf-8")


@functools.cache
def load() -> Grammar:
    """The grammar, built at the first call."""
    return Grammar(read_grammar())
