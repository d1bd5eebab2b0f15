"""A component as a JavaScript module for the page: its layout as templates and bindings.

The module imports nothing. Its default export takes the helpers of `values.js` and returns plain
objects, which say what to create and, for each thing that changes, the names that it reads and the
function that computes it. Such a function gets the names (`s`) and the row of the innermost loop
around (`r`: value `v`, index `i`, the row of the loop outside `p`). Handlers, start values and
timers stay on the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from hjx_studio.language import nodes
from hjx_studio.language.addresses import URL_ATTRIBUTES
from hjx_studio.language.analyzer import Analysis
from hjx_studio.language.javascript.expressions import emit_expression, needs_methods
from hjx_studio.language.lowering import prepare
from hjx_studio.language.reading import event_fields, free_names, handler_event_fields
from hjx_studio.language.settling import makes_members
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
    list_reads,
    parts_read,
    reads,
    row_reads,
)

_USES = re.compile(r"export default \(h\) => \(\{uses:(\[[^\]]*\])")
_FIELDS = frozenset(("input", "select", "textarea"))


def emit(component: nodes.Component, analysis: Analysis, scope_name: str) -> str:
    """The module's text. `scope_name` marks the component's elements where it has a style."""
    names = [
        entry.name
        for block in (component.state, component.local, component.computed)
        for entry in block
        if not entry.name.startswith("_")
    ]
    pieces = prepare(component)
    emitter = _Emitter(component, analysis)
    layout = emitter.pieces(pieces)
    computed = _computed_names(component, analysis)
    if needs_methods(layout + computed):
        emitter.uses.add("methods")
    if emitter.uses & {"ranges", "fields"}:
        emitter.uses.add("patch")  # of long lists, or of a text that is typed, only changes come
    fields = {
        "uses": _names(emitter.uses),
        "name": _json(component.name),
        "scope": _json(scope_name if component.style is not None else ""),
        "names": _json(names),
        "layout": layout,
        "computed": computed,
    }
    return f"export default (h) => ({_object(fields)});\n"


def _computed_names(component: nodes.Component, analysis: Analysis) -> str:
    """The computed names that the page works out itself, what is read before what reads it."""
    declared = {one.name: one for one in component.computed}
    blocks = (component.state, component.local, component.computed)
    scope = Scope(frozenset(entry.name for block in blocks for entry in block))
    entries = []
    for name in analysis.computed_order:
        if name.startswith("_") or name in analysis.computed_private:
            continue
        one = declared[name]
        fields = {
            "name": _json(name),
            "reads": _names(free_names(one.value) & scope.declared),
            "value": f"(s)=>({_expression(one.value, scope)})",
            "line": str(one.line),
        }
        if makes_members(one.value):
            fields["deep"] = "1"
        entries.append(_object(fields))
    return _list(entries)


def used_modules(javascript: str) -> tuple[str, ...]:
    """The page's modules that an emitted component uses, beside those of every page."""
    match = _USES.match(javascript)
    return tuple(json.loads(match[1])) if match else ()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _names(found: Iterable[str]) -> str:
    return _json(sorted(found))


def _object(fields: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{name}:{value}" for name, value in fields.items()) + "}"


def _list(items: Iterable[str]) -> str:
    return "[" + ",".join(items) + "]"


def _expression(node: nodes.Expression, scope: Scope) -> str:
    def reference(name: str) -> str:
        if name in scope.slots:
            return _variable(scope, scope.slots[name])
        if name == "event":
            return "e"
        if name == "ctx":
            return _context(scope)
        return f"s[{_json(name)}]"

    return emit_expression(node, reference)


def _variable(scope: Scope, slot: str) -> str:
    """A loop variable, reached from the row of the innermost loop around."""
    index = slot.endswith("i")
    outwards = scope.depth - 1 - int(slot.removesuffix("i"))
    return "r" + ".p" * outwards + (".i" if index else ".v")


def _context(scope: Scope) -> str:
    """`ctx`, which knows the innermost row."""
    row = "{hjxItem:r.v,hjxIdx:r.i}" if scope.depth else "{}"
    return f"{{el:{{dataset:{row}}}}}"


def _function(formula: Formula, parameters: str = "s,r") -> str:
    return f"({parameters})=>({_expression(formula.node, formula.scope)})"


