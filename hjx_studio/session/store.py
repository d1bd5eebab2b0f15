"""Who confirms a revision: nothing of a commit is sent before its store has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hjx_studio.language.execution import Draw
from hjx_studio.session.inbox import Entry
from hjx_studio.session.state import State


@dataclass(frozen=True, slots=True)
class Commit:
    """What a run leaves: the state after it, the input that led to it, and what it drew."""

    entry: Entry
    revision: int
    state: State
    draws: tuple[Draw, ...] = ()


class Store(Protocol):
    """Takes commits in order."""

    def confirm(self, commit: Commit) -> bool:
        """Keep a commit. True when that is done; False when `Session.confirmed` will be called with
        the entry's number once it is, until when the session handles nothing else."""
        ...


class MemoryStore:
    """Confirms at once: the process is all the safety there is."""

    def confirm(self, commit: Commit) -> bool:
        """Nothing to wait for."""
        del commit
        return True
