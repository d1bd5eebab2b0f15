"""After any change the page shows what the server would render anew: element by element."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Complaints, Serve, Visit, until

# A layout with everything whose value can change; `v` is what the test puts in.
LAYOUT = """\
component Agreement

state:
  step = 0
  v = {}
  text = ""
  on = false
  number = null
  pick = "a"
  many = []

layout:
  h1#step: "{{step}}"
  p (title="{{v.title}}" class="{{v.class}}" data-x="a{{v.text}}b" hidden="{{v.flag}}"): "p"
  p.fixed (class="{{v.class}}" style="{{v.style}}"): "{{v.text}} and {{v.number}}"
  a (href="{{v.url}}"): "link"
  img (src="{{v.url}}" srcset="{{v.url}} 2x" alt="")
  "{{v.text}}"
  "{{v.number}}"
  if (v.flag):
    "{{v.text}}"
    b: "yes"
  else if (v.number > 2):
    i: "{{v.number}}"
    "{{v.text}}"
  else:
    if (v.text):
      "{{v.text}}"
    else:
      u: "nothing"
  ul:
    for (row, i in v.rows key row.id):
      li (data-i="{{i}}" value="{{row.id}}"):
        "{{i}} {{row.name}}"
        if (row.open):
          ol:
            for (sub in row.subs):
              li: "{{sub}} of {{row.name}}"
        else:
          "closed"
    for (row in v.rows):
      if (row.open):
        "{{row.name}}"
      "{{row.id}}"
  table:
    for (row in v.rows key row.name):
      if (row.open):
        tr:
          td: "{{row.name}}"
  input (bind value <-> text)
  input (value="{{v.text}}" placeholder="{{v.text}}" disabled="{{v.flag}}")
  input (type="number" bind value <-> number)
  input (type="checkbox" bind checked <-> on)
  input (type="checkbox" checked="{{v.flag}}")
  input (type="radio" value="a" bind value <-> pick)
  input (type="radio" value="b" bind value <-> pick)
  textarea (bind value <-> text)
  textarea (value="{{v.text}}")
  textarea: "{{v.text}}"
  select (bind value <-> pick):
    for (row in v.rows key row.id):
      option (value="{{row.name}}"): "{{row.id}}"
    option: "b"
    option: "a"
  select (multiple bind value <-> many):
    option (value="a"): "A"
    option (value="b" disabled="{{v.flag}}"): "B"
    option: " c  d "
  details (open="{{v.flag}}"):
    summary: "{{v.text}}"
  pre: "{{v.text}}"
  progress (value="{{v.number}}" max="{{v.max}}")
  svg (viewBox="0 0 {{v.number}} 1"):
    text (x="{{v.number}}"): "{{v.text}}"
    a (xlink:href="{{v.url}}"): "x"
    foreignObject:
      p: "{{v.text}}"
  p: "{{v.rows.length}} {{v.bad.trim()}} {{[v.text, v.number]}} {{v}}"

style:
  p { color: red }

handlers:
  put(value, fields):
    set step = step + 1
    set v = value
    set text = fields.text
    set on = fields.on
    set number = fields.number
    set pick = fields.pick
    set many = fields.many
"""

TEXTS = [
    "",
    "plain",
    " spaced  out ",
    "<b>&amp;</b>",
    "\"'",
    "two\nlines",
    "\nfirst",
    "\r\n",
    "é😀",
    "--><!--",
]
URLS = [
    "/x",
    "https://a.example/?a=1&b=2",
    "javascript:alert(1)",
    " java\tscript:1",
    "mailto:a@b",
    "x:y",
    "",
]
# Writes out nodes with attributes in order, and with what a field's properties say.
_READ = """(root) => {
  const NAMES = ["value", "checked", "selected", "selectedIndex", "open", "disabled", "hidden"];
  const read = (node) => {
    if (node.nodeType === 8) return `<!--${node.data}-->`;
    if (node.nodeType === 3) return node.data;
    const attributes = [...node.attributes].map((a) => `${a.name}=${JSON.stringify(a.value)}`);
    const isField = /^(input|select|textarea|option|details)$/.test(node.localName);
    const names = NAMES.filter((name) => isField && name in node);
    const properties = names.map((name) => `${name}:${node[name]}`);
    const kind = [node.namespaceURI.slice(-4), node.localName];
    const children = [...node.childNodes].map(read).join("");
    return `<${[...kind, ...attributes.sort(), ...properties].join(" ")}>\\n${children}</>\\n`;
  };
  return [...root.childNodes].map(read).join("");
}"""
_NOW = f"({_READ})(document.getElementById('hjx'))"
_ANEW = f"""fetch(location.href).then((answer) => answer.text()).then((text) => {{
  const page = new DOMParser().parseFromString(text, "text/html");
  return ({_READ})(page.getElementById("hjx"));
}})"""


def some(chance: random.Random, *values: Any) -> Any:
    return chance.choice(values)


def value(chance: random.Random) -> dict[str, Any]:
    ids = chance.sample(range(6), chance.randrange(6))
    rows = [
        {
            "id": id_,
            "name": chance.choice(TEXTS) + str(id_),
            "open": chance.random() < 0.5,
            "subs": chance.sample(TEXTS, chance.randrange(3)),
        }
        for id_ in ids
    ]
    return {
        "title": some(chance, None, True, False, 0, 1.5, "t", "", [1], {"a": None}),
        "class": some(chance, None, True, "", "one", "two three"),
        "text": some(chance, *TEXTS),
        "flag": some(chance, True, False, None, "", "x", 0, 1),
        "number": some(chance, 0, 1, 2.5, 3, 1e21, -7, None),
        "max": some(chance, None, 10),
        "style": some(chance, None, "", "color: green", "x"),
        "url": some(chance, *URLS),
        "rows": some(chance, rows, rows, rows, None),
    }


def fields(chance: random.Random) -> dict[str, Any]:
    return {
        "text": some(chance, *TEXTS),
        "on": some(chance, True, False, 1, ""),
        "number": some(chance, None, 0, 1.5, -3),
        "pick": some(chance, "a", "b"),
        "many": chance.sample(["a", "b", "c d"], chance.randrange(4)),
    }


async def agree(page: Page) -> None:
    assert await page.evaluate(_NOW) == await page.evaluate(_ANEW)


@pytest.mark.parametrize("seed", range(4))
async def test_the_page_after_changes_is_the_page_rendered_anew(
    serve: Serve, visit: Visit, complaints: Complaints, seed: int
) -> None:
    complaints.expect("has no method trim")
    complaints.expect("Error: <svg> attribute viewBox")
    complaints.expect("Failed to load resource")
    complaints.expect("img-src")
    served = await serve(LAYOUT)
    page = await visit(served.url)
    await agree(page)
    chance = random.Random(seed)
    client = await served.running.open()
    for step in range(1, 26):
        args = [value(chance), fields(chance)]
        client.send({"type": "event", "handler": "put", "args": args})
        await until(page, "(step) => document.getElementById('step').innerText === step", str(step))
        await agree(page)
