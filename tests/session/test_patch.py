"""Patches lead from one state to the other, and cost what changed."""

from __future__ import annotations

import copy
from typing import Any

import jsonpatch
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.language.values import Value, in_order
from hjx_studio.session.patch import diff
from hjx_studio.session.state import same

SCALARS: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.sampled_from([0.0, 1.0, 2.5]) | st.text("ab/~", max_size=2)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["id", "x", "a/b", "~"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@st.composite
def rearranged(draw: st.DrawFn) -> tuple[list[Value], list[Value]]:
    """Two lists that share rows: some moved, some changed, some gone, some new."""
    rows = draw(st.lists(VALUES, max_size=8))
    kept = draw(st.permutations(rows)) if draw(st.booleans()) else rows
    after: list[Value] = []
    for row in kept:
        fate = draw(st.sampled_from(["keep", "keep", "drop", "change", "before"]))
        if fate == "before":
            after.append(draw(VALUES))
        if fate != "drop":
            after.append(draw(VALUES) if fate == "change" else row)
    return rows, after


def applied(old: dict[str, Value], operations: list[dict[str, object]]) -> Value:
    result: Value = jsonpatch.apply_patch(copy.deepcopy(old), operations)
    return result


def floats(value: Any) -> Any:
    """Plain JSON with its numbers as the value model has them."""
    if isinstance(value, list):
        return [floats(item) for item in value]
    if isinstance(value, dict):
        return {name: floats(item) for name, item in value.items()}
    return float(value) if type(value) is int else value


@given(old=VALUES, new=VALUES, rows=rearranged())
def test_applying_a_patch_gives_the_new_state(
    old: Value, new: Value, rows: tuple[list[Value], list[Value]]
) -> None:
    before: dict[str, Value] = {"s": old, "rows": rows[0], "gone": old}
    after: dict[str, Value] = {"s": new, "rows": rows[1], "new": new}
    result = floats(applied(before, diff(before, after)))
    assert same(result["s"], after["s"])
    assert same({**after, **result}, after)
    assert result.keys() == after.keys()


def test_an_objects_members_come_in_the_order_that_they_have() -> None:
    old: dict[str, Value] = {"a": 1.0, "b": 2.0, "c": 3.0}
    orders: list[dict[str, Value]] = [
        {"b": 2.0, "a": 1.0, "c": 3.0},
        {"a": 1.0, "x": 9.0, "b": 2.0, "c": 3.0},
        {"a": 1.0, "c": 3.0, "d": 4.0},
        {"1": 0.0, "a": 1.0, "b": 2.0, "c": 3.0},
    ]
    for new in orders:
        result = floats(applied({"o": old}, diff({"o": old}, {"o": new})))
        assert list(in_order(result["o"])) == list(new)
    added = diff({"o": old}, {"o": {**old, "d": 4.0}})
    assert added == [{"op": "add", "path": "/o/d", "value": 4}]


ROWS: list[Value] = [{"id": float(n), "text": f"row {n}", "done": False} for n in range(1000)]
LAST: Value = {"id": 1000.0, "text": "row 1000", "done": False}


@pytest.mark.parametrize(
    ("after", "operations", "size"),
    [
        ([*ROWS, LAST], ["add"], 150),
        ([*ROWS[:500], {**ROWS[500], "done": True}, *ROWS[501:]], ["replace"], 80),  # type: ignore[dict-item]
        (ROWS[1:], ["remove"], 80),
        ([*ROWS[:700], LAST, *ROWS[700:]], ["add"], 150),
        ([*ROWS[1:], ROWS[0]], ["move"], 80),
        ([ROWS[-1], *ROWS[:-1]], ["move"], 80),
        ([ROWS[998], *ROWS[1:998], ROWS[0], ROWS[999]], ["move", "move"], 150),
        ([], ["replace"], 80),
        (ROWS, [], 2),
    ],
)
def test_a_change_of_one_row_in_a_thousand_costs_one_row(
    after: list[Value], operations: list[str], size: int
) -> None:
    patch = diff({"rows": ROWS}, {"rows": after})
    assert [operation["op"] for operation in patch] == operations
    assert len(orjson.dumps(patch)) <= size


def test_true_and_one_are_not_the_same() -> None:
    assert diff({"x": True}, {"x": 1.0}) == [{"op": "replace", "path": "/x", "value": 1}]
    assert diff({"x": [1.0]}, {"x": [True]})[0]["value"] is True
