"""Ranges of lines that fold, and the ranges that a selection grows by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parse
from hjx_studio.language.services.names import parts
from hjx_studio.language.services.surroundings import Entry, below, block_of, entries
from hjx_studio.language.services.symbols import block_end, whole
from hjx_studio.language.source import Position, Range, Source, Span


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that fold into the first of them. Kinds: block entry comment."""

    first: int
    last: int
    kind: str


def folds(parse: Parse) -> tuple[Fold, ...]:
    """What folds, in order: blocks, entries with others under them or of several lines, and
    comments of several lines."""
    found = {Fold(block.line, block_end(parse, block), "block") for block in parse.tree.blocks}
    for kind in {block.kind for block in parse.tree.blocks}:
        for entry in entries(parse.tree, kind):
            _fold(parse.source, entry, found)
    found.update(_comments(parse))
    return tuple(
        sorted((fold for fold in found if fold.last > fold.first), key=lambda f: (f.first, -f.last))
    )


def _fold(source: Source, node: Entry, found: set[Fold]) -> int:
    """Add what folds of an entry and those under it; returns its last line."""
    end = source.line_starts[node.line - 1] + node.span.end
    last = max(bisect_right(source.line_starts, end), node.line)
    for inner in below(node):
        last = max(last, _fold(source, inner, found))
    # An `if` folds by its branches.
    if last > node.line and not isinstance(node, nodes.If | nodes.IfStatement):
        found.add(Fold(node.line, last, "entry"))
    return last


def _comments(parse: Parse) -> Iterator[Fold]:
    source = parse.source
    first = 0
    for number in range(1, source.line_count + 2):
        comment = number <= source.line_count and source.line(number).lstrip().startswith("//")
        if comment and not first:
            first = number
        elif not comment and first:
            yield Fold(first, number - 1, "comment")
            first = 0


def selections(parse: Parse, position: Position) -> tuple[Range, ...]:
    """The ranges around a position, each within the next: from the smallest node on, over its
    entry and what stands around that, to the whole file."""
    source = parse.source
    end = source.position(len(source.text))
    found = {Range(1, 1, end.line, end.column)}
    block = block_of(parse.tree, position.line + 1)
    if block is not None:
        last = block_end(parse, block)
        found.add(Range(block.line, 1, last, len(source.line(last)) + 1))
        siblings: Sequence[Entry] = entries(parse.tree, block.kind)
        while siblings:
            inner = _covering(parse, siblings, position)
            if inner is None:
                break
            found.add(whole(source, inner))
            _add_parts(parse, inner, inner.line, position, found)
            siblings = below(inner)
    covering = [each for each in found if each.start <= position <= each.end]
    covering.sort(key=lambda each: source.offset(each.end) - source.offset(each.start))
    return _nested(covering)


def _covering(parse: Parse, siblings: Sequence[Entry], position: Position) -> Entry | None:
    for node in siblings:
        if isinstance(node, nodes.If | nodes.IfStatement):
            found = _covering(parse, node.branches, position)
            if found is not None:
                return found
            continue
        place = whole(parse.source, node)
        if place.start <= position <= place.end:
            return node
    return None


def _add_parts(
    parse: Parse, node: object, line: int, position: Position, found: set[Range]
) -> None:
    """Add what stands in a node at a position, but for the entries under it."""
    for span in (
        getattr(node, name)
        for name in ("span", "name_span", "tag_span", "handler_span", "property_span")
        if getattr(node, name, None) is not None
    ):
        place = parse.source.range(line, span)
        if place.start <= position <= place.end:
            found.add(place)
    for part in parts(node):
        if getattr(part, "line", line) == line:
            where = parse.source.range(line, getattr(part, "span", Span(0, 0)))
            if where.start <= position <= where.end:
                _add_parts(parse, part, line, position, found)


def _nested(covering: Sequence[Range]) -> tuple[Range, ...]:
    kept: list[Range] = []
    for each in covering:
        if not kept or (each.start <= kept[-1].start and kept[-1].end <= each.end):
            kept.append(each)
    return tuple(kept)
