"""The syntax tree as an outline: what each node is called, where it stands, what lies in it.

Children are worked out when they are looked at, so that a new parse of a long file costs what is
in view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from hjx_studio.language import nodes
from hjx_studio.language.nodes import Component
from hjx_studio.language.source import Position, Range, Source, Span

Path = tuple[int, ...]

# What a block's heading opens, by its kind; the nodes themselves hang on the component.
_BLOCKS = ("imports", "state", "local", "computed", "timers", "layout", "handlers")


@dataclass(frozen=True, slots=True)
class Entry:
    """A node in the outline: its type, what it says in short, and its range.

    `line` is the one that the node's span counts from; `parts` are the nodes in it, each with the
    line that its own span counts from.
    """

    type: str
    label: str
    line: int
    span: Span
    parts: tuple[tuple[object, int], ...] = ()

    @property
    def has_children(self) -> bool:
        """Whether anything lies in it."""
        return bool(self.parts)

    def child(self, index: int) -> Entry:
        """The child at an index, from 0."""
        node, line = self.parts[index]
        return entry_of(node, line)

    def range(self, source: Source) -> Range:
        """Where it stands in the source that it was parsed from."""
        return source.range(self.line, self.span)


def root(component: Component) -> Entry:
    """The component as the outline's root."""
    parts: list[tuple[object, int]] = [(block, block.line) for block in component.blocks]
    known = {block.kind for block in component.blocks}
    # Where a heading is missing from the list, its nodes still show.
    stray = [
        (node, node.line)
        for kind in _BLOCKS
        if kind not in known
        for node in getattr(component, kind)
    ]
    children = tuple(
        (_Headed(node, component) if isinstance(node, nodes.Block) else node, line)
        for node, line in (*parts, *stray)
    )
    return Entry("Component", component.name, component.line, component.span, children)


@dataclass(frozen=True, slots=True)
class _Headed:
    """A block with the component that has its content."""

    block: nodes.Block
    component: Component

    @property
    def line(self) -> int:
        """The heading's line."""
        return self.block.line

    def content(self) -> tuple[tuple[object, int], ...]:
        content = getattr(self.component, self.block.kind, None)
        if isinstance(content, tuple):
            return tuple((node, node.line) for node in content)
        return ((content, content.line),) if isinstance(content, nodes.Verbatim) else ()


def entry_of(node: object, line: int) -> Entry:
    """The outline's entry of a syntax node whose span counts from `line`."""
    if isinstance(node, _Headed):
        content = node.content()
        label = f"{node.block.kind}:"
        return Entry("Block", label, line, node.block.span, content)
    span = getattr(node, "span", Span(0, 0))
    return Entry(type(node).__name__, _label(node), line, span, tuple(_parts(node, line)))


def _parts(node: object, line: int) -> Iterator[tuple[object, int]]:
    """The nodes that are fields of a node, those of a line of their own with that line."""
    if not is_dataclass(node) or isinstance(node, type):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part) and not isinstance(part, Span | type):
                own_line = getattr(part, "line", line)
                yield part, own_line if isinstance(own_line, int) else line


def _label(node: object) -> str:
    """What a node says, in a few words."""
    match node:
        case nodes.Element():
            classes = "".join(f".{name.name}" for name in node.classes)
            return f"{node.tag}#{node.id}{classes}" if node.id else node.tag + classes
        case nodes.Handler():
            parameters = node.parameters or ()
            return f"{node.name}({', '.join(parameter.name for parameter in parameters)})"
        case nodes.Literal():
            return _literal(node.value)
        case nodes.Member():
            return f".{node.name}"
        case nodes.Binary() | nodes.Logical() | nodes.Unary():
            return node.operator
    return _clause(node) or _statement(node) or _named(node)


def _clause(node: object) -> str:
    match node:
        case nodes.EventClause():
            event = ".".join((node.event, *node.modifiers))
            return f"on {event} -> {node.handler}"
        case nodes.BindClause():
            return f"bind {node.property}"
        case nodes.Timer():
            return f"every {node.interval:g} ms -> {node.handler}"
        case nodes.Verbatim():
            return f"{node.text.count(chr(10)) + 1} lines"
    return ""


def _statement(node: object) -> str:
    match node:
        case nodes.Set():
            return f"set {_target(node.target)}"
        case nodes.CallStatement():
            return f"call {node.handler}"
        case nodes.For() | nodes.ForStatement():
            return f"for {node.item.name}"
        case nodes.Branch() | nodes.StatementBranch():
            return "else" if node.test is None else "if"
    return ""


def _named(node: object) -> str:
    """The name, the key or the kind of a node that has one."""
    for name in ("name", "key", "kind"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            return value
    return ""


def _literal(value: bool | float | str | None) -> str:
    if isinstance(value, str):
        short = value if len(value) <= 40 else value[:39] + "…"
        return f'"{short}"'
    if isinstance(value, float):
        return f"{value:g}"
    return {None: "null", True: "true", False: "false"}[value]


def _target(node: object) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Member():
            return f"{_target(node.object)}.{node.name}"
        case nodes.Index():
            return f"{_target(node.object)}[…]"
    return "…"


def find(root: Entry, source: Source, position: Position) -> Path:
    """The path (indices of children) to the innermost node at a position.

    A line between two entries of a block belongs to the entry above it.
    """
    path: list[int] = []
    entry = root
    while entry.parts:
        index = _part_at(entry, source, position)
        if index is None:
            break
        path.append(index)
        entry = entry.child(index)
    return tuple(path)


def _part_at(entry: Entry, source: Source, position: Position) -> int | None:
    """The part that holds the position: one within its line, else the last that begins above."""
    above: int | None = None
    within: int | None = None
    for index, (node, line) in enumerate(entry.parts):
        if line > position.line:
            continue
        begins_line = hasattr(node, "line")
        if begins_line and (line < position.line or line > entry.line):
            above = index
        elif isinstance(span := getattr(node, "span", None), Span):
            where = source.range(line, span)
            if where.start <= position <= where.end:
                within = index
    below = above is not None and entry.parts[above][1] > entry.line
    return above if below or within is None else within
