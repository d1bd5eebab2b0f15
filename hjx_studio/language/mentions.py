"""Checks the names, functions and methods that an expression mentions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeGuard

from hjx_studio.language import nodes
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.nearest import nearest
from hjx_studio.language.scopes import Ledger, Scope
from hjx_studio.language.source import Span
from hjx_studio.language.vocabulary import (
    CALLBACK_METHODS,
    CONSTANTS,
    DRAWS,
    FOREIGN_NAMES,
    FUNCTION_ARGUMENTS,
    FUNCTIONS,
    GLOBALS,
    MANY,
    METHOD_ARGUMENTS,
    METHODS,
    NAMESPACES,
    REPLACEMENTS,
    SPECIAL,
)

_QUALIFIED = (*FUNCTIONS, *CONSTANTS, *DRAWS)
_METHOD_NAMES = frozenset({*METHODS, *CALLBACK_METHODS})


_PARTS: Mapping[type, Callable[[Any], tuple[object, ...]]] = MappingProxyType(
    {
        nodes.Index: lambda node: (node.object, node.index),
        nodes.Binary: lambda node: (node.left, node.right),
        nodes.Logical: lambda node: (node.left, node.right),
        nodes.Conditional: lambda node: (node.test, node.then, node.otherwise),
        nodes.Template: lambda node: node.parts,
        nodes.ListLiteral: lambda node: node.items,
        nodes.ObjectLiteral: lambda node: node.entries,
        nodes.Property: lambda node: (node.key, node.value),
        nodes.Spread: lambda node: (node.value,),
        nodes.Unary: lambda node: (node.operand,),
        nodes.Chain: lambda node: (node.expression,),
    }
)
"""What stands in a node, where names mean there what they mean around it."""


def _is_foreign_space(node: nodes.Expression, scope: Scope) -> TypeGuard[nodes.Name]:
    """Whether a method is called on a capital name that nothing declares, as in `Maths.abs(x)`."""
    return (
        isinstance(node, nodes.Name)
        and (node.name[:1].isupper() or node.name in FOREIGN_NAMES)
        and node.name not in GLOBALS
        and scope.kind(node.name) is None
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands, and what that means for the names in it."""

    line: int
    what: str  # as a sentence names it: "the layout", "a start value"
    draws: bool = False  # whether `Math.random()` and its like may be called
    constant: bool = False  # whether no name of the component may be read
    public: bool = False  # whether what it reads is sent to clients
    handlers: frozenset[str] = frozenset()
    unknown: Callable[[nodes.Name], bool] | None = None  # takes a name that nothing declares


