"""The list methods that call back, for callbacks that are Python functions.

Each takes the budget, the receiver, the callback, and whether the callback wants the index (as a
number) after the value. A predicate's result is asked for Python's truth; the evaluator makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.list_methods import sort_by_text
from hjx_studio.language.methods import METHODS, no_method
from hjx_studio.language.values import Value, to_number

Callback: TypeAlias = Callable[..., Value]


def list_of(receiver: Value, name: str) -> list[Value]:
    """The receiver of a method that only lists have."""
    if type(receiver) is not list:
        raise no_method(receiver, name)
    return receiver


def indices() -> Iterable[float]:
    """0.0, 1.0, … without end."""
    return map(float, count())


def list_filter(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`filter`."""
    items = list_of(receiver, "filter")
    budget.build(len(items))
    budget.spend(len(items))
    if indexed:
        return [item for item, at in zip(items, indices(), strict=False) if call(item, at)]
    return [item for item in items if call(item)]


def list_map(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`map`."""
    items = list_of(receiver, "map")
    budget.build(len(items))
    budget.spend(len(items))
    if indexed:
        return [*map(call, items, indices())]
    return [call(item) for item in items]


def list_flat_map(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`flatMap`: `map`, then one level flatter."""
    items = list_of(receiver, "flatMap")
    budget.read(len(items))
    budget.spend(len(items))
    results = map(call, items, indices()) if indexed else map(call, items)
    parts = [result if type(result) is list else [result] for result in results]
    budget.build(sum(map(len, parts)))
    return [item for part in parts for item in part]


def _first(budget: Budget, items: list[Value], call: Callback, indexed: bool) -> int:
    """The place of the first element that the callback is true for, or -1."""
    budget.read(len(items))
    for place, item in enumerate(items):
        budget.spend(1)
        if call(item, float(place)) if indexed else call(item):
            return place
    return -1


def list_find(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`find`."""
    items = list_of(receiver, "find")
    place = _first(budget, items, call, indexed)
    return items[place] if place >= 0 else None


def list_find_index(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`findIndex`."""
    return float(_first(budget, list_of(receiver, "findIndex"), call, indexed))


def list_some(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`some`."""
    return _first(budget, list_of(receiver, "some"), call, indexed) >= 0


def list_every(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`every`."""
    items = list_of(receiver, "every")
    budget.read(len(items))
    for place, item in enumerate(items):
        budget.spend(1)
        if not (call(item, float(place)) if indexed else call(item)):
            return False
    return True


def list_reduce(
    budget: Budget, receiver: Value, call: Callback, indexed: bool, *start: Value
) -> Value:
    """`reduce`: without a start value the first element is it."""
    items = list_of(receiver, "reduce")
    budget.read(len(items))
    if start:
        total, first = start[0], 0
    elif items:
        total, first = items[0], 1
    else:
        raise nothing_to_reduce()
    budget.spend(len(items) - first)
    for place in range(first, len(items)):
        item = items[place]
        total = call(total, item, float(place)) if indexed else call(total, item)
    return total


def nothing_to_reduce() -> EvaluationError:
    """What `reduce` fails with on an empty list without a start value."""
    return EvaluationError("An empty list can't be reduced without a start value.")


def list_sort(budget: Budget, receiver: Value, call: Callback, indexed: bool) -> Value:
    """`sort` with a comparator: a stable merge sort, halves split at n // 2.

    The left one stays first unless the comparator, called with left and right, gives more than 0;
    so even an inconsistent comparator gives one order.
    """
    items = list_of(receiver, "sort")
    budget.build(len(items))
    return _merge_sort(budget, items, call)


def _merge_sort(budget: Budget, items: list[Value], call: Callback) -> list[Value]:
    if len(items) < 2:
        return items[:]
    middle = len(items) // 2
    left = _merge_sort(budget, items[:middle], call)
    right = _merge_sort(budget, items[middle:], call)
    merged: list[Value] = []
    one = other = 0
    while one < len(left) and other < len(right):
        budget.spend(1)
        if to_number(call(left[one], right[other])) > 0:
            merged.append(right[other])
            other += 1
        else:
            merged.append(left[one])
            one += 1
    return merged + left[one:] + right[other:]


def plain_sort(budget: Budget, receiver: Value) -> Value:
    """`sort` without a comparator."""
    return sort_by_text(budget, list_of(receiver, "sort"))


CALLBACKS: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {
        "every": list_every,
        "filter": list_filter,
        "find": list_find,
        "findIndex": list_find_index,
        "flatMap": list_flat_map,
        "map": list_map,
        "reduce": list_reduce,
        "some": list_some,
        "sort": list_sort,
    }
)
"""Every method that calls back, by its name."""


def has_method(name: str, receiver: Value) -> bool:
    """Whether a value has a method, so that `receiver.name?.()` is a call."""
    if type(receiver) is list and name in CALLBACKS:
        return True
    return type(receiver) in METHODS.get(name, {})
