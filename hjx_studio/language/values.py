"""The value model: what a value is, and its text, truth, equality and JSON.

A value is None, a bool, a float, a str, a list of values or a dict from str to values, and is never
changed once made, so parts may be shared. Every number is a float, so that -0, NaN and overflow
behave as IEEE 754 has them. A dict stands in JavaScript's order of enumeration (integer-like keys
ascending, then by insertion) and never has the key `__proto__`; no str has a lone surrogate. What
is stored has no NaN, Infinity or -0 in it and nests at most `NESTING` deep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from json.encoder import encode_basestring
from math import copysign, isnan
from operator import is_not
from typing import TypeAlias

from hjx_studio.language.budget import NESTING, Budget, EvaluationError, too_deep
from hjx_studio.language.numbers import number_of_text, number_text

Value: TypeAlias = "bool | float | str | list[Value] | dict[str, Value] | None"

_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST_INDEX = 2**32 - 2
_INT64 = 2.0**63  # beyond it the encoder takes no integers
_NESTED = frozenset((list, dict))


def kind(value: Value) -> str:
    """What a value is, in one word: "null", "boolean", "number", "string", "list", "object"."""
    if value is None:
        return "null"
    return _KINDS[type(value)]


_KINDS = {bool: "boolean", float: "number", str: "string", list: "list", dict: "object"}


def described(value: Value) -> str:
    """What a value is, with its article, for a message."""
    if value is None:
        return "null"
    return "an object" if type(value) is dict else f"a {_KINDS[type(value)]}"


# --- conversions ---------------------------------------------------------------------------------


def truth(value: Value) -> bool:
    """Whether a value counts as true: false, null, 0, NaN and "" do not."""
    if type(value) is list or type(value) is dict:
        return True
    return bool(value) and not (type(value) is float and isnan(value))


def to_number(value: Value) -> float:
    """JavaScript's ToNumber; a list or object is an error."""
    if type(value) is float:
        return value
    if type(value) is str:
        return number_of_text(value)
    if value is None or value is False:
        return 0.0
    if value is True:
        return 1.0
    raise EvaluationError(f"{described(value).capitalize()} is no number.")


def text(value: Value, budget: Budget | None = None) -> str:
    """A value as `{{ }}` shows it: null is empty, a list or object compact JSON."""
    if type(value) is str:
        return value
    if type(value) is float:
        return number_text(value)
    if type(value) is list or type(value) is dict:
        return json_text(value, budget or Budget())
    return "" if value is None else "true" if value else "false"


def json_text(value: Value, budget: Budget, depth: int = 0) -> str:
    """Compact JSON as `JSON.stringify` writes it: NaN and Infinity are null."""
    if type(value) is str:
        budget.write(len(value))
        return encode_basestring(value)
    if type(value) is float:
        return number_text(value) if value - value == 0.0 else "null"
    if type(value) is not list and type(value) is not dict:
        return "null" if value is None else "true" if value else "false"
    if depth == NESTING:
        raise too_deep()
    budget.read(len(value))
    if isinstance(value, list):
        parts = [json_text(item, budget, depth + 1) for item in value]
        budget.write(sum(map(len, parts)) + len(parts) + 1)
        return f"[{','.join(parts)}]"
    parts = [
        f"{json_text(key, budget)}:{json_text(item, budget, depth + 1)}"
        for key, item in value.items()
    ]
    budget.write(sum(map(len, parts)) + len(parts) + 1)
    return f"{{{','.join(parts)}}}"


# --- equality ------------------------------------------------------------------------------------


def strict_equal(left: Value, right: Value, budget: Budget, depth: int = 0) -> bool:
    """`===`: lists and objects by value, their members by `===`, the order of keys aside."""
    if type(left) is not type(right):
        return False
    if type(left) is str:
        budget.compare(left, right)  # type: ignore[arg-type] # same type as left
        return left == right
    if type(left) is list:
        return _equal_lists(left, right, budget, depth)  # type: ignore[arg-type] # same type as left
    if type(left) is dict:
        return _equal_objects(left, right, budget, depth)  # type: ignore[arg-type] # as above
    return left == right


def _equal_lists(left: list[Value], right: list[Value], budget: Budget, depth: int) -> bool:
    if depth == NESTING:
        raise too_deep()
    if len(left) != len(right):
        return False
    budget.read(len(left))
    return all(
        strict_equal(one, other, budget, depth + 1) for one, other in zip(left, right, strict=True)
    )


