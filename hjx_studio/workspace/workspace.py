"""The files of one component, unsaved buffers over them, and the last good build of both.

It reads, builds and remembers; when that happens is up to who calls it (`builder`, `watch`). Its
methods may be called from one thread at a time, but `texts` and `build` are apart so that the build
can run in another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hjx_studio.language.build import Build, build
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.parser import Parser
from hjx_studio.language.source import Source
from hjx_studio.session.events import Problem
from hjx_studio.workspace.files import WorkspaceError, read_text, text_hash

_SHOWN = 200  # code points of a line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build gave: `build` is None when there are errors; `sources` names each text that went
    in, with its hash."""

    build: Build | None
    problems: tuple[Problem, ...]
    sources: tuple[tuple[str, str], ...]


def problem(path: str, diagnostic: Diagnostic, source: Source | None = None) -> Problem:
    """A finding in the file of that name, as it crosses to a front end; with its source, it says
    what the line reads."""
    place = diagnostic.range
    return Problem(
        path=path,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        severity=diagnostic.severity.value,
        code=diagnostic.code,
        message=diagnostic.message,
        hint=diagnostic.hint,
        source="" if source is None else source.line(place.line)[:_SHOWN],
    )


def _unreadable(name: str, error: WorkspaceError) -> Problem:
    return Problem(name, 1, 1, 1, 1, "error", "HJX020", f"{name} {error.reason}")


class Workspace:
    """The entry file and what belongs to it.

    With `may_be_missing`, an entry that does not exist yet reads as the empty text. Raises
    `WorkspaceError` when the entry can't be read.
    """

    def __init__(self, entry: Path, *, may_be_missing: bool = False) -> None:
        self._path = entry.absolute()
        self._may_be_missing = may_be_missing
        self._overlays: dict[str, str] = {}
        self._disk: dict[str, str] = {}
        self._unreadable: dict[str, Problem] = {}
        self._parser = Parser()
        self.entry = self._path.name
        self.good: Build | None = None
        self.outcome: Outcome | None = None
        self._disk[self.entry] = self._read(entry)

    def _read(self, path: Path) -> str:
        if self._may_be_missing and not path.exists() and path.parent.is_dir():
            return ""
        return read_text(path)

    @property
    def root(self) -> Path:
        """The directory that names are relative to."""
        return self._path.parent

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read, by absolute path."""
        return tuple(self.root / name for name in self._disk)

    def name(self, path: str) -> str:
        """The name of the file at `path`: a name itself, or a path that leads to the same file."""
        if path in self._disk or path in self._overlays:
            return path
        absolute = Path(path).absolute()
        try:
            return PurePosixPath(absolute.relative_to(self.root)).as_posix()
        except ValueError:
            return path

    def texts(self) -> dict[str, str]:
        """What every file reads as now, by name."""
        return {**self._disk, **self._overlays}

    def set_overlay(self, path: str, text: str | None) -> None:
        """An unsaved buffer stands for its file, until None takes it back."""
        name = self.name(path)
        if text is None:
            self._overlays.pop(name, None)
            self.refresh()
        else:
            self._overlays[name] = text

    def refresh(self) -> bool:
        """Read the disk again; says whether anything reads differently.

        A file that can't be read any more keeps its last text and becomes a problem.
        """
        before = (self.texts(), dict(self._unreadable))
        for name in tuple(self._disk):
            try:
                self._disk[name] = self._read(self.root / name)
                self._unreadable.pop(name, None)
            except WorkspaceError as error:
                self._unreadable[name] = _unreadable(name, error)
        return (self.texts(), self._unreadable) != before

    def build(self, texts: Mapping[str, str]) -> Outcome:
        """Build `texts`; may run in another thread, one at a time."""
        checked = build(self.entry, texts, self._parser)
        named = {name: Source(name, text) for name, text in texts.items()}
        problems = tuple(problem(path, found, named[path]) for path, found in checked.diagnostics)
        sources = tuple((name, text_hash(text)) for name, text in texts.items())
        return Outcome(checked.build, problems, sources)

    def accept(self, outcome: Outcome) -> Outcome:
        """Take what a build gave as the state of things, with what can't be read beside it; the
        last good build stays where this one failed."""
        unreadable = tuple(
            found for name, found in self._unreadable.items() if name not in self._overlays
        )
        self.outcome = Outcome(outcome.build, unreadable + outcome.problems, outcome.sources)
        if outcome.build is not None:
            self.good = outcome.build
        return self.outcome

    def build_now(self) -> Outcome:
        """Build what everything reads as now, and accept it."""
        return self.accept(self.build(self.texts()))
