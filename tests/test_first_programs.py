"""The programs that the language was first described with run as written, for hand-made clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bench.load import running


def serve(root: Path, name: str) -> Any:
    sample = root / f"tests/samples/first_programs/{name}.hjx"
    return running("-m", "hjx_studio", "serve", str(sample), "--port", "0")


async def test_a_counter_counts_for_everyone(root: Path) -> None:
    with serve(root, "counter") as address:
        async with aiohttp.ClientSession() as http:
            url = f"{address}/hjx"
            async with http.ws_connect(url) as one, http.ws_connect(url) as other:
                for socket in (one, other):
                    first = await socket.receive_json()
                    assert first == {"type": "update", "state": {"count": 0}, "rev": 0}
                await one.send_json({"type": "event", "handler": "increment"})
                await other.send_json({"type": "event", "handler": "increment", "args": []})
                for socket in (one, other):
                    assert (await socket.receive_json())["state"] == {"count": 1}
                    second = await socket.receive_json()
                    assert second == {"type": "update", "state": {"count": 2}, "rev": 2}
            async with http.get(address) as page:
                assert "Count: 2" in await page.text()


@pytest.mark.parametrize("text", ["hi", "<b>hi</b>"])
async def test_a_chat_tells_everyone_what_one_sends(root: Path, text: str) -> None:
    with serve(root, "chat") as address:
        async with aiohttp.ClientSession() as http:
            url = f"{address}/hjx"
            async with http.ws_connect(url) as one, http.ws_connect(url) as other:
                for socket in (one, other):
                    assert (await socket.receive_json())["state"] == {"messages": []}
                event = {"type": "event", "handler": "sendMessage", "args": [{"text": text}]}
                await one.send_json(event)
                for socket in (one, other):
                    update = await socket.receive_json()
                    assert update["state"] == {"messages": [{"text": text}]}
                    assert update["rev"] == 1
            async with http.get(address) as page:
                assert text.replace("<", "&lt;").replace(">", "&gt;") in await page.text()
