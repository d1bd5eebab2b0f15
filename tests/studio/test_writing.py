"""What helps one who writes: by keys, in the real studio."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.document._document import Selection
from textual.widgets import Input, OptionList

from hjx_studio.studio.screens.places import PlacesScreen
from hjx_studio.studio.screens.renaming import RenameScreen
from hjx_studio.studio.widgets.editor.card import CardBox
from hjx_studio.studio.widgets.editor.completion import CompletionList
from tests.studio.driving import Studio, studio

SOURCE = """\
component App

state:
  // How many there are.
  count = 0
  items = [{ id: 1, text: "a" }]

layout:
  view.card:
    text: "{{count}} {{items.length}}"
    for (item in items key item.id):
      p (on click -> add(item.text, 2)): "{{item.text}}"

handlers:
  add(text, by):
    set count = count + by
    log text
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.hjx"


def put(it: Studio, line: str) -> None:
    """Put the cursor where `¦` stands in a line of the text, as it is found there without it."""
    plain = line.replace("¦", "")
    text = it.editor.text
    assert text.count(plain) == 1
    before = text[: text.index(plain)] + line[: line.index("¦")]
    row = before.count("\n")
    it.editor.selection = Selection.cursor((row, len(before) - before.rfind("\n") - 1))


def row_of(it: Studio) -> str:
    return it.editor.source.lines[it.editor.cursor_location[0]]


def offered(it: Studio) -> list[str]:
    found = it.app.screen.query(CompletionList)
    if not found or not found.first().is_open:
        return []
    return [str(option.prompt).split("  ", maxsplit=1)[0] for option in found.first().options]


def card(it: Studio) -> str:
    found = it.app.screen.query(CardBox)
    if not found or not found.first().has_class("-open"):
        return ""
    return str(found.first().render())


def selects(it: Studio, text: str) -> bool:
    return it.editor.selected_text == text


def shows_twice(it: Studio, text: str) -> bool:
    """In the field where it is looked for, and in what is found."""
    return it.text().count(text) >= 2


async def test_completions_come_as_one_types_where_the_line_does_not_parse(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, '"{{item.text}}"¦')
        await it.press("enter")
        await it.type('p: "')
        await it.type("{{item.")
        await it.until(lambda: offered(it) == ["id", "text"])
        await it.type("te")
        await it.until(lambda: offered(it) == ["text"])
        await it.press("tab")
        assert row_of(it).strip().startswith('p: "{{item.text')
        assert offered(it) == []


