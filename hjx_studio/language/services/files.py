"""The files that belong together, for what crosses from one to another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from hjx_studio.language.parser import Parse

Files = Mapping[str, Parse]
"""Parses by path; an import leads from one path to another."""


def resolved(path: str, imported: str) -> str:
    """The path that an import in the file `path` means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))


def imported(parse: Parse, name: str, files: Files) -> Parse | None:
    """The component that is imported under a name, if it is among the files."""
    for each in parse.tree.imports:
        if each.name == name:
            return files.get(resolved(parse.source.name, each.path))
    return None


def importers(path: str, files: Files) -> Iterator[tuple[Parse, frozenset[str]]]:
    """The files that import `path`, each with the names that it goes by there."""
    for parse in files.values():
        names = frozenset(
            each.name
            for each in parse.tree.imports
            if resolved(parse.source.name, each.path) == path
        )
        if names:
            yield parse, names
