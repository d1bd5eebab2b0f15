"""Gives a name another spelling wherever it means the same, or says why that can't be.

The edits are tried before they are handed out: every name must mean afterwards what it meant
before, and no new error may come of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hjx_studio.language import nodes
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Diagnostic, Edit, HjxError, Severity
from hjx_studio.language.parser import Parse, Parser
from hjx_studio.language.scanning import RESERVED
from hjx_studio.language.services.completion import handler_parameters
from hjx_studio.language.services.definition import Location, definition, given, references_of
from hjx_studio.language.services.documentation import DOCUMENTATION
from hjx_studio.language.services.files import Files, importers
from hjx_studio.language.services.fixes import apply_edits
from hjx_studio.language.services.markup import TAGS
from hjx_studio.language.services.names import (
    NAME,
    Binding,
    Mention,
    declared,
    mention_at,
    mentions,
)
from hjx_studio.language.source import Position, Range, Source
from hjx_studio.language.vocabulary import GLOBALS, SPECIAL

_CLASS = re.compile(r"-?[^\W\d][\w-]*")
_CONSTANTS = frozenset({"true", "false", "null"})


class RenameError(HjxError):
    """Why a name can't be renamed, or not so."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The edits of each file, in order."""

    edits: Mapping[str, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """What would be renamed: its name, and where that stands at the place that was asked for."""

    name: str
    range: Range


def rename_target(parse: Parse, position: Position, files: Files | None = None) -> Target:
    """What a rename at a position is about. Raises `RenameError` where nothing can be renamed."""
    mention = mention_at(parse, position)
    if mention is not None:
        _check_kind(mention.binding)
        return Target(mention.binding.name, mention.range(parse.source))
    where = definition(parse, position, files)
    if where is None:
        raise RenameError("There is no name of this component here.")
    line = parse.source.line(position.line)
    for match in re.finditer(r"[\w$-]+", line):
        if match.start() <= position.column - 1 <= match.end():
            return Target(
                match.group(),
                Range(position.line, match.start() + 1, position.line, match.end() + 1),
            )
    raise RenameError("There is no name of this component here.")


def rename(
    parse: Parse,
    position: Position,
    name: str,
    files: Files | None = None,
    parser: Parser | None = None,
) -> Renamed:
    """The edits that call what is at a position by another name, in its file and in all others.

    A `parser` that read this file before makes the trial fast. Raises `RenameError`.
    """
    files = files or {}
    mention = mention_at(parse, position)
    if mention is None:
        where = definition(parse, position, files)
        child = files.get(where.path) if where is not None else None
        if where is None or child is None:
            raise RenameError("There is no name of this component here.")
        return rename(child, where.range.start, name, files)
    binding = mention.binding
    _check_kind(binding)
    _check_name(parse, binding, name)
    if name == binding.name:
        return Renamed({})
    locations = references_of(parse, binding, files)
    edits = {
        path: tuple(_edit(location, name) for location in locations if location.path == path)
        for path in dict.fromkeys(location.path for location in locations)
    }
    _check_uses(parse, binding, name, files)
    _Trial(parse, binding, name, edits[parse.source.name]).run(parser or Parser())
    return Renamed(edits)


def _edit(location: Location, name: str) -> Edit:
    if location.shorthand:  # the key stays
        end = location.range.end
        return Edit(Range(end.line, end.column, end.line, end.column), f": {name}")
    return Edit(location.range, name)


# --- what can't be renamed ------------------------------------------------------------------------


def _check_kind(binding: Binding) -> None:
    name = binding.name
    if binding.kind == "unknown":
        raise RenameError(f"Nothing declares `{name}`, so there is nothing to rename.")
    if binding.kind == "event":
        raise RenameError(f"`{name}` is a name of the language's own.")
    if isinstance(binding.node, nodes.Pattern) and binding.node.kind == "object":
        raise RenameError(f"`{name}` names a member here: with another name it would read another.")


def _check_name(parse: Parse, binding: Binding, name: str) -> None:
    if binding.kind == "class":
        if not _CLASS.fullmatch(name):
            raise RenameError(f"`{_shown(name)}` is no name for a class.")
        return
    if not NAME.fullmatch(name) or name in RESERVED or name in _CONSTANTS:
        raise RenameError(
            f"`{_shown(name)}` is no name: one has letters, digits and `_`, and begins with no "
            "digit."
            if not NAME.fullmatch(name)
            else f"`{name}` is a word of the language."
        )
    if name in GLOBALS or name in SPECIAL:
        raise RenameError(f"`{name}` is a name of the language's own.")
    if binding.kind == "import" and (name in TAGS or name in DOCUMENTATION["layout"]):
        raise RenameError(f"`{name}` is an element already.")
    if binding.kind == "handler" and name in DOCUMENTATION["statement"]:
        raise RenameError(f"`{name}` is a statement.")
    known = declared(parse.tree)
    same = {"handler": known.handlers, "import": known.imports}.get(binding.kind, known.values)
    other = same.get(name)
    if other is not None and other != binding and binding.kind not in ("component", "arrow"):
        raise RenameError(f"`{name}` is declared already, in line {other.line}.")


def _shown(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def _check_uses(parse: Parse, binding: Binding, name: str, files: Files) -> None:
    """A use of the component may have an attribute of the new name already."""
    if binding.kind != "state":
        return
    for other, names in importers(parse.source.name, files):
        uses = {place.line for place in given(other, names, binding.name)}
        for place in given(other, names, name):
            if place.line in uses:
                raise RenameError(
                    f"`{name}` is given already in line {place.line} of {other.source.name}."
                )


# --- the trial ------------------------------------------------------------------------------------


class _Trial:
    """The source with the edits made, held against what it was."""

    def __init__(self, parse: Parse, binding: Binding, name: str, edits: Sequence[Edit]) -> None:
        self.parse = parse
        self.binding = binding
        self.name = name
        self.edits = edits

    def run(self, parser: Parser) -> None:
        """Raises `RenameError` where anything but the name would change."""
        source = self.parse.source
        changed = parser.parse(Source(source.name, apply_edits(source, self.edits)))
        for before, after in zip(self._old(), _meanings(changed), strict=False):
            if before != after:
                line = changed.source.position(after[0]).line
                raise RenameError(f"`{self.name}` would mean something else in line {line}.")
        if len(mentions(self.parse)) != len(mentions(changed)):
            raise RenameError(f"With `{self.name}` other names would be read differently.")
        filled = list(_filled(changed))
        for number, (line, handler, which) in enumerate(_filled(self.parse)):
            if number >= len(filled) or filled[number][2] != which:
                raise RenameError(
                    f"The loop around line {line} fills `{handler}` by this name: give the "
                    "arguments in parentheses first."
                )
        self._compare_findings(changed)

    def _old(self) -> list[tuple[int, tuple[str, int]]]:
        """What each name means now, at the places that they will have."""
        source = self.parse.source
        starts = [source.offset(edit.range.start) for edit in self.edits]
        ends = [source.offset(edit.range.end) for edit in self.edits]
        grown = list(
            accumulate(
                (
                    len(edit.text) - (end - start)
                    for edit, start, end in zip(self.edits, starts, ends, strict=True)
                ),
                initial=0,
            )
        )

        def moved(offset: int) -> int:
            return offset + grown[bisect_left(starts, offset)]

        shorthand = {
            mention.range(self.parse.source).start
            for mention in mentions(self.parse, {self.binding.name})
            if mention.shorthand and mention.binding == self.binding
        }
        found = []
        for offset, (kind, where), place in _placed(self.parse):
            own = moved(offset)
            if place in shorthand:
                own += len(self.binding.name) + 2
            found.append((own, (kind, moved(where) if where >= 0 else where)))
        return sorted(found)

    def _compare_findings(self, changed: Parse) -> None:
        before = Counter(found.code for found in _errors(self.parse))
        for finding in _errors(changed):
            if before[finding.code] <= 0:
                raise RenameError(
                    f"That would be an error in line {finding.range.line}: {finding.message}"
                )
            before[finding.code] -= 1


def _errors(parse: Parse) -> Iterator[Diagnostic]:
    for finding in (*parse.diagnostics, *analyze(parse).diagnostics):
        if finding.severity is Severity.ERROR:
            yield finding


def _placed(parse: Parse) -> Iterator[tuple[int, tuple[str, int], Position]]:
    """Each mention's offset, what it means (a kind, and where that is declared), and its place."""
    source = parse.source
    for mention in mentions(parse):
        place = mention.range(source).start
        yield source.offset(place), (mention.binding.kind, _declared_at(source, mention)), place


def _declared_at(source: Source, mention: Mention) -> int:
    binding = mention.binding
    if binding.span is None:
        return source.line_starts[binding.line - 1] if binding.line else -1
    return source.offset(source.range(binding.line, binding.span).start)


def _meanings(parse: Parse) -> list[tuple[int, tuple[str, int]]]:
    return sorted((offset, meaning) for offset, meaning, _ in _placed(parse))


def _filled(parse: Parse) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """The `-> handler` without parentheses in loops: their line, the handler, and which of its
    implicit parameters have the name of a loop's variable."""
    handlers = declared(parse.tree).handlers
    pending: list[tuple[nodes.LayoutNode, frozenset[str]]] = [
        (node, frozenset()) for node in reversed(parse.tree.layout)
    ]
    while pending:
        node, names = pending.pop()
        below: Sequence[nodes.LayoutNode] = ()
        match node:
            case nodes.Element():
                below = node.children
                for event in node.events if names else ():
                    binding = handlers.get(event.handler)
                    if event.arguments is None and binding is not None:
                        parameters = _implicit(parse, binding)
                        which = tuple(i for i, name in enumerate(parameters) if name in names)
                        yield node.line, event.handler, which
            case nodes.If():
                below = [child for branch in node.branches for child in branch.children]
            case nodes.For():
                own = {node.item.name} | ({node.index.name} if node.index else set())
                names, below = names | own, node.children
            case _:
                pass
        pending.extend((child, names) for child in reversed(below))


def _implicit(parse: Parse, binding: Binding) -> tuple[str, ...]:
    handler = binding.node
    if not isinstance(handler, nodes.Handler) or handler.parameters is not None:
        return ()
    return handler_parameters(parse, binding)
