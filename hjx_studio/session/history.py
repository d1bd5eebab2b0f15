"""The commits of a session, in order, within bounds; states share all that did not change."""

from __future__ import annotations

from collections import deque

from hjx_studio.session.state import State
from hjx_studio.session.store import Commit

COMMIT_LIMIT = 10_000


class History:
    """The last commits, and the state that each one left."""

    def __init__(self, limit: int = COMMIT_LIMIT) -> None:
        self._commits: deque[Commit] = deque(maxlen=limit)

    def record(self, commit: Commit) -> None:
        """Keep a commit; the oldest one goes when there are too many."""
        self._commits.append(commit)

    def state(self, revision: int) -> State | None:
        """The state as the last commit of that revision left it; None when it is not kept."""
        for commit in reversed(self._commits):
            if commit.revision == revision:
                return commit.state
            if commit.revision < revision:
                return None
        return None