async def test_completions_come_by_a_key_with_a_few_words_on_each(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    set count = ¦count + by")
        await it.press("ctrl+@")
        await it.until(lambda: "count" in offered(it))
        assert "parameter" in it.text()
        await it.press("escape")
        assert offered(it) == []


async def test_enter_ends_a_line_whose_last_word_is_whole(path: Path) -> None:
    async with studio(path, SOURCE.replace("items =", "counter = 1\n  items =")) as it:
        put(it, "    log text¦")
        await it.press("enter")
        await it.type("log coun")
        await it.until(lambda: offered(it) == ["count", "counter"])
        await it.type("t")
        await it.until(lambda: offered(it) == ["counter"])
        await it.press("enter")
        assert "    log count\n" in it.editor.text


async def test_help_on_the_word_at_the_cursor(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, '    text: "{{cou¦nt}} {{items.length}}"')
        await it.press("ctrl+k")
        await it.until(lambda: card(it))
        assert card(it) == ("state count = 0\nHow many there are. Every client shares it; number.")
        await it.press("right")
        assert card(it) == ""
        put(it, "component ¦App\n")
        await it.press("home", "ctrl+k")
        await it.until(lambda: "Names the component" in card(it))
        await it.press("escape")
        assert card(it) == ""


async def test_the_call_that_is_typed_says_what_it_takes(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    log text¦")
        await it.type(".slice(")
        await it.until(lambda: card(it).startswith("slice(start, end)\n"))
        await it.type("1, 2")
        await it.until(lambda: card(it).startswith("slice(start, end)\n"))
        await it.type(")")
        await it.until(lambda: card(it) == "")


async def test_f12_goes_to_the_definition(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "      p (on click -> ad¦d(item.text, 2))")
        await it.press("f12")
        await it.until(lambda: row_of(it) == "  add(text, by):")
        put(it, "    log ¦text")
        await it.press("alt+y")
        await it.until(lambda: it.editor.cursor_location == (14, 6))
        put(it, "    lo¦g text")
        await it.press("f12")
        await it.until(lambda: "no name" in it.said())


async def test_uses_are_a_list_to_choose_from(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    set cou¦nt = count + by")
        before = it.editor.selection
        for key in ("shift+f12", "alt+z"):
            await it.press(key)
            await it.until(lambda: isinstance(it.app.screen, PlacesScreen))
            await it.see("4 uses of count")
            places = it.app.screen.query_one(OptionList)
            assert str(places.options[0].prompt).split()[:2] == ["5:3", "declared"]
            await it.press("down")
            await it.until(lambda: row_of(it) == '    text: "{{count}} {{items.length}}"')
            await it.press("escape")
            await it.until(lambda: not isinstance(it.app.screen, PlacesScreen))
            assert it.editor.selection == before
        await it.press("shift+f12")
        await it.until(lambda: isinstance(it.app.screen, PlacesScreen))
        await it.type("read set")
        await it.press("enter")
        await it.until(lambda: not isinstance(it.app.screen, PlacesScreen))
        assert it.editor.cursor_location == (15, 16)


async def test_f2_renames_every_use_as_one_step(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    set cou¦nt = count + by")
        await it.press("f2")
        await it.until(lambda: isinstance(it.app.screen, RenameScreen))
        assert it.app.screen.query_one(Input).value == "count"
        await it.type("items")
        await it.see("declared already, in line 6")
        await it.press("enter")
        await it.pilot.pause()
        assert isinstance(it.app.screen, RenameScreen)
        assert it.editor.text == SOURCE
        await it.type("2")
        await it.see("It stands in 4 places")
        await it.press("enter")
        await it.until(lambda: not isinstance(it.app.screen, RenameScreen))
        await it.until(lambda: it.editor.text != SOURCE)
        changed = SOURCE.replace("count", "items2")
        assert it.editor.text == changed
        await it.press("ctrl+z")
        assert it.editor.text == SOURCE


async def test_what_has_no_name_is_not_renamed(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    lo¦g text")
        await it.press("f2")
        await it.until(lambda: "There is no name" in it.said())
        assert not isinstance(it.app.screen, RenameScreen)


async def test_a_problem_says_itself_at_the_cursor_and_a_key_mends_it(path: Path) -> None:
    wrong = SOURCE.replace("{{count}}", "{{cuont}}").replace("count + by", "count + bye")
    async with studio(path, wrong) as it:
        await it.until(lambda: len(it.editor.marks.findings) == 2)
        await it.until(lambda: all(found.fix for found in it.editor.marks.findings))
        await it.press("f8")
        await it.see("Nothing declares `cuont`.")
        await it.press("ctrl+k")
        await it.until(lambda: "Alt+Enter or Alt+Q: Write `count`" in card(it))
        await it.press("alt+q")
        assert "{{count}}" in it.editor.text
        await it.until(lambda: [bool(found.fix) for found in it.editor.marks.findings] == [True])
        await it.press("f8")
        await it.see("`bye`")
        await it.press("shift+f8")
        await it.press("alt+enter")
        assert it.editor.text == SOURCE


async def test_all_problems_are_mended_at_once(path: Path) -> None:
    wrong = SOURCE.replace("{{count}}", "{{cuont}}").replace("count + by", "count + bye")
    async with studio(path, wrong) as it:
        await it.app.screen.run_action("fix_all")
        await it.until(lambda: it.editor.text == SOURCE)
        assert "Mended 2 places" in it.said()
        await it.press("ctrl+z")
        assert it.editor.text == wrong


UGLY = """\
component App
state :
    count=0
layout:
    view.card (class='a' title='{{count}}' aria-label='a long enough label' on click -> add( 1 )):
        text:'{{count}}'
handlers:
    add( by ):
        log  'before'
        set count=( count+by )


        log 'after'
"""
CANONICAL = """\
component App

state:
  count = 0

layout:
  view.card (class="a" title="{{count}}" aria-label="a long enough label" on click -> add(1)):
    text: "{{count}}"

handlers:
  add(by):
    log "before"
    set count = count + by

    log "after"
"""


@pytest.mark.parametrize("key", ["alt+shift+f", "ctrl+l"])
async def test_a_key_formats_as_one_step_and_keeps_cursor_and_breakpoints(
    path: Path, key: str
) -> None:
    async with studio(path, UGLY) as it:
        put(it, "        set count=( cou¦nt+by )")
        it.editor.show_breakpoints([10, 13])
        await it.press(key)
        await it.until(lambda: it.editor.text == CANONICAL)
        assert "Formatted; Ctrl+Z takes it back" in it.said()
        assert it.editor.breakpoints == (13, 15)
        assert row_of(it) == "    set count = count + by"
        assert it.editor.cursor_location == (12, len("    set count = cou"))
        await it.press("ctrl+z")
        assert it.editor.text == UGLY
        assert it.editor.breakpoints == (10, 13)
        assert row_of(it) == "        set count=( count+by )"


async def test_one_small_change_leaves_the_cursor_where_it_is(path: Path) -> None:
    async with studio(path, CANONICAL.replace("count = 0", "count=0")) as it:
        put(it, '    log "af¦ter"')
        await it.press("ctrl+l")
        await it.until(lambda: it.editor.text == CANONICAL)
        assert it.editor.cursor_location == (14, len('    log "af'))


async def test_what_cannot_be_formatted_says_why(path: Path) -> None:
    wrong = UGLY.replace("( count+by )", "( count+by")
    async with studio(path, wrong) as it:
        await it.press("ctrl+l")
        await it.until(lambda: "Line 10 keeps it from being formatted: This `(` is" in it.said())
        assert it.editor.text == wrong


async def test_a_canonical_text_says_so(path: Path) -> None:
    async with studio(path, CANONICAL) as it:
        await it.app.screen.run_action("format")
        await it.until(lambda: "canonical form already" in it.said())
        assert it.editor.text == CANONICAL
        assert not it.editor.history.undo_stack


async def test_a_selection_grows(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        put(it, "    set count = count + b¦y")
        for text in ("by", "count + by", "set count = count + by"):
            await it.press("alt+shift+up")
            await it.until(partial(selects, it, text))


async def test_a_name_is_found_among_all(path: Path) -> None:
    async with studio(path, SOURCE) as it:
        await it.press("alt+shift+n")
        await it.until(lambda: isinstance(it.app.screen, PlacesScreen))
        await it.type("handler add")
        await it.press("enter")
        await it.until(lambda: not isinstance(it.app.screen, PlacesScreen))
        assert it.editor.cursor_location == (14, 2)


async def test_each_has_a_plain_name_in_the_palette_and_among_the_keys(path: Path) -> None:
    async with studio(path, SOURCE, size=(120, 60)) as it:
        put(it, "    log te¦xt")
        await it.press("f1")
        for name in ("Explain this", "Go to definition", "Find all uses", "Rename", "Complete",
                     "Fix problem", "Fix all problems", "Go to a name", "Select more"):  # fmt: skip
            it.app.screen.query_one(Input).value = name
            await it.until(partial(shows_twice, it, name))
        await it.press("escape")
        await it.press("ctrl+p")
        await it.type("go to definition")
        await it.see("Editor: Go to definition")
        await it.press("enter")
        await it.until(lambda: row_of(it) == "  add(text, by):")
