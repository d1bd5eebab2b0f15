"""Which of a handler's own names each of its statements sees.

A `let` holds from the statement after it to the handler's end, in the order of the text, also out
of the block it stands in; until it has run, its value is null. A loop's name holds in its body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language import nodes

Scope: TypeAlias = Mapping[str, str]
"""The names that are seen, each a "parameter", "let" or "loop"."""


def scopes_of(handler: nodes.Handler, parameters: Iterable[str]) -> dict[int, Scope]:
    """The scope of each statement of a handler, by the statement's `id`."""
    found: dict[int, Scope] = {}
    _scopes(handler.body, dict.fromkeys(parameters, "parameter"), found)
    return found


def _scopes(
    body: Sequence[nodes.Statement], seen: dict[str, str], found: dict[int, Scope]
) -> dict[str, str]:
    """Note the scope of each statement; what is seen after the last one."""
    for statement in body:
        found[id(statement)] = seen
        if isinstance(statement, nodes.Let):
            seen = {**seen, statement.name: "let"}
        elif isinstance(statement, nodes.IfStatement):
            for branch in statement.branches:
                seen = _scopes(branch.body, seen, found)
        elif isinstance(statement, nodes.ForStatement):
            item = statement.item.name
            after = _scopes(statement.body, {**seen, item: "loop"}, found)
            kept = {name: kind for name, kind in after.items() if name != item}
            seen = {**kept, item: seen[item]} if item in seen else kept
    return seen
