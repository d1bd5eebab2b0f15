"""How many bytes a value takes as JSON, and by how many it grew; cheap where parts are shared."""

from __future__ import annotations

import orjson

from hjx_studio.language import values
from hjx_studio.language.values import Value, shared_end, shared_start


def size(value: Value) -> int:
    """The bytes of a value as it is sent."""
    return len(orjson.dumps(values.to_plain(value)))


def growth(old: Value, new: Value) -> int:
    """The bytes of `new` less those of `old`; parts that are the same objects are not looked at."""
    if old is new:
        return 0
    if isinstance(old, dict) and isinstance(new, dict):
        return _of_objects(old, new)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _of_lists(old, new)
    return size(new) - size(old)


def _of_objects(old: dict[str, Value], new: dict[str, Value]) -> int:
    gone = sum(_member(name, value) for name, value in old.items() if name not in new)
    come = sum(_member(name, value) for name, value in new.items() if name not in old)
    kept = sum(growth(value, new[name]) for name, value in old.items() if name in new)
    return come - gone + kept + _commas(new) - _commas(old)


def _of_lists(old: list[Value], new: list[Value]) -> int:
    start = shared_start(old, new)
    end = shared_end(old, new, start)
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    if len(gone) == len(come):
        return sum(map(growth, gone, come))
    return sum(map(size, come)) - sum(map(size, gone)) + _commas(new) - _commas(old)


def _member(name: str, value: Value) -> int:
    return size(name) + 1 + size(value)


def _commas(members: list[Value] | dict[str, Value]) -> int:
    return max(0, len(members) - 1)
