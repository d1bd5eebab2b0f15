"""The sizes that a message and a session's state may have, each with its option."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjx_studio.server.connection import SOCKET_LIMIT
from hjx_studio.server.options import Limits
from tests.server.test_http_events import post
from tests.support.serving import Serving, serving
from tests.support.websocket import WebSocket

SOURCE = """\
component Heap

state:
  text = ""
  _kept = ""
  rows = []

local:
  own = ""

layout:
  view:
    text: "{{text}}"

handlers:
  put(value):
    set text = value
  keep(value):
    set _kept = value
  mine(value):
    set own = value
  add(row):
    set rows = rows.concat([row])
"""


async def told(client: WebSocket, handler: str, value: object) -> dict[str, object]:
    """What a client gets for an event."""
    client.send({"type": "event", "handler": handler, "args": [value]})
    return await client.receive()


async def test_a_state_beyond_the_limit_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    async with serving(tmp_path / "heap.hjx", SOURCE, limits=Limits(state=1_000)) as site:
        one, two = await site.open(), await site.open()
        first = await one.receive()
        await two.receive()
        for handler in ("put", "keep", "mine"):
            error = await told(one, handler, "a" * 1_000)
            assert (error["type"], error["code"]) == ("error", "budget_exceeded"), handler
            assert error["handler"] == handler
            assert "--max-state" in str(error["message"])
        one.send({"type": "sync"})
        assert await one.receive() == first
        assert (await told(one, "put", "a" * 500))["rev"] == 1
        assert (await two.receive())["rev"] == 1  # the first that it hears of
        answer, body = await post(site, {"handler": "put", "args": ["a" * 1_000]})
        assert (answer.status, body["code"]) == (422, "budget_exceeded")


async def test_a_list_may_grow_to_the_limit_and_be_emptied(tmp_path: Path) -> None:
    async with serving(tmp_path / "heap.hjx", SOURCE, limits=Limits(state=1_000)) as site:
        client = await site.open()
        await client.receive()
        count = 0
        while (answer := await told(client, "add", "b" * 90))["type"] == "update":
            count += 1
        assert answer["code"] == "budget_exceeded"
        assert count == (1_000 - len('"text":"","_kept":"","rows":[]') + 1) // 93
        client.send({"type": "event", "handler": "put", "args": [""], "id": 1})
        assert (await client.receive())["type"] == "ack"


async def test_a_state_that_began_too_large_may_shrink_but_not_grow(tmp_path: Path) -> None:
    source = SOURCE.replace('text = ""', f'text = "{"a" * 2_000}"')
    async with serving(tmp_path / "heap.hjx", source, limits=Limits(state=1_000)) as site:
        client = await site.open()
        await client.receive()
        assert (await told(client, "put", "a" * 2_001))["code"] == "budget_exceeded"
        assert (await told(client, "put", "a" * 1_500))["type"] == "update"
        assert (await told(client, "put", "a" * 1_501))["code"] == "budget_exceeded"
        assert (await told(client, "put", ""))["type"] == "update"


async def test_no_limit_means_none(tmp_path: Path) -> None:
    limits = Limits(state=0, message=0)
    async with serving(tmp_path / "heap.hjx", SOURCE, limits=limits) as site:
        client = await site.open()
        await client.receive()
        large = "a" * (5 * 1024 * 1024)
        answer = await told(client, "put", large)
        assert answer["state"] == {"text": large, "rows": [], "own": ""}
        posted, _ = await post(site, {"handler": "put", "args": [large]})
        assert posted.status == 200


async def refused(site: Serving, size: int) -> bool:
    """Whether a message of so many bytes is too large, over a socket and by HTTP alike."""
    head, tail = b'{"type":"event","handler":"put","args":["', b'"]}'
    message = head + b"a" * (size - len(head) - len(tail)) + tail
    client = await site.open()
    await client.receive()
    client.send_frame(1, message)
    code = (await client.receive()).get("code")
    await client.close()
    answer, _ = await post(site, message)
    assert (answer.status == 413) == (code == "too_large")
    return code == "too_large"


@pytest.mark.parametrize("limit", [100, 64 * 1024, 2 * SOCKET_LIMIT])
async def test_a_message_may_have_as_many_bytes_as_the_option_says(
    tmp_path: Path, limit: int
) -> None:
    async with serving(tmp_path / "heap.hjx", SOURCE, limits=Limits(message=limit)) as site:
        assert not await refused(site, limit)
        if limit < SOCKET_LIMIT:
            assert await refused(site, limit + 1)
        else:
            client = await site.open()
            client.send_frame(1, b" " * (limit + 2))
            # The reset by which the rest is refused may overtake the frame that says why.
            assert await client.closed() in (1009, 1006)
