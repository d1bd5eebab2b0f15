"""Characters stand where a terminal puts them, and nothing in a text can act on the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hjx_studio.studio.widgets.editor.columns import columns_of
from tests.studio.editing import desk


@pytest.mark.parametrize(
    ("line", "clusters", "width"),
    [
        ("abc", ["a", "b", "c"], 3),
        ("中a", ["中", "a"], 3),
        ("e\u0301x", ["e\u0301", "x"], 2),
        ("👩\u200d👩\u200d👧!", ["👩\u200d👩\u200d👧", "!"], 3),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"], 4),
        ("👍🏽a", ["👍🏽", "a"], 3),
        ("❤\ufe0fa", ["❤\ufe0f", "a"], 3),
        ("\ta", ["\t", "a"], 3),
        ("a\tb", ["a", "\t", "b"], 3),
        ("中\tb", ["中", "\t", "b"], 5),
        ("\u0301a", ["\u0301", "a"], 2),
        ("a\x0c\u2028b", ["a", "\x0c", "\u2028", "b"], 4),
    ],
)
def test_clusters_and_width(line: str, clusters: list[str], width: int) -> None:
    columns = columns_of(line, 2)
    found = [
        line[start:end]
        for start, end in zip(columns.starts, list(columns.starts)[1:], strict=False)
    ]
    assert found == clusters
    assert columns.width == width


@given(st.text(max_size=20).filter(lambda text: "\n" not in text))
def test_what_is_shown_is_as_wide_as_it_is_said_to_be(line: str) -> None:
    columns = columns_of(line, 4)
    assert len(columns.shown) == len(line)
    assert len(columns.cells) == len(line) + 1
    parts = columns.shown.split("\t")
    width = cell_len(parts[0])
    for part in parts[1:]:
        width += 4 - width % 4 + cell_len(part)
    assert columns.width == width


@given(st.text(max_size=20).filter(lambda text: "\n" not in text))
def test_nothing_that_is_shown_can_act_on_the_terminal_or_hide(line: str) -> None:
    shown = columns_of(line, 2).shown
    for character in shown:
        assert character == "\t" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert character not in "\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff"


@given(st.text(max_size=12).filter(lambda text: "\n" not in text), st.integers(0, 40))
def test_every_cell_belongs_to_a_cluster(line: str, cell: int) -> None:
    columns = columns_of(line, 2)
    column = columns.column_at(cell)
    assert column in columns.starts
    if column < len(line):
        assert columns.cells[column] <= cell < columns.cells[columns.after(column)]


async def test_the_cursor_never_stops_inside_a_character() -> None:
    async with desk("e\u0301👩\u200d👩\u200d👧🇩🇪x") as at:
        stops = []
        for _ in range(4):
            await at.press("right")
            stops.append(at.editor.cursor_location[1])
        assert stops == [2, 7, 9, 10]
        await at.press("backspace", "backspace")
        assert at.editor.text == "e\u0301👩\u200d👩\u200d👧"
        await at.press("home", "delete")
        assert at.editor.text == "👩\u200d👩\u200d👧"


async def test_up_and_down_keep_the_cell_not_the_code_point() -> None:
    async with desk("中文ab\nabcdef\nx\n中中中") as at:
        await at.press("right", "right")  # before a, at cell 4
        await at.press("down")
        assert at.editor.cursor_location == (1, 4)
        await at.press("down")
        assert at.editor.cursor_location == (2, 1)
        await at.press("down")
        assert at.editor.cursor_location == (3, 2)


async def test_a_click_hits_the_character_that_is_seen() -> None:
    async with desk("中文ab\n\tx") as at:
        gutter = at.editor.gutter_width
        for cell, column in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (9, 4)]:
            await at.pilot.click(at.editor, offset=(gutter + cell, 0))
            assert at.editor.cursor_location == (0, column)
        await at.pilot.click(at.editor, offset=(gutter + 2, 1))
        assert at.editor.cursor_location == (1, 1)
