"""How a server is to run, as the command line says it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import orjson

from hjx_studio.session.limits import SessionLimits

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5172


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what clients may ask for; 0 is none.

    `message` is in bytes of one, `state` in bytes of a session's as JSON, `rate` in messages a
    second of one client, `burst` in messages, `unsent` in bytes that a client has not taken.
    """

    message: int = SessionLimits().message
    state: int = SessionLimits().state
    rate: int = 200
    burst: int = 400
    clients: int = 1_000  # of one session
    all_clients: int = 10_000
    sessions: int = 1_000
    session_ttl: float = 600.0  # seconds that a session without clients is kept
    unsent: int = 1024 * 1024
    stalled: float = 30.0  # seconds after which a client that takes nothing is closed


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What to serve, where, and to whom. `port` 0 takes any free one.

    With `watch` the files are read again when they change. With `may_be_missing` an entry that does
    not exist reads as the empty text. `token` None asks for one to be made where it is needed.
    With `private` each browser has a session of its own.
    """

    entry: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    watch: bool = True
    may_be_missing: bool = False
    token: str | None = None
    insecure: bool = False
    private: bool = False
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def path(self) -> Path:
        """The entry file."""
        return Path(self.entry)

    def encode(self) -> bytes:
        """One line of JSON, without its end."""
        return orjson.dumps(asdict(self))

    @classmethod
    def decode(cls, line: bytes) -> ServerOptions:
        """What `encode` wrote; it comes from our own parent process alone."""
        plain = orjson.loads(line)
        plain["limits"] = Limits(**plain["limits"])
        values = {name: plain[name] for name in (f.name for f in fields(cls))}
        for name in ("allow_hosts", "allow_origins"):
            values[name] = tuple(values[name])
        return cls(**values)
