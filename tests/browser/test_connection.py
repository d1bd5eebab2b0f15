"""The page says how it stands with the server, loses nothing when the line breaks, and takes a new
build while it is used."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from hjx_studio.session.commands import Continue, Disconnect, SetStepMode, TakeSnapshot
from hjx_studio.session.events import ServerSnapshot, Stopped
from tests.browser.conftest import Complaints, Serve, Served, Visit, until
from tests.browser.line import Line

COUNTER = """\
component Counter

state:
  count = 0

local:
  draft = ""

layout:
  h1: "Count {{count}}"
  input#free
  input#draft (bind value <-> draft)
  p#drafted: "{{draft}}"
  button#more (on click -> increase): "more"
  button#fail (on click -> fail): "fail"

handlers:
  increase:
    set count = count + 1
  fail:
    set count = count.missing.more
"""


async def snapshot(served: Served) -> ServerSnapshot:
    reply = await served.running.server.request(TakeSnapshot())
    assert isinstance(reply, ServerSnapshot)
    return reply


async def disconnect_all(served: Served) -> None:
    """Close every client's socket from the server's side."""
    for client in (await snapshot(served)).sessions[0].clients:
        await served.running.server.request(Disconnect("main", client.client))


async def test_the_page_comes_back_by_itself(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await page.fill("#draft", "mine")
    await expect(page.locator("#drafted")).to_have_text("mine")
    await disconnect_all(served)
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 1")
    await expect(page.locator("#draft")).to_have_value("mine")
    await expect(page.locator("#hjx-status p")).to_have_count(0)


async def test_what_was_done_without_a_connection_happens_once_it_is_back(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("WebSocket")
    served = await serve(COUNTER)
    line = Line()
    page = await visit(served.url, prepare=line.install)
    await line.cut()
    await expect(page.locator("#hjx-status")).to_contain_text("No connection")
    await page.click("#more")
    await page.click("#more")
    await page.fill("#draft", "typed meanwhile")
    assert await page.inner_text("h1") == "Count 0"
    line.mend()
    await expect(page.locator("h1")).to_have_text("Count 2")
    await expect(page.locator("#drafted")).to_have_text("typed meanwhile")
    await expect(page.locator("#hjx-status p")).to_have_count(0)


async def test_an_event_whose_answer_was_lost_is_not_run_twice(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    line = Line()
    page = await visit(served.url, prepare=line.install)
    line.hold()
    await page.click("#more")
    await line.until_received(2)
    await line.cut()
    line.mend()
    await expect(page.locator("h1")).to_have_text("Count 1")
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 2")


async def test_a_line_that_looks_alive_and_is_dead_is_given_up(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    line = Line()
    page = await visit(served.url, prepare=line.install)
    line.hold()
    await page.click("#more")
    await line.until_opened(2)
    await expect(page.locator("h1")).to_have_text("Count 1")


async def test_the_page_shows_that_it_is_paused_and_where(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await served.running.server.request(SetStepMode(True))
    await page.click("#more")
    await expect(page.locator("#hjx-status")).to_have_text("Paused at increase, line 19")
    late = await visit(served.url)
    await expect(late.locator("#hjx-status")).to_have_text("Paused at increase, line 19")
    assert await late.inner_text("h1") == "Count 0"
    stopped = await served.running.event(Stopped)
    assert isinstance(stopped, Stopped)
    await served.running.server.request(Continue("main", stopped.stop))
    for one in (page, late):
        await expect(one.locator("h1")).to_have_text("Count 1")
        await expect(one.locator("#hjx-status p")).to_have_count(0)


async def test_a_handler_that_fails_is_shown_to_its_sender_alone(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("handler_failed")
    served = await serve(COUNTER.replace("count.missing.more", "count.trim()"))
    page, other = await visit(served.url), await visit(served.url)
    await page.click("#fail")
    await expect(page.locator("#hjx-status [data-kind=error]")).to_contain_text("fail, line 21: ")
    await page.click("#more")
    await expect(other.locator("h1")).to_have_text("Count 1")
    await expect(other.locator("#hjx-status p")).to_have_count(0)


async def test_problems_are_shown_while_the_last_good_build_goes_on(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await served.edit(COUNTER.replace("{{count}}", "{{cuont}}"))
    panel = page.get_by_role("region", name="Problems in the source")
    await expect(panel).to_contain_text("1 problem – the last good version goes on")
    await expect(panel).to_contain_text("app.hjx:10:")
    await expect(panel).to_contain_text("cuont")
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 1")
    late = await visit(served.url)
    await expect(late.get_by_role("region", name="Problems in the source")).to_be_visible()
    await served.edit(COUNTER)
    await expect(panel).to_have_count(0)


async def test_the_panel_of_problems_can_be_folded_and_stays_so(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await served.edit(COUNTER.replace("{{count}}", "{{cuont}}"))
    await page.click("#hjx-problems summary")
    await served.edit(COUNTER.replace("{{count}}", "{{coutn}}").replace("{{draft}}", "{{darft}}"))
    await expect(page.locator("#hjx-problems summary")).to_contain_text("2 problems")
    await expect(page.locator("#hjx-problems li").first).to_be_hidden()


async def test_a_page_waits_for_the_first_good_build(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER.replace("{{count}}", "{{cuont}}"), broken=True)
    page = await visit(served.url, connected=False)
    await expect(page.locator("#hjx-problems")).to_contain_text("nothing runs yet")
    await served.edit(COUNTER)
    await expect(page.locator("h1")).to_have_text("Count 0")
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 1")
    assert await page.title() == "Counter"


async def test_a_new_build_keeps_state_nodes_focus_and_typed_text(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 1")
    await page.fill("#free", "unbound")
    await page.fill("#draft", "bound")
    await expect(page.locator("#drafted")).to_have_text("bound")
    await page.evaluate(
        "document.getElementById('draft').setSelectionRange(2, 3);"
        "window.kept = [...document.querySelectorAll('input, button, h1')]"
    )
    changed = (
        COUNTER.replace('h1: "Count {{count}}"', 'p: "new"\n  h1.big: "Number {{count * 2}}"')
        .replace("count + 1", "count + 10")
        .replace('button#fail (on click -> fail): "fail"', "")
        .replace("  fail:\n    set count = count.missing.more\n", "")
        + "style:\n  .big { color: rgb(1, 2, 3); }\n"
    )
    await served.edit(changed)
    await expect(page.locator("h1")).to_have_text("Number 2")
    await expect(page.locator("#free")).to_have_value("unbound")
    await expect(page.locator("#draft")).to_have_value("bound")
    await expect(page.locator("#fail")).to_have_count(0)
    assert await page.evaluate(
        "[document.activeElement.id, document.activeElement.selectionStart,"
        " document.activeElement.selectionEnd]"
    ) == ["draft", 2, 3]
    assert await page.evaluate("kept.filter((node) => node.isConnected).length") == 4
    await until(page, "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Number 22")


async def test_many_builds_in_a_row_leave_the_last_one(serve: Serve, visit: Visit) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    for step in range(2, 7):
        await served.edit(
            COUNTER.replace("count + 1", f"count + {step}").replace(
                "Count {{", f"Step {step}: {{{{"
            )
        )
    await expect(page.locator("h1")).to_contain_text("Step 6:")
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Step 6: 6")


async def test_a_page_that_missed_a_build_takes_it_when_it_is_back(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("WebSocket")
    served = await serve(COUNTER)
    line = Line()
    page = await visit(served.url, prepare=line.install)
    await line.cut()
    await served.edit(COUNTER.replace("Count {{", "Total {{"))
    other = await visit(served.url)
    await expect(other.locator("h1")).to_have_text("Total 0")
    line.mend()
    await expect(page.locator("h1")).to_have_text("Total 0")


async def test_a_new_layout_of_another_shape_is_as_if_loaded_anew(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(COUNTER)
    page = await visit(served.url)
    await served.edit(
        "component Other\nstate:\n  items = [1, 2]\nlayout:\n  main:\n    if (items.length):\n"
        '      ul:\n        for (item in items key item):\n          li: "{{item}}"\n'
        '    "end"\n  button (on click -> add): "add"\n'
        "handlers:\n  add:\n    set items = [0, ...items, 3]\n"
    )
    await expect(page.locator("li")).to_have_text(["1", "2"])
    fresh = await visit(served.url)
    read = "document.getElementById('hjx').innerHTML"
    assert await page.evaluate(read) == await fresh.evaluate(read)
    assert await page.evaluate("document.querySelectorAll('main, [role=main]').length") == 1
    await page.click("button")
    await expect(page.locator("li")).to_have_text(["0", "1", "2", "3"])


async def test_scroll_stays_where_it_was_over_a_new_build(serve: Serve, visit: Visit) -> None:
    tall = COUNTER.replace("  input#free\n", '  view (style="height: 3000px")\n  input#free\n')
    served = await serve(tall)
    page = await visit(served.url)
    await page.evaluate("scrollTo(0, 1200)")
    await served.edit(tall.replace("Count {{", "Total {{"))
    await expect(page.locator("h1")).to_have_text("Total 0")
    assert await page.evaluate("scrollY") == 1200


async def test_a_server_that_starts_anew_is_found_again(
    serve: Serve, visit: Visit, complaints: Complaints, tmp_path: Path
) -> None:
    complaints.expect("WebSocket")
    served = await serve(COUNTER)
    page = await visit(served.url)
    await page.click("#more")
    await expect(page.locator("h1")).to_have_text("Count 1")
    port = served.running.port
    await served.running.server.close()
    await expect(page.locator("#hjx-status")).to_contain_text("No connection")
    await serve(COUNTER.replace("Count {{", "Anew {{"), port=port)
    await expect(page.locator("h1")).to_have_text("Anew 0")
    await expect(page.locator("#hjx-status p")).to_have_count(0)
