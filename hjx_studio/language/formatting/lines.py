"""The lines of a file in order: entries, headings, comments and blank lines, each at its level.

A comment on a line of its own stays at the level that its column says: that of the next entry, or
of one of those above it. Blank lines stay, a run of them as one; none stands at the start of a
block, and one stands before each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.building import Heading
from hjx_studio.language.formatting.breaking import STEP
from hjx_studio.language.formatting.entries import print_entry
from hjx_studio.language.parser import Parse
from hjx_studio.language.source import Source
from hjx_studio.language.structure import VERBATIM, Entry, Memory, Outline, Section, outline

_LEAD = " \t\f\v\u00a0\ufeff"
_CONTEXTS = {"imports": "imports", "timers": "timers", "layout": "layout"}


@dataclass(slots=True)
class Piece:
    """Something that takes lines of its own, from `first` to `last`."""

    kind: str  # "entry", "heading", "component", "comment" or "verbatim"
    first: int
    last: int
    level: int = 0
    indent: int = 0  # as it was
    text: str = ""
    context: str = ""
    node: object = None
    opens: bool = False  # whether entries or comments may stand below it
    spaced: bool = False  # whether a blank line stands before it


@dataclass(frozen=True, slots=True)
class Part:
    """What became of the source from offset `start` up to `end`: whole lines, one entry's or so,
    with the blank lines above it."""

    start: int
    end: int
    text: str


def format_parts(parsed: Parse) -> Iterator[Part]:
    """The parts of a source without errors, that follow one another from its start to its end;
    line ends are `\n`."""
    source = parsed.source
    pieces = _pieces(parsed)
    _level_comments(pieces)
    _space_blocks(pieces)
    start = 0
    for index, piece in enumerate(pieces):
        before = pieces[index - 1] if index else None
        lines = [*_printed(piece, holds=_holds(pieces, index))]
        if piece.spaced and before is not None and piece.level <= before.level:
            lines.insert(0, "")
        end = source.line_starts[piece.last] if piece.last < source.line_count else None
        stop = len(source.text) if end is None else end
        yield Part(start, stop, "".join(f"{line}\n" for line in lines))
        start = stop
    if start < len(source.text):
        yield Part(start, len(source.text), "")


def _holds(pieces: Sequence[Piece], index: int) -> bool:
    """Whether anything stands below a piece."""
    for piece in pieces[index + 1 :]:
        if piece.level > pieces[index].level:
            return True
        if piece.kind != "comment":
            return False
    return False


def _printed(piece: Piece, *, holds: bool) -> Iterator[str]:
    pad = " " * (piece.level * STEP)
    match piece.kind:
        case "comment":
            yield pad + piece.text
        case "verbatim":
            yield from (pad + line if line else "" for line in piece.text.split("\n"))
        case "heading":
            yield piece.text
        case _:
            printed = print_entry(piece.context, piece.text, piece.node, len(pad), opens=holds)
            yield from printed.above
            yield printed.text


# --- what stands on which line -------------------------------------------------------------------


def _pieces(parsed: Parse) -> list[Piece]:
    """The pieces of a file in order, with comments still at the level 0."""
    found = outline(parsed.source, Memory())
    starts = {piece.first: piece for piece in _found(parsed, found)}
    pieces: list[Piece] = []
    number, spaced = 1, False
    while number <= parsed.source.line_count:
        piece = starts.get(number)
        if piece is None:
            text = parsed.source.line(number)
            content = text.lstrip(_LEAD).rstrip()
            if not content:
                number, spaced = number + 1, True
                continue
            indent = len(text) - len(text.lstrip(_LEAD))
            piece = Piece("comment", number, number, indent=indent, text=content)
        piece.spaced = spaced
        pieces.append(piece)
        number, spaced = piece.last + 1, False
    return pieces


def _found(parsed: Parse, found: Outline) -> Iterator[Piece]:
    """All pieces but comments."""
    source, tree = parsed.source, parsed.tree
    if found.component is not None:
        line, text = found.component.line, found.component.text
        heading = Heading(tree.span, tree.name, tree.name_span or tree.span)
        yield Piece("component", line, line, text=text, context="component", node=heading)
    by_line = dict(_by_line(tree))
    for section in found.sections:
        yield Piece("heading", section.line, section.line, text=_heading(source, section))
        if section.kind in VERBATIM:
            block = tree.style if section.kind == "style" else tree.script
            if block is not None and block.text:
                yield Piece("verbatim", block.first_line, section.last, 1, 1, block.text)
        else:
            yield from _entries(section.entries, section.kind, by_line, 1)


def _heading(source: Source, section: Section) -> str:
    text = source.line(section.line)
    comment = text[section.span.end :].lstrip(_LEAD).rstrip()
    return f"{section.kind}:  {comment}" if comment else f"{section.kind}:"


def _entries(
    entries: Sequence[Entry], kind: str, by_line: Mapping[int, object], level: int
) -> Iterator[Piece]:
    context = _CONTEXTS.get(kind, "declaration")
    if kind == "handlers":
        context = "handler" if level == 1 else "statement"
    for entry in entries:
        node = by_line[entry.line]
        last = entry.line + entry.text.count("\n")
        piece = Piece("entry", entry.line, last, level, entry.indent, entry.text, context, node)
        piece.opens = bool(entry.children) or _may_open(node, entry.text)
        yield piece
        yield from _entries(entry.children, kind, by_line, level + 1)


def _may_open(node: object, text: str) -> bool:
    if isinstance(node, nodes.Element):
        own = node.children[0] if node.children else None
        if isinstance(own, nodes.Text) and own.line == node.line:
            return True
        code = text.rstrip() if "//" not in text else text.partition("//")[0].rstrip()
        return code.endswith(":")
    return isinstance(
        node,
        (nodes.Branch, nodes.StatementBranch, nodes.For, nodes.ForStatement, nodes.Handler),
    )


def _by_line(node: object) -> Iterator[tuple[int, object]]:
    """The nodes that begin a line, by that line; an element's own text is the element's."""
    match node:
        case nodes.Component():
            for part in (
                *node.imports, *node.state, *node.local, *node.computed, *node.timers,
                *node.layout, *node.handlers,
            ):  # fmt: skip
                yield from _by_line(part)
        case nodes.If() | nodes.IfStatement():
            for branch in node.branches:
                yield from _by_line(branch)
        case nodes.Element() | nodes.Branch() | nodes.For():
            yield node.line, node
            for child in node.children:
                if getattr(child, "line", 0) != node.line:
                    yield from _by_line(child)
        case nodes.Handler() | nodes.StatementBranch() | nodes.ForStatement():
            yield node.line, node
            for statement in node.body:
                yield from _by_line(statement)
        case _:
            yield node.line, node  # type: ignore[attr-defined]  # only nodes with lines come here


# --- levels and blank lines ----------------------------------------------------------------------


def _level_comments(pieces: Sequence[Piece]) -> None:
    above: list[Piece] = []  # the last entry, and those that it stands in
    inside = False  # whether a block is open that comments may stand in
    for index, piece in enumerate(pieces):
        match piece.kind:
            case "component" | "verbatim":
                above, inside = [], False
            case "heading":
                above, inside = [], True
            case "entry":
                while above and above[-1].level >= piece.level:
                    above.pop()
                above.append(piece)
            case _:
                following = (each for each in pieces[index + 1 :] if each.kind != "comment")
                piece.level = _level(piece.indent, above, next(following, None)) if inside else 0


def _level(column: int, above: Sequence[Piece], following: Piece | None) -> int:
    entry = following if following is not None and following.kind == "entry" else None
    if column == 0:
        return entry.level if entry else 0
    if entry is not None and entry.indent == column:
        return entry.level
    for piece in reversed(above):
        if piece.indent <= column:
            return piece.level + 1 if piece.opens and piece.indent < column else piece.level
    return 1


def _space_blocks(pieces: Sequence[Piece]) -> None:
    """A blank line before each block, and before the comments that stand above its heading."""
    for index, piece in enumerate(pieces):
        if piece.kind not in ("heading", "component"):
            continue
        first = index
        while first and pieces[first - 1].kind == "comment" and pieces[first - 1].level == 0:
            first -= 1
        if not any(each.spaced for each in pieces[first : index + 1]):
            pieces[first].spaced = True
