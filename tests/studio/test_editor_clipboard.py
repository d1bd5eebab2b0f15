"""Copy, cut and paste: through the terminal, by the line, at the depth where it is put."""

from __future__ import annotations

from textual import events

from tests.studio.editing import Desk, desk


async def paste(at: Desk, text: str) -> None:
    at.app.post_message(events.Paste(text))
    await at.pilot.pause()
    await at.pilot.pause()


PASTED = {
    "one line": ("a = |", "1 + 2", "a = 1 + 2|"),
    "over a selection": ("a = ^1|", "2", "a = 2|"),
    "terminals send CR for a line's end": ("|", "a\rb\r\nc\nd", "a\nb\nc\nd|"),
    "a block takes the depth of its place": (
        "handlers:\n    |",
        "      inc:\n        set a = 1",
        "handlers:\n    inc:\n      set a = 1|",
    ),
    "a block copied from inside its first line": (
        "handlers:\n  |",
        "inc:\n      set a = 1\n      set b = 2",
        "handlers:\n  inc:\n    set a = 1\n    set b = 2|",
    ),
    "siblings copied from inside their first line": (
        "handlers:\n      |",
        "set a = 1\n  set b = 2",
        "handlers:\n      set a = 1\n      set b = 2|",
    ),
    "blank lines stay blank": ("x:\n  |", "  a\n\n  b", "x:\n  a\n\n  b|"),
    "tabs in indentation become spaces": ("x:\n  |", "a:\n\tb", "x:\n  a:\n    b|"),
    "whole lines at the margin stay as they are": ("|b", "    a\n", "    a\n|b"),
    "what follows keeps its depth": ("x:\n  |b", "a\n", "x:\n  a\n  |b"),
    "in the middle of a line nothing moves": ("a = |", "[\n      1]", "a = [\n      1]|"),
    "controls are left out": ("|", "a\x1b[31m\x07b\x00\x85", "a[31mb|"),
    "quotes and brackets are not doubled": ("|", '("a', '("a|'),
}


async def test_a_terminals_paste_and_its_undoing() -> None:
    async with desk() as at:
        wrong = {}
        for name, (before, text, after) in PASTED.items():
            at.put(before)
            await paste(at, text)
            seen = at.drawn()
            await at.press("ctrl+z")
            if (seen, at.drawn()) != (after, before):
                wrong[name] = seen, at.drawn()
        assert not wrong


async def test_pasted_lines_end_as_those_of_the_text() -> None:
    async with desk("a\r\nb\r\n") as at:
        await paste(at, "x\ny\n")
        assert at.editor.text == "x\r\ny\r\na\r\nb\r\n"


async def test_copy_reaches_the_clipboard_of_the_terminal() -> None:
    async with desk() as at:
        at.put("^a 中|b")
        await at.press("ctrl+c")
        assert at.app.clipboard == "a 中"
        await at.press("end", "ctrl+v")
        assert at.drawn() == "a 中ba 中|"


async def test_without_a_selection_the_whole_line_is_meant() -> None:
    async with desk() as at:
        at.put("a\n  b|c\nd")
        await at.press("ctrl+c", "down", "ctrl+v")
        assert at.drawn() == "a\n  bc\n  bc\nd|"
        await at.press("ctrl+z", "up", "ctrl+x")
        assert at.drawn() == "a\nd|"
        assert at.app.clipboard == "  bc\n"
        await at.press("ctrl+v")
        assert at.drawn() == "a\n  bc\nd|"


async def test_cut_of_a_selection_over_lines() -> None:
    async with desk() as at:
        at.put("a^b\nc|d")
        await at.press("ctrl+x")
        assert at.drawn() == "a|d"
        assert at.app.clipboard == "b\nc"


async def test_what_was_copied_elsewhere_is_put_at_the_cursor() -> None:
    async with desk() as at:
        at.put("ab|c")
        await at.press("ctrl+c")
        at.app.copy_to_clipboard("X")
        await at.press("ctrl+v")
        assert at.drawn() == "abX|c"


async def test_a_read_only_text_can_be_copied_but_not_pasted_into() -> None:
    async with desk("abc", read_only=True) as at:
        await at.press("ctrl+a", "ctrl+c")
        assert at.app.clipboard == "abc"
        await paste(at, "x")
        await at.press("ctrl+v", "ctrl+x")
        assert at.editor.text == "abc"
