"""The server's HTML: what a layout says, with the anchors that the page adopts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hjx_studio.language.build import build
from hjx_studio.language.values import Value, from_plain

_NAMES = """\
state:
  n = 1
  s = ""
  on = true
  off = false
  none = null
  rows = []
"""
DEFAULTS: Mapping[str, object] = {
    "n": 1,
    "s": "",
    "on": True,
    "off": False,
    "none": None,
    "rows": [],
}


def render(layout: str, style: str = "", **names: object) -> str:
    """The HTML of a layout's lines, with some names' values."""
    lines = "\n".join(f"  {line}" for line in layout.splitlines())
    source = f"component C\n{_NAMES}layout:\n{lines}\n{style}"
    checked = build("c.hjx", {"c.hjx": source})
    assert checked.build is not None, checked.diagnostics
    values: dict[str, Value] = {
        name: from_plain(value) for name, value in {**DEFAULTS, **names}.items()
    }
    return checked.build.layout.render(values)


@pytest.mark.parametrize(
    ("layout", "html"),
    [
        ("view", "<div></div>"),
        ('text: "a"', "<span>a</span>"),
        ('"a"', "a"),
        ("my-card.a.b#c", '<my-card id="c" class="a b"></my-card>'),
        ("BR", "<br>"),
        ('br: "x"', "<br>"),
        ('p: "{{n}} of {{n + 1}}"', "<p>1 of 2</p>"),
        ('p (title="a b" hidden)', '<p title="a b" hidden></p>'),
    ],
)
def test_elements_and_text(layout: str, html: str) -> None:
    assert render(layout) == html


@pytest.mark.parametrize("text", ["<b>", "a & b", "&amp;", '"', "'", "--><script>", "\u2028é😀"])
def test_text_is_only_ever_text(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;")
    assert render('p: "{{s}}"', s=text) == f"<p>{escaped}</p>"
    assert render('p (title="{{s}}")', s=text) == f'<p title="{escaped}"></p>'


def test_what_an_html_parser_would_change_in_text_is_written_so_that_it_does_not() -> None:
    assert render('p: "{{s}}"', s="a\r\nb\0c") == "<p>a&#13;\nb&#65533;c</p>"
    assert render('pre: "{{s}}"', s="\na") == "<pre>\n\na</pre>"
    assert render('textarea: "{{s}}"', s="\na") == "<textarea>\n\na</textarea>"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (None, "<p></p>"),
        (False, "<p></p>"),
        (True, "<p title></p>"),
        ("", "<p title></p>"),
        (0, '<p title="0"></p>'),
        ([1, "a"], '<p title="[1,&quot;a&quot;]"></p>'),
    ],
)
def test_an_attribute_that_is_one_expression_takes_its_value(value: object, html: str) -> None:
    assert render('p (title="{{s}}")', s=value) == html


def test_an_attribute_with_text_around_is_text() -> None:
    assert render('p (title="a{{none}}b{{off}}")') == '<p title="abfalse"></p>'


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("x y", '<p class="a x y"></p>'),
        ("", '<p class="a"></p>'),
        (None, '<p class="a"></p>'),
        (True, '<p class="a"></p>'),
    ],
)
def test_classes_join(value: object, html: str) -> None:
    assert render('p.a (class="{{s}}")', s=value) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "\x01java\tscript:\nalert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "x:y",
    ],
)
def test_an_address_that_could_run_is_dropped(address: str) -> None:
    assert render('a (href="{{s}}")', s=address) == "<a></a>"
    assert render('form (action="{{s}}")', s=address) == "<form></form>"
    assert render('img (srcset="/a.png 1x, {{s}} 2x")', s=address) == "<img>"


@pytest.mark.parametrize(
    "address",
    [
        "/a",
        "a/b:c",
        "#x",
        "?a:b",
        "https://a.example",
        "HTTP://a.example",
        "mailto:a@b.example",
        "tel:+1",
        "blob:x",
        "data:image/png;base64,AA",
        "//a.example/x",
    ],
)
def test_an_address_that_runs_nothing_stays(address: str) -> None:
    assert render('a (href="{{s}}")', s=address) == f'<a href="{address}"></a>'


def test_an_address_that_is_written_in_the_source_is_checked_too() -> None:
    assert render('a (href="javascript:x")') == "<a></a>"


def test_a_choice_and_a_loop_stand_between_anchors() -> None:
    layout = 'if (n > 1):\n  "a"\nelse if (on):\n  "b"\nelse:\n  "c"'
    assert render(layout) == "<!--[-->b<!--]-->"
    assert render(layout, n=2) == "<!--[-->a<!--]-->"
    assert render(layout, on=False) == "<!--[-->c<!--]-->"
    loop = 'for (row, i in rows):\n  li: "{{i}}{{row}}"'
    assert render(loop, rows=["x", "y"]) == "<!--[--><li>0x</li><li>1y</li><!--]-->"


@pytest.mark.parametrize("rows", [None, [], 5, "text", {"a": 1}])
def test_a_loop_over_anything_but_a_list_is_empty(rows: object) -> None:
    assert render('for (row in rows):\n  "x"', rows=rows) == "<!--[--><!--]-->"


def test_texts_in_a_row_are_kept_apart() -> None:
    assert render('"a"\n"{{n}}"') == "a<!---->1"
    assert render('for (row in rows):\n  "{{row}}"', rows=[1, 2]) == (
        "<!--[-->1<!---->2<!----><!--]-->"
    )


def test_a_loop_variable_hides_a_name_and_only_inside() -> None:
    assert render('for (n in rows):\n  b: "{{n}}"\np: "{{n}}"', rows=["x"]) == (
        "<!--[--><b>x</b><!--]--><p>1</p>"
    )


def test_rows_of_a_table_stand_in_a_body_as_browsers_have_it() -> None:
    layout = 'table:\n  caption: "c"\n  for (row in rows):\n    tr:\n      td: "{{row}}"\n  tr'
    assert render(layout, rows=[1]) == (
        "<table><caption>c</caption><tbody><!--[--><tr><td>1</td></tr><!--]--><tr></tr></tbody>"
        "</table>"
    )


@pytest.mark.parametrize(
    ("layout", "html"),
    [
        ("input (bind value <-> s)", '<input value="x">'),
        ('input (type="number" bind value <-> n)', '<input type="number" value="1">'),
        ('input (type="number" bind value <-> none)', '<input type="number" value>'),
        ('input (type="checkbox" bind checked <-> on)', '<input type="checkbox" checked>'),
        ('input (type="checkbox" bind checked <-> off)', '<input type="checkbox">'),
        (
            'input (type="radio" value="x" bind value <-> s)',
            '<input type="radio" value="x" checked>',
        ),
        ('input (type="radio" value="y" bind value <-> s)', '<input type="radio" value="y">'),
        ("textarea (bind value <-> s)", "<textarea>x</textarea>"),
        ('textarea (value="{{s}}")', "<textarea>x</textarea>"),
        ('input (type="file" bind value <-> s)', '<input type="file">'),
    ],
)
def test_fields_show_what_they_are_bound_to(layout: str, html: str) -> None:
    assert render(layout, s="x") == html


def test_a_select_marks_the_chosen_options() -> None:
    options = '\n  option: "a"\n  option (value="b"): "B"\n  option: "  c\t d "'
    assert render(f"select (bind value <-> s):{options}", s="b") == (
        '<select><option>a</option><option value="b" selected>B</option>'
        "<option>  c\t d </option></select>"
    )
    assert render(f"select (multiple bind value <-> rows):{options}", rows=["a", "c d"]) == (
        '<select multiple><option selected>a</option><option value="b">B</option>'
        "<option selected>  c\t d </option></select>"
    )


def test_an_expression_that_fails_reads_as_null() -> None:
    assert render('p (title="{{n.trim()}}"): "a{{n.trim()}}b"') == "<p>ab</p>"
    assert render('if (n.trim()):\n  "x"\nelse:\n  "y"') == "<!--[-->y<!--]-->"
    assert render('for (row in n.trim()):\n  "x"') == "<!--[--><!--]-->"


def test_elements_of_a_component_with_a_style_carry_its_mark() -> None:
    html = render('p:\n  b: "x"', style="style:\n  p { color: red }\n")
    mark = html.split('"')[0].split(">")[0].removeprefix("<p")
    assert mark.startswith(" data-h")
    assert html == f"<p{mark}><b{mark}>x</b></p>"


def test_names_of_svg_stay_as_written() -> None:
    layout = (
        'svg (viewBox="0 0 1 1"):\n  linearGradient\n  text: "x"\n  foreignObject:\n    text: "y"'
    )
    assert render(layout) == (
        '<svg viewBox="0 0 1 1"><linearGradient></linearGradient><text>x</text>'
        "<foreignObject><span>y</span></foreignObject></svg>"
    )


@pytest.mark.parametrize("tag", ["noscript", "iframe", "xmp", "template", "noembed", "noframes"])
def test_what_a_parser_would_not_read_as_nodes_is_left_to_the_page(tag: str) -> None:
    assert render(f'{tag}:\n  p: "{{{{s}}}}"', s="<b>") == f"<{tag}></{tag}>"
