"""How far a state has grown is found from what changed in it, to the byte."""

from __future__ import annotations

from hypothesis import given

from hjx_studio.language.values import Value
from hjx_studio.session.growth import growth, size
from tests.session.test_patch import LAST, ROWS, VALUES, rearranged


@given(old=VALUES, new=VALUES, rows=rearranged())
def test_the_growth_is_the_difference_of_the_sizes(
    old: Value, new: Value, rows: tuple[list[Value], list[Value]]
) -> None:
    before: Value = {"s": old, "rows": rows[0], "é": old}
    after: Value = {"s": new, "rows": rows[1], "new": new}
    assert growth(before, after) == size(after) - size(before)
    assert growth(after, before) == size(before) - size(after)


def test_a_row_more_grows_by_the_row_and_a_comma() -> None:
    assert growth(ROWS, [*ROWS, LAST]) == size(LAST) + 1
    assert growth([], [LAST]) == size(LAST)
    assert growth([LAST], []) == -size(LAST)
