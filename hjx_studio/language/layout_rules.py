"""Checks the layout: tags, attributes, events, bound inputs, loops, and the names they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.mentions import Mentions, Place
from hjx_studio.language.nearest import nearest
from hjx_studio.language.paths import Paths
from hjx_studio.language.scopes import Ledger, Scope
from hjx_studio.language.signatures import Signature
from hjx_studio.language.source import Span
from hjx_studio.language.vocabulary import (
    EVENTS,
    FORBIDDEN_TAGS,
    GLOBALS,
    MODIFIERS,
    NUMBER_INPUTS,
    SPECIAL,
    TIMED_MODIFIERS,
    VALUE_TAGS,
)


@dataclass(frozen=True, slots=True)
class BoundPath:
    """A path that an input of the layout is bound to, with "*" for a row of a list, and what the
    input gives: "text", a "number", a "boolean", or a "list". `loops` has for each "*" the loop
    whose row it is, or None where it is an index that is worked out."""

    path: tuple[str, ...]
    property: str
    kind: str
    loops: tuple[nodes.For | None, ...] = ()


class LayoutRules:
    """Reads the layout of a component."""

    def __init__(
        self,
        ledger: Ledger,
        mentions: Mentions,
        tree: nodes.Component,
        kinds: Mapping[str, str],
        signatures: Mapping[str, Signature],
    ) -> None:
        self._ledger = ledger
        self._mentions = mentions
        self._tree = tree
        self._kinds = kinds
        self._signatures = signatures
        self._handlers = frozenset(signatures)
        self._imports = frozenset(each.name for each in tree.imports)
        self._identified = _lists_with_ids(tree)
        self.bound: list[BoundPath] = []

    def check(self) -> None:
        """Check all of it; `bound` has what is bound then."""
        scope = Scope(self._kinds)
        self._nodes(self._tree.layout, scope, Paths(self._kinds))

    def _report(
        self, line: int, code: str, span: Span, message: str, hint: str | None = None
    ) -> None:
        self._ledger.report(line, Finding(code, span, message, hint))

    def _place(self, line: int) -> Place:
        return Place(line, "the layout", public=True, handlers=self._handlers)

    def _nodes(self, layout: Sequence[nodes.LayoutNode], scope: Scope, paths: Paths) -> None:
        for node in layout:
            match node:
                case nodes.Text():
                    self._mentions.check(node.value, scope, self._place(node.line))
                case nodes.Element():
                    self._element(node, scope, paths)
                    self._nodes(node.children, scope, paths)
                case nodes.If():
                    for branch in node.branches:
                        self._mentions.check(branch.test, scope, self._place(branch.line))
                        self._nodes(branch.children, scope, paths)
                case nodes.For():
                    self._loop(node, scope, paths)

    # --- loops -----------------------------------------------------------------------------------

    def _loop(self, node: nodes.For, scope: Scope, paths: Paths) -> None:
        place = self._place(node.line)
        self._mentions.check(node.iterable, scope, place)
        names: dict[str, str] = {}
        for parameter in (node.item, node.index):
            if parameter is None:
                continue
            if parameter.name in GLOBALS:
                self._report(
                    node.line,
                    "HJX015",
                    parameter.span,
                    f"`{parameter.name}` is a name of the language's own.",
                )
            elif parameter.name in names:
                self._report(
                    node.line,
                    "HJX015",
                    parameter.span,
                    f"The loop has two variables `{parameter.name}`.",
                )
            names[parameter.name] = "loop"
        inner = scope.inside(names)
        if node.key is not None:
            self._mentions.check(node.key, inner, place)
        elif self._has_ids(node, paths):
            end = node.iterable.span.end
            self._ledger.report(
                node.line,
                Finding(
                    "HJX106",
                    node.span,
                    "The rows have an `id`, but the loop has no key.",
                    f"With `key {node.item.name}.id` each row keeps its node as the list changes.",
                    None
                    if node.iterable.span.end == node.iterable.span.start
                    else Repair("Add the key", ((Span(end, end), f" key {node.item.name}.id"),)),
                ),
            )
        self._nodes(node.children, inner, paths.inside(node))

    def _has_ids(self, node: nodes.For, paths: Paths) -> bool:
        path = paths.of_list(node.iterable)
        return path is not None and path in self._identified

    # --- elements --------------------------------------------------------------------------------

    def _element(self, node: nodes.Element, scope: Scope, paths: Paths) -> None:
        place = self._place(node.line)
        tag = node.tag.lower()
        if tag in FORBIDDEN_TAGS:
            hint = {"style": "Styles stand in `style:`."}.get(tag)
            self._report(
                node.line, "HJX011", node.tag_span, f"The tag `{node.tag}` is not allowed.", hint
            )
        elif node.tag[:1].isupper() and node.tag not in self._imports:
            self._missing_import(node)
        self._attributes(node, scope, place)
        for event in node.events:
            self._event(event, node.line, scope)
        for binding in node.bindings:
            self._binding(binding, node, scope, paths)

    def _missing_import(self, node: nodes.Element) -> None:
        guess = nearest(node.tag, self._imports)
        self._report(
            node.line,
            "HJX105",
            node.tag_span,
            f"No import is named `{node.tag}`.",
            f"Did you mean `{guess}`?"
            if guess
            else f'Add `{node.tag} from "./{node.tag}.hjx"` to `imports:`.',
        )

    def _attributes(self, node: nodes.Element, scope: Scope, place: Place) -> None:
        seen: set[str] = set()
        bound = {binding.property for binding in node.bindings}
        for attribute in node.attributes:
            name = attribute.name.lower() if node.tag not in self._imports else attribute.name
            if name == "srcdoc" or name.startswith("on"):
                event = name[2:] if name.startswith("on") else ""
                hint = f"Write `on {event} -> handler`." if event in EVENTS else None
                self._report(
                    node.line,
                    "HJX011",
                    attribute.name_span,
                    f"The attribute `{attribute.name}` is not allowed.",
                    hint,
                )
            elif name in seen or (name == "id" and node.id is not None):
                self._report(
                    node.line,
                    "HJX107",
                    attribute.name_span,
                    f"`{attribute.name}` is given twice; the first counts."
                    if name in seen
                    else "The id is given twice.",
                )
            elif name in bound:
                self._report(
                    node.line,
                    "HJX107",
                    attribute.name_span,
                    f"`{attribute.name}` is bound, so this has no effect.",
                )
            seen.add(name)
            self._mentions.check(attribute.value, scope, place)

    # --- events ----------------------------------------------------------------------------------

    def _event(self, clause: nodes.EventClause, line: int, scope: Scope) -> None:
        span = Span(clause.span.start, clause.handler_span.start)
        event = clause.event
        if event.lower() not in EVENTS:
            bare = event[2:] if event.lower().startswith("on") else ""
            guess = bare if bare in EVENTS else nearest(event, EVENTS)
            if guess:
                self._report(
                    line,
                    "HJX109",
                    span,
                    f"`{event}` is no event that a browser sends.",
                    f"Did you mean `{guess}`?",
                )
        for modifier in clause.modifiers:
            self._modifier(modifier, line, span)
        self._ledger.run.add(clause.handler)
        signature = self._signatures.get(clause.handler)
        if signature is None:
            guess = nearest(clause.handler, self._signatures)
            self._ledger.guess(guess)
            self._ledger.report(
                line,
                Finding(
                    "HJX013",
                    clause.handler_span,
                    f"There is no handler `{clause.handler}`.",
                    f"Did you mean `{guess}`?"
                    if guess
                    else f"Add `{clause.handler}:` to `handlers:`.",
                    Repair(f"Write `{guess}`", ((clause.handler_span, guess),)) if guess else None,
                ),
            )
        elif signature.private:
            self._report(
                line,
                "HJX023",
                clause.handler_span,
                f"`{clause.handler}` is private: no client can run it.",
                "Name it without the `_`.",
            )
        else:
            self._count(clause, line, signature)
        inner = scope.inside({name: "event" for name in SPECIAL if scope.kind(name) is None})
        place = Place(line, "the layout", public=True, handlers=self._handlers)
        for argument in clause.arguments or ():
            self._mentions.check(argument, inner, place)

    def _count(self, clause: nodes.EventClause, line: int, signature: Signature) -> None:
        wanted = len(signature.parameters)
        given = len(clause.arguments or ())
        if given == wanted or (signature.implicit and given < wanted):
            return
        self._report(
            line,
            "HJX103",
            clause.handler_span,
            f"`{clause.handler}` takes {wanted} argument{'' if wanted == 1 else 's'}, "
            f"and gets {given}.",
        )

    def _modifier(self, modifier: str, line: int, span: Span) -> None:
        name, _, milliseconds = modifier.partition("-")
        if modifier in MODIFIERS:
            return
        if name in TIMED_MODIFIERS:
            if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 7):
                self._report(
                    line,
                    "HJX024",
                    span,
                    f"`.{modifier}` lacks its time.",
                    f"Write `.{name}-300` for 300 ms.",
                )
            return
        guess = nearest(modifier, MODIFIERS)
        self._report(
            line,
            "HJX024",
            span,
            f"There is no modifier `.{modifier}`.",
            f"Did you mean `.{guess}`?"
            if guess
            else "There are "
            + ", ".join(f".{known}" for known in sorted(MODIFIERS))
            + ", .debounce-300 and .throttle-300.",
        )

    # --- bound inputs ----------------------------------------------------------------------------

    def _binding(
        self, clause: nodes.BindClause, node: nodes.Element, scope: Scope, paths: Paths
    ) -> None:
        if isinstance(clause.target, nodes.Missing):
            return
        found = paths.target(clause.target)
        if found.problem is not None:
            guess = None
            root = _root(clause.target)
            if isinstance(root, nodes.Name):
                self._ledger.read.add(root.name)  # that it is meant is plain, so it is not unused
            if isinstance(root, nodes.Name) and scope.kind(root.name) is None:
                guess = nearest(
                    root.name, [name for name, kind in self._kinds.items() if kind != "computed"]
                )
            self._ledger.guess(guess)
            self._report(
                node.line,
                "HJX018",
                clause.target.span,
                found.problem,
                f"Did you mean `{guess}`?" if guess else found.hint,
            )
        self._indexes(clause.target, scope, node.line)
        if found.problem is not None:
            return
        self._ledger.read.add(found.path[0])
        if node.tag in self._imports:
            return
        kind = _kind(clause.property, node)
        if kind is None:
            self._report(
                node.line,
                "HJX018",
                clause.property_span,
                f"`{clause.property}` of `{node.tag}` can't be bound.",
                "`value` of input, textarea and select can, and `checked` of input.",
            )
            return
        self.bound.append(BoundPath(found.path, clause.property, kind, found.loops))

    def _indexes(self, target: nodes.Expression, scope: Scope, line: int) -> None:
        node: object = target
        while isinstance(node, (nodes.Member, nodes.Index)):
            if isinstance(node, nodes.Index):
                self._mentions.check(node.index, scope, self._place(line))
            node = node.object


def _root(node: object) -> object:
    while isinstance(node, (nodes.Member, nodes.Index)):
        node = node.object
    return node


def _kind(name: str, node: nodes.Element) -> str | None:
    tag = node.tag.lower()
    if name == "checked":
        return "boolean" if tag == "input" else None
    if name != "value" or tag not in VALUE_TAGS:
        return None
    given = {attribute.name.lower(): attribute.value for attribute in node.attributes}
    if tag == "select":
        return "list" if "multiple" in given else "text"
    kind = given.get("type")
    if (
        tag == "input"
        and isinstance(kind, nodes.Literal)
        and str(kind.value).lower() in NUMBER_INPUTS
    ):
        return "number"
    return "text"


def _lists_with_ids(tree: nodes.Component) -> frozenset[tuple[str, ...]]:
    """The lists whose rows have an `id`, as far as start values and `set`s tell."""
    found: set[tuple[str, ...]] = set()
    for declaration in (*tree.state, *tree.local):
        if _has_identified_row(declaration.value):
            found.add((declaration.name,))
    pending: list[nodes.Statement] = [
        statement for handler in tree.handlers for statement in handler.body
    ]
    while pending:
        statement = pending.pop()
        match statement:
            case nodes.Set(target=nodes.Name(name=name), value=value):
                if _has_identified_row(value):
                    found.add((name,))
            case nodes.IfStatement():
                for branch in statement.branches:
                    pending.extend(branch.body)
            case nodes.ForStatement():
                pending.extend(statement.body)
            case _:
                pass
    return frozenset(found)


def _has_identified_row(value: object) -> bool:
    match value:
        case nodes.ListLiteral(items=items):
            return any(_has_id(item) for item in items)
        case nodes.Call(
            callee=nodes.Member(name="push" | "unshift" | "concat"), arguments=arguments
        ):
            return any(_has_id(argument) or _has_identified_row(argument) for argument in arguments)
        case nodes.Binary(operator="+", left=left, right=right):
            return _has_identified_row(left) or _has_identified_row(right)
        case _:
            return False


def _has_id(item: object) -> bool:
    return isinstance(item, nodes.ObjectLiteral) and any(
        isinstance(entry, nodes.Property) and entry.key == "id" for entry in item.entries
    )
