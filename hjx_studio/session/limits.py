"""How large what a session takes and keeps may become."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Bytes of one message, and of the state as JSON: of all that is shared, and of what each
    client has of its own; 0 is none."""

    message: int = 64 * 1024
    state: int = 4 * 1024 * 1024
