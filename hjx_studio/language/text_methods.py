"""The methods of strings.

A method takes the budget, its receiver and its arguments; an argument that is null counts as one
that isn't given, and arguments past the last are ignored.
"""

from __future__ import annotations

import math

from hjx_studio.language import numbers
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.positions import clamped, integer, position
from hjx_studio.language.values import Value, text, to_number


def text_at(budget: Budget, source: str, index: Value = None, *_: Value) -> Value:
    """`at(index)`: from the end where it is negative; null past either end."""
    place = integer(index)
    if place < 0:
        place += len(source)
    budget.scan(len(source))
    return source[int(place)] if 0 <= place < len(source) else None


def text_char_at(budget: Budget, source: str, index: Value = None, *_: Value) -> Value:
    """`charAt(index)`: "" past either end."""
    place = integer(index)
    budget.scan(len(source))
    return source[int(place)] if 0 <= place < len(source) else ""


def text_includes(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`includes(wanted, start)`."""
    budget.scan(len(source))
    return source.find(text(wanted, budget), position(start, len(source), 0)) >= 0


def text_index_of(
    budget: Budget, source: str, wanted: Value = None, start: Value = None, *_: Value
) -> Value:
    """`indexOf(wanted, start)`."""
    budget.scan(len(source))
    return float(source.find(text(wanted, budget), position(start, len(source), 0)))


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
    return source.startswith(text(wanted, budget), position(start, len(source), 0))


def text_ends_with(
    budget: Budget, source: str, wanted: Value = None, end: Value = None, *_: Value
) -> Value:
    """`endsWith(wanted, end)`: as if the string ended there."""
    budget.scan(len(source))
    return source[: position(end, len(source), len(source))].endswith(text(wanted, budget))


def text_slice(
    budget: Budget, source: str, start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`slice(start, end)`."""
    first = clamped(start, len(source), 0)
    last = clamped(end, len(source), len(source))
    return _part(budget, source, first, last)


def text_substring(
    budget: Budget, source: str, start: Value = None, end: Value = None, *_: Value
) -> Value:
    """`substring(start, end)`: in either order."""
    first = position(start, len(source), 0)
    last = position(end, len(source), len(source))
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
    wanted = integer(length)
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
    times = integer(count)
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
