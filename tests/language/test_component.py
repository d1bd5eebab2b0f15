"""The compiled component: a module without imports that says what changes with which names."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from hjx_studio.language.build import build
from tests.support.programs import program

_HELPERS = "{begin() {}, get: (v, k) => v[k], more: {}, call: (v, name, ...a) => v[name](...a)}"


def emitted(source: str) -> str:
    checked = build("c.hjx", {"c.hjx": source})
    assert checked.build is not None, checked.diagnostics
    return checked.build.javascript


def run(source: str, expression: str) -> Any:
    """What an expression over the component `c` gives, in Node."""
    code = emitted(source).replace("export default", "const make =")
    script = f"{code}\nconst c = make({_HELPERS});\nconsole.log(JSON.stringify({expression}));"
    result = subprocess.run(
        [program("node"), "-e", script], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


ROWS = """\
component Rows
state:
  rows = []
  name = "x"
  _secret = "s"
local:
  mine = 1
computed:
  twice = mine * 2
layout:
  p (title="{{name}}"): "{{twice}} {{1 + 1}}"
  for (row, i in rows.filter(r => r != name) key row.id):
    for (sub in row.subs):
      b (on click -> choose(sub, row, i, event.key)): "{{sub}} {{row.a}} {{i}} {{name}}"
      button (on click -> implicit)
      input (bind value <-> row.text)
handlers:
  choose(a, b, c, d):
    call told(event.value)
  told(x):
    log event.checked, x
  implicit:
    log row, other, sub
"""


def test_a_component_names_what_a_client_sees_and_no_private_name() -> None:
    assert run(ROWS, "[c.name, c.names]") == ["Rows", ["rows", "name", "mine", "twice"]]
    assert "_secret" not in emitted(ROWS)


COMPUTED = """\
component Computed
state:
  rows = [1, 2]
  _secret = 1
local:
  mine = 1
computed:
  all = count + mine
  count = rows.length
  doubled = rows.map(r => r * 2)
  kept = rows.filter(r => r > 1)
  hidden = _secret + 1
  more = hidden + 1
  _inner = count + 1
  outer = _inner + 1
layout:
  p: "{{all}} {{doubled}} {{kept}} {{more}} {{outer}}"
"""


def test_computed_names_come_with_what_they_read_what_is_read_first() -> None:
    read = "c.computed.map((one) => [one.name, one.reads, one.line])"
    assert run(COMPUTED, read) == [
        ["count", ["rows"], 9],
        ["all", ["count", "mine"], 8],
        ["doubled", ["rows"], 10],
        ["kept", ["rows"], 11],
    ]


def test_what_a_private_name_has_a_part_in_is_not_worked_out_in_the_page() -> None:
    names = run(COMPUTED, "c.computed.map((one) => one.name)")
    assert not {"hidden", "more", "_inner", "outer"} & set(names)
    assert run(COMPUTED, "c.names.includes('_inner')") is False
    assert "_secret" not in emitted(COMPUTED)
    assert "_inner" not in emitted(COMPUTED)


def test_only_what_makes_members_of_its_own_is_looked_into() -> None:
    read = "c.computed.filter((one) => one.deep).map((one) => one.name)"
    assert run(COMPUTED, read) == ["all", "doubled"]


def test_handlers_and_start_values_stay_on_the_server() -> None:
    source = ROWS.replace('"x"', '"start value"').replace("log row", 'log "in a handler", row')
    assert "start value" not in emitted(source)
    assert "in a handler" not in emitted(source)


def test_a_binding_lists_the_names_that_it_reads() -> None:
    assert run(ROWS, "c.layout[0].children[0].reads") == ["twice"]
    assert run(ROWS, "c.layout[0].computed[0].reads") == ["name"]
    assert run(ROWS, "c.layout[1].listReads") == ["name", "rows"]
    assert run(ROWS, "c.layout[1].rowReads") == ["name"]
    assert run(ROWS, "c.layout[1].row[0].reads") == ["0", "0i", "name"]


def test_a_loops_variables_are_reached_from_the_innermost_row() -> None:
    read = (
        "c.layout[1].row[0].row[0].children[0].text.filter((part) => part.value)"
        ".map((part) => part.value({name: 'n'}, {v: 's', i: 0, p: {v: {a: 'A'}, i: 7, p: null}}))"
    )
    assert run(ROWS, read) == ["s", "A", 7, "n"]


def test_a_listener_sends_what_its_handler_asks_of_the_event_also_in_what_it_calls() -> None:
    listener = "c.layout[1].row[0].row[0].on[0]"
    assert run(ROWS, f"{listener}.send") == ["checked", "value"]
    assert run(ROWS, f"{listener}.asks") == ["key"]


def test_a_handler_that_asks_for_the_whole_event_gets_all_of_it() -> None:
    source = "component C\nlayout:\n  p (on click -> f)\nhandlers:\n  f:\n    log event\n"
    assert run(source, "c.layout[0].on[0].send") == [
        "checked",
        "data",
        "form",
        "key",
        "type",
        "value",
    ]


def test_without_parentheses_loop_variables_fill_parameters_of_their_name() -> None:
    listener = "c.layout[1].row[0].row[1].on[0]"
    row = "{v: 'sub', i: 0, p: {v: 'row', i: 1, p: null}}"
    assert run(ROWS, f"{listener}.args.map((f) => f({{}}, {row}, {{}}))") == ["row", None, "sub"]


def test_a_bound_path_names_the_rows_that_it_leads_through() -> None:
    path = "c.layout[1].row[0].row[2].binds[0].path({}, {}, (row, depth) => ({depth}))"
    assert run(ROWS, path) == ["rows", {"depth": 0}, "text"]


@pytest.mark.parametrize(
    ("layout", "uses"),
    [
        ('p: "{{n}}"', []),
        ('if (n):\n    p: "x"', ["patch", "ranges"]),
        ("input (bind value <-> n)", ["fields", "patch"]),
        ('input (value="{{n}}")', ["fields", "patch"]),
        ('p: "{{n.trim()}}"', ["methods"]),
    ],
)
def test_a_component_asks_for_the_modules_that_it_needs(layout: str, uses: list[str]) -> None:
    assert run(f'component C\nstate:\n  n = ""\nlayout:\n  {layout}\n', "c.uses") == uses


@pytest.mark.parametrize(
    "text", ["</script>", "\u2028", '\\"', "`${x}`", "*/", "\\u0000", "{{1}}", "😀"]
)
def test_no_text_of_the_source_breaks_out_of_its_string(text: str) -> None:
    source = f"component C\nlayout:\n  p (title='{text}'): '{text}'\n"
    assert run(source, "c.layout.length") == 1


def test_names_that_javascript_or_the_page_uses_are_harmless() -> None:
    source = (
        "component C\nstate:\n  s = 1\n  h = 2\n  let = 4\nlayout:\n"
        '  for (r in [s]):\n    p: "{{r}}{{s}}{{h}}{{let}}"\n'
    )
    names = {"s": 1, "h": 2, "let": 4}
    read = (
        "c.layout[0].row[0].children[0].text"
        f".map((part) => part.value({json.dumps(names)}, {{v: 9, i: 0, p: null}}))"
    )
    assert run(source, read) == [9, 1, 2, 4]
