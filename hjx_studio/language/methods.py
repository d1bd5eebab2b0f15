"""The methods that values have, but for those that call back: which there are, and calling one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.language import list_methods as lists
from hjx_studio.language import numbers
from hjx_studio.language import text_methods as texts
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.positions import integer
from hjx_studio.language.values import Value, described

Method: TypeAlias = Callable[..., Value]


def number_to_fixed(budget: Budget, number: float, digits: Value = None, *_: Value) -> Value:
    """`toFixed(digits)`."""
    count = integer(digits)
    if not 0 <= count <= 100:
        raise EvaluationError("toFixed takes 0 to 100 digits.")
    return numbers.fixed(number, int(count))


def number_to_string(budget: Budget, number: float, radix: Value = None, *_: Value) -> Value:
    """`toString(radix)`: a radix other than 10 for whole numbers only."""
    base = integer(radix, 10.0)
    if not 2 <= base <= 36:
        raise EvaluationError("A radix must be from 2 to 36.")
    if base == 10 or not math.isfinite(number):
        return numbers.number_text(number)
    if not number.is_integer():
        raise EvaluationError("Only a whole number can be written in another radix.")
    return numbers.radix_text(number, int(base))


METHODS: Mapping[str, Mapping[type, Method]] = MappingProxyType(
    {
        "at": {list: lists.list_at, str: texts.text_at},
        "charAt": {str: texts.text_char_at},
        "concat": {list: lists.list_concat, str: texts.text_concat},
        "endsWith": {str: texts.text_ends_with},
        "flat": {list: lists.list_flat},
        "includes": {list: lists.list_includes, str: texts.text_includes},
        "indexOf": {list: lists.list_index_of, str: texts.text_index_of},
        "join": {list: lists.list_join},
        "lastIndexOf": {
            list: lists.list_last_index_of,
            str: texts.text_last_index_of,
        },
        "padEnd": {str: texts.text_pad_end},
        "padStart": {str: texts.text_pad_start},
        "push": {list: lists.list_push},
        "repeat": {str: texts.text_repeat},
        "replace": {str: texts.text_replace},
        "replaceAll": {str: texts.text_replace_all},
        "reverse": {list: lists.list_reverse},
        "slice": {list: lists.list_slice, str: texts.text_slice},
        "split": {str: texts.text_split},
        "startsWith": {str: texts.text_starts_with},
        "substring": {str: texts.text_substring},
        "toFixed": {float: number_to_fixed},
        "toLowerCase": {str: texts.text_lower},
        "toString": {float: number_to_string},
        "toUpperCase": {str: texts.text_upper},
        "trim": {str: texts.text_trim},
        "trimEnd": {str: texts.text_trim_end},
        "trimStart": {str: texts.text_trim_start},
        "unshift": {list: lists.list_unshift},
        "with": {list: lists.list_with},
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
