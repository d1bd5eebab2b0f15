"""Which of a handler's own names each of its statements sees.

A `let` belongs to all of its handler, also out of the block it stands in; until it has run, its
value is null. A loop's name holds in its body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language import nodes

Scope: TypeAlias = Mapping[str, str]
"""The names that are seen, each a "parameter", "let" or "loop"."""


def scopes_of(handler: nodes.Handler, parameters: Iterable[str]) -> dict[int, Scope]:
    """The scope of each statement of a handler, by the statement's `id`."""
    found: dict[int, Scope] = {}
    seen = dict.fromkeys(parameters, "parameter")
    _note(handler.body, seen | dict.fromkeys(lets_of(handler.body), "let"), found)
    return found


def lets_of(body: Sequence[nodes.Statement]) -> Iterator[str]:
    """The names that `let` gives in statements, however deep."""
    for statement in body:
        if isinstance(statement, nodes.Let):
            yield statement.name
        elif isinstance(statement, nodes.ForStatement):
            yield from lets_of(statement.body)
        elif isinstance(statement, nodes.IfStatement):
            for branch in statement.branches:
                yield from lets_of(branch.body)


def _note(body: Sequence[nodes.Statement], seen: Scope, found: dict[int, Scope]) -> None:
    for statement in body:
        found[id(statement)] = seen
        if isinstance(statement, nodes.IfStatement):
            for branch in statement.branches:
                _note(branch.body, seen, found)
        elif isinstance(statement, nodes.ForStatement):
            _note(statement.body, {**seen, statement.item.name: "loop"}, found)
