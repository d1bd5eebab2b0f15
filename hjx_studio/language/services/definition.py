"""Where a name is declared, and where it is used: in its file and in those that import it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parse
from hjx_studio.language.reading import elements
from hjx_studio.language.services.files import Files, imported, importers, resolved
from hjx_studio.language.services.names import Binding, Mention, declared, mention_at, mentions
from hjx_studio.language.source import Position, Range, Span


@dataclass(frozen=True, slots=True)
class Location:
    """A range of a file. `use` says what a name does there: declared, read, set, run or used;
    `shorthand` is that of a mention."""

    path: str
    range: Range
    use: str = "declared"
    shorthand: bool = False


def definition(parse: Parse, position: Position, files: Files | None = None) -> Location | None:
    """Where the name at a position is declared; None where there is none. Of what nothing
    declares it is the first use; an import leads to its file, where that is known."""
    files = files or {}
    mention = mention_at(parse, position)
    if mention is None:
        return _of_attribute(parse, position, files)
    binding = mention.binding
    if isinstance(binding.node, nodes.Import):
        path = resolved(parse.source.name, binding.node.path)
        if path in files and mention.use != "declared":
            return Location(path, _start(files[path]))
    if binding.span is not None:
        return Location(parse.source.name, parse.source.range(binding.line, binding.span))
    if binding.kind == "implicit":
        first = next(iter(_in_file(parse, binding)), None)
        return None if first is None else _location(parse, first)
    return None


def _start(parse: Parse) -> Range:
    tree = parse.tree
    if tree.name_span is None:
        return Range(1, 1, 1, 1)
    return parse.source.range(tree.line, tree.name_span)


def _location(parse: Parse, mention: Mention) -> Location:
    place = mention.range(parse.source)
    return Location(parse.source.name, place, mention.use, mention.shorthand)


def references(
    parse: Parse, position: Position, files: Files | None = None
) -> tuple[Location, ...]:
    """Every mention of what the name at a position means, its declaration among them, in order;
    those of other files behind. What belongs to the language has none."""
    mention = mention_at(parse, position)
    if mention is not None:
        return references_of(parse, mention.binding, files or {})
    found = _of_attribute(parse, position, files or {})
    child = (files or {}).get(found.path) if found is not None else None
    if found is None or child is None:
        return ()
    return references(child, found.range.start, files)


def references_of(parse: Parse, binding: Binding, files: Files) -> tuple[Location, ...]:
    """Every mention of a binding of this file."""
    found = [_location(parse, mention) for mention in _in_file(parse, binding)]
    if binding.kind == "state" and not binding.name.startswith("_"):
        for parse_of_other, names in importers(parse.source.name, files):
            found += (
                Location(parse_of_other.source.name, place, "set")
                for place in given(parse_of_other, names, binding.name)
            )
    return tuple(found)


def _in_file(parse: Parse, binding: Binding) -> list[Mention]:
    if binding.kind == "event":
        return []
    return [mention for mention in mentions(parse, {binding.name}) if mention.binding == binding]


# --- what a use of a component gives it -----------------------------------------------------------


def given(parse: Parse, components: frozenset[str], name: str) -> Iterator[Range]:
    """Where the uses of components give their state of that name a value."""
    for element in elements(parse.tree.layout):
        if element.tag in components:
            for span in _names_given(element, name):
                yield parse.source.range(element.line, span)


def _names_given(element: nodes.Element, name: str) -> Iterator[Span]:
    for attribute in element.attributes:
        if attribute.name == name:
            yield attribute.name_span
    for binding in element.bindings:
        if binding.property == name:
            yield binding.property_span


def _of_attribute(parse: Parse, position: Position, files: Files) -> Location | None:
    """The state of a component that the attribute at a position gives a value."""
    for element in elements(parse.tree.layout):
        if element.line > position.line or not element.tag[:1].isupper():
            continue
        child = imported(parse, element.tag, files)
        if child is None:
            continue
        for name, span in (
            *((each.name, each.name_span) for each in element.attributes),
            *((each.property, each.property_span) for each in element.bindings),
        ):
            place = parse.source.range(element.line, span)
            binding = declared(child.tree).values.get(name)
            if place.start <= position <= place.end and binding and binding.span:
                where = child.source.range(binding.line, binding.span)
                return Location(child.source.name, where)
    return None
