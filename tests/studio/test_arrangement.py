"""Panels, focus, themes, help and the palette: by keys, by the mouse, at several sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widgets import Input

from hjx_studio.studio.actions import ACTIONS, key_name
from hjx_studio.studio.screens.studio import StudioScreen
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.studio.widgets.strip import KeyLine, TabStrip
from tests.studio.driving import Studio, studio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.hjx"


def seen(it: Studio) -> list[str]:
    return [str(region.id) for region in it.arrangement.seen]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 12)])
async def test_no_line_is_longer_than_the_screen_and_all_of_it_is_used(
    path: Path, size: tuple[int, int]
) -> None:
    async with studio(path, size=size) as it, it.browser() as browser:
        await browser.event("inc")
        await it.until(lambda: it.model.session.revision == 1)
        lines = it.lines()
        assert len(lines) == size[1]
        assert {len(line) for line in lines} == {size[0]}
        assert "counter.hjx" in lines[0]
        assert "F1 help" in lines[-1]


async def test_narrow_the_inspector_folds_into_the_dock(path: Path) -> None:
    async with studio(path, size=(80, 24)) as it:
        assert seen(it) == ["editor", "dock"]
        await it.press("alt+v")
        await it.until(lambda: seen(it) == ["editor", "inspector"])
        await it.see("State │ AST │ Clients │ Debug │ Traffic │ Problems │ Log")
        await it.press("ctrl+pagedown")
        await it.see("handlers:")
        await it.pilot.resize_terminal(120, 40)
        await it.until(lambda: seen(it) == ["editor", "inspector", "dock"])


async def test_regions_are_hidden_and_shown(path: Path) -> None:
    async with studio(path) as it:
        await it.press("alt+r")
        assert seen(it) == ["editor", "dock"]
        await it.press("alt+j")
        assert seen(it) == ["editor"]
        await it.press("alt+r", "alt+j")
        assert seen(it) == ["editor", "inspector", "dock"]


async def test_the_region_with_the_focus_is_maximised_and_restored(path: Path) -> None:
    async with studio(path) as it:
        await it.press("alt+t")
        await it.until(lambda: it.row_view("traffic").has_focus)
        await it.press("alt+m")
        await it.until(lambda: seen(it) == ["dock"])
        assert it.row_view("traffic").size.height > 30
        await it.press("alt+m")
        await it.until(lambda: seen(it) == ["editor", "inspector", "dock"])


async def test_the_focus_goes_round_the_regions(path: Path) -> None:
    async with studio(path) as it:
        assert it.editor.has_focus
        await it.press("f4")
        await it.until(lambda: it.row_view("state").has_focus)
        await it.press("ctrl+o")
        await it.until(lambda: it.row_view("traffic").has_focus)
        await it.press("f4")
        await it.until(lambda: it.editor.has_focus)
        await it.press("shift+f4")
        await it.until(lambda: it.row_view("traffic").has_focus)


async def test_regions_are_resized_by_keys_and_by_dragging(path: Path) -> None:
    async with studio(path) as it:
        width = it.arrangement.inspector.outer_size.width
        await it.press("alt+shift+left")
        await it.until(lambda: it.arrangement.inspector.outer_size.width == width + 4)
        strip = it.arrangement.dock.query_one(TabStrip)
        row = strip.region.y
        height = it.arrangement.dock.outer_size.height
        await it.pilot.mouse_down(strip, offset=(80, 0))
        await it.pilot.hover(offset=(80, row - 5))
        await it.pilot.mouse_up(offset=(80, row - 5))
        await it.until(lambda: it.arrangement.dock.outer_size.height == height + 5)


async def test_a_click_picks_a_tab(path: Path) -> None:
    async with studio(path) as it:
        strip = it.arrangement.dock.query_one(TabStrip)
        at = it.lines()[strip.region.y].index("Problems")
        await it.pilot.click(offset=(at + 1, strip.region.y))
        await it.see("No problems.")
        await it.until(lambda: it.row_view("problems").has_focus)


async def test_a_click_on_a_key_does_what_the_key_does(path: Path) -> None:
    async with studio(path) as it:
        at = it.lines()[-1].index("step mode")
        await it.pilot.click(KeyLine, offset=(at, 0))
        await it.until(lambda: it.model.step_mode)


async def test_light_and_dark(path: Path) -> None:
    async with studio(path) as it:
        assert it.app.current_theme.dark
        await it.app.screen.run_action("theme")
        assert not it.app.current_theme.dark
        await it.pilot.pause()
        await it.app.screen.run_action("theme")
        assert it.app.current_theme.dark


async def test_the_theme_is_found_by_that_name(path: Path) -> None:
    async with studio(path) as it:
        await it.press("ctrl+p")
        await it.type("theme")
        await it.see("Light or dark theme")


async def test_f1_lists_every_key_and_can_be_searched(path: Path) -> None:
    async with studio(path) as it:
        await it.press("f1")
        await it.see("type to search")
        for action in ACTIONS[:5]:
            assert action.title in it.text()
        await it.type("breakpoint f9")
        await it.see("Breakpoint on or off")
        assert "Reload from disk" not in it.text()
        await it.press("escape")
        await it.until(lambda: it.editor.has_focus)


async def test_the_palette_finds_every_action_by_name(path: Path) -> None:
    async with studio(path) as it:
        await it.press("ctrl+p")
        await it.until(lambda: len(it.app.screen_stack) == 2)
        await it.type("step mode")
        await it.see("Step mode on or off")
        await it.press("enter")
        await it.until(lambda: it.model.step_mode)


def test_every_action_can_be_carried_out() -> None:
    for action in ACTIONS:
        name = action.call.partition("(")[0]
        assert name.startswith("app.") or hasattr(StudioScreen, f"action_{name}"), name


def test_no_key_means_two_things() -> None:
    own = [key for action in ACTIONS for key in action.keys]
    assert len(own) == len(set(own))
    editor = {
        key.strip(): binding.action
        for binding in SourceEditor.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }
    # F9 does the same in both; every other key of the screen would take one from the editor.
    clashes = {key_name(key): editor[key] for key in own if key in editor and key != "f9"}
    assert clashes == {}


async def test_text_can_be_typed_into_every_field_that_opens(path: Path) -> None:
    async with studio(path) as it:
        await it.press("f7")
        await it.until(lambda: len(it.app.screen_stack) == 2)
        field = it.app.screen.query_one("#run-arguments", Input)
        field.focus()
        field.value = ""
        await it.type("[1, true]")
        assert field.value == "[1, true]"
        await it.press("escape")
