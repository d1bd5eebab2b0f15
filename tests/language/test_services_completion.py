"""What an editor offers at a place, most of all where the line is half typed."""

from __future__ import annotations

import pytest

from hjx_studio.language.services.completion import complete
from hjx_studio.language.services.cursor import place_at
from hjx_studio.language.services.surroundings import spot_at
from hjx_studio.language.vocabulary import EVENTS
from tests.support.cursors import at, text_of

COMPONENT = """\
component App

imports:
  Card from "./Card.hjx"

state:
  todos = [
    { id: 1, text: "a", done: false },
  ]
  count = 0
  messages = []
  _secret = 1
{state}

local:
  draft = ""

computed:
  left = todos.filter(todo => !todo.done).length
{computed}

timers:
  every 1s -> tick
{timers}

layout:
  view.card:
    for (todo, i in todos key todo.id):
      p: "{{i}}"
{layout}

handlers:
  tick:
    set count = count + amount
  add(text):
    let next = text.trim()
    set messages = [...messages, { from: "x", at: Date.now() }]
    for (row in todos):
      log row
{statement}
  _hidden:
    set count = 0

style:
  .card { --ink: red; color: blue; }
  .row { margin: 0; }
{style}
"""
INDENTS = {"layout": 6, "statement": 6}


def offered(block: str, line: str) -> list[str]:
    """What is offered at the `¦` of a line put into a block of the component."""
    text = COMPONENT
    for name in ("state", "computed", "timers", "layout", "statement", "style"):
        own = " " * INDENTS.get(name, 2) + line if name == block else ""
        text = text.replace("{" + name + "}", own)
    parse, position = at(text)
    found = complete(parse, position)
    typed = text_of(parse.source, found.range)
    assert found.range.end == position
    assert all(item.text.lower().startswith(typed.lower()) for item in found.items)
    return [item.text for item in found.items]


@pytest.mark.parametrize(
    ("block", "line", "expected"),
    [
        # names in scope, in code that nothing closes
        ("layout", 'p: "{{to¦', ["todo", "todos"]),
        ("layout", 'p: "{{to¦}}"', ["todo", "todos"]),
        ("layout", 'p: "a {{todo.text}} b {{le¦', ["left"]),
        ("layout", "p (title='{{mes¦", ["messages"]),
        ("layout", "if (todo.done && le¦", ["left"]),
        ("layout", "for (message in mes¦", ["messages"]),
        ("statement", "set count = ro¦", ["row"]),
        ("statement", "set count = ne¦", ["next"]),
        ("statement", "let x = te¦", ["text"]),
        ("statement", 'log "got {{tex¦', ["text"]),
        ("statement", "log tex¦", ["text"]),
        ("statement", "set count = `a ${ro¦", ["row"]),
        ("statement", "if (dra¦", ["draft"]),
        ("statement", "call add(dra¦", ["draft"]),
        ("computed", "many = todos.length > le¦", ["left"]),
        ("state", "numbers = JSON.par¦", ["parse"]),
        # members and methods of what a value is
        ("layout", 'p: "{{todo.¦}}"', ["id", "text", "done"]),
        ("layout", 'p: "{{todo?.¦', ["id", "text", "done"]),
        ("layout", 'p: "{{todo.text.to¦', ["toLowerCase", "toUpperCase"]),
        ("layout", 'p: "{{count.to¦', ["toFixed", "toString"]),
        ("layout", 'p: "{{todos.map(t => t.text).rev¦', ["reverse"]),
        ("layout", 'p: "{{(todos).fil¦', ["filter"]),
        ("layout", 'p: "{{todos[0].te¦', ["text"]),
        ("layout", 'p: "{{todos.find(x => x.done).¦', ["id", "text", "done"]),
        ("layout", "if (todos.some(x => x.¦", ["id", "text", "done"]),
        ("layout", "if (todos.some((x, n) => n.to¦", ["toFixed", "toString"]),
        ("layout", "if (todos.map(({ text, done }) => te¦", ["text"]),
        ("layout", "for (m in messages key m.¦", ["from", "at"]),
        ("statement", "set count = todos.reduce((sum, t) => sum + t.¦, 0)", ["id", "text", "done"]),
        ("statement", "set count = row.¦", ["id", "text", "done"]),
        ("statement", "set todos[0].¦", ["id", "text", "done"]),
        ("statement", "let now = Date.¦", ["now"]),
        ("layout", "p: \"{{Date.¦", []),
        ("layout", 'p: "{{Math.m¦', ["max", "min"]),
        ("layout", "p (on click -> add(event.¦)", "type value checked key data form".split()),
        # the words of a line
        ("layout", "sec¦", ["section"]),
        ("layout", "Ca¦", ["Card", "canvas", "caption"]),
        ("layout", "els¦", ["else"]),
        ("layout", "else i¦", ["if", "i", "iframe", "img", "input", "ins"]),
        ("layout", "p.ca¦", ["card"]),
        ("layout", 'p (class="ro¦', ["row"]),
        ("layout", "input (place¦", ["placeholder"]),
        ("layout", 'input (type="text" max¦', ["max", "maxlength"]),
        ("layout", 'input (type="ra¦', ["radio", "range"]),
        ("layout", "input (bi¦", ["bind"]),
        ("layout", "input (bind ¦", ["value", "checked"]),
        ("layout", "input (bind value <-> dr¦", ["draft"]),
        ("layout", "input (bind value <-> todo.te¦", ["text"]),
        ("layout", "input (bind value <-> le¦", []),
        ("layout", "p (on dbl¦", ["dblclick"]),
        ("layout", "p (on keydown.en¦", ["enter"]),
        ("layout", "p (on keydown.enter.pre¦", ["prevent"]),
        ("layout", "p (on input.deb¦", ["debounce-300"]),
        ("layout", "p (on click -> ¦", ["tick", "add"]),
        ("layout", "p (on click -> ad¦): \"x\"", ["add"]),
        ("layout", "Card on cli¦", ["click"]),
        ("timers", "every 2s -> ti¦", ["tick"]),
        ("timers", "ev¦", ["every"]),
        ("statement", "call _h¦", ["_hidden"]),
        ("statement", "ret¦", ["return"]),
        ("statement", "set cou¦", ["count"]),
        ("layout", "for (m in messages ¦", ["key"]),
        # styles
        ("style", ".x { text-tr¦", ["text-transform"]),
        ("style", ".x { display: gr¦", ["grid"]),
        ("style", ".x { color: var(--¦", []),
        ("style", ".x { color: var¦", ["var()", "var(--ink)"]),
        ("style", ".x { /* a } */ text-tr¦", ["text-transform"]),
        ("style", "@media print { .ro¦", ["row"]),
        ("style", "@med¦", ["media"]),
        ("style", "p:fir¦", ["first-child", "first-of-type"]),
        # places where a name is new, or a text is only a text
        ("layout", 'p: "he¦', []),
        ("layout", "for (to¦", []),
        ("statement", "let to¦", []),
        ("statement", 'set draft = "co¦', []),
        ("statement", "set count = 1 // co¦", []),
        ("statement", "# co¦", []),
        ("statement", "set count = 12¦", []),
        ("statement", "set count = count co¦", []),
        ("state", "co¦", []),
    ],
)  # fmt: skip
def test_what_is_offered(block: str, line: str, expected: list[str]) -> None:
    assert offered(block, line) == expected


