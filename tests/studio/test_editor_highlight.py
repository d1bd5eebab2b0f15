"""However a text was edited, its tokens are those of a fresh reading, and little is read again."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.language.token import Token
from hjx_studio.language.tokens import START, tokenize_line
from hjx_studio.studio.widgets.editor.brackets import partner
from hjx_studio.studio.widgets.editor.document import SourceDocument
from hjx_studio.studio.widgets.editor.highlight import Highlighter
from tests.studio.editing import desk

PIECES = [
    "state:", "  a = [", "    1, 2", "  ]", "layout:", '  text: "{{a}}"', "  b (", "  )",
    "style:", "  .x { /*", "  */ color: red }", "handlers:", "  f(x):", "    set a = `x",
    "${b}`", "", "// c", "\t中 'x", "script:",
]  # fmt: skip
PLACES = st.tuples(st.integers(0, 12), st.integers(0, 12))
EDITS = st.tuples(PLACES, PLACES, st.lists(st.sampled_from(PIECES), max_size=3), st.integers(0, 20))


def afresh(lines: list[str]) -> list[tuple[Token, ...]]:
    state = START
    found = []
    for line in lines:
        tokens, state = tokenize_line(line, state)
        found.append(tokens)
    return found


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(EDITS, max_size=5))
def test_tokens_after_edits_are_those_of_a_fresh_reading(
    lines: list[str], edits: list[tuple[tuple[int, int], tuple[int, int], list[str], int]]
) -> None:
    document = SourceDocument("\n".join(lines))
    highlighter = Highlighter(document.lines)
    document._observe = highlighter.replaced
    for start, end, new, looked_at in edits:
        document.replace_range(start, end, "\n".join(new))
        if looked_at < document.line_count:
            highlighter.line(looked_at)
    found = [highlighter.line(row).tokens for row in range(document.line_count)]
    assert found == afresh(document.lines)


def test_an_edit_reads_its_line_again_and_no_more() -> None:
    document = SourceDocument("handlers:\n" + "  f:\n    set a = 1\n" * 2000)
    highlighter = Highlighter(document.lines)
    document._observe = highlighter.replaced
    highlighter.advance(document.line_count)
    before = highlighter.read
    document.replace_range((50, 0), (50, 0), "    log a\n")
    highlighter.advance(document.line_count)
    assert highlighter.read - before <= 3


def test_a_text_without_partners_is_given_up_in_time() -> None:
    lines = ["state:", "  a = " + "(" * 50_000]
    highlighter = Highlighter(lines)
    assert partner(lines, highlighter.line, (1, 6)) is None
    assert partner(lines, highlighter.line, (0, 0)) is None


async def test_any_keys_on_any_text_leave_a_screen_that_holds_together() -> None:
    keys = [
        "enter", "tab", "shift+tab", "backspace", "delete", "up", "down", "left", "right", "home",
        "end", "ctrl+home", "ctrl+end", "shift+up", "shift+down", "shift+right", "ctrl+d", "alt+w",
        "alt+up", "alt+down", "ctrl+slash", "ctrl+z", "ctrl+y", "ctrl+x", "ctrl+c", "ctrl+v",
        "ctrl+w", "ctrl+u", "pageup", "pagedown", "f8", "f9", "alt+q", "ctrl+a",
        "(", ")", "{", "}", '"', "'", ":", "a", "中", "space", "/",
    ]  # fmt: skip
    rng = random.Random(7)
    text = "\r\n".join(PIECES) + "\n" + "\u0301e\u0301\x0c\u2028👩\u200d👧\n"
    async with desk(text, size=(50, 12)) as at:
        for _ in range(12):
            at.editor.load(text)
            pressed = rng.choices(keys, k=25)
            await at.press(*pressed)
            tokens = [
                at.editor._highlighter.line(row).tokens
                for row in range(at.editor.source.line_count)
            ]
            assert tokens == afresh(at.editor.source.lines), pressed
            width = at.editor.size.width
            for y in range(at.editor.size.height):
                assert at.editor.render_line(y).cell_length == width, pressed
            row, column = at.editor.cursor_location
            assert at.editor.source.clamp((row, column)) == (row, column), pressed
            while at.editor.history.undo_stack:
                at.editor.undo()
            assert at.editor.text == text, pressed
