"""Help, signatures, outlines, folds, selections and fixes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hjx_studio.language import headings, reading, vocabulary
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Diagnostic, Severity
from hjx_studio.language.parser import parse
from hjx_studio.language.services.documentation import DOCUMENTATION
from hjx_studio.language.services.fixes import apply_edits, fix_all, fixes_at
from hjx_studio.language.services.help import hover, signature
from hjx_studio.language.services.markup import TAGS
from hjx_studio.language.services.ranges import folds, selections
from hjx_studio.language.services.symbols import Symbol, symbols
from hjx_studio.language.source import Source
from hjx_studio.language.structure import DEEPEST_LINES
from tests.support.cursors import at, text_of

TEXT = """\
component App

// What is
// counted
state:
  // How often it was clicked.
  count = 0
  items = [
    { id: 1 },
  ]

layout:
  view#root.card:
    if (count > 1):
      p: "{{items.slice(1, 2).length}}"
    else:
      b
    for (item in items key item.id):
      button (on click.once -> add(item.id, 2)): "+"

handlers:
  // Adds some.
  add(id, by):
    set count = Math.max(count, by)

style:
  .card { margin: 0; }
"""


def cursor(line: str) -> str:
    plain = line.replace("¦", "")
    assert TEXT.count(plain) == 1
    return TEXT.replace(plain, line)


# --- the table -----------------------------------------------------------------------------------


def test_every_word_of_the_language_has_its_line_and_no_other() -> None:
    assert set(DOCUMENTATION["block"]) == {*headings.BLOCKS, "component"}
    assert set(DOCUMENTATION["event"]) == reading.EVENT_FIELDS
    assert set(DOCUMENTATION["special"]) == vocabulary.SPECIAL
    assert set(DOCUMENTATION["namespace"]) == vocabulary.NAMESPACES
    modifiers = vocabulary.MODIFIERS.union(vocabulary.TIMED_MODIFIERS)
    assert set(DOCUMENTATION["modifier"]) == modifiers
    functions = {*vocabulary.FUNCTIONS, *vocabulary.DRAWS}
    assert set(DOCUMENTATION["function"]) == functions
    constants = {*vocabulary.CONSTANTS, "true", "false", "null"}
    assert set(DOCUMENTATION["constant"]) == constants
    methods = {*vocabulary.METHODS, *vocabulary.CALLBACK_METHODS}
    for kind, own in (("list", list), ("string", str), ("number", float)):
        named = {name for name, types in vocabulary.METHODS.items() if own in types}
        named |= vocabulary.CALLBACK_METHODS if kind == "list" else frozenset()
        assert set(DOCUMENTATION[kind]) - {"length"} == named
        assert named <= methods


def test_forms_take_as_many_as_the_language_says() -> None:
    forms = [
        (name, line)
        for kind in ("list", "string", "number")
        for name, line in DOCUMENTATION[kind].items()
        if name != "length"
    ]
    for name, line in forms:
        least, most = vocabulary.METHOD_ARGUMENTS[name]
        many = any(parameter.startswith("…") for parameter in line.parameters)
        assert many == (most == vocabulary.MANY), name
        assert many or least <= len(line.parameters) <= most, name
    for name, line in DOCUMENTATION["function"].items():
        least, most = vocabulary.FUNCTION_ARGUMENTS.get(name, (1, 1))
        assert most == vocabulary.MANY or least <= len(line.parameters) <= most, name


def test_lines_are_short_sentences() -> None:
    for group in DOCUMENTATION.values():
        for name, line in group.items():
            assert line.text.endswith("."), name
            assert len(line.form) + len(line.text) < 130, name


def test_no_tag_is_offered_that_is_refused() -> None:
    assert not vocabulary.FORBIDDEN_TAGS & set(TAGS)


# --- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "word", "form", "text"),
    [
        ("    if (cou¦nt > 1):", "count", "state count = 0",
         "How often it was clicked. Every client shares it; number."),
        ("  it¦ems = [", "items", "state items = [ { id: 1 }, ]",
         "Every client shares it; list of objects."),
        ("    for (ite¦m in items key item.id):", "item", "item",
         "An item of the loop's list; object."),
        ('      p: "{{items.sli¦ce(1, 2).length}}"', "slice", "slice(start, end)",
         "The items from one position up to another; negative ones count from the end."),
        ('      p: "{{items.slice(1, 2).le¦ngth}}"', "length", "length",
         "How many items there are."),
        ("    set count = Math.ma¦x(count, by)", "max", "Math.max(…numbers)",
         "The largest of numbers."),
        ("    s¦et count = Math.max(count, by)", "set", "set PATH = value",
         "Gives a state, local or `let` name, or a member of one, another value."),
        ('      button (on click.once -> a¦dd(item.id, 2)): "+"', "add", "add(id, by)",
         "Adds some. A handler."),
        ('      button (on click.on¦ce -> add(item.id, 2)): "+"', "once", "once",
         "Only the first time."),
        ('      button (o¦n click.once -> add(item.id, 2)): "+"', "on",
         "on EVENT -> handler(value, …)", "Runs a handler when the browser tells of an event."),
        ("layo¦ut:", "layout", "layout:",
         "What the page shows: a line for each element, indented under its parent."),
        ("  vi¦ew#root.card:", "view", "view", "A `div`: a box for other elements."),
        ("    el¦se:", "else", "else: or else if (test):",
         "Shows when the `if` above it does not."),
        ("    for (item in items ke¦y item.id):", "key", "key item.id",
         "Tells the rows of a loop apart, so that each keeps its node as the list changes."),
    ],
)  # fmt: skip
def test_help_on_the_word_at_the_cursor(line: str, word: str, form: str, text: str) -> None:
    parsed, position = at(cursor(line))
    found = hover(parsed, position)
    assert found is not None
    assert (text_of(parsed.source, found.range), found.form, found.text) == (word, form, text)


def test_no_help_where_there_is_nothing_to_say() -> None:
    for line in ("  count = 0¦", "  .card { margin: 0; }¦", "  // How of¦ten it was clicked."):
        parsed, position = at(cursor(line))
        assert hover(parsed, position) is None


@pytest.mark.parametrize(
    ("line", "form", "active"),
    [
        ('      p: "{{items.slice(¦1, 2).length}}"', "slice(start, end)", 0),
        ('      p: "{{items.slice(1, ¦2).length}}"', "slice(start, end)", 1),
        ('      p: "{{items.slice(1, 2)¦.length}}"', None, None),
        ("    set count = Math.max(count, ¦by)", "Math.max(…numbers)", 0),
        ('      button (on click.once -> add(item.id, ¦2)): "+"', "add(id, by)", 1),
        ("    set count = Math.max(count, [by].indexOf(¦by))", "indexOf(value, start)", 0),
        ("    set count = Math.max(count, (¦by))", "Math.max(…numbers)", 0),
        ("    call add(1, 2, ¦", "add(id, by)", None),
    ],
)
def test_the_signature_of_the_call_around_the_cursor(
    line: str, form: str | None, active: int | None
) -> None:
    plain = "    set count = Math.max(count, by)"
    known = line.replace("¦", "") in TEXT
    parsed, position = at(cursor(line) if known else TEXT.replace(plain, line))
    found = signature(parsed, position)
    assert (found.form if found else None, found.active if found else None) == (form, active)


# --- outline -------------------------------------------------------------------------------------


def drawn(found: tuple[Symbol, ...], depth: int = 0) -> list[str]:
    lines = []
    for symbol in found:
        place = f"{symbol.range.line}-{symbol.range.end_line}"
        lines.append(f"{'  ' * depth}{symbol.kind} {symbol.name} {place}")
        lines += drawn(symbol.children, depth + 1)
    return lines


def test_the_outline_has_all_that_is_declared() -> None:
    assert drawn(symbols(parse(Source("App.hjx", TEXT)))) == [
        "block state 5-10",
        "  state count 7-7",
        "  state items 8-10",
        "block layout 12-19",
        "  element view#root.card 13-19",
        "    branch if 14-15",
        "      element p 15-15",
        "    branch else 16-17",
        "      element b 17-17",
        "    loop for item 18-19",
        "      element button 19-19",
        "block handlers 21-24",
        "  handler add 23-24",
        "block style 26-27",
    ]


def test_blocks_entries_and_comments_fold() -> None:
    found = [(fold.first, fold.last) for fold in folds(parse(Source("App.hjx", TEXT)))]
    assert found == [
        (3, 4), (5, 10), (8, 10), (12, 19), (13, 19), (14, 15), (16, 17), (18, 19), (21, 24),
        (23, 24), (26, 27),
    ]  # fmt: skip


def test_a_selection_grows_from_the_smallest_part() -> None:
    parsed, position = at(cursor('      p: "{{items.slice(¦1, 2).length}}"'))
    found = [text_of(parsed.source, place) for place in selections(parsed, position)]
    assert found[:4] == ["1", "items.slice(1, 2)", "items.slice(1, 2).length",
                         '"{{items.slice(1, 2).length}}"']  # fmt: skip
    assert found[4] == 'p: "{{items.slice(1, 2).length}}"'
    assert found[-1] == TEXT
    assert [len(text) for text in found] == sorted({len(text) for text in found})


def test_the_deepest_nesting_is_walked_through() -> None:
    lines = [f"{'  ' * depth}view:" for depth in range(1, DEEPEST_LINES + 5)]
    parsed = parse(Source("App.hjx", "layout:\n" + "\n".join(lines)))
    assert folds(parsed)
    assert symbols(parsed)


def test_a_heading_on_the_last_line_has_nothing_below_it() -> None:
    for name in headings.BLOCKS:
        parsed, position = at(f"component App\n{name}¦:")
        assert hover(parsed, position) is not None
        assert folds(parsed) == ()
        assert [symbol.name for symbol in symbols(parsed)] == [name]


# --- fixes ---------------------------------------------------------------------------------------

WRONG = """\
component App

