"""Where a name is declared and used, and what it takes to call it otherwise."""

from __future__ import annotations

import pytest

from hjx_studio.language.parser import Parse, parse
from hjx_studio.language.services.definition import definition, references
from hjx_studio.language.services.fixes import apply_edits
from hjx_studio.language.services.rename import RenameError, rename, rename_target
from hjx_studio.language.source import Position, Source
from tests.support.cursors import at, marked, text_of

TODO = """\
component Todo

state:
  items = [{ id: 1, text: "a" }]
  count = 0

local:
  draft = ""

computed:
  left = items.filter(item => item.id > count).length

timers:
  every 1s -> tick

layout:
  view.card:
    p (class="{{count ? 'card' : 'other'}}"): "{{count}} of {{items.length}}"
    for (item, i in items key item.id):
      input (bind value <-> item.text on input -> add(item.text, i))
      if (i > count):
        p: "{{`${item.text} ${count}`}}"
    p: "{{items.map(item => ({ item, count }))}}"

handlers:
  tick:
    set count = count + 1
  add(text, count):
    let item = { text, count }
    set items = [...items, item]
    for (item in items):
      log "{{item.text}} {{count}}"
    call tick()

style:
  .card p { margin: 0.5em; }
  @media print { .card { display: none; } }
"""


def marked_at(drawn: str) -> str:
    """The source with every mention of what is at its cursor drawn in."""
    parsed, position = at(drawn)
    return marked(parsed.source, tuple(found.range for found in references(parsed, position)))


def cursor(line: str, text: str = TODO) -> str:
    """A text with the cursor where it is in one of its lines."""
    plain = line.replace("¦", "")
    assert text.count(plain) == 1
    return text.replace(plain, line)


def marked_lines(drawn: str) -> list[str]:
    return [line.strip() for line in marked_at(drawn).split("\n") if "«" in line]


def test_every_use_of_a_state_and_none_of_what_hides_it() -> None:
    found = marked_lines(cursor("  co¦unt = 0"))
    assert found == [
        "«count» = 0",
        "left = items.filter(item => item.id > «count»).length",
        "p (class=\"{{«count» ? 'card' : 'other'}}\"): \"{{«count»}} of {{items.length}}\"",
        "if (i > «count»):",
        'p: "{{`${item.text} ${«count»}`}}"',
        'p: "{{items.map(item => ({ item, «count» }))}}"',
        "set «count» = «count» + 1",
    ]


def test_each_scope_has_its_own_name() -> None:
    assert marked_lines(cursor("    for (it¦em, i in items key item.id):")) == [
        "for («item», i in items key «item».id):",
        "input (bind value <-> «item».text on input -> add(«item».text, i))",
        'p: "{{`${«item».text} ${count}`}}"',
    ]
    assert marked_lines(cursor("    for (ite¦m in items):")) == [
        "for («item» in items):",
        'log "{{«item».text}} {{count}}"',
    ]
    assert marked_lines(cursor("    let it¦em = { text, count }")) == [
        "let «item» = { text, count }",
        "set items = [...items, «item»]",
    ]
    assert marked_lines(cursor("  left = items.filter(item => it¦em.id > count).length")) == [
        "left = items.filter(«item» => «item».id > count).length"
    ]


def test_handlers_and_classes_have_uses_too() -> None:
    assert marked_lines(cursor("    call ti¦ck()")) == [
        "every 1s -> «tick»",
        "«tick»:",
        "call «tick»()",
    ]
    assert marked_lines(cursor("  view.ca¦rd:")) == [
        "view.«card»:",
        "p (class=\"{{count ? '«card»' : 'other'}}\"): \"{{count}} of {{items.length}}\"",
        ".«card» p { margin: 0.5em; }",
        "@media print { .«card» { display: none; } }",
    ]


@pytest.mark.parametrize(
    ("line", "declared"),
    [
        ('    p: "{{items.map(item => ({ item, cou¦nt }))}}"', "count = 0"),
        ("    set items = [...it¦ems, item]", 'items = [{ id: 1, text: "a" }]'),
        ("    call tick¦()", "tick:"),
        ("      if (¦i > count):", "for (item, i in items key item.id):"),
        ("  view.car¦d:", ".card p { margin: 0.5em; }"),
        ('      log "{{item.text}} {{coun¦t}}"', "add(text, count):"),
    ],
)
def test_a_use_leads_to_its_declaration(line: str, declared: str) -> None:
    parsed, position = at(cursor(line))
    found = definition(parsed, position)
    assert found is not None
    assert parsed.source.line(found.range.line).strip() == declared


@pytest.mark.parametrize(
    "line", ["    for (item, i i¦n items key item.id):", "  mar¦gin", "    p: ¦", "la¦yout:"]
)
def test_what_is_no_name_has_no_declaration(line: str) -> None:
    parsed, position = at(TODO.replace("component Todo", f"component Todo\n{line}", 1))
    assert definition(parsed, position) is None
    assert references(parsed, position) == ()


def test_an_implicit_parameter_leads_to_its_first_use() -> None:
    parsed, position = at("handlers:\n  a:\n    log amount\n    log am¦ount\n")
    found = definition(parsed, position)
    assert found is not None
    assert (found.range.line, found.range.column) == (3, 9)
    assert len(references(parsed, position)) == 2


# --- rename ---------------------------------------------------------------------------------------


def renamed(drawn: str, name: str) -> str:
    parsed, position = at(drawn)
    edits = rename(parsed, position, name).edits
    assert set(edits) <= {parsed.source.name}
    return apply_edits(parsed.source, edits.get(parsed.source.name, ()))


