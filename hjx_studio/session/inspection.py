"""Values as an inspector shows them: previews at the top, children a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hjx_studio.language import values
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session.events import Variable

_KINDS = {bool: "boolean", float: "number", str: "string", list: "list", dict: "object"}


def variable(
    scope: str,
    path: Sequence[str],
    value: Value | EvaluationError,
    client: str | None = None,
    old: str | None = None,
) -> Variable:
    """One value, named by its path; an error stands in place of the value that failed."""
    if isinstance(value, EvaluationError):
        return Variable(scope, tuple(path), "error", str(value), 0, old, client)
    count = len(value) if isinstance(value, list | dict) else 0
    kind = _KINDS.get(type(value), "null")
    return Variable(scope, tuple(path), kind, values.preview(value), count, old, client)


def variables(
    scope: str, names: Mapping[str, Value | EvaluationError], client: str | None = None
) -> tuple[Variable, ...]:
    """All names of a scope, in their order."""
    return tuple(variable(scope, (name,), value, client) for name, value in names.items())


def children(
    parent: Value, scope: str, path: Sequence[str], client: str | None, page: slice
) -> Iterable[Variable]:
    """A page of the members of a list or an object."""
    if isinstance(parent, list):
        members = [(str(index), item) for index, item in enumerate(parent)][page]
    elif isinstance(parent, dict):
        members = list(parent.items())[page]
    else:
        members = []
    return (variable(scope, (*path, name), value, client) for name, value in members)
