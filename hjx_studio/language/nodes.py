"""The syntax tree: frozen dataclasses, each with its span.

A node that begins a line (a declaration, an entry of the layout, a statement) carries that `line`,
from 1; every span in it is relative to the start of that line, down to the next node with a `line`.
A part that could not be parsed is left out of the tree, or stands in it as `Missing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from hjx_studio.language.source import Span

# --- expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """`null`, `true`, `1_000`, `"text"`: its value, numbers as float."""

    span: Span
    value: bool | float | str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A template literal, or a quoted string with `{{ }}`: strings (escapes resolved) and parts."""

    span: Span
    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is read."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Spread:
    """`...value` in a list, an object or a call's arguments."""

    span: Span
    value: Expression


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[a, ...b]`."""

    span: Span
    items: tuple[Expression | Spread, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """`key: value`, `"key": value`, `[computed]: value`, or the shorthand `name`."""

    span: Span
    key: str | Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class ObjectLiteral:
    """`{ a: 1, b, ...c }`."""

    span: Span
    entries: tuple[Property | Spread, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """`object.name` or `object?.name`; the callee of a `Call` when it names a method."""

    span: Span
    object: Expression
    name: str
    name_span: Span
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`object[index]` or `object?.[index]`."""

    span: Span
    object: Expression
    index: Expression
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`list.map(f)`, `Math.abs(x)`, `Number(x)`: the callee is a `Member` or a `Name`."""

    span: Span
    callee: Expression
    arguments: tuple[Expression | Spread | Arrow, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole of `a?.b.c()`: where an optional link meets null, all of it is null."""

    span: Span
    expression: Expression


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that a handler or an arrow function takes."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """`[a, b]` or `{ a, b }` as an arrow function's parameter; `kind` is "list" or "object"."""

    span: Span
    kind: str
    names: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """`(a, i) => body`, as an argument of a call only."""

    span: Span
    parameters: tuple[Parameter | Pattern, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Unary:
    """`!`, `+` or `-` before an operand."""

    span: Span
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic or comparison: `** * / % + - < <= > >= == != === !==`."""

    span: Span
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Logical:
    """`&&`, `||` or `??`: returns an operand, evaluates the right one only when needed."""

    span: Span
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? then : otherwise`."""

    span: Span
    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Missing:
    """Where an expression should stand and none could be read; a diagnostic says why."""

    span: Span


Expression: TypeAlias = (
    Literal
    | Template
    | Name
    | ListLiteral
    | ObjectLiteral
    | Member
    | Index
    | Call
    | Chain
    | Unary
    | Binary
    | Logical
    | Conditional
    | Missing
)

# --- layout --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClassName:
    """`.card` on an element."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name="…{{x}}…"`; `value` is None for a bare name, and an expression other than `Template`
    where it is exactly one `{{ }}` (or `Literal` without any)."""

    span: Span
    name: str
    name_span: Span
    value: Expression | None


@dataclass(frozen=True, slots=True)
class EventClause:
    """`on EVENT.modifier -> handler(args)`; `arguments` is None without parentheses."""

    span: Span
    event: str
    modifiers: tuple[str, ...]
    handler: str
    handler_span: Span
    arguments: tuple[Expression, ...] | None


@dataclass(frozen=True, slots=True)
class BindClause:
    """`bind value <-> path`; the target is a `Name`, `Member` or `Index`."""

    span: Span
    property: str
    property_span: Span
    target: Expression


@dataclass(frozen=True, slots=True)
class Element:
    """A line of layout: an HTML element, or, once resolved, the use of a component."""

    line: int
    span: Span
    tag: str
    tag_span: Span
    id: str | None
    classes: tuple[ClassName, ...]
    attributes: tuple[Attribute, ...]
    events: tuple[EventClause, ...]
    bindings: tuple[BindClause, ...]
    children: tuple[LayoutNode, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Text in the layout: a `Literal` string, or a `Template` where it has `{{ }}`."""

    line: int
    span: Span
    value: Literal | Template


@dataclass(frozen=True, slots=True)
class Branch:
    """`if (test):`, `else if (test):`, or `else:` (no test), with its children."""

    line: int
    span: Span
    test: Expression | None
    children: tuple[LayoutNode, ...]


@dataclass(frozen=True, slots=True)
class If:
    """An `if` with the branches that follow it, in order."""

    line: int
    span: Span
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`for (item, index in iterable key key):` with its children."""

    line: int
    span: Span
    item: Parameter
    index: Parameter | None
    iterable: Expression
    key: Expression | None
    children: tuple[LayoutNode, ...]


LayoutNode: TypeAlias = Element | Text | If | For

# --- statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Set:
    """`set target = value`; the target is a `Name`, `Member` or `Index`."""

    line: int
    span: Span
    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Let:
    """`let name = value`."""

    line: int
    span: Span
    name: str
    name_span: Span
    value: Expression


@dataclass(frozen=True, slots=True)
class Log:
    """`log value, …`."""

    line: int
    span: Span
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class StatementBranch:
    """`if (test):`, `else if (test):` or `else:` (no test), with its body."""

    line: int
    span: Span
    test: Expression | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class IfStatement:
    """An `if` with the branches that follow it, in order."""

    line: int
    span: Span
    branches: tuple[StatementBranch, ...]


@dataclass(frozen=True, slots=True)
class ForStatement:
    """`for (item in iterable):` with its body."""

    line: int
    span: Span
    item: Parameter
    iterable: Expression
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class CallStatement:
    """`call handler(args)`."""

    line: int
    span: Span
    handler: str
    handler_span: Span
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """`return`."""

    line: int
    span: Span


Statement: TypeAlias = Set | Let | Log | IfStatement | ForStatement | CallStatement | Return

# --- the component -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Import:
    """`Card from "./Card.hjx"`."""

    line: int
    span: Span
    name: str
    name_span: Span
    path: str
    path_span: Span


@dataclass(frozen=True, slots=True)
class Declaration:
    """`name = value` in `state`, `local` or `computed`."""

    line: int
    span: Span
    name: str
    name_span: Span
    value: Expression


@dataclass(frozen=True, slots=True)
class Timer:
    """`every 1s -> handler`; the interval is in milliseconds."""

    line: int
    span: Span
    interval: float
    handler: str
    handler_span: Span


@dataclass(frozen=True, slots=True)
class Handler:
    """`name:` or `name(a, b):`; `parameters` is None without parentheses."""

    line: int
    span: Span
    name: str
    name_span: Span
    parameters: tuple[Parameter, ...] | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The text of `style:` or `script:` with its indentation removed; `first_line` is the line of
    its first character, `indent` the columns removed."""

    line: int
    span: Span
    text: str
    first_line: int
    indent: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block's heading, in the order of the file: where it stands and what it opens."""

    line: int
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Component:
    """One file. `name` is the file's stem where no line declares one (then `name_span` is None)."""

    line: int
    span: Span
    name: str
    name_span: Span | None
    blocks: tuple[Block, ...] = ()
    imports: tuple[Import, ...] = ()
    state: tuple[Declaration, ...] = ()
    local: tuple[Declaration, ...] = ()
    computed: tuple[Declaration, ...] = ()
    timers: tuple[Timer, ...] = ()
    layout: tuple[LayoutNode, ...] = ()
    style: Verbatim | None = None
    handlers: tuple[Handler, ...] = ()
    script: Verbatim | None = None
