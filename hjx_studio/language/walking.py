"""Expressions walked by a generator that yields after each sub-expression.

The operations are those of the fast path; only what calls back is written again, as a callback may
yield. What fails gets the span of the innermost sub-expression that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language import callback_walks, calls, methods, nodes, operators
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.callbacks import has_method, list_of, plain_sort
from hjx_studio.language.functions import call_function
from hjx_studio.language.steps import Call, Place, Step, Walk, Walked
from hjx_studio.language.values import (
    Value,
    check_depth,
    checked_text,
    forbidden_key,
    text,
    to_number,
    truth,
)

Names: TypeAlias = Mapping[str, Value]


class Walker:
    """Walks expressions: `lookup` reads a name, `draw` draws, or is None where there are no draws.

    `place` says where the steps are; its owner moves it.
    """

    def __init__(
        self,
        lookup: Callable[[str], Value],
        draw: Callable[[str], Value] | None,
        budget: Budget,
        place: Place,
    ) -> None:
        self._lookup = lookup
        self._draw = draw
        self._budget = budget
        self._place = place
        self._shapes: dict[int, tuple[nodes.Expression, bool, bool]] = {}

    def whole(self, node: nodes.Expression) -> Walk:
        """The value of an expression that leaves it."""
        shape = self._shapes.get(id(node))  # a loop comes by again; its body stays as it is
        if shape is None:
            shape = (node, calls.too_nested(node), calls.deepens(node))
            self._shapes[id(node)] = shape
        _, too_nested, deepens = shape
        if too_nested:
            raise EvaluationError("This expression nests too deep.", span=node.span)
        value = yield from self.value(node, {})
        if deepens:
            try:
                check_depth(value, self._budget)
            except EvaluationError as error:
                error.span = node.span
                raise
        return value

    def value(self, node: nodes.Expression, names: Names) -> Walk:
        """The value of an expression; `names` are the parameters of callbacks around it."""
        emit: Call = getattr(self, f"_{type(node).__name__.lower()}")
        try:
            value = yield from emit(node, names)
        except EvaluationError as error:
            error.span = error.span or node.span
            raise
        if not isinstance(node, nodes.Literal):
            yield Step("expression", self._place.line, node.span, self._place.depth, value, node)
        return value

    # --- names and literals ---

    def _missing(self, node: nodes.Missing, names: Names) -> Walk:
        yield from ()
        raise EvaluationError("An expression is missing here.")

    def _name(self, node: nodes.Name, names: Names) -> Walk:
        yield from ()
        if node.name in names:
            return names[node.name]
        if why := calls.misused(node):
            raise EvaluationError(why)
        return self._lookup(node.name)

    def _literal(self, node: nodes.Literal, names: Names) -> Walk:
        yield from ()
        return checked_text(node.value) if isinstance(node.value, str) else node.value

    def _template(self, node: nodes.Template, names: Names) -> Walk:
        parts: list[str] = []
        for part in node.parts:
            if isinstance(part, str):
                parts.append(checked_text(part))
            else:
                value = yield from self.value(part, names)
                parts.append(text(value, self._budget))
        return operators.template(self._budget, parts)

    def _listliteral(self, node: nodes.ListLiteral, names: Names) -> Walk:
        parts: list[list[Value]] = []
        for item in node.items:
            if isinstance(item, nodes.Spread):
                value = yield from self.value(item.value, names)
                parts.append(operators.spread_items(self._budget, value))
            else:
                value = yield from self.value(item, names)
                parts.append([value])
        return operators.joined_lists(self._budget, parts)

    def _objectliteral(self, node: nodes.ObjectLiteral, names: Names) -> Walk:
        parts = calls.parts_of(node)
        fixed = [entry for part in parts if isinstance(part, list) for entry in part]
        if any(entry.key == "__proto__" for entry in fixed):
            raise forbidden_key()
        found: list[dict[str, Value]] = []
        for part in parts:
            if isinstance(part, nodes.Spread):
                value = yield from self.value(part.value, names)
                found.append(operators.spread_members(self._budget, value))
                continue
            members: dict[str, Value] = {}
            for entry in part if isinstance(part, list) else [part]:
                if isinstance(entry.key, str):
                    key = checked_text(entry.key)
                else:
                    key = operators.to_key((yield from self.value(entry.key, names)))
                members[key] = yield from self.value(entry.value, names)
            found.append(members)
        return operators.merged(self._budget, found)

    # --- members and calls ---

    def _member(self, node: nodes.Member, names: Names) -> Walk:
        constant = calls.constant_of(node)
        if constant is not None:
            return constant
        if why := calls.misused(node):
            raise EvaluationError(why)
        if node.name == "__proto__":
            raise forbidden_key()
        value = yield from self.value(node.object, names)
        return operators.member(self._budget, value, node.name)

    def _index(self, node: nodes.Index, names: Names) -> Walk:
        value = yield from self.value(node.object, names)
        key = yield from self.value(node.index, names)
        return operators.index(self._budget, value, key)

    def _call(self, node: nodes.Call, names: Names) -> Walk:
        found = calls.meaning(node)
        if isinstance(found, calls.CallbackCall | calls.MethodCall):
            receiver = yield from self.value(found.receiver, names)
            return (yield from self._call_on(node, receiver, names))
        if isinstance(found, calls.FunctionCall):
            arguments = yield from self._arguments(node, names)
            return call_function(self._budget, found.name, tuple(arguments))
        if isinstance(found, calls.Refused):
            raise EvaluationError(found.message)
        if self._draw is None:
            raise EvaluationError("What differs from call to call works in handlers only.")
        return self._draw(found.kind)

    def _call_on(self, node: nodes.Call, receiver: Value, names: Names) -> Walk:
        """A method call on a receiver that was evaluated."""
        found = calls.meaning(node)
        if isinstance(found, calls.Refused):
            raise EvaluationError(found.message)
        if isinstance(found, calls.CallbackCall):
            start: list[Value] = []
            for rest in found.rest:
                start.append((yield from self.value(rest, names)))
            return (yield from self._call_back(found, receiver, start, names))
        if found.name == "sort":  # type: ignore[union-attr] # only methods have receivers
            return plain_sort(self._budget, receiver)
        arguments = yield from self._arguments(node, names)
        return methods.call_method(
            self._budget,
            receiver,
            found.name,  # type: ignore[union-attr] # only methods have receivers
            tuple(arguments),
        )

    def _arguments(self, node: nodes.Call, names: Names) -> Walked[list[Value]]:
        found: list[Value] = []
        for item in calls.arguments_of(node):
            if isinstance(item, nodes.Spread):
                value = yield from self.value(item.value, names)
                found += operators.spread_arguments(self._budget, value)
            else:
                found.append((yield from self.value(item, names)))
        return found

    def _chain(self, node: nodes.Chain, names: Names) -> Walk:
        value, _ = yield from self._link(node.expression, names)
        return value

    def _link(self, node: nodes.Expression, names: Names) -> Walked[tuple[Value, bool]]:
        """A link of a chain: its value, and whether an optional link before it met null."""
        if calls.global_name(node) is not None:
            return (yield from self.value(node, names)), False
        if isinstance(node, nodes.Call):
            callee = node.callee
            if not isinstance(callee, nodes.Member) or calls.global_name(callee):
                return (yield from self.value(node, names)), False
            value, ended = yield from self._link(callee.object, names)
            if ended or (callee.optional and value is None):
                return None, True
            if node.optional and not has_method(callee.name, value):
                return None, True
            result = yield from self._placed(node, self._call_on(node, value, names))
            return result, False
        if isinstance(node, nodes.Member | nodes.Index):
            value, ended = yield from self._link(node.object, names)
            if ended or (node.optional and value is None):
                return None, True
            result = yield from self._placed(node, self._part(node, value, names))
            return result, False
        return (yield from self.value(node, names)), False

    def _part(self, node: nodes.Member | nodes.Index, value: Value, names: Names) -> Walk:
        if isinstance(node, nodes.Index):
            key = yield from self.value(node.index, names)
            return operators.index(self._budget, value, key)
        if node.name == "__proto__":
            raise forbidden_key()
        return operators.member(self._budget, value, node.name)

    def _placed(self, node: nodes.Expression, walk: Walk) -> Walk:
        """A walk whose errors, and whose value, are those of `node`."""
        try:
            value = yield from walk
        except EvaluationError as error:
            error.span = error.span or node.span
            raise
        yield Step("expression", self._place.line, node.span, self._place.depth, value, node)
        return value

    # --- operators ---

    def _unary(self, node: nodes.Unary, names: Names) -> Walk:
        value = yield from self.value(node.operand, names)
        if node.operator == "!":
            return not truth(value)
        return to_number(value) if node.operator == "+" else operators.negate(value)

    def _binary(self, node: nodes.Binary, names: Names) -> Walk:
        left = yield from self.value(node.left, names)
        right = yield from self.value(node.right, names)
        return operators.BINARY[node.operator](self._budget, left, right)

    def _logical(self, node: nodes.Logical, names: Names) -> Walk:
        left = yield from self.value(node.left, names)
        wants_left = left is not None if node.operator == "??" else truth(left)
        if wants_left is (node.operator != "&&"):
            return left
        return (yield from self.value(node.right, names))

    def _conditional(self, node: nodes.Conditional, names: Names) -> Walk:
        test = yield from self.value(node.test, names)
        return (yield from self.value(node.then if truth(test) else node.otherwise, names))

    # --- callbacks ---

    def _call_back(
        self, found: calls.CallbackCall, receiver: Value, start: Sequence[Value], names: Names
    ) -> Walk:
        budget, items = self._budget, list_of(receiver, found.name)
        call = self._callback(found, names)
        match found.name:
            case "filter" | "map":
                return (yield from callback_walks.filter_or_map(budget, found.name, items, call))
            case "flatMap":
                return (yield from callback_walks.flat_map(budget, items, call))
            case "reduce":
                return (yield from callback_walks.reduce(budget, items, call, start))
            case "sort":
                budget.build(len(items))
                return (yield from callback_walks.merge_sort(budget, items, call))
        place = yield from callback_walks.first(budget, items, call, found.name != "every")
        if found.name == "find":
            return items[place] if place >= 0 else None
        if found.name == "findIndex":
            return float(place)
        return (place >= 0) is (found.name == "some")

    def _callback(self, found: calls.CallbackCall, names: Names) -> Call:
        """A callback as a generator function of the arguments that a method gives."""
        if isinstance(found.callback, str):
            function, wanted = found.callback, 1 if found.name == "reduce" else 0

            def builtin(*given: Value) -> Walk:
                yield from ()
                return call_function(self._budget, function, (given[wanted],))

            return builtin
        arrow = found.callback

        def user(*given: Value) -> Walk:
            inner = dict(names)
            for place, parameter in enumerate(arrow.parameters):
                value = given[place] if place < len(given) else None
                self._bind(parameter, value, inner)
            self._place.depth += 1
            yield Step("callback", self._place.line, arrow.span, self._place.depth, [*given], arrow)
            result = yield from self.value(arrow.body, inner)
            self._place.depth -= 1
            return result

        return user

    def _bind(
        self, parameter: nodes.Parameter | nodes.Pattern, value: Value, names: dict[str, Value]
    ) -> None:
        if isinstance(parameter, nodes.Parameter):
            names[parameter.name] = value
            return
        for place, name in enumerate(parameter.names):
            if parameter.kind == "list":
                names[name.name] = operators.index(self._budget, value, float(place))
            elif name.name == "__proto__":
                raise forbidden_key()
            else:
                names[name.name] = operators.member(self._budget, value, name.name)
