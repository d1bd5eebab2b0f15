"""Commands, snapshots and events as JSON lines, and back.

A dataclass is written as an object with its class name under "_" and its fields under their own
names; a tuple as a list. Only the classes of `events` and `commands` are known: a line that names
another, or gives a field a value of the wrong type, is an error.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

import orjson

from hjx_studio.session import commands, events

Payload: typing.TypeAlias = object


class CodecError(ValueError):
    """A line that is not one of ours."""


def _known() -> dict[str, type[Any]]:
    return {
        name: value
        for module in (events, commands)
        for name, value in vars(module).items()
        if isinstance(value, type) and dataclasses.is_dataclass(value)
    }


def _typed_fields(cls: type[Any]) -> tuple[tuple[str, object], ...]:
    hints = typing.get_type_hints(cls)
    return tuple((field.name, hints[field.name]) for field in dataclasses.fields(cls))


_CLASSES = _known()
_FIELDS = {name: _typed_fields(cls) for name, cls in _CLASSES.items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        cls: type[Any] = type(value)
        plain: dict[str, object] = {"_": cls.__name__}
        for name, _ in _FIELDS[cls.__name__]:
            plain[name] = _plain(getattr(value, name))
        return plain
    return value


def encode(value: Payload) -> bytes:
    """One line, without its end: lone surrogates, which JSON has no bytes for, become U+FFFD."""
    try:
        return orjson.dumps(_plain(value))
    except orjson.JSONEncodeError:
        return orjson.dumps(_clean(_plain(value)))


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


def decode(line: bytes) -> Payload:
    """The value that `encode` wrote; `CodecError` when it is not one of ours."""
    try:
        plain = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise CodecError(f"not JSON: {error}") from error
    return _instance(plain)


def _instance(plain: object) -> object:
    if not isinstance(plain, dict) or not isinstance(plain.get("_"), str):
        raise CodecError("an object with a known name under '_' was expected")
    cls = _CLASSES.get(plain["_"])
    if cls is None:
        raise CodecError(f"unknown class {plain['_']!r}")
    values = {}
    for name, hint in _FIELDS[cls.__name__]:
        if name not in plain:
            raise CodecError(f"{cls.__name__} without {name}")
        values[name] = _typed(plain[name], hint, f"{cls.__name__}.{name}")
    result: object = cls(**values)
    return result


def _typed(plain: object, hint: object, where: str) -> object:
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if typing.get_origin(hint) is typing.Union:
        options = typing.get_args(hint)
    for option in options:
        if option is type(None):
            if plain is None:
                return None
        elif typing.get_origin(option) is tuple:
            if isinstance(plain, list):
                return _tuple(plain, typing.get_args(option), where)
        elif dataclasses.is_dataclass(option):
            if isinstance(plain, dict) and plain.get("_") == typing.cast(type, option).__name__:
                return _instance(plain)
        elif option is float:
            if isinstance(plain, int | float) and not isinstance(plain, bool):
                return float(plain)
        elif type(plain) is option:
            return plain
    raise CodecError(f"{where} can't be {plain!r:.60}")


def _tuple(plain: list[object], args: tuple[object, ...], where: str) -> tuple[object, ...]:
    if len(args) == 2 and args[1] is ...:
        return tuple(_typed(item, args[0], where) for item in plain)
    if len(args) != len(plain):
        raise CodecError(f"{where} needs {len(args)} items")
    return tuple(_typed(item, arg, where) for item, arg in zip(plain, args, strict=True))
