"""A file becomes its tree: every line, with exact places, and all of it that can be read."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parser, parse, parse_statement
from hjx_studio.language.source import Source, Span
from tests.conftest import ROOT
from tests.support.shapes import expect, marked, read, shape

FIRST = ROOT / "tests/samples/first_programs"
EXAMPLES = sorted((ROOT / "examples").glob("*.hjx"))


def layout(*lines: str) -> tuple[nodes.LayoutNode, ...]:
    """The layout of a component that has only these lines in it, and nothing wrong."""
    parsed = read("component A\nlayout:\n" + "\n".join(f"  {line}" for line in lines))
    assert not parsed.diagnostics, parsed.diagnostics
    return parsed.tree.layout


def element(line: str) -> nodes.Element:
    """The element that a line of layout is."""
    (made,) = layout(line)
    assert isinstance(made, nodes.Element)
    return made


def body(*lines: str) -> tuple[nodes.Statement, ...]:
    """The statements of a handler that has only these lines in it, and nothing wrong."""
    parsed = read("component A\nhandlers:\n  h(a):\n" + "\n".join(f"    {line}" for line in lines))
    assert not parsed.diagnostics, parsed.diagnostics
    return parsed.tree.handlers[0].body


def strange(text: str, *codes: str) -> nodes.Component:
    """Check that the marked places have findings of the parser, with these codes; the tree."""
    plain, ranges = marked(text)
    parsed = read(plain)
    assert [(each.code, each.range) for each in parsed.diagnostics] == list(
        zip(codes, ranges, strict=True)
    ), "\n".join(f"{each.code} {each.range} {each.message}" for each in parsed.diagnostics)
    return parsed.tree


# --- whole files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*sorted(FIRST.glob("*.hjx")), *EXAMPLES], ids=lambda path: path.stem
)
def test_programs_have_no_findings(path: Path) -> None:
    assert not parse(Source(path.name, path.read_text(encoding="utf-8"))).diagnostics


def test_all_blocks_in_any_order() -> None:
    tree = read(
        """\
handlers:
  inc(by):
    set count = count + by
timers:
  every 1.5s -> inc
  every 500ms -> inc
  every 2m -> inc
imports:
  Card from "./Card.hjx"
state:
  count = 0
component Name
local:
  draft = ""
computed:
  twice = count * 2
layout:
  "hello"
"""
    ).tree
    assert tree.name == "Name"
    assert tree.line == 12
    assert [block.kind for block in tree.blocks] == [
        "handlers", "timers", "imports", "state", "local", "computed", "layout",
    ]  # fmt: skip
    assert [timer.interval for timer in tree.timers] == [1500.0, 500.0, 120_000.0]
    assert [(each.name, each.path) for each in tree.imports] == [("Card", "./Card.hjx")]
    assert [(each.name, shape(each.value)) for each in tree.computed] == [
        ("twice", "(* count 2.0)")
    ]
    parameters = tree.handlers[0].parameters
    assert parameters is not None
    assert [parameter.name for parameter in parameters] == ["by"]


def test_the_name_is_the_files_stem_where_no_line_gives_one() -> None:
    parsed = parse(Source("dir/counter.hjx", "state:\n  a = 1\n"))
    assert [each.code for each in parsed.diagnostics] == ["HJX101"]
    assert (parsed.tree.name, parsed.tree.name_span) == ("counter", None)


@pytest.mark.parametrize("text", ["", "\n", "// nothing\n", "\ufeff", "\x0c", "   ", "\r\n\r\n"])
def test_a_file_without_content_only_lacks_its_name(text: str) -> None:
    assert [each.code for each in read(text).diagnostics] == ["HJX101"]


def test_line_ends_marks_and_odd_characters_change_nothing() -> None:
    text = 'component A\nstate:\n  a = "x\u2028y\x85z😀"\n\x0c\nlayout:\n  text: "{{a}}"\n'
    plain = read(text)
    assert not plain.diagnostics
    assert plain.tree.state[0].value == nodes.Literal(
        plain.tree.state[0].value.span, "x\u2028y\x85z😀"
    )
    assert read(text.replace("\n", "\r\n")).tree == plain.tree
    assert read("\ufeff" + text).tree.layout == plain.tree.layout


def test_comments_stand_anywhere_but_in_strings_styles_and_classes() -> None:
    parsed = read(
        """\
