"""The state of a session: one immutable tree for everything that a commit can change.

Below `shared` and each client's `local` stand the component instances by id; the component itself
has the id "" (a child's is the path of its use sites and keys). Parts that a commit did not touch
are the same objects before and after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, starmap
from operator import is_not
from typing import TYPE_CHECKING

from hjx_studio.language import values
from hjx_studio.language.values import Value

if TYPE_CHECKING:
    from hjx_studio.language.build import Build

ROOT = ""  # the instance id of the component itself

Names = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class State:
    """Values by instance and name; `local` by client key first."""

    shared: Mapping[str, Names]
    local: Mapping[str, Mapping[str, Names]] = field(default_factory=dict)

    def with_shared(self, names: Names) -> State:
        """The same with other shared names of the component itself."""
        if names is self.shared[ROOT]:
            return self
        return replace(self, shared={**self.shared, ROOT: names})

    def with_local(self, key: str, names: Names) -> State:
        """The same with other local names of the client with that key."""
        return replace(self, local={**self.local, key: {**self.local.get(key, {}), ROOT: names}})

    def without_local(self, key: str) -> State:
        """The same without what the client with that key had of its own."""
        return replace(self, local={k: v for k, v in self.local.items() if k != key})


def local_names(build: Build, state: State, key: str | None) -> Names:
    """The local names of a client: what it has set, else (and for nobody) the start values."""
    own = state.local.get(key, {}).get(ROOT) if key is not None else None
    return own if own is not None else build.program.start()[1]


def is_public(name: str) -> bool:
    """Whether a state name may leave the server."""
    return not name.startswith("_")


def same(one: Value, other: Value) -> bool:
    """Whether two stored values are equal, the order of an object's members included; parts that
    they share are not looked into."""
    if one is other:
        return True
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return False
        return all(starmap(same, compress(zip(one, other, strict=True), map(is_not, one, other))))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    return type(one) is type(other) and one == other


def lookup(names: Names, path: Sequence[str | int | float]) -> Value:
    """The value at a path of names, keys and indices; null where there is none."""
    value: Value = dict(names)
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list):
            index = int(step) if str(step).isdecimal() or not isinstance(step, str) else -1
            value = value[index] if 0 <= index < len(value) else None
        else:
            return None
    return value


def with_value(names: Names, path: Sequence[str | int], value: Value) -> Names:
    """The names with the value at a path replaced, by copying the path. Raises `LookupError` where
    a step before the last leads nowhere, or the last one to a missing index."""
    result = _replaced(dict(names), path, value)
    assert isinstance(result, dict)  # noqa: S101  # names in, names out
    return result


def _replaced(value: Value, path: Sequence[str | int], new: Value) -> Value:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        index = int(step)
        if not 0 <= index < len(value):
            raise LookupError(f"there is no index {index}")
        return [*value[:index], _replaced(value[index], rest, new), *value[index + 1 :]]
    if isinstance(value, dict):
        key = str(step)
        if rest and key not in value:
            raise LookupError(f"there is no {key}")
        return values.in_order({**value, key: _replaced(value.get(key), rest, new)})
    raise LookupError(f"{step} is a member of what has none")
