"""What names mean: each misuse is found once, at its place, and what is right stays silent."""

from __future__ import annotations

import pytest

from hjx_studio.language.analyzer import Analysis, Signature, analyze
from hjx_studio.language.calls import CALLBACK_METHODS
from hjx_studio.language.diagnostics import CODES, Severity
from hjx_studio.language.functions import FUNCTIONS
from hjx_studio.language.methods import METHODS
from hjx_studio.language.vocabulary import FUNCTION_ARGUMENTS, METHOD_ARGUMENTS
from tests.support.shapes import expect, findings, marked, mended, read


def analysis(text: str) -> Analysis:
    parsed = read(text)
    assert not parsed.diagnostics
    return analyze(parsed)


# --- what is right -------------------------------------------------------------------------------


def test_a_component_that_uses_everything_it_declares_has_no_findings() -> None:
    expect(
        """\
component A
state:
  items = [{ id: 1, text: "a" }]
  _log = []
  n = Number("1") + [1, 2].map(x => x * 2).length
local:
  draft = ""
computed:
  open = items.filter(item => !item.done)
  count = open.length + _log.length
timers:
  every 1s -> tick
layout:
  view (data-n="{{count}}"):
    input (bind value <-> draft on keydown.enter.prevent.debounce-300 -> add(draft, event.value))
    for (item, i in open key item.id):
      input (type="checkbox" bind checked <-> items[0].done on change -> touch(item.id, i))
      button (on click -> remove(ctx.el.dataset.hjxItem.id)): "{{i}} {{item.text}} {{n}}"
handlers:
  tick:
    set _log = _log.push(Date.now()).slice(-10)
  add(text, value):
    let id = uuid()
    if (text && Math.random() < 2):
      set items = [...items, { id, text, value }]
    call _clear()
  touch(id, i):
    for (item in items):
      log "{{item.id}}", id, i, event.type
  remove(id):
    set items = items.filter(item => item.id != id)
    set n = n + 1
  _clear:
    set draft = ""
"""
    )


# --- names ---------------------------------------------------------------------------------------

HEAD = "component A\nstate:\n  count = 0\n  items = [{ id: 1 }]\n"

NAMES = [
    ('layout:\n  text: "{{«cuont»}} {{items}}"', "HJX012", "`count`"),
    ('computed:\n  a = «coun» + items.length\nlayout:\n  "{{a}}{{count}}"', "HJX012", "`count`"),
    ('layout:\n  text: "{{count + «undefined»}}{{items}}"', "HJX012", "`null`"),
    ('layout:\n  text: "{{count + «event»}}{{items}}"', "HJX012", "`on`"),
    ('layout:\n  text: "{{count}}{{items.map(x => x + «y»)}}"', "HJX012", ""),
    ('layout:\n  "{{count}}{{items}}"\n  for (x in [1]):\n    "y"\n  "{{«x»}}"', "HJX012", ""),
    ('layout:\n  a (on b -> h(«c»)): "{{count + items}}"\nhandlers:\n  h(x):\n', "HJX012", ""),
    ('layout:\n  a (on b -> h): "{{count + items}}"\nhandlers:\n  h():\n    log «c»', "HJX012", ""),
    ('layout:\n  text: "{{«Maths».abs(count)}}{{items}}"', "HJX012", "`Math`"),
    ('layout:\n  text: "{{«Math»}}{{count}}{{items}}"', "HJX014", "`Math.abs`"),
    ('layout:\n  text: "{{«Number»}}{{count}}{{items}}"', "HJX014", "Number("),
    ('layout:\n  text: "{{«Math.abs»}}{{count}}{{items}}"', "HJX014", "Math.abs("),
    ('layout:\n  text: "{{Math.«apbs»(count)}}{{items}}"', "HJX014", "`Math.abs`"),
    ('layout:\n  text: "{{«numbr»(count)}}{{items}}"', "HJX014", "`Number`"),
    ('layout:\n  text: "{{«abs»(count)}}{{items}}"', "HJX014", "`Math.abs`"),
    ('layout:\n  text: "{{«count»(1)}}{{items}}"', "HJX014", ""),
    ('layout:\n  text: "{{items.«fliter»(x => x)}}{{count}}"', "HJX014", "`filter`"),
    ('layout:\n  text: "{{items.«pop»()}}{{count}}"', "HJX014", "slice(0, -1)"),
    ('layout:\n  text: "{{items.«shift»()}}{{count}}"', "HJX014", "slice(1)"),
    ('layout:\n  text: "{{items.«splice»(1)}}{{count}}"', "HJX014", "filter"),
    ('layout:\n  text: "{{items.includes(«x => x»)}}{{count}}"', "HJX014", ""),
    ('layout:\n  text: "{{Math.«random»()}}{{items}}{{count}}"', "HJX014", "`state`"),
    ('layout:\n  text: "{{«uuid»()}}{{items}}{{count}}"', "HJX014", "`state`"),
    ('layout:\n  text: "{{«items.slice(1, 2, 3)»}}{{count}}"', "HJX103", ""),
    ('layout:\n  text: "{{«Math.pow(1)»}}{{items}}{{count}}"', "HJX103", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "hint"), NAMES, ids=[text for text, _, _ in NAMES])
