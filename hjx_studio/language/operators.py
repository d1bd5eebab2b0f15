"""What operators, members and literals mean: the operations that the evaluators share."""

from __future__ import annotations

from collections.abc import Sequence

from hjx_studio.language import numbers
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.values import (
    Value,
    array_index,
    described,
    forbidden_key,
    in_order,
    loose_equal,
    strict_equal,
    text,
    to_number,
)

_MOST_ARGUMENTS = 50_000

# --- arithmetic ----------------------------------------------------------------------------------


def add(budget: Budget, left: Value, right: Value) -> Value:
    """`+`: lists concatenate, a string with anything is text, else numbers are added."""
    if type(left) is str or type(right) is str:
        one, other = text(left, budget), text(right, budget)
        budget.write(len(one) + len(other))
        return one + other
    if type(left) is list and type(right) is list:
        budget.build(len(left) + len(right))
        return left + right
    for side in (left, right):
        if isinstance(side, list | dict):
            raise EvaluationError(f"{_pair(left, right)} can't be added.")
    return to_number(left) + to_number(right)


def _pair(left: Value, right: Value) -> str:
    return f"{described(left).capitalize()} and {described(right)}"


def subtract(budget: Budget, left: Value, right: Value) -> Value:
    """`-`."""
    return to_number(left) - to_number(right)


def multiply(budget: Budget, left: Value, right: Value) -> Value:
    """`*`."""
    return to_number(left) * to_number(right)


def divide(budget: Budget, left: Value, right: Value) -> Value:
    """`/`."""
    return numbers.divide(to_number(left), to_number(right))


def remainder(budget: Budget, left: Value, right: Value) -> Value:
    """`%`."""
    return numbers.remainder(to_number(left), to_number(right))


def power(budget: Budget, left: Value, right: Value) -> Value:
    """`**`, and `Math.pow`."""
    result = numbers.power(to_number(left), to_number(right))
    if result is None:
        raise EvaluationError("The exponent must be a whole number or 0.5.")
    return result


def negate(value: Value) -> Value:
    """Unary `-`."""
    return -to_number(value)


# --- comparison ----------------------------------------------------------------------------------


def less(budget: Budget, left: Value, right: Value) -> bool:
    """`<`: two strings by code point, else numbers."""
    if type(left) is str and type(right) is str:
        budget.compare(left, right)
        return left < right
    return to_number(left) < to_number(right)


def less_or_equal(budget: Budget, left: Value, right: Value) -> bool:
    """`<=`: not the opposite of `>`, as NaN compares false."""
    if type(left) is str and type(right) is str:
        budget.compare(left, right)
        return left <= right
    return to_number(left) <= to_number(right)


def greater(budget: Budget, left: Value, right: Value) -> bool:
    """`>`."""
    if type(left) is str and type(right) is str:
        budget.compare(left, right)
        return left > right
    return to_number(left) > to_number(right)


def greater_or_equal(budget: Budget, left: Value, right: Value) -> bool:
    """`>=`."""
    if type(left) is str and type(right) is str:
        budget.compare(left, right)
        return left >= right
    return to_number(left) >= to_number(right)


def equal(budget: Budget, left: Value, right: Value) -> bool:
    """`==`."""
    return loose_equal(left, right, budget)


def unequal(budget: Budget, left: Value, right: Value) -> bool:
    """`!=`."""
    return not loose_equal(left, right, budget)


def same(budget: Budget, left: Value, right: Value) -> bool:
    """`===`."""
    return strict_equal(left, right, budget)


def different(budget: Budget, left: Value, right: Value) -> bool:
    """`!==`."""
    return not strict_equal(left, right, budget)


BINARY = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "**": power,
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
    "==": equal,
    "!=": unequal,
    "===": same,
    "!==": different,
}
"""Each binary operator as a function of budget, left and right."""

# --- members -------------------------------------------------------------------------------------


