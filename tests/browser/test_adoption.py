"""The page takes over the nodes that the server rendered, and touches only what has changed."""

from __future__ import annotations

from tests.browser.conftest import Serve, Visit, until

KITCHEN_SINK = """\
component Sink

state:
  n = 1
  on = true
  name = "A & <b>B</b> \\"C\\""
  note = "two\\nlines"
  choice = "b"
  rows = [{ id: 1, tags: ["x", "y"] }, { id: 2, tags: [] }]

layout:
  main#top.card (title="{{name}}" data-n="{{n}}" hidden="{{false}}"):
    "before {{n}} "
    text: "{{name}}"
    " after"
    if (on):
      p: "on"
      if (n > 5):
        "big"
      else if (n > 0):
        "small"
    else:
      p: "off"
    if (!on):
      p: "never"
    ul:
      for (row, i in rows key row.id):
        li (class="row {{i}}"):
          "{{i}}: {{row.id}}"
          for (tag in row.tags):
            " {{tag}}"
          if (row.tags.length === 0):
            em: "none"
    table:
      for (row in rows key row.id):
        tr:
          td: "{{row.id}}"
    input (type="text" bind value <-> name)
    input (type="checkbox" bind checked <-> on)
    textarea (bind value <-> note)
    select (bind value <-> choice):
      for (value in ["a", "b"] key value):
        option (value="{{value}}"): "{{value}}!"
    pre: "\\nfirst line is empty"
    svg (viewBox="0 0 4 4"):
      linearGradient (id="g")
      circle (r="{{n}}")
      text: "in a picture"
    button (on click -> more): "more"

style:
  .card { color: green; }

handlers:
  more:
    set n = n + 1
"""


async def test_the_page_adopts_the_rendered_nodes_and_changes_none(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(KITCHEN_SINK)
    page = await visit(served.url)
    await until(page, "document.querySelector('input').value.includes('<b>')")
    assert await page.evaluate("window.changes.length") == 0
    assert await page.evaluate("document.getElementById('hjx').innerHTML === renderedHtml")
    assert await page.evaluate("rendered.length > 40 && rendered.every((n) => n.isConnected)")


async def test_a_change_touches_only_the_nodes_that_show_it(serve: Serve, visit: Visit) -> None:
    served = await serve(KITCHEN_SINK)
    page = await visit(served.url)
    await page.click("button")
    await until(page, "document.querySelector('circle').getAttribute('r') === '2'")
    touched = await page.evaluate(
        "changes.map((c) => c.type === 'attributes' ? c.attributeName : c.target.data)"
    )
    assert sorted(touched) == ["before 2 ", "data-n", "r"]
    assert await page.evaluate("rendered.every((n) => n.isConnected)")


async def test_a_text_that_is_empty_at_first_is_shown_when_it_comes(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(
        'component E\nstate:\n  a = ""\n  b = ""\nlayout:\n'
        '  p:\n    "{{a}}"\n    "{{b}}"\n    b: "{{a}}"\n    "{{b}}"\n'
        "  button (on click -> f)\n"
        'handlers:\n  f:\n    set a = "x"\n    set b = "y"\n'
    )
    page = await visit(served.url)
    await page.click("button")
    await until(page, "document.querySelector('p').textContent === 'xyxy'")


async def test_the_page_can_be_read_without_its_script(serve: Serve, visit: Visit) -> None:
    served = await serve(KITCHEN_SINK)
    page = await visit(served.url, connected=False, java_script_enabled=False)
    content = await page.inner_text("main")
    assert 'before 1 A & <b>B</b> "C" after' in content
    assert "0: 1 x y" in content
    assert "1: 2none" in content
    assert await page.input_value("select") == "b"
    assert await page.input_value("textarea") == "two\nlines"
    assert await page.is_checked("input[type=checkbox]")


async def test_elements_that_html_would_put_elsewhere_are_mended(
    serve: Serve, visit: Visit
) -> None:
    """A `p` can't hold a block in HTML text; as nodes it can."""
    served = await serve(
        "component P\nstate:\n  n = 1\nlayout:\n"
        '  p:\n    "a{{n}}"\n    view: "b{{n}}"\n    "c"\n'
        "  button (on click -> f)\n"
        "handlers:\n  f:\n    set n = n + 1\n"
    )
    page = await visit(served.url)
    await page.wait_for_selector("p > div")
    await page.click("button")
    await until(page, "document.querySelector('p > div').textContent === 'b2'")
    assert await page.evaluate("document.querySelector('p').textContent") == "a2b2c"
    assert await page.evaluate("document.querySelectorAll('p, p ~ div').length") == 1


async def test_each_session_has_a_state_of_its_own(serve: Serve, visit: Visit) -> None:
    served = await serve(KITCHEN_SINK)
    one = await visit(f"{served.url}?session=one")
    two = await visit(f"{served.url}?session=two")
    await one.click("button")
    await one.wait_for_selector("[data-n='2']")
    await two.click("button")
    await two.click("button")
    await two.wait_for_selector("[data-n='3']")
    assert await one.get_attribute("main", "data-n") == "2"


async def test_the_document_is_valid_and_says_what_it_is(serve: Serve, visit: Visit) -> None:
    served = await serve(KITCHEN_SINK)
    page = await visit(served.url)
    assert await page.title() == "Sink"
    assert await page.get_attribute("html", "lang") == "en"
    assert await page.evaluate("document.compatMode") == "CSS1Compat"
    assert await page.evaluate("document.querySelectorAll('main, [role=main]').length") == 1
    assert await page.get_attribute("#hjx-status", "role") == "status"
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).color") == (
        "rgb(0, 128, 0)"
    )
