"""Where a bound input writes to: a client's path, checked against what the layout binds.

Only paths that the layout binds are taken, and only values of the kind that the bound control
gives. In a keyed loop a path holds the row's key; it is looked up in the list as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language.analyzer import BoundPath
from hjx_studio.language.build import Build
from hjx_studio.language.diagnostics import HjxError
from hjx_studio.language.evaluator import compile_expression
from hjx_studio.language.execution import Budget, EvaluationError
from hjx_studio.language.nodes import For
from hjx_studio.language.paths import ROW
from hjx_studio.language.values import Value
from hjx_studio.session.messages import RowKey
from hjx_studio.session.state import lookup, same

Step: TypeAlias = str | int | RowKey


class BindingError(HjxError):
    """A bind that is refused; `code` is the protocol's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def resolve(
    build: Build, names: Mapping[str, Value], path: Sequence[Step], value: Value
) -> tuple[str, tuple[str, ...]]:
    """The scope ("state" or "local") and the path that a client's path leads to.

    Raises `BindingError` with `bad_path` or `bad_value`.
    """
    candidates = [bound for bound in build.analysis.bound if _matches(bound, path)]
    if not candidates:
        raise BindingError("bad_path", "the layout binds no such path")
    if not any(_is_of_kind(value, bound.kind) for bound in candidates):
        raise BindingError("bad_value", f"a {candidates[0].kind} value is needed here")
    local = any(declared.name == path[0] for declared in build.component.local)
    return "local" if local else "state", _located(candidates[0], path, names)


def _matches(bound: BoundPath, path: Sequence[Step]) -> bool:
    return len(bound.path) == len(path) and all(
        step == part or (part == ROW and not isinstance(step, str)) or str(step) == part
        for part, step in zip(bound.path, path, strict=True)
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


def _located(bound: BoundPath, path: Sequence[Step], names: Mapping[str, Value]) -> tuple[str, ...]:
    found: list[str] = []
    scope = dict(names)
    loops = iter(bound.loops)
    for part, step in zip(bound.path, path, strict=True):
        if part != ROW:
            found.append(part)
            continue
        rows = lookup(names, found)
        if not isinstance(rows, list):
            raise _no_row()
        loop = next(loops, None)
        index = _row(loop, rows, step, scope)
        found.append(str(index))
        if loop is not None:
            scope.update(_variables(loop, rows, index))
    return tuple(found)


def _row(loop: For | None, rows: Sequence[Value], step: Step, scope: Mapping[str, Value]) -> int:
    """The index of the row that a step names: by its key, or by position where it has none."""
    key_of = _key_of(loop, rows, scope)
    if isinstance(step, int):
        if step < len(rows) and key_of(step) is None:
            return step
    elif isinstance(step, RowKey):
        left = step.n
        for index in range(len(rows)):
            key = key_of(index)
            if key is not None and same(key, step.key):
                left -= 1
                if left == 0:
                    return index
    raise _no_row()


def _no_row() -> BindingError:
    return BindingError("bad_path", "there is no such row any more")


def _key_of(
    loop: For | None, rows: Sequence[Value], scope: Mapping[str, Value]
) -> Callable[[int], str | float | None]:
    """The key of the row at an index; None for one that goes by its position."""
    if loop is None or loop.key is None:
        return lambda _: None
    evaluate = compile_expression(loop.key)

    def key_of(index: int) -> str | float | None:
        try:
            key = evaluate({**scope, **_variables(loop, rows, index)}, Budget())
        except EvaluationError:
            return None
        return key if isinstance(key, str | float) else None

    return key_of


def _variables(loop: For, rows: Sequence[Value], index: int) -> dict[str, Value]:
    names = {loop.item.name: rows[index]}
    if loop.index is not None:
        names[loop.index.name] = float(index)
    return names
