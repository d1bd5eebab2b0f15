"""What stands on the screen: gutter, tokens, findings, the place of a run and its values."""

from __future__ import annotations

import pytest
from rich.style import Style

from hjx_studio.language.diagnostics import Diagnostic, Edit, Fix, Severity
from hjx_studio.language.source import Range
from hjx_studio.session.events import LineValue, Problem
from hjx_studio.studio.widgets.editor import SourceEditor
from tests.studio.editing import Desk, desk

COUNTER = """component Counter

state:
  count = 0

handlers:
  increment:
    set count = count + 1
    log "中 {{count}}"
"""


def problem(line: int, column: int, end_column: int, severity: str = "error") -> Problem:
    return Problem("x.hjx", line, column, line, end_column, severity, "HJX012", "Unknown name.")


def style_at(at: Desk, y: int, text: str) -> Style:
    """The style that a text on a row begins with."""
    strip = at.editor.render_line(y)
    offset = strip.text.index(text)
    seen = 0
    for segment in strip:
        seen += len(segment.text)
        if seen > offset:
            assert segment.style is not None
            return segment.style
    raise AssertionError(text)


async def test_every_row_is_exactly_as_wide_as_the_editor() -> None:
    lines = [
        "",
        "a" * 200,
        "中" * 60,
        "\t\tx",
        "👩\u200d👩\u200d👧" * 30,
        "e\u0301" * 100,
        "a\x0cb",
    ]
    async with desk("\n".join(lines)) as at:
        for scroll in (0, 1, 2, 3, 17, 60):
            at.editor.scroll_to(x=scroll, animate=False, immediate=True)
            await at.pilot.pause()
            for y in range(at.editor.size.height):
                strip = at.editor.render_line(y)
                assert strip.cell_length == at.editor.size.width
                assert sum(segment.cell_length for segment in strip) == at.editor.size.width


@pytest.mark.parametrize(("count", "digits"), [(1, 3), (99, 3), (999, 3), (1000, 4), (20000, 5)])
async def test_numbers_stand_right_aligned_and_the_text_below_each_other(
    count: int, digits: int
) -> None:
    async with desk("\n".join(["text"] * count)) as at:
        await at.press("ctrl+end")
        seen = [line for line in at.screen() if line.strip()]
        assert seen[-1] == f"  {count:>{digits}} text"
        assert {line.index("text") for line in seen} == {digits + 3}
        at.editor.show_breakpoints([count])
        at.editor.show_problems([problem(count, 1, 3)])
        last = [line for line in at.screen() if line.strip()][-1]
        assert last == f"●✗{count:>{digits}} text    Unknown name."  # said behind the cursor's line


async def test_only_the_cursors_line_says_what_is_wrong_with_it() -> None:
    async with desk("one\ntwo") as at:
        at.editor.show_problems([problem(1, 1, 3), problem(2, 1, 3)])
        await at.pilot.pause()
        assert ["Unknown name." in line for line in at.screen()[:2]] == [True, False]
        await at.press("down")
        assert ["Unknown name." in line for line in at.screen()[:2]] == [False, True]


async def test_f9_and_a_click_in_the_gutter_set_a_breakpoint_and_take_it_away() -> None:
    async with desk(COUNTER) as at:
        await at.press("down", "f9")
        assert list(at.editor.breakpoints) == [2]
        assert at.screen()[1].startswith("●")
        await at.pilot.click(at.editor, offset=(3, 7))
        assert list(at.editor.breakpoints) == [2, 8]
        assert at.editor.cursor_location == (1, 0)
        await at.pilot.click(at.editor, offset=(0, 1))
        assert list(at.editor.breakpoints) == [8]
        await at.pilot.click(at.editor, offset=(0, 15))  # below the text
        assert list(at.editor.breakpoints) == [8]
        told = at.told(SourceEditor.BreakpointsChanged)
        lines = [m.lines for m in told if isinstance(m, SourceEditor.BreakpointsChanged)]
        assert lines == [(2,), (2, 8), (8,)]


async def test_breakpoints_that_are_shown_are_not_announced() -> None:
    async with desk(COUNTER) as at:
        at.editor.show_breakpoints([1, 8, 99])
        await at.pilot.pause()
        assert list(at.editor.breakpoints) == [1, 8]
        assert at.told(SourceEditor.BreakpointsChanged) == []


async def test_breakpoints_go_with_their_lines_and_that_is_told() -> None:
    async with desk(COUNTER) as at:
        at.editor.show_breakpoints([8])
        await at.press("enter", "enter")
        assert list(at.editor.breakpoints) == [10]
        assert at.screen()[9].startswith("●")
        told = at.told(SourceEditor.BreakpointsChanged)
        assert isinstance(told[-1], SourceEditor.BreakpointsChanged)
        assert told[-1].lines == (10,)
        await at.press("ctrl+z", "ctrl+z")
        assert list(at.editor.breakpoints) == [8]


