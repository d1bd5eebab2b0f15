"""The sources that a command is given: files, directories with files, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hjx_studio.workspace.files import SIZE_LIMIT, WorkspaceError, read_text, text_from

STANDARD_INPUT = "-"
_SUFFIX = ".hjx"


@dataclass(frozen=True, slots=True)
class Given:
    """A source by the name that messages have for it; without a path it is standard input."""

    name: str
    path: Path | None

    def read(self) -> str:
        """Its text. Raises `WorkspaceError`."""
        if self.path is not None:
            return read_text(self.path)
        content = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        if len(content) > SIZE_LIMIT:
            raise WorkspaceError(Path(self.name), "is too large")
        return text_from(Path(self.name), content)


def given_sources(paths: Iterable[str]) -> Iterator[Given | WorkspaceError]:
    """The sources that paths name: `-` is standard input, a directory stands for the `.hjx` files
    in it and below, but not for those in hidden directories. Each is given once.

    A directory that has none, or can't be listed, is an error in its place.
    """
    seen: set[str] = set()
    for path in paths:
        for given in _named(path):
            if isinstance(given, WorkspaceError):
                yield given
            elif given.name not in seen:
                seen.add(given.name)
                yield given


def _named(path: str) -> Iterator[Given | WorkspaceError]:
    if path == STANDARD_INPUT:
        yield Given("<stdin>", None)
    elif not os.path.isdir(path):  # noqa: PTH112 - `Path` raises for a name with a NUL
        yield Given(path, Path(path))
    else:
        found = sorted(_below(Path(path)))
        if not found:
            yield WorkspaceError(Path(path), f"is a directory without {_SUFFIX} files")
        for file in found:
            yield Given(str(file), file)


def _below(directory: Path) -> Iterator[Path]:
    for root, directories, names in os.walk(directory):
        directories[:] = [name for name in directories if not name.startswith(".")]
        for name in names:
            if name.endswith(_SUFFIX) and not name.startswith("."):
                yield Path(root, name)
