"""Values as JavaScript has them, and what may come in, stay and go out."""

from __future__ import annotations

import math

import pytest

from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.values import (
    Value,
    check_depth,
    check_stored,
    from_json,
    from_plain,
    kind,
    loose_equal,
    preview,
    strict_equal,
    text,
    to_number,
    to_plain,
    truth,
)


def nested(depth: int) -> Value:
    value: Value = 1.0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        ("plain", "plain"),
        (5.0, "5"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1e+21"),
        (1e16, "10000000000000000"),
        (1e-5, "0.00001"),
        (1.5e-7, "1.5e-7"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        ([], "[]"),
        ([1.0, None, math.nan, -0.0, 'a"b\n\u2028\x7f'], '[1,null,null,0,"a\\"b\\n\u2028\x7f"]'),
        ({"a": [True], "b": {}}, '{"a":[true],"b":{}}'),
    ],
)
def test_text(value: Value, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize("value", [None, False, 0.0, -0.0, math.nan, ""])
def test_what_is_false(value: Value) -> None:
    assert truth(value) is False


@pytest.mark.parametrize("value", [True, 1.0, -1.0, math.inf, "0", " ", [], {}])
def test_what_is_true(value: Value) -> None:
    assert truth(value) is True


@pytest.mark.parametrize(
    ("one", "other", "loose", "strict"),
    [
        (True, 1.0, True, False),
        (False, 0.0, True, False),
        (None, 0.0, False, False),
        (None, False, False, False),
        (None, None, True, True),
        ("", 0.0, True, False),
        ("1", 1.0, True, False),
        ("a", 0.0, False, False),
        (math.nan, math.nan, False, False),
        (0.0, -0.0, True, True),
        ([1.0], [1.0], True, True),
        ([1.0], [True], False, False),
        ([math.nan], [math.nan], False, False),
        ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, True, True),
        ({"a": 1.0}, {"a": 1.0, "b": None}, False, False),
        ([], "", False, False),
        ([], False, False, False),
        ([], {}, False, False),
    ],
)
def test_equality(one: Value, other: Value, loose: bool, strict: bool) -> None:
    for left, right in ((one, other), (other, one)):
        assert loose_equal(left, right, Budget()) is loose
        assert strict_equal(left, right, Budget()) is strict


def test_to_number() -> None:
    assert [to_number(value) for value in (None, True, False, " 12 ", "0x1F", "", 2.5)] == [
        *(0.0, 1.0, 0.0, 12.0, 31.0, 0.0, 2.5)
    ]
    for source in ("1_000", "inf", "٣", "1e", "0x", "--1", "1 2"):
        assert math.isnan(to_number(source))
    neither: list[Value] = [[], {}]
    for value in neither:
        with pytest.raises(EvaluationError, match="is no number"):
            to_number(value)


def test_json_becomes_values_of_one_kind_of_number_in_javascripts_order() -> None:
    value = from_json('{"b": 1, "2": [1.5, -0], "1": true, "b": 2, "01": null}')
    assert value == {"1": True, "2": [1.5, -0.0], "b": 2.0, "01": None}
    assert isinstance(value, dict)
    assert [*value] == ["1", "2", "b", "01"]
    assert type(value["b"]) is float
    assert from_json("9007199254740993") == 9007199254740992.0
    assert from_json("1e999") == math.inf
    assert from_json("9" * 5_000) == math.inf
    assert from_json(r'"😀 \ud83d\ude00"') == "😀 😀"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "nul",
        "NaN",
        "Infinity",
        "-Infinity",
        "[1,]",
        "{'a': 1}",
        '"\t"',
        "01",
        '{"a"}',
        "\ufeff1",
    ],
)
def test_what_is_no_json(source: str) -> None:
    with pytest.raises(EvaluationError, match="no JSON"):
        from_json(source)


@pytest.mark.parametrize(
    "source",
    [
        '"\\ud83d"',
        '["\\ude00\\ud83d"]',
        '{"\\ud800": 1}',
        '{"__proto__": 1}',
        '[[{"a": {"__proto__": {}}}]]',
        "[" * 33 + "]" * 33,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 33 + "1" + "}" * 33,
    ],
)
def test_what_json_may_not_bring_in(source: str) -> None:
    with pytest.raises(EvaluationError):
        from_json(source)


