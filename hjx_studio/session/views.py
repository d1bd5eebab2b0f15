"""What each client sees of the state: the shared public part, the same for all, and its own.

Shared: public state and the computed names that read nothing local. Own: the client's local names
and the computed names that read them. A computed name that fails reads as null.

A client of the base protocol gets all that it sees with each change. One that speaks
`hjx.patch.v1` gets operations, without the computed names that its page works out itself, or the
whole where that is shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from hjx_studio.language.build import Build
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.clients import Client, Clients
from hjx_studio.session.messages import MessageId
from hjx_studio.session.outbox import Frame, Moment, Outbox
from hjx_studio.session.patch import diff
from hjx_studio.session.state import ROOT, Names, State, is_public, local_names

PATCH_PROTOCOL = "hjx.patch.v1"

Computed: TypeAlias = "Mapping[str, Value | EvaluationError]"


class _Sight:
    """Names that are sent: to the base protocol all, encoded (`members`) when somebody needs them;
    in patches those that the page can't work out (`needed`)."""

    __slots__ = ("_encode", "_members", "_names", "needed")

    def __init__(self, names: Names, needed: Names, encode: Callable[[Names], bytes]) -> None:
        self.needed = needed
        self._names = names
        self._encode = encode
        self._members: bytes | None = None

    @property
    def members(self) -> bytes:
        """All names as members of a JSON object."""
        if self._members is None:
            self._members = self._encode(self._names)
        return self._members

    def is_shorter_than(self, size: int) -> bool:
        """Whether all of it is sent in fewer bytes; what is long is not encoded to find out."""
        least = sum(len(name) + 4 + _least(value) for name, value in self._names.items())
        return least < size and len(self.members) < size


def _least(value: Value) -> int:
    """Fewer bytes than the value is sent in, or as many."""
    if isinstance(value, str):
        return len(value) + 2
    return 2 * len(value) if isinstance(value, list | dict) else 1


_NOTHING = _Sight({}, {}, lambda _: b"")


class Views:
    """Reads a state as its clients do, and sends each one what has changed for it."""

    def __init__(self, build: Build, state: State, clients: Clients, outbox: Outbox) -> None:
        self._clients = clients
        self._outbox = outbox
        self._sent_own: dict[str, _Sight] = {}
        self._sent_revision = 0
        self.adopt(build, state)
        self._sent_shared = self._shared_sight()

    def adopt(self, build: Build, state: State, computed: Computed | None = None) -> None:
        """Show this state of this build from now on; `computed` where it is known already."""
        self._build = build
        self._state = state
        self.computed = computed if computed is not None else self.evaluate(state, None)

    def evaluate(self, state: State, key: str | None) -> Computed:
        """All computed names as the client with that key (None: nobody) reads them."""
        return self._build.program.computed(
            state.shared[ROOT], local_names(self._build, state, key)
        )

    def shared_names(self) -> dict[str, Value]:
        """What every client sees."""
        own = self._build.analysis.computed_local
        names = {k: v for k, v in self._state.shared[ROOT].items() if is_public(k)}
        names.update(
            (k, _read(v)) for k, v in self.computed.items() if is_public(k) and k not in own
        )
        return names

    def own_names(self, key: str | None) -> dict[str, Value]:
        """What only the client with that key sees."""
        names = dict(local_names(self._build, self._state, key))
        own = self._build.analysis.computed_local
        if own:
            computed = self.evaluate(self._state, key)
            names.update((k, _read(v)) for k, v in computed.items() if is_public(k) and k in own)
        return names

    def all_names(self, key: str | None) -> dict[str, Value]:
        """All that the client with that key sees."""
        return {**self.shared_names(), **self.own_names(key)}

    def send_whole(
        self, client: Client, revision: int, acknowledge: Sequence[MessageId], moment: Moment
    ) -> None:
        """Send a client all that it sees."""
        shared, own = self._shared_sight(), self._own_sight(client.key)
        self._sent_own[client.id] = own
        data = messages.encode_update(shared.members, own.members, revision, acknowledge)
        self._outbox.send((client,), Frame("update", "whole state", data, revision), moment)

    def publish(
        self,
        revision: int,
        summary: str,
        acknowledge: tuple[Client, MessageId] | None,
        moment: Moment,
        *,
        anew: bool = False,
    ) -> bool:
        """Send each client what has changed for it, or all of it to everyone with `anew`; returns
        whether that carried the acknowledgement."""
        shared, before = self._shared_sight(), self._sent_shared
        since, self._sent_revision = self._sent_revision, revision
        self._sent_shared = shared
        changes = diff(before.needed, shared.needed)
        operations = messages.encode_operations(changes)
        frames: dict[tuple[bytes | None, bytes, tuple[MessageId, ...]], list[Client]] = {}
        for client in self._clients.connected():
            own = self._own_sight(client.key)
            own_changes = diff(self._sent_own.get(client.id, _NOTHING).needed, own.needed)
            if not (anew or changes or own_changes):
                continue
            self._sent_own[client.id] = own
            patch = None
            if client.peer.protocol == PATCH_PROTOCOL and not anew:
                patch = messages.encode_operations(own_changes)
                size = len(operations) + len(patch)
                if shared.is_shorter_than(size) and own.is_shorter_than(size - len(shared.members)):
                    patch = None
            ids: tuple[MessageId, ...] = ()
            if acknowledge is not None and acknowledge[0] is client:
                ids = (acknowledge[1],)
            members = own.members if patch is None else b""
            frames.setdefault((patch, members, ids), []).append(client)
        for (patch, members, ids), receivers in frames.items():
            if patch is None:
                data = messages.encode_update(shared.members, members, revision, ids)
            else:
                data = messages.encode_patch(operations, patch, (since, revision), ids)
            kind = "update" if patch is None else "patch"
            self._outbox.send(receivers, Frame(kind, summary, data, revision), moment)
        return any(ids for _, _, ids in frames)

    def forget(self, client: str) -> None:
        """The client's socket is closed."""
        self._sent_own.pop(client, None)

    def _shared_sight(self) -> _Sight:
        names = self.shared_names()
        return _Sight(names, self._needed(names), self._outbox.members)

    def _own_sight(self, key: str) -> _Sight:
        if not self._build.component.local:
            return _NOTHING
        names = self.own_names(key)
        return _Sight(names, self._needed(names), messages.encode_members)

    def _needed(self, names: Names) -> Names:
        """The names without those that a page works out from the others."""
        private = self._build.analysis.computed_private
        return {k: v for k, v in names.items() if k not in self.computed or k in private}


def _read(value: Value | EvaluationError) -> Value:
    return None if isinstance(value, EvaluationError) else value
