"""Expressions are read as JavaScript reads them; what JavaScript has beyond them is refused."""

from __future__ import annotations

import json

import pytest

from hjx_studio.language import nodes
from hjx_studio.language.parser import parse_expression
from tests.conftest import ROOT
from tests.support.shapes import marked, shape, shape_of

PRECEDENCE = {
    "a + b * c": "(+ a (* b c))",
    "a - b - c": "(- (- a b) c)",
    "a ** b ** c": "(** a (** b c))",
    "(-a) ** b": "(** (- a) b)",
    "a ** -b": "(** a (- b))",
    "-a.b": "(- (. a b))",
    "!a === b": "(=== (! a) b)",
    "- -a": "(- (- a))",
    "a < b == c > d": "(== (< a b) (> c d))",
    "a || b && c": "(|| a (&& b c))",
    "a ?? b ?? c": "(?? (?? a b) c)",
    "(a || b) ?? c": "(?? (|| a b) c)",
    "a ? b : c ? d : e": "(? a b (? c d e))",
    "a ? b ? c : d : e": "(? a (? b c d) e)",
    "a?.5:1": "(? a 0.5 1.0)",
    "a % b / c * d": "(* (/ (% a b) c) d)",
    "a != b !== c": "(!== (!= a b) c)",
}


@pytest.mark.parametrize("text", PRECEDENCE)
def test_precedence(text: str) -> None:
    assert shape_of(text) == PRECEDENCE[text]


NUMBERS = {
    "0": 0.0, "1_000": 1000.0, "0x1F": 31.0, "0o17": 15.0, "0b101": 5.0, "0XfF_ff": 65535.0,
    "1e3": 1000.0, "1E-2": 0.01, "1e+2": 100.0, ".5": 0.5, "5.": 5.0, "0.1": 0.1, "1_0.2_5": 10.25,
    "9007199254740993": 9007199254740992.0, "1e400": float("inf"), "0x" + "f" * 300: float("inf"),
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    tree, found = parse_expression(text)
    assert not found
    assert isinstance(tree, nodes.Literal)
    assert tree.value == NUMBERS[text]
    assert isinstance(tree.value, float)


@pytest.mark.parametrize(
    "text", ["010", "08", "1__0", "1_", "0b12", "0o8", "0x", "1n", "3px", "1e"]
)
def test_what_javascript_reads_as_no_number_is_an_error_at_its_place(text: str) -> None:
    _, found = parse_expression(f"a + {text}")
    assert [(each.code, each.range.column, each.range.end_column) for each in found] == [
        ("HJX001", 5, 5 + len(text))
    ]


STRINGS = {
    r'"a\n\t\"\'\\"': "a\n\t\"'\\",
    r"'it\'s'": "it's",
    r'"\x41\u0042\u{1F600}\0"': "AB😀\0",
    r'"\ud83d\ude00"': "😀",
    r'"\u{d83d}\u{de00}"': "😀",
    r'"\q\{"': "q{",
    '"{{a}} // no comment"': "{{a}} // no comment",
    '"\u2028"': "\u2028",
}


@pytest.mark.parametrize("text", STRINGS)
def test_strings(text: str) -> None:
    tree, found = parse_expression(text)
    assert not found
    assert tree == nodes.Literal(tree.span, STRINGS[text])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r'"a«\ud800»"', "HJX021"),
        (r'"«\udc00»\ud800"', "HJX021"),
        (r'"«\u{110000}»"', "HJX021"),
        (r'"«\u»12"', "HJX001"),
        (r'"«\x»4"', "HJX001"),
        (r'"«\1»"', "HJX001"),
        (r'"«\0»1"', "HJX001"),
        ("«\ud800»", "HJX021"),
    ],
)
def test_an_escape_that_means_nothing_is_an_error_at_its_place(text: str, code: str) -> None:
    plain, ranges = marked(text)
    _, found = parse_expression(plain)
    assert (code, ranges[0]) in [(each.code, each.range) for each in found]


