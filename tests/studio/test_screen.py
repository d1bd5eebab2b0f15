"""What a user sees and does in the studio: the real app before a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjx_studio.session.events import FrameSeen
from tests.studio.driving import COUNTER, read, studio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.hjx"


async def test_the_first_screen_says_what_is_open_and_what_to_do_next(path: Path) -> None:
    async with studio(path) as it:
        await it.see("▶ running")
        title = it.lines()[0]
        assert "counter.hjx" in title
        assert it.server.addresses[0] in title
        assert "0 clients" in title
        assert f"Open {it.server.addresses[0]} in a browser" in it.text()
        assert "F1 help" in it.lines()[-1]


async def test_a_click_shows_as_frames_and_as_a_marked_change(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.see("1 client ")
        await browser.event("inc")
        await it.see("was 0")
        await it.until(lambda: len(it.rows("traffic")) >= 3)
        event, update = it.rows("traffic")[-2:]
        assert "→ event" in event
        assert "inc()" in event
        assert "← update" in update
        assert "rev 1" in update
        assert "ms" in update
        assert any("double" in row and "2" in row and "was 0" in row for row in it.rows("state"))
        assert "rev 1" in it.lines()[0]


async def test_each_clients_local_names_stand_apart(path: Path) -> None:
    async with studio(path) as it:
        async with it.browser():
            await it.see("local (client c1)")
            assert any("draft" in row and '"he"' in row for row in it.rows("state"))
        await it.until(lambda: "local (client c1)" not in it.text())


async def test_the_frames_of_one_cause_are_marked_together(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("inc")
        await browser.event("inc")
        await it.until(lambda: len(it.rows("traffic")) >= 5)
        await it.press("alt+t", "end")
        view = it.row_view("traffic")
        places = range(view.rows.first, view.rows.end)
        marked = [place for place in places if view.rows.linked(place)]
        assert marked == [places[-2], places[-1]]


async def test_a_frame_opens_in_full(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("inc")
        await it.until(lambda: len(it.rows("traffic")) >= 3)
        await it.press("alt+t", "end", "enter")
        await it.see('"count": 1')
        await it.press("escape")
        await it.until(lambda: '"count": 1' not in it.text())


async def test_a_filter_narrows_the_traffic_and_escape_takes_it_away(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("inc")
        await it.until(lambda: len(it.rows("traffic")) >= 3)
        await it.press("alt+t", "slash")
        await it.type("type:event")
        await it.until(lambda: len(it.rows("traffic")) == 1)
        await it.see("1 of ")
        await browser.event("inc")
        await it.until(lambda: len(it.rows("traffic")) == 2)
        await it.press("escape", "escape")
        await it.until(lambda: len(it.rows("traffic")) >= 5)


async def test_text_without_errors_goes_live_with_the_state_kept(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("inc")
        assert (await browser.message("update"))["rev"] == 1
        line = COUNTER.splitlines().index("  double = count * 2")
        it.editor.move_cursor((line, len("  double = count * 2")))
        await it.type("0")
        await browser.message("reload")
        await it.until(lambda: any("double" in row and "20" in row for row in it.rows("state")))
        assert any("count" in row and "1" in row for row in it.rows("state"))
        assert any("draft" in row and '"he"' in row for row in it.rows("state"))
        assert "counter.hjx ●" in it.lines()[0]
        assert read(path) == COUNTER


async def test_text_with_errors_is_said_and_the_last_good_build_goes_on(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        it.editor.move_cursor((3, len("  count = ")))
        await it.type("(")
        await it.see("last good build runs")
        await it.see("Problems 1")
        await browser.event("inc")
        assert (await browser.message("update"))["state"]["count"] == 1
        await it.press("backspace")
        await it.see("▶ running")
        await it.until(lambda: "last good build" not in it.text())


async def test_a_problem_leads_to_its_place(path: Path) -> None:
    text = COUNTER.replace("concat([text])", "concat([txt])")
    async with studio(path, text) as it:
        await it.see("errors: nothing runs yet")
        it.arrangement.bring("problems", focus=True)
        await it.until(lambda: it.row_view("problems").has_focus)
        await it.press("home", "enter")
        await it.until(lambda: it.editor.has_focus)
        line = 1 + text.splitlines().index("    set items = items.concat([txt])")
        assert it.editor.cursor_location == (line - 1, len("    set items = items.concat(["))


async def test_what_handlers_log_shows_and_leads_to_its_line(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("add", "x")
        await it.until(lambda: any("adding x" in row for row in it.rows("log")))
        it.arrangement.bring("log", focus=True)
        await it.until(lambda: it.row_view("log").has_focus)
        await it.press("end", "enter")
        await it.until(lambda: it.editor.has_focus)
        wanted = COUNTER.splitlines().index('    log "adding {{text}}"')
        assert it.editor.cursor_location[0] == wanted


async def test_a_handler_that_fails_shows_in_the_log(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("fail")
        await browser.message("error")
        await it.until(lambda: any("error" in row and "fail" in row for row in it.rows("log")))


async def test_the_tree_follows_the_cursor_and_the_cursor_the_tree(path: Path) -> None:
    async with studio(path) as it:
        it.arrangement.bring("ast")
        line = COUNTER.splitlines().index("    set count = next")
        await it.see("handlers:")
        it.editor.move_cursor((line, len("    set count = n")))
        view = it.row_view("outline")
        await it.until(lambda: view.cursor and "next" in it.rows("outline")[view.cursor])
        await it.press("alt+a")
        await it.until(lambda: view.has_focus)
        await it.press("up")
        await it.until(lambda: it.editor.selected_text == "count")


async def test_a_list_opens_in_pages_and_stays_open(path: Path) -> None:
    many = COUNTER.replace('["a", "b"]', str(list(range(250))))
    async with studio(path, many) as it, it.browser() as browser:
        await it.until(lambda: any("items" in row for row in it.rows("state")))
        await it.press("alt+v", "home", "down", "down", "right")
        await it.until(lambda: any("150 more" in row for row in it.rows("state")))
        await browser.event("inc")
        await it.see("was 0")
        assert any("150 more" in row for row in it.rows("state"))
        more = next(place for place, row in enumerate(it.rows("state")) if "more" in row)
        it.row_view("state").put_cursor(more)
        await it.press("enter")
        await it.until(lambda: any("50 more" in row for row in it.rows("state")))


async def test_a_value_is_edited_in_place(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.until(lambda: any("count" in row for row in it.rows("state")))
        await it.press("alt+v", "home", "down", "enter")
        field = it.app.screen.query_one("#state-input")
        await it.until(lambda: field.has_focus)
        await it.type("x")
        await it.press("enter")
        await it.until(lambda: "no JSON" in it.said())
        assert field.has_focus
        await it.press("backspace")
        await it.type("41")
        await it.press("enter")
        assert (await browser.message("update"))["state"]["count"] == 41
        await it.until(lambda: not field.display)


async def test_a_value_that_can_not_be_set_is_refused_with_the_reason(path: Path) -> None:
    async with studio(path) as it:
        await it.until(lambda: any("double" in row for row in it.rows("state")))
        place = next(at for at, row in enumerate(it.rows("state")) if "double" in row)
        await it.press("alt+v")
        it.row_view("state").put_cursor(place)
        await it.press("e")
        await it.until(lambda: "computed" in it.said())


async def test_typing_in_a_field_of_a_pane_does_not_set_off_its_keys(path: Path) -> None:
    async with studio(path) as it, it.browser():
        await it.until(lambda: it.rows("traffic"))
        await it.press("alt+t", "slash")
        await it.type("xpfc")
        field = it.app.screen.query_one("#traffic-filter")
        assert getattr(field, "value", None) == "xpfc"


async def test_no_text_of_others_is_taken_for_markup_or_reaches_the_terminal(path: Path) -> None:
    evil = "[bold]x[/] [@click=app.quit]y[/] \x1b[2J\u202e"
    async with studio(path) as it, it.browser() as browser:
        await browser.event("add", evil)
        await it.until(lambda: any("[bold]x[/]" in row for row in it.rows("log")))
        await it.press("alt+t", "end", "enter")
        await it.pilot.pause()
        for line in it.lines():
            assert "\x1b" not in line
            assert "\u202e" not in line


async def test_traffic_can_be_held_cleared_and_followed(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await it.until(lambda: it.rows("traffic"))
        await it.press("alt+t", "p")
        held = len(it.rows("traffic"))
        await browser.event("inc")
        await it.see("2 more came")
        assert len(it.rows("traffic")) == held
        await it.press("p")
        await it.until(lambda: len(it.rows("traffic")) == held + 2)
        await it.press("home")
        await it.press("x")
        await it.until(lambda: not it.rows("traffic"))
        for _ in range(12):
            await browser.event("inc")
        await it.until(lambda: len(it.rows("traffic")) == 24)
        await it.press("home")
        await it.see("not following")
        await it.press("f")
        await it.until(lambda: "not following" not in it.text())
        view = it.row_view("traffic")
        assert round(view.scroll_y) == view.max_scroll_y


async def test_a_hundred_thousand_frames_scroll_and_the_dropped_are_counted(path: Path) -> None:
    async with studio(path) as it:
        log = it.model.frames
        log.extend(
            FrameSeen("main", 1.0, number, "c1", 1, "in", "event", f"inc({number})", 40, number)
            for number in range(120_000)
        )
        async with it.browser():
            await it.until(lambda: "Traffic 100,000" in it.text())
            await it.press("alt+t", "home")
            await it.see("older ones dropped")
            await it.press("end")
            await it.see("whole state")
            await it.press("slash")
            await it.type("text:inc(119999)")
            await it.until(lambda: len(it.rows("traffic")) == 1)


async def test_the_clients_are_listed_and_can_be_sent_away(path: Path) -> None:
    async with studio(path) as it, it.browser() as browser:
        await browser.event("inc")
        it.arrangement.bring("clients", focus=True)
        await it.until(lambda: any("c1" in row and "rev 1" in row for row in it.rows("clients")))
        await it.until(lambda: it.row_view("clients").has_focus)
        await it.press("home", "d")
        await it.see("Nobody is connected")
