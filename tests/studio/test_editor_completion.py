"""What could be typed next: offered beside the cursor, never in its way."""

from __future__ import annotations

from textual.pilot import Pilot

from hjx_studio.studio.widgets.editor import Completion, SourceEditor
from hjx_studio.studio.widgets.editor.completion import CompletionList
from tests.studio.editing import Desk, desk

NAMES = ("count", "counter", "items", "Cost")


def offered(at: Desk) -> list[str]:
    popup = at.app.query(CompletionList)
    if not popup or not popup.first().is_open:
        return []
    options = popup.first().options
    return [str(option.prompt).split("  ", maxsplit=1)[0] for option in options]


def answer(at: Desk, line: int, column: int, start: int) -> None:
    found = [Completion(name, start, detail="state") for name in NAMES]
    at.editor.show_completions(found, line, column)


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


async def test_it_is_asked_for_while_one_types_and_narrowed_down() -> None:
    async with desk() as at:
        at.editor.completes = True
        at.put("set x = |")
        await at.press("c")
        asked = at.told(SourceEditor.CompletionWanted)
        assert asked == [SourceEditor.CompletionWanted(at.editor, 1, 10, asked=False)]
        answer(at, 1, 10, 9)
        await settled(at.pilot)
        assert offered(at) == ["count", "counter", "Cost"]
        await at.press("o", "u", "n", "t", "e")
        assert offered(at) == ["counter"]
        await at.press("enter")
        assert at.drawn() == "set x = counter|"
        assert offered(at) == []
        await at.press("ctrl+z")
        assert at.drawn() == "set x = counte|"


async def test_arrows_choose_and_tab_takes() -> None:
    async with desk() as at:
        at.put("  c|")
        await at.press("ctrl+@")
        answer(at, 1, 4, 3)
        await settled(at.pilot)
        await at.press("down", "tab")
        assert at.drawn() == "  counter|"


async def test_escape_and_leaving_the_word_close_it() -> None:
    async with desk() as at:
        for keys in (["escape"], ["space"], ["left"], ["home"], ["x"], ["down"]):
            at.put("c|\nb")
            answer(at, 1, 2, 1)
            await settled(at.pilot)
            assert offered(at)
            if keys == ["down"]:
                at.app.set_focus(None)
            await at.press(*keys)
            assert offered(at) == []


async def test_an_answer_that_comes_too_late_is_left_out() -> None:
    async with desk() as at:
        at.put("c d|\nb")
        answer(at, 1, 2, 1)
        assert offered(at) == []
        at.put("c\nb|")
        answer(at, 1, 2, 1)
        assert offered(at) == []


async def test_it_stands_below_the_word_and_inside_of_the_screen() -> None:
    async with desk(size=(60, 12)) as at:
        at.put("\n".join(["x"] * 10 + [" " * 45 + "中c|"]))
        answer(at, 11, 48, 47)
        await settled(at.pilot)
        popup = at.app.query_one(CompletionList)
        assert popup.region.height == 3
        assert at.app.screen.region.contains_region(popup.region)
        assert not popup.region.contains_point(at.editor.cursor_screen_offset)


async def test_a_long_list_keeps_what_is_chosen_in_sight() -> None:
    async with desk() as at:
        at.put("a|")
        at.editor.show_completions([Completion(f"a{n:03}", 1) for n in range(100)], 1, 2)
        await settled(at.pilot)
        await at.press("up", "enter")
        assert at.drawn() == "a099|"
