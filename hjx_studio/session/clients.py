"""Who takes part in a session: sockets by client id, and what is remembered of each key."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from hjx_studio.session.events import ClientView
from hjx_studio.session.messages import MessageId

ID_LIMIT = 256  # ids of a client that are remembered
REMEMBERED = 600.0  # seconds that a key is remembered after its socket closed
KEYS_LIMIT = 10_000  # keys remembered at once


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of a socket; `build` is the one that the page was made from, if it
    said so, so that an old page is told to take the new one."""

    address: str
    agent: str = ""
    protocol: str = ""
    build: str | None = None


@dataclass(slots=True)
class Client:
    """A connected socket, its key, and what went over it."""

    id: str
    key: str
    peer: Peer
    since: float
    revision: int = 0
    frames_in: int = 0
    frames_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0

    def view(self) -> ClientView:
        """The client as it is now."""
        return ClientView(
            client=self.id,
            address=self.peer.address,
            agent=self.peer.agent,
            protocol=self.peer.protocol,
            since=self.since,
            revision=self.revision,
            frames_in=self.frames_in,
            frames_out=self.frames_out,
            bytes_in=self.bytes_in,
            bytes_out=self.bytes_out,
        )


@dataclass(slots=True)
class Memory:
    """What outlives a key's socket: the ids that were used, with the revision each one led to (None
    while it waits), and since when the key has no socket."""

    used: OrderedDict[MessageId, int | None] = field(default_factory=OrderedDict)
    left: float | None = None

    def use(self, message_id: MessageId) -> None:
        """Remember an id, forgetting the oldest beyond the limit."""
        self.used[message_id] = None
        while len(self.used) > ID_LIMIT:
            self.used.popitem(last=False)

    def finish(self, message_id: MessageId, revision: int) -> None:
        """The message with that id has been handled."""
        if message_id in self.used:
            self.used[message_id] = revision


class Clients:
    """The connected clients, and the memory of those that may come back."""

    def __init__(self) -> None:
        self._connected: dict[str, Client] = {}
        self._memory: dict[str, Memory] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._connected)

    def __contains__(self, client: str) -> bool:
        return client in self._connected

    def connected(self) -> tuple[Client, ...]:
        """All that are connected, in the order in which they came."""
        return tuple(self._connected.values())

    def get(self, client: str | None) -> Client | None:
        """The connected client with that id."""
        return self._connected.get(client) if client is not None else None

    def with_key(self, key: str) -> Client | None:
        """The connected client with that key."""
        return next((c for c in self._connected.values() if c.key == key), None)

    def add(self, key: str | None, peer: Peer, now: float) -> Client:
        """A new client; one without a key is its own."""
        self._count += 1
        identity = f"c{self._count}"
        client = Client(identity, key if key is not None else f"\0{identity}", peer, now)
        self._connected[identity] = client
        self.memory(client.key).left = None
        return client

    def remove(self, client: str, now: float) -> Client | None:
        """The socket of a client closed; what it had of its own is kept for a while."""
        gone = self._connected.pop(client, None)
        if gone is not None and self.with_key(gone.key) is None:
            self.memory(gone.key).left = now
        return gone

    def memory(self, key: str) -> Memory:
        """What is remembered of a key."""
        return self._memory.setdefault(key, Memory())

    def forget(self, now: float) -> tuple[str, ...]:
        """Forget the keys whose time is over, and the oldest beyond the limit; returns them."""
        gone = [
            (memory.left, key) for key, memory in self._memory.items() if memory.left is not None
        ]
        gone.sort()
        surplus = max(0, len(gone) - KEYS_LIMIT)
        keys = [
            key
            for index, (left, key) in enumerate(gone)
            if index < surplus or now - left > REMEMBERED or key.startswith("\0")
        ]
        for key in keys:
            del self._memory[key]
        return tuple(keys)
