"""Rows keep their nodes, focus and typed text while others change the list; few of them move."""

from __future__ import annotations

from playwright.async_api import Page

from tests.browser.conftest import Complaints, Serve, Visit, until

LIST = """\
component List

state:
  rows = [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }]

layout:
  ul:
    for (row, i in rows key row.id):
      li (id="r{{row.id}}"):
        "{{i}}:{{row.id}}"
        input
  for (order in [[5, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5], [4, 2, 9], [], [2, 2, 1]]):
    button (on click -> put(order)): "{{order.join('')}}"
  button (on click -> same): "same"

handlers:
  put(order):
    set rows = order.map(id => ({ id }))
  same:
    set rows = rows.map(row => ({ id: row.id }))
"""


LONG = """\
component Long

state:
  rows = []

layout:
  button#fill (on click -> fill): "fill"
  button#add (on click -> add): "add"
  for (row in rows key row.id):
    p (class="{{row.done ? 'done' : ''}}"): "{{row.id}} {{row.text}}"

handlers:
  fill:
    let tens = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    let hundred = tens.flatMap(a => tens.map(b => a * 10 + b))
    let ids = hundred.flatMap(a => tens.map(b => a * 10 + b))
    set rows = ids.map(id => ({ id, text: "old", done: false }))
  add:
    set rows = [...rows, { id: rows.length, text: "new", done: true }]
"""


async def shown(page: Page) -> str:
    return " ".join(await page.locator("li").all_inner_texts())


async def put(page: Page, order: str) -> None:
    """Let another client bring the list in that order, and wait until this page shows it."""
    await page.get_by_text(order, exact=True).click()
    expected = " ".join(f"{i}:{id_}" for i, id_ in enumerate(order)) if order else ""
    await until(
        page,
        "(expected) => [...document.querySelectorAll('li')].map((li) => li.innerText)"
        ".join(' ') === expected",
        arg=expected,
    )


async def test_rows_keep_node_focus_and_typed_text_when_another_client_moves_them(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(LIST)
    page, other = await visit(served.url), await visit(served.url)
    await page.fill("#r5 input", "typed")
    await page.locator("#r5 input").evaluate("(input) => input.setSelectionRange(2, 4)")
    await page.evaluate(
        "window.kept = [...document.querySelectorAll('li')];"
        "window.lost = 0; document.activeElement.addEventListener('blur', () => (lost += 1))"
    )
    await put(other, "51234")
    await until(page, "document.querySelector('li').id === 'r5'")
    assert await shown(page) == "0:5 1:1 2:2 3:3 4:4"
    assert await page.evaluate("document.activeElement.closest('li').id") == "r5"
    assert await page.evaluate("[document.activeElement.selectionStart, lost]") == [2, 0]
    assert await page.input_value("#r5 input") == "typed"
    assert await page.evaluate("kept.every((li) => li.isConnected)")


async def test_a_row_that_goes_to_the_front_is_the_only_one_that_moves(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(LIST)
    page = await visit(served.url)
    await page.evaluate("window.changes.length = 0")
    await put(page, "51234")
    moved = await page.evaluate(
        "[...new Set(changes.filter((c) => c.type === 'childList')"
        ".flatMap((c) => [...c.addedNodes, ...c.removedNodes]).map((n) => n.id))]"
    )
    assert moved == ["r5"]


async def test_a_row_at_the_front_leaves_the_others_alone(serve: Serve, visit: Visit) -> None:
    served = await serve(LIST)
    page = await visit(served.url)
    await page.evaluate("window.changes.length = 0")
    await put(page, "012345")
    added = await page.evaluate(
        "changes.filter((c) => c.type === 'childList')"
        ".flatMap((c) => [...c.addedNodes, ...c.removedNodes]).map((n) => n.id)"
    )
    assert added == ["r0"]


async def test_equal_rows_that_come_anew_touch_nothing(serve: Serve, visit: Visit) -> None:
    served = await serve(LIST)
    page = await visit(served.url)
    await page.evaluate("window.changes.length = 0")
    await page.get_by_text("same", exact=True).click()
    await put(page, "429")
    await put(page, "51234")
    rows = await page.evaluate("changes.filter((c) => c.target.closest?.('button')).length")
    assert rows == 0


async def test_rows_come_and_go(serve: Serve, visit: Visit) -> None:
    served = await serve(LIST)
    page = await visit(served.url)
    await put(page, "429")
    await page.locator("button").nth(3).click()
    await page.wait_for_selector("li", state="detached")
    await put(page, "012345")
    assert await page.evaluate("document.querySelector('ul').childNodes.length") == 8


async def test_duplicate_keys_are_told_apart_and_reported(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("two rows have the key 2")
    served = await serve(LIST)
    page = await visit(served.url)
    await put(page, "221")
    await page.locator("li input").nth(0).fill("first")
    await page.locator("li input").nth(1).fill("second")
    await page.get_by_text("51234", exact=True).click()
    await until(page, "document.querySelectorAll('li').length === 5")
    assert await page.input_value("#r2 input") == "first"
    assert any("two rows have the key 2" in line for line in complaints.seen)


async def test_rows_without_a_key_stay_at_their_position(serve: Serve, visit: Visit) -> None:
    served = await serve(
        'component L\nstate:\n  names = ["a", "b"]\nlayout:\n'
        '  for (name in names):\n    p:\n      "{{name}}"\n      input\n'
        "  button (on click -> turn)\n"
        "handlers:\n  turn:\n    set names = names.reverse()\n"
    )
    page = await visit(served.url)
    await page.locator("input").first.fill("typed")
    await page.click("button")
    await until(page, "document.querySelector('p').innerText.startsWith('b')")
    assert await page.locator("input").first.input_value() == "typed"


async def test_keys_of_another_type_are_other_keys(serve: Serve, visit: Visit) -> None:
    served = await serve(
        "component L\nstate:\n  keys = [1, 2]\nlayout:\n"
        '  for (k in keys key k):\n    p:\n      "{{k}}"\n      input\n'
        "  button (on click -> change)\n"
        'handlers:\n  change:\n    set keys = ["1", 2, true]\n'
    )
    page = await visit(served.url)
    await page.locator("input").nth(0).fill("number one")
    await page.locator("input").nth(1).fill("number two")
    await page.click("button")
    await until(page, "document.querySelectorAll('p').length === 3")
    assert await page.locator("input").nth(0).input_value() == ""
    assert await page.locator("input").nth(1).input_value() == "number two"


async def test_an_append_to_a_thousand_rows_makes_one_row(serve: Serve, visit: Visit) -> None:
    served = await serve(LONG)
    page = await visit(served.url)
    await page.click("#fill")
    await until(page, "document.querySelectorAll('p').length === 1000")
    await page.evaluate("window.changes.length = 0")
    await page.click("#add")
    await page.wait_for_selector("p.done")
    assert await page.evaluate("changes.length") == 1
