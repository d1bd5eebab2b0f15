"""What each client sees of the state: the shared public part, the same for all, and its own.

Shared: public state and the computed names that read nothing local. Own: the client's local names
and the computed names that read them. A computed name that fails reads as null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hjx_studio.language.build import Build
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.clients import Client, Clients
from hjx_studio.session.messages import MessageId
from hjx_studio.session.outbox import Frame, Moment, Outbox, group
from hjx_studio.session.state import ROOT, State, is_public, local_names

Computed = Mapping[str, Value | EvaluationError]


class Views:
    """Reads a state as its clients do, and sends each one what has changed for it."""

    def __init__(self, build: Build, state: State, clients: Clients, outbox: Outbox) -> None:
        self._clients = clients
        self._outbox = outbox
        self._sent_own: dict[str, bytes] = {}
        self.adopt(build, state)
        self._sent_shared = self._shared_members()

    def adopt(self, build: Build, state: State, computed: Computed | None = None) -> None:
        """Show this state of this build from now on; `computed` where it is known already."""
        self._build = build
        self._state = state
        self.computed = computed if computed is not None else self.evaluate(state, None)

    def evaluate(self, state: State, key: str | None) -> Computed:
        """All computed names as the client with that key (None: nobody) reads them."""
        return self._build.program.computed(
            dict(state.shared[ROOT]), dict(local_names(self._build, state, key))
        )

    def shared_names(self) -> dict[str, Value]:
        """What every client sees."""
        own = self._build.analysis.computed_local
        names = {k: v for k, v in self._state.shared[ROOT].items() if is_public(k)}
        names.update((k, _read(v)) for k, v in self.computed.items() if k not in own)
        return names

    def own_names(self, key: str | None) -> dict[str, Value]:
        """What only the client with that key sees."""
        names = dict(local_names(self._build, self._state, key))
        own = self._build.analysis.computed_local
        if own:
            computed = self.evaluate(self._state, key)
            names.update((name, _read(computed[name])) for name in computed if name in own)
        return names

    def all_names(self, key: str | None) -> dict[str, Value]:
        """All that the client with that key sees."""
        return {**self.shared_names(), **self.own_names(key)}

    def _shared_members(self) -> bytes:
        return self._outbox.members(self.shared_names())

    def _own_members(self, key: str) -> bytes:
        if not self._build.component.local:
            return b""
        return messages.encode_members(self.own_names(key))

    def send_whole(
        self, client: Client, revision: int, acknowledge: Sequence[MessageId], moment: Moment
    ) -> None:
        """Send a client all that it sees."""
        own = self._own_members(client.key)
        self._sent_own[client.id] = own
        data = messages.encode_update(self._shared_members(), own, revision, acknowledge)
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
        """Send an update to each client that sees a change, or to all with `anew`; returns whether
        it carried the acknowledgement."""
        shared = self._shared_members()
        shared_changed = anew or shared != self._sent_shared
        self._sent_shared = shared
        carried = False
        frames: list[tuple[Client, bytes]] = []
        for client in self._clients.connected():
            own = self._own_members(client.key)
            if not shared_changed and own == self._sent_own.get(client.id, b""):
                continue
            self._sent_own[client.id] = own
            ids: tuple[MessageId, ...] = ()
            if acknowledge is not None and acknowledge[0] is client:
                ids, carried = (acknowledge[1],), True
            frames.append((client, messages.encode_update(shared, own, revision, ids)))
        for data, receivers in group(frames).items():
            self._outbox.send(receivers, Frame("update", summary, data, revision), moment)
        return carried

    def forget(self, client: str) -> None:
        """The client's socket is closed."""
        self._sent_own.pop(client, None)


def _read(value: Value | EvaluationError) -> Value:
    return None if isinstance(value, EvaluationError) else value
