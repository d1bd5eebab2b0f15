"""Find, replace, and go to a line."""

from __future__ import annotations

from textual.widgets import Button, Input, Label

from hjx_studio.studio.widgets.editor.find_bar import FindBar
from tests.studio.editing import Desk, desk

TEXT = "count = 1\nitem = Count + count\nother\n"


def count(at: Desk) -> str:
    return str(at.app.query_one(".count", Label).content)


async def test_matches_are_found_while_one_types_from_the_cursor_on() -> None:
    async with desk(TEXT) as at:
        await at.press("down", "ctrl+f")
        await at.write("count")
        assert at.drawn() == "count = 1\nitem = ^Count| + count\nother\n"
        assert count(at) == "2 of 3"
        await at.press("enter")
        assert at.drawn() == "count = 1\nitem = Count + ^count|\nother\n"
        await at.press("down")
        assert at.drawn() == "^count| = 1\nitem = Count + count\nother\n"
        await at.press("up", "up", "escape")
        assert at.drawn() == "count = 1\nitem = ^Count| + count\nother\n"
        assert at.app.focused is at.editor
        await at.press("alt+f")
        assert at.drawn() == "count = 1\nitem = ^Count| + count\nother\n"  # the bar is closed


async def test_the_selected_text_is_looked_for_at_once() -> None:
    async with desk() as at:
        at.put("a\n^b| b\n")
        await at.press("ctrl+f")
        assert at.app.query_one("#find", Input).value == "b"
        assert count(at) == "1 of 2"
        await at.press("enter")
        assert at.drawn() == "a\nb ^b|\n"


async def test_what_is_not_there_is_said() -> None:
    async with desk(TEXT) as at:
        await at.press("ctrl+f")
        await at.write("nothing")
        assert count(at) == "none"
        assert at.drawn() == "|" + TEXT


async def test_case_and_regular_expressions_are_asked_for() -> None:
    async with desk(TEXT) as at:
        await at.press("ctrl+f")
        await at.write("Count")
        assert count(at) == "1 of 3"
        await at.pilot.click("#exact")
        assert count(at) == "1 of 1"
        await at.pilot.click("#regular")
        at.app.query_one("#find", Input).value = "^[a-z]+"
        await at.pilot.pause()
        assert count(at) == "3 of 3"  # the next from here on
        at.app.query_one("#find", Input).value = "(("
        await at.pilot.pause()
        assert "unterminated" in count(at) or "missing" in count(at)
        at.app.query_one("#find", Input).value = "x*"
        await at.pilot.pause()
        assert count(at) == "none"


async def test_replace_one_by_one_and_all_at_once() -> None:
    async with desk(TEXT) as at:
        await at.press("ctrl+f")
        await at.write("count")
        await at.press("alt+h")
        await at.write("n")
        await at.press("enter")
        assert at.drawn() == "n = 1\nitem = ^Count| + count\nother\n"
        await at.pilot.click("#all")
        assert at.editor.text == "n = 1\nitem = n + n\nother\n"
        assert count(at) == "2 replaced"
        at.editor.focus()
        await at.press("ctrl+z")
        assert at.editor.text == "n = 1\nitem = Count + count\nother\n"
        await at.press("ctrl+z")
        assert at.editor.text == TEXT


async def test_groups_are_filled_in_and_a_missing_one_is_said() -> None:
    async with desk("a = 1\r\nb = 2\r\n") as at:
        at.editor.show_breakpoints([2])
        await at.press("alt+h")
        await at.pilot.click("#regular")
        at.app.query_one("#find", Input).value = r"(\w) = (\d)"
        at.app.query_one("#replace", Input).value = r"\2 = \3"
        await at.pilot.pause()
        await at.pilot.click("#all")
        assert "group" in count(at)
        at.app.query_one("#replace", Input).value = r"\2 = \1"
        at.app.query_one("#all", Button).press()
        await at.pilot.pause()
        assert at.editor.text == "1 = a\r\n2 = b\r\n"
        assert at.editor.breakpoints == (2,)


async def test_a_read_only_text_is_searched_but_not_replaced() -> None:
    async with desk(TEXT, read_only=True) as at:
        await at.press("alt+h")
        await at.write("count")
        assert count(at) == "1 of 3"
        assert not at.app.query_one(FindBar).has_class("-replacing")


async def test_go_to_a_line() -> None:
    places = {
        "2": (1, 0),
        "2:4": (1, 3),
        "99": (3, 0),
        "2:99": (1, 20),
        "x": (0, 0),
        "0": (0, 0),
    }
    async with desk(TEXT) as at:
        for typed, place in places.items():
            await at.press("ctrl+home", "ctrl+g")
            await at.write(typed)
            assert at.editor.cursor_location == place
            await at.press("enter")
            assert at.editor.cursor_location == place
            assert at.app.focused is at.editor


async def test_escape_goes_back_to_where_the_cursor_was() -> None:
    async with desk() as at:
        at.put("a\n^bc|\nd")
        await at.press("ctrl+g", "3", "escape")
        assert at.drawn() == "a\n^bc|\nd"
