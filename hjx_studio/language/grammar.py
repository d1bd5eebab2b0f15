"""The grammar, loaded once and made ready: what it calls each lexeme, and its parse of a line.

This file and `parser` are the only ones that know Lark.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast

from lark import Lark, Token
from lark.grammar import Rule
from lark.lexer import Lexer, PatternStr
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParseConf

from hjx_studio.language.building import Builder
from hjx_studio.language.lexemes import Lexeme

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
_END = Lexeme(END, 0, 0)


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

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """Give nothing."""
        return iter(())


class _Reduce(NamedTuple):
    """A rule is complete: how many parts it has, what it is part of, and what it becomes.

    Without `build` it becomes its one part.
    """

    size: int
    origin: str
    build: Callable[[list[Any]], object] | None


_Row: TypeAlias = dict[str, "int | _Reduce"]


class Grammar:
    """The loaded grammar, and a driver of the tables that Lark made of it.

    Lark's own driver takes three times as long: it looks up rules and terminals by objects with
    hashes written in Python, and calls a function for each of the dozen levels of precedence that a
    plain operand passes.
    """

    def __init__(self, text: str) -> None:
        lark = Lark(
            text,
            parser="lalr",
            lexer=_Fed,
            start=list(STARTS),
            keep_all_tokens=True,
            maybe_placeholders=False,
            transformer=Builder(),
        )
        self.terminals: Mapping[str, str] = {
            str(terminal.pattern.value): str(terminal.name)
            for terminal in lark.terminals
            if isinstance(terminal.pattern, PatternStr)
        }
        """Terminals by their fixed text: `"=>"`, `"if"`."""
        self._patterns = {
            str(terminal.name): terminal.pattern.to_regexp()
            for terminal in lark.terminals
            if not isinstance(terminal.pattern, PatternStr) and terminal.pattern is not None
        }
        self._rows: dict[int, _Row] = {}
        self._bounds: dict[str, tuple[int, int]] = {}
        for start in STARTS:
            self._take(start, lark.parse_interactive(start=start).parser_state.parse_conf)

    def _take(self, start: str, conf: ParseConf[int]) -> None:
        """Take over Lark's tables in plain strings and numbers."""
        self._bounds[start] = conf.start_state, conf.end_state
        if self._rows:
            return
        reductions = {rule: _reduction(rule, build) for rule, build in _rules(conf)}
        for state, row in conf.states.items():
            self._rows[state] = {
                str(symbol): argument if action is Shift else reductions[argument]
                for symbol, (action, argument) in row.items()
            }

    def pattern(self, terminal: str) -> str:
        """The regular expression of a terminal that has no fixed text."""
        return self._patterns[terminal]

    def parse(self, start: str, lexemes: Sequence[Lexeme]) -> object:
        """What `building.Builder` makes of a line; raises `Unexpected`."""
        rows = self._rows
        first, last = self._bounds[start]
        states, values = [first], list[Any]()
        row = rows[first]
        for index, lexeme in enumerate((*lexemes, _END)):
            kind = lexeme[0]
            while True:
                action = row.get(kind)
                if type(action) is int:
                    states.append(action)
                    values.append(lexeme)
                    row = rows[action]
                    break
                if action is None:
                    raise Unexpected(index, frozenset(name for name in row if name.isupper()))
                size, origin, build = cast("_Reduce", action)
                if build is None:
                    states.pop()
                else:
                    parts = values[-size:] if size else []
                    if size:
                        del values[-size:], states[-size:]
                    values.append(build(parts))
                state = cast("int", rows[states[-1]][origin])
                if state == last and kind == END:
                    return values[-1]
                states.append(state)
                row = rows[state]
        raise AssertionError("the end of a line is shifted in no state")


def _rules(conf: ParseConf[int]) -> Iterator[tuple[Rule, Callable[[list[Any]], object]]]:
    for rule, build in conf.callbacks.items():
        if isinstance(rule, Rule):
            yield rule, build


def _reduction(rule: Rule, build: Callable[[list[Any]], object]) -> _Reduce:
    size = len(rule.expansion)
    passes = size == 1 and rule.options.expand1 and not rule.alias
    return _Reduce(size, str(rule.origin.name), None if passes else build)


def read_grammar(package: Traversable | None = None) -> str:
    """The text of `hjx.lark`: from the installed package, or from the checkout around it."""
    root = resources.files("hjx_studio") if package is None else package
    packaged = root.joinpath("grammar", "hjx.lark")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "grammar" / "hjx.lark").read_text(encoding="utf-8")


@functools.cache
def load() -> Grammar:
    """The grammar, built at the first call."""
    return Grammar(read_grammar())
