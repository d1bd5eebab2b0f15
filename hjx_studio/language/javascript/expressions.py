"""Expressions as JavaScript text over the helpers of `page/values.js`, imported as `h`.

A user's names and strings stand in it only as quoted JSON; which helper a method or function is was
decided from tables here, so that no name of the user's can reach one of the page's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import isinf

from hjx_studio.language import calls, nodes
from hjx_studio.language.budget import EvaluationError
from hjx_studio.language.numbers import number_text
from hjx_studio.language.values import checked_text

_SHORT = 1024  # comparing with text shorter than this costs nothing
_EQUALITY = {"===": "h.same", "!==": "!h.same", "==": "h.equal", "!=": "!h.equal"}


def emit_expression(node: nodes.Expression, reference: Callable[[str], str]) -> str:
    """An expression as JavaScript; `reference` gives the JavaScript that reads a name.

    What it emits evaluates within a budget of its own, and throws `h.Failure` where it fails.
    """
    if calls.too_nested(node):
        return _refused("This expression nests too deep.")
    emitted = _Emitter(reference).value(node)
    if isinstance(node, nodes.Name | nodes.Literal):
        return emitted
    if calls.deepens(node):
        emitted = f"h.more.whole({emitted})"
    return f"(h.begin(),{emitted})"


def needs_methods(emitted: str) -> bool:
    """Whether emitted JavaScript needs `page/methods.js` beside `values.js`."""
    return "h.more." in emitted


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _refused(message: str) -> str:
    return f"h.refuse({_json(message)})"


def _number(node: nodes.Expression, emitted: str) -> str:
    """What was emitted for an operand, as a number."""
    return emitted if calls.is_number(node) else f"h.number({emitted})"


def _is_plain(node: nodes.Binary) -> bool:
    """Whether JavaScript's own `===` says the same, and costs nothing: one side is written out."""
    for side in (node.left, node.right):
        if isinstance(side, nodes.Literal) and (side.value is None or len(node.operator) == 3):
            return not isinstance(side.value, str) or len(side.value) < _SHORT
    return False


