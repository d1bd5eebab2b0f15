"""Where a bound input writes to: a client's path, checked against what the layout binds.

Only paths that the layout binds are taken, and only values of the kind that the bound control
gives. In a keyed loop a path holds the row's key; it is looked up in the list as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.diagnostics import HjxError
from hjx_studio.language.evaluator import compile_expression
from hjx_studio.language.execution import Budget, EvaluationError
from hjx_studio.language.nodes import (
    BindClause,
    Call,
    Component,
    Element,
    Expression,
    For,
    If,
    LayoutNode,
    Literal,
    Member,
    Name,
)
from hjx_studio.language.values import Value
from hjx_studio.session.messages import RowKey
from hjx_studio.session.state import lookup, same

Step: TypeAlias = str | int | RowKey
Pattern: TypeAlias = tuple["str | For", ...]

_SAME_ROWS = frozenset({"filter", "sort", "slice", "reverse"})  # methods whose rows are the list's


class BindingError(HjxError):
    """A bind that is refused; `code` is the protocol's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bound:
    """One `bind` of the layout: its path (a `For` stands for a row), and the kind of its value:
    "text", "number", "boolean" or "list"."""

    pattern: Pattern
    kind: str


def resolve(
    build: Build, names: Mapping[str, Value], path: Sequence[Step], value: Value
) -> tuple[str, tuple[str, ...]]:
    """The scope ("state" or "local") and the path that a client's path leads to.

    Raises `BindingError` with `bad_path` or `bad_value`.
    """
    candidates = [b for b in _bound(build.component) if _matches(b.pattern, path)]
    if not candidates:
        raise BindingError("bad_path", "the layout binds no such path")
    if not any(_is_of_kind(value, bound.kind) for bound in candidates):
        raise BindingError("bad_value", f"a {candidates[0].kind} value is needed here")
    local = any(declared.name == path[0] for declared in build.component.local)
    return "local" if local else "state", _located(candidates[0].pattern, path, names)


@lru_cache(maxsize=64)
def _bound(component: Component) -> tuple[Bound, ...]:
    return tuple(_walk(component.layout, {}))


def _walk(nodes: Sequence[LayoutNode], rows: Mapping[str, Pattern]) -> Iterator[Bound]:
    """All binds below `nodes`; `rows` has the path of each loop variable's row."""
    for node in nodes:
        if isinstance(node, Element):
            for clause in node.bindings:
                pattern = _pattern(clause.target, rows)
                if pattern is not None:
                    yield Bound(pattern, _kind(node, clause))
            yield from _walk(node.children, rows)
        elif isinstance(node, If):
            for branch in node.branches:
                yield from _walk(branch.children, rows)
        elif isinstance(node, For):
            inner = {k: v for k, v in rows.items() if k != node.item.name}
            path = _pattern(_rows_of(node.iterable), rows)
            if path is not None:
                inner[node.item.name] = (*path, node)
            yield from _walk(node.children, inner)


def _rows_of(iterable: Expression) -> Expression:
    """The path whose rows are looped over, without what only chooses and orders them."""
    while (
        isinstance(iterable, Call)
        and isinstance(iterable.callee, Member)
        and iterable.callee.name in _SAME_ROWS
    ):
        iterable = iterable.callee.object
    return iterable


def _pattern(target: Expression, rows: Mapping[str, Pattern]) -> Pattern | None:
    if isinstance(target, Name):
        return rows.get(target.name, (target.name,))
    if isinstance(target, Member):
        parent = _pattern(target.object, rows)
        return None if parent is None else (*parent, target.name)
    return None


def _kind(element: Element, clause: BindClause) -> str:
    if clause.property == "checked":
        return "boolean"
    attributes = {attribute.name: attribute.value for attribute in element.attributes}
    if element.tag == "select" and "multiple" in attributes:
        return "list"
    kind = attributes.get("type")
    if isinstance(kind, Literal) and kind.value in ("number", "range"):
        return "number"
    return "text"


def _matches(pattern: Pattern, path: Sequence[Step]) -> bool:
    return len(pattern) == len(path) and all(
        step == part
        if isinstance(part, str)
        else isinstance(step, RowKey) == (part.key is not None) or isinstance(step, int)
        for part, step in zip(pattern, path, strict=True)
    )


def _is_of_kind(value: Value, kind: str) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return value is None or isinstance(value, float)
        case "list":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case _:
            return isinstance(value, str)


def _located(pattern: Pattern, path: Sequence[Step], names: Mapping[str, Value]) -> tuple[str, ...]:
    found: list[str] = []
    scope = dict(names)
    for part, step in zip(pattern, path, strict=True):
        if isinstance(part, str):
            found.append(part)
            continue
        rows = lookup(names, found)
        if not isinstance(rows, list):
            raise BindingError("bad_path", "there is no such row any more")
        index = _row(part, rows, step, scope)
        found.append(str(index))
        scope[part.item.name] = rows[index]
        if part.index is not None:
            scope[part.index.name] = float(index)
    return tuple(found)


def _row(loop: For, rows: Sequence[Value], step: Step, scope: Mapping[str, Value]) -> int:
    if isinstance(step, int):
        if step < len(rows) and (loop.key is None or not _has_key(loop, rows, step, scope)):
            return step
    elif isinstance(step, RowKey) and loop.key is not None:
        left = step.n
        for index in range(len(rows)):
            key = _key(loop, rows, index, scope)
            if isinstance(key, str | float) and same(key, step.key):
                left -= 1
                if left == 0:
                    return index
    raise BindingError("bad_path", "there is no such row any more")


def _has_key(loop: For, rows: Sequence[Value], index: int, scope: Mapping[str, Value]) -> bool:
    return isinstance(_key(loop, rows, index, scope), str | float)


def _key(loop: For, rows: Sequence[Value], index: int, scope: Mapping[str, Value]) -> Value:
    assert loop.key is not None  # noqa: S101  # only keyed loops are asked
    names = {**scope, loop.item.name: rows[index]}
    if loop.index is not None:
        names[loop.index.name] = float(index)
    try:
        return compile_expression(loop.key)(names, Budget())
    except EvaluationError:
        return None