async def test_tokens_have_the_colours_of_their_kinds_in_every_theme() -> None:
    async with desk(COUNTER) as at:
        for theme in ("textual-dark", "textual-light", "nord", "gruvbox"):
            at.app.theme = theme
            await at.pilot.pause()
            keyword, number = style_at(at, 7, "set"), style_at(at, 7, "1")
            plain = style_at(at, 6, "increment")
            assert keyword.bold
            assert len({keyword.color, number.color, plain.color}) == 3
            assert keyword.bgcolor == plain.bgcolor


async def test_a_token_keeps_its_colour_on_the_cursors_line_and_in_a_selection() -> None:
    async with desk(COUNTER) as at:
        before = style_at(at, 7, "set")
        at.editor.go_to(Range(8, 3, 8, 9))
        current = style_at(at, 7, "set")
        at.editor.go_to(Range(8, 3, 8, 9), select=True)
        selected = style_at(at, 7, "set")
        assert before.color == current.color == selected.color
        assert len({before.bgcolor, current.bgcolor, selected.bgcolor}) == 3


async def test_a_finding_is_underlined_exactly_and_its_message_is_at_hand() -> None:
    async with desk(COUNTER) as at:
        at.editor.show_problems([problem(8, 9, 14), problem(8, 17, 22, "warning")])
        strip = at.editor.render_line(7)
        marked = [segment.text for segment in strip if segment.style and segment.style.underline]
        assert marked == ["count", "count"]
        assert strip.text.startswith(" ✗")
        at.editor.go_to(Range(8, 10, 8, 10))
        here = at.editor.problem_here
        assert here is not None
        assert (here.message, here.severity) == ("Unknown name.", "error")
        await at.press("home")
        assert at.editor.problem_here is None


async def test_a_finding_without_width_shows_a_cell_even_at_a_lines_end() -> None:
    async with desk("state:\n") as at:
        at.editor.show_problems([problem(1, 7, 7)])
        strip = at.editor.render_line(0)
        cells = [segment for segment in strip if segment.style and segment.style.underline]
        assert [segment.text for segment in cells] == [" "]


async def test_findings_outside_of_the_text_are_held_to_its_end() -> None:
    async with desk("ab") as at:
        at.editor.show_problems([problem(99, 5, 9), problem(1, 50, 60), problem(0, 0, 0)])
        assert at.screen()[0].startswith(" ✗")
        await at.press("f8")
        assert at.editor.cursor_location == (0, 2)


async def test_f8_goes_through_the_problems_and_round() -> None:
    async with desk(COUNTER) as at:
        at.editor.show_problems([problem(8, 9, 14), problem(4, 3, 8), problem(9, 5, 8, "warning")])
        places = []
        for _ in range(4):
            await at.press("f8")
            places.append(at.editor.cursor_location)
        assert places == [(3, 2), (7, 8), (8, 4), (3, 2)]
        await at.press("shift+f8")
        assert at.editor.cursor_location == (8, 4)


async def test_alt_enter_applies_a_fix_as_one_step() -> None:
    fix = Fix(
        "Did you mean count?",
        (Edit(Range(8, 9, 8, 14), "total"), Edit(Range(4, 3, 4, 8), "total")),
    )
    found = Diagnostic("HJX012", Severity.ERROR, Range(8, 9, 8, 14), "Unknown.", fix=fix)
    async with desk(COUNTER) as at:
        at.editor.show_problems([found])
        await at.press("enter", "f8", "alt+q")  # the finding and its fix went down a line
        assert at.editor.text == "\n" + COUNTER.replace("  count =", "  total =").replace(
            "set count", "set total"
        )
        await at.press("ctrl+z")
        assert at.editor.text == "\n" + COUNTER


async def test_a_problem_of_the_server_has_the_fix_that_was_found_here() -> None:
    fix = Fix("Did you mean count?", (Edit(Range(8, 9, 8, 14), "total"),))
    found = Diagnostic("HJX012", Severity.ERROR, Range(8, 9, 8, 14), "Unknown.", fix=fix)
    async with desk(COUNTER) as at:
        at.editor.show_problems([problem(8, 9, 14)], [found])
        await at.press("f8", "alt+enter")
        assert at.editor.text == COUNTER.replace("set count", "set total")


async def test_findings_go_with_their_text() -> None:
    async with desk(COUNTER) as at:
        at.editor.show_problems([problem(8, 9, 14)])
        at.editor.go_to(Range(8, 5, 8, 5))
        await at.write("xx")
        strip = at.editor.render_line(7)
        marked = [segment.text for segment in strip if segment.style and segment.style.underline]
        assert marked == ["count"]
        await at.press("ctrl+a", "delete")
        assert at.editor.problem_here is None
        assert at.screen()[0].strip() == "1"


