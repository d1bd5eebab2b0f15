"""Breakpoints and findings stay with their text, whatever is done above them or to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.session.events import Problem
from hjx_studio.studio.widgets.editor.document import Replacement, SourceDocument
from hjx_studio.studio.widgets.editor.marks import moved_rows
from tests.studio.editing import desk

KEYS = {
    "a line above": ("|a\nb\nc", [2], ["enter"], [3]),
    "a line below": ("a\nb\nc|", [2], ["enter"], [2]),
    "enter at the line's end leaves it": ("a\nb|\nc", [2], ["enter"], [2]),
    "enter before its text takes it along": ("a\n  |b\nc", [2], ["enter"], [3]),
    "enter at its margin takes it along": ("a\n|  b\nc", [2], ["enter"], [3]),
    "enter within it": ("a\nb|b\nc", [2], ["enter"], [2]),
    "joined with the line above": ("a\n|b\nc", [2], ["backspace"], [1]),
    "the line below joined to it": ("a\nb|\nc", [2], ["delete"], [2]),
    "its line deleted": ("a\nb|\nc", [2, 3], ["alt+w"], [2]),
    "lines above deleted": ("^a\nb|\nc\nd", [4], ["alt+w"], [2]),
    "moved up": ("a\nb|\nc", [1, 2], ["alt+up"], [1, 2]),
    "moved up past one without": ("a\nb|\nc", [2], ["alt+up"], [1]),
    "moved down": ("a\nb|\nc", [2], ["alt+down"], [3]),
    "moved past one that has one": ("a\nb|\nc", [3], ["alt+down"], [2]),
    "moved and undone": ("a\nb|\nc", [2], ["alt+down", "ctrl+z"], [2]),
    "moved, undone, redone": ("a\nb|\nc", [2], ["alt+down", "ctrl+z", "ctrl+y"], [3]),
    "the copy of a line has none": ("a\nb|\nc", [2], ["ctrl+d"], [2]),
    "indented": ("^a\nb\nc|", [1, 2, 3], ["tab"], [1, 2, 3]),
    "all selected and deleted": ("a\nb|\nc", [1, 2, 3], ["ctrl+a", "delete"], []),
}


async def test_breakpoints_go_with_their_lines() -> None:
    async with desk() as at:
        wrong = {}
        for name, (text, before, keys, after) in KEYS.items():
            at.put(text)
            at.editor.show_breakpoints(before)
            await at.press(*keys)
            if list(at.editor.breakpoints) != after:
                wrong[name] = at.editor.breakpoints
        assert not wrong


async def test_a_whole_new_text_keeps_marks_cursor_and_history_where_lines_stay() -> None:
    async with desk("a\nb\nc\nd\ne\n") as at:
        at.editor.show_breakpoints([2, 4])
        at.editor.move_cursor((3, 1))
        at.editor.replace_text("a\nx\nx\nb\nc\nd\nE\n")
        await at.pilot.pause()
        assert at.editor.text == "a\nx\nx\nb\nc\nd\nE\n"
        assert at.editor.breakpoints == (4, 6)
        assert at.editor.cursor_location == (5, 1)
        await at.press("ctrl+z")
        assert at.editor.text == "a\nb\nc\nd\ne\n"
        assert at.editor.breakpoints == (2, 4)
        await at.press("ctrl+y")
        assert at.editor.text == "a\nx\nx\nb\nc\nd\nE\n"


@given(st.text("ab\r\n", max_size=30), st.text("ab\r\n", max_size=30))
def test_any_text_becomes_any_other(old: str, new: str) -> None:
    from hjx_studio.studio.widgets.editor.change import difference

    document = SourceDocument(old)
    for change in reversed(difference(document, new)):
        document.replace_range(change.start, change.end, change.text)
    assert document.text == new


@given(
    st.lists(st.sampled_from(["", "a", "  b", "ccc"]), min_size=1, max_size=6),
    st.tuples(st.integers(0, 5), st.integers(0, 3)),
    st.tuples(st.integers(0, 5), st.integers(0, 3)),
    st.sampled_from(["", "x", "x\ny", "\n", "\n\n\n"]),
)
def test_marks_are_never_outside_of_the_text(
    lines: list[str], start: tuple[int, int], end: tuple[int, int], new: str
) -> None:
    seen: list[Replacement] = []
    document = SourceDocument("\n".join(lines), seen.append)
    rows = range(document.line_count)
    document.replace_range(start, end, new)
    assert moved_rows(rows, seen[0]) <= set(range(document.line_count))


async def test_a_finding_whose_text_is_gone_is_gone_and_others_move() -> None:
    async with desk("a = b\nc = d\n") as at:
        found = [Problem("x", n, 5, n, 6, "error", "HJX012", f"no {n}") for n in (1, 2)]
        at.editor.show_problems(found)
        await at.press("alt+w", "enter", "f8")
        assert at.editor.cursor_location == (1, 4)
        assert at.editor.problem_here is not None
        assert at.editor.problem_here.message == "no 2"
        await at.press("f8")
        assert at.editor.problem_here.message == "no 2"
