"""The outline of a file: what it declares, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parse
from hjx_studio.language.services.surroundings import below, entries
from hjx_studio.language.source import Position, Range, Source, Span


@dataclass(frozen=True, slots=True)
class Symbol:
    """A part of a file. `range` is all of it with what is indented under it, `name_range` its
    name. Kinds: block state local computed import timer handler element loop branch."""

    name: str
    kind: str
    range: Range
    name_range: Range
    children: tuple[Symbol, ...] = ()


def symbols(parse: Parse) -> tuple[Symbol, ...]:
    """The blocks of a file in order, each with what it has."""
    found = []
    for block in parse.tree.blocks:
        heading = parse.source.range(block.line, block.span)
        own = tuple(_symbols(parse.source, block.kind, _of_block(parse, block)))
        last = block_end(parse, block)
        whole = Range(heading.line, heading.column, last, len(parse.source.line(last)) + 1)
        found.append(Symbol(block.kind, "block", whole, heading, own))
    return tuple(found)


def _of_block(parse: Parse, block: nodes.Block) -> Sequence[object]:
    """The entries of one heading: a block that is given twice has its entries in one tuple."""
    last = block_end(parse, block)
    return [entry for entry in entries(parse.tree, block.kind) if block.line < entry.line <= last]


def block_end(parse: Parse, block: nodes.Block) -> int:
    """The last line of a block that has anything."""
    source = parse.source
    after = next((each.line for each in parse.tree.blocks if each.line > block.line), None)
    last = source.line_count if after is None else after - 1
    while last > block.line and not source.line(last)[:1].isspace():
        last -= 1
    while last > block.line and not source.line(last).strip():
        last -= 1
    return last


def _symbols(source: Source, kind: str, found: Sequence[object]) -> Iterator[Symbol]:
    for node in found:
        match node:
            case nodes.Declaration() | nodes.Import():
                name = node.name_span
                what = "import" if isinstance(node, nodes.Import) else kind
                yield _symbol(source, node, node.name, what, source.range(node.line, name))
            case nodes.Timer():
                named = source.range(node.line, node.handler_span)
                yield _symbol(source, node, f"every {node.interval:g} ms", "timer", named)
            case nodes.Handler():
                named = source.range(node.line, node.name_span)
                yield _symbol(source, node, node.name, "handler", named)
            case nodes.Element():
                named = source.range(node.line, node.tag_span)
                label = node.tag + (f"#{node.id}" if node.id else "")
                label += "".join(f".{each.name}" for each in node.classes)
                yield _symbol(source, node, label, "element", named, node.children)
            case nodes.For():
                named = source.range(node.line, node.item.span)
                yield _symbol(source, node, f"for {node.item.name}", "loop", named, node.children)
            case nodes.If():
                for number, branch in enumerate(node.branches):
                    word = "else" if number else "if"
                    named = source.range(branch.line, branch.span)
                    yield _symbol(source, branch, word, "branch", named, branch.children)
            case _:
                pass


def _symbol(
    source: Source,
    node: object,
    name: str,
    kind: str,
    name_range: Range,
    children: Sequence[object] = (),
) -> Symbol:
    inner = tuple(_symbols(source, "layout", children))
    own = source.range(getattr(node, "line", 1), getattr(node, "span", Span(0, 0)))
    end = own.end
    if isinstance(node, nodes.Handler):
        end = whole(source, node).end
    elif children and isinstance(children[-1], nodes.Text):
        end = max(end, source.range(children[-1].line, children[-1].span).end)
    elif inner:
        end = max(end, inner[-1].range.end)
    place = Range(own.line, own.column, end.line, end.column)
    return Symbol(name, kind, place, name_range, inner)


def whole(source: Source, node: object) -> Range:
    """The range of an entry and of all that is indented under it."""
    line, span = getattr(node, "line", 1), getattr(node, "span", None)
    own = source.range(line, span) if span is not None else Range(line, 1, line, 1)
    end: Position = own.end
    inner = below(node)
    while inner:
        last = inner[-1]
        end = max(end, source.range(last.line, last.span).end)
        inner = below(last)
    return Range(own.line, own.column, end.line, end.column)