def member(budget: Budget, value: Value, name: str) -> Value:
    """`value.name`: null where there is none; `name` is not `__proto__`."""
    if type(value) is dict:
        return value.get(name)
    if type(value) is str:
        budget.scan(len(value))
    if name == "length" and (type(value) is list or type(value) is str):
        return float(len(value))
    return None


def index(budget: Budget, value: Value, key: Value) -> Value:
    """`value[key]`: null where there is none."""
    if type(key) is float:
        if type(value) is list:
            if 0 <= key < len(value) and key.is_integer():
                return value[int(key)]
            return None
        if type(value) is str:
            return _character(budget, value, int(key) if key.is_integer() else -1)
        return value.get(numbers.number_text(key)) if type(value) is dict else None
    if type(key) is bool:
        key = "true" if key else "false"
    if type(key) is not str:
        return None
    if key == "__proto__":
        raise forbidden_key()
    if type(value) is list:
        position = array_index(key)
        if 0 <= position < len(value):
            return value[position]
    elif type(value) is str and array_index(key) >= 0:
        return _character(budget, value, array_index(key))
    return member(budget, value, key)


def _character(budget: Budget, value: str, position: int) -> Value:
    budget.scan(len(value))
    return value[position] if 0 <= position < len(value) else None


def to_key(value: Value) -> str:
    """A value as the key of an object: a string, number or boolean."""
    if type(value) is float:
        return numbers.number_text(value)
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is not str:
        raise EvaluationError(f"{described(value).capitalize()} can't be a key.")
    if value == "__proto__":
        raise forbidden_key()
    return value


# --- literals ------------------------------------------------------------------------------------


def spread_items(budget: Budget, value: Value) -> list[Value]:
    """The elements that `...value` stands for in a list or a call."""
    if type(value) is list:
        return value
    if type(value) is str:
        budget.build(len(value))
        return list(value)
    raise EvaluationError(f"{described(value).capitalize()} can't be spread into a list.")


def spread_arguments(budget: Budget, value: Value) -> list[Value]:
    """The arguments that `...value` stands for in a call: so many as every engine can pass."""
    if type(value) is list:
        budget.build(len(value))
    items = spread_items(budget, value)
    if len(items) > _MOST_ARGUMENTS:
        raise EvaluationError(f"A call takes at most {_MOST_ARGUMENTS:,} arguments.")
    return items


def spread_members(budget: Budget, value: Value) -> dict[str, Value]:
    """The members that `...value` stands for in an object; null, numbers and booleans have none."""
    if type(value) is dict:
        return value
    if type(value) is list or type(value) is str:
        budget.build(2 * len(value))
        return {str(position): item for position, item in enumerate(value)}
    return {}


def new_list(budget: Budget, items: list[Value]) -> list[Value]:
    """A list literal without spread."""
    budget.build(len(items))
    return items


def new_object(budget: Budget, members: dict[str, Value]) -> dict[str, Value]:
    """An object literal of fixed keys, none of them integer-like."""
    budget.build(2 * len(members))
    return members


def joined_lists(budget: Budget, parts: Sequence[list[Value]]) -> list[Value]:
    """A list literal with spread: its parts one after the other."""
    budget.build(sum(map(len, parts)))
    items: list[Value] = []
    for part in parts:
        items += part
    return items


def merged(budget: Budget, parts: Sequence[dict[str, Value]]) -> dict[str, Value]:
    """An object literal in general: later parts win, an earlier key keeps its place."""
    budget.build(2 * sum(map(len, parts)))
    members: dict[str, Value] = {}
    for part in parts:
        members.update(part)
    return in_order(members)


def extended(budget: Budget, value: Value, members: dict[str, Value]) -> dict[str, Value]:
    """`{ ...value, name: … }` with fixed keys, none of them integer-like."""
    if type(value) is not dict:
        value = spread_members(budget, value)
    budget.build(2 * (len(value) + len(members)))
    return {**value, **members}


def template(budget: Budget, parts: Sequence[str]) -> str:
    """A template literal of its parts' texts."""
    budget.write(sum(map(len, parts)))
    return "".join(parts)
