"""From a layout's tree to its template: what stands where, and what changes with which names.

Tags and namespaces are resolved, attributes sorted into fixed and computed ones, text split at its
`{{ }}`. What HTML's parser would add or drop is decided here (a table's body, an empty element's
children), so that both sides make the same nodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from hjx_studio.language import nodes
from hjx_studio.language.addresses import is_safe
from hjx_studio.language.reading import free_names
from hjx_studio.language.template import (
    Binding,
    Break,
    Choice,
    Computed,
    Element,
    Formula,
    Listener,
    Loop,
    Parts,
    Piece,
    Row,
    Scope,
    Step,
    Words,
)

_VOID_NAMES = "area br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID_NAMES.split())
"""Elements that have no content (HTML Standard, 13.1.2)."""
_FORBIDDEN = frozenset(("script", "style", "base", "meta", "link", "object", "embed"))
_TAGS = {"view": "div", "text": "span", "plaintext": "pre", "image": "img"}
_SVG_TAGS = {"view": "g"}
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]*\Z")
_ATTRIBUTE = re.compile(r"[A-Za-z_:][A-Za-z0-9_:.-]*\Z")
_PATH_METHODS = frozenset(("filter", "sort", "slice", "reverse"))


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


def _formula(node: nodes.Expression, scope: Scope, line: int) -> Formula:
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
                    _formula(branch.test, place.scope, branch.line) if branch.test else None,
                    _pieces(branch.children, place),
                )
                for branch in node.branches
            )
        )
    if isinstance(node, nodes.For):
        return _loop(node, place)
    return _element(node, place)


def _words(value: nodes.Expression, scope: Scope, line: int) -> Words | None:
    parts = _text_parts(value, scope, line)
    return Words(parts) if parts else None


def _text_parts(value: nodes.Expression, scope: Scope, line: int) -> Parts:
    """The parts of a text: strings, and a formula for each `{{ }}`."""
    if isinstance(value, nodes.Literal):
        return (str(value.value),) if value.value not in (None, "") else ()
    if isinstance(value, nodes.Template):
        return tuple(
            part if isinstance(part, str) else _formula(part, scope, line)
            for part in value.parts
            if part != ""
        )
    return (_formula(value, scope, line),)


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
    items = _formula(node.iterable, place.scope, node.line)
    return Loop(
        items=items,
        key=_formula(node.key, scope, node.line) if node.key else None,
        base=_formula(base, place.scope, node.line) if base is not node.iterable else None,
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
    if not _TAG.match(tag) or lower in _FORBIDDEN:
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
            parts += _text_parts(child.value, scope, child.line)
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
        if not _is_allowed(name) or name in seen or (name in bound and not radio):
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


def _is_allowed(name: str) -> bool:
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
        parts = _text_parts(value, scope, line)
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        return Computed(name, parts)
    return Computed(name, _formula(value, scope, line))


def _joined(classes: str, value: str | Computed | None) -> str | Computed:
    if isinstance(value, Computed):
        return replace(value, prefix=classes)
    return f"{classes} {value}" if value else classes


def _listener(clause: nodes.EventClause, line: int, place: _Place) -> Listener:
    arguments = clause.arguments
    return Listener(
        event=clause.event,
        modifiers=clause.modifiers,
        handler=clause.handler,
        arguments=None
        if arguments is None
        else tuple(_formula(argument, place.scope, line) for argument in arguments),
        scope=place.scope,
    )


def _binding(clause: nodes.BindClause, line: int, place: _Place) -> Binding:
    return Binding(
        property=clause.property,
        value=_formula(clause.target, place.scope, line),
        path=_path(clause.target, line, place),
    )


def _path(node: nodes.Expression, line: int, place: _Place) -> tuple[Step, ...]:
    """The steps from a state or local name to a bound value."""
    if isinstance(node, nodes.Member):
        return (*_path(node.object, line, place), node.name)
    if isinstance(node, nodes.Index):
        step = _formula(node.index, place.scope, line)
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
