"""One session as the studio knows it: its clients, its values, and what the last commit changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hjx_studio.session.events import (
    BuildChanged,
    Change,
    ClientView,
    FrameSeen,
    SessionSnapshot,
    StateChanged,
    Stopped,
    Variable,
)

CLIENTS_SHOWN = 20  # of how many clients the own names are shown


class VariableKey(NamedTuple):
    """What names a value across updates."""

    scope: str
    client: str | None
    path: tuple[str, ...]


def key_of(variable: Variable | Change) -> VariableKey:
    """The key of a value, or of one that changed."""
    return VariableKey(variable.scope, variable.client, variable.path)


@dataclass(slots=True)
class _Counts:
    """Frames and bytes each way; of a client, or of what went to all."""

    frames_in: int = 0
    frames_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    revision: int = 0

    def add(self, frame: FrameSeen) -> None:
        if frame.direction == "in":
            self.frames_in += 1
            self.bytes_in += frame.size
        else:
            self.frames_out += 1
            self.bytes_out += frame.size
            self.revision = max(self.revision, frame.revision or 0)


@dataclass(slots=True)
class SessionModel:
    """One session: its clients, its top-level variables, and what the last commit changed.

    `marks` leads from the values that the last commit changed to how they read before it; those
    that it made are there with None.
    """

    name: str
    revision: int = 0
    build: str = ""
    clients: dict[str, ClientView] = field(default_factory=dict)
    variables: dict[VariableKey, Variable] = field(default_factory=dict)
    marks: dict[VariableKey, str | None] = field(default_factory=dict)
    changed_by: StateChanged | None = None
    stopped: Stopped | None = None
    waiting: int = 0
    # A broadcast is counted once, not once for each of a thousand clients: a client's own figures
    # are what it came with, what went to it alone, and what went to all since it came.
    _own: dict[str, _Counts] = field(default_factory=dict)
    _all: _Counts = field(default_factory=_Counts)

    def join(self, client: ClientView) -> None:
        """Take in a client, with the figures that it has now."""
        self.clients[client.client] = client
        self._own[client.client] = _Counts(
            client.frames_in,
            client.frames_out - self._all.frames_out,
            client.bytes_in,
            client.bytes_out - self._all.bytes_out,
            client.revision,
        )

    def count(self, frame: FrameSeen) -> None:
        """Add a frame to the figures of those that it came from or went to."""
        if frame.client == "*":
            self._all.add(frame)
        elif (own := self._own.get(frame.client)) is not None:
            own.add(frame)

    def client_views(self) -> list[ClientView]:
        """The clients with their figures as they are now."""
        views = []
        for name, client in self.clients.items():
            own = self._own[name]
            views.append(
                replace(
                    client,
                    revision=max(own.revision, self._all.revision),
                    frames_in=own.frames_in,
                    frames_out=own.frames_out + self._all.frames_out,
                    bytes_in=own.bytes_in,
                    bytes_out=own.bytes_out + self._all.bytes_out,
                )
            )
        return views

    def groups(self) -> list[tuple[str, str | None, list[Variable]]]:
        """The variables as (scope, client, members): state, the first clients' own, computed."""
        groups: dict[tuple[str, str | None], list[Variable]] = {}
        shown = {None, *list(self.clients)[:CLIENTS_SHOWN]}
        for variable in self.variables.values():
            if variable.client not in shown:
                continue
            groups.setdefault((variable.scope, variable.client), []).append(variable)
        order = {"state": 0, "local": 1, "computed": 2}
        return [
            (scope, client, members)
            for (scope, client), members in sorted(
                groups.items(), key=lambda item: (order.get(item[0][0], 3), _age(item[0][1]))
            )
        ]

    def put(self, variables: Iterable[Variable]) -> None:
        """Take in top-level variables as they read now."""
        for variable in variables:
            self.variables[key_of(variable)] = variable

    def commit(self, event: StateChanged) -> None:
        """A commit changed values: they read differently, and are marked with how they did."""
        self.revision = event.revision
        self.changed_by = event
        self.marks = {}
        for variable in event.variables:
            key = key_of(variable)
            known = self.variables.get(key)
            before = known.text if known else None
            self.marks[key] = variable.old if variable.old is not None else before
        for change in event.changes:
            self.marks[key_of(change)] = change.old
        self.put(event.variables)

    def change_build(self, event: BuildChanged) -> None:
        """Another build runs: these are all names now, but for those of the clients' own."""
        self.build, self.revision = event.build, event.revision
        own = [variable for variable in self.variables.values() if variable.client]
        self.variables.clear()
        self.put((*event.variables, *own))
        self.marks = {
            key: old
            for key, old in self.marks.items()
            if key._replace(path=key.path[:1]) in self.variables
        }

    def put_local(self, client: str, variables: Iterable[Variable]) -> None:
        """Take in all local names of a client."""
        for key in [key for key in self.variables if key.client == client]:
            del self.variables[key]
        if client in self.clients:
            self.put(variables)

    def forget_client(self, client: str) -> None:
        """Let go of a client and of its own variables."""
        self.clients.pop(client, None)
        self._own.pop(client, None)
        for key in [key for key in self.variables if key.client == client]:
            del self.variables[key]
            self.marks.pop(key, None)


def _age(client: str | None) -> tuple[int, str]:
    """Clients in the order in which they came: c2 before c10."""
    return (len(client), client) if client else (0, "")


def session_of(snapshot: SessionSnapshot) -> SessionModel:
    """A session at the moment of its snapshot."""
    session = SessionModel(
        snapshot.session,
        snapshot.revision,
        snapshot.build,
        stopped=snapshot.stopped,
        waiting=snapshot.waiting,
    )
    for client in snapshot.clients:
        session.join(client)
    session.put(snapshot.variables)
    return session
