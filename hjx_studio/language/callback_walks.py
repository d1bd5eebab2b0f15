"""The list methods that call back, for callbacks that are walked: each as its namesake in
`callbacks` does it, charge for charge."""

from __future__ import annotations

from collections.abc import Sequence

from hjx_studio.language.budget import Budget
from hjx_studio.language.callbacks import nothing_to_reduce
from hjx_studio.language.steps import Call, Walk, Walked
from hjx_studio.language.values import Value, to_number, truth


def filter_or_map(budget: Budget, name: str, items: list[Value], call: Call) -> Walk:
    """`filter` and `map`."""
    budget.build(len(items))
    budget.spend(len(items))
    results: list[Value] = []
    for place, item in enumerate(items):
        result = yield from call(item, float(place))
        if name == "map":
            results.append(result)
        elif truth(result):
            results.append(item)
    return results


def flat_map(budget: Budget, items: list[Value], call: Call) -> Walk:
    """`flatMap`."""
    budget.read(len(items))
    budget.spend(len(items))
    parts: list[list[Value]] = []
    for place, item in enumerate(items):
        result = yield from call(item, float(place))
        parts.append(result if type(result) is list else [result])
    budget.build(sum(map(len, parts)))
    return [item for part in parts for item in part]


def first(budget: Budget, items: list[Value], call: Call, wanted: bool) -> Walked[int]:
    """The place of the first element that the callback is `wanted` for, or -1."""
    budget.read(len(items))
    for place, item in enumerate(items):
        budget.spend(1)
        result = yield from call(item, float(place))
        if truth(result) is wanted:
            return place
    return -1


def reduce(budget: Budget, items: list[Value], call: Call, start: Sequence[Value]) -> Walk:
    """`reduce`; `start` is empty where no start value is given."""
    budget.read(len(items))
    if not start and not items:
        raise nothing_to_reduce()
    first = 0 if start else 1
    total = start[0] if start else items[0]
    budget.spend(len(items) - first)
    for place in range(first, len(items)):
        total = yield from call(total, items[place], float(place))
    return total


def merge_sort(budget: Budget, items: list[Value], call: Call) -> Walked[list[Value]]:
    """`sort` with a comparator, merging as the fast path does."""
    if len(items) < 2:
        return items[:]
    middle = len(items) // 2
    left = yield from merge_sort(budget, items[:middle], call)
    right = yield from merge_sort(budget, items[middle:], call)
    merged: list[Value] = []
    one = other = 0
    while one < len(left) and other < len(right):
        budget.spend(1)
        order = yield from call(left[one], right[other])
        if to_number(order) > 0:
            merged.append(right[other])
            other += 1
        else:
            merged.append(left[one])
            one += 1
    return merged + left[one:] + right[other:]
