"""What a computed name gives is a JSON value, as it is sent: NaN and Infinity are null, -0 is 0.

So a page that is sent a computed name and one that works it out itself have the same. `patch.js`
does the same in the page, at the same charge.
"""

from __future__ import annotations

from math import copysign

from hjx_studio.language import nodes
from hjx_studio.language.budget import Budget
from hjx_studio.language.calls import children
from hjx_studio.language.values import Value

_CHOOSING = frozenset(
    "at filter find findIndex includes indexOf lastIndexOf reverse slice some sort every".split()
)
_BUILDING = (nodes.ListLiteral, nodes.ObjectLiteral, nodes.Spread)


def makes_members(node: object) -> bool:
    """Whether a list or object that the expression gives may hold what no state has held."""
    if isinstance(node, _BUILDING) or (isinstance(node, nodes.Binary) and node.operator == "+"):
        return True
    if isinstance(node, nodes.Call) and not (
        isinstance(node.callee, nodes.Member) and node.callee.name in _CHOOSING
    ):
        return True
    return any(map(makes_members, children(node)))


def settled(value: Value, budget: Budget, *, deep: bool) -> Value:
    """The value as JSON has it; its members are looked at where `deep`, and charged."""
    if type(value) is float:
        return value + 0.0 if value - value == 0.0 else None
    if not deep or not isinstance(value, list | dict):
        return value
    budget.read(len(value))
    changed: list[tuple[int | str, Value]] = []
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, float):
            if item - item != 0.0 or (item == 0.0 and copysign(1.0, item) < 0):
                changed.append((key, settled(item, budget, deep=False)))
        elif isinstance(item, list | dict):
            new = settled(item, budget, deep=True)
            if new is not item:
                changed.append((key, new))
    if not changed:
        return value
    copy = value.copy()
    for key, item in changed:
        copy[key] = item  # type: ignore[index]  # a key of the value that was copied
    return copy
