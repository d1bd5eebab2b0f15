"""The methods of lists, strings and numbers, but for those that call back.

A method takes the budget, its receiver and its arguments; an argument that is null counts as one
that isn't given, and arguments past the last are ignored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.language import numbers
from hjx_studio.language.budget import NESTING, Budget, EvaluationError, too_deep
from hjx_studio.language.values import (
    Value,
    described,
    strict_equal,
    text,
    to_number,
)

Method: TypeAlias = Callable[..., Value]


def _integer(value: Value, missing: float = 0.0) -> float:
    """An argument as a whole number or an infinity."""
    return missing if value is None else numbers.to_integer(to_number(value))


def _clamped(value: Value, length: int, missing: int) -> int:
    """An argument as a position from 0 to `length`; a negative one counts from the end."""
    position = _integer(value, float(missing))
    if position < 0:
        return int(max(0.0, length + position))
    return int(min(position, length))


def _position(value: Value, length: int, missing: int) -> int:
    """An argument as a position from 0 to `length`; a negative one is 0."""
    return int(max(0.0, min(_integer(value, float(missing)), float(length))))


# --- lists ---------------------------------------------------------------------------------------


def list_at(budget: Budget, items: list[Value], index: Value = None, *_: Value) -> Value:
    """`at(index)`: from the end where it is negative."""
    position = _integer(index)
    if position < 0:
        position += len(items)
    return items[int(position)] if 0 <= position < len(items) else None


def _find(budget: Budget, items: list[Value], wanted: Value, start: int) -> int:
    budget.read(max(0, len(items) - start))
    for position in range(start, len(items)):
        if strict_equal(items[position], wanted, budget):
            return position
    return -1


def list_includes(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`includes(wanted, start)`, by `===`."""
    return _find(budget, items, wanted, _clamped(start, len(items), 0)) >= 0


