"""What a call, a callback or a name of the language means, decided once for every evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeAlias

from hjx_studio.language import nodes
from hjx_studio.language.functions import CONSTANTS, DRAWS, FUNCTIONS, GLOBALS, NAMESPACES
from hjx_studio.language.methods import METHODS
from hjx_studio.language.source import Span

Part: TypeAlias = list[nodes.Property] | nodes.Property | nodes.Spread

DEEPEST = 150
"""How deep an expression may nest and still be evaluated."""

EQUALITY = frozenset(("==", "!=", "===", "!=="))
COMPARISON = EQUALITY | {"<", "<=", ">", ">="}
_NUMBERS = frozenset(("-", "*", "/", "%", "**"))

PREDICATES = frozenset(("every", "filter", "find", "findIndex", "some"))
"""Methods whose callback is asked for a truth."""

CALLBACK_METHODS = PREDICATES | {"flatMap", "map", "reduce", "sort"}
"""Methods that call back; `sort` also works without."""


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """`Math.abs(…)`: a name in `FUNCTIONS`."""

    name: str


@dataclass(frozen=True, slots=True)
class DrawCall:
    """`uuid()`: the kind of the draw."""

    kind: str


@dataclass(frozen=True, slots=True)
class MethodCall:
    """`receiver.name(…)`, for a name in `METHODS`, or `sort` with no comparator."""

    receiver: nodes.Expression
    name: str


@dataclass(frozen=True, slots=True)
class CallbackCall:
    """`receiver.name(callback, …)`; `callback` may be the name of a function."""

    receiver: nodes.Expression
    name: str
    callback: nodes.Arrow | str
    rest: tuple[nodes.Expression, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What can't be called, and why."""

    message: str


def meaning(call: nodes.Call) -> FunctionCall | DrawCall | MethodCall | CallbackCall | Refused:
    """What a call calls."""
    callee = call.callee
    name = global_name(callee)
    if name is not None:
        if name in DRAWS:
            return DrawCall(DRAWS[name])
        if name in FUNCTIONS:
            return _without_arrows(call, FunctionCall(name))
        return Refused(f"There is no function {name}.")
    if not isinstance(callee, nodes.Member):
        return Refused("Only a function or a method can be called.")
    if callee.name in CALLBACK_METHODS and (call.arguments or callee.name != "sort"):
        return _callback_call(callee, call.arguments)
    if callee.name in METHODS or callee.name == "sort":
        return _without_arrows(call, MethodCall(callee.object, callee.name))
    return Refused(f"There is no method {callee.name}.")


def _without_arrows(
    call: nodes.Call, found: FunctionCall | MethodCall
) -> FunctionCall | MethodCall | Refused:
    if any(isinstance(argument, nodes.Arrow) for argument in call.arguments):
        return Refused(f"{found.name} takes no function.")
    return found


def _callback_call(
    callee: nodes.Member, arguments: Sequence[nodes.Expression | nodes.Spread | nodes.Arrow]
) -> CallbackCall | Refused:
    first = arguments[0] if arguments else None
    callback = first if isinstance(first, nodes.Arrow) else global_name(first)
    if callback is None or (isinstance(callback, str) and callback not in FUNCTIONS):
        return Refused(f"{callee.name} takes a function.")
    rest: list[nodes.Expression] = []
    for argument in arguments[1:]:
        if isinstance(argument, nodes.Arrow | nodes.Spread):
            return Refused(f"{callee.name} takes one function, then a value.")
        rest.append(argument)
    kept = tuple(rest[:1]) if callee.name == "reduce" else ()
    return CallbackCall(callee.object, callee.name, callback, kept)


def global_name(node: object) -> str | None:
    """`Number`, `Math.abs` or `Math.x` as text, if a node names what belongs to the language."""
    if isinstance(node, nodes.Name) and node.name in GLOBALS:
        return node.name
    if isinstance(node, nodes.Member) and isinstance(node.object, nodes.Name):
        owner = node.object.name
        if owner in NAMESPACES:
            return f"{owner}.{node.name}"
    return None


def constant_of(node: nodes.Member) -> float | None:
    """The number that `Math.PI` or its like stands for."""
    name = global_name(node)
    return None if name is None else CONSTANTS.get(name)