def _equal_objects(
    left: dict[str, Value], right: dict[str, Value], budget: Budget, depth: int
) -> bool:
    if depth == NESTING:
        raise too_deep()
    if len(left) != len(right):
        return False
    budget.read(len(left))
    return all(
        key in right and strict_equal(item, right[key], budget, depth + 1)
        for key, item in left.items()
    )


def loose_equal(left: Value, right: Value, budget: Budget) -> bool:
    """`==`: JavaScript's on primitives; a list or object never equals a primitive."""
    if type(left) is type(right):
        return strict_equal(left, right, budget)
    if left is None or right is None or isinstance(left, list | dict):
        return False
    if isinstance(right, list | dict):
        return False
    return to_number(left) == to_number(right)


# --- keys ----------------------------------------------------------------------------------------


def array_index(key: str) -> int:
    """The index that an integer-like key stands for, or -1 (ECMA-262, array index)."""
    if key.isascii() and key.isdigit() and len(key) <= 10 and (key[0] != "0" or key == "0"):
        index = int(key)
        if index <= _LAST_INDEX:
            return index
    return -1


def forbidden_key() -> EvaluationError:
    """What the use of `__proto__` as a key fails with."""
    return EvaluationError("The key __proto__ is not allowed.")


def in_order(members: dict[str, Value]) -> dict[str, Value]:
    """The same members in JavaScript's order; the very dict where it already has that order."""
    indices = [key for key in members if array_index(key) >= 0]
    if not indices:
        return members
    indices.sort(key=int)
    ordered = {key: members[key] for key in indices}
    ordered.update(members)
    return ordered


# --- depth, and what may be stored ---------------------------------------------------------------


def check_depth(value: Value, budget: Budget) -> Value:
    """The value itself, if it nests at most `NESTING` deep."""
    if type(value) is not list and type(value) is not dict:
        return value
    level: list[list[Value] | dict[str, Value]] = [value]
    for _ in range(NESTING):
        budget.spend(1 + (sum(map(len, level)) >> 3))
        if _NESTED.isdisjoint(map(type, _members(level))):
            return value
        level = [one for one in _members(level) if type(one) is list or type(one) is dict]
    raise too_deep()


def _members(level: list[list[Value] | dict[str, Value]]) -> Iterable[Value]:
    """The members of all lists and objects; faster where all are of one kind."""
    types = set(map(type, level))
    if types == {dict}:
        return chain.from_iterable(map(dict.values, level))  # type: ignore[arg-type]  # as tested
    if types == {list}:
        return chain.from_iterable(level)
    return (item for one in level for item in (one.values() if isinstance(one, dict) else one))


def check_stored(
    value: Value, budget: Budget | None = None, old: Value = None, room: int = NESTING
) -> Value:
    """The value as it may be stored: -0 becomes 0; NaN and Infinity are errors.

    What `old`, a stored value in the same place, already holds is not looked at again. `room` is
    how deep the value may nest.
    """
    if type(value) is float:
        if value - value != 0.0:
            raise EvaluationError(f"{number_text(value)} can't be stored.")
        return value + 0.0
    if value is old or not isinstance(value, list | dict):
        return value
    return _stored(value, old, budget or Budget(), room)


def _stored(
    value: list[Value] | dict[str, Value], old: Value, budget: Budget, room: int
) -> list[Value] | dict[str, Value]:
    if room == 0:
        raise too_deep()
    budget.read(len(value))
    changed: list[tuple[int | str, Value]] = []
    for key, item in _unknown(value, old):
        if type(item) is float:
            if item - item != 0.0:
                raise EvaluationError(f"{number_text(item)} can't be stored.")
            if item == 0.0 and copysign(1.0, item) < 0:
                changed.append((key, 0.0))
        elif type(item) is list or type(item) is dict:
            stored = _stored(item, None, budget, room - 1)
            if stored is not item:
                changed.append((key, stored))
    if not changed:
        return value
    copy = value.copy()
    for place, item in changed:
        copy[place] = item  # type: ignore[index] # the place came from the same list or dict
    return copy


def _unknown(
    value: list[Value] | dict[str, Value], old: Value
) -> Iterable[tuple[int | str, Value]]:
    """The members, with their keys, but for those that `old` has too: at the beginning or the end
    of a list, else between these; among an object's members."""
    if isinstance(value, dict):
        known = set(map(id, old.values())) if isinstance(old, dict) else set[int]()
        return [(key, item) for key, item in value.items() if id(item) not in known]
    if not isinstance(old, list):
        return enumerate(value)
    start = shared_start(value, old)
    end = shared_end(value, old, start)
    known = set(map(id, old[start : len(old) - end]))
    between = enumerate(value[start : len(value) - end], start)
    return [(index, item) for index, item in between if id(item) not in known]