def test_names_functions_and_methods(text: str, code: str, hint: str) -> None:
    (found,) = expect(HEAD + text + "\n", code)
    if hint:
        assert found.hint is not None
        assert hint in found.hint


def test_a_builtin_may_stand_for_a_callback() -> None:
    expect(
        HEAD + 'layout:\n  text: "{{items.map(Number).filter(Boolean).map(Math.abs)}}{{count}}"\n'
    )


def test_parameters_hide_what_is_outside() -> None:
    expect(HEAD + 'layout:\n  text: "{{items.map(count => count.pen)}}{{count}}"\n')


DECLARED = [
    ("state:\n  a = 1\n  «a» = 2\nlayout:\n  '{{a}}'", "HJX015"),
    ("state:\n  a = 1\nlocal:\n  «a» = 2\nlayout:\n  '{{a}}'", "HJX015"),
    ("state:\n  «Math» = 1\nlayout:\n  '{{1}}'", "HJX015"),
    ("state:\n  «event» = 1\nlayout:\n  '{{event}}'", "HJX015"),
    ("state:\n  a = 1\n  b = «a» + 1\nlayout:\n  '{{b}}'", "HJX019"),
    ("state:\n  a = «uuid»()\nlayout:\n  '{{a}}'", "HJX014"),
    ("state:\n  a = «b»\nlayout:\n  '{{a}}'", "HJX012"),
    ("computed:\n  «a» = b\n  b = a\nlayout:\n  '{{a}}'", "HJX017"),
    ("computed:\n  «a» = a\nlayout:\n  '{{a}}'", "HJX017"),
    ("handlers:\n  h():\n    return\n  «h»():\n    return\ntimers:\n  every 1s -> h", "HJX015"),
    ("handlers:\n  h(a, «a»):\n    log a\ntimers:\n  every 1s -> «h»", "HJX015 HJX103"),
    ("timers:\n  every 1s -> «h»", "HJX013"),
    ('imports:\n  «Card» from "./Card.hjx"\n', "HJX104"),
    ('imports:\n  Card from "./a.hjx"\n  «Card» from "./b.hjx"\nlayout:\n  Card', "HJX015"),
    ("state:\n  «a» = 1\n", "HJX104"),
    ("handlers:\n  «h»:\n    return\n", "HJX104"),
    ("handlers:\n  «_h»:\n    return\n", "HJX104"),
]


@pytest.mark.parametrize(("text", "codes"), DECLARED, ids=[text for text, _ in DECLARED])
def test_declarations(text: str, codes: str) -> None:
    if text.count("«event»"):
        text = text.replace("'{{event}}'", "'{{1}}'")
    found = [
        each for each in findings("component A\n" + marked(text)[0] + "\n") if each.code != "HJX104"
    ]
    if codes == "HJX104":
        expect("component A\n" + text + "\n", codes)
        return
    ranges = marked("component A\n" + text)[1]
    assert [(each.code, each.range) for each in found] == list(
        zip(codes.split(), ranges, strict=True)
    )


# --- handlers ------------------------------------------------------------------------------------

BODIES = [
    ("h():\n    set «n» = 1", "HJX016"),
    ("h():\n    set «cuont» = 1\n    log cuont", "HJX016"),
    ("h():\n    set «twice» = 1", "HJX016"),
    ("h(a):\n    set «a».b = 1", "HJX016"),
    ("h():\n    for (x in items):\n      set «x» = 1", "HJX016"),
    ("h():\n    set «event».a = 1", "HJX016"),
    ("h():\n    let a = 1\n    set a = 2\n    set a.b = 3", ""),
    ("h():\n    let «count» = 1", "HJX015"),
    ("h():\n    call «g»()", "HJX013"),
    ("h():\n    «call h(1)»", "HJX103"),
    ("h(a):\n    «call h()»\n    log a", "HJX103"),
    ("h():\n    set items[«n»].id = 1", "HJX012"),
    ("h():\n    if («n»):\n      return", "HJX012"),
    ("h:\n    log «ctx».el, event.value", "HJX012"),
]


