"""Bound fields: what is typed arrives, in its kind, in order, and is never lost."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Complaints, Serve, Visit, until
from tests.browser.line import Line

KINDS = """\
component Kinds

state:
  text = "t"
  long = "a\\nb"
  number = 5
  range = 20
  on = false
  pick = "b"
  many = ["a"]
  radio = "y"

layout:
  input#text (type="text" bind value <-> text)
  textarea#long (bind value <-> long)
  input#number (type="number" bind value <-> number)
  input#range (type="range" bind value <-> range)
  input#on (type="checkbox" bind checked <-> on)
  select#pick (bind value <-> pick):
    for (option in ["a", "b", "c"] key option):
      option: "{{option}}"
  select#many (multiple bind value <-> many):
    option (value="a"): "A"
    option (value="b"): "B"
  input#x (type="radio" name="r" value="x" bind value <-> radio)
  input#y (type="radio" name="r" value="y" bind value <-> radio)
  pre: "{{JSON.stringify([text, long, number, range, on, pick, many, radio])}}"
  button (on click -> other): "other"

handlers:
  other:
    set text = "T"
    set long = "x\\ny"
    set number = 7.5
    set range = 80
    set on = true
    set pick = "c"
    set many = ["a", "b"]
    set radio = "x"
"""


async def wait_for_values(page: Page, *expected: object) -> None:
    text = json.dumps(list(expected), separators=(",", ":"))
    await until(page, "(text) => document.querySelector('pre').textContent === text", arg=text)


async def test_each_kind_of_field_shows_its_value(serve: Serve, visit: Visit) -> None:
    page = await visit((await serve(KINDS)).url)
    read = """() => [text.value, long.value, number.value, range.value, on.checked, pick.value,
      [...many.selectedOptions].map((o) => o.value), x.checked, y.checked]"""
    assert await page.evaluate(read) == (["t", "a\nb", "5", "20", False, "b", ["a"], False, True])
    await page.click("button")
    await wait_for_values(page, "T", "x\ny", 7.5, 80, True, "c", ["a", "b"], "x")
    assert await page.evaluate(read) == (
        ["T", "x\ny", "7.5", "80", True, "c", ["a", "b"], True, False]
    )


async def test_each_kind_of_field_sends_its_value(serve: Serve, visit: Visit) -> None:
    page = await visit((await serve(KINDS)).url)
    await page.fill("#text", "some <b>text</b>")
    await page.fill("#long", "one\ntwo")
    await page.fill("#number", "-1.5")
    await page.fill("#range", "30")
    await page.check("#on")
    await page.select_option("#pick", "c")
    await page.select_option("#many", ["a", "b"])
    await page.check("#x")
    await wait_for_values(
        page, "some <b>text</b>", "one\ntwo", -1.5, 30, True, "c", ["a", "b"], "x"
    )
    await page.fill("#number", "")
    await page.uncheck("#on")
    await page.select_option("#many", [])
    await wait_for_values(page, "some <b>text</b>", "one\ntwo", None, 30, False, "c", [], "x")


async def test_a_number_may_be_typed_key_by_key(serve: Serve, visit: Visit) -> None:
    page = await visit((await serve(KINDS)).url)
    await page.focus("#number")
    await page.keyboard.press("Control+a")
    shown = []
    for key in "-1.50":
        await page.keyboard.press(key)
        await settled(page)
        shown.append(await page.evaluate("number.validity.badInput || number.value !== ''"))
    assert shown == [True] * 5
    assert await page.input_value("#number") == "-1.50"
    await wait_for_values(page, "t", "a\nb", -1.5, 20, False, "b", ["a"], "y")


async def settled(page: Page) -> None:
    """Wait until what the page has sent was answered."""
    await page.evaluate("fetch('/healthz').then(() => new Promise(requestAnimationFrame))")


SHARED = """\
component Shared

state:
  text = "start"
  n = 0

layout:
  input#text (bind value <-> text)
  input#free
  p#shown: "{{text}}"
  p#n: "{{n}}"
  button#more (on click -> more): "more"
  button#set (on click -> change): "set"

handlers:
  more:
    set n = n + 1
  change:
    set text = ">> " + text
"""


async def held_page(serve: Serve, visit: Visit, source: str) -> tuple[Page, Page, Line]:
    """A page whose incoming frames can be held, and another client's page."""
    served = await serve(source)
    line = Line()
    page = await visit(served.url, prepare=line.install)
    return page, await visit(served.url), line


