"""The layout made ready for both sides: what the server renders, and the page adopts.

Tags and namespaces are resolved, attributes sorted into fixed and computed ones, text split at its
`{{ }}`, and each expression knows the names that it reads. What HTML's parser would add or drop is
decided here (a table's body, an empty element's children), so that both sides make the same nodes.
A loop's variables are slots: `"0"` and `"0i"` are item and index of the outermost loop around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from hjx_studio.language import nodes
from hjx_studio.language.reading import free_names

VOID = frozenset(
    [
        "area",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
FORBIDDEN_TAGS = frozenset(["script", "style", "base", "meta", "link", "object", "embed"])
URL_ATTRIBUTES = frozenset(
    ["href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "data"]
)
_TAGS = {"view": "div", "text": "span", "plaintext": "pre", "image": "img"}
_SVG_TAGS = {"view": "g"}
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]*\Z")
_ATTRIBUTE = re.compile(r"[A-Za-z_:][A-Za-z0-9_:.-]*\Z")
_PATH_METHODS = frozenset(("filter", "sort", "slice", "reverse"))


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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece stands: what its expressions see, its namespace, the loops around it."""

    scope: Scope
    namespace: str = ""
    loops: tuple[nodes.For, ...] = ()


def prepare(component: nodes.Component) -> tuple[Piece, ...]:
    """The component's layout as pieces."""
    blocks = (component.state, component.local, component.computed)
    declared = frozenset(entry.name for block in blocks for entry in block)
    return _pieces(component.layout, _Place(Scope(declared)))


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


def formula(node: nodes.Expression, scope: Scope, line: int) -> Formula:
    """The expression where it stands."""
    found = (scope.resolve(name) for name in free_names(node))
    return Formula(node, scope, line, frozenset(name for name in found if name is not None))


def _pieces(layout: Sequence[nodes.LayoutNode], place: _Place) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for node in layout:
        piece = _piece(node, place)
        if piece is None:
            continue
        if isinstance(piece, Words) and found and isinstance(found[-1], Words):
            found.append(Break())
        found.append(piece)
    return tuple(found)


def _piece(node: nodes.LayoutNode, place: _Place) -> Piece | None:
    if isinstance(node, nodes.Text):
        return _words(node.value, place.scope, node.line)
    if isinstance(node, nodes.If):
        return Choice(
            tuple(
                (
                    formula(branch.test, place.scope, branch.line) if branch.test else None,
                    _pieces(branch.children, place),
                )
                for branch in node.branches
            )
        )
    if isinstance(node, nodes.For):
        return _loop(node, place)
    return _element(node, place)


def _words(value: nodes.Expression, scope: Scope, line: int) -> Words | None:
    parts = text_parts(value, scope, line)
    return Words(parts) if parts else None


def text_parts(value: nodes.Expression, scope: Scope, line: int) -> Parts:
    """The parts of a text: strings, and a formula for each `{{ }}`."""
    if isinstance(value, nodes.Literal):
        return (str(value.value),) if value.value not in (None, "") else ()
    if isinstance(value, nodes.Template):
        return tuple(
            part if isinstance(part, str) else formula(part, scope, line)
            for part in value.parts
            if part != ""
        )
    return (formula(value, scope, line),)


def _loop(node: nodes.For, place: _Place) -> Loop:
    depth = place.scope.depth
    slots = {**place.scope.slots, node.item.name: str(depth)}
    if node.index is not None:
        slots[node.index.name] = f"{depth}i"
    scope = replace(place.scope, slots=MappingProxyType(slots), depth=depth + 1)
    row = _pieces(node.children, replace(place, scope=scope, loops=(*place.loops, node)))
    if not row or (isinstance(row[0], Words) and isinstance(row[-1], Words)):
        row = (*row, Break())
    base = _base(node.iterable)
    items = formula(node.iterable, place.scope, node.line)
    return Loop(
        items=items,
        key=formula(node.key, scope, node.line) if node.key else None,
        base=formula(base, place.scope, node.line) if base is not node.iterable else None,
        item=node.item.name,
        index=node.index.name if node.index else None,
        depth=depth,
        row=row,
    )