class _Emitter:
    def __init__(self, component: nodes.Component, analysis: Analysis) -> None:
        self._component = component
        self._analysis = analysis
        self.uses: set[str] = set()
        """The page's modules that not every component needs, and this one does."""

    def pieces(self, pieces: Sequence[Piece]) -> str:
        return _list(map(self._piece, pieces))

    def _piece(self, piece: Piece) -> str:
        if isinstance(piece, Words):
            return self._words(piece)
        if isinstance(piece, Break):
            return "0"
        if isinstance(piece, Choice):
            return self._choice(piece)
        if isinstance(piece, Loop):
            return self._loop(piece)
        return self._element(piece)

    def _words(self, piece: Words) -> str:
        if all(isinstance(part, str) for part in piece.parts):
            return _json("".join(part for part in piece.parts if isinstance(part, str)))
        return _object({"reads": _names(parts_read(piece.parts)), "text": _parts(piece.parts)})

    def _choice(self, piece: Choice) -> str:
        self.uses.add("ranges")
        branches = (
            _list([_test(test), self.pieces(children)]) for test, children in piece.branches
        )
        return _object({"reads": _names(reads((piece,))), "branches": _list(branches)})

    def _loop(self, piece: Loop) -> str:
        self.uses.add("ranges")
        fields = {
            "reads": _names(reads((piece,))),
            "list": _part(piece.items),
            "listReads": _names(list_reads(piece)),
            "depth": str(piece.depth),
            "row": self.pieces(piece.row),
            "rowReads": _names(row_reads(piece)),
        }
        if piece.key is not None:
            fields["key"] = _part(piece.key)
        if piece.base is not None:
            fields["base"] = _part(piece.base)
        return _object(fields)

    def _element(self, piece: Element) -> str:
        fields = {"tag": _json(piece.tag)}
        if piece.namespace:
            fields["ns"] = _json(piece.namespace)
        if piece.fixed:
            fields["fixed"] = _json(piece.fixed)
        if piece.children:
            fields["children"] = self.pieces(piece.children)
        if any(computed.name.lower() in URL_ATTRIBUTES for computed in piece.computed):
            self.uses.add("addresses")
        shows_value = any(computed.name == "value" for computed in piece.computed)
        if piece.bindings or (shows_value and piece.tag in _FIELDS):
            self.uses.add("fields")
        if piece.computed:
            fields["computed"] = _list(_computed(computed, piece) for computed in piece.computed)
        if piece.bindings:
            fields["binds"] = _list(_binding(binding, piece) for binding in piece.bindings)
        if piece.listeners:
            fields["on"] = _list(self._listener(listener) for listener in piece.listeners)
        return _object(fields)

    def _listener(self, listener: Listener) -> str:
        fields = {"event": _json(listener.event), "handler": _json(listener.handler)}
        if listener.modifiers:
            fields["modifiers"] = _json(listener.modifiers)
        if any(name.startswith(("debounce-", "throttle-")) for name in listener.modifiers):
            self.uses.add("pace")
        arguments = self._arguments(listener)
        if arguments:
            fields["args"] = _list(f"(s,r,e)=>({argument})" for argument in arguments)
        sent = handler_event_fields(self._component, listener.handler)
        if sent:
            fields["send"] = _names(sent)
        asked = {
            name for formula in listener.arguments or () for name in event_fields(formula.node)
        }
        if asked:
            fields["asks"] = _names(asked)
        if sent or asked:
            self.uses.add("members")
        if listener.arguments:
            fields["line"] = str(listener.arguments[0].line)
        return _object(fields)

    def _arguments(self, listener: Listener) -> list[str]:
        """The arguments' expressions. Without parentheses, the loop's variables by the names of the
        handler's implicit parameters."""
        if listener.arguments is not None:
            return [_expression(formula.node, formula.scope) for formula in listener.arguments]
        signature = self._analysis.handlers.get(listener.handler)
        if signature is None or not signature.implicit or not listener.scope.depth:
            return []
        slots = listener.scope.slots
        return [
            _variable(listener.scope, slots[name]) if name in slots else "null"
            for name in signature.parameters
        ]


def _test(test: Formula | None) -> str:
    return "0" if test is None else _part(test)


def _parts(parts: Parts) -> str:
    return _list(_json(part) if isinstance(part, str) else _part(part) for part in parts)


def _part(part: Formula) -> str:
    return _object({"value": _function(part), "line": str(part.line)})


def _computed(computed: Computed, element: Element) -> str:
    read = parts_read(computed.value)
    if element.tag == "select":
        read |= reads(element.children)  # which option is selected depends on which there are
    fields = {"name": _json(computed.name), "reads": _names(read)}
    if isinstance(computed.value, Formula):
        fields |= {"value": _function(computed.value), "line": str(computed.value.line)}
    else:
        fields["text"] = _parts(computed.value)
    if computed.name.lower() in URL_ATTRIBUTES:
        fields["address"] = "1"
    if computed.prefix:
        fields["prefix"] = _json(computed.prefix)
    return _object(fields)


def _binding(binding: Binding, element: Element) -> str:
    read = binding.value.reads
    if element.tag == "select":
        read |= reads(element.children)
    return _object(
        {
            "name": _json(binding.property),
            "reads": _names(read),
            "value": _function(binding.value),
            "line": str(binding.value.line),
            "path": f"(s,r,k)=>{_list(map(_step, binding.path))}",
        }
    )


def _step(step: Step) -> str:
    if isinstance(step, str):
        return _json(step)
    if isinstance(step, Row):
        return f"k(r,{step.depth})"
    return _expression(step.node, step.scope)