async def test_what_comes_in_while_one_types_does_not_rewrite_the_field(
    serve: Serve, visit: Visit
) -> None:
    page, other, line = await held_page(serve, visit, SHARED)
    line.hold()
    await page.focus("#text")
    await page.keyboard.press("End")
    await page.keyboard.type("ab")
    await other.wait_for_selector("#shown:has-text('starta')")
    await other.click("#more")
    await other.wait_for_selector("#n:has-text('1')")
    await page.keyboard.type("cd")
    line.release()
    await page.wait_for_selector("#shown:has-text('startabcd')")
    await page.wait_for_selector("#n:has-text('1')")
    assert await page.input_value("#text") == "startabcd"
    await other.wait_for_selector("#shown:has-text('startabcd')")


async def test_what_came_in_is_shown_once_all_edits_are_confirmed(
    serve: Serve, visit: Visit
) -> None:
    page, other, line = await held_page(serve, visit, SHARED)
    await page.focus("#text")
    await page.keyboard.press("End")
    line.hold()
    await page.keyboard.type("!")
    await other.wait_for_selector("#shown:has-text('start!')")
    await other.click("#set")
    await other.wait_for_selector("#shown:has-text('>> start!')")
    assert await page.input_value("#text") == "start!"
    line.release()
    await until(page, "document.getElementById('text').value === '>> start!'")