@pytest.mark.parametrize(("text", "code"), BODIES, ids=[text for text, _ in BODIES])
def test_handlers(text: str, code: str) -> None:
    source = HEAD + "computed:\n  twice = count * items.length\nhandlers:\n  " + text
    source += (
        "\nlayout:\n  '{{twice}}'\n  a (on click -> h(1))\n"
        if "h(a)" in text
        else ("\nlayout:\n  '{{twice}}'\n  a (on click -> h)\n")
    )
    expect(source, *([code] if code else []))


def test_implicit_parameters_are_those_that_nothing_declares_in_order_of_first_use() -> None:
    text = """\
component A
state:
  list = []
layout:
  "{{list}}"
  button (on click -> send): "x"
handlers:
  send:
    if («who»):
      set list = list + [{ «what», who, at: Date.now() }]
    let done = what
    log done
"""
    found = expect(text, "HJX102", "HJX102")
    plain = marked(text)[0]
    assert analysis(plain).handlers["send"] == Signature("send", ("who", "what"), True, False, 8)
    for each in found:
        assert "  send(who, what):\n" in mended(plain, each)
    assert findings(mended(plain, found[0])) == [
        each for each in findings(mended(plain, found[0])) if each.code == "HJX103"
    ]


def test_a_misspelt_name_that_becomes_a_parameter_is_named() -> None:
    (found,) = expect(
        HEAD + "layout:\n  '{{count}}{{items}}'\n  a (on click -> h)\n"
        "handlers:\n  h:\n    set count = «cuont» + 1\n",
        "HJX102",
    )
    assert found.hint is not None
    assert "`count`" in found.hint


# --- layout --------------------------------------------------------------------------------------

LAYOUTS = [
    ("«script»: 'x'", "HJX011"),
    ("«STYLE»: 'x'", "HJX011"),
    ("«iframe» (a)".replace("«iframe»", "iframe"), ""),
    ("iframe («SrcDoc»='x')", "HJX011"),
    ("a («onClick»='x')", "HJX011"),
    ("a («onanything»)", "HJX011"),
    ("«Card»: 'x'", "HJX105"),
    ("a (b='1' «b»='2')", "HJX107"),
    ("a#x («id»='y')", "HJX107"),
    ("a (class='b' «CLASS»='c')", "HJX107"),
    ("input («value»='1' bind value <-> draft)", "HJX107"),
    ("a (on click -> «hh»)", "HJX013"),
    ("a (on click -> «_p»)", "HJX023"),
    ("a (on click -> «two»(1))", "HJX103"),
    ("a (on click -> «two»)", "HJX103"),
    ("a («on clik -> »h)", "HJX109"),
    ("a («on onclick -> »h)", "HJX109"),
    ("a (on my-own-event -> h)", ""),
    ("a («on click.entr -> »h)", "HJX024"),
    ("a («on click.debounce -> »h)", "HJX024"),
    ("a (on click.throttle-100.once.self.stop -> h)", ""),
    ("'{{«_secret»}}'", "HJX023"),
    ("a (on click -> two(1, «_secret»))", "HJX023"),
    ("input (bind value <-> «nope»)", "HJX018"),
    ("input (bind value <-> «total»)", "HJX018"),
    ("input (bind value <-> «_secret»)", "HJX018"),
    ("input (bind «checkd» <-> draft)", "HJX018"),
    ("view (bind «value» <-> draft)", "HJX018"),
    ("input (bind value <-> form.deep.name)", ""),
    ("for (x in rows key x.id):\n    input (bind value <-> x.text)", ""),
    ("for (x in rows.filter(y => y.a).sort() key x.id):\n    input (bind value <-> x.text)", ""),
    ("for (x in form.list):\n    input (bind value <-> «x.text»)", "HJX018"),
    ("for (x in total key x.id):\n    input (bind value <-> «x.text»)", "HJX018"),
    ("for (x in rows key x.id):\n    input (bind value <-> «x»)", "HJX018"),
    ("for (x, i in rows key x.id):\n    input (bind value <-> «i»)", "HJX018"),
    ("«for (x in rows):»\n    '{{x.text}}'", "HJX106"),
    ("«for (x in rows.slice(1)):»\n    '{{x.text}}'", "HJX106"),
    ("for (x, «x» in rows key x.id):\n    '{{x}}'", "HJX015"),
    ("for («Math» in rows key 1):\n    'x'", "HJX015"),
]


