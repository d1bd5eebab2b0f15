"""What the grammar's rules build: nodes of the syntax tree, and the heads of lines.

A method is named like its rule, or the rule's alias, in `hjx.lark`, and gets what the rule's parts
became: a `Lexeme` for each terminal, else what another method returned. A node that begins a line
is made with line 0 and no children; `placing.placed` gives it both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from hjx_studio.language.lexemes import Lexeme
from hjx_studio.language.nodes import (
    Arrow,
    Attribute,
    Binary,
    BindClause,
    Call,
    CallStatement,
    Chain,
    ClassName,
    Conditional,
    Declaration,
    Element,
    EventClause,
    Expression,
    Handler,
    Import,
    Index,
    Let,
    ListLiteral,
    Literal,
    Log,
    Logical,
    Member,
    Missing,
    Name,
    ObjectLiteral,
    Parameter,
    Pattern,
    Property,
    Return,
    Set,
    Spread,
    Template,
    Text,
    Timer,
    Unary,
)
from hjx_studio.language.numbers import number_text
from hjx_studio.language.source import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """`component NAME`."""

    span: Span
    name: str
    name_span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """`if (test):`, or with `chained` `else if (test):` and, without a test, `else:`."""

    span: Span
    test: Expression | None
    chained: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """`for (item, index in iterable key key):`, in the layout or in a handler."""

    span: Span
    item: Parameter
    index: Parameter | None
    iterable: Expression
    key: Expression | None


Mould: TypeAlias = (
    Heading
    | Condition
    | Loop
    | Import
    | Declaration
    | Timer
    | Handler
    | Set
    | Let
    | Log
    | CallStatement
    | Return
    | Text
    | Element
)


class _Grouped:
    """An expression in parentheses: the node, and where the parentheses stand."""

    __slots__ = ("end", "node", "start")

    def __init__(self, node: Expression, start: int, end: int) -> None:
        self.node = node
        self.start = start
        self.end = end


def _node(part: Any) -> Any:  # noqa: ANN401 - what Lark hands over has no type
    return part.node if type(part) is _Grouped else part


def ungrouped(part: object) -> Expression:
    """The node of a whole expression, without parentheses around it."""
    return cast("Expression", _node(part))


def _start(part: Any) -> int:  # noqa: ANN401 - as above
    if type(part) is Lexeme or type(part) is _Grouped:
        return part.start
    return cast("int", part.span.start)


def _end(part: Any) -> int:  # noqa: ANN401 - as above
    if type(part) is Lexeme or type(part) is _Grouped:
        return part.end
    return cast("int", part.span.end)


def _whole(parts: Sequence[Any]) -> Span:
    return Span(_start(parts[0]), _end(parts[-1]))


def _span(lexeme: Lexeme) -> Span:
    return Span(lexeme.start, lexeme.end)


def _nodes(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_node(part) for part in parts if type(part) is not Lexeme)


def _parameter(lexeme: Lexeme) -> Parameter:
    return Parameter(_span(lexeme), lexeme.value)


_Parts: TypeAlias = list[Any]


class Builder:
    """One method for each rule; it keeps nothing."""

    # --- expressions -----------------------------------------------------------------------------

    def name(self, parts: _Parts) -> Name:
        """`count`."""
        return Name(_span(parts[0]), parts[0].value)

    def literal(self, parts: _Parts) -> Expression:
        """A number, string, template, or constant: the scanner has made its node."""
        return cast("Expression", parts[0].value)

    def missing(self, parts: _Parts) -> Missing:
        """What could not be read."""
        return Missing(_span(parts[0]))

    def group(self, parts: _Parts) -> _Grouped:
        """`(a)`."""
        return _Grouped(_node(parts[1]), parts[0].start, parts[2].end)

    def logical(self, parts: _Parts) -> Logical:
        """`a && b`."""
        left, operator, right = parts
        return Logical(_whole(parts), operator.value, _node(left), _node(right))

    def binary(self, parts: _Parts) -> Binary:
        """`a + b`."""
        left, operator, right = parts
        return Binary(Span(_start(left), _end(right)), operator.value, _node(left), _node(right))

    power = binary

    def unary(self, parts: _Parts) -> Unary:
        """`-a`."""
        return Unary(_whole(parts), parts[0].value, _node(parts[1]))

    def conditional(self, parts: _Parts) -> Conditional:
        """`a ? b : c`."""
        return Conditional(_whole(parts), _node(parts[0]), _node(parts[2]), _node(parts[4]))

    def chain(self, parts: _Parts) -> Chain:
        """The end of a chain with `?.`."""
        return Chain(parts[0].span, parts[0])

    def member(self, parts: _Parts) -> Member:
        """`a.b`."""
        word = parts[2]
        return Member(
            _whole(parts), _node(parts[0]), word.value, _span(word), parts[1].value == "?."
        )

    optional_member = member

    def index(self, parts: _Parts) -> Index:
        """`a[b]`."""
        return Index(_whole(parts), _node(parts[0]), _node(parts[2]))

    def optional_index(self, parts: _Parts) -> Index:
        """`a?.[b]`."""
        return Index(_whole(parts), _node(parts[0]), _node(parts[3]), optional=True)

    def call(self, parts: _Parts) -> Call:
        """`a(b)`."""
        arguments, end = parts[1]
        return Call(Span(_start(parts[0]), end), _node(parts[0]), arguments)

    def optional_call(self, parts: _Parts) -> Call:
        """`a?.(b)`."""
        arguments, end = parts[2]
        return Call(Span(_start(parts[0]), end), _node(parts[0]), arguments, optional=True)

    def arguments(self, parts: _Parts) -> tuple[tuple[Any, ...], int]:
        """`(a, b)`: the arguments and where the parenthesis closes."""
        return _nodes(parts), parts[-1].end

    def list(self, parts: _Parts) -> ListLiteral:
        """`[a, b]`."""
        return ListLiteral(_whole(parts), _nodes(parts))

    def spread(self, parts: _Parts) -> Spread:
        """`...a`."""
        return Spread(_whole(parts), _node(parts[1]))

    def object(self, parts: _Parts) -> ObjectLiteral:
        """`{ a: 1 }`; an entry that could not be read is left out."""
        entries = tuple(part for part in parts if type(part) in (Property, Spread))
        return ObjectLiteral(_whole(parts), entries)

    def shorthand(self, parts: _Parts) -> Property:
        """`{ a }`."""
        span = _span(parts[0])
        return Property(span, parts[0].value, Name(span, parts[0].value))

    def property(self, parts: _Parts) -> Property:
        """`a: b`, `"a": b`, `1: b`."""
        return Property(_whole(parts), _key(parts[0]), _node(parts[2]))

    def computed_property(self, parts: _Parts) -> Property:
        """`[a]: b`."""
        return Property(_whole(parts), _node(parts[1]), _node(parts[4]))

    def parameter(self, parts: _Parts) -> Parameter:
        """A name that is bound."""
        return _parameter(parts[0])

    def arrow_name(self, parts: _Parts) -> Arrow:
        """`a => b`."""
        return Arrow(_whole(parts), (_parameter(parts[0]),), _node(parts[2]))

    def arrow(self, parts: _Parts) -> Arrow:
        """`(a, b) => c`."""
        return Arrow(_whole(parts), _nodes(parts[:-1]), _node(parts[-1]))

    def list_pattern(self, parts: _Parts) -> Pattern:
        """`[a, b]` that takes a list apart."""
        return Pattern(_whole(parts), "list", _nodes(parts))

    def object_pattern(self, parts: _Parts) -> Pattern:
        """`{ a, b }` that takes an object apart."""
        return Pattern(_whole(parts), "object", _nodes(parts))

    # --- lines -----------------------------------------------------------------------------------

    def component_line(self, parts: _Parts) -> Heading:
        """`component NAME`."""
        return Heading(_whole(parts), parts[1].value, _span(parts[1]))

    def import_line(self, parts: _Parts) -> Import:
        """`Card from "./Card.hjx"`."""
        name, _, path = parts
        value = path.value.value if isinstance(path.value, Literal) else ""
        return Import(0, _whole(parts), name.value, _span(name), str(value), _span(path))

    def declaration(self, parts: _Parts) -> Declaration:
        """`name = value`."""
        name, _, value = parts
        return Declaration(0, _whole(parts), name.value, _span(name), _node(value))

    def timer(self, parts: _Parts) -> Timer:
        """`every 1s -> tick`; the scanner has read the interval."""
        return Timer(0, _whole(parts), parts[1].value, parts[3].value, _span(parts[3]))

    def handler_implicit(self, parts: _Parts) -> Handler:
        """`name:`."""
        return Handler(0, _whole(parts), parts[0].value, _span(parts[0]), None, ())

    def handler_line(self, parts: _Parts) -> Handler:
        """`name(a, b):`."""
        return Handler(0, _whole(parts), parts[0].value, _span(parts[0]), _nodes(parts), ())

    def set_line(self, parts: _Parts) -> Set:
        """`set path = value`."""
        return Set(0, _whole(parts), _node(parts[1]), _node(parts[3]))

    def let_line(self, parts: _Parts) -> Let:
        """`let name = value`."""
        return Let(0, _whole(parts), parts[1].value, _span(parts[1]), _node(parts[3]))

    def log_line(self, parts: _Parts) -> Log:
        """`log a, b`."""
        return Log(0, _whole(parts), _nodes(parts))

    def call_line(self, parts: _Parts) -> CallStatement:
        """`call other(a)`."""
        return CallStatement(0, _whole(parts), parts[1].value, _span(parts[1]), _nodes(parts))

    def return_line(self, parts: _Parts) -> Return:
        """`return`."""
        return Return(0, _whole(parts))

    def if_line(self, parts: _Parts) -> Condition:
        """`if (a):`."""
        return Condition(_whole(parts), _node(parts[2]), chained=False)

    def else_line(self, parts: _Parts) -> Condition:
        """`else:` or `else if (a):`."""
        return Condition(_whole(parts), _node(parts[3]) if len(parts) > 2 else None, chained=True)

    def for_line(self, parts: _Parts) -> Loop:
        """`for (a, i in b key c):`."""
        separators = [part.type for part in parts if type(part) is Lexeme]
        nodes = _nodes(parts)
        index = nodes[1] if separators[2] == "COMMA" else None
        rest = nodes[2:] if index else nodes[1:]
        return Loop(_whole(parts), nodes[0], index, rest[0], rest[1] if len(rest) > 1 else None)

    # --- layout ----------------------------------------------------------------------------------

    def text_line(self, parts: _Parts) -> Text:
        """`"text"` alone on its line."""
        return Text(0, _span(parts[0]), parts[0].value)

    def element_line(self, parts: _Parts) -> Element:
        """`tag#id.class (clauses): "text"`."""
        tag = parts[0]
        heads = [part for part in parts if type(part) is Lexeme]
        identity = next((part.value for part in heads if part.type == "ID"), None)
        clauses = next((part for part in parts if type(part) is tuple), ())
        text = tuple(Text(0, _span(part), part.value) for part in heads if part.type == "TEXT")
        return Element(
            0,
            Span(
                tag.start,
                max((part.end for part in heads), default=tag.end)
                if clauses == ()
                else max(heads[-1].end, clauses[-1].span.end),
            ),
            tag.value,
            _span(tag),
            identity,
            tuple(ClassName(_span(part), part.value) for part in heads if part.type == "CLASS"),
            tuple(clause for clause in clauses if type(clause) is Attribute),
            tuple(clause for clause in clauses if type(clause) is EventClause),
            tuple(clause for clause in clauses if type(clause) is BindClause),
            text,
        )

    def clauses(self, parts: _Parts) -> tuple[Any, ...]:
        """What stands in the parentheses of an element."""
        return _nodes(parts)

    bare_clauses = clauses

    def attribute_flag(self, parts: _Parts) -> Attribute:
        """`disabled`."""
        return Attribute(_span(parts[0]), parts[0].value, _span(parts[0]), None)

    def attribute(self, parts: _Parts) -> Attribute:
        """`title="a"`; exactly one `{{ }}` is the expression itself."""
        value = parts[2].value
        if (
            isinstance(value, Template)
            and len(value.parts) == 1
            and type(value.parts[0]) is not str
        ):
            value = value.parts[0]
        return Attribute(_whole(parts), parts[0].value, _span(parts[0]), value)

    def event(self, parts: _Parts) -> EventClause:
        """`on click.once -> save`."""
        name, *modifiers = parts[1].value.split(".")
        handler = parts[3]
        return EventClause(
            _whole(parts), name, tuple(modifiers), handler.value, _span(handler), None
        )

    def event_call(self, parts: _Parts) -> EventClause:
        """`on click -> save(a)`."""
        name, *modifiers = parts[1].value.split(".")
        handler = parts[3]
        return EventClause(
            _whole(parts), name, tuple(modifiers), handler.value, _span(handler), _nodes(parts)
        )

    def binding(self, parts: _Parts) -> BindClause:
        """`bind value <-> draft`."""
        return BindClause(_whole(parts), parts[1].value, _span(parts[1]), _node(parts[3]))


def _key(part: Lexeme) -> str:
    if part.type == "STRING":
        return cast("str", part.value.value)
    if part.type == "NUMBER":
        return number_text(part.value.value)
    return str(part.value if isinstance(part.value, str) else part.type.lower())
