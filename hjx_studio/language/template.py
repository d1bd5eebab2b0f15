"""A layout made ready for both sides: the pieces that the server renders, and the page adopts.

Each expression knows the names that it reads. A loop's variables are slots: `"0"` and `"0i"` are
item and index of the outermost loop around.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.language import nodes


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: the component's names, the loop variables (which hide them) with
    their slots, and how many loops are around it."""

    declared: frozenset[str]
    slots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 0

    def resolve(self, name: str) -> str | None:
        """The name or slot that is read where `name` stands; None for what no block declares."""
        return self.slots.get(name, name if name in self.declared else None)


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression where it stands: what it reads (names, and slots of loops) and its line."""

    node: nodes.Expression
    scope: Scope
    line: int
    reads: frozenset[str]


Parts: TypeAlias = tuple[str | Formula, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text node: its parts in order; without a formula it never changes."""

    parts: Parts


@dataclass(frozen=True, slots=True)
class Break:
    """An empty comment that keeps two texts apart, which HTML would read as one."""


@dataclass(frozen=True, slots=True)
class Computed:
    """An attribute whose value depends on names: one formula, or the text of several parts.

    `prefix` is what a `class` begins with in any case.
    """

    name: str
    value: Formula | Parts
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The step of a path that leads into a list, to the row of the loop at `depth` from outside."""

    depth: int


Step: TypeAlias = str | Row | Formula


@dataclass(frozen=True, slots=True)
class Binding:
    """`bind property <-> path`: the value shown, and the path that an input's edit goes to."""

    property: str
    value: Formula
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Listener:
    """`on event.modifiers -> handler`: its arguments are formulas, evaluated when it happens."""

    event: str
    modifiers: tuple[str, ...]
    handler: str
    arguments: tuple[Formula, ...] | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class Element:
    """An element; `namespace` is "" (HTML), "svg" or "math"."""

    tag: str
    namespace: str
    fixed: tuple[tuple[str, str], ...]
    computed: tuple[Computed, ...]
    bindings: tuple[Binding, ...]
    listeners: tuple[Listener, ...]
    children: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch whose test is true; a branch without a test always is."""

    branches: tuple[tuple[Formula | None, tuple[Piece, ...]], ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """One row of pieces an item. `base` is the list that rows are bound in, where it is another
    than `items` (`items` is then `base` filtered or sorted)."""

    items: Formula
    key: Formula | None
    base: Formula | None
    item: str
    index: str | None
    depth: int
    row: tuple[Piece, ...]


Piece: TypeAlias = Words | Break | Element | Choice | Loop


def has_main(pieces: Sequence[Piece]) -> bool:
    """Whether a layout has a `main` landmark of its own."""
    found = (piece for piece in everything(pieces) if isinstance(piece, Element))
    return any(piece.tag == "main" or ("role", "main") in piece.fixed for piece in found)


def everything(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces and all that stand in them."""
    for piece in pieces:
        yield piece
        if isinstance(piece, Element):
            yield from everything(piece.children)
        elif isinstance(piece, Choice):
            for _, children in piece.branches:
                yield from everything(children)
        elif isinstance(piece, Loop):
            yield from everything(piece.row)


def reads(pieces: Sequence[Piece]) -> frozenset[str]:
    """All names and slots that rendering the pieces reads."""
    found: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Words):
            found |= parts_read(piece.parts)
        elif isinstance(piece, Element):
            for computed in piece.computed:
                found |= parts_read(computed.value)
            for binding in piece.bindings:
                found |= binding.value.reads
            found |= reads(piece.children)
        elif isinstance(piece, Choice):
            for test, children in piece.branches:
                found |= (test.reads if test else frozenset()) | reads(children)
        elif isinstance(piece, Loop):
            found |= list_reads(piece) | row_reads(piece)
    return frozenset(found)


def parts_read(value: Formula | Parts) -> frozenset[str]:
    """The names and slots that a text or an attribute's value reads."""
    if isinstance(value, Formula):
        return value.reads
    found = (part.reads for part in value if isinstance(part, Formula))
    return frozenset[str]().union(*found)


def list_reads(loop: Loop) -> frozenset[str]:
    """What decides which rows a loop has: read by its list and by its key."""
    key = loop.key.reads if loop.key else frozenset[str]()
    return loop.items.reads | (key - _own(loop))


def row_reads(loop: Loop) -> frozenset[str]:
    """What the rows of a loop read from around it."""
    return reads(loop.row) - _own(loop)


def _own(loop: Loop) -> frozenset[str]:
    return frozenset((str(loop.depth), f"{loop.depth}i"))
