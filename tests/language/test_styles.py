"""A style touches its own component's elements, says what in it is broken, and else stays so."""

from __future__ import annotations

import pytest

from hjx_studio.language.nodes import Verbatim
from hjx_studio.language.source import Range, Span
from hjx_studio.language.styles import scope

MARK = ":where([data-h1])"


def style(text: str) -> Verbatim:
    return Verbatim(9, Span(0, 6), text, first_line=10, indent=2)


def scoped(text: str) -> str:
    css, findings = scope(style(text), "h1")
    assert findings == ()
    return css


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (".a { x: y }", f"{MARK}.a {{ x: y }}"),
        ("#a{x:y}", f"{MARK}#a{{x:y}}"),
        ("a { x: y }", f"a{MARK} {{ x: y }}"),
        ("* { x: y }", f"*{MARK} {{ x: y }}"),
        (".a, b { x: y }", f"{MARK}.a, b{MARK} {{ x: y }}"),
        (".a > .b ~ p + li{}", f".a > .b ~ p + li{MARK}{{}}"),
        (".a b:hover::before {}", f".a b{MARK}:hover::before {{}}"),
        ("::selection {}", f"{MARK}::selection {{}}"),
        (":is(a, .b) {}", f"{MARK}:is(a, .b) {{}}"),
        ('[x="{"] {}', f'{MARK}[x="{{"] {{}}'),
        ("a/* , b */ {}", f"a{MARK}/* , b */ {{}}"),
        (r".md\:flex {}", f"{MARK}.md\\:flex {{}}"),
        (r"é\{b {}", f"é\\{{b{MARK} {{}}"),
        ("svg|a, *|b {}", f"svg|a{MARK}, *|b{MARK} {{}}"),
    ],
)
def test_the_last_compound_of_each_selector_is_marked(written: str, expected: str) -> None:
    assert scoped(written) == expected


@pytest.mark.parametrize(
    "written", [":root { --x: 1 }", "html {}", "BODY.dark {}", ":root:has(.x), body {}"]
)
def test_rules_for_the_whole_page_stay_global(written: str) -> None:
    assert scoped(written) == written


def test_what_stands_below_the_page_is_scoped_all_the_same() -> None:
    assert scoped("html.dark .a {}") == f"html.dark {MARK}.a {{}}"


@pytest.mark.parametrize(
    "rule",
    [
        "@media (min-width: 1px)",
        "@supports (display: grid)",
        "@container x (width > 1px)",
        "@layer base",
    ],
)
def test_rules_in_a_condition_are_scoped(rule: str) -> None:
    assert scoped(f"{rule} {{ .a {{ x: y }} }}") == f"{rule} {{ {MARK}.a {{ x: y }} }}"


def test_nested_rules_are_scoped() -> None:
    written = ".a { x: y; & .b { x: y } &:hover { x: y } @media (x) { x: y; .c { x: y } } }"
    expected = (
        f"{MARK}.a {{ x: y; & {MARK}.b {{ x: y }} &{MARK}:hover {{ x: y }}"
        f" @media (x) {{ x: y; {MARK}.c {{ x: y }} }} }}"
    )
    assert scoped(written) == expected


def test_keyframes_are_kept_apart_and_what_names_them_follows() -> None:
    written = (
        "@keyframes spin { from { x: y } 50.5% { x: y } }\n"
        "@media (x) { @keyframes 'in' { to { x: y } } }\n"
        "a { animation: spin 1s, other 2s; -webkit-animation-name: in, spin; content: 'spin' }"
    )
    expected = (
        "@keyframes spin-h1 { from { x: y } 50.5% { x: y } }\n"
        "@media (x) { @keyframes 'in-h1' { to { x: y } } }\n"
        f"a{MARK} {{ animation: spin-h1 1s, other 2s; -webkit-animation-name: in-h1, spin-h1;"
        " content: 'spin' }"
    )
    assert scoped(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "@font-face { font-family: x; src: url(x.woff2) }",
        "@layer base, more;",
        "@property --x { syntax: '*'; inherits: false }",
        "/* .a { } */",
        "",
    ],
)
def test_what_has_no_selectors_stays_as_it_was_written(written: str) -> None:
    assert scoped(written) == written


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (".a {\n  x y z;\n}", Range(11, 5, 11, 10)),
        (".a { x: y }\n}\n.b {}", Range(11, 3, 11, 4)),
        (".a { x: y }\n.b {\n", Range(11, 6, 11, 7)),
        ("@media (x) {\n.a { x: y }", Range(10, 14, 10, 15)),
        (".a { x: y }\nfoo", Range(11, 3, 11, 6)),
    ],
)
def test_what_does_not_parse_is_a_warning_at_its_place(written: str, place: Range) -> None:
    _, findings = scope(style(written), "h1")
    assert [(found.code, found.severity.value, found.range) for found in findings] == [
        ("HJX108", "warning", place)
    ]


def test_a_warning_leaves_the_rules_around_it_scoped() -> None:
    css, findings = scope(style(".a { x }\n.b { x: y }"), "h1")
    assert len(findings) == 1
    assert css == f"{MARK}.a {{ x }}\n{MARK}.b {{ x: y }}"


def test_line_ends_of_any_kind_count_as_one() -> None:
    assert (
        scoped(".a{}\r\n.b{}\r.c{}\f.d{}")
        == f"{MARK}.a{{}}\n{MARK}.b{{}}\n{MARK}.c{{}}\n{MARK}.d{{}}"
    )


def test_no_style_is_no_text() -> None:
    assert scope(None, "h1") == ("", ())


def test_a_style_that_nests_without_end_is_a_warning() -> None:
    _, findings = scope(style("a{" * 5_000), "h1")
    assert {found.code for found in findings} == {"HJX108"}
