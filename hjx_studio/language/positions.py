"""Arguments that are positions: JavaScript's whole numbers, clamped to a length."""

from __future__ import annotations

from hjx_studio.language import numbers
from hjx_studio.language.values import Value, to_number


def integer(value: Value, missing: float = 0.0) -> float:
    """An argument as a whole number or an infinity."""
    return missing if value is None else numbers.to_integer(to_number(value))


def clamped(value: Value, length: int, missing: int) -> int:
    """An argument as a position from 0 to `length`; a negative one counts from the end."""
    position = integer(value, float(missing))
    if position < 0:
        return int(max(0.0, length + position))
    return int(min(position, length))


def position(value: Value, length: int, missing: int) -> int:
    """An argument as a position from 0 to `length`; a negative one is 0."""
    return int(max(0.0, min(integer(value, float(missing)), float(length))))
