"""Highlighting: every line has tokens, whatever it holds, and people's eyes find what they seek."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjx_studio.language.tokens import START, State, Token, tokenize_line
from tests.conftest import ROOT

KINDS = set(
    "block keyword name parameter function property constant string escape number operator "
    "punctuation comment tag attribute class id event modifier handler interpolation css-selector "
    "css-property css-value invalid".split()
)


def tokens(text: str, state: State = START) -> list[list[Token]]:
    """The tokens of each line of a text."""
    made = []
    for line in text.split("\n"):
        found, state = tokenize_line(line, state)
        made.append(list(found))
    return made


def coloured(line: str, block: str) -> list[tuple[str, str]]:
    """The tokens of a line in a block, as text and kind, without punctuation."""
    *_, found = tokens(f"{block}:\n{line}")
    return [
        (line[token.start : token.end], token.kind)
        for token in found
        if token.kind not in ("punctuation", "operator")
    ]


LINES = [
    ("imports", '  Card from "./a.hjx"', [
        ("Card", "name"), ("from", "keyword"), ('"./a.hjx"', "string")]),
    ("state", "  items = [{ id: 0x1F, done: null }] // all", [
        ("items", "name"), ("id", "property"), ("0x1F", "number"), ("done", "property"),
        ("null", "constant"), ("// all", "comment")]),
    ("computed", "  left = items.filter((i, n) => !i.done).length + Math.abs(x)", [
        ("left", "name"), ("items", "name"), ("filter", "function"), ("i", "name"), ("n", "name"),
        ("i", "name"), ("done", "property"), ("length", "property"), ("Math", "constant"),
        ("abs", "function"), ("x", "name")]),
    ("computed", r"  a = 'it\'s' + `x ${b + 1} y`", [
        ("a", "name"), ("'it", "string"), (r"\'", "escape"), ("s'", "string"), ("`x ", "string"),
        ("${", "interpolation"), ("b", "name"), ("1", "number"), ("}", "interpolation"),
        (" y`", "string")]),
    ("computed", "  a = new this", [("a", "name"), ("new", "invalid"), ("this", "invalid")]),
    ("timers", "  every 1s -> tick", [
        ("every", "keyword"), ("1s", "number"), ("tick", "handler")]),
    ("layout", '  view#root.md:flex.w-1.5 (title="{{a}}!" hidden): "b {{c.d}}" // e', [
        ("view", "tag"), ("#root", "id"), (".md:flex", "class"), (".w-1.5", "class"),
        ("title", "attribute"), ('"', "string"), ("{{", "interpolation"), ("a", "name"),
        ("}}", "interpolation"), ('!"', "string"), ("hidden", "attribute"), ('"b ', "string"),
        ("{{", "interpolation"), ("c", "name"), ("d", "property"), ("}}", "interpolation"),
        ('"', "string"), ("// e", "comment")]),
    ("layout", "  input (on keydown.enter -> add(draft) bind value <-> form.name)", [
        ("input", "tag"), ("on", "keyword"), ("keydown", "event"), (".enter", "modifier"),
        ("add", "handler"), ("draft", "name"), ("bind", "keyword"), ("value", "attribute"),
        ("form", "name"), ("name", "property")]),
    ("layout", "  for (item, i in items key item.id):", [
        ("for", "keyword"), ("item", "name"), ("i", "name"), ("in", "keyword"), ("items", "name"),
        ("key", "keyword"), ("item", "name"), ("id", "property")]),
    ("layout", "  else if (a):", [("else", "keyword"), ("if", "keyword"), ("a", "name")]),
    ("layout", '  "text {{a}}"', [
        ('"text ', "string"), ("{{", "interpolation"), ("a", "name"), ("}}", "interpolation"),
        ('"', "string")]),
    ("style", "  .card:hover > a { color: #fff; padding: 1px var(--x); } /* y */", [
        (".card", "class"), ("hover", "css-selector"), ("a", "css-selector"),
        ("color", "css-property"), ("#fff", "constant"), ("padding", "css-property"),
        ("1px", "number"), ("var", "function"), ("--x", "property"), ("/* y */", "comment")]),
    ("style", "  @media (min-width: 10px) {", [
        ("@media", "keyword"), ("min-width", "css-selector"), ("10px", "number")]),
    ("handlers", "  remove(id):", [("remove", "handler"), ("id", "parameter")]),
    ("handlers", "  inc:", [("inc", "handler")]),
    ("handlers", "    set items = items.filter(i => i.id != id)", [
        ("set", "keyword"), ("items", "name"), ("items", "name"), ("filter", "function"),
        ("i", "parameter"), ("i", "name"), ("id", "property"), ("id", "name")]),
    ("handlers", '    log "n {{x}}", x', [
        ("log", "keyword"), ('"n ', "string"), ("{{", "interpolation"), ("x", "name"),
        ("}}", "interpolation"), ('"', "string"), ("x", "name")]),
    ("handlers", "    call other(1)", [
        ("call", "keyword"), ("other", "handler"), ("1", "number")]),
    ("handlers", "    # a comment", [("# a comment", "comment")]),
]  # fmt: skip


@pytest.mark.parametrize(("block", "line", "expected"), LINES, ids=[line for _, line, _ in LINES])
def test_lines(block: str, line: str, expected: list[tuple[str, str]]) -> None:
    assert coloured(line, block) == expected


def test_headings() -> None:
    text = "component Name // x\nstate: // y\nnonsense:\n// z"
    assert [[token.kind for token in line] for line in tokens(text)] == [
        ["keyword", "name", "comment"], ["block", "punctuation", "comment"],
        ["invalid", "punctuation"], ["comment"],
    ]  # fmt: skip


def test_what_is_open_goes_on_in_the_line_below() -> None:
    lines = tokens(
        "state:\n  a = [\n    true,\n  ]\n  b = `x\n y ${c} z`\n"
        'layout:\n  view (\n    a="b"\n  ): "c"'
    )
    assert [token.kind for token in lines[2]] == ["constant", "punctuation"]
    assert [token.kind for token in lines[5]] == [
        "string", "interpolation", "name", "interpolation", "string",
    ]  # fmt: skip
    assert lines[8][0].kind == "attribute"
    assert [token.kind for token in lines[9]] == ["punctuation", "punctuation", "string"]


def test_a_forgotten_bracket_spoils_only_its_own_lines() -> None:
    lines = tokens('layout:\n  view (a="b"\n  text: "c"\nstate:\n  a = (1\n  b = 2\nhandlers:')
    assert [token.kind for token in lines[2]] == ["tag", "punctuation", "string"]
    assert lines[3][0].kind == "block"
    assert lines[5][0].kind == "name"
    assert lines[6][0].kind == "block"


def test_states_of_equal_lines_are_equal() -> None:
    first = tokenize_line("  a = [", State("state"))[1]
    again = tokenize_line("  b = {", tokenize_line("  c = 1", State("state"))[1])[1]
    other = tokenize_line("  d = [", tokenize_line("  c = 1", State("state"))[1])[1]
    assert first == other
    assert hash(first) == hash(other)
    assert first != again


def check(text: str, state: State) -> State:
    found, after = tokenize_line(text, state)
    assert hash(after) == hash(after)
    end = 0
    for token in found:
        assert token.kind in KINDS
        assert end <= token.start < token.end <= len(text)
        assert not text[token.start : token.end].isspace() or token.kind == "string"
        end = token.end
    return after


ALPHABET = st.sampled_from([*"ab ():.\"'{}[]=#`\\/,<->$0é\x00\x0c\r\t@;*!&|?"])
WORDS = st.sampled_from(
    [
        "{{",
        "}}",
        "${",
        "=>",
        "->",
        "//",
        "/*",
        "*/",
        "if (",
        "else",
        "set ",
        "log ",
        "on a -> b",
        "layout:",
        "style:",
        "  ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.one_of(ALPHABET, WORDS), max_size=25).map("".join), max_size=6))
def test_any_lines_have_tokens(lines: list[str]) -> None:
    for block in ("", "state", "layout", "handlers", "style", "script", "imports", "timers"):
        state = State(block)
        for line in lines:
            state = check(f"  {line}", state)
            check(line, state)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("*.hjx")), ids=lambda path: path.stem
)
def test_nothing_in_the_examples_looks_wrong(path: Path) -> None:
    state = START
    for line in path.read_text(encoding="utf-8").splitlines():
        found, _ = tokenize_line(line, state)
        assert "invalid" not in [token.kind for token in found], line
        state = check(line, state)


@pytest.mark.parametrize(
    "line", ['  text: "' + "{{" * 20_000, "  " + "[" * 20_000, "  a" + "${`" * 10_000]
)
def test_long_lines_take_no_longer_for_being_odd(line: str) -> None:
    check(line, State("layout"))
    check(line, State("state"))
