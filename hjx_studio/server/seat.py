"""A socket's place: in a session, or, while there is no good build yet, before its door."""

from __future__ import annotations

from dataclasses import dataclass, field

from hjx_studio.server.connection import Connection
from hjx_studio.server.live import LiveSession
from hjx_studio.session.clients import Peer


@dataclass(eq=False, slots=True)
class Seat:
    """Who asked for which session over which socket; `live` and `client` once it is let in."""

    connection: Connection
    session: str
    key: str | None
    peer: Peer
    live: LiveSession | None = None
    client: str = field(default="", init=False)

    def enter(self, live: LiveSession) -> None:
        """Take part in the session."""
        self.live = live
        self.client = live.join(self.connection, self.key, self.peer)

    def receive(self, text: str) -> None:
        """A message came over the socket."""
        if self.live is None:
            self.connection.refuse("unknown_handler", "the source has errors, nothing runs yet")
        else:
            self.live.receive(self.client, text)

    def leave(self, reason: str) -> None:
        """The socket closed."""
        if self.live is not None:
            self.live.leave(self.client, reason)
