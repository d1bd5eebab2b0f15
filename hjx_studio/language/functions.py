"""The functions and constants that every expression may use: `Math.abs`, `Number`, `JSON.parse`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from hjx_studio.language import numbers, operators
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.values import (
    Value,
    checked_text,
    described,
    from_json,
    in_order,
    json_text,
    text,
    to_number,
    truth,
)


def _math(operation: Callable[[float], float]) -> Callable[..., Value]:
    """A function of one number; NaN where it isn't given."""

    def function(budget: Budget, value: Value = math.nan, *_: Value) -> Value:
        return operation(to_number(value))

    return function


def _whole(operation: Callable[[float], int]) -> Callable[[float], float]:
    """A rounding that keeps the sign of zero, and what is no finite number."""

    def rounded(number: float) -> float:
        return math.copysign(operation(number), number) if math.isfinite(number) else number

    return rounded


def _sign(number: float) -> float:
    if number == 0 or math.isnan(number):
        return number
    return math.copysign(1.0, number)


def _smallest(budget: Budget, *values: Value) -> Value:
    return _extreme(budget, values, math.inf, -1.0)


def _largest(budget: Budget, *values: Value) -> Value:
    return _extreme(budget, values, -math.inf, 1.0)


def _extreme(budget: Budget, values: tuple[Value, ...], best: float, sign: float) -> Value:
    """The largest of numbers times `sign`; NaN if any is NaN, and 0 is more than -0."""
    budget.read(len(values))
    unknown = False
    for value in values:
        number = to_number(value)
        unknown = unknown or math.isnan(number)
        if number * sign > best * sign or (number == best and _above(number, best, sign)):
            best = number
    return math.nan if unknown else best


def _above(number: float, best: float, sign: float) -> bool:
    return math.copysign(1.0, number) * sign > math.copysign(1.0, best) * sign


def _power(budget: Budget, base: Value = math.nan, exponent: Value = math.nan, *_: Value) -> Value:
    return operators.power(budget, base, exponent)


def _number(budget: Budget, value: Value = 0.0, *_: Value) -> Value:
    if type(value) is str:
        budget.scan(len(value))
    return to_number(value)


def _string(budget: Budget, value: Value = "", *_: Value) -> Value:
    return text(value, budget)


def _boolean(budget: Budget, value: Value = None, *_: Value) -> Value:
    return truth(value)


def _parse_int(budget: Budget, value: Value = None, radix: Value = None, *_: Value) -> Value:
    source = text(value, budget)
    budget.scan(len(source))
    return numbers.parse_int(source, to_number(radix))


def _parse_float(budget: Budget, value: Value = None, *_: Value) -> Value:
    source = text(value, budget)
    budget.scan(len(source))
    return numbers.parse_float(source)


def _is_nan(budget: Budget, value: Value = math.nan, *_: Value) -> Value:
    return math.isnan(to_number(value))


def _is_list(budget: Budget, value: Value = None, *_: Value) -> Value:
    return type(value) is list


def _members(budget: Budget, value: Value) -> dict[str, Value]:
    if value is None:
        raise EvaluationError("null has no members.")
    return operators.spread_members(budget, value)


def _keys(budget: Budget, value: Value = None, *_: Value) -> Value:
    members = _members(budget, value)
    budget.build(len(members))
    return [*members]


def _values(budget: Budget, value: Value = None, *_: Value) -> Value:
    members = _members(budget, value)
    budget.build(len(members))
    return [*members.values()]


def _entries(budget: Budget, value: Value = None, *_: Value) -> Value:
    members = _members(budget, value)
    budget.build(4 * len(members))
    return [[key, item] for key, item in members.items()]


def _from_entries(budget: Budget, value: Value = None, *_: Value) -> Value:
    if type(value) is not list:
        raise EvaluationError("Object.fromEntries takes a list of [key, value] lists.")
    budget.build(2 * len(value))
    members: dict[str, Value] = {}
    for entry in value:
        if type(entry) is not list or not entry:
            raise EvaluationError("Object.fromEntries takes a list of [key, value] lists.")
        members[operators.to_key(entry[0])] = entry[1] if len(entry) > 1 else None
    return in_order(members)


def _stringify(budget: Budget, value: Value = None, *_: Value) -> Value:
    return json_text(value, budget)


def _parse(budget: Budget, value: Value = None, *_: Value) -> Value:
    source = text(value, budget)
    budget.scan(len(source))
    budget.write(8 * len(source))
    return from_json(checked_text(source))


FUNCTIONS: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {
        "Array.isArray": _is_list,
        "Boolean": _boolean,
        "JSON.parse": _parse,
        "JSON.stringify": _stringify,
        "Math.abs": _math(abs),
        "Math.ceil": _math(_whole(math.ceil)),
        "Math.floor": _math(_whole(math.floor)),
        "Math.max": _largest,
        "Math.min": _smallest,
        "Math.pow": _power,
        "Math.round": _math(numbers.round_half_up),
        "Math.sign": _math(_sign),
        "Math.sqrt": _math(numbers.square_root),
        "Math.trunc": _math(_whole(math.trunc)),
        "Number": _number,
        "Object.entries": _entries,
        "Object.fromEntries": _from_entries,
        "Object.keys": _keys,
        "Object.values": _values,
        "String": _string,
        "isNaN": _is_nan,
        "parseFloat": _parse_float,
        "parseInt": _parse_int,
    }
)
"""Every function by its name in the source, as a function of budget and arguments."""

CONSTANTS: Mapping[str, float] = MappingProxyType({"Math.PI": math.pi, "Math.E": math.e})
"""Every constant by its name in the source."""

DRAWS: Mapping[str, str] = MappingProxyType(
    {"Math.random": "random", "Date.now": "now", "uuid": "uuid"}
)
"""What differs from call to call, in handlers only: its name in the source, and the draw's kind."""

NAMESPACES = frozenset(("Array", "Date", "JSON", "Math", "Object"))
"""Names that stand only before a `.`."""

GLOBALS = NAMESPACES | {name for name in (*FUNCTIONS, *DRAWS) if "." not in name}
"""Every name that the language itself gives a meaning, so that no value can have it."""


def call_function(budget: Budget, name: str, arguments: tuple[Value, ...]) -> Value:
    """`name(arguments)`, for a name in `FUNCTIONS`."""
    return FUNCTIONS[name](budget, *arguments)


def no_function(value: Value) -> EvaluationError:
    """What passing a value as a callback fails with."""
    return EvaluationError(f"{described(value).capitalize()} is no function.")