@pytest.mark.parametrize(("lines", "code"), LAYOUTS, ids=[lines for lines, _ in LAYOUTS])
def test_layout(lines: str, code: str) -> None:
    text = f"""\
component A
state:
  rows = [{{ id: 1, text: "" }}]
  form = {{ list: [] }}
  _secret = 1
local:
  draft = ""
computed:
  total = rows.length + _secret
layout:
  "{{{{total}}}}{{{{draft}}}}{{{{form}}}}"
  a (on click -> h on blur -> two(1, 2))
  {lines}
handlers:
  h:
    call _p()
  two(a, b):
    log a, b
  _p:
    return
"""
    expect(text, *([code] if code else []))


def test_nothing_is_called_unused_while_a_line_can_not_be_read() -> None:
    (found,) = findings("component A\nstate:\n  count = 0\nlayout:\n  text: {{count}}\n")
    assert found.code == "HJX009"


# --- what others build on ------------------------------------------------------------------------


def test_computed_names_in_an_order_that_works_and_what_they_read() -> None:
    found = analyze(
        read(
            """\
component A
state:
  a = 1
  _b = 2
local:
  c = 3
computed:
  last = middle + a
  middle = first + _b
  first = [c].map(a => a)
  loop = pool
  pool = loop
  after = pool + a
"""
        )
    )
    assert found.computed_order == ("first", "middle", "last")
    assert found.computed_reads == {
        "first": frozenset({"c"}),
        "middle": frozenset({"c", "_b"}),
        "last": frozenset({"a", "c", "_b"}),
    }
    assert found.computed_local == frozenset({"first", "middle", "last"})
    assert found.computed_private == frozenset({"middle", "last"})


def test_what_reads_a_private_computed_name_can_not_be_worked_out_by_a_page() -> None:
    text = "state:\n  a = 1\ncomputed:\n  _x = a + 1\n  y = _x * 2\n  z = y + a\n  free = a * 2\n"
    found = analyze(read(text))
    assert found.computed_private == frozenset({"y", "z"})


def test_what_is_bound_and_what_it_gives() -> None:
    found = analysis(
        """\
component A
state:
  rows = [{ id: 1, tags: [] }]
  form = {}
  n = 0
  list = []
layout:
  input (type="Number" bind value <-> n)
  input (type="range" bind value <-> form.size)
  input (type="checkbox" bind checked <-> form.on)
  textarea (bind value <-> form["text"])
  select (multiple bind value <-> list)
  select (bind value <-> form.one)
  for (row in rows.filter(r => r.id) key row.id):
    for (tag in row.tags key tag.id):
      input (bind value <-> tag.name)
  input (bind value <-> rows[n].title)
"""
    )
    assert [(each.path, each.property, each.kind) for each in found.bound] == [
        (("n",), "value", "number"),
        (("form", "size"), "value", "number"),
        (("form", "on"), "checked", "boolean"),
        (("form", "text"), "value", "text"),
        (("list",), "value", "list"),
        (("form", "one"), "value", "text"),
        (("rows", "*", "tags", "*", "name"), "value", "text"),
        (("rows", "*", "title"), "value", "text"),
    ]


def test_signatures() -> None:
    found = analysis(
        "component A\nhandlers:\n  a(x, y):\n    return\n  b:\n    return\n  _c():\n    return\n"
    )
    assert list(found.handlers.values()) == [
        Signature("a", ("x", "y"), False, False, 3),
        Signature("b", (), True, False, 5),
        Signature("_c", (), False, True, 7),
    ]


@pytest.mark.parametrize("position", range(6))
def test_a_fix_removes_its_finding(position: int) -> None:
    text = """\
component A
state:
  count = 0
layout:
  text: "{{cuont}}"
  button (on click -> icn): "x"
  button (on click => inc) "y"
handlers:
  inc:
    count = count + step
    set count += 1
"""
    found = [each for each in findings(text) if each.fix]
    assert len(found) == 7
    after = findings(mended(text, found[position]))
    assert found[position].message not in [each.message for each in after]


def test_every_function_and_method_has_its_number_of_arguments() -> None:
    assert set(METHOD_ARGUMENTS) == {*METHODS, *CALLBACK_METHODS}
    assert set(FUNCTION_ARGUMENTS) - {"Math.random", "Date.now", "uuid"} <= set(FUNCTIONS)


def test_messages_are_sentences() -> None:
    for text in (*(HEAD + marked(text)[0] for text, _, _ in NAMES),):
        for found in findings(text):
            assert found.message.endswith("."), found
            assert found.severity is CODES[found.code].severity
            assert found.severity in Severity
