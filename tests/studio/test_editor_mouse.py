"""The mouse: click, drag, double and triple click, wheel."""

from __future__ import annotations

from textual import events

from tests.studio.editing import Desk, desk


async def drag(at: Desk, start: tuple[int, int], end: tuple[int, int]) -> None:
    gutter = at.editor.gutter_width
    await at.pilot.mouse_down(at.editor, offset=(gutter + start[0], start[1]))
    await at.pilot.hover(at.editor, offset=(gutter + end[0], end[1]))
    await at.pilot.mouse_up(at.editor, offset=(gutter + end[0], end[1]))


async def test_dragging_selects() -> None:
    async with desk("abc\ndef\nghi") as at:
        await drag(at, (1, 0), (2, 1))
        assert at.drawn() == "a^bc\nde|f\nghi"
        await drag(at, (3, 2), (0, 2))
        assert at.drawn() == "abc\ndef\n|ghi^"


async def test_two_clicks_select_a_word_and_three_a_line() -> None:
    async with desk("set count = count + 1\nx") as at:
        gutter = at.editor.gutter_width
        await at.pilot.click(at.editor, offset=(gutter + 6, 0), times=2)
        assert at.editor.selected_text == "count"
        await at.pilot.click(at.editor, offset=(gutter + 6, 0), times=3)
        assert at.editor.selected_text == "set count = count + 1"


async def test_a_click_below_and_beyond_goes_to_the_nearest_place() -> None:
    async with desk("ab\ncd") as at:
        await at.pilot.click(at.editor, offset=(60, 20))
        assert at.editor.cursor_location == (1, 2)


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with desk("\n".join(map(str, range(200)))) as at:
        before = at.screen()
        at.editor.post_message(
            events.MouseScrollDown(at.editor, 10, 10, 0, 0, 0, shift=False, meta=False, ctrl=False)
        )
        await at.pilot.pause(0.3)
        assert at.screen() != before
        assert at.editor.cursor_location == (0, 0)


async def test_a_click_in_a_scrolled_text_hits_what_is_seen() -> None:
    async with desk("\n".join(f"line {n}" for n in range(200))) as at:
        at.editor.scroll_to(y=100, animate=False, immediate=True)
        await at.pilot.pause()
        await at.pilot.click(at.editor, offset=(at.editor.gutter_width + 2, 5))
        assert at.editor.cursor_location == (105, 2)
        await at.pilot.click(at.editor, offset=(0, 7))
        assert at.editor.breakpoints == (108,)