def shared_start(one: Sequence[Value], other: Sequence[Value]) -> int:
    """How many items at the beginning are the same objects."""
    different = bytes(map(is_not, one, other)).find(1)
    return min(len(one), len(other)) if different < 0 else different


def shared_end(one: Sequence[Value], other: Sequence[Value], start: int) -> int:
    """How many items at the end are the same objects, behind the first `start`."""
    most = min(len(one), len(other)) - start
    different = bytes(map(is_not, islice(reversed(one), most), reversed(other))).find(1)
    return most if different < 0 else different


# --- JSON at the edge ----------------------------------------------------------------------------


def from_json(source: str) -> Value:
    """The value that a JSON text stands for; of duplicate keys the last wins.

    Raises EvaluationError for what is no JSON, nests too deep, or has a lone surrogate or the key
    `__proto__` in it.
    """
    try:
        plain = json.loads(source, parse_int=float, parse_constant=_refuse)
    except RecursionError:
        raise too_deep() from None
    except ValueError:
        raise EvaluationError("This text is no JSON.") from None
    return from_plain(plain)


def _refuse(_: str) -> object:
    raise ValueError


def from_plain(plain: object, room: int = NESTING) -> Value:
    """The value that plain JSON objects of Python stand for, checked as `from_json` does."""
    if isinstance(plain, str):
        return checked_text(plain)
    if plain is None or isinstance(plain, bool):
        return plain
    if isinstance(plain, int | float):
        return _number(plain)
    if not isinstance(plain, list | tuple | dict):
        raise EvaluationError("This is no JSON value.")
    if room == 0:
        raise too_deep()
    if not isinstance(plain, dict):
        return [from_plain(item, room - 1) for item in plain]
    members: dict[str, Value] = {}
    for key, item in plain.items():
        if key == "__proto__":
            raise forbidden_key()
        if not isinstance(key, str):
            raise EvaluationError("The key of an object must be a string.")
        members[checked_text(key)] = from_plain(item, room - 1)
    return in_order(members)


def _number(plain: float) -> float:
    try:
        return float(plain)
    except OverflowError:
        return float("inf") if plain > 0 else float("-inf")


def checked_text(source: str) -> str:
    """The text itself, if it has no lone surrogate."""
    if not source.isascii() and _SURROGATE.search(source):
        raise EvaluationError("A lone surrogate is no character.")
    return source


def to_plain(value: Value) -> object:
    """The value for a JSON encoder: whole numbers below 2**63 as int, NaN and Infinity as null."""
    if type(value) is float:
        if value.is_integer() and -_INT64 < value < _INT64:
            return int(value)
        return value if value - value == 0.0 else None
    if type(value) is list:
        return [item if type(item) is str else to_plain(item) for item in value]
    if type(value) is dict:
        return {key: item if type(item) is str else to_plain(item) for key, item in value.items()}
    return value


# --- for people ----------------------------------------------------------------------------------


def preview(value: Value, limit: int = 200) -> str:
    """A value on one line of at most `limit` code points, as a person would write it.

    Cut with `…`; looks at no more of the value than it shows.
    """
    pieces: list[str] = []
    _preview(value, limit + 1, pieces, 0)
    line = "".join(pieces)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _preview(value: Value, room: int, pieces: list[str], depth: int) -> int:
    """Append the pieces of a preview; what room is left, none of it when it is full."""
    if type(value) is list or type(value) is dict:
        opening, closing = ("[", "]") if type(value) is list else ("{", "}")
        pieces.append(opening)
        room -= 1
        if depth == NESTING:
            room = 0
        entries = value.items() if isinstance(value, dict) else ((None, item) for item in value)
        for number, (key, item) in enumerate(entries):
            if room <= 0:
                pieces.append("…" * (1 - room))
                return 0
            lead = ("," if number else "") + ("" if key is None else f"{_quoted(key, room)}:")
            pieces.append(lead)
            room = _preview(item, room - len(lead), pieces, depth + 1)
        pieces.append(closing)
        return room - 1
    piece = _quoted(value, room) if type(value) is str else text(value) or "null"
    pieces.append(piece)
    return room - len(piece)


def _quoted(source: str, room: int) -> str:
    return encode_basestring(source[: max(room, 0)])
