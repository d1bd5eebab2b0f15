"""The file on disk: saved, missing, changed by others, and never lost without a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studio.driving import COUNTER, Studio, exists, read, studio, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.hjx"


async def type_something(it: Studio) -> None:
    it.editor.move_cursor((1, 0))
    await it.type("// hi")
    await it.see("●")


async def test_saving_writes_the_text_and_takes_the_mark_away(path: Path) -> None:
    async with studio(path) as it:
        await type_something(it)
        await it.press("ctrl+s")
        await it.until(lambda: "●" not in it.lines()[0])
        assert read(path) == it.editor.text == COUNTER.replace("\n", "\n// hi", 1)


async def test_taking_all_edits_back_is_no_change(path: Path) -> None:
    async with studio(path) as it:
        it.editor.move_cursor((1, 0))
        await it.press("x")
        await it.see("●")
        await it.press("backspace")
        await it.until(lambda: "●" not in it.lines()[0])


async def test_leaving_with_nothing_unsaved_just_leaves(path: Path) -> None:
    async with studio(path) as it:
        await it.press("ctrl+q")
        await it.until(lambda: not it.app.is_running)
        assert it.app.return_code == 0


@pytest.mark.parametrize(("answer", "written"), [("s", True), ("d", False)])
async def test_leaving_asks_about_unsaved_text(path: Path, answer: str, written: bool) -> None:
    async with studio(path) as it:
        await type_something(it)
        await it.press("ctrl+q")
        await it.see("is not saved")
        await it.press(answer)
        await it.until(lambda: not it.app.is_running)
        assert ("// hi" in read(path)) is written


async def test_leaving_can_be_cancelled(path: Path) -> None:
    async with studio(path) as it:
        await type_something(it)
        await it.press("ctrl+q")
        await it.see("is not saved")
        await it.press("escape")
        await it.until(lambda: "is not saved" not in it.text())
        assert it.app.is_running
        await it.type("!")
        assert "// hi!" in it.editor.text


async def test_ctrl_c_does_not_leave(path: Path) -> None:
    async with studio(path) as it:
        await it.press("alt+v", "ctrl+c", "ctrl+t", "ctrl+c", "ctrl+c")
        await it.pilot.pause()
        assert it.app.is_running


async def test_saving_over_another_programs_change_asks_first(path: Path) -> None:
    async with studio(path) as it:
        await type_something(it)
        write(path, "// theirs\n")
        await it.press("ctrl+s")
        await it.see("changed on disk")
        await it.press("c")
        await it.pilot.pause()
        assert read(path) == "// theirs\n"
        await it.press("ctrl+s")
        for answer in ("Overwrite it (o)", "Reload it (r)", "Cancel (c)"):
            await it.see(answer)
        await it.press("o")
        await it.until(lambda: "// hi" in read(path))


async def test_another_programs_change_is_offered_and_taken(path: Path) -> None:
    async with studio(path) as it:
        theirs = COUNTER.replace("count = 0", "count = 7")
        write(path, theirs)
        await it.see("counter.hjx changed on disk")
        await it.press("ctrl+r")
        await it.until(lambda: it.editor.text == theirs)
        await it.until(lambda: "changed on disk" not in it.text())
        assert "●" not in it.lines()[0]


async def test_another_programs_change_can_be_refused_without_losing_a_key(path: Path) -> None:
    async with studio(path) as it:
        await type_something(it)
        write(path, "// theirs\n")
        await it.see("counter.hjx changed on disk")
        await it.type("!")
        await it.press("alt+k")
        await it.until(lambda: "changed on disk" not in it.text())
        assert "// hi!" in it.editor.text
        assert read(path) == "// theirs\n"


async def test_a_missing_file_is_offered_to_be_created(path: Path) -> None:
    async with studio(path, None) as it:
        await it.see("does not exist")
        await it.press("y")
        await it.until(lambda: exists(path))
        assert read(path) == it.editor.text
        await it.see("▶ running")
        await it.until(lambda: any("count" in row for row in it.rows("state")))
        async with it.browser() as browser:
            await browser.event("increment")
            assert (await browser.message("update"))["state"] == {"count": 1}


async def test_a_missing_file_can_be_left_missing(path: Path) -> None:
    async with studio(path, None) as it:
        await it.see("does not exist")
        await it.press("n")
        await it.until(lambda: not it.app.is_running)
        assert it.app.return_code == 0
        assert not exists(path)


@pytest.mark.parametrize(
    "text", ["", "\n", "🙂 ünïcode\n", "state:\n\tx = \x1b[31m\n", "{" * 500, "a\r\nb\r\n"]
)
async def test_any_text_opens_and_is_saved_as_it_was(path: Path, text: str) -> None:
    async with studio(path, text) as it:
        await it.until(lambda: it.model.checked)
        assert it.editor.text == text
        await it.press("ctrl+s")
        await it.until(lambda: "Saved" in it.said())
        assert read(path) == text