async def test_the_line_of_a_stopped_run_is_marked_across_and_its_values_follow_it() -> None:
    async with desk(COUNTER) as at:
        ground = style_at(at, 7, "set").bgcolor
        at.editor.show_breakpoints([8])
        at.editor.show_stop(
            8,
            (LineValue(8, 17, 22, "3"), LineValue(8, 17, 26, "4"), LineValue(8, 25, 26, "1")),
        )
        row = at.editor.render_line(7)
        assert row.text.rstrip() == "▶   8 │ │ set count = count + 1    count + 1 → 4   count = 3"
        grounds = {segment.style.bgcolor for segment in row if segment.style}
        assert len(grounds) == 1
        assert grounds != {ground}
        at.editor.show_stop(9, (), (LineValue(8, 5, 26, "count 2 → 3"),))
        assert at.screen()[7].startswith("●   8")
        assert "    count 2 → 3" in at.screen()[7]
        assert at.screen()[8].startswith("▶   9")
        at.editor.show_stop(None)
        assert at.screen()[8] == '    9 │ │ log "中 {{count}}"'
        assert at.editor.text == COUNTER
        assert not at.told(SourceEditor.Changed)


async def test_values_are_cut_to_the_width_and_errors_are_said() -> None:
    async with desk(COUNTER, size=(60, 20)) as at:
        long = LineValue(8, 17, 22, '["' + "中" * 100 + '"]')
        at.editor.show_stop(8, (long, LineValue(8, 17, 26, "not a number", error=True)))
        row = at.editor.render_line(7)
        assert row.cell_length == at.editor.size.width
        assert "count + 1 ✗ not a" in row.text


async def test_a_stop_out_of_sight_is_brought_into_sight() -> None:
    async with desk("\n".join(f"line {n}" for n in range(1, 501))) as at:
        for line in (400, 404, 2, 500, 250):
            at.editor.show_stop(line)
            await at.pilot.pause()
            assert any(row.startswith("▶") and f" line {line}" in row for row in at.screen())
        assert at.editor.cursor_location == (0, 0)


async def test_the_cursor_is_told_in_lines_and_columns_from_one() -> None:
    async with desk(COUNTER) as at:
        await at.press("down", "down", "right")
        told = at.told(SourceEditor.CursorMoved)
        assert isinstance(told[-1], SourceEditor.CursorMoved)
        assert (told[-1].line, told[-1].column) == (3, 2)


async def test_matching_brackets_are_marked_before_and_at_the_cursor() -> None:
    async with desk("state:\n  a = f(g(1), ')')\n") as at:
        for keys, columns in [(["down", "end"], [7, 17]), (["home", *["right"] * 7], [9, 11])]:
            await at.press(*keys)
            row = at.editor.render_line(1)
            ground = style_at(at, 1, "a").bgcolor
            marked = []
            cell = 0
            for segment in row:
                for character in segment.text:
                    if segment.style and segment.style.bgcolor != ground and character in "()":
                        marked.append(cell - at.editor.gutter_width)
                    cell += 1
            assert marked == columns


async def test_only_rows_that_changed_are_drawn_again() -> None:
    text = "\n".join(f"  set a = {n}" for n in range(3000))
    async with desk(text) as at:
        painter = at.editor._painter
        await at.press("down")
        before = painter.drawn
        await at.press("x")
        assert painter.drawn - before <= 2
        read = at.editor._highlighter.read
        await at.press("y")
        assert at.editor._highlighter.read - read <= 2


async def test_a_selection_over_blank_lines_is_seen() -> None:
    async with desk("a\n\nb") as at:
        await at.press("ctrl+a")
        plain = style_at(at, 1, "  2").bgcolor
        row = at.editor.render_line(1)
        grounds = [segment.style.bgcolor for segment in row if segment.style]
        assert any(ground != plain for ground in grounds)


async def test_control_characters_are_shown_and_never_sent() -> None:
    async with desk("a\x1b[31mb\x07\x9bc\u202ed\n") as at:
        seen = at.screen()[0]
        assert "\x1b" not in seen
        assert "a␛[31mb␇" in seen
        assert "\u202e" not in seen


async def test_sixteen_colours_and_none_still_tell_what_matters_apart() -> None:
    async with desk(COUNTER) as at:
        at.editor.set_class(True, "-sixteen")
        at.editor.show_breakpoints([7])
        at.editor.show_stop(8, (LineValue(8, 17, 22, "3"),))
        at.editor.go_to(Range(4, 3, 4, 8), select=True)
        await at.pilot.pause()
        standard = {0, 85, 170, 255}
        for y in range(9):
            for segment in at.editor.render_line(y):
                assert segment.style is not None
                for color in (segment.style.color, segment.style.bgcolor):
                    assert color is not None
                    assert color.triplet is not None
                    assert set(color.triplet) <= standard
        text, selected = style_at(at, 2, "state"), style_at(at, 3, "count")
        stopped = style_at(at, 7, "set")
        assert len({text.bgcolor, selected.bgcolor, stopped.bgcolor}) == 3
