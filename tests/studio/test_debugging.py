"""Stopping, stepping and running by hand, as a user does it in the studio."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from hjx_studio.session.commands import Continue
from tests.studio.driving import COUNTER, Studio, studio

LINES = COUNTER.splitlines()
LET = 1 + LINES.index("    let next = count + 1")
SET = 1 + LINES.index("    set count = next")
COMMIT = "    set items = items.concat([text])"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.hjx"


def stopped_line(it: Studio) -> int | None:
    stopped = it.model.session.stopped
    return stopped.frames[0].line if stopped else None


async def test_step_mode_stops_an_event_and_steps_lead_to_its_commit(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await it.see("step mode")
        await browser.event("inc")
        await it.see(f"paused at inc:{LET}")
        assert (await browser.message("paused"))["line"] == LET
        await it.press("f10")
        await it.see(f"paused at inc:{SET}")
        await it.until(lambda: any("next" in row and "1" in row for row in it.rows("debug")))
        assert any("inc" in row and f"line {SET}" in row for row in it.rows("debug"))
        await it.press("f5")
        assert (await browser.message("update"))["state"]["count"] == 1
        await it.until(lambda: "paused" not in it.lines()[0])
        await it.until(lambda: it.arrangement.inspector.active == "state")


async def test_the_line_and_its_values_show_in_the_editor(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see(f"paused at inc:{LET}")
        await it.until(
            lambda: any("let next = count + 1" in line and "▶" in line for line in it.lines())
        )


async def test_a_breakpoint_stops_where_it_is_set(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        it.editor.move_cursor((SET - 1, 0))
        await it.press("f9")
        await it.until(lambda: it.editor.breakpoints == (SET,))
        await it.pilot.pause()
        await browser.event("inc")
        await it.see(f"paused at inc:{SET}")
        await it.press("f5")
        assert (await browser.message("update"))["rev"] == 1


async def test_a_breakpoint_moves_to_the_next_line_that_has_a_statement(path: Path) -> None:
    async with studio(path) as it:
        it.editor.move_cursor((LINES.index("handlers:"), 0))
        await it.press("f9")
        await it.until(lambda: it.editor.breakpoints == (LET,))
        await it.until(lambda: f"line {LET}" in it.said())  # it may be out of sight
        await it.press("f9")
        await it.until(lambda: "already" in it.said())
        assert it.editor.breakpoints == (LET,)


async def test_going_to_a_problem_where_there_is_none_says_so(path: Path) -> None:
    async with studio(path) as it:
        await it.press("f8")
        await it.until(lambda: "no problem" in it.said())


async def test_a_breakpoint_keeps_its_statement_when_lines_come_above_it(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        it.editor.move_cursor((SET - 1, 0))
        await it.press("f9")
        it.editor.move_cursor((1, 0))
        await it.press("enter")
        await it.until(lambda: it.editor.breakpoints == (SET + 1,))
        await browser.message("reload")
        await browser.event("inc")
        await it.see(f"paused at inc:{SET + 1}")
        await it.press("alt+c")
        await browser.message("update")


async def test_a_run_can_be_abandoned_and_nothing_is_changed(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see("paused at")
        await it.press("shift+f5")
        assert (await browser.message("error"))["code"] == "abandoned"
        await it.until(lambda: "paused" not in it.lines()[0])
        assert it.model.session.revision == 0


async def test_letters_step_while_the_debug_pane_has_the_focus(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see("paused at")
        await it.press("alt+u", "n")
        await it.until(lambda: stopped_line(it) == SET)
        await it.press("c")
        await browser.message("update")
        assert it.editor.text == COUNTER


async def test_letters_type_while_the_editor_has_the_focus(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see("paused at")
        it.editor.move_cursor((1, 0))
        await it.press("ctrl+t")
        await it.type("nix")
        assert it.editor.text.splitlines()[1] == "nix"
        assert stopped_line(it) == LET
        await it.press("f5")
        await it.until(lambda: it.model.session.stopped is None)


async def test_others_wait_behind_a_stop_and_are_counted(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see("paused at")
        await browser.event("inc")
        await browser.event("inc")
        await it.see("2 events waiting")
        await it.press("f6", "f5")
        for revision in (1, 2, 3):
            assert (await browser.message("update"))["rev"] == revision


async def test_a_stale_step_is_refused_with_a_reason(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("inc")
        await it.see("paused at")
        stopped = it.model.session.stopped
        assert stopped is not None
        await it.server.request(Continue("main", stopped.stop))
        await it.until(lambda: it.model.session.stopped is None)
        # As if the studio had not heard of it yet: it names the stop that it shows.
        it.model.session.stopped = stopped
        await it.press("f10")
        await it.until(lambda: "moved on" in it.said())
        assert it.app.is_running


async def test_stepping_with_nothing_stopped_says_what_to_do(path: Path) -> None:
    async with studio(path) as it:
        await it.press("f10")
        await it.until(lambda: "F6" in it.said())


async def test_a_handler_is_run_by_hand_with_arguments(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f7")
        await it.see("Run a handler by hand")
        await it.press("down")
        await it.see("add(text)")
        field = it.app.screen.query_one("#run-arguments", Input)
        await it.until(lambda: field.value == "[null]")
        field.value = '["by hand'
        await it.see("no JSON")
        await it.press("ctrl+r")
        assert field.has_focus
        field.value = '["by hand"]'
        await it.press("enter")
        assert (await browser.message("update"))["state"]["items"] == ["a", "b", "by hand"]
        await it.press("f7")
        await it.see("Run a handler by hand")
        again = it.app.screen.query_one("#run-arguments", Input)
        await it.until(lambda: again.value == '["by hand"]')


async def test_a_first_good_build_shows_and_one_without_state_says_so(path: Path) -> None:
    async with studio(path, "component One\nlayout:\n  p: nonsense\n") as it:
        await it.see("No state yet")
        it.editor.load("component One\n")
        await it.see("The component has no state.")
        it.editor.load("component One\nstate:\n  count = 4\n")
        await it.until(lambda: any("count  4" in row for row in it.rows("state")))


async def test_where_there_is_one_handler_its_arguments_are_typed_at_once(path: Path) -> None:
    one = "component One\nhandlers:\n  say(what):\n    log what\n"
    async with studio(path, one) as it:
        await it.press("f7")
        await it.see("say(what)")
        field = it.app.screen.query_one("#run-arguments", Input)
        await it.until(lambda: field.has_focus and field.value == "[null]")
        await it.type("[7]")
        assert field.value == "[7]"


async def test_a_handler_is_stepped_by_hand(path: Path) -> None:
    async with studio(path) as it:
        await it.press("f7")
        await it.see("Run a handler by hand")
        await it.press("ctrl+t")
        await it.see(f"paused at inc:{LET}")
        await it.press("f5")
        await it.see("rev 1")


async def test_an_argument_opens_and_stays_open_from_step_to_step(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.press("f6")
        await browser.event("add", {"deep": [1, 2, 3]})
        await it.see("paused at add")
        await it.press("alt+u")
        place = next(at for at, row in enumerate(it.rows("debug")) if "text" in row)
        it.row_view("debug").put_cursor(place)
        await it.press("right")
        await it.until(lambda: any("deep" in row and "[1,2,3]" in row for row in it.rows("debug")))
        await it.press("n")
        await it.until(lambda: stopped_line(it) == 1 + LINES.index(COMMIT))
        await it.until(lambda: any("deep" in row and "[1,2,3]" in row for row in it.rows("debug")))
        await it.press("c")
