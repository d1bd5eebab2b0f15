"""The server as the studio sees it: commands go out, replies and batches of events come back.

The studio never knows where the server lives: a child process, this process, another machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hjx_studio.session.commands import Command, Reply
from hjx_studio.session.events import EventBatch

Listener = Callable[[EventBatch], None]


class Backend(Protocol):
    """A running server. All of it is called on the screen's event loop."""

    async def request(self, command: Command) -> Reply:
        """Carry out a command. `ServerGoneError` when the server has ended."""
        ...

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each batch of events, at most once per 1/30 s, on this loop."""
        ...

    def on_lost(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with one sentence when the server ends without having been asked to."""
        ...

    async def close(self) -> None:
        """Continue what is stopped, close every socket, end the server, and wait for that."""
        ...
