"""Edits of a text that several people type into: applying them, and moving one over another.

An edit is a row of splices, ascending and not overlapping, all counted in code points of the same
text. Operational transformation in the server's order: of two edits made of one text, the one that
the server had first stands left where both insert at one place; what one inserts into a range that
the other deletes survives at the range's start (Ellis and Gibbs 1989; here with one total order, so
that transformation needs to agree for pairs only).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias


class Splice(NamedTuple):
    """At offset `at`, `deleted` code points go and `inserted` comes in their place."""

    at: int
    deleted: int
    inserted: str


Edit: TypeAlias = tuple[Splice, ...]


def fits(edit: Sequence[Splice], length: int) -> bool:
    """Whether the splices ascend, don't overlap, and lie within a text of that length."""
    end = 0
    for splice in edit:
        if splice.at < end or splice.deleted < 0:
            return False
        end = splice.at + splice.deleted
    return end <= length


def apply(text: str, edit: Iterable[Splice]) -> str:
    """The text after an edit that fits it."""
    pieces: list[str] = []
    end = 0
    for at, deleted, inserted in edit:
        pieces += (text[end:at], inserted)
        end = at + deleted
    pieces.append(text[end:])
    return "".join(pieces)


def between(old: str, new: str) -> Edit:
    """The edit that replaces what lies between the longest common prefix and then suffix."""
    if old == new:
        return ()
    room = min(len(old), len(new))
    start = next((i for i in range(room) if old[i] != new[i]), room)
    room -= start
    end = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
    return (Splice(start, len(old) - end - start, new[start : len(new) - end]),)


def transform(edit: Sequence[Splice], over: Sequence[Splice], *, first: bool = False) -> Edit:
    """`edit` as it reads after `over`, both made of the same text.

    `first` says that `edit` was the earlier of the two: then its insertions stay left of those of
    `over` at the same place.
    """
    pieces: list[Splice] = []
    for at, deleted, inserted in edit:
        if inserted:
            pieces.append(Splice(_place(at, over, before=first), 0, inserted))
        pieces += (
            Splice(_place(start, over, before=False), end - start, "")
            for start, end in _surviving(at, at + deleted, over)
        )
    return _joined(pieces)


def _place(at: int, over: Sequence[Splice], *, before: bool) -> int:
    """Where offset `at` is after `over`; `before` keeps it left of what was inserted just there."""
    moved = at
    for splice in over:
        if splice.at > at or (before and splice.at == at):
            break
        moved += len(splice.inserted) - (min(at, splice.at + splice.deleted) - splice.at)
    return moved


def _surviving(start: int, end: int, over: Sequence[Splice]) -> Iterator[tuple[int, int]]:
    """The parts of a range that `over` leaves, split where it inserts."""
    for splice in over:
        if splice.at >= end:
            break
        if splice.at > start:
            yield start, splice.at
        start = max(start, min(end, splice.at + splice.deleted))
    if start < end:
        yield start, end


def _joined(pieces: Iterable[Splice]) -> Edit:
    """Splices in order, those that touch made one."""
    joined: list[Splice] = []
    for piece in pieces:
        if joined:
            at, deleted, inserted = joined[-1]
            if at + deleted == piece.at and not (deleted and piece.inserted):
                joined[-1] = Splice(at, deleted + piece.deleted, inserted + piece.inserted)
                continue
        joined.append(piece)
    return tuple(joined)