async def test_the_caret_stays_at_its_letter_when_another_client_changes_the_text(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(SHARED)
    page, other = await visit(served.url), await visit(served.url)
    await page.focus("#text")
    await page.evaluate("document.activeElement.setSelectionRange(2, 4)")
    await other.click("#set")
    await until(page, "document.getElementById('text').value === '>> start'")
    assert await page.evaluate(
        "[document.activeElement.id, document.activeElement.selectionStart,"
        " document.activeElement.selectionEnd]"
    ) == ["text", 5, 7]


async def test_an_unbound_field_keeps_what_is_typed(serve: Serve, visit: Visit) -> None:
    served = await serve(SHARED)
    page, other = await visit(served.url), await visit(served.url)
    await page.fill("#free", "mine")
    await other.click("#more")
    await other.click("#set")
    await page.wait_for_selector("#shown:has-text('>>')")
    assert await page.input_value("#free") == "mine"


async def test_nothing_is_sent_or_rewritten_while_a_text_is_composed(
    serve: Serve, visit: Visit
) -> None:
    page, other, line = await held_page(serve, visit, SHARED)
    await page.focus("#text")
    await page.keyboard.press("End")
    tools = await page.context.new_cdp_session(page)
    await tools.send(
        "Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1}
    )
    await tools.send(
        "Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2}
    )
    await other.click("#set")
    await page.wait_for_selector("#shown:has-text('>> start')")
    assert await page.input_value("#text") == "startにほ"
    assert line.sent == []
    await tools.send("Input.insertText", {"text": "日本"})
    await other.wait_for_selector("#shown:has-text('start日本')")
    assert await page.input_value("#text") == "start日本"
    assert [message["value"] for message in line.sent] == ["start日本"]


async def test_what_is_typed_before_the_script_has_loaded_arrives(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(SHARED)
    loaded = asyncio.Event()

    async def delay(page: Page) -> None:
        async def wait(route: Any) -> None:
            await loaded.wait()
            await route.continue_()

        await page.route("**/main.js", wait)

    page = await visit(served.url, connected=False, prepare=delay, wait_until="commit")
    await page.focus("#text")
    await page.keyboard.press("End")
    await page.keyboard.type(" early")
    loaded.set()
    await page.wait_for_selector("#shown:has-text('start early')")
    assert await page.input_value("#text") == "start early"


async def test_an_event_comes_after_the_keys_before_it(serve: Serve, visit: Visit) -> None:
    served = await serve(
        'component Add\nstate:\n  items = []\nlocal:\n  draft = ""\nlayout:\n'
        "  input (bind value <-> draft on keydown.enter -> add)\n"
        "  p: \"{{items.join(',')}}\"\n"
        'handlers:\n  add:\n    set items = [...items, draft]\n    set draft = ""\n'
    )
    page = await visit(served.url)
    await page.focus("input")
    for word in ("one", "two", "three"):
        await page.keyboard.type(word)
        await page.keyboard.press("Enter")
        await until(page, "document.querySelector('input').value === ''")
    await page.wait_for_selector("p:has-text('one,two,three')")


async def test_a_long_text_is_not_sent_whole_for_each_key(serve: Serve, visit: Visit) -> None:
    """While one edit is on its way, the newest of those behind it is all that waits."""
    page, _, line = await held_page(serve, visit, SHARED)
    await page.focus("#text")
    await page.keyboard.press("End")
    line.hold()
    await page.keyboard.type("0123456789")
    line.release()
    await page.wait_for_selector("#shown:has-text('start0123456789')")
    assert len(line.sent) == 2


ROWS = """\
component Rows

state:
  hide = false
  todos = [
    { id: 1, text: "one", done: false, tags: [{ name: "p" }] },
    { id: 2, text: "two", done: true, tags: [{ name: "q" }, { name: "r" }] },
    { id: 2, text: "two again", done: false, tags: [] },
  ]

layout:
  for (todo in todos.filter(t => !hide || !t.done) key todo.id):
    p:
      input.text (bind value <-> todo.text)
      input.done (type="checkbox" bind checked <-> todo.done)
      for (tag, n in todo.tags key n):
        input.tag (bind value <-> tag.name)
  pre: "{{todos.map(t => [t.id, t.text, t.done, ...t.tags.map(g => g.name)].join(' ')).join('|')}}"
  button (on click -> turn)

handlers:
  turn:
    set hide = !hide
"""


async def test_fields_in_rows_write_to_their_own_row(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("two rows have the key 2")
    page = await visit((await serve(ROWS)).url)
    await page.locator(".text").nth(0).fill("ONE")
    await page.locator(".text").nth(2).fill("AGAIN")
    await page.locator(".tag").nth(2).fill("R")
    await page.wait_for_selector("pre:has-text('1 ONE false p|2 two true q R|2 AGAIN false')")
    await page.click("button")
    await until(page, "document.querySelectorAll('p').length === 2")
    await page.locator(".text").nth(1).fill("HIDDEN ONE BEFORE")
    await page.locator(".done").nth(0).click()  # ticked, the row is hidden: no `check`
    await page.wait_for_selector(
        "pre:has-text('1 ONE true p|2 two true q R|2 HIDDEN ONE BEFORE false')"
    )


async def test_an_edit_that_is_refused_leaves_the_text_and_says_so(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("too_large")
    page = await visit((await serve(SHARED)).url)
    await page.fill("#text", "x" * 70_000)
    await page.wait_for_selector("#hjx-status p:has-text('bytes')")
    assert len(await page.input_value("#text")) == 70_000


async def test_values_that_are_not_bound_follow_the_state(serve: Serve, visit: Visit) -> None:
    served = await serve(
        'component V\nstate:\n  n = 1\n  pick = "b"\nlayout:\n'
        '  input#i (value="{{n}}")\n  textarea#t (value="{{n}}")\n'
        '  input#c (type="checkbox" checked="{{n > 1}}" disabled="{{n > 1}}")\n'
        '  select#s (value="{{pick}}"):\n    option: "a"\n    option: "b"\n'
        "  button (on click -> f)\n"
        'handlers:\n  f:\n    set n = n + 1\n    set pick = "a"\n'
    )
    page = await visit(served.url)
    read = "[i.value, t.value, c.checked, c.disabled, s.value]"
    assert await page.evaluate(read) == ["1", "1", False, False, "b"]
    await page.click("button")
    await until(page, "document.getElementById('i').value === '2'")
    assert await page.evaluate(read) == ["2", "2", True, True, "a"]


async def test_a_select_whose_value_is_no_option_is_blank_and_takes_a_choice(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(
        'component S\nstate:\n  pick = "none"\nlayout:\n  select (bind value <-> pick):\n'
        '    option: "a"\n    option: "b"\n  p: "{{pick}}"\n'
    )
    page = await visit(served.url)
    assert await page.input_value("select") == ""
    await page.select_option("select", "a")
    await page.wait_for_selector("p:has-text('a')")


@pytest.mark.parametrize("tag", ["input", "textarea"])
async def test_a_form_that_is_reset_shows_the_state(serve: Serve, visit: Visit, tag: str) -> None:
    served = await serve(
        f'component V\nstate:\n  a = "kept"\nlayout:\n  form:\n    {tag}#f (bind value <-> a)\n'
        '    button (type="reset"): "reset"\n  p: "{{a}}"\n'
    )
    page = await visit(served.url)
    await page.fill("#f", "typed")
    await page.wait_for_selector("p:has-text('typed')")
    await page.click("button")
    assert await page.input_value("#f") == "typed"