def test_thirty_two_deep_is_allowed() -> None:
    assert from_json("[" * 32 + "]" * 32) is not None
    assert check_depth(nested(32), Budget()) == nested(32)
    with pytest.raises(EvaluationError, match="32 deep"):
        check_depth(nested(33), Budget())
    with pytest.raises(EvaluationError, match="32 deep"):
        text(nested(33))


def test_plain_objects_are_checked_as_json_is() -> None:
    assert from_plain({"a": [1, 2.5, "x", None, True]}) == {"a": [1.0, 2.5, "x", None, True]}
    assert type(from_plain(1)) is float
    assert from_plain(10**400) == math.inf
    for wrong in (object(), {1: 2}, {"__proto__": 1}, "\ud800", [b"bytes"]):
        with pytest.raises(EvaluationError):
            from_plain(wrong)


def test_values_go_out_as_plain_json() -> None:
    value: Value = [1.0, -0.0, 2.5, math.nan, math.inf, 2.0**53, {"a": -3.0}, "s", None, True]
    plain = to_plain(value)
    assert plain == [1, 0, 2.5, None, None, 2.0**53, {"a": -3}, "s", None, True]
    assert isinstance(plain, list)
    assert [type(item) for item in plain[:3]] == [int, int, float]


def test_what_is_stored_has_no_negative_zero_and_shares_what_it_can() -> None:
    part: Value = [1.0, 2.0]
    value: Value = {"a": part, "b": [-0.0], "c": -0.0, "d": 0.0}
    stored = check_stored(value)
    assert isinstance(stored, dict)
    assert text(stored) == '{"a":[1,2],"b":[0],"c":0,"d":0}'
    assert [math.copysign(1.0, number) for number in (stored["b"][0], stored["c"])] == [1.0, 1.0]  # type: ignore[index,arg-type] # as written above
    assert stored["a"] is part
    assert isinstance(value, dict)
    assert math.copysign(1.0, value["c"]) == -1.0  # type: ignore[arg-type] # as written above
    assert check_stored(part) is part
    assert math.copysign(1.0, check_stored(-0.0)) == 1.0  # type: ignore[arg-type] # a number


@pytest.mark.parametrize("value", [math.nan, math.inf, [math.nan], {"a": [{"b": -math.inf}]}])
def test_what_can_not_be_stored(value: Value) -> None:
    with pytest.raises(EvaluationError, match="can't be stored"):
        check_stored(value)


def test_a_part_that_is_already_stored_is_not_looked_at_again() -> None:
    rows: list[Value] = [{"id": float(n)} for n in range(10_000)]
    budget = Budget()
    check_stored([*rows, {"id": 1.0}], budget, rows)
    assert budget.steps < 1_000
    check_stored(rows[::2], budget, rows)
    assert budget.steps < 2_000


def test_a_stored_part_may_not_move_deeper_than_values_nest() -> None:
    old = nested(32)
    with pytest.raises(EvaluationError, match="32 deep"):
        check_stored([old], None, old)


def test_a_preview_is_one_line_of_bounded_length_and_cost() -> None:
    assert preview(None) == "null"
    assert preview("a\nb") == '"a\\nb"'
    assert preview([1.0, "x", {"k": True}]) == '[1,"x",{"k":true}]'
    assert preview("x" * 1_000, 10) == '"xxxxxxxx…'
    assert preview([0.0] * 1_000_000, 12) == "[0,0,0,0,0,…"
    large: list[Value] = [
        [nested(32)] * 100,
        {"k" * 300: 1.0},
        ["y" * 300],
        [[] for _ in range(500)],
    ]
    for value in large:
        assert len(preview(value)) <= 200
    assert len(preview(nested(40), 100)) <= 100
    shared: Value = [1.0]
    for _ in range(31):
        shared = [shared, shared]
    assert len(preview(shared)) == 200


def test_kinds_have_names() -> None:
    values: list[Value] = [None, True, 1.0, "", [], {}]
    assert [kind(value) for value in values] == (
        ["null", "boolean", "number", "string", "list", "object"]
    )
