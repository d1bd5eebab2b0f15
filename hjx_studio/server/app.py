"""What each path answers, behind the policy."""

from __future__ import annotations

import logging
from gzip import compress

import orjson
from aiohttp import hdrs, web

from hjx_studio.language.shell import document
from hjx_studio.server.assets import Assets
from hjx_studio.server.connection import Connection, new_socket
from hjx_studio.server.events import answer_event
from hjx_studio.server.host import Host
from hjx_studio.server.http import SERVER_HEADERS, Answer, plain, takes_gzip
from hjx_studio.server.metrics import CONTENT_TYPE as METRICS_TYPE
from hjx_studio.server.places import NoPlaceError, Places
from hjx_studio.server.policy import Policy
from hjx_studio.server.seat import Seat
from hjx_studio.server.sessions import FullError
from hjx_studio.session.clients import Peer

_KEY_LIMIT = 128  # characters of a client's key
_AGENT_LIMIT = 200
_FOR_EVER = "public, max-age=31536000, immutable"
_ENCODED = hdrs.ACCEPT_ENCODING
_QUICK = 5  # zlib's level for what is made for each visitor
_log = logging.getLogger(__name__)


class Site:
    """The paths of one server."""

    def __init__(self, host: Host, policy: Policy, assets: Assets, places: Places) -> None:
        self._host = host
        self._policy = policy
        self._assets = assets
        self._places = places
        self._paths: dict[str, Answer] = {
            "/": self._page,
            "/hjx": self._socket,
            "/healthz": self._health,
            "/metrics": self._metrics,
            "/favicon.ico": self._icon,
        }

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request, whatever it asks for and whatever goes wrong."""
        try:
            return self._refusal(request) or await self._handler(request)(request)
        except NoPlaceError as error:
            return plain(400, str(error))
        except Exception:
            _log.exception("a request failed")
            return plain(500, "Something went wrong in the server; its log says what.")

    def _handler(self, request: web.BaseRequest) -> Answer:
        found = self._paths.get(request.path)
        if found is None:
            if request.path == "/hjx/event":
                return self._event
            return self._asset if request.path.startswith("/_hjx/") else _not_found
        if request.method not in (hdrs.METH_GET, hdrs.METH_HEAD):
            return _not_allowed
        return found

    def _refusal(self, request: web.BaseRequest) -> web.StreamResponse | None:
        headers = request.headers
        refusal = self._policy.check(headers.getall(hdrs.HOST, []), headers.getall(hdrs.ORIGIN, []))
        if refusal is not None:
            return plain(refusal.status, refusal.message)
        if self._policy.token is None or request.path in ("/healthz", "/favicon.ico"):
            return None
        return self._token_refusal(request)

    def _token_refusal(self, request: web.BaseRequest) -> web.StreamResponse | None:
        """None when the token was given; a redirect when it came in the address and is swapped for
        a cookie, so that it does not stay in the address bar."""
        policy = self._policy
        cookie = f"hjx_token_{request.url.port or 0}"  # cookies know no ports: one for each
        if request.path == "/" and policy.knows_token(request.query.get("token")):
            kept = [(name, value) for name, value in request.query.items() if name != "token"]
            answer = plain(303, "Moved.")
            answer.headers[hdrs.LOCATION] = str(request.rel_url.with_query(kept))
            answer.set_cookie(cookie, policy.token or "", httponly=True, samesite="Strict")
            return answer
        scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() == "bearer" and policy.knows_token(given.strip()):
            return None
        if policy.knows_token(request.cookies.get(cookie)):
            return None
        answer = plain(401, "This server asks for its token: open the address that it has shown.")
        answer.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
        return answer

    # --- the paths ---

    async def _page(self, request: web.BaseRequest) -> web.StreamResponse:
        place = self._places.find(request)
        build, names = self._host.page(place.session)
        body = document(self._assets.version, build, names).encode()
        headers = {**SERVER_HEADERS, hdrs.CACHE_CONTROL: "no-store", hdrs.VARY: _ENCODED}
        if takes_gzip(request):
            headers[hdrs.CONTENT_ENCODING] = "gzip"
            body = compress(body, _QUICK, mtime=0)
        answer = web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)
        self._places.give(place, request, answer)
        return answer

    async def _health(self, _request: web.BaseRequest) -> web.StreamResponse:
        sessions = self._host.sessions
        counts = {"sessions": len(sessions), "clients": len(sessions.seats)}
        body = orjson.dumps({"status": "ok", **counts})
        return web.Response(body=body, content_type="application/json", headers=SERVER_HEADERS)

    async def _metrics(self, _request: web.BaseRequest) -> web.StreamResponse:
        sessions = self._host.sessions
        text = self._host.metrics.text(len(sessions), len(sessions.seats))
        answer = web.Response(body=text.encode(), headers=SERVER_HEADERS)
        answer.headers[hdrs.CONTENT_TYPE] = METRICS_TYPE
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        return answer

    async def _icon(self, _request: web.BaseRequest) -> web.StreamResponse:
        headers = {**SERVER_HEADERS, hdrs.CACHE_CONTROL: "public, max-age=86400"}
        return web.Response(status=204, headers=headers)

    async def _asset(self, request: web.BaseRequest) -> web.StreamResponse:
        folder, _, name = request.path.removeprefix("/_hjx/").partition("/")
        found = self._assets.find(folder, name)
        if found is None:
            return await _not_found(request)
        headers = {**SERVER_HEADERS, hdrs.CACHE_CONTROL: _FOR_EVER, hdrs.VARY: _ENCODED}
        body = found.content
        if takes_gzip(request):
            headers[hdrs.CONTENT_ENCODING] = "gzip"
            body = found.packed
        return web.Response(
            body=body, content_type=found.content_type, charset="utf-8", headers=headers
        )

    async def _event(self, request: web.BaseRequest) -> web.StreamResponse:
        place = self._places.find(request)
        if place.new_id is not None:  # nobody could come back to that session
            raise NoPlaceError("Sessions are private here: send a browser's cookie.")
        return await answer_event(self._host, place.session, request)

    async def _socket(self, request: web.BaseRequest) -> web.StreamResponse:
        place, key = self._places.find(request), request.query.get("client")
        if key is not None and not 0 < len(key) <= _KEY_LIMIT:
            return plain(400, f"A client's key has 1 to {_KEY_LIMIT} characters.")
        socket = new_socket(self._host.limits.message)
        if request.method == hdrs.METH_HEAD or not socket.can_prepare(request).ok:
            answer = plain(426, "This address speaks WebSocket.")
            answer.headers[hdrs.UPGRADE] = "websocket"
            return answer
        socket.headers.update(SERVER_HEADERS)
        self._places.give(place, request, socket)
        await socket.prepare(request)
        if request.transport is not None:
            connection = Connection(
                socket, request.transport, self._host.limits, self._host.metrics
            )
            peer = _peer(request, socket.ws_protocol)
            await self._attend(Seat(connection, place.session, key, peer))
        return socket

    async def _attend(self, seat: Seat) -> None:
        """Let a socket take part until it closes."""
        connection = seat.connection
        try:
            self._host.enter(seat)
        except FullError as error:
            connection.close(1013, str(error))
            await connection.closed()
            return
        try:
            await connection.read(seat.receive)
        except Exception:
            _log.exception("a message could not be handled")
            connection.close(1011, "something went wrong in the server")
            await connection.closed()
        finally:
            self._host.leave(seat, connection.why)


async def _not_found(_request: web.BaseRequest) -> web.StreamResponse:
    return plain(404, "There is nothing here.")


async def _not_allowed(_request: web.BaseRequest) -> web.StreamResponse:
    answer = plain(405, "This address can only be read.")
    answer.headers[hdrs.ALLOW] = "GET, HEAD"
    return answer


def _peer(request: web.BaseRequest, protocol: str | None) -> Peer:
    return Peer(
        address=request.remote or "",
        agent=request.headers.get(hdrs.USER_AGENT, "")[:_AGENT_LIMIT],
        protocol=protocol or "",
        build=request.query.get("build"),
    )
