"""HTTP: what each path answers, behind the policy, with the same headers on every answer."""

from __future__ import annotations

import logging
import re

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from hjx_studio.language.shell import document
from hjx_studio.server.assets import Assets
from hjx_studio.server.connection import Connection, new_socket
from hjx_studio.server.host import MAIN, FullError, Host
from hjx_studio.server.policy import HEADERS, Policy
from hjx_studio.server.seat import Seat
from hjx_studio.session.clients import Peer

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY_LIMIT = 128  # characters of a client's key
_AGENT_LIMIT = 200
_FOR_EVER = "public, max-age=31536000, immutable"
_log = logging.getLogger(__name__)


def _plain(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", content_type="text/plain")


class Site:
    """The paths of one server."""

    def __init__(self, host: Host, policy: Policy, assets: Assets) -> None:
        self._host = host
        self._policy = policy
        self._assets = assets

    def app(self) -> web.Application:
        """The application that answers them."""
        app = web.Application(middlewares=[self._guard()], client_max_size=64 * 1024)
        app.router.add_get("/", self._page)
        app.router.add_get("/hjx", self._socket, allow_head=False)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/favicon.ico", self._icon)
        app.router.add_get("/_hjx/{folder}/{name}", self._asset)
        app.on_response_prepare.append(_add_headers)
        return app

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                return self._refusal(request) or await handler(request)
            except web.HTTPException as error:
                answer = _plain(error.status, error.reason)
                if hdrs.ALLOW in error.headers:
                    answer.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
                return answer
            except Exception:
                _log.exception("a request failed")
                return _plain(500, "Something went wrong in the server; its log says what.")

        return guard

    def _refusal(self, request: web.Request) -> web.StreamResponse | None:
        headers = request.headers
        refusal = self._policy.check(headers.getall(hdrs.HOST, []), headers.getall(hdrs.ORIGIN, []))
        if refusal is not None:
            return _plain(refusal.status, refusal.message)
        if self._policy.token is None or request.path in ("/healthz", "/favicon.ico"):
            return None
        return self._token_refusal(request)

    def _token_refusal(self, request: web.Request) -> web.StreamResponse | None:
        """None when the token was given; a redirect when it came in the address and is swapped for
        a cookie, so that it does not stay in the address bar."""
        policy = self._policy
        cookie = self._cookie(request)
        if request.path == "/" and policy.knows_token(request.query.get("token")):
            kept = [(name, value) for name, value in request.query.items() if name != "token"]
            answer = _plain(303, "Moved.")
            answer.headers[hdrs.LOCATION] = str(request.rel_url.with_query(kept))
            answer.set_cookie(cookie, policy.token or "", httponly=True, samesite="Strict")
            return answer
        scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() == "bearer" and policy.knows_token(given.strip()):
            return None
        if policy.knows_token(request.cookies.get(cookie)):
            return None
        answer = _plain(401, "This server asks for its token: open the address that it has shown.")
        answer.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
        return answer

    def _cookie(self, request: web.Request) -> str:
        """Cookies know no ports, so each port has one of its own."""
        return f"hjx_token_{request.url.port or 0}"

    # --- the paths ---

    async def _page(self, request: web.Request) -> web.StreamResponse:
        build, names = self._host.names(_session(request))
        text = document(self._assets.version, build, names)
        answer = web.Response(text=text, content_type="text/html")
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        return answer

    async def _health(self, _request: web.Request) -> web.StreamResponse:
        host = self._host
        counts = {"sessions": host.session_count, "clients": host.client_count}
        return web.json_response({"status": "ok", **counts})

    async def _icon(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(status=204, headers={hdrs.CACHE_CONTROL: "public, max-age=86400"})

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        found = self._assets.find(request.match_info["folder"], request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        answer = web.Response(body=found.content, content_type=found.content_type, charset="utf-8")
        answer.headers[hdrs.CACHE_CONTROL] = _FOR_EVER
        return answer

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = new_socket()
        ready = socket.can_prepare(request)
        if not ready.ok:
            answer = _plain(426, "This address speaks WebSocket.")
            answer.headers[hdrs.UPGRADE] = "websocket"
            return answer
        session, key = _session(request), request.query.get("client")
        if key is not None and not 0 < len(key) <= _KEY_LIMIT:
            return _plain(400, f"A client's key has 1 to {_KEY_LIMIT} characters.")
        await socket.prepare(request)
        transport = request.transport
        if transport is None:
            return socket
        connection = Connection(socket, transport, self._host.limits)
        seat = Seat(connection, session, key, _peer(request))
        try:
            self._host.enter(seat)
        except FullError as error:
            connection.close(1013, str(error))
            await connection.closed()
            return socket
        try:
            await connection.read(seat.receive)
        except Exception:
            _log.exception("a message could not be handled")
            connection.close(1011, "something went wrong in the server")
            await connection.closed()
        finally:
            self._host.leave(seat, connection.why or _reason(socket.close_code))
        return socket


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers[hdrs.SERVER] = "hjx-studio"


def _session(request: web.Request) -> str:
    name = request.query.get("session", MAIN)
    if _SESSION.fullmatch(name) is None:
        raise web.HTTPBadRequest(reason="A session's name has 1 to 64 of A-Z a-z 0-9 _ and -.")
    return name


def _peer(request: web.Request) -> Peer:
    return Peer(
        address=request.remote or "",
        agent=request.headers.get(hdrs.USER_AGENT, "")[:_AGENT_LIMIT],
        build=request.query.get("build"),
    )


def _reason(code: int | None) -> str:
    match code:
        case None | 1006:
            return "connection lost"
        case 1000 | 1001:
            return "closed"
        case 1009:
            return "message too large"
        case _:
            return f"closed with {code}"