MEMBERS = {
    "a?.b.c(d)[e]": "<([ (call (. (?. a b) c) d) e)>",
    "(a?.b).c": "(. <(?. a b)> c)",
    "a?.[0]?.b": "<(?. (?[ a 0.0) b)>",
    "a.b?.(c)": "<(?call (. a b) c)>",
    "f(a?.b)": "(call f <(?. a b)>)",
    "a.if.new.true.null": "(. (. (. (. a if) new) true) null)",
    "a[b][c].d": "(. ([ ([ a b) c) d)",
    "5..toFixed(1)": "(call (. 5.0 toFixed) 1.0)",
    "0x1f.toString()": "(call (. 31.0 toString))",
    '"".length': "(. '' length)",
}


@pytest.mark.parametrize("text", MEMBERS)
def test_members_and_optional_chains(text: str) -> None:
    assert shape_of(text) == MEMBERS[text]


LITERALS = {
    "[1, ...a, b,]": "[1.0 ...a b]",
    "{a, b: 1, 'c d': 2, [e]: 3, 4: 5, ...f,}": "{a:a b:1.0 c d:2.0 e:3.0 4:5.0 ...f}",
    "{1e21: a, 0x10: b, .5: c}": "{1e+21:a 16:b 0.5:c}",
    "{if: 1, true: 2, constructor: 3}": "{if:1.0 true:2.0 constructor:3.0}",
    "f(...a, b,)": "(call f ...a b)",
    "[]": "[]",
    "({})": "{}",
    "`a ${b + `c ${d}`} e`": "(template 'a ' (+ b (template 'c ' d)) ' e')",
    "`${ {a: `}`}.a }`": "(template (. {a:(template '}')} a))",
    "`a\nb`": "(template 'a\\nb')",
    "``": "(template )",
}


@pytest.mark.parametrize("text", LITERALS)
def test_lists_objects_and_templates(text: str) -> None:
    assert shape_of(text) == LITERALS[text]


ARROWS = {
    "a.map(x => x + 1)": "(call (. a map) (=> (x) (+ x 1.0)))",
    "a.map((x, i) => x)": "(call (. a map) (=> (x i) x))",
    "a.map(() => 1)": "(call (. a map) (=> () 1.0))",
    "a.map(([k, v], i) => k)": "(call (. a map) (=> ([k v] i) k))",
    "a.map(({k, v}) => ({ k }))": "(call (. a map) (=> ({k v}) {k:k}))",
    "a.map(x => f(y => x))": "(call (. a map) (=> (x) (call f (=> (y) x))))",
    "f((a), (b) => a)": "(call f a (=> (b) a))",
    "a.map(x => x ? 1 : 2)": "(call (. a map) (=> (x) (? x 1.0 2.0)))",
}


@pytest.mark.parametrize("text", ARROWS)
def test_arrow_functions_as_arguments(text: str) -> None:
    assert shape_of(text) == ARROWS[text]


ERRORS = [
    # half typed
    ("a «+»", "HJX001", "value is missing"),
    ("«(»a", "HJX002", "never closed"),
    ("f«(»a, [1, 2]", "HJX002", "never closed"),
    ("f(«[»1, 2)", "HJX002", "never closed"),
    ("a«)»", "HJX001", "closes nothing"),
    ('«"abc»', "HJX002", "not closed"),
    ("«`»abc ${a}", "HJX002", "not closed"),
    ("a ? «b»", "HJX001", "`:`"),
    ("f(a, «,» b)", "HJX001", "value is missing"),
    ("a «b»", "HJX001", "operator is missing"),
    ("[1 «2», 3]", "HJX001", "operator or a comma"),
    ("{a: 1, b «2»}", "HJX001", "`:` is missing"),
    # not part of the language
    ("a «=» 1", "HJX010", "assign"),
    ("a «+=» 1", "HJX010", "assigns"),
    ("a«++»", "HJX010", "assigns"),
    ("«--»a", "HJX010", "assigns"),
    ("«new» Date()", "HJX010", "`new`"),
    ("«this».x", "HJX010", "`this`"),
    ("«function»(x) { return x }", "HJX010", "`function`"),
    ("«import» x", "HJX010", "`import`"),
    ("a.«constructor»", "HJX010", "`constructor`"),
    ("«prototype»", "HJX010", "`prototype`"),
    ("a?.«__proto__»", "HJX010", "`__proto__`"),
    ("{«__proto__»: 1}", "HJX021", "`__proto__`"),
    ('{a, «"__proto__"»: 1}', "HJX021", "`__proto__`"),
    ("«/»abc/.test(x)", "HJX010", "regular expressions"),
    ("«typeof» x", "HJX010", "`typeof`"),
    ('"a" «in» b', "HJX010", "`in`"),
    ("a «&» b", "HJX010", "operator"),
    ("a «>>>» b", "HJX010", "operator"),
    ("f(a)«(»b)", "HJX010", "called"),
    ("a[0]«(»b)", "HJX010", "called"),
    # JavaScript's own errors
    ("-a «**» 2", "HJX001", "ambiguous"),
    ("a ?? b «||» c", "HJX001", "mixed"),
    ("a || b «??» c", "HJX001", "mixed"),
    ("a && b «??» c", "HJX001", "mixed"),
    # arrow functions
    ("x «=>» x", "HJX001", "argument of a call"),
    ("[x «=>» x]", "HJX001", "argument of a call"),
    ("a.map(x => «{» x })", "HJX010", "not a block"),
    ("a.map(({a«:» b}) => a)", "HJX001", "parameters"),
    ("a.map((x «=» 1) => x)", "HJX010", "assign"),
    ("a.map((«...»x) => x)", "HJX001", "parameters"),
    # characters that belong to no lexeme
    ("a «@» b", "HJX001", "`@`"),
    ("a «;»", "HJX001", "`;`"),
    ("«“»a”", "HJX001", "U+201C"),
    ("a «\x00» b", "HJX001", "U+0000"),
    ("«/*» a */ b", "HJX001", "comment"),
]


