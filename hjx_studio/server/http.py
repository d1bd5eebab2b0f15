"""HTTP as this server speaks it: no answer without the security headers, not even to nonsense."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from hjx_studio.server.policy import HEADERS

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
SERVER_HEADERS = {**HEADERS, hdrs.SERVER: "hjx-studio"}
_log = logging.getLogger(__name__)


def plain(status: int, text: str) -> web.Response:
    """One line of text."""
    return web.Response(
        status=status, text=f"{text}\n", content_type="text/plain", headers=SERVER_HEADERS
    )


def takes_gzip(request: web.BaseRequest) -> bool:
    """Whether an answer may be sent by gzip (RFC 9110, section 12.5.3)."""
    for header in request.headers.getall(hdrs.ACCEPT_ENCODING, []):
        for part in header.split(","):
            coding, _, weight = part.partition(";")
            if coding.strip().lower() in ("gzip", "x-gzip", "*"):
                return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return False


class _Protocol(web.RequestHandler):
    """One connection. What fails before a request can be handled is answered here."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """One line that repeats nothing of what came; only our own mistakes are logged."""
        if status >= 500:
            _log.error("a request failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        answer = plain(status, "This is no HTTP request that can be answered.")
        answer.force_close()
        return answer


class HttpServer(web.Server):
    """Answers every request on its connections with `answer`, which is to raise nothing."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)

    def __call__(self) -> web.RequestHandler:
        """The protocol of a new connection."""
        return _Protocol(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # None is none, here as for all of aiohttp
        )
