"""The methods of lists, but for those that call back.

A method takes the budget, its receiver and its arguments; an argument that is null counts as one
that isn't given, and arguments past the last are ignored.
"""

from __future__ import annotations

from hjx_studio.language import numbers
from hjx_studio.language.budget import NESTING, Budget, EvaluationError, too_deep
from hjx_studio.language.positions import clamped, integer
from hjx_studio.language.values import Value, strict_equal, text


def list_at(budget: Budget, items: list[Value], index: Value = None, *_: Value) -> Value:
    """`at(index)`: from the end where it is negative."""
    place = integer(index)
    if place < 0:
        place += len(items)
    return items[int(place)] if 0 <= place < len(items) else None


def _find(budget: Budget, items: list[Value], wanted: Value, start: int) -> int:
    budget.read(max(0, len(items) - start))
    for place in range(start, len(items)):
        if strict_equal(items[place], wanted, budget):
            return place
    return -1


def list_includes(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`includes(wanted, start)`, by `===`."""
    return _find(budget, items, wanted, clamped(start, len(items), 0)) >= 0


def list_index_of(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`indexOf(wanted, start)`, by `===`."""
    return float(_find(budget, items, wanted, clamped(start, len(items), 0)))


def list_last_index_of(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`lastIndexOf(wanted, start)`: at or before `start`."""
    last = integer(start, float(len(items) - 1))
    if last < 0:
        last += len(items)
    last = min(last, len(items) - 1)
    budget.read(int(max(0.0, last + 1)))
    for place in range(int(max(-1.0, last)), -1, -1):
        if strict_equal(items[place], wanted, budget):
            return float(place)
    return -1.0


def list_slice(
    budget: Budget, items: list[Value], start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`slice(start, end)`."""
    first = clamped(start, len(items), 0)
    last = clamped(end, len(items), len(items))
    budget.build(max(0, last - first))
    return items[first:last]


def list_concat(budget: Budget, items: list[Value], *others: Value) -> Value:
    """`concat(…)`: lists are taken apart, anything else is appended."""
    parts = [items]
    parts += [other if type(other) is list else [other] for other in others]
    budget.build(sum(map(len, parts)))
    return [item for part in parts for item in part]


def list_join(budget: Budget, items: list[Value], separator: Value = None, *_: Value) -> Value:
    """`join(separator)`: a comma where none is given."""
    between = "," if separator is None else text(separator, budget)
    budget.read(len(items))
    parts = [item if type(item) is str else text(item, budget) for item in items]
    budget.write(sum(map(len, parts)) + len(between) * max(0, len(parts) - 1))
    return between.join(parts)


def list_flat(budget: Budget, items: list[Value], depth: Value = None, *_: Value) -> Value:
    """`flat(depth)`: one level where no depth is given."""
    flattened: list[Value] = []
    _flatten(budget, items, integer(depth, 1.0), flattened, 0)
    return flattened


def _flatten(
    budget: Budget, items: list[Value], depth: float, flattened: list[Value], level: int
) -> None:
    if level == NESTING:
        raise too_deep()
    budget.build(len(items))
    for item in items:
        if type(item) is list and depth >= 1:
            _flatten(budget, item, depth - 1, flattened, level + 1)
        else:
            flattened.append(item)


def list_reverse(budget: Budget, items: list[Value], *_: Value) -> Value:
    """`reverse()`: a new list."""
    budget.build(len(items))
    return items[::-1]


def list_push(budget: Budget, items: list[Value], *added: Value) -> Value:
    """`push(…)`: the new list, not its length."""
    budget.build(len(items) + len(added))
    return [*items, *added]


def list_unshift(budget: Budget, items: list[Value], *added: Value) -> Value:
    """`unshift(…)`: the new list, not its length."""
    budget.build(len(items) + len(added))
    return [*added, *items]


def list_with(
    budget: Budget, items: list[Value], index: Value = None, value: Value = None, *_: Value
) -> Value:
    """`with(index, value)`: the list with one element replaced."""
    place = integer(index)
    if place < 0:
        place += len(items)
    if not 0 <= place < len(items):
        raise EvaluationError(f"The list has no index {numbers.number_text(integer(index))}.")
    budget.build(len(items))
    replaced = items.copy()
    replaced[int(place)] = value
    return replaced


def sort_by_text(budget: Budget, items: list[Value]) -> list[Value]:
    """`sort()` with no comparator: by `text`, in the order of code points."""
    budget.build(len(items))
    budget.spend(len(items) * len(items).bit_length() >> 4)
    keys = [text(item, budget) for item in items]
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]
