"""Sees changes on disk, those by rename included, which is how most editors save.

The system tells of changes within milliseconds where it can. Once a second the files are looked at
as well, for directories that come and go and for file systems that tell nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch

_LOOK = 1.0  # seconds between two looks
_Signature = tuple[tuple[int, int, int] | None, ...]


def _signature(paths: Iterable[Path]) -> _Signature:
    """What tells a changed file, or another one in its place, from the one seen before."""
    found: list[tuple[int, int, int] | None] = []
    for path in sorted(paths):
        try:
            status = path.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append(None)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Watched:
    """Paths that count, of the files and of what links lead to, and their directories."""

    paths: frozenset[Path]
    directories: frozenset[Path]
    places: _Signature

    @classmethod
    def of(cls, files: Iterable[Path]) -> _Watched:
        paths: set[Path] = set()
        for file in files:
            paths |= {file, file.resolve(), file.parent.resolve() / file.name}
        directories = frozenset(path.parent for path in paths if path.parent.is_dir())
        places = tuple(
            None if found is None else (found[0], 0, 0) for found in _signature(directories)
        )
        return cls(frozenset(paths), directories, places)


async def changes(files: Callable[[], Iterable[Path]]) -> AsyncGenerator[None, None]:
    """Yields after each burst of changes to `files()`, and when they change; never ends by itself.

    A file that is replaced, removed or made is seen too, and a directory that vanishes is awaited.
    """
    seen = _signature(files())
    while True:
        watched = _Watched.of(files())
        if (now := _signature(files())) != seen:
            seen = now
            yield None
        if not watched.directories:
            await asyncio.sleep(_LOOK)
            continue
        try:
            async with aclosing(_bursts(watched)) as bursts:
                async for told in bursts:
                    if told or _signature(files()) != seen:
                        seen = _signature(files())
                        yield None
                    if _Watched.of(files()) != watched:
                        break
        except OSError:  # a directory has gone, or the system watches no more: looking is left
            await asyncio.sleep(_LOOK)


async def _bursts(watched: _Watched) -> AsyncGenerator[bool, None]:
    """True for each burst of changes that counts, False once a second where there is none."""
    names = {str(path) for path in watched.paths}
    watcher = awatch(
        *watched.directories,
        watch_filter=lambda _change, path: path in names,
        recursive=False,
        debounce=200,
        step=30,
        rust_timeout=int(_LOOK * 1000),
        yield_on_timeout=True,
    )
    async with aclosing(watcher):
        async for burst in watcher:
            yield bool(burst)