def _base(iterable: nodes.Expression) -> nodes.Expression:
    """The list that `filter`, `sort`, `slice` and `reverse` were called on."""
    node = iterable
    while (
        isinstance(node, nodes.Call)
        and isinstance(node.callee, nodes.Member)
        and node.callee.name in _PATH_METHODS
    ):
        node = node.callee.object
    return node


def _element(node: nodes.Element, place: _Place) -> Element | None:
    tag = (_SVG_TAGS if place.namespace == "svg" else _TAGS).get(node.tag, node.tag)
    lower = tag.lower()
    if not _TAG.match(tag) or lower in FORBIDDEN_TAGS:
        return None
    namespace = {"svg": "svg", "math": "math"}.get(lower, place.namespace)
    inner = replace(place, namespace="" if lower == "foreignobject" else namespace)
    if not namespace:
        tag = lower
    fixed, computed = _attributes(node, tag, namespace, place.scope)
    bound = any(clause.property == "value" for clause in node.bindings)
    bound = bound or any(item.name == "value" for item in computed)
    if tag in VOID or (tag == "textarea" and bound):
        children: tuple[Piece, ...] = ()
    elif tag in ("textarea", "title") and not namespace:
        children = _only_text(node, place.scope)
    elif tag == "table":
        children = _table_body(_pieces(node.children, inner))
    else:
        children = _pieces(node.children, inner)
    return Element(
        tag=tag,
        namespace=namespace,
        fixed=fixed,
        computed=computed,
        bindings=tuple(_binding(clause, node.line, place) for clause in node.bindings),
        listeners=tuple(_listener(clause, node.line, place) for clause in node.events),
        children=children,
    )


def _only_text(node: nodes.Element, scope: Scope) -> tuple[Piece, ...]:
    """What an element that can hold nothing but text holds: one text of all that it was given."""
    parts: list[str | Formula] = []
    for child in node.children:
        if isinstance(child, nodes.Text):
            parts += text_parts(child.value, scope, child.line)
    return (Words(tuple(parts)),) if parts else ()