def refused(drawn: str, name: str) -> str:
    with pytest.raises(RenameError) as caught:
        renamed(drawn, name)
    return str(caught.value)


def test_a_rename_changes_every_use_and_keeps_keys() -> None:
    text = renamed(cursor('    p: "{{items.map(item => ({ item, cou¦nt }))}}"'), "total")
    assert "({ item, count: total })" in text
    assert "  total = 0" in text
    assert "set total = total + 1" in text
    assert "add(text, count):" in text  # another name
    text = renamed(cursor("  add(te¦xt, count):"), "words")
    assert "add(words, count):" in text
    assert "let item = { text: words, count }" in text
    text = renamed(cursor("  .ca¦rd p { margin: 0.5em; }"), "box")
    assert text.count("box") == 4
    assert "card" not in text


@pytest.mark.parametrize(
    ("line", "name", "why"),
    [
        ("  every 1s -> ti¦ck", "add", "`add` is declared already, in line 28."),
        ("  dra¦ft = \"\"", "left", "`left` is declared already, in line 11."),
        ("  dra¦ft = \"\"", "2nd", "`2nd` is no name: one has letters, digits and `_`, and begins "
         "with no digit."),
        ("  dra¦ft = \"\"", "two words", "`two words` is no name: one has letters, digits and `_`, "
         "and begins with no digit."),
        ("  dra¦ft = \"\"", "delete", "`delete` is a word of the language."),
        ("  dra¦ft = \"\"", "Math", "`Math` is a name of the language's own."),
        ("  dra¦ft = \"\"", "event", "`event` is a name of the language's own."),
        ("    set items = [...it¦ems, item]", "item",
         "`item` would mean something else in line 30."),
        ("    let it¦em = { text, count }", "text", "`text` would mean something else in line 28."),
        ("  left = items.fil¦ter(item => item.id > count).length", "x",
         "There is no name of this component here."),
        ("  view.ca¦rd:", "a b", "`a b` is no name for a class."),
        ("  every 1s -> ti¦ck", "call", "`call` is a statement."),
    ],
)  # fmt: skip
def test_what_would_break_is_refused_in_one_sentence(line: str, name: str, why: str) -> None:
    assert refused(cursor(line), name) == why


def test_a_name_that_picks_a_member_is_not_renamed() -> None:
    text = (
        'state:\n  a = [{ b: 1 }]\ncomputed:\n  c = a.map(({ b }) => ¦b)\nlayout:\n  p: "{{c}}"\n'
    )
    assert "names a member" in refused(text, "x")


def test_a_loop_that_fills_parameters_by_name_keeps_doing_so() -> None:
    text = (
        "state:\n  items = []\nlayout:\n  for (it¦em in items):\n    p (on click -> take)\n"
        "handlers:\n  take:\n    log item\n"
    )
    assert refused(text, "row") == (
        "The loop around line 5 fills `take` by this name: give the arguments in parentheses first."
    )
    assert "for (row in items)" in renamed(text.replace("-> take", "-> take(item)"), "row")


def test_the_name_to_be_renamed_is_shown_first() -> None:
    parsed, position = at(cursor("    call ti¦ck()"))
    target = rename_target(parsed, position)
    assert target.name == text_of(parsed.source, target.range) == "tick"
    parsed, position = at(cursor("    ca¦ll tick()"))
    with pytest.raises(RenameError):
        rename_target(parsed, position)


# --- across files ---------------------------------------------------------------------------------

CARD = 'component Card\n\nstate:\n  title = ""\n\nlayout:\n  h2: "{{title}}"\n'
APP = (
    'component App\n\nimports:\n  Box from "./parts/Card.hjx"\n\nstate:\n  name = ""\n\nlayout:\n'
    '  Box (title="a")\n  Box (bind title <-> name)\n  p (title="x")\n'
)


@pytest.fixture
def files() -> dict[str, Parse]:
    return {
        "App.hjx": parse(Source("App.hjx", APP)),
        "parts/Card.hjx": parse(Source("parts/Card.hjx", CARD)),
    }


def test_a_state_is_renamed_where_the_component_is_used(files: dict[str, Parse]) -> None:
    card = files["parts/Card.hjx"]
    for parsed, position in ((card, Position(7, 10)), (files["App.hjx"], Position(10, 10))):
        edits = rename(parsed, position, "heading", files).edits
        changed = {path: apply_edits(files[path].source, own) for path, own in edits.items()}
        assert changed["parts/Card.hjx"] == CARD.replace("title", "heading")
        assert changed["App.hjx"] == APP.replace("Box (title", "Box (heading").replace(
            "bind title", "bind heading"
        )
    assert len(references(card, Position(4, 3), files)) == 4


def test_an_import_leads_to_its_file(files: dict[str, Parse]) -> None:
    found = definition(files["App.hjx"], Position(10, 4), files)
    assert found is not None
    assert (found.path, found.range.line) == ("parts/Card.hjx", 1)
    found = definition(files["App.hjx"], Position(10, 10), files)
    assert found is not None
    assert (found.path, found.range.line) == ("parts/Card.hjx", 4)
    edits = rename(files["App.hjx"], Position(10, 4), "Tile", files).edits
    assert apply_edits(files["App.hjx"].source, edits["App.hjx"]) == APP.replace("Box", "Tile")


def test_an_attribute_that_is_there_already_is_not_given_twice(files: dict[str, Parse]) -> None:
    files["App.hjx"] = parse(Source("App.hjx", APP.replace('"a")', '"a" lang="b")')))
    with pytest.raises(RenameError, match=r"`lang` is given already in line 10 of App\.hjx"):
        rename(files["parts/Card.hjx"], Position(4, 4), "lang", files)
