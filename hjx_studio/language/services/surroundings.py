"""What a place in the source stands in: its block, its entry, and the loops and handler around it.

Entries around a place are found by the lines and the indentation of the tree, so that the line at
the place itself need not parse.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from hjx_studio.language import literals, nodes
from hjx_studio.language.headings import BLOCKS
from hjx_studio.language.parser import Parse
from hjx_studio.language.services.names import (
    Binding,
    Scope,
    declared,
    handler_scope,
    loop_bindings,
    mentions,
)
from hjx_studio.language.source import Position, Source
from hjx_studio.language.structure import looks_like_entry

_LOOK_BACK = 200  # lines that an entry may have and still be known as one

Branching: TypeAlias = nodes.Branch | nodes.StatementBranch
Entry: TypeAlias = (
    nodes.LayoutNode
    | nodes.Statement
    | nodes.Declaration
    | nodes.Handler
    | nodes.Import
    | nodes.Timer
    | Branching
)
_LINE = attrgetter("line")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its block ("" before the first, "heading" on a line that is not indented), the line
    that its entry begins on, the entry's text up to the place, the entries around it, the outermost
    first, and the block's first line."""

    source: Source
    block: str
    line: int
    before: str
    around: tuple[Entry, ...] = ()
    first: int = 1

    @property
    def handler(self) -> nodes.Handler | None:
        """The handler that it stands in."""
        first = self.around[0] if self.around else None
        return first if isinstance(first, nodes.Handler) else None

    def position(self, offset: int) -> Position:
        """The place of an offset of `before`."""
        return self.source.position(self.source.line_starts[self.line - 1] + offset)


def spot_at(parse: Parse, position: Position) -> Spot:
    """What a position stands in; one outside of the text is moved into it."""
    source = parse.source
    line = min(max(1, position.line), source.line_count)
    text = source.line(line)
    column = min(max(0, position.column - 1), len(text))
    before = text[:column]
    heading = block_of(parse.tree, line)
    indented = text[:1].isspace() and (column > 0 or text.strip() != "")
    if not indented:
        return Spot(source, "heading", line, before)
    if heading is None:
        return Spot(source, "", line, before)
    first = line
    if heading.kind not in ("style", "script"):
        first = _entry_line(parse, heading, line)
    start = source.line_starts[first - 1]
    whole = source.text[start : source.line_starts[line - 1] + column]
    around: tuple[Entry, ...] = ()
    if heading.kind in ("layout", "handlers"):
        lead = source.line(first)
        indent = len(lead) - len(lead.lstrip())
        indent = min(indent, column) if first == line else indent
        around = _around(source, getattr(parse.tree, heading.kind), first, indent)
    return Spot(source, heading.kind, first, whole, around, heading.line + 1)


def block_of(tree: nodes.Component, line: int) -> nodes.Block | None:
    """The block whose heading stands above a line."""
    index = bisect_left(tree.blocks, line, key=_LINE)
    return tree.blocks[index - 1] if index else None


def entries(tree: nodes.Component, block: str) -> Sequence[Entry]:
    """The outermost entries of a block."""
    found = getattr(tree, block, ()) if block in BLOCKS else ()
    return found if isinstance(found, tuple) else ()


def below(node: object) -> Sequence[Entry]:
    """The entries indented under one; an `if` has its branches."""
    match node:
        case nodes.Element() | nodes.For() | nodes.Branch():
            return node.children
        case nodes.If() | nodes.IfStatement():
            return node.branches
        case nodes.Handler() | nodes.ForStatement() | nodes.StatementBranch():
            return node.body
        case _:
            return ()


def _around(source: Source, top: Sequence[Entry], line: int, indent: int) -> tuple[Entry, ...]:
    """The entries above a line that are indented less, as each stands under the one before it."""
    found: list[Entry] = []
    siblings = top
    while siblings:
        index = bisect_left(siblings, line, key=_LINE)
        if not index:
            break
        node = siblings[index - 1]
        text = source.line(node.line)
        if len(text) - len(text.lstrip()) >= indent:
            break
        if not isinstance(node, nodes.If | nodes.IfStatement):
            found.append(node)
        siblings = below(node)
    return tuple(found)


def _entry_line(parse: Parse, heading: nodes.Block, line: int) -> int:
    """The line on which the entry that a line belongs to begins."""
    above = last_entry(entries(parse.tree, heading.kind), line)
    source = parse.source
    if above is None or above.line == line or line - above.line > _LOOK_BACK:
        return line
    start = source.line_starts[above.line - 1]
    here = source.line_starts[line - 1]
    if above.line < line and start + above.span.end > here:
        return above.line
    text = source.line(line)
    lead = source.line(above.line)
    looks = looks_like_entry(_LOOKS.get(heading.kind, "declaration"), text)
    if looks and len(text) - len(text.lstrip()) <= len(lead) - len(lead.lstrip()):
        return line
    stack: list[tuple[str, int]] = []
    literals.scan(source.text, start, here, stack, text_depth=2)
    return above.line if stack else line


_LOOKS = {name: name for name in ("imports", "timers", "layout", "handlers")}


def last_entry(top: Sequence[Entry], line: int) -> Entry | None:
    """The last entry, at whatever depth, that begins on a line or above it."""
    found: Entry | None = None
    siblings = top
    while siblings:
        index = bisect_right(siblings, line, key=_LINE)
        if not index:
            break
        found = siblings[index - 1]
        siblings = below(found)
    return found


def scope_at(parse: Parse, spot: Spot) -> Scope:
    """The names that an expression there can read, but for those that its own line declares."""
    known = declared(parse.tree)
    scope = Scope(known.values)
    if spot.block in ("state", "local"):
        return Scope({})
    if spot.block == "layout":
        public = {name: own for name, own in known.values.items() if not name.startswith("_")}
        scope = Scope(public)
    for node in spot.around:
        if isinstance(node, nodes.Handler):
            scope = handler_scope(node, scope)
            if node.parameters is None:
                scope = scope.inside(implicit_names(parse, node))
        elif isinstance(node, nodes.For | nodes.ForStatement):
            scope = scope.inside(loop_bindings(node))
    return scope


def implicit_names(parse: Parse, handler: nodes.Handler) -> list[Binding]:
    """The parameters of a handler that only its body tells, in order of their first use."""
    found: dict[str, Binding] = {}
    for mention in mentions(parse, handler=handler):
        if mention.binding.kind == "implicit":
            found.setdefault(mention.binding.name, mention.binding)
    return list(found.values())
