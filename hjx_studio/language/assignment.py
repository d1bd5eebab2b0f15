"""What `set` assigns to: the target's path, and the new value along it with all else shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.budget import NESTING, Budget, EvaluationError
from hjx_studio.language.calls import global_name
from hjx_studio.language.execution import Write
from hjx_studio.language.numbers import number_text
from hjx_studio.language.operators import to_key
from hjx_studio.language.source import Span
from hjx_studio.language.values import (
    Value,
    array_index,
    check_stored,
    described,
    forbidden_key,
    in_order,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A name, then keys: text for a member, an expression for an index.

    `spans` has the part of the target up to each key; `refusal` says why it is no target.
    """

    name: str
    keys: tuple[str | nodes.Expression, ...] = ()
    spans: tuple[Span, ...] = ()
    refusal: str | None = None


def target_of(node: nodes.Expression) -> Target:
    """What the left side of a `set` names."""
    keys: list[str | nodes.Expression] = []
    spans: list[Span] = []
    while isinstance(node, nodes.Member | nodes.Index):
        if node.optional:
            return Target("", refusal="An optional member can't be set.")
        key = node.name if isinstance(node, nodes.Member) else node.index
        if key == "__proto__":
            return Target("", refusal=forbidden_key().message)
        keys.append(key)
        spans.append(node.span)
        node = node.object
    if not isinstance(node, nodes.Name):
        return Target("", refusal="This can't be set.")
    if global_name(node) is not None:
        return Target("", refusal=f"{node.name} belongs to the language and can't be set.")
    return Target(node.name, tuple(reversed(keys)), tuple(reversed(spans)))


def assign(
    budget: Budget,
    root: Value,
    keys: Sequence[Value],
    value: Value,
    writes: list[Write] | None,
    write: Write,
) -> Value:
    """The value of a name with a member replaced: what lies beside the path is shared.

    `write` names the root; with the keys it is added to `writes`. A missing index, a member of
    null, and a value that can't be stored are errors.
    """
    path: list[str | int] = []
    changed = assigned(budget, root, keys, value, path)
    if writes is not None:
        writes.append(Write(write.scope, (*write.path, *path)))
    return changed


def assigned(
    budget: Budget, holder: Value, keys: Sequence[Value], value: Value, path: list[str | int]
) -> Value:
    """The same without telling; `path` gets the keys as they were found, and so, where it fails,
    says how far it came."""
    depth = len(path)
    if depth == len(keys):
        return check_stored(value, budget, holder, NESTING - depth)
    key = keys[depth]
    if type(holder) is dict:
        name = to_key(key)
        path.append(name)
        budget.build(2 * (len(holder) + (name not in holder)))
        copy = holder.copy()
        copy[name] = assigned(budget, holder.get(name), keys, value, path)
        return in_order(copy) if name not in holder else copy
    if type(holder) is list:
        place = _place(holder, key)
        path.append(place)
        budget.build(len(holder))
        items = holder.copy()
        items[place] = assigned(budget, holder[place], keys, value, path)
        return items
    raise EvaluationError(f"{described(holder).capitalize()} has no members to set.")


def _place(items: list[Value], key: Value) -> int:
    """The index that a key names in a list; a missing one is an error."""
    if type(key) is str:
        if key == "__proto__":
            raise forbidden_key()
        place = array_index(key)
        shown = key
    elif type(key) is float:
        place = int(key) if key.is_integer() else -1
        shown = number_text(key)
    else:
        place, shown = -1, described(key)
    if not 0 <= place < len(items):
        raise EvaluationError(f"The list has no index {shown[:40]}.")
    return place