def misused(node: nodes.Name | nodes.Member) -> str | None:
    """Why a name of the language is no value here; None for a name of the user's."""
    name = global_name(node)
    return None if name is None else f"{name} is no value."


@dataclass(frozen=True, slots=True)
class Link:
    """A step of an optional chain: `node` applied to what stands before it.

    `test` says when the chain ends with null there: "" where that is null, a method's name where it
    has no such method; None where it goes on in any case. A link without a node is only a test.
    """

    test: str | None
    node: nodes.Member | nodes.Index | nodes.Call | None


def links_of(chain: nodes.Chain) -> tuple[nodes.Expression, list[Link]]:
    """What a chain begins with, and its links in order."""
    links: list[Link] = []
    node = chain.expression
    while isinstance(node, nodes.Member | nodes.Index | nodes.Call):
        if global_name(node) is not None:
            break
        if not isinstance(node, nodes.Call):
            links.append(Link("" if node.optional else None, node))
            node = node.object
            continue
        callee = node.callee
        if not isinstance(callee, nodes.Member) or global_name(callee) is not None:
            break
        ends = "" if callee.optional else None
        if node.optional:
            links.append(Link(callee.name, node))
            if callee.optional:
                links.append(Link("", None))
        else:
            links.append(Link(ends, node))
        node = callee.object
    links.reverse()
    return node, links


def arguments_of(call: nodes.Call) -> tuple[nodes.Expression | nodes.Spread, ...]:
    """The arguments of a call that takes values."""
    return tuple(item for item in call.arguments if not isinstance(item, nodes.Arrow))


def parts_of(node: nodes.ObjectLiteral) -> list[Part]:
    """An object literal's entries: runs of fixed keys, keys that are computed, and spreads."""
    parts: list[Part] = []
    for entry in node.entries:
        if isinstance(entry, nodes.Property) and isinstance(entry.key, str):
            last = parts[-1] if parts else None
            if isinstance(last, list):
                last.append(entry)
            else:
                parts.append([entry])
        else:
            parts.append(entry)
    return parts


def children(node: object) -> Iterator[object]:
    """The nodes that stand in a node, of whatever kind."""
    if not is_dataclass(node):
        return
    for item in fields(node):
        value = getattr(node, item.name)
        for child in value if isinstance(value, tuple) else (value,):
            if is_dataclass(child) and not isinstance(child, Span):
                yield child


def too_nested(node: object) -> bool:
    """Whether an expression nests deeper than `DEEPEST`."""
    level: list[object] = [node]
    for _ in range(DEEPEST):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return False
    return True


_DEEPENING_METHODS = frozenset(
    ("concat", "flatMap", "map", "push", "reduce", "split", "unshift", "with")
)
_DEEPENING_FUNCTIONS = frozenset(("Object.entries", "Object.fromEntries"))


def deepens(node: object) -> bool:
    """Whether the value may nest deeper than what the expression reads."""
    if isinstance(node, nodes.Binary | nodes.Unary | nodes.Template | nodes.Literal | nodes.Name):
        return isinstance(node, nodes.Binary) and node.operator == "+" and _any_deepens(node)
    if isinstance(node, nodes.ListLiteral | nodes.ObjectLiteral):
        return True
    if isinstance(node, nodes.Call):
        callee = node.callee
        if isinstance(callee, nodes.Member) and callee.name in _DEEPENING_METHODS:
            return True
        if global_name(callee) in _DEEPENING_FUNCTIONS:
            return True
    return _any_deepens(node)


def _any_deepens(node: object) -> bool:
    return any(deepens(child) for child in children(node))


def is_boolean(node: nodes.Expression) -> bool:
    """Whether the value is certainly a boolean."""
    if isinstance(node, nodes.Literal):
        return isinstance(node.value, bool)
    if isinstance(node, nodes.Logical):
        return node.operator != "??" and is_boolean(node.left) and is_boolean(node.right)
    if isinstance(node, nodes.Unary):
        return node.operator == "!"
    return isinstance(node, nodes.Binary) and node.operator in COMPARISON


def is_number(node: nodes.Expression) -> bool:
    """Whether the value is certainly a number."""
    if isinstance(node, nodes.Literal):
        return isinstance(node.value, float)
    if isinstance(node, nodes.Unary):
        return node.operator in ("-", "+")
    return isinstance(node, nodes.Binary) and node.operator in _NUMBERS
