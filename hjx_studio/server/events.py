"""One event by HTTP, for scripts and cron: a POST waits until its handler has run."""

from __future__ import annotations

import asyncio

from aiohttp import hdrs, web

from hjx_studio.server.host import Host
from hjx_studio.server.http import SERVER_HEADERS, plain
from hjx_studio.server.sessions import FullError
from hjx_studio.session.messages import ErrorMessage, too_large

_BODY_TIME = 30.0  # seconds that a body may take to come
_STATUS = {
    "unknown_handler": 404,
    "private_handler": 403,
    "too_large": 413,
    "paused_full": 429,
    "handler_failed": 422,
    "budget_exceeded": 422,
    "no_client": 422,
    "abandoned": 409,
}  # of an error's code; the others are 400


async def answer_event(host: Host, session: str, request: web.BaseRequest) -> web.StreamResponse:
    """Have a session handle the event in a request's body; its answer, or the error as 4xx."""
    if request.method != hdrs.METH_POST:
        answer = plain(405, "This address takes events, by POST.")
        answer.headers[hdrs.ALLOW] = hdrs.METH_POST
        return answer
    try:
        async with asyncio.timeout(_BODY_TIME):
            body = await _body(request, host.limits.message)
    except TimeoutError:
        return _closing(plain(408, "The request took too long to come."))
    if body is None:
        error = too_large(host.limits.message)
        return _closing(_error(error.code, str(error)))
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _error("bad_json", "the message is not valid UTF-8")
    try:
        answered = await host.ask(session, text)
    except FullError as full:
        return plain(503, str(full))
    if answered is None:
        return _error("unknown_handler", "the source has errors, nothing runs yet")
    return _json(answered.data, answered.code)


async def _body(request: web.BaseRequest, limit: int) -> bytes | None:
    """The body; None where it is too large, which is seen before all of it has come."""
    if limit and (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if limit and len(body) > limit:
            return None
    return bytes(body)


def _error(code: str, message: str) -> web.Response:
    return _json(ErrorMessage(code, message).encode(), code)


def _json(data: bytes, code: str | None) -> web.Response:
    return web.Response(
        status=200 if code is None else _STATUS.get(code, 400),
        body=data,
        content_type="application/json",
        headers={**SERVER_HEADERS, hdrs.CACHE_CONTROL: "no-store"},
    )


def _closing(answer: web.Response) -> web.Response:
    answer.force_close()
    return answer