@pytest.mark.parametrize(("text", "code", "words"), ERRORS, ids=[text for text, _, _ in ERRORS])
def test_one_finding_at_its_place_in_plain_words(text: str, code: str, words: str) -> None:
    plain, ranges = marked(text)
    _, found = parse_expression(plain)
    assert [(each.code, each.range) for each in found] == [(code, ranges[0])]
    assert words in found[0].message


def test_a_block_body_hints_at_the_parentheses_for_an_object() -> None:
    _, found = parse_expression("items.map(x => { return x })")
    assert len(found) == 1
    assert found[0].hint is not None
    assert "({" in found[0].hint


def test_independent_mistakes_are_each_found_and_the_rest_is_kept() -> None:
    tree, found = parse_expression("[a b, f(c, d e), -g ** 2, h]")
    assert [each.range.column for each in found] == [4, 14, 21]
    assert shape(tree) == "[? (call f c ?) ? h]"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000, "(" * 400 + "a" + ")" * 400, "[" * 5000, "!" * 3000 + "a",
        "+".join(["a"] * 3000), "a" + ".b" * 3000, "a?b:" * 2000 + "c", "f(x=>" * 2000,
        "**".join(["a"] * 3000), "`${" * 60 + "a" + "}`" * 60, "{a:" * 2000,
    ],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_what_nests_too_deep_is_one_finding(text: str) -> None:
    tree, found = parse_expression(text)
    assert [each.code for each in found] == ["HJX022"]
    assert "?" in shape(tree)


@pytest.mark.parametrize("text", ["(" * 150 + "a" + ")" * 150, "+".join(["a"] * 140)])
def test_what_a_person_would_nest_is_read(text: str) -> None:
    shape_of(text)


def test_long_lists_are_not_deep() -> None:
    tree, found = parse_expression("[" + "1," * 5000 + "]")
    assert not found
    assert isinstance(tree, nodes.ListLiteral)
    assert len(tree.items) == 5000


def test_spans_reach_from_the_first_to_the_last_character() -> None:
    text = "(a + b) * f(c?.d, [e]) "
    tree, _ = parse_expression(text)
    assert isinstance(tree, nodes.Binary)
    assert text[tree.span.start : tree.span.end] == "(a + b) * f(c?.d, [e])"
    assert text[tree.left.span.start : tree.left.span.end] == "a + b"
    assert isinstance(tree.right, nodes.Call)
    first = tree.right.arguments[0]
    assert text[first.span.start : first.span.end] == "c?.d"


@pytest.mark.parametrize("text", ["()", "(a)", "((a))", "(a).b", "(a, b)"])
def test_parentheses_leave_no_trace_in_the_tree(text: str) -> None:
    tree, _ = parse_expression(text)
    shape(tree)


def test_every_expression_of_the_conformance_file_is_read() -> None:
    lines = (ROOT / "tests/samples/expressions.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 600
    for line in lines:
        text = json.loads(line)["expr"]
        assert not parse_expression(text)[1], text
