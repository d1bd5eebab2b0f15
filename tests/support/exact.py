"""A value as text that tells apart what JSON does not: NaN, the infinities and -0."""

from __future__ import annotations

import math

from hjx_studio.language.budget import Budget, Limits
from hjx_studio.language.numbers import number_text
from hjx_studio.language.values import Value, json_text


def exact(value: Value) -> str:
    """JSON in which such numbers are strings, as the embedded engine reports them too."""
    return json_text(_marked(value), Budget(Limits(steps=10**9, bytes=10**12)))


def _marked(value: Value) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        return f"number {number_text(value)}"
    if isinstance(value, float) and value == 0 and math.copysign(1.0, value) < 0:
        return "number -0"
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    return value
