"""Paths to a part of the state, as `bind` takes them: what they lead to, through loops too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hjx_studio.language import nodes

ROW = "*"
"""The step of a path into a row of a list."""

_KEEPS_ROWS = frozenset({"filter", "sort", "slice", "reverse"})


@dataclass(frozen=True, slots=True)
class Rows:
    """What a loop's variable stands for: the path of the list that its rows are of, if they have
    one, the loops that it goes through with this one, and whether a `key` tells them apart."""

    path: tuple[str, ...] | None
    loops: tuple[nodes.For | None, ...]
    keyed: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a bind target leads, or why it can't be bound. `loops` has for each `ROW` of the path
    the loop whose row it is, or None where it is an index that is worked out."""

    path: tuple[str, ...] = ()
    loops: tuple[nodes.For | None, ...] = ()
    problem: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Paths:
    """The names that paths may begin with."""

    kinds: Mapping[str, str]  # of the component's names: state, local, computed
    rows: Mapping[str, Rows] = field(default_factory=dict)
    indexes: frozenset[str] = frozenset()

    def inside(self, loop: nodes.For) -> Paths:
        """The names in a loop."""
        found = self._of_list(loop.iterable)
        path = None if found.problem else found.path
        rows = Rows(path, (*found.loops, loop), loop.key is not None)
        index = {loop.index.name} if loop.index else set()
        hidden = {name: kept for name, kept in self.rows.items() if name not in index}
        return Paths(
            self.kinds, {**hidden, loop.item.name: rows}, self.indexes - {loop.item.name} | index
        )

    def of_list(self, node: object) -> tuple[str, ...] | None:
        """The path of a list, also through `filter`, `sort`, `slice` and `reverse` of one."""
        found = self._of_list(node)
        return None if found.problem else found.path

    def _of_list(self, node: object) -> Bound:
        while (
            isinstance(node, nodes.Call)
            and isinstance(node.callee, nodes.Member)
            and node.callee.name in _KEEPS_ROWS
            and not node.optional
        ):
            node = node.callee.object
        return self.target(node, row_is_enough=True)

    def target(self, node: object, *, row_is_enough: bool = False) -> Bound:
        """Where a target leads."""
        steps: list[str] = []
        while isinstance(node, (nodes.Member, nodes.Index)):
            if isinstance(node, nodes.Member):
                steps.append(node.name)
            else:
                steps.append(_index_step(node.index))
            node = node.object
        if not isinstance(node, nodes.Name):
            return Bound(problem="Only a name or a member of one can be bound.")
        name = node.name
        steps.reverse()
        if name in self.rows:
            return self._row(name, steps, row_is_enough)
        if name in self.indexes:
            return Bound(problem=f"`{name}` counts the loop, and can't be bound.")
        kind = self.kinds.get(name)
        if kind in ("state", "local"):
            if name.startswith("_"):
                return Bound(problem=f"`{name}` is private, and can't be bound.")
            return Bound((name, *steps), (None,) * steps.count(ROW))
        if kind == "computed":
            return Bound(
                problem=f"`{name}` is computed, and can't be bound.",
                hint="Bind a name of `state` or `local`.",
            )
        return Bound(problem=f"Nothing declares `{name}`.")

    def _row(self, name: str, steps: list[str], row_is_enough: bool) -> Bound:
        rows = self.rows[name]
        if rows.path is None:
            return Bound(
                problem=f"The rows of `{name}` are no part of `state` or `local`.",
                hint="Loop over the name itself, or its `filter`, `sort`, `slice` or `reverse`.",
            )
        if not row_is_enough and not rows.keyed:
            return Bound(
                problem=f"The loop of `{name}` has no `key`, so its rows can't be bound.",
                hint=f"Add for instance `key {name}.id`.",
            )
        if not row_is_enough and not steps:
            return Bound(
                problem=f"`{name}` is a whole row; only a member of it can be bound.",
                hint=f"Bind for instance `{name}.text`.",
            )
        return Bound((*rows.path, ROW, *steps), (*rows.loops, *(None,) * steps.count(ROW)))


def _index_step(index: nodes.Expression) -> str:
    if isinstance(index, nodes.Literal) and isinstance(index.value, (str, float)):
        value = index.value
        return value if isinstance(value, str) else f"{value:.0f}"
    return ROW
