"""The difference between two values as RFC 6902 operations; cheap where parts are shared.

Parts that a commit did not touch are the same objects before and after it, so only what changed is
looked into. Rows of a list are told apart by identity, then by their member `id`, then by value; a
row that only changed place costs one `move`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language import values
from hjx_studio.language.values import Value, shared_end, shared_start
from hjx_studio.session.state import same

Operation: TypeAlias = dict[str, object]  # "op", "path", and "value" or "from"; values are plain

_MOVES_LIMIT = (
    256  # beyond it a list is replaced, as finding each place would cost more than it saves
)


def diff(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[Operation]:
    """Operations that lead from `old` to `new`, in the order in which they are applied.

    The objects that they lead to have their members in the same order too, but for the outermost.
    """
    operations: list[Operation] = []
    _diff_objects("", old, new, operations)
    return operations


def _diff(path: str, old: Value, new: Value, operations: list[Operation]) -> None:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and _keeps_order(old, new):
        _diff_objects(path, old, new, operations)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        _diff_lists(path, old, new, operations)
    elif not same(old, new):
        operations.append(_operation("replace", path, new))


def _keeps_order(old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
    """Whether members that are removed, and added behind those that stay, end as `new` has them."""
    staying = {name: new[name] for name in old if name in new}
    return list(values.in_order({**staying, **new})) == list(new)


def _diff_objects(
    path: str, old: Mapping[str, Value], new: Mapping[str, Value], operations: list[Operation]
) -> None:
    for name in old:
        if name not in new:
            operations.append({"op": "remove", "path": _below(path, name)})
    for name, value in new.items():
        if name in old:
            _diff(_below(path, name), old[name], value, operations)
        else:
            operations.append(_operation("add", _below(path, name), value))


def _diff_lists(path: str, old: list[Value], new: list[Value], operations: list[Operation]) -> None:
    start = shared_start(old, new)
    start += _common(old[start:], new[start:])
    end = shared_end(old, new, start)
    end += _common(old[start : len(old) - end][::-1], new[start : len(new) - end][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    origins = _origins(before, after)
    removed = sorted(set(range(len(before))).difference(o for o in origins if o is not None))
    gone = set(removed)
    working = [index for index in range(len(before)) if index not in gone]
    kept = [origin for origin in origins if origin is not None]
    staying = set(_longest_rising(kept))
    if len(kept) - len(staying) > _MOVES_LIMIT:
        operations.append(_operation("replace", path, new))
        return
    operations.extend(
        {"op": "remove", "path": f"{path}/{start + index}"} for index in reversed(removed)
    )
    at = -1  # where the row before stands; what has still to move may stand behind it
    for index, origin in enumerate(origins):
        if origin is None:
            working.insert(at + 1, -1)
            operations.append(_operation("add", f"{path}/{start + at + 1}", after[index]))
            at += 1
        elif origin in staying:
            at = working.index(origin, at + 1)
        else:
            current = working.index(origin)
            del working[current]
            at += current > at
            working.insert(at, origin)
            if current != at:
                source = f"{path}/{start + current}"
                operations.append({"op": "move", "from": source, "path": f"{path}/{start + at}"})
    for index, origin in enumerate(origins):
        if origin is not None:
            _diff(f"{path}/{start + index}", before[origin], after[index], operations)


def _common(old: Sequence[Value], new: Sequence[Value]) -> int:
    """How many items at the beginning are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one is not other and (isinstance(one, list | dict) or not same(one, other)):
            break
        count += 1
    return count


def _origins(old: Sequence[Value], new: Sequence[Value]) -> list[int | None]:
    """For each new item the index of the old one that it was, each old one at most once."""
    by_identity = {id(item): index for index, item in enumerate(old)}
    by_key: dict[Hashable, list[int]] = {}
    for index in range(len(old) - 1, -1, -1):
        key = _key(old[index])
        if key is not None:
            by_key.setdefault(key, []).append(index)
    used: set[int] = set()
    origins: list[int | None] = []
    for item in new:
        origin = by_identity.get(id(item)) if isinstance(item, list | dict) else None
        if origin is None or origin in used:
            candidates = by_key.get(_key(item), [])
            while candidates and candidates[-1] in used:
                candidates.pop()
            origin = candidates.pop() if candidates else None
        if origin is not None:
            used.add(origin)
        origins.append(origin)
    if len(old) == len(new):
        for index, origin in enumerate(origins):
            if origin is None and index not in used:
                origins[index] = index
    return origins


def _key(item: Value) -> Hashable:
    """What tells a row from others: its `id`, or itself where it is no list or object."""
    if isinstance(item, dict):
        identity = item.get("id")
        return ("id", identity) if isinstance(identity, str | float) else None
    return None if isinstance(item, list) else (type(item), item)


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """A longest strictly rising subsequence (patience sorting, O(n log n))."""
    tops: list[int] = []
    positions: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        previous.append(positions[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(number)
            positions.append(position)
        else:
            tops[pile] = number
            positions[pile] = position
    found: list[int] = []
    position = positions[-1] if positions else -1
    while position >= 0:
        found.append(numbers[position])
        position = previous[position]
    return found[::-1]


def _below(path: str, name: str) -> str:
    return f"{path}/{name.replace('~', '~0').replace('/', '~1')}"


def _operation(kind: str, path: str, value: Value) -> Operation:
    return {"op": kind, "path": path, "value": values.to_plain(value)}
