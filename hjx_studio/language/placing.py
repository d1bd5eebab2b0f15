"""Gives what a line was read as its place: its line, and the nodes below it.

Also what can be saved of a line that could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from hjx_studio.language.building import Condition, Loop, Mould
from hjx_studio.language.lexemes import Lexeme
from hjx_studio.language.nodes import (
    Branch,
    CallStatement,
    Declaration,
    Element,
    For,
    ForStatement,
    Handler,
    Import,
    LayoutNode,
    Let,
    Log,
    Missing,
    Parameter,
    Return,
    Set,
    Statement,
    StatementBranch,
    Text,
    Timer,
)
from hjx_studio.language.source import Span


def placed(mould: Mould, line: int, children: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a node
    """The node of a mould on its line, with the nodes below it."""
    return _PLACING[type(mould)](mould, line, children)


def _place_element(mould: Element, line: int, children: tuple[Any, ...]) -> Element:
    own = tuple(Text(line, text.span, text.value) for text in mould.children if type(text) is Text)
    return Element(
        line,
        mould.span,
        mould.tag,
        mould.tag_span,
        mould.id,
        mould.classes,
        mould.attributes,
        mould.events,
        mould.bindings,
        own + children,
    )


_PLACING: Mapping[type, Callable[[Any, int, tuple[Any, ...]], Any]] = MappingProxyType(
    {
        Element: _place_element,
        Text: lambda made, line, _: Text(line, made.span, made.value),
        Set: lambda made, line, _: Set(line, made.span, made.target, made.value),
        Let: lambda made, line, _: Let(line, made.span, made.name, made.name_span, made.value),
        Log: lambda made, line, _: Log(line, made.span, made.values),
        CallStatement: lambda made, line, _: CallStatement(
            line, made.span, made.handler, made.handler_span, made.arguments
        ),
        Return: lambda made, line, _: Return(line, made.span),
        Handler: lambda made, line, body: Handler(
            line, made.span, made.name, made.name_span, made.parameters, body
        ),
        Declaration: lambda made, line, _: Declaration(
            line, made.span, made.name, made.name_span, made.value
        ),
        Import: lambda made, line, _: Import(
            line, made.span, made.name, made.name_span, made.path, made.path_span
        ),
        Timer: lambda made, line, _: Timer(
            line, made.span, made.interval, made.handler, made.handler_span
        ),
    }
)


def salvaged(start: str, lexemes: Sequence[Lexeme]) -> Mould | None:
    """What a line that can't be read still declares or opens, so that nothing else looks wrong."""
    if not lexemes:
        return None
    whole = Span(lexemes[0].start, lexemes[-1].end)
    missing = Missing(Span(whole.end, whole.end))
    if start in ("if_line", "else_line"):
        return Condition(whole, missing, chained=start == "else_line")
    if start == "element_line" and lexemes[0].type == "TAG":
        tag = lexemes[0]
        return Element(0, whole, tag.value, _span(tag), None, (), (), (), (), ())
    names = [lexeme for lexeme in lexemes if lexeme.type == "NAME"]
    if names and names[0] in lexemes[: 1 if start in _DECLARING else 3]:
        return _salvaged_name(start, whole, missing, names)
    return None


_DECLARING = ("declaration", "import_line", "handler_line")


def _salvaged_name(
    start: str, whole: Span, missing: Missing, names: Sequence[Lexeme]
) -> Mould | None:
    name = names[0]
    match start:
        case "declaration":
            return Declaration(0, whole, name.value, _span(name), missing)
        case "import_line":
            return Import(0, whole, name.value, _span(name), "", missing.span)
        case "handler_line":
            parameters = tuple(_parameter(other) for other in names[1:])
            return Handler(0, whole, name.value, _span(name), parameters, ())
        case "let_line":
            return Let(0, whole, name.value, _span(name), missing)
        case "for_line":
            return Loop(whole, _parameter(name), None, missing, None)
        case "call_line":
            return CallStatement(0, whole, name.value, _span(name), ())
        case _:
            return None


def layout_loop(loop: Loop, line: int, children: tuple[LayoutNode, ...]) -> For:
    """A loop of the layout."""
    return For(line, loop.span, loop.item, loop.index, loop.iterable, loop.key, children)


def statement_loop(loop: Loop, line: int, body: tuple[Statement, ...]) -> ForStatement:
    """A loop of a handler."""
    return ForStatement(line, loop.span, loop.item, loop.iterable, body)


def layout_branch(condition: Condition, line: int, children: tuple[LayoutNode, ...]) -> Branch:
    """A branch of the layout."""
    return Branch(line, condition.span, condition.test, children)


def statement_branch(
    condition: Condition, line: int, body: tuple[Statement, ...]
) -> StatementBranch:
    """A branch of a handler."""
    return StatementBranch(line, condition.span, condition.test, body)


def _span(lexeme: Lexeme) -> Span:
    return Span(lexeme.start, lexeme.end)


def _parameter(lexeme: Lexeme) -> Parameter:
    return Parameter(_span(lexeme), lexeme.value)