def test_private_names_are_offered_to_handlers_alone() -> None:
    assert offered("statement", "set count = _s¦") == ["_secret"]
    assert offered("layout", 'p: "{{_s¦') == []
    assert offered("layout", "p (on click -> _¦") == []


def test_what_is_known_by_all_is_offered_too() -> None:
    names = offered("statement", "set count = ¦")
    for name in ("row", "next", "text", "count", "todos", "draft", "left", "event", "true", "Math",
                 "Number", "uuid"):  # fmt: skip
        assert name in names
    assert names.index("row") < names.index("count") < names.index("Math")
    in_layout = offered("layout", 'p: "{{¦')
    assert "uuid" not in in_layout
    assert "event" not in in_layout
    assert "event" in offered("layout", "p (on click -> add(¦")
    assert set(offered("layout", "p (on ¦")) == EVENTS


def test_an_implicit_parameter_is_a_name_of_its_handler() -> None:
    parse, position = at("component A\n\nhandlers:\n  add:\n    log amount\n    log am¦\n")
    assert [item.text for item in complete(parse, position).items] == ["amount"]


def test_blocks_are_offered_until_they_are_there() -> None:
    parse, position = at("component A\n\nstate:\n  a = 1\n\nl¦\n")
    assert [item.text for item in complete(parse, position).items] == ["local:", "layout:"]
    parse, position = at("¦")
    assert complete(parse, position).items[0].text == "component"


def test_an_entry_of_several_lines_is_one() -> None:
    parse, position = at("component A\n\nstate:\n  a = [\n    { b: JSON.par¦\n  ]\n")
    assert [item.text for item in complete(parse, position).items] == ["parse"]
    parse, position = at(
        "component A\n\nstate:\n  rows = [{ a: 1 }]\ncomputed:\n  b = rows.filter(\n    r => r.¦\n"
    )
    assert [item.text for item in complete(parse, position).items] == ["a"]


def test_the_states_of_an_imported_component_are_attributes() -> None:
    child, _ = at('component Card\n\nstate:\n  title = ""\n  _own = 1\n¦', "parts/Card.hjx")
    parse, position = at(
        'component A\n\nimports:\n  Card from "./parts/Card.hjx"\n\nlayout:\n  Card (ti¦', "A.hjx"
    )
    found = complete(parse, position, {"parts/Card.hjx": child, "A.hjx": parse})
    assert [(item.text, item.detail) for item in found.items] == [("title", "text")]


def test_a_place_outside_of_the_text_is_its_nearest() -> None:
    parse, position = at("component A\n\nlayout:\n  p¦")
    far = type(position)(999, 999)
    assert "p" in {item.text for item in complete(parse, far).items}
    assert type(place_at(spot_at(parse, far))) is type(place_at(spot_at(parse, position)))
