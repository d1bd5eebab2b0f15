"""What kind of value an expression gives, as far as the source tells: a guess, for editors.

A shape joins all that a name may be: its start value and what handlers set it to. What can't be
told has no kinds; nothing here is checked when the component runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hjx_studio.language import nodes
from hjx_studio.language.services.names import Binding, Scope, declared
from hjx_studio.language.vocabulary import METHODS, NAMESPACES

_DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Shape:
    """Kinds: null boolean number string list object. None of them: unknown."""

    kinds: frozenset[str] = frozenset()
    item: Shape | None = None
    members: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def described(self) -> str:
        """In a few words: `number`, `list of objects`, `text or null`; "" for the unknown."""
        return " or ".join(self._words(kind) for kind in _ORDER if kind in self.kinds)

    def _words(self, kind: str) -> str:
        if kind == "string":
            return "text"
        if kind == "list" and self.item is not None and len(self.item.kinds) == 1:
            (only,) = self.item.kinds
            return f"list of {_PLURALS[only]}"
        return kind

    def join(self, other: Shape, depth: int = 0) -> Shape:
        """What is this or the other."""
        if not other.kinds or self == other or depth > _DEEPEST:
            return self
        if not self.kinds:
            return other
        item = self.item
        if other.item is not None:
            item = other.item if item is None else item.join(other.item, depth + 1)
        members = dict(self.members)
        for name, shape in other.members.items():
            members[name] = members[name].join(shape, depth + 1) if name in members else shape
        return Shape(self.kinds | other.kinds, item, members)


_ORDER = ("list", "object", "string", "number", "boolean", "null")
_PLURALS = {
    "list": "lists",
    "object": "objects",
    "string": "texts",
    "number": "numbers",
    "boolean": "booleans",
    "null": "nulls",
}
UNKNOWN = Shape()
NULL, BOOLEAN, NUMBER, STRING = (
    Shape(frozenset({kind})) for kind in ("null", "boolean", "number", "string")
)


def list_of(item: Shape | None) -> Shape:
    """A list."""
    return Shape(frozenset({"list"}), item if item is not None and item.kinds else None)


def object_of(members: Mapping[str, Shape]) -> Shape:
    """An object."""
    return Shape(frozenset({"object"}), None, members)


_EVENT = object_of(
    {
        "type": STRING,
        "value": STRING,
        "checked": BOOLEAN,
        "key": STRING,
        "data": object_of({}),
        "form": object_of({}),
    }
)
_CONTEXT = object_of(
    {"el": object_of({"dataset": object_of({"hjxItem": UNKNOWN, "hjxIdx": NUMBER})})}
)
_FUNCTIONS = {
    "Array.isArray": BOOLEAN,
    "Boolean": BOOLEAN,
    "JSON.stringify": STRING,
    "JSON.parse": UNKNOWN,
    "Object.keys": list_of(STRING),
    "Object.values": list_of(None),
    "Object.entries": list_of(list_of(None)),
    "Object.fromEntries": object_of({}),
    "String": STRING,
    "isNaN": BOOLEAN,
    "uuid": STRING,
}
"""What functions give, but for those that give a number."""

_OF_METHODS = {
    **dict.fromkeys("includes startsWith endsWith some every".split(), BOOLEAN),
    **dict.fromkeys("indexOf lastIndexOf findIndex".split(), NUMBER),
    **dict.fromkeys("join toFixed toString charAt".split(), STRING),
    "split": list_of(STRING),
}
_SAME = frozenset("filter slice sort reverse with concat push unshift".split())


class Shapes:
    """The shapes of one component's names, each found when it is first asked for."""

    def __init__(self, tree: nodes.Component) -> None:
        self._values = declared(tree).values
        self._known: dict[Binding, Shape] = {}
        self._busy: set[Binding] = set()
        self._tree = tree
        self._sets: dict[str, list[nodes.Set]] | None = None
        self._top = Scope(self._values)

    def of_binding(self, binding: Binding, scope: Scope) -> Shape:
        """What a name is; `scope` is where it is read."""
        if binding.kind == "event":
            return _EVENT if binding.name == "event" else _CONTEXT
        if isinstance(binding.node, Shape):
            return binding.node
        if binding in self._known:
            return self._known[binding]
        if binding in self._busy:
            return UNKNOWN
        self._busy.add(binding)
        try:
            found = self._find(binding, scope)
        finally:
            self._busy.discard(binding)
        self._known[binding] = found
        return found

    def _find(self, binding: Binding, scope: Scope) -> Shape:
        node = binding.node
        match node:
            case nodes.Declaration():
                found = self.of(node.value, self._top)
                for each in self._sets_of(binding.name):
                    found = found.join(self._given(each))
                return found
            case nodes.Let():
                return self.of(node.value, scope)
            case nodes.For():
                if node.index is not None and binding.span == node.index.span:
                    return NUMBER
                return self.of(node.iterable, scope).item or UNKNOWN
            case nodes.ForStatement():
                return self.of(node.iterable, scope).item or UNKNOWN
            case _:
                return UNKNOWN

    def _sets_of(self, name: str) -> Sequence[nodes.Set]:
        if self._sets is None:
            self._sets = {}
            for handler in self._tree.handlers:
                for each in _sets(handler.body):
                    root: object = each.target
                    while isinstance(root, nodes.Member | nodes.Index):
                        root = root.object
                    if isinstance(root, nodes.Name):
                        self._sets.setdefault(root.name, []).append(each)
        return self._sets.get(name, ())

    def _given(self, each: nodes.Set) -> Shape:
        """What a `set` tells of the name that its target begins with."""
        shape = self.of(each.value, self._top)
        target: object = each.target
        while isinstance(target, nodes.Member | nodes.Index):
            if isinstance(target, nodes.Member):
                shape = object_of({target.name: shape})
            elif self.of(target.index, self._top).kinds == {"number"}:
                shape = list_of(shape)
            else:
                return UNKNOWN
            target = target.object
        return shape

    # --- expressions -----------------------------------------------------------------------------

    def of(self, node: object, scope: Scope, depth: int = 0) -> Shape:
        """What an expression gives."""
        if depth > _DEEPEST:
            return UNKNOWN
        deeper = depth + 1
        match node:
            case nodes.Literal():
                return _of_literal(node.value)
            case nodes.Template():
                return STRING
            case nodes.Name():
                binding = scope.get(node.name)
                return UNKNOWN if binding is None else self.of_binding(binding, scope)
            case nodes.ListLiteral():
                return list_of(self._items(node, scope, deeper))
            case nodes.ObjectLiteral():
                return self._object(node, scope, deeper)
            case nodes.Member():
                return self._member(node, scope, deeper)
            case nodes.Call():
                return self._call(node, scope, deeper)
            case _:
                return self._operation(node, scope, deeper)

    def _operation(self, node: object, scope: Scope, depth: int) -> Shape:
        match node:
            case nodes.Index():
                return self.of(node.object, scope, depth).item or UNKNOWN
            case nodes.Chain():
                return self.of(node.expression, scope, depth)
            case nodes.Unary():
                return BOOLEAN if node.operator == "!" else NUMBER
            case nodes.Binary(operator="+"):
                left, right = (self.of(side, scope, depth) for side in (node.left, node.right))
                if "list" in left.kinds and "list" in right.kinds:
                    return left.join(right)
                if "string" in left.kinds | right.kinds:
                    return STRING
                return NUMBER if left.kinds and right.kinds else UNKNOWN
            case nodes.Binary():
                return NUMBER if node.operator in ("-", "*", "/", "%", "**") else BOOLEAN
            case nodes.Logical():
                left, right = (self.of(side, scope, depth) for side in (node.left, node.right))
                return left.join(right)
            case nodes.Conditional():
                then = self.of(node.then, scope, depth)
                return then.join(self.of(node.otherwise, scope, depth))
            case _:
                return UNKNOWN

    def _items(self, node: nodes.ListLiteral, scope: Scope, depth: int) -> Shape:
        found = UNKNOWN
        for item in node.items[:50]:
            if isinstance(item, nodes.Spread):
                found = found.join(self.of(item.value, scope, depth).item or UNKNOWN)
            else:
                found = found.join(self.of(item, scope, depth))
        return found

    def _object(self, node: nodes.ObjectLiteral, scope: Scope, depth: int) -> Shape:
        members: dict[str, Shape] = {}
        for entry in node.entries:
            if isinstance(entry, nodes.Spread):
                members.update(self.of(entry.value, scope, depth).members)
            elif isinstance(entry.key, str):
                members[entry.key] = self.of(entry.value, scope, depth)
        return object_of(members)

    def _member(self, node: nodes.Member, scope: Scope, depth: int) -> Shape:
        if _full_name(node, scope) is not None:
            return NUMBER
        receiver = self.of(node.object, scope, depth)
        if node.name == "length" and receiver.kinds & {"list", "string"}:
            return NUMBER
        return receiver.members.get(node.name, UNKNOWN)

    def _call(self, node: nodes.Call, scope: Scope, depth: int) -> Shape:
        callee = node.callee
        full = _full_name(callee, scope)
        if full is not None:
            return _FUNCTIONS.get(full, NUMBER)
        if not isinstance(callee, nodes.Member):
            return UNKNOWN
        receiver = self.of(callee.object, scope, depth)
        name = callee.name
        if name in _OF_METHODS:
            return _OF_METHODS[name]
        if name in _SAME:
            return self._extended(receiver, node, scope, depth)
        if name in ("at", "find"):
            return STRING if receiver.kinds == {"string"} else receiver.item or UNKNOWN
        if name == "flat":
            return list_of(receiver.item.item if receiver.item else None)
        if name in ("map", "flatMap", "reduce"):
            return self._called_back(receiver, node, scope, depth)
        return STRING if str in METHODS.get(name, {}) else UNKNOWN

    def _extended(self, receiver: Shape, node: nodes.Call, scope: Scope, depth: int) -> Shape:
        name = node.callee.name if isinstance(node.callee, nodes.Member) else ""
        if receiver.kinds == {"string"}:
            return STRING
        found = Shape(frozenset({"list"}), receiver.item)
        for argument in node.arguments if name in ("push", "unshift", "concat") else ():
            shape = self.of(argument, scope, depth)
            found = found.join(
                shape if "list" in shape.kinds and name == "concat" else list_of(shape)
            )
        return found

    def _called_back(self, receiver: Shape, node: nodes.Call, scope: Scope, depth: int) -> Shape:
        name = node.callee.name if isinstance(node.callee, nodes.Member) else ""
        callback = node.arguments[0] if node.arguments else None
        start = self.of(node.arguments[1], scope, depth) if len(node.arguments) > 1 else UNKNOWN
        result = UNKNOWN
        if isinstance(callback, nodes.Arrow):
            given = callback_shapes(name, receiver, start)
            result = self.of(callback.body, scope.inside(arrow_names(callback, given)), depth)
        if name == "reduce":
            return start if start.kinds else result
        return list_of(result if name == "map" or "list" not in result.kinds else result.item)


