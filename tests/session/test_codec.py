"""Everything that crosses between server and front end comes back as it went."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjx_studio.session import codec, commands, events
from hjx_studio.session.codec import CodecError, decode, encode

CLASSES = sorted(
    {
        value
        for module in (events, commands)
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value)
    },
    key=lambda cls: cls.__name__,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN: dict[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
}


def of_hint(hint: object) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return st.one_of([of_hint(option) for option in typing.get_args(hint)])
    if typing.get_origin(hint) is tuple:
        args = typing.get_args(hint)
        if args[-1] is Ellipsis:
            return st.lists(of_hint(args[0]), max_size=3).map(tuple)
        return st.tuples(*(of_hint(arg) for arg in args))
    assert isinstance(hint, type), f"no values for {hint}"
    return st.deferred(lambda: of_class(hint))


def of_class(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of one of our classes."""
    hints = typing.get_type_hints(cls)
    fields = {field.name: of_hint(hints[field.name]) for field in dataclasses.fields(cls)}
    return st.builds(cls, **fields)


def test_every_class_of_events_and_commands_is_covered() -> None:
    names = {cls.__name__ for cls in CLASSES}
    assert {"FrameSeen", "StateChanged", "EventBatch", "TakeSnapshot", "ServerSnapshot"} <= names
    assert set(typing.get_args(events.Event)) <= set(CLASSES)
    assert set(typing.get_args(commands.Command)) <= set(CLASSES)
    assert set(typing.get_args(commands.Reply)) <= set(CLASSES)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_sent_comes_back_the_same(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(of_class(cls))
    line = encode(value)
    assert b"\n" not in line
    assert decode(line) == value


@given(st.sampled_from(CLASSES).flatmap(of_class), st.data())
def test_a_field_of_the_wrong_type_is_refused(value: object, data: st.DataObject) -> None:
    plain = orjson.loads(encode(value))
    names = [name for name in plain if name != "_"]
    if names:
        plain[data.draw(st.sampled_from(names))] = {"_": "Nothing"}
        with pytest.raises(CodecError):
            decode(orjson.dumps(plain))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_field_that_is_missing_is_refused(cls: type[Any]) -> None:
    if dataclasses.fields(cls):
        with pytest.raises(CodecError):
            decode(orjson.dumps({"_": cls.__name__}))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"{}",
        b'{"_": 1}',
        b'{"_": "object"}',
        b'{"_": "HjxError"}',
        b'{"_": "ServerGoneError", "args": []}',
        b'{"_": "SetStepMode", "on": 1}',
        b'{"_": "Breakpoint", "line": true}',
        b'{"_": "Breakpoint", "line": 1.5}',
        b'{"_": "Lines", "lines": 1}',
        b'{"_": "Lines", "lines": ["1"]}',
        b'\xff{"_": "TakeSnapshot"}',
    ],
)
def test_what_is_not_ours_is_refused(line: bytes) -> None:
    with pytest.raises(CodecError):
        decode(line)


def test_half_a_surrogate_pair_crosses_as_the_replacement_character() -> None:
    sent = events.LogWritten("main", 1.0, "log", "a\ud800b 😀")
    assert decode(encode(sent)) == dataclasses.replace(sent, text="a\ufffdb 😀")


def test_a_whole_number_where_a_float_belongs_comes_back_as_one() -> None:
    sent = events.SessionEnded("main", 5.0)
    back = decode(codec.encode(sent).replace(b"5.0", b"5"))
    assert isinstance(back, events.SessionEnded)
    assert type(back.time) is float