// a
component A // b
state: // c
  // d
  url = "https://x" // e
layout:
  view.bg-[url(//x)] (title="//" // f
    class="a"): // g
    text: "https://{{url}}//" // h
style:
  .a { background: url(https://x) } // kept
handlers:
  # i
  h: // j
    # k
    // l
    log url // m
"""
    )
    assert not parsed.diagnostics
    view = parsed.tree.layout[0]
    assert isinstance(view, nodes.Element)
    assert [name.name for name in view.classes] == ["bg-[url(//x)]"]
    assert [each.name for each in view.attributes] == ["title", "class"]
    assert parsed.tree.style is not None
    assert "// kept" in parsed.tree.style.text


def test_style_and_script_are_kept_as_they_are() -> None:
    text = "component A\nstyle:\n\n    .a {\n      b: c;\n\n    }\n  .d {}\n\nscript:\n  alert(1)\n"
    parsed = read(text)
    style, script = parsed.tree.style, parsed.tree.script
    assert style is not None
    assert style.text == "  .a {\n    b: c;\n\n  }\n.d {}"
    assert (style.line, style.first_line, style.indent) == (2, 4, 2)
    assert script is not None
    assert script.text == "alert(1)"
    assert [(each.code, each.range.line) for each in parsed.diagnostics] == [("HJX201", 10)]


# --- layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "tag", "identity", "classes"),
    [
        ("view", "view", None, []),
        ("view:", "view", None, []),
        ("view#root.card.md:grid-cols-2:", "view", "root", ["card", "md:grid-cols-2"]),
        ("view .a #b .c:", "view", "b", ["a", "c"]),
        ("view.space-y-1.5.w-1/2", "view", None, ["space-y-1.5", "w-1/2"]),
        ("view.w-[calc(1px+2px)]:", "view", None, ["w-[calc(1px+2px)]"]),
        ("view.[&>[data-x]]:p-1.hover:a", "view", None, ["[&>[data-x]]:p-1", "hover:a"]),
        ("view.before:content-['a:b']:", "view", None, ["before:content-['a:b']"]),
        ('my-element.a:"x"', "my-element", None, ["a"]),
        ("view.a:// comment", "view", None, ["a"]),
        ("view.größe: ", "view", None, ["größe"]),
    ],
)
def test_heads(line: str, tag: str, identity: str | None, classes: list[str]) -> None:
    made = element(line)
    assert (made.tag, made.id, [each.name for each in made.classes]) == (tag, identity, classes)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ('text: "a"', "'a'"),
        ("text: 'a \"b\"'", "'a \"b\"'"),
        ('text: ""', "''"),
        ('text: "{{a}}"', "(template a)"),
        ('text: "n: {{a + 1}}!"', "(template 'n: ' (+ a 1.0) '!')"),
        ('text: "{{a ? "x" : "y"}}"', "(template (? a 'x' 'y'))"),
        ("text: \"{{a ? 'x' : '}}'}}\"", "(template (? a 'x' '}}'))"),
        ('text: "{{ {a: {b: 1}}.a }}}"', "(template (. {a:{b:1.0}} a) '}')"),
        ('text: "{{`${a}}}`}}"', "(template (template a '}}'))"),
        ('text: "{{ [a, "}}"].length }}"', "(template (. [a '}}'] length))"),
        (r'text: "\{{a}} \"\n"', "'{{a}} \"\\n'"),
        ('text: "{ {a} } }}"', "'{ {a} } }}'"),
    ],
)
def test_text_and_the_code_in_it(line: str, parts: str) -> None:
    made = element(line)
    (text,) = made.children
    assert isinstance(text, nodes.Text)
    assert shape(text.value) == parts


def test_a_quoted_line_is_a_text_node() -> None:
    (made,) = layout('"a {{b}}"')
    assert isinstance(made, nodes.Text)
    assert shape(made.value) == "(template 'a ' b)"


def test_text_behind_a_head_comes_before_the_lines_below() -> None:
    made = layout('view: "a"', "  text: 'b'")[0]
    assert isinstance(made, nodes.Element)
    assert [type(child) for child in made.children] == [nodes.Text, nodes.Element]


def test_clauses() -> None:
    made = element(
        'input#a.b (type="text", disabled title="{{t}}" alt=\'a {{b}}\' on keydown.enter.prevent '
        "-> add(draft, [1, 2]) on blur -> leave bind value <-> form.name, bind checked -> a[0].b)"
    )
    assert [(each.name, each.value and shape(each.value)) for each in made.attributes] == [
        ("type", "'text'"), ("disabled", None), ("title", "t"), ("alt", "(template 'a ' b)"),
    ]  # fmt: skip
    keydown, blur = made.events
    assert (keydown.event, keydown.modifiers, keydown.handler) == (
        "keydown",
        ("enter", "prevent"),
        "add",
    )
    assert keydown.arguments is not None
    assert [shape(each) for each in keydown.arguments] == ["draft", "[1.0 2.0]"]
    assert (blur.event, blur.handler, blur.arguments) == ("blur", "leave", None)
    assert [(each.property, shape(each.target)) for each in made.bindings] == [
        ("value", "(. form name)"), ("checked", "(. ([ a 0.0) b)"),
    ]  # fmt: skip


def test_an_arrow_may_stand_right_behind_an_event() -> None:
    made = element("button (on click->a on my-event.debounce-300->b)")
    assert [(each.event, each.modifiers, each.handler) for each in made.events] == [
        ("click", (), "a"),
        ("my-event", ("debounce-300",), "b"),
    ]


def test_clauses_of_a_component_may_stand_without_parentheses() -> None:
    made = element('Card title="x" on click -> inc: "y"')
    assert [each.name for each in made.attributes] == ["title"]
    assert [each.handler for each in made.events] == ["inc"]
    assert len(made.children) == 1


def test_a_head_goes_on_while_its_bracket_is_open() -> None:
    made = layout(
        "button (", '  class="a" // why', "  on click -> f(", "    1,", "    2", "  )", '): "x"',
        'text: "y"',
    )  # fmt: skip
    assert [type(each) for each in made] == [nodes.Element, nodes.Element]
    assert isinstance(made[0], nodes.Element)
    assert made[0].events[0].arguments is not None
    assert len(made[0].events[0].arguments) == 2
    assert isinstance(made[1], nodes.Element)
    assert made[1].line == 10


def test_branches_and_loops() -> None:
    first, loop = layout(
        "if (a > 1):", '  "a"', "else if (b):", '  "b"', "else:", '  "c"',
        "for (x, i in xs.filter(y => y.key in_) key x.id):".replace(" in_", ""),
        "  if (x):", "    view",
    )  # fmt: skip
    assert isinstance(first, nodes.If)
    assert [branch.test and shape(branch.test) for branch in first.branches] == [
        "(> a 1.0)",
        "b",
        None,
    ]
    assert isinstance(loop, nodes.For)
    assert (loop.item.name, loop.index and loop.index.name) == ("x", "i")
    assert loop.key is not None
    assert shape(loop.key) == "(. x id)"
    assert isinstance(loop.children[0], nodes.If)


def test_key_and_in_are_names_where_they_separate_nothing() -> None:
    (loop,) = layout("for (key in key key key.key):")
    assert isinstance(loop, nodes.For)
    assert (loop.item.name, shape(loop.iterable), loop.key and shape(loop.key)) == (
        "key", "key", "(. key key)",
    )  # fmt: skip


# --- handlers ------------------------------------------------------------------------------------


def test_statements() -> None:
    made = body(
        "set a.b[c].d = 1", "let x = a", 'log "n {{x}}", x, "a" + "{{b}}"', "call other(x, 1)",
        "if (x):", "  return", "else if (a):", "  log 1", "else:", "  log 2",
        "for (y in xs):", "  set a = y", "return",
    )  # fmt: skip
    assert [type(each).__name__ for each in made] == [
        "Set", "Let", "Log", "CallStatement", "IfStatement", "ForStatement", "Return",
    ]  # fmt: skip
    assert isinstance(made[0], nodes.Set)
    assert shape(made[0].target) == "(. ([ (. a b) c) d)"
    assert isinstance(made[2], nodes.Log)
    assert [shape(value) for value in made[2].values] == [
        "(template 'n ' x)", "x", "(+ 'a' (template b))",
    ]  # fmt: skip
    assert isinstance(made[4], nodes.IfStatement)
    assert [len(branch.body) for branch in made[4].branches] == [1, 1, 1]


def test_names_of_handlers_may_be_words_of_javascript() -> None:
    parsed = read(
        "component A\nlayout:\n  button (on click -> delete(1)): 'x'\n"
        "handlers:\n  delete(id):\n    call new()\n  new:\n    return\n"
    )
    assert not parsed.diagnostics
    assert [handler.name for handler in parsed.tree.handlers] == ["delete", "new"]


def test_statements_of_the_console() -> None:
    made, found = parse_statement("set a.b = 1 + c")
    assert isinstance(made, nodes.Set)
    assert not found
    assert parse_statement("if (a):")[0] is None
    assert parse_statement("nonsense here")[1]


# --- broken files --------------------------------------------------------------------------------


def test_an_unclosed_bracket_is_found_where_it_opens_and_parsing_goes_on() -> None:
    tree = strange(
        """\
component A
state:
  a = «[»1, 2
  b = { c: 1 }
  d = «(»1,
layout:
  view «(»class="x":
    text: "a"
    button (on click -> h): "b"
  view (title="y"): "c"
handlers:
  h:
    set a = b.map«(»x => (x
    set b = 1
    if («(»a:
      return
""".replace("(«(»a:", "«(»a:"),
        *["HJX002"] * 5,
    )
    assert [each.name for each in tree.state] == ["a", "b", "d"]
    assert [getattr(node, "tag", None) for node in tree.layout] == ["view", "view"]
    assert isinstance(tree.layout[0], nodes.Element)
    assert [getattr(child, "tag", None) for child in tree.layout[0].children] == ["text", "button"]
    assert [type(each).__name__ for each in tree.handlers[0].body] == ["Set", "Set", "IfStatement"]


def test_indentation() -> None:
    tree = strange(
        """\
component A
state:
«\t»a = 1
\tb = 2
  c = 3
«    »d = 4
layout:
  view:
      text: "a"
«   »text: "b"
   text: "c"
  view:
    "b"
«      »"c"
handlers:
  h:
    set a = 1
«      »set b = 1
""",
        "HJX003", "HJX004", "HJX004", "HJX004", "HJX004",
    )  # fmt: skip
    assert [each.name for each in tree.state] == ["a", "b", "c", "d"]
    view = tree.layout[0]
    assert isinstance(view, nodes.Element)
    assert len(tree.layout) == 2
    assert len(view.children) == 3
    assert len(tree.handlers[0].body) == 2


def test_blocks() -> None:
    tree = strange(
        """\
component A
«stat»:
  a = 1
«layout»
  view
  text: "a"
«local:»
  b = 2
«nonsense»:
  c = 3
  d
«a line in no block»
  "and one below it"
«state:»
  e = 5
""".replace("«local:»", "local:").replace("«state:»", "state:")
        + "«state:»\n  f = 6\n",
        "HJX005", "HJX001", "HJX005", "HJX001", "HJX006",
    )  # fmt: skip
    assert [each.name for each in tree.state] == ["a", "e", "f"]
    assert [each.name for each in tree.local] == ["b"]


HALF_TYPED = [
    ("  view«.»", "HJX001", 1),
    ("  text: «hello»", "HJX009", 1),
    ("  text: «{{count}}»", "HJX009", 1),
    ("  «hello, world and all»", "HJX009", 0),
    ('  button «"»x"', "HJX001", 1),
    ('  «#»a: "x"', "HJX001", 1),
    ("  input (type=«text»)", "HJX001", 1),
    ("  input (value=«{a}»)", "HJX001", 1),
    ('  button (on click« »h): "x"', "HJX001", 1),
    ("  button (on click ->«)»", "HJX001", 1),
    ('  button (on click «=>» h): "x"', "HJX001", 1),
    ("  input (bind value«)»", "HJX001", 1),
    ("  input (bind value «=» a)", "HJX001", 1),
    ('  button (on click -> h(a «b», c)): "x"', "HJX001", 1),
    ('  text: "a" «"b"»', "HJX001", 1),
    ('  text: "«{{»a"', "HJX002", 1),
    ('  text: "{{a «+»}}"', "HJX001", 1),
    ('  text: "«{{}}»"', "HJX001", 1),
    ('  text: «"a»', "HJX002", 1),
    ("  view («data-x: count + f(1)»):", "HJX001", 1),
    ("  view («class a: count > 0»):", "HJX001", 1),
    ('  view (a="b" «title: "x"»):', "HJX001", 1),
    ('  view «(»title: "x"', "HJX002", 1),
    ("  if «a > 1»:", "HJX001", 1),
    ("  if «(a) && (b)»:", "HJX001", 1),
    ("  if (a«)»", "HJX001", 1),
    ("  if (a >«)»:", "HJX001", 1),
    ("  for «x in xs»:", "HJX001", 1),
    ("  for (x «of» xs):", "HJX001", 1),
    ("  for (x in «)»:", "HJX001", 1),
    ("  for (x in xs key«)»:", "HJX001", 1),
    ("  «else:»", "HJX008", 1),
]


@pytest.mark.parametrize(
    ("line", "code", "kept"), HALF_TYPED, ids=[line for line, _, _ in HALF_TYPED]
)
def test_one_finding_for_a_half_typed_line_of_layout(line: str, code: str, kept: int) -> None:
    tree = strange(f'component A\nlayout:\n  view\n{line}\n    text: "below"\n  "after"\n', code)
    assert len(tree.layout) == 2 + max(1, kept)
    last = tree.layout[-1]
    assert isinstance(last, nodes.Text)
    assert last.line == 6


STATEMENTS = [
    ("«a» = 1", "HJX007", "Set"),
    ("«sett» a = 1", "HJX007", "Set"),
    ("«other»(1)", "HJX007", "CallStatement"),
    ("call «other»", "HJX001", "CallStatement"),
    ("set a «+=» 1", "HJX010", "Set"),
    ("set a.b «*=» 1 + c", "HJX010", "Set"),
    ("set a = «»", "HJX001", "Set"),
    ("set a «»", "HJX001", None),
    ("set a = b «=» c", "HJX010", "Set"),
    ("let x = 1 «2»", "HJX001", "Let"),
    ("let «5» = 1", "HJX001", None),
    ("return «5»", "HJX001", "Return"),
    ("«nonsense» at all", "HJX007", None),
    ("«elif» (a):", "HJX001", "IfStatement"),
    ("if (a): «set» b = 1", "HJX001", "IfStatement"),
    ("log «,» a", "HJX001", "Log"),
]


@pytest.mark.parametrize(
    ("line", "code", "kind"), STATEMENTS, ids=[line for line, _, _ in STATEMENTS]
)
def test_one_finding_for_a_half_typed_statement(line: str, code: str, kind: str | None) -> None:
    before = "if (a):\n      return\n    " if line.startswith("«elif") else ""
    plain, _ = marked(line)
    parsed = read(f"component A\nhandlers:\n  h(a):\n    {before}{plain}\n    log 1\n")
    assert [each.code for each in parsed.diagnostics] == [code]
    made = [type(each).__name__ for each in parsed.tree.handlers[0].body]
    assert made == ([] if kind is None else [kind]) + ["Log"]


def test_what_a_broken_line_declares_is_declared() -> None:
    expect(
        """\
component A
state:
  count «5»
  other = [1 «2»]
layout:
  for (x «xs»):
    text: "{{x}} {{count}} {{other}}"
handlers:
  h(a «b»):
    let c «d»
    set count = a + b + c
""",
        *["HJX001"] * 5,
    )


# --- the same again ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_node_has_the_text_that_it_stands_for(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    tree = parse(source).tree

    def text(line: int, span: object) -> str:
        assert isinstance(span, Span)
        base = source.line_starts[line - 1]
        return source.text[base + span.start : base + span.end]

    count = 0
    for declaration in (*tree.state, *tree.local, *tree.computed):
        assert text(declaration.line, declaration.name_span) == declaration.name
        count += 1
    pending: list[object] = [*tree.layout]
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.Element):
            assert text(node.line, node.tag_span) == node.tag
            assert text(node.line, node.span).startswith(node.tag)
            for name in node.classes:
                assert text(node.line, name.span) == f".{name.name}"
            for event in node.events:
                assert text(node.line, event.handler_span) == event.handler
                assert text(node.line, event.span).startswith(f"on {event.event}")
            for attribute in node.attributes:
                assert text(node.line, attribute.name_span) == attribute.name
            pending.extend(node.children)
            count += 1
        elif isinstance(node, nodes.If):
            pending.extend(child for branch in node.branches for child in branch.children)
        elif isinstance(node, nodes.For):
            assert text(node.line, node.item.span) == node.item.name
            pending.extend(node.children)
    assert count >= 8


def test_an_edit_leaves_all_other_nodes_as_they_are() -> None:
    text = (ROOT / "examples/todo.hjx").read_text(encoding="utf-8")
    parser = Parser()
    before = parser.parse(Source("todo.hjx", text)).tree
    changed = text.replace("component Todo", "component Other")
    assert changed != text
    after = parser.parse(Source("todo.hjx", changed)).tree
    assert after.name == "Other"
    assert all(a is b for a, b in zip(before.layout, after.layout, strict=True))
    assert all(a is b for a, b in zip(before.handlers, after.handlers, strict=True))


PIECES = [
    *"()[]{}\"'`:,.#@!=<>-+*/\\ \t$_0é😀\x00\x0c\r\ufeff\u2028", "\n", "\n  ", "{{", "}}", "${",
    "=>", "->", "<->", "//", "?.", "...", "else:", "if (", "for (", "__proto__", "style:\n",
    "handlers:\n", "layout:\n", "state:\n", "\\u{", " in ", " key ", "set ", "on click -> ",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(min_value=0), name=st.sampled_from([path.stem for path in EXAMPLES]))
def test_any_sequence_of_edits_gives_the_tree_of_a_fresh_parse(seed: int, name: str) -> None:
    random = Random(seed)
    text = (ROOT / f"examples/{name}.hjx").read_text(encoding="utf-8")
    parser = Parser()
    for _ in range(5):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([0, 0, 1, 3, 40]))
        text = text[:start] + random.choice(PIECES) * random.choice([1, 1, 2]) + text[end:]
        source = Source("a.hjx", text)
        assert parser.parse(source) == parse(source)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"ab ():.\"'{}[]=\n#`\\/,<->$0", "  ", "\n  "])).map("".join))
def test_no_text_at_all_is_an_exception(text: str) -> None:
    for head in (
        "",
        "component A\nlayout:\n  ",
        "component A\nhandlers:\n  h:\n    ",
        "state:\n  ",
    ):
        source = Source("a.hjx", head + text)
        for found in parse(source).diagnostics:
            assert found.range.start <= found.range.end
            assert found.range.end_line <= source.line_count


@pytest.mark.parametrize("value", ["[a, 1]", ".5", "(a)", "{ b: a }", "-a", "!a"])
def test_log_takes_any_value(value: str) -> None:
    parsed = read(f"component A\nhandlers:\n  h(a):\n    log {value}\n")
    assert [finding.message for finding in parsed.diagnostics] == []
    (handler,) = parsed.tree.handlers
    assert [type(statement).__name__ for statement in handler.body] == ["Log"]


def test_a_line_without_its_colon_is_told_that_it_is_missing() -> None:
    parsed = read("component A\nhandlers:\n  xyz\n")
    assert [finding.message for finding in parsed.diagnostics] == [
        "A `:` is missing at the end of the line."
    ]