def callback_shapes(method: str, receiver: Shape, start: Shape = UNKNOWN) -> tuple[Shape, ...]:
    """What a method gives its callback."""
    item = receiver.item or UNKNOWN
    if method == "sort":
        return (item, item)
    return (start, item, NUMBER) if method == "reduce" else (item, NUMBER)


def arrow_names(arrow: nodes.Arrow, given: Sequence[Shape]) -> list[Binding]:
    """The parameters of a callback, each with its shape in place of a node."""
    found: list[Binding] = []
    for index, parameter in enumerate(arrow.parameters):
        shape = given[index] if index < len(given) else UNKNOWN
        if isinstance(parameter, nodes.Pattern):
            for name in parameter.names:
                part = shape.members.get(name.name) if parameter.kind == "object" else shape.item
                found.append(Binding("arrow", name.name, 0, name.span, part or UNKNOWN))
        else:
            found.append(Binding("arrow", parameter.name, 0, parameter.span, shape))
    return found


def _of_literal(value: object) -> Shape:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, float) else STRING


def _full_name(node: object, scope: Scope) -> str | None:
    """`Math.abs` or `Number`, where that is the language's own; None for a value."""
    match node:
        case nodes.Name(name=name) if scope.get(name) is None:
            return name
        case nodes.Member(object=nodes.Name(name=space), name=name) if (
            space in NAMESPACES and scope.get(space) is None
        ):
            return f"{space}.{name}"
        case _:
            return None


def _sets(body: Sequence[nodes.Statement]) -> Iterator[nodes.Set]:
    for statement in body:
        match statement:
            case nodes.Set():
                yield statement
            case nodes.IfStatement():
                for branch in statement.branches:
                    yield from _sets(branch.body)
            case nodes.ForStatement():
                yield from _sets(statement.body)
            case _:
                pass