def list_index_of(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`indexOf(wanted, start)`, by `===`."""
    return float(_find(budget, items, wanted, _clamped(start, len(items), 0)))


def list_last_index_of(
    budget: Budget, items: list[Value], wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`lastIndexOf(wanted, start)`: at or before `start`."""
    last = _integer(start, float(len(items) - 1))
    if last < 0:
        last += len(items)
    last = min(last, len(items) - 1)
    budget.read(int(max(0.0, last + 1)))
    for position in range(int(max(-1.0, last)), -1, -1):
        if strict_equal(items[position], wanted, budget):
            return float(position)
    return -1.0


def list_slice(
    budget: Budget, items: list[Value], start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`slice(start, end)`."""
    first = _clamped(start, len(items), 0)
    last = _clamped(end, len(items), len(items))
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
    _flatten(budget, items, _integer(depth, 1.0), flattened, 0)
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
    position = _integer(index)
    if position < 0:
        position += len(items)
    if not 0 <= position < len(items):
        raise EvaluationError(f"The list has no index {numbers.number_text(_integer(index))}.")
    budget.build(len(items))
    replaced = items.copy()
    replaced[int(position)] = value
    return replaced


def sort_by_text(budget: Budget, items: list[Value]) -> list[Value]:
    """`sort()` with no comparator: by `text`, in the order of code points."""
    budget.build(len(items))
    budget.spend(len(items) * len(items).bit_length() >> 4)
    keys = [text(item, budget) for item in items]
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]


# --- strings -------------------------------------------------------------------------------------


def text_at(budget: Budget, source: str, index: Value = None, *_: Value) -> Value:
    """`at(index)`: from the end where it is negative; null past either end."""
    position = _integer(index)
    if position < 0:
        position += len(source)
    budget.scan(len(source))
    return source[int(position)] if 0 <= position < len(source) else None


def text_char_at(budget: Budget, source: str, index: Value = None, *_: Value) -> Value:
    """`charAt(index)`: "" past either end."""
    position = _integer(index)
    budget.scan(len(source))
    return source[int(position)] if 0 <= position < len(source) else ""


def text_includes(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`includes(wanted, start)`."""
    budget.scan(len(source))
    return source.find(text(wanted, budget), _position(start, len(source), 0)) >= 0


def text_index_of(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`indexOf(wanted, start)`."""
    budget.scan(len(source))
    return float(source.find(text(wanted, budget), _position(start, len(source), 0)))


def text_last_index_of(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`lastIndexOf(wanted, start)`: beginning at or before `start`."""
    budget.scan(len(source))
    sought = text(wanted, budget)
    last = math.inf if start is None else to_number(start)
    last = math.inf if math.isnan(last) else numbers.to_integer(last)
    if last < 0:
        last = 0.0
    return float(source.rfind(sought, 0, int(min(last, len(source))) + len(sought)))


def text_starts_with(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`startsWith(wanted, start)`."""
    budget.scan(len(source))
    return source.startswith(text(wanted, budget), _position(start, len(source), 0))


def text_ends_with(
    budget: Budget, source: str, wanted: Value = None, end: Value = None, *_: Value
) -> Value:
    """`endsWith(wanted, end)`: as if the string ended there."""
    budget.scan(len(source))
    return source[: _position(end, len(source), len(source))].endswith(text(wanted, budget))


def text_slice(
    budget: Budget, source: str, start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`slice(start, end)`."""
    first = _clamped(start, len(source), 0)
    last = _clamped(end, len(source), len(source))
    return _part(budget, source, first, last)


def text_substring(
    budget: Budget, source: str, start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`substring(start, end)`: in either order."""
    first = _position(start, len(source), 0)
    last = _position(end, len(source), len(source))
    return _part(budget, source, min(first, last), max(first, last))


def _part(budget: Budget, source: str, first: int, last: int) -> str:
    budget.scan(len(source))
    budget.write(max(0, last - first))
    return source[first:last]


def text_split(
    budget: Budget, source: str, separator: Value = None, limit: Value = None, *_: Value
) -> Value:
    """`split(separator, limit)`: by code points where the separator is ""."""
    budget.scan(len(source))
    if separator is None:
        count, parts = 1, None
    else:
        parts = text(separator, budget)
        count = source.count(parts) + 1 if parts else len(source)
    budget.build(count)
    budget.write(len(source))
    if parts is None:
        pieces: list[Value] = [source]
    else:
        pieces = [*source.split(parts)] if parts else [*source]
    if limit is None:
        return pieces
    return pieces[: numbers.to_int32(to_number(limit)) & 0xFFFFFFFF]


def text_replace(
    budget: Budget, source: str, wanted: Value = None, put: Value = None, *_: Value
) -> Value:
    """`replace(wanted, put)`: the first one, with `put` as it stands."""
    return _replaced(budget, source, text(wanted, budget), text(put, budget), 1)


def text_replace_all(
    budget: Budget, source: str, wanted: Value = None, put: Value = None, *_: Value
) -> Value:
    """`replaceAll(wanted, put)`."""
    return _replaced(budget, source, text(wanted, budget), text(put, budget), len(source) + 1)


def _replaced(budget: Budget, source: str, wanted: str, put: str, most: int) -> str:
    budget.scan(len(source))
    count = min(source.count(wanted), most)
    budget.write(len(source) + count * (len(put) - len(wanted)))
    return source.replace(wanted, put, count)


def text_trim(budget: Budget, source: str, *_: Value) -> Value:
    """`trim()`."""
    budget.scan(len(source))
    budget.write(len(source))
    return source.strip(numbers.WHITESPACE)


def text_trim_start(budget: Budget, source: str, *_: Value) -> Value:
    """`trimStart()`."""
    budget.scan(len(source))
    budget.write(len(source))
    return source.lstrip(numbers.WHITESPACE)


def text_trim_end(budget: Budget, source: str, *_: Value) -> Value:
    """`trimEnd()`."""
    budget.scan(len(source))
    budget.write(len(source))
    return source.rstrip(numbers.WHITESPACE)


def text_pad_start(
    budget: Budget, source: str, length: Value = None, fill: Value = None, *_: Value
) -> Value:
    """`padStart(length, fill)`: with blanks where no fill is given."""
    return _padding(budget, source, length, fill) + source


def text_pad_end(
    budget: Budget, source: str, length: Value = None, fill: Value = None, *_: Value
) -> Value:
    """`padEnd(length, fill)`."""
    return source + _padding(budget, source, length, fill)


def _padding(budget: Budget, source: str, length: Value, fill: Value) -> str:
    wanted = _integer(length)
    piece = " " if fill is None else text(fill, budget)
    budget.scan(len(source))
    if wanted <= len(source) or not piece:
        return ""
    budget.write(_count(wanted))
    times, rest = divmod(int(wanted) - len(source), len(piece))
    return piece * times + piece[:rest]


def _count(number: float) -> int:
    """A whole number that may be infinite, for charging."""
    return int(min(number, numbers.LARGEST_COUNT))


def text_repeat(budget: Budget, source: str, count: Value = None, *_: Value) -> Value:
    """`repeat(count)`."""
    times = _integer(count)
    if times < 0 or math.isinf(times):
        raise EvaluationError("A string can't be repeated that often.")
    budget.scan(len(source))
    if not source:
        return ""
    budget.write(_count(len(source) * times))
    return source * int(times)


def text_upper(budget: Budget, source: str, *_: Value) -> Value:
    """`toUpperCase()`."""
    budget.scan(len(source))
    budget.write(3 * len(source))
    return source.upper()


def text_lower(budget: Budget, source: str, *_: Value) -> Value:
    """`toLowerCase()`."""
    budget.scan(len(source))
    budget.write(3 * len(source))
    return source.lower()


def text_concat(budget: Budget, source: str, *others: Value) -> Value:
    """`concat(…)` of texts."""
    parts = [source, *(text(other, budget) for other in others)]
    budget.write(sum(map(len, parts)))
    return "".join(parts)


# --- numbers -------------------------------------------------------------------------------------


def number_to_fixed(budget: Budget, number: float, digits: Value = None, *_: Value) -> Value:
    """`toFixed(digits)`."""
    count = _integer(digits)
    if not 0 <= count <= 100:
        raise EvaluationError("toFixed takes 0 to 100 digits.")
    return numbers.fixed(number, int(count))


def number_to_string(budget: Budget, number: float, radix: Value = None, *_: Value) -> Value:
    """`toString(radix)`: a radix other than 10 for whole numbers only."""
    base = _integer(radix, 10.0)
    if not 2 <= base <= 36:
        raise EvaluationError("A radix must be from 2 to 36.")
    if base == 10 or not math.isfinite(number):
        return numbers.number_text(number)
    if not number.is_integer():
        raise EvaluationError("Only a whole number can be written in another radix.")
    return numbers.radix_text(number, int(base))


METHODS: Mapping[str, Mapping[type, Method]] = MappingProxyType(
    {
        "at": {list: list_at, str: text_at},
        "charAt": {str: text_char_at},
        "concat": {list: list_concat, str: text_concat},
        "endsWith": {str: text_ends_with},
        "flat": {list: list_flat},
        "includes": {list: list_includes, str: text_includes},
        "indexOf": {list: list_index_of, str: text_index_of},
        "join": {list: list_join},
        "lastIndexOf": {list: list_last_index_of, str: text_last_index_of},
        "padEnd": {str: text_pad_end},
        "padStart": {str: text_pad_start},
        "push": {list: list_push},
        "repeat": {str: text_repeat},
        "replace": {str: text_replace},
        "replaceAll": {str: text_replace_all},
        "reverse": {list: list_reverse},
        "slice": {list: list_slice, str: text_slice},
        "split": {str: text_split},
        "startsWith": {str: text_starts_with},
        "substring": {str: text_substring},
        "toFixed": {float: number_to_fixed},
        "toLowerCase": {str: text_lower},
        "toString": {float: number_to_string},
        "toUpperCase": {str: text_upper},
        "trim": {str: text_trim},
        "trimEnd": {str: text_trim_end},
        "trimStart": {str: text_trim_start},
        "unshift": {list: list_unshift},
        "with": {list: list_with},
    }
)
"""Every method that takes values, by its name and its receiver's type."""


def no_method(receiver: Value, name: str) -> EvaluationError:
    """What calling a method that a value hasn't got fails with."""
    return EvaluationError(f"{described(receiver).capitalize()} has no method {name}.")


def call_method(budget: Budget, receiver: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    """`receiver.name(arguments)`, for a name in `METHODS`."""
    method = METHODS[name].get(type(receiver))
    if method is None:
        raise no_method(receiver, name)
    return method(budget, receiver, *arguments)