class _Emitter:
    def __init__(self, reference: Callable[[str], str]) -> None:
        self._reference = reference
        self._parameters: Mapping[str, str] = {}
        self._count = 0

    def value(self, node: nodes.Expression) -> str:
        """The value of an expression, as an operand of any operator."""
        emit: Callable[[object], str] = getattr(self, f"_{type(node).__name__.lower()}")
        return emit(node)

    def _fresh(self) -> str:
        self._count += 1
        return f"a{self._count}"

    # --- names and literals ---

    def _missing(self, node: nodes.Missing) -> str:
        return _refused("An expression is missing here.")

    def _name(self, node: nodes.Name) -> str:
        if node.name in self._parameters:
            return self._parameters[node.name]
        why = calls.misused(node)
        return _refused(why) if why else self._reference(node.name)

    def _literal(self, node: nodes.Literal) -> str:
        if isinstance(node.value, float):
            return "Infinity" if isinf(node.value) else number_text(node.value)
        return self._string(node.value) if isinstance(node.value, str) else _json(node.value)

    def _string(self, value: str) -> str:
        try:
            return _json(checked_text(value))
        except EvaluationError as error:
            return _refused(error.message)

    def _template(self, node: nodes.Template) -> str:
        parts = [
            self._string(part) if isinstance(part, str) else f"h.string({self.value(part)})"
            for part in node.parts
        ]
        return f"h.template({','.join(parts)})"

    def _listliteral(self, node: nodes.ListLiteral) -> str:
        if not any(isinstance(item, nodes.Spread) for item in node.items):
            return f"h.more.list({self._list(node.items)})"
        parts: list[str] = []
        run: list[nodes.Expression] = []
        for item in node.items:
            if isinstance(item, nodes.Spread):
                if run:
                    parts.append(self._list(run))
                    run = []
                parts.append(f"h.more.items({self.value(item.value)})")
            else:
                run.append(item)
        if run:
            parts.append(self._list(run))
        return f"h.more.lists([{','.join(parts)}])"

    def _list(self, items: Sequence[nodes.Expression | nodes.Spread]) -> str:
        values = [self.value(item) for item in items if not isinstance(item, nodes.Spread)]
        return f"[{','.join(values)}]"

    def _objectliteral(self, node: nodes.ObjectLiteral) -> str:
        parts = calls.parts_of(node)
        if any(
            entry.key == "__proto__" for part in parts if isinstance(part, list) for entry in part
        ):
            return _refused("The key __proto__ is not allowed.")
        if all(isinstance(part, list) for part in parts):
            return f"h.more.object({','.join(map(self._part, parts)) or '{}'})"
        return f"h.more.objects({','.join(map(self._part, parts))})"

    def _part(self, part: calls.Part) -> str:
        if isinstance(part, nodes.Spread):
            return f"h.more.members({self.value(part.value)})"
        if isinstance(part, list):
            entries = (f"{self._string(str(one.key))}:{self.value(one.value)}" for one in part)
            return f"{{{','.join(entries)}}}"
        assert not isinstance(part.key, str)  # noqa: S101 -- parts_of groups the fixed keys
        return f"{{[h.more.toKey({self.value(part.key)})]:{self.value(part.value)}}}"

    # --- members and calls ---

    def _member(self, node: nodes.Member) -> str:
        constant = calls.constant_of(node)
        if constant is not None:
            return number_text(constant)
        why = calls.misused(node)
        return _refused(why) if why else self._link(self.value(node.object), node)

    def _index(self, node: nodes.Index) -> str:
        return self._link(self.value(node.object), node)

    def _link(self, value: str, node: nodes.Member | nodes.Index | nodes.Call | None) -> str:
        """A member, an element or a method call of what `value` gives; without a node, itself."""
        if isinstance(node, nodes.Member):
            return f"h.get({value},{self._string(node.name)})"
        if isinstance(node, nodes.Index):
            return f"h.get({value},{self.value(node.index)})"
        return value if node is None else self._call_on(node, value)

    def _call(self, node: nodes.Call) -> str:
        found = calls.meaning(node)
        if isinstance(found, calls.Refused):
            return _refused(found.message)
        if isinstance(found, calls.DrawCall):
            return _refused("What differs from call to call works in handlers only.")
        if isinstance(found, calls.FunctionCall):
            return f"h.more.functions[{_json(found.name)}]({self._arguments(node)})"
        return self._call_on(node, self.value(found.receiver))

    def _call_on(self, node: nodes.Call, receiver: str) -> str:
        found = calls.meaning(node)
        if isinstance(found, calls.Refused):
            return _refused(found.message)
        if isinstance(found, calls.CallbackCall):
            callback = self._callback(found)
            given = ",".join([callback, *map(self.value, found.rest)])
        elif isinstance(found, calls.MethodCall):
            given = "" if found.name == "sort" else self._arguments(node)
        else:
            return self._call(node)
        return f"h.more.call({receiver},{_json(found.name)}{',' if given else ''}{given})"

    def _arguments(self, node: nodes.Call) -> str:
        return ",".join(
            f"...h.more.args({self.value(item.value)})"
            if isinstance(item, nodes.Spread)
            else self.value(item)
            for item in calls.arguments_of(node)
        )

    def _callback(self, found: calls.CallbackCall) -> str:
        if isinstance(found.callback, str):
            taken = "(_,a)" if found.name == "reduce" else "a"
            return f"{taken}=>h.more.functions[{_json(found.callback)}](a)"
        outer, inner = self._parameters, dict(self._parameters)
        given = 3 if found.name == "reduce" else 2
        taken_names: list[str] = []
        before: list[str] = []
        for place, parameter in enumerate(found.callback.parameters):
            name = self._fresh()
            taken_names.append(name if place < given else f"{name}=null")
            if isinstance(parameter, nodes.Parameter):
                inner[parameter.name] = name
            else:
                before += self._unpack(parameter, name, inner)
        self._parameters = inner
        body = self.value(found.callback.body)
        self._parameters = outer
        unpacked = "".join(f"const {assignment};" for assignment in before)
        result = f"{{{unpacked}return {body}}}" if before else f"({body})"
        return f"({','.join(taken_names)})=>{result}"

    def _unpack(self, pattern: nodes.Pattern, name: str, inner: dict[str, str]) -> list[str]:
        found: list[str] = []
        for place, parameter in enumerate(pattern.names):
            target = inner[parameter.name] = self._fresh()
            key = str(place) if pattern.kind == "list" else self._string(parameter.name)
            found.append(f"{target}=h.get({name},{key})")
        return found

    def _chain(self, node: nodes.Chain) -> str:
        base, links = calls.links_of(node)
        return self._links(self.value(base), links)

    def _links(self, value: str, links: Sequence[calls.Link]) -> str:
        """The rest of a chain after `value`."""
        for place, link in enumerate(links):
            if link.test is None:
                value = self._link(value, link.node)
                continue
            name = self._fresh()
            rest = self._links(self._link(name, link.node), links[place + 1 :])
            if link.test == "":
                return f"h.maybe({value},{name}=>{rest})"
            test = f"h.more.hasMethod({name},{_json(link.test)})"
            return f"({name}=>{test}?{rest}:null)({value})"
        return value

    # --- operators ---

    def _unary(self, node: nodes.Unary) -> str:
        value = self.value(node.operand)
        if node.operator == "!":
            return f"(!{value})"
        number = _number(node.operand, value)
        return f"(- {number})" if node.operator == "-" else number

    def _binary(self, node: nodes.Binary) -> str:
        left, right = self.value(node.left), self.value(node.right)
        operator = node.operator
        if operator == "+":
            return f"h.add({left},{right})"
        if operator == "**":
            return f"h.more.power({left},{right})"
        if operator in calls.EQUALITY:
            if _is_plain(node):
                return f"({left}{operator[0]}=={right})"
            return f"({_EQUALITY[operator]}({left},{right}))"
        if operator in calls.COMPARISON:
            return f"(h.order({left},{right}){operator}0)"
        return f"({_number(node.left, left)}{operator}{_number(node.right, right)})"

    def _logical(self, node: nodes.Logical) -> str:
        return f"({self.value(node.left)}{node.operator}{self.value(node.right)})"

    def _conditional(self, node: nodes.Conditional) -> str:
        test, then, otherwise = map(self.value, (node.test, node.then, node.otherwise))
        return f"({test}?{then}:{otherwise})"
