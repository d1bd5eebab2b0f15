"""A source is kept exactly: what was loaded and not edited is given back as it was."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hjx_studio.language.source import Source
from hjx_studio.studio.widgets.editor.document import Replacement, SourceDocument
from tests.studio.editing import desk

TEXTS = {
    "empty": "",
    "no final newline": "a\nb",
    "final newlines": "a\n\n\n",
    "CRLF": "a\r\nb\r\n",
    "mixed ends": "a\r\nb\nc\r\n\r\nd",
    "lone CR": "a\rb\r\r\nc\rd",
    "form feed": "a\x0cb\x0b\n",
    "separators": "a\u2028b\u2029c\x85d\x1e\n",
    "byte-order mark": "\ufeffa\n",
    "tabs": "\ta\t\n",
    "controls": "\x1b[31ma\x00\x7f\n",
    "wide": "中文 👩‍👩‍👧 e\u0301 🇩🇪\n",
}


async def test_what_was_loaded_comes_back() -> None:
    for text in TEXTS.values():
        async with desk(text) as at:
            assert at.editor.text == text


async def test_typing_and_undoing_gives_it_back_too() -> None:
    async with desk() as at:
        for name, text in TEXTS.items():
            at.editor.load(text)
            assert at.editor.text == text, name
            await at.press("ctrl+end", "x", "enter", "y", "ctrl+home", "enter", "ctrl+a", "delete")
            assert at.editor.text == "", name
            for _ in range(20):
                at.editor.undo()
            assert at.editor.text == text, name
            for _ in range(20):
                at.editor.redo()
            assert at.editor.text == "", name


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_lines_are_those_of_the_language(text: str) -> None:
    document = SourceDocument(text)
    source = Source("x.hjx", text)
    assert document.lines == [source.line(number + 1) for number in range(source.line_count)]


async def test_a_new_line_ends_as_most_lines_do() -> None:
    async with desk("a\r\nb\r\nc\nd") as at:
        await at.press("end", "enter", "x")
        assert at.editor.text == "a\r\nx\r\nb\r\nc\nd"


async def test_lines_that_stay_keep_their_ends() -> None:
    async with desk("a\r\nb\nc") as at:
        await at.press("ctrl+a", "tab", "ctrl+slash", "alt+down")
        assert at.editor.text == "  // a\r\n  // b\n  // c"


POSITIONS = st.tuples(st.integers(0, 6), st.integers(0, 6))
SNIPPETS = st.text(alphabet="ab\r\n\u2028\t", max_size=6)


@given(SNIPPETS, st.lists(st.tuples(POSITIONS, POSITIONS, SNIPPETS), max_size=6))
def test_a_replacement_is_the_text_with_the_range_replaced(
    text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]
) -> None:
    seen: list[Replacement] = []
    document = SourceDocument(text, seen.append)
    undo = []
    for start, end, new in edits:
        before = document.text
        top, bottom = sorted((document.clamp(start), document.clamp(end)))
        head = document.get_text_range((0, 0), top)
        tail = document.get_text_range(bottom, document.end)
        assert head + document.get_text_range(top, bottom) + tail == before
        result = document.replace_range(start, end, new)
        assert document.text == head + new + tail
        assert document.get_text_range(seen[-1].top, result.end_location) == new
        undo.append((seen[-1].top, result, before))
    for start, result, before in reversed(undo):
        document.replace_range(start, result.end_location, result.replaced_text)
        assert document.text == before


@given(
    st.lists(st.text(alphabet="ab 中\t", max_size=9), min_size=1, max_size=5), POSITIONS, SNIPPETS
)
def test_the_size_follows_every_edit(lines: list[str], place: tuple[int, int], new: str) -> None:
    document = SourceDocument("\n".join(lines))
    document.get_size(2)
    document.replace_range(place, place, new)
    assume("\r\n" not in document.text)  # read anew, a CR before a line end is part of it
    assert document.get_size(2) == SourceDocument(document.text).get_size(2)
