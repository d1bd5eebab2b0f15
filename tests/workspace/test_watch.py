"""Every way in which editors save is seen, and so are files and directories that come and go."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from hjx_studio.workspace import watch
from hjx_studio.workspace.watch import changes


@asynccontextmanager
async def watching(path: Path) -> AsyncIterator[asyncio.Queue[None]]:
    """A queue that gets an item for each burst."""
    seen: asyncio.Queue[None] = asyncio.Queue()
    stream: AsyncGenerator[None, None] = changes(lambda: [path])

    async def follow() -> None:
        async for _ in stream:
            seen.put_nowait(None)

    task = asyncio.create_task(follow())
    await asyncio.sleep(0.2)  # until the system has been asked to tell
    try:
        yield seen
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await stream.aclose()


def by_writing(path: Path) -> None:
    path.write_text("new")


def by_renaming(path: Path) -> None:
    beside = path.with_suffix(".tmp")
    beside.write_text("new")
    beside.replace(path)


def by_moving_away(path: Path) -> None:
    path.rename(path.with_suffix(".bak"))
    path.write_text("new")


def by_removing(path: Path) -> None:
    path.unlink()


def by_touching_in_place(path: Path) -> None:
    with path.open("r+") as file:
        file.truncate(0)
        file.write("new")


@pytest.mark.parametrize(
    "save", [by_writing, by_renaming, by_moving_away, by_removing, by_touching_in_place]
)
async def test_a_save_is_seen(tmp_path: Path, save: Callable[[Path], None]) -> None:
    path = tmp_path / "a.hjx"
    path.write_text("old")
    async with watching(path) as seen, asyncio.timeout(10):
        save(path)
        await seen.get()


async def test_each_of_several_renames_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_text("old")
    async with watching(path) as seen, asyncio.timeout(20):
        for _ in range(3):
            by_renaming(path)
            await seen.get()
            await asyncio.sleep(0.3)


async def test_a_file_that_is_made_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "new.hjx"
    async with watching(path) as seen, asyncio.timeout(10):
        path.write_text("new")
        await seen.get()


async def test_a_save_behind_a_link_is_seen(tmp_path: Path) -> None:
    target = tmp_path / "there" / "real.hjx"
    target.parent.mkdir()
    target.write_text("old")
    link = tmp_path / "link.hjx"
    link.symlink_to(target)
    async with watching(link) as seen, asyncio.timeout(10):
        by_renaming(target)
        await seen.get()


async def test_a_neighbour_is_not_its_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_text("old")
    async with watching(path) as seen:
        (tmp_path / "b.hjx").write_text("new")
        await asyncio.sleep(0.5)
        assert seen.empty()


async def test_a_directory_that_goes_and_comes_again_is_watched_again(tmp_path: Path) -> None:
    path = tmp_path / "project" / "a.hjx"
    path.parent.mkdir()
    path.write_text("old")
    async with watching(path) as seen, asyncio.timeout(30):
        shutil.rmtree(path.parent)
        await seen.get()
        await asyncio.sleep(1.5)
        path.parent.mkdir()
        path.write_text("new")
        await seen.get()
        await asyncio.sleep(1.5)
        while not seen.empty():
            seen.get_nowait()
        path.write_text("newer")
        await seen.get()


async def test_where_the_system_tells_nothing_looking_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_watched: object) -> AsyncGenerator[bool, None]:
        raise OSError(28, "inotify watch limit reached")
        yield False

    monkeypatch.setattr(watch, "_bursts", full)
    monkeypatch.setattr(watch, "_LOOK", 0.05)
    path = tmp_path / "a.hjx"
    path.write_text("old")
    async with watching(path) as seen, asyncio.timeout(10):
        path.write_text("newer")
        os.utime(path, (1, 1))
        await seen.get()
