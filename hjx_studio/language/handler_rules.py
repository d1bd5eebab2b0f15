"""Checks the handlers: what they read, set and call, and which parameters they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hjx_studio.language import nodes
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.mentions import Mentions, Place
from hjx_studio.language.nearest import nearest
from hjx_studio.language.scopes import Ledger, Scope
from hjx_studio.language.signatures import Signature
from hjx_studio.language.source import Span
from hjx_studio.language.vocabulary import FOREIGN_NAMES, GLOBALS, SPECIAL


@dataclass(slots=True)
class _Body:
    """One handler while it is checked."""

    handler: nodes.Handler
    scope: Scope
    implicit: dict[str, tuple[int, Span]] = field(default_factory=dict)  # in order of first use
    undeclared: set[str] = field(default_factory=set)  # set, though nothing declares them
    calls: list[tuple[nodes.CallStatement, int]] = field(default_factory=list)


class HandlerRules:
    """Reads all handlers of a component."""

    def __init__(
        self, ledger: Ledger, mentions: Mentions, scope: Scope, handlers: Sequence[nodes.Handler]
    ) -> None:
        self._ledger = ledger
        self._mentions = mentions
        self._scope = scope
        self._handlers = handlers
        self._names = frozenset(handler.name for handler in handlers)

    def check(self) -> dict[str, Signature]:
        """Check them all; returns what each takes."""
        signatures: dict[str, Signature] = {}
        calls: list[nodes.CallStatement] = []
        for handler in self._handlers:
            body = self._body(handler)
            calls.extend(call for call, _ in body.calls)
            if handler.name in signatures:
                self._report(
                    handler.line,
                    "HJX015",
                    handler.name_span,
                    f"There are two handlers `{handler.name}`; the first is in line "
                    f"{signatures[handler.name].line}.",
                )
                continue
            explicit = tuple(parameter.name for parameter in handler.parameters or ())
            signatures[handler.name] = Signature(
                handler.name,
                tuple(body.implicit) if handler.parameters is None else explicit,
                handler.parameters is None,
                handler.name.startswith("_"),
                handler.line,
            )
            self._warn_of_implicit(body)
        for call in calls:
            self._call(call, signatures)
        return signatures

    def _report(
        self, line: int, code: str, span: Span, message: str, hint: str | None = None
    ) -> None:
        self._ledger.report(line, Finding(code, span, message, hint))

    def _body(self, handler: nodes.Handler) -> _Body:
        names = {"event": "event"}
        seen: set[str] = set()
        for parameter in handler.parameters or ():
            if parameter.name in seen:
                self._report(
                    handler.line,
                    "HJX015",
                    parameter.span,
                    f"`{handler.name}` has two parameters `{parameter.name}`.",
                )
            elif parameter.name in GLOBALS or parameter.name in SPECIAL:
                self._report(
                    handler.line,
                    "HJX015",
                    parameter.span,
                    f"`{parameter.name}` is a name of the language's own.",
                )
            seen.add(parameter.name)
            names[parameter.name] = "parameter"
        names.update(self._lets(handler.body))
        body = _Body(handler, self._scope.inside(names))
        self._statements(handler.body, body.scope, body)
        return body

    def _lets(self, statements: Sequence[nodes.Statement]) -> dict[str, str]:
        """The names that `let` declares, anywhere in the handler: they belong to all of it."""
        found: dict[str, str] = {}
        for statement in statements:
            match statement:
                case nodes.Let():
                    found[statement.name] = "let"
                case nodes.IfStatement():
                    for branch in statement.branches:
                        found.update(self._lets(branch.body))
                case nodes.ForStatement():
                    found.update(self._lets(statement.body))
                case _:
                    pass
        return found

    def _place(self, line: int, body: _Body) -> Place:
        def unknown(node: nodes.Name) -> bool:
            if node.name in body.undeclared:
                return True
            if body.handler.parameters is not None or node.name in (*FOREIGN_NAMES, *SPECIAL):
                return False
            if node.name in self._names:
                return False
            body.implicit.setdefault(node.name, (line, node.span))
            return True

        return Place(line, "a handler", draws=True, handlers=self._names, unknown=unknown)

    def _statements(self, statements: Sequence[nodes.Statement], scope: Scope, body: _Body) -> None:
        for statement in statements:
            place = self._place(statement.line, body)
            match statement:
                case nodes.Set():
                    self._set(statement, scope, body, place)
                case nodes.Let():
                    self._let(statement)
                    self._mentions.check(statement.value, scope, place)
                case nodes.Log():
                    for value in statement.values:
                        self._mentions.check(value, scope, place)
                case nodes.CallStatement():
                    for value in statement.arguments:
                        self._mentions.check(value, scope, place)
                    body.calls.append((statement, statement.line))
                case nodes.IfStatement():
                    for branch in statement.branches:
                        self._mentions.check(branch.test, scope, self._place(branch.line, body))
                        self._statements(branch.body, scope, body)
                case nodes.ForStatement():
                    self._mentions.check(statement.iterable, scope, place)
                    if statement.item.name in GLOBALS:
                        self._report(
                            statement.line,
                            "HJX015",
                            statement.item.span,
                            f"`{statement.item.name}` is a name of the language's own.",
                        )
                    inner = scope.inside({statement.item.name: "loop"})
                    self._statements(statement.body, inner, body)
                case _:
                    pass

    def _let(self, statement: nodes.Let) -> None:
        kind = self._scope.kind(statement.name)
        if statement.name in GLOBALS or statement.name in SPECIAL:
            self._report(
                statement.line,
                "HJX015",
                statement.name_span,
                f"`{statement.name}` is a name of the language's own.",
            )
        elif kind is not None:
            self._report(
                statement.line,
                "HJX015",
                statement.name_span,
                f"`{statement.name}` is a name of `{kind}` already.",
                f"To change it write `set {statement.name} = …`.",
            )

    def _set(self, statement: nodes.Set, scope: Scope, body: _Body, place: Place) -> None:
        root: object = statement.target
        steps: list[nodes.Member | nodes.Index] = []
        while isinstance(root, (nodes.Member, nodes.Index)):
            steps.append(root)
            root = root.object
        if isinstance(root, nodes.Name):
            self._target(root, scope, body, place)
        for step in reversed(steps):
            if isinstance(step, nodes.Index):
                self._mentions.check(step.index, scope, place)
        self._mentions.check(statement.value, scope, place)

    def _target(self, root: nodes.Name, scope: Scope, body: _Body, place: Place) -> None:
        name, kind = root.name, scope.kind(root.name)
        self._ledger.written.add(name)
        problem = hint = None
        if kind == "computed":
            problem = f"`{name}` is computed, and can't be set."
            hint = "Set what it is computed from."
        elif kind in ("parameter", "loop"):
            what = "a parameter" if kind == "parameter" else "a loop's variable"
            problem = f"`{name}` is {what}, and can't be set."
            hint = "Take another name: `let copy = …`."
        elif kind == "event" or name in GLOBALS:
            problem = f"`{name}` can't be set."
        elif kind is None:
            guess = nearest(
                name, [known for known in scope if scope.kind(known) in ("state", "local", "let")]
            )
            self._ledger.guess(guess)
            body.undeclared.add(name)
            self._ledger.report(
                place.line,
                Finding(
                    "HJX016",
                    root.span,
                    f"Nothing declares `{name}`, so it can't be set.",
                    f"Did you mean `{guess}`?"
                    if guess
                    else f"Declare it in `state:` or `local:`, or write `let {name} = …`.",
                    Repair(f"Write `{guess}`", ((root.span, guess),)) if guess else None,
                ),
            )
        if problem:
            self._report(place.line, "HJX016", root.span, problem, hint)

    def _warn_of_implicit(self, body: _Body) -> None:
        handler = body.handler
        if handler.parameters is not None or not body.implicit:
            return
        explicit = f"{handler.name}({', '.join(body.implicit)})"
        place = Span(handler.name_span.end, handler.name_span.end)
        for name, (line, span) in body.implicit.items():
            guess = nearest(name, [known for known in body.scope if known not in SPECIAL])
            self._ledger.guess(guess)
            self._ledger.report(
                line,
                Finding(
                    "HJX102",
                    span,
                    f"Nothing declares `{name}`, so it is a parameter of `{handler.name}`.",
                    f"Did you mean `{guess}`? If not, write `{explicit}:`."
                    if guess
                    else f"Write `{explicit}:`.",
                    Repair(
                        f"Write `{explicit}`",
                        ((place, f"({', '.join(body.implicit)})"),),
                        handler.line,
                    ),
                ),
            )

    def _call(self, call: nodes.CallStatement, signatures: dict[str, Signature]) -> None:
        self._ledger.run.add(call.handler)
        signature = signatures.get(call.handler)
        if signature is None:
            guess = nearest(call.handler, signatures)
            self._ledger.guess(guess)
            self._ledger.report(
                call.line,
                Finding(
                    "HJX013",
                    call.handler_span,
                    f"There is no handler `{call.handler}`.",
                    f"Did you mean `{guess}`?" if guess else None,
                    Repair(f"Write `{guess}`", ((call.handler_span, guess),)) if guess else None,
                ),
            )
            return
        given, wanted = len(call.arguments), len(signature.parameters)
        if given > wanted or (given < wanted and not signature.implicit):
            self._report(
                call.line,
                "HJX103",
                call.span,
                f"`{call.handler}` takes {wanted} argument{'' if wanted == 1 else 's'}, "
                f"and gets {given}.",
            )
