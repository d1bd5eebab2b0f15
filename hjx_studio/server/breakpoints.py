"""Breakpoints as they are wanted, by file, and the statements on which they land in a build."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from hjx_studio.language.build import Build
from hjx_studio.language.nodes import ForStatement, IfStatement, Statement


def _statement_lines(statements: tuple[Statement, ...]) -> Iterator[int]:
    for statement in statements:
        yield statement.line
        if isinstance(statement, IfStatement):
            for branch in statement.branches:
                yield from _statement_lines(branch.body)
        elif isinstance(statement, ForStatement):
            yield from _statement_lines(statement.body)


class Breakpoints:
    """What is wanted stays as it is while builds come and go; where it lands may move."""

    def __init__(self) -> None:
        self._wanted: dict[str, tuple[int, ...]] = {}
        self._landed: dict[str, frozenset[int]] = {}

    @property
    def landed(self) -> Mapping[str, frozenset[int]]:
        """The lines to stop at, by file."""
        return self._landed

    def want(self, path: str, lines: tuple[int, ...]) -> None:
        """All lines of a file, in place of those before."""
        if lines:
            self._wanted[path] = lines
        else:
            self._wanted.pop(path, None)

    def land(self, build: Build | None) -> dict[str, tuple[int, ...]]:
        """For each wanted line, by file, the next one with a statement; what lies after the last
        statement is left out. Without a build they stay where they are wanted."""
        if build is None:
            landed = dict(self._wanted)
        else:
            handlers = build.component.handlers
            known = sorted({line for one in handlers for line in _statement_lines(one.body)})
            lines = self._wanted.get(build.entry, ())
            indices = (bisect_left(known, line) for line in lines)
            landed = {build.entry: tuple(known[index] for index in indices if index < len(known))}
        self._landed = {path: frozenset(lines) for path, lines in landed.items()}
        return landed