state:
\tcount = 0
  items = [{ id: 1 }]

layout:
  p: "{{cuont}} {{items.lenght}} {{itmes}}"
  for (item in items):
    .x (type=text)

handlers:
  add:
    set count = count + amount * amount
    set cuont = 1
"""


def found_in(text: str) -> list[Diagnostic]:
    parsed = parse(Source("App.hjx", text))
    return [*parsed.diagnostics, *analyze(parsed).diagnostics]


def test_all_fixes_at_once_leave_nothing_that_could_be_fixed() -> None:
    text = WRONG
    before = len([found for found in found_in(text) if found.fix])
    assert before >= 6
    text = apply_edits(Source("App.hjx", text), fix_all(found_in(text)))
    for _ in range(3):  # a fix may uncover what could not be seen before it
        text = apply_edits(Source("App.hjx", text), fix_all(found_in(text)))
    assert not [found for found in found_in(text) if found.fix]
    assert not [found for found in found_in(text) if found.severity is Severity.ERROR]
    assert "add(amount):" in text


def test_edits_of_all_fixes_do_not_overlap() -> None:
    edits = fix_all(found_in(WRONG))
    for one, other in pairwise(edits):
        assert one.range.end <= other.range.start


def test_the_fixes_of_a_place_come_nearest_first() -> None:
    findings = found_in(WRONG)
    line = next(found for found in findings if "itmes" in found.message).range
    assert fixes_at(findings, line)[0].title == "Write `items`"
    assert fixes_at(findings, type(line)(1, 1, 1, 1)) == ()
