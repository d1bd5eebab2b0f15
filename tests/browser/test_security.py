"""What a user typed is only ever text, and the page runs nothing but its own script."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Complaints, Serve, Visit, until

SOURCE = """\
component Safe

state:
  text = ""
  rows = []

layout:
  input#in (bind value <-> text)
  button (on click -> add): "add"
  p#out (title="{{text}}" data-x="{{text}}"): "{{text}}"
  textarea (bind value <-> text)
  a (href="{{text}}"): "link"
  form (action="{{text}}"):
    button#go (formaction="{{text}}"): "go"
  for (row in rows key row):
    b: "{{row}}"
  svg:
    a (xlink:href="{{text}}"): "x"
    text: "{{text}}"

handlers:
  add:
    set rows = [...rows, text]
"""

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "&lt;b&gt;",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    " \u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{text}}",
    "${alert(1)}",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_it_is_before_and_after_the_script(
    serve: Serve, visit: Visit, text: str
) -> None:
    served = await serve(SOURCE)
    page = await visit(served.url)
    nodes = "document.querySelectorAll('#hjx *').length"
    before = await page.evaluate(nodes)
    await page.fill("#in", text)
    await page.locator("button").first.click()
    await page.wait_for_selector("b")
    await until(page, "(t) => document.getElementById('out').textContent === t", text)
    assert await page.evaluate(nodes) == before + 1
    fresh = await visit(served.url)
    assert await fresh.evaluate(nodes) == before + 1
    for one in (page, fresh):
        assert await one.text_content("#out") == text
        assert await one.get_attribute("#out", "title") == text
        assert await one.text_content("b") == text
        assert await one.input_value("textarea") == text
        hrefs = await one.evaluate(
            "[document.querySelector('a').href, document.querySelector('form').action,"
            " document.getElementById('go').formAction,"
            " document.querySelector('svg a').href.baseVal]"
        )
        assert not any(href.startswith(("javascript:", "data:")) for href in hrefs)


async def test_no_script_but_the_pages_own_can_run(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("Content Security Policy")
    page = await visit((await serve(SOURCE)).url)
    await page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )
    assert await page.evaluate("window.ran") is None
    refused = (
        "new Promise((done) => setTimeout(() => {"
        " try { done(eval('1')); } catch (error) { done(error.name); } }))"
    )
    assert await page.evaluate(refused) == "EvalError"


MEMBERS = """\
component Members

state:
  o = {}

layout:
  for (name in ["constructor", "toString", "valueOf", "__defineGetter__"]):
    p: "{{o[name]}}"
  button (on click -> f)

handlers:
  f:
    set o = JSON.parse('{"constructor": 1, "toString": 2}')
"""


async def test_a_key_of_a_state_object_can_not_reach_the_pages_own(
    serve: Serve, visit: Visit
) -> None:
    page = await visit((await serve(MEMBERS)).url)
    assert await page.locator("p").all_text_contents() == ["", "", "", ""]
    await page.click("button")
    await until(page, "document.querySelector('p').textContent === '1'")
    assert await page.locator("p").all_text_contents() == ["1", "2", "", ""]