def _table_body(children: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The children of a table with rows gathered in a body, as HTML's parser would do it."""
    found: list[Piece] = []
    rows: list[Piece] = []
    for child in (*children, None):
        if child is not None and _is_row(child):
            rows.append(child)
            continue
        if rows:
            found.append(Element("tbody", "", (), (), (), (), tuple(rows)))
            rows = []
        if child is not None:
            found.append(child)
    return tuple(found)


def _is_row(piece: Piece) -> bool:
    if isinstance(piece, Element):
        return piece.tag == "tr"
    if isinstance(piece, Choice):
        return any(_is_row(child) for _, children in piece.branches for child in children)
    return isinstance(piece, Loop) and any(_is_row(child) for child in piece.row)


def _attributes(
    node: nodes.Element, tag: str, namespace: str, scope: Scope
) -> tuple[tuple[tuple[str, str], ...], tuple[Computed, ...]]:
    """The attributes that never change, and those that do. Of two with a name the first counts, and
    none does that is bound."""
    classes = " ".join(item.name for item in node.classes)
    bound = {clause.property for clause in node.bindings}
    radio = any(_is_radio(item) for item in node.attributes)
    found: dict[str, str | Computed] = {}
    seen: set[str] = set()
    if node.id is not None:
        found["id"] = node.id
        seen.add("id")
    if classes:
        found["class"] = classes
    for attribute in node.attributes:
        name = attribute.name if namespace else attribute.name.lower()
        if not is_allowed(name) or name in seen or (name in bound and not radio):
            continue
        seen.add(name)
        value = _attribute(name, attribute.value, scope, node.line)
        if name == "class" and classes:
            value = _joined(classes, value)
        if value is not None:
            found[name] = value
    fixed: list[tuple[str, str]] = []
    computed: list[Computed] = []
    for name, value in found.items():
        if isinstance(value, Computed):
            computed.append(value)
        elif tag in ("select", "textarea") and name == "value":
            computed.append(Computed(name, (value,)))
        elif is_safe(name, value):
            fixed.append((name, value))
    return tuple(fixed), tuple(computed)


def _is_radio(attribute: nodes.Attribute) -> bool:
    """Whether it makes an input one of several: its own value is then what binding it chooses."""
    value = attribute.value
    is_type = attribute.name.lower() == "type"
    return is_type and isinstance(value, nodes.Literal) and value.value == "radio"


def is_allowed(name: str) -> bool:
    """Whether an attribute of this name may stand in a layout."""
    lower = name.lower()
    return bool(_ATTRIBUTE.match(name)) and not lower.startswith("on") and lower != "srcdoc"


def _attribute(
    name: str, value: nodes.Expression | None, scope: Scope, line: int
) -> str | Computed | None:
    if value is None:
        return ""
    if isinstance(value, nodes.Literal) and not isinstance(value.value, float):
        if value.value is None or value.value is False:
            return None
        return "" if value.value is True else str(value.value)
    if isinstance(value, nodes.Template):
        parts = text_parts(value, scope, line)
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        return Computed(name, parts)
    return Computed(name, formula(value, scope, line))


def _joined(classes: str, value: str | Computed | None) -> str | Computed:
    if isinstance(value, Computed):
        return replace(value, prefix=classes)
    return f"{classes} {value}" if value else classes


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SAFE_SCHEME = re.compile(r"(?:https?|mailto|tel|blob):|data:image/", re.IGNORECASE)
_IGNORED = re.compile(r"[\t\n\r]")
_APART = re.compile(r"[ \t\n\f\r,]+")
_EDGE = "".join(map(chr, range(0x21)))


def is_safe(name: str, value: str) -> bool:
    """Whether an attribute may take this value: in one that holds an address only the schemes that
    run nothing may stand. Reads the address as browsers do (URL Standard, basic URL parser)."""
    lower = name.lower()
    if lower not in URL_ATTRIBUTES:
        return True
    candidates = _APART.split(value) if lower == "srcset" else [_IGNORED.sub("", value)]
    for candidate in candidates:
        address = candidate.lstrip(_EDGE)
        if _SCHEME.match(address) and not _SAFE_SCHEME.match(address):
            return False
    return True


def _listener(clause: nodes.EventClause, line: int, place: _Place) -> Listener:
    arguments = clause.arguments
    return Listener(
        event=clause.event,
        modifiers=clause.modifiers,
        handler=clause.handler,
        arguments=None
        if arguments is None
        else tuple(formula(argument, place.scope, line) for argument in arguments),
        scope=place.scope,
    )


def _binding(clause: nodes.BindClause, line: int, place: _Place) -> Binding:
    return Binding(
        property=clause.property,
        value=formula(clause.target, place.scope, line),
        path=_path(clause.target, line, place),
    )


def _path(node: nodes.Expression, line: int, place: _Place) -> tuple[Step, ...]:
    """The steps from a state or local name to a bound value."""
    if isinstance(node, nodes.Member):
        return (*_path(node.object, line, place), node.name)
    if isinstance(node, nodes.Index):
        step = formula(node.index, place.scope, line)
        return (*_path(node.object, line, place), step)
    if isinstance(node, nodes.Chain):
        return _path(node.expression, line, place)
    if not isinstance(node, nodes.Name):
        return ()
    slot = place.scope.slots.get(node.name)
    if slot is None or not slot.isdigit():
        return (node.name,)
    depth = int(slot)
    outer = _Place(_outside(place, depth), loops=place.loops[:depth])
    return (*_path(_base(place.loops[depth].iterable), line, outer), Row(depth))


def _outside(place: _Place, depth: int) -> Scope:
    """What the list of the loop at `depth` sees."""
    slots: dict[str, str] = {}
    for level, loop in enumerate(place.loops[:depth]):
        slots[loop.item.name] = str(level)
        if loop.index is not None:
            slots[loop.index.name] = f"{level}i"
    return replace(place.scope, slots=MappingProxyType(slots), depth=depth)
