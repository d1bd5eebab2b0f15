"""What formatting does to a source, and what it never does."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjx_studio.language.diagnostics import Severity
from hjx_studio.language.formatter import format_source
from hjx_studio.language.parser import parse
from hjx_studio.language.source import Source
from hjx_studio.language.tokens import START, tokenize_line
from tests.fuzz.mutations import mutated
from tests.support.bare import bare
from tests.support.spellings import Grower, Writer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.hjx"))
SAMPLES = sorted((ROOT / "tests" / "samples" / "format").iterdir())
RANDOMS = st.integers(0, 2**63).map(Random)


def formatted(text: str) -> str:
    made = format_source(Source("sample.hjx", text))
    assert made.text is not None, made.errors
    return made.text


def becomes(before: str, after: str) -> None:
    """Check that a source has this canonical form, which says the same, and stays as it is."""
    before, after = dedent(before), dedent(after)
    assert formatted(before) == after
    assert formatted(after) == after
    assert bare(parse(Source("", before)).tree) == bare(parse(Source("", after)).tree)


def stays(text: str) -> None:
    assert formatted(dedent(text)) == dedent(text)


def expression(written: str) -> str:
    """The canonical form of an expression."""
    text = formatted(f"state:\n  x = {written}\n")
    return text.removeprefix("state:\n  x = ").removesuffix("\n")


def statement(written: str) -> str:
    text = formatted(f"handlers:\n  h:\n    {written}\n")
    return text.removeprefix("handlers:\n  h:\n    ").removesuffix("\n")


def clause(written: str) -> str:
    text = formatted(f"layout:\n  view ({written})\n")
    return text.removeprefix("layout:\n  view (").removesuffix(")\n")


# --- expressions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("a+b", "a + b"),
        ("a  *  ( b )", "a * b"),
        ("( ( a + b ) ) * c", "(a + b) * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a ** (b ** c)", "a ** b ** c"),
        ("(a ** b) ** c", "(a ** b) ** c"),
        ("(-a) ** b", "(-a) ** b"),
        ("-(a ** b)", "-(a ** b)"),
        ("a ** (-b)", "a ** -b"),
        ("- -a", "-(-a)"),
        ("+ (+a)", "+(+a)"),
        ("! ! a", "!!a"),
        ("-(+a)", "-+a"),
        ("a - -b", "a - -b"),
        ("a&&b||c&&d", "(a && b) || (c && d)"),
        ("a || (b && c)", "a || (b && c)"),
        ("a && (b || c)", "a && (b || c)"),
        ("(a ?? b) || c", "(a ?? b) || c"),
        ("a ?? (b && c)", "a ?? (b && c)"),
        ("(a ?? b) ?? c", "a ?? b ?? c"),
        ("a % b * c", "(a % b) * c"),
        ("a * b / c", "a * b / c"),
        ("a === b === c", "(a === b) === c"),
        ("(a < b) === c", "a < b === c"),
        ("a?b:c", "a ? b : c"),
        ("(a ? b : c) ? d : (e ? f : g)", "(a ? b : c) ? d : e ? f : g"),
        ("[1,2 , 3,]", "[1, 2, 3]"),
        ("[ ]", "[]"),
        ("{}", "{}"),
        ("{a:1,'b':2, \"c-d\":3,[e]:4,...f}", '{ a: 1, b: 2, "c-d": 3, [e]: 4, ...f }'),
        ("{ a: a, b }", "{ a, b }"),
        ('{ "1": a, 2: b, "01": c, 1.5: d }', '{ 1: a, 2: b, "01": c, "1.5": d }'),
        ('{ "null": a, $x: b, "": c }', '{ null: a, $x: b, "": c }'),
        ("xs.map((x)=>x+1)", "xs.map(x => x + 1)"),
        ("xs.map(( a,i )=>a)", "xs.map((a, i) => a)"),
        ("xs.map(()=>({a:1}))", "xs.map(() => ({ a: 1 }))"),
        ("xs.map(x => ({a:1}).a + x)", "xs.map(x => ({ a: 1 }.a + x))"),
        ("xs.map(([a,b])=>a)", "xs.map(([a, b]) => a)"),
        ("xs.map(({a,b})=>a)", "xs.map(({ a, b }) => a)"),
        ("f( a,...b )", "f(a, ...b)"),
        ("[...(a?b:c), ...(d||e), ...(f)]", "[...(a ? b : c), ...(d || e), ...f]"),
        ("(a.b).c [ 0 ]", "a.b.c[0]"),
        ("(a?.b).c", "(a?.b).c"),
        ("a ?. b ?. [0]", "a?.b?.[0]"),
        ("(1).toFixed(2)", "(1).toFixed(2)"),
        ("5..toFixed()", "(5).toFixed()"),
        ("(-5).toFixed()", "(-5).toFixed()"),
        ("(a + b).length", "(a + b).length"),
        ('("a").length', '"a".length'),
    ],
)
def test_an_expression_has_one_spelling(written: str, canonical: str) -> None:
    assert expression(written) == canonical
    assert expression(canonical) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("1_000", "1_000"),
        ("0XFF", "0xff"),
        ("1E5", "1e5"),
        ("1e+5", "1e5"),
        ("1e-5", "1e-5"),
        ("1.50", "1.5"),
        ("1.0", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0.0", "0"),
        ("1e0", "1"),
        ("0b11", "0b11"),
        ("9007199254740993", "9007199254740993"),
    ],
)
def test_a_number_keeps_its_notation(written: str, canonical: str) -> None:
    assert expression(written) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("'a'", '"a"'),
        ("'it\\'s'", '"it\'s"'),
        ("'say \"hi\"'", "'say \"hi\"'"),
        ('"say \\"hi\\""', "'say \"hi\"'"),
        ("'\\u00e9\\n'", '"\\u00e9\\n"'),
        ("'\\\\'", '"\\\\"'),
        ("'{{'", '"{{"'),
        ("`a${ b }'`", "`a${b}'`"),
        ("`${'a'}`", '`${"a"}`'),
    ],
)
def test_a_string_takes_the_quotes_that_need_fewer_escapes(written: str, canonical: str) -> None:
    assert expression(written) == canonical


# --- heads ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("title='a'", 'title="a"'),
        ('title = "a" , disabled', 'title="a" disabled'),
        ('class=\'{{done?"done":""}}\'', "class=\"{{done ? 'done' : ''}}\""),
        ('class="a {{ b }}  c"', 'class="a {{b}}  c"'),
        ("class=\"{{ 'a' }}\"", 'class="a"'),
        ("data-x='{{ {a:1} }}'", 'data-x="{{ { a: 1 } }}"'),
        ("title='\\{{'", 'title="\\{{"'),
        ("title=\"{{'{{'}}\"", 'title="\\{{"'),
        ("title='say \"hi\" {{a}}'", "title='say \"hi\" {{a}}'"),
        ('title=\'say "hi" {{"a" + b}}\'', 'title=\'say "hi" {{"a" + b}}\''),
        ('title="{{ `a ${b}` }}"', 'title="{{`a ${b}`}}"'),
        ("bind value->draft", "bind value <-> draft"),
        ("bind value<->a [ 0 ] . b", "bind value <-> a[0].b"),
        ("on click.once->f", "on click.once -> f"),
        ("on click -> f( a,1 )", "on click -> f(a, 1)"),
        ("on click -> f()", "on click -> f()"),
        ("on, disabled", "on, disabled"),
        ("on click -> f, on input -> g a='1'", 'on click -> f on input -> g a="1"'),
    ],
)
def test_a_clause_has_one_spelling(written: str, canonical: str) -> None:
    assert clause(written) == canonical
    assert clause(canonical) == canonical


def test_a_head_is_tag_id_classes_clauses_and_text() -> None:
    becomes(
        """\
        layout:
            view .a #b .c(x):
              text.title:'a'
              input ( ) :
              Card title="x" on click -> f: "text"
              p :  "{{ n }}"
              view.a .5 .md:flex
              if(a):
                'b'
              else  if( (b) ):
                'c'
              else :
                'd'
              for( x,i in xs  key x.id ):
                "{{x}}"
        """,
        """\
        layout:
          view#b.a.c (x):
            text.title: "a"
            input
            Card (title="x" on click -> f): "text"
            p: "{{n}}"
            view.a .5.md:flex
            if (a):
              "b"
            else if (b):
              "c"
            else:
              "d"
            for (x, i in xs key x.id):
              "{{x}}"
        """,
    )


# --- handlers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("set  a.b [0]=1", "set a.b[0] = 1"),
        ("let x=a", "let x = a"),
        ("log a,'{{b}}'", 'log a, "{{b}}"'),
        ("log ('{{b}}')", 'log "\\{{b}}"'),
        ("log f('{{b}}')", 'log f("{{b}}")'),
        ("log '{{ f(\"x\") }}' + (a)", "log \"{{f('x')}}\" + a"),
        ("call  f ( a )", "call f(a)"),
        ("return ", "return"),
        ("if((a)):", "if (a):"),
    ],
)
def test_a_statement_has_one_spelling(written: str, canonical: str) -> None:
    assert statement(written) == canonical
    assert statement(canonical) == canonical


def test_a_list_or_object_that_was_opened_stays_open() -> None:
    becomes(
        """\
        state:
          a = [
            1, 2,

            3]
          b = {
            c: 1 }
          d = [1,
            2]
        """,
        """\
        state:
          a = [
            1,
            2,

            3,
          ]
          b = {
            c: 1,
          }
          d = [1, 2]
        """,
    )


# --- lines ------------------------------------------------------------------------------------


def test_a_level_is_two_spaces_and_blank_lines_stay_as_one() -> None:
    becomes(
        """\


        component   X
        state :

            a=1


            b=2
        handlers:

         f:

             set a = 1

             return



         g ( ) :
        """,
        """\
        component X

        state:
          a = 1

          b = 2

        handlers:
          f:
            set a = 1

            return

          g():
        """,
    )


def test_a_string_with_a_comment_in_its_code_stays_as_it_is() -> None:
    becomes(
        """\
        layout:
          p (title='{{a//b
          }}')
        """.replace("\n          }}", "}}"),
        """\
        layout:
          p (title='{{a//b}}')
        """,
    )


def test_style_and_script_stay_as_they_are() -> None:
    becomes(
        """\
        style:

             a  {b:c}
               /* deeper */


             d { }
        script:
         let a=1   //x
        """,
        """\
        style:
          a  {b:c}
            /* deeper */


          d { }

        script:
          let a=1   //x
        """,
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_stay(end: str) -> None:
    text = f"state:{end}  a=1{end}  b=`x{end}y`{end}style:{end}  a {{ }}"
    assert formatted(text) == (
        f"state:{end}  a = 1{end}  b = `x{end}y`{end}{end}style:{end}  a {{ }}{end}"
    )


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_what_is_empty_becomes_empty(text: str) -> None:
    assert formatted(text) == ""


def test_a_byte_order_mark_stays() -> None:
    assert formatted("\ufeffcomponent  X") == "\ufeffcomponent X\n"


def test_a_source_with_errors_is_not_formatted() -> None:
    made = format_source(Source("sample.hjx", "state:\n  a = (1\n  b=2\n\tc = 3\n"))
    assert made.text is None
    assert [found.code for found in made.errors] == ["HJX002", "HJX003"]


def test_deep_nesting_stays_as_it_was_written() -> None:
    deep = "(" + "[" * 100 + "a" + "]" * 100 + ")"
    assert expression(deep) == deep


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case.name)
def test_samples_become_what_is_expected(case: Path) -> None:
    before, after = (case / "input.hjx").read_text(), (case / "expected.hjx").read_text()
    becomes(before, after)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


# --- what never happens -----------------------------------------------------------------------


def comments(text: str) -> list[str]:
    """The comments of a source, as its colours have them."""
    state, found = START, []
    for line in text.splitlines():
        tokens, state = tokenize_line(line, state)
        found += [
            line[token.start : token.end].strip() for token in tokens if token.kind == "comment"
        ]
    return sorted(found)


def holds(text: str) -> str | None:
    """Check that formatting keeps what a source says and does nothing the second time; gives the
    canonical text, if the source has no errors."""
    source = Source("sample.hjx", text)
    parsed = parse(source)
    made = format_source(source).text
    wrong = any(found.severity is Severity.ERROR for found in parsed.diagnostics)
    assert (made is None) == wrong
    if made is None:
        return None
    again = parse(Source("sample.hjx", made))
    assert bare(again.tree) == bare(parsed.tree)
    assert formatted(made) == made
    return made


def _check_generated(random: Random) -> None:
    tree = Grower(random).component()
    writer = Writer(random)
    made = holds(writer.component(tree))
    assert made is not None
    assert sorted(re.findall(r"(?://|#) note \d+\.", made)) == sorted(writer.comments)
    plain = [Writer(random, remarks=False).component(tree) for _ in range(2)]
    assert formatted(plain[0]) == formatted(plain[1])


@settings(max_examples=60)
@given(RANDOMS)
def test_every_spelling_of_a_component_says_the_same_afterwards(random: Random) -> None:
    _check_generated(random)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=20_000)
@given(RANDOMS)
def test_very_many_spellings(random: Random) -> None:
    _check_generated(random)


def _check_damaged(random: Random, count: int) -> None:
    """Damage the examples and format what still parses."""
    for path in EXAMPLES:
        original = text = path.read_text(encoding="utf-8")
        for number in range(count):
            text = original if number % 5 == 0 else text
            damaged = mutated(text, random)
            made = holds(damaged)
            if made is not None:
                text = damaged
                assert comments(made) == comments(damaged)


def test_what_still_parses_of_a_damaged_example_says_the_same_afterwards() -> None:
    _check_damaged(Random(1), 25)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_very_much_damage() -> None:
    for seed in range(40):
        _check_damaged(Random(seed), 400)