class Mentions:
    """Reads expressions of one component; what is wrong goes to the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def check(self, node: object, scope: Scope, place: Place) -> None:
        """Check an expression and all in it."""
        match node:
            case nodes.Name():
                self._name(node, scope, place)
            case nodes.Call():
                self._call(node, scope, place)
            case nodes.Member():
                self._member(node, scope, place)
            case nodes.Arrow():
                self._arrow(node, scope, place)
            case _:
                parts = _PARTS.get(type(node))
                if parts is not None:
                    for part in parts(node):
                        self.check(part, scope, place)

    def _error(
        self, place: Place, code: str, span: Span, message: str, hint: str | None = None
    ) -> None:
        self._ledger.report(place.line, Finding(code, span, message, hint))

    # --- names -----------------------------------------------------------------------------------

    def _name(self, node: nodes.Name, scope: Scope, place: Place) -> None:
        name = node.name
        kind = scope.kind(name)
        if kind is None:
            if name in GLOBALS:
                self._misused(node, place)
            elif place.unknown is None or not place.unknown(node):
                self._unknown(node, scope, place)
            return
        self._ledger.use(kind, name)
        if place.constant and kind != "arrow":
            self._error(
                place,
                "HJX019",
                node.span,
                f"A start value is constant: it can't read `{name}`.",
                "What is worked out from other names belongs in `computed:`.",
            )
        elif place.public and name.startswith("_") and kind in ("state", "local", "computed"):
            self._error(
                place,
                "HJX023",
                node.span,
                f"`{name}` is private: {place.what} can't read it.",
                "A computed that reads it is sent as a value.",
            )

    def _misused(self, node: nodes.Name, place: Place) -> None:
        name = node.name
        if name in NAMESPACES:
            members = [full for full in _QUALIFIED if full.startswith(f"{name}.")]
            message = f"`{name}` is no value."
            hint = "It has " + ", ".join(f"`{member}`" for member in members) + "."
        else:
            message = f"`{name}` is a function, and no value."
            hint = f"Call it: `{name}(…)`."
        self._error(place, "HJX014", node.span, message, hint)

    def _unknown(self, node: nodes.Name, scope: Scope, place: Place) -> None:
        name = node.name
        if name in SPECIAL:
            self._error(
                place,
                "HJX012",
                node.span,
                f"There is no `{name}` in {place.what}.",
                "It is known in handlers and in the arguments of `on`."
                if name == "event"
                else "It is known in the arguments of `on`: hand on what a handler needs.",
            )
            return
        if name in FOREIGN_NAMES:
            self._error(place, "HJX012", node.span, f"There is no `{name}`.", FOREIGN_NAMES[name])
            return
        message = f"Nothing declares `{name}`."
        if name in place.handlers:
            self._error(
                place,
                "HJX012",
                node.span,
                f"`{name}` is a handler, and no value.",
                "`on EVENT -> name` and `call name(…)` run one.",
            )
            return
        guess = nearest(name, {*scope, *GLOBALS})
        self._ledger.guess(guess)
        if guess is None:
            hint = None if not place.constant else "A start value is made of literals."
            self._error(place, "HJX012", node.span, message, hint)
            return
        self._ledger.report(
            place.line,
            Finding(
                "HJX012",
                node.span,
                message,
                f"Did you mean `{guess}`?",
                Repair(f"Write `{guess}`", ((node.span, guess),)),
            ),
        )

    # --- members and calls -----------------------------------------------------------------------

    def _qualified(self, node: object, scope: Scope) -> str | None:
        """`Math.abs` for the member of a namespace that no name hides."""
        if not isinstance(node, nodes.Member) or not isinstance(node.object, nodes.Name):
            return None
        name = node.object.name
        return f"{name}.{node.name}" if name in NAMESPACES and scope.kind(name) is None else None

    def _member(self, node: nodes.Member, scope: Scope, place: Place) -> None:
        full = self._qualified(node, scope)
        if full is None:
            self.check(node.object, scope, place)
        elif full in FUNCTIONS or full in DRAWS:
            self._error(
                place,
                "HJX014",
                node.span,
                f"`{full}` is a function, and no value.",
                f"Call it: `{full}(…)`.",
            )
        elif full not in CONSTANTS:
            self._no_function(node.name_span, full, place)

    def _no_function(self, span: Span, full: str, place: Place) -> None:
        space, name = full.split(".")
        own = [known.split(".")[1] for known in _QUALIFIED if known.startswith(f"{space}.")]
        guess = nearest(name, own)
        self._ledger.report(
            place.line,
            Finding(
                "HJX014",
                span,
                f"There is no `{full}`.",
                f"Did you mean `{space}.{guess}`?"
                if guess
                else "It has " + ", ".join(sorted(own)) + ".",
                Repair(f"Write `{guess}`", ((span, guess),)) if guess else None,
            ),
        )

    def _call(self, node: nodes.Call, scope: Scope, place: Place) -> None:
        callee = node.callee
        full = self._qualified(callee, scope)
        takes_function = False
        if isinstance(callee, nodes.Name):
            self._function(callee.name, callee.span, node, scope, place)
        elif isinstance(callee, nodes.Member):
            if full is not None:
                self._function(full, callee.name_span, node, scope, place)
            elif _is_foreign_space(callee.object, scope):
                self._unknown(callee.object, scope, place)
            else:
                self.check(callee.object, scope, place)
                takes_function = self._method(callee, node, place)
        else:
            self.check(callee, scope, place)
        for index, argument in enumerate(node.arguments):
            if takes_function and index == 0 and self._is_function_name(argument, scope):
                continue
            if isinstance(argument, nodes.Arrow) and not (takes_function and index == 0):
                self._needless_arrow(argument, callee, place, index if takes_function else None)
            self.check(argument, scope, place)

    def _needless_arrow(
        self, argument: nodes.Arrow, callee: object, place: Place, index: int | None
    ) -> None:
        name = getattr(callee, "name", None)
        known = name in _METHOD_NAMES or name in FUNCTIONS
        if name and (known or index is not None):
            self._error(place, "HJX014", argument.span, f"`{name}` takes no function here.")

    @staticmethod
    def _is_function_name(argument: object, scope: Scope) -> bool:
        match argument:
            case nodes.Name(name=name):
                return name in FUNCTIONS and scope.kind(name) is None
            case nodes.Member(object=nodes.Name(name=space), name=name):
                return f"{space}.{name}" in FUNCTIONS and scope.kind(space) is None
            case _:
                return False

    def _function(
        self, full: str, span: Span, node: nodes.Call, scope: Scope, place: Place
    ) -> None:
        if "." not in full and scope.kind(full) is not None:
            self._ledger.use(scope.kind(full), full)
            self._error(
                place,
                "HJX014",
                span,
                f"`{full}` is a value, and no function.",
                "Functions are those of the language; handlers are run by `call`.",
            )
        elif full in DRAWS:
            if not place.draws:
                self._error(
                    place,
                    "HJX014",
                    span,
                    f"`{full}()` gives another value each time: only a handler may call it.",
                    "Keep what it gives in `state`.",
                )
            self._count(full, FUNCTION_ARGUMENTS[full], node, place)
        elif full in FUNCTIONS:
            self._count(full, FUNCTION_ARGUMENTS.get(full, (1, 1)), node, place)
        elif full in CONSTANTS:
            self._error(place, "HJX014", span, f"`{full}` is a number, and no function.")
        elif "." in full:
            self._no_function(span, full, place)
        elif full in NAMESPACES:
            self._error(place, "HJX014", span, f"`{full}` is no function.")
        else:
            self._unknown_function(full, span, place)

    def _unknown_function(self, name: str, span: Span, place: Place) -> None:
        if name in place.handlers:
            self._error(
                place,
                "HJX014",
                span,
                f"`{name}` is a handler: an expression can't run it.",
                f"A handler runs another by `call {name}(…)`.",
            )
            return
        functions = {full for full in (*FUNCTIONS, *DRAWS) if "." not in full}
        guess = nearest(name, functions)
        hint = f"Did you mean `{guess}`?" if guess else FOREIGN_NAMES.get(name)
        qualified = next((full for full in _QUALIFIED if full.split(".")[-1] == name), None)
        if guess is None and qualified is not None:
            guess, hint = qualified, f"Did you mean `{qualified}`?"
        self._ledger.report(
            place.line,
            Finding(
                "HJX014",
                span,
                f"There is no function `{name}`.",
                hint,
                Repair(f"Write `{guess}`", ((span, guess),)) if guess else None,
            ),
        )

    def _method(self, callee: nodes.Member, node: nodes.Call, place: Place) -> bool:
        name = callee.name
        if name not in _METHOD_NAMES:
            hint = REPLACEMENTS.get(name)
            guess = None if hint else nearest(name, _METHOD_NAMES)
            self._ledger.report(
                place.line,
                Finding(
                    "HJX014",
                    callee.name_span,
                    f"There is no method `{name}`.",
                    hint or (f"Did you mean `{guess}`?" if guess else None),
                    Repair(f"Write `{guess}`", ((callee.name_span, guess),)) if guess else None,
                ),
            )
            return False
        self._count(name, METHOD_ARGUMENTS[name], node, place)
        return name in CALLBACK_METHODS

    def _count(self, name: str, bounds: tuple[int, int], node: nodes.Call, place: Place) -> None:
        if any(isinstance(argument, nodes.Spread) for argument in node.arguments):
            return
        given = len(node.arguments)
        least, most = bounds
        if least <= given <= most:
            return
        wanted = (
            f"{least}"
            if least == most
            else f"at least {least}"
            if most == MANY
            else f"{least} to {most}"
        )
        plural = "" if wanted == "1" else "s"
        self._error(
            place,
            "HJX103",
            node.span,
            f"`{name}` takes {wanted} argument{plural}, and gets {given}.",
        )

    # --- arrows ----------------------------------------------------------------------------------

    def _arrow(self, node: nodes.Arrow, scope: Scope, place: Place) -> None:
        names: dict[str, str] = {}
        for parameter in node.parameters:
            own = parameter.names if isinstance(parameter, nodes.Pattern) else (parameter,)
            for name in own:
                if name.name in names:
                    self._error(
                        place,
                        "HJX015",
                        name.span,
                        f"The function has two parameters `{name.name}`.",
                    )
                elif name.name in GLOBALS:
                    self._error(
                        place,
                        "HJX015",
                        name.span,
                        f"`{name.name}` is a name of the language's own.",
                    )
                names[name.name] = "arrow"
        self.check(node.body, scope.inside(names), place)
