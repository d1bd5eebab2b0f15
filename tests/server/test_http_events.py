"""Events by HTTP: what a script or a cron job sends with one POST, and what it gets."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hjx_studio.server.options import Limits
from hjx_studio.server.policy import HEADERS
from hjx_studio.session.commands import Abandon, Continue, SetStepMode
from hjx_studio.session.events import SessionEnded, Stopped
from tests.support.serving import Serving, serving

SOURCE = """\
component Board

state:
  count = 0
  _secret = "hidden"

local:
  draft = "mine"

computed:
  double = count * 2
  shout = draft + "!"

layout:
  view:
    text: "{{count}} {{double}} {{shout}}"

handlers:
  add(n):
    set count = count + n
  keep(n):
    set draft = n
  length:
    set count = draft.length
  what:
    set count = event == null ? 1 : 2
  nothing:
    log "looked"
  fail:
    set count = 0 / 0
  _hidden:
    set count = 0
"""


async def post(
    site: Serving, message: object, path: str = "/hjx/event", **settings: Any
) -> tuple[aiohttp.ClientResponse, Any]:
    """The answer to an event, and its JSON."""
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    answer, text = await site.get(path, "POST", data=io.BytesIO(data), **settings)
    return answer, json.loads(text) if answer.content_type == "application/json" else text


async def test_an_event_is_answered_with_the_state_after_it_and_clients_see_it(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        client = await site.open()
        await client.receive()
        message = {"type": "event", "handler": "add", "args": [5]}
        answer, body = await post(site, message)
        assert answer.status == 200
        assert body == {"rev": 1, "state": {"count": 5, "double": 10}}
        assert (await client.receive())["state"]["count"] == 5
        answer, body = await post(site, {"handler": "nothing"})
        assert (answer.status, body["rev"]) == (200, 1)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value
        assert answer.headers["Cache-Control"] == "no-store"


async def test_an_event_goes_to_the_session_that_is_named(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        await post(site, {"handler": "add", "args": [5]}, "/hjx/event?session=other")
        _, body = await post(site, {"handler": "add", "args": [1]})
        assert body == {"rev": 1, "state": {"count": 1, "double": 2}}
        _, body = await post(site, {"handler": "nothing"}, "/hjx/event?session=other")
        assert body["state"]["count"] == 5
        assert (await post(site, {"handler": "nothing"}, "/hjx/event?session=."))[0].status == 400


async def test_there_is_no_client_so_local_names_have_their_start_values(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        assert (await post(site, {"handler": "length"}))[1]["state"]["count"] == 4
        answer, body = await post(site, {"handler": "keep", "args": ["yours"], "id": 7})
        assert answer.status == 422
        assert (body["code"], body["handler"], body["id"]) == ("no_client", "keep", 7)
        message = {"handler": "what", "event": {"type": "click", "value": "x"}}
        assert (await post(site, message))[1]["state"]["count"] == 1


REFUSED = [
    (b"nonsense", 400, "bad_json"),
    (b"\xff\xfe", 400, "bad_json"),
    (b'{"handler":"add","args":[{"__proto__":1}]}', 400, "bad_json"),
    (b"[]", 400, "bad_message"),
    (b"{}", 400, "bad_message"),
    (b'{"type":"bind","path":["draft"],"value":1}', 400, "unknown_type"),
    (b'{"handler":"add","args":1}', 400, "bad_args"),
    (b'{"handler":"none"}', 404, "unknown_handler"),
    (b'{"handler":"_hidden"}', 403, "private_handler"),
    (b'{"handler":"fail"}', 422, "handler_failed"),
    (b'{"handler":"add","args":["' + b"a" * 65_536 + b'"]}', 413, "too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
async def test_what_is_refused_says_why_and_changes_nothing(
    tmp_path: Path, body: bytes, status: int, code: str
) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        answer, error = await post(site, body)
        assert (answer.status, error["type"], error["code"]) == (status, "error", code)
        assert "\n" not in error["message"]
        _, after = await post(site, {"handler": "nothing"})
        assert after == {"rev": 0, "state": {"count": 0, "double": 0}}


async def test_a_body_without_an_end_is_cut_at_the_limit(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(
            b"POST /hjx/event HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        writer.write((b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 3)  # and no last chunk
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        assert b" 413 " in answer.splitlines()[0]
        assert b'"too_large"' in answer


async def test_other_methods_foreign_pages_and_strangers_are_refused(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE, token="se-cret") as site:
        bearer = {"Authorization": "Bearer se-cret"}
        event = {"handler": "add", "args": [1]}
        assert (await post(site, event))[0].status == 401
        assert (await post(site, event, headers={"Authorization": "Bearer x"}))[0].status == 401
        foreign = {**bearer, "Origin": "http://attacker.example"}
        assert (await post(site, event, headers=foreign))[0].status == 403
        rebound = {**bearer, "Host": "attacker.example"}
        assert (await post(site, event, headers=rebound))[0].status == 403
        answer, _ = await site.get("/hjx/event", headers=bearer)
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        answer, body = await post(site, event, headers=bearer)
        assert (answer.status, body["rev"]) == (200, 1)


async def test_while_a_run_is_held_the_request_waits(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        await site.server.request(SetStepMode(True))
        asked = asyncio.create_task(post(site, {"handler": "add", "args": [5]}))
        stopped = await site.event(Stopped)
        assert isinstance(stopped, Stopped)
        assert not asked.done()
        await site.server.request(Continue("main", stopped.stop))
        answer, body = await asked
        assert (answer.status, body["state"]["count"]) == (200, 5)


async def test_an_abandoned_run_is_answered_as_such(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        await site.server.request(SetStepMode(True))
        asked = asyncio.create_task(post(site, {"handler": "add", "args": [5]}))
        stopped = await site.event(Stopped)
        assert isinstance(stopped, Stopped)
        await site.server.request(Abandon("main", stopped.stop))
        answer, body = await asked
        assert (answer.status, body["code"]) == (409, "abandoned")


async def test_an_end_of_the_server_lets_what_is_held_run_and_answers(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", SOURCE) as site:
        await site.server.request(SetStepMode(True))
        asked = asyncio.create_task(post(site, {"handler": "add", "args": [5]}))
        await site.event(Stopped)
    answer, body = await asked
    assert (answer.status, body["state"]["count"]) == (200, 5)


async def test_a_source_with_errors_runs_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path / "board.hjx", "layout:\n  text: nonsense\n") as site:
        answer, body = await post(site, {"handler": "add"})
        assert (answer.status, body["code"]) == (404, "unknown_handler")


async def test_a_session_made_by_a_request_is_dropped_when_nobody_comes(tmp_path: Path) -> None:
    limits = Limits(session_ttl=0.05, sessions=2)
    async with serving(tmp_path / "board.hjx", SOURCE, limits=limits) as site:
        event = {"handler": "add", "args": [1]}
        assert (await post(site, event, "/hjx/event?session=a"))[0].status == 200
        ended = await site.event(SessionEnded)
        assert isinstance(ended, SessionEnded)
        assert ended.session == "a"
    async with serving(tmp_path / "board.hjx", SOURCE, limits=Limits(sessions=2)) as site:
        assert (await post(site, event, "/hjx/event?session=a"))[0].status == 200
        assert (await post(site, event, "/hjx/event?session=b"))[0].status == 503
