"""What a name means where it stands, and everything that is found out about names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hjx_studio.language.findings import Finding
from hjx_studio.language.source import Span

_LISTED = 6  # names that a sentence lists


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may read, each with its kind, around those of `outer`.

    Kinds: state, local, computed, parameter, loop, let, arrow, event.
    """

    names: Mapping[str, str]
    outer: Scope | None = None

    def kind(self, name: str) -> str | None:
        """What a name is here; None for what nothing declares."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def inside(self, names: Mapping[str, str]) -> Scope:
        """A scope in this one, with more names."""
        return Scope(names, self) if names else self

    def __iter__(self) -> Iterator[str]:
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.outer


@dataclass(slots=True)
class Ledger:
    """What an analysis has found so far: findings by line, and the names in use."""

    findings: list[tuple[int, Finding]] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    run: set[str] = field(default_factory=set)  # handlers

    def report(self, line: int, finding: Finding) -> None:
        """Add a finding on a line."""
        self.findings.append((line, finding))

    def guess(self, name: str | None) -> None:
        """Note the name that a misspelt one seems to mean, so that it does not look unused too."""
        if name is not None:
            self.read.add(name)
            self.run.add(name)

    def use(self, kind: str | None, name: str) -> None:
        """Note that a name of the component is read."""
        if kind in ("state", "local", "computed"):
            self.read.add(name)


def listing(names: Iterable[str]) -> str:
    """Names as a sentence lists them; of many, the first."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > _LISTED:
        quoted[_LISTED - 1 :] = [f"{len(quoted) - _LISTED + 1} others"]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def start_of(span: Span) -> Span:
    """The empty span before another."""
    return Span(span.start, span.start)
