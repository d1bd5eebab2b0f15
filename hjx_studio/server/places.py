"""Which session a request is for: the one that it names, or its browser's own.

A browser's own is found by an unguessable id in a cookie, which scripts can't read and other sites'
pages can't send. The session's name is drawn from the id by a hash: whoever sees the name, on the
studio's screen or in a log, can't come in by it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

from hjx_studio.server.sessions import MAIN

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base64
_SHOWN = 24  # hexadecimal digits of the hash in the name: 96 bits


class NoPlaceError(Exception):
    """The request names no session that it may have; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """A session's name, and the id to give to the browser where it had none yet."""

    session: str
    new_id: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The rule of one server: sessions are named and shared, or, if `private`, each browser's."""

    private: bool

    def find(self, request: web.BaseRequest) -> Place:
        """Where a request belongs. Raises `NoPlaceError`."""
        asked = request.query.get("session")
        if not self.private:
            name = MAIN if asked is None else asked
            if not _NAME.fullmatch(name):
                raise NoPlaceError("A session's name has 1 to 64 of A-Z a-z 0-9 _ and -.")
            return Place(name)
        if asked is not None:
            raise NoPlaceError("Sessions are private here: each browser has its own, unnamed one.")
        known = request.cookies.get(_cookie(request), "")
        if _ID.fullmatch(known):
            return Place(_session(known))
        made = secrets.token_urlsafe(32)
        return Place(_session(made), made)

    def give(self, place: Place, request: web.BaseRequest, answer: web.StreamResponse) -> None:
        """Let the browser keep a new id.

        One that comes by another site's link has not sent its cookie, and must not lose it: it is
        given one over the socket that its page opens, if it still needs it.
        """
        if place.new_id is None or request.headers.get("Sec-Fetch-Site") == "cross-site":
            return
        answer.set_cookie(_cookie(request), place.new_id, httponly=True, samesite="Strict")


def _cookie(request: web.BaseRequest) -> str:
    return f"hjx_session_{request.url.port or 0}"  # cookies know no ports: one for each


def _session(known: str) -> str:
    return f"private-{hashlib.sha256(known.encode()).hexdigest()[:_SHOWN]}"
