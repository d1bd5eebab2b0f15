"""Commands, snapshots and events as JSON lines, and back.

A dataclass is written as an object with its class name under "_" and its fields under their own
names; a tuple as a list. Only the classes of `events` and `commands` are known: a line that names
another, or gives a field a value of the wrong type, is an error. How each class is written and read
is worked out once, from its type hints: thousands of events a second go through here.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from typing import Any, TypeAlias

import orjson

from hjx_studio.session import commands, events

Payload: TypeAlias = object
_Write: TypeAlias = Callable[[Any], object]
_Read: TypeAlias = Callable[[object], object]


class CodecError(ValueError):
    """A line that is not one of ours."""


def encode(value: Payload) -> bytes:
    """One line, without its end: lone surrogates, which JSON has no bytes for, become U+FFFD."""
    plain = _write(value)
    try:
        return orjson.dumps(plain)
    except orjson.JSONEncodeError:
        return orjson.dumps(_clean(plain))


def decode(line: bytes) -> Payload:
    """The value that `encode` wrote; `CodecError` when it is not one of ours."""
    try:
        plain = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise CodecError(f"not JSON: {error}") from error
    return _read(plain)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


# --- one class -----------------------------------------------------------------------------------


def _options(hint: object) -> tuple[object, ...]:
    """What a field may hold: the members of a union, or the hint alone."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return typing.get_args(hint)
    return (hint,)


def _holds_classes(hint: object) -> bool:
    return any(
        dataclasses.is_dataclass(option) or any(map(_holds_classes, typing.get_args(option)))
        for option in _options(hint)
    )


def _write(value: object) -> object:
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    write = _WRITERS.get(type(value))
    return value if write is None else write(value)


def _writer(cls: type[Any], fields: tuple[tuple[str, object], ...]) -> _Write:
    name = cls.__name__
    names = tuple(field for field, _ in fields)
    nested = tuple(field for field, hint in fields if _holds_classes(hint))

    def write(value: object) -> object:
        plain: dict[str, object] = {"_": name}
        for field in names:
            plain[field] = getattr(value, field)
        for field in nested:
            plain[field] = _write(plain[field])
        return plain

    return write


class _MismatchError(Exception):
    """A value that does not fit its field."""


def _read(plain: object) -> object:
    name = plain.get("_") if isinstance(plain, dict) else None
    if not isinstance(name, str):
        raise CodecError("an object with a known name under '_' was expected")
    read = _READERS.get(name)
    if read is None:
        raise CodecError(f"unknown class {name!r}")
    return read(plain)


def _class_reader(cls: type[Any], fields: tuple[tuple[str, object], ...]) -> _Read:
    readers = tuple((name, _field_reader(hint)) for name, hint in fields)

    def read(plain: object) -> object:
        values = []
        for name, read_field in readers:
            try:
                values.append(read_field(plain[name]))  # type: ignore[index]  # `_read` has looked
            except KeyError:
                raise CodecError(f"{cls.__name__} without {name}") from None
            except _MismatchError as error:
                raise CodecError(f"{cls.__name__}.{name} can't be {error}") from None
        return cls(*values)

    return read


def _field_reader(hint: object) -> _Read:
    """Reads a value of a hint, or raises `_MismatchError`."""
    options = _options(hint)
    plain_types = {option for option in options if option in (str, int, bool, types.NoneType)}
    takes_float = float in options
    classes = {option.__name__ for option in options if dataclasses.is_dataclass(option)}  # type: ignore[union-attr]  # a class has a name
    tuples = [_tuple_reader(option) for option in options if typing.get_origin(option) is tuple]

    def read(plain: object) -> object:
        kind = type(plain)
        if kind in plain_types:
            return plain
        if takes_float and (kind is float or kind is int):
            return float(plain)  # type: ignore[arg-type]  # a number, by the line above
        if tuples and kind is list:
            return tuples[0](plain)
        if classes and kind is dict and plain.get("_") in classes:  # type: ignore[attr-defined]  # a dict
            return _read(plain)
        raise _MismatchError(f"{plain!r:.60}")

    return read


def _tuple_reader(hint: object) -> _Read:
    """Reads a list as a tuple: `tuple[X, ...]`, or one of fixed length."""
    args = typing.get_args(hint)
    if len(args) == 2 and args[1] is ...:
        read_item = _field_reader(args[0])
        return lambda plain: tuple([read_item(item) for item in typing.cast("list[object]", plain)])
    readers = tuple(_field_reader(arg) for arg in args)

    def read(plain: object) -> object:
        items = typing.cast("list[object]", plain)
        if len(items) != len(readers):
            raise _MismatchError(f"a list of {len(items)}, it needs {len(readers)} items")
        return tuple([read_item(item) for read_item, item in zip(readers, items, strict=True)])

    return read


# --- all of them ---------------------------------------------------------------------------------


def _known() -> dict[type[Any], tuple[tuple[str, object], ...]]:
    """Every class that may cross, with the name and the type of each field."""
    known = {}
    for module in (events, commands):
        for cls in vars(module).values():
            if isinstance(cls, type) and dataclasses.is_dataclass(cls):
                hints = typing.get_type_hints(cls)
                known[cls] = tuple((f.name, hints[f.name]) for f in dataclasses.fields(cls))
    return known


_KNOWN = _known()
_WRITERS: dict[type[Any], _Write] = {cls: _writer(cls, fields) for cls, fields in _KNOWN.items()}
_READERS: dict[str, _Read] = {
    cls.__name__: _class_reader(cls, fields) for cls, fields in _KNOWN.items()
}
