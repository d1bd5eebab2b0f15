"""Sessions that are private: each browser has its own, and nobody else comes in."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest

from hjx_studio.server.options import Limits
from hjx_studio.session.events import SessionEnded
from tests.server.test_http_events import post
from tests.support.serving import Serving, serving
from tests.support.websocket import HandshakeError

ADD = {"type": "event", "handler": "add", "args": [5]}


async def visit(site: Serving, cookie: str | None = None, **headers: str) -> str | None:
    """Open the page; the cookie that it gives, if it gives one."""
    given = headers if cookie is None else {**headers, "Cookie": cookie}
    answer, _ = await site.get("/", headers=given)
    assert answer.status == 200
    kept = answer.headers.get("Set-Cookie")
    if kept is None:
        return None
    assert "HttpOnly" in kept
    assert "SameSite=Strict" in kept
    assert re.fullmatch(rf"hjx_session_{site.port}=[\w-]{{43}}", kept.partition(";")[0])
    return kept.partition(";")[0]


async def test_each_browser_has_a_session_of_its_own_and_gets_it_back(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", private=True) as site:
        one, two = await visit(site), await visit(site)
        assert one != two
        assert one is not None
        assert await visit(site, one) is None
        first = await site.open(headers=f"Cookie: {one}\r\n")
        second = await site.open(headers=f"Cookie: {two}\r\n")
        await first.receive()
        await second.receive()
        first.send(ADD)
        assert (await first.receive())["state"]["count"] == 5
        second.send(ADD)
        assert (await second.receive())["state"]["count"] == 5
        await first.close()
        again = await site.open(headers=f"Cookie: {one}\r\n")
        assert (await again.receive())["state"]["count"] == 5
        _, text = await site.get("/", headers={"Cookie": one})
        assert "Count: 5" in re.sub(r"<!--.*?-->", "", text)
        assert "Count: 0" in re.sub(r"<!--.*?-->", "", (await site.get("/"))[1])


async def test_tabs_of_one_browser_share_its_session(tmp_path: Path) -> None:
    async with (
        serving(tmp_path / "counter.hjx", private=True) as site,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        async with browser.get(f"{site.url}/") as page:
            assert page.status == 200
        async with (
            browser.ws_connect(f"{site.url}/hjx") as one,
            browser.ws_connect(f"{site.url}/hjx") as two,
        ):
            await one.receive_json()
            await two.receive_json()
            await one.send_json(ADD)
            assert (await two.receive_json())["state"]["count"] == 5


async def test_a_program_without_a_cookie_is_given_one_with_its_socket(tmp_path: Path) -> None:
    async with (
        serving(tmp_path / "counter.hjx", private=True) as site,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as program,
    ):
        async with program.ws_connect(f"{site.url}/hjx") as socket:
            await socket.receive_json()
            await socket.send_json(ADD)
            assert (await socket.receive_json())["state"]["count"] == 5
        async with program.ws_connect(f"{site.url}/hjx") as socket:
            assert (await socket.receive_json())["state"]["count"] == 5


async def test_nobody_comes_in_by_a_name_or_a_made_up_id(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", private=True) as site:
        cookie = await visit(site)
        client = await site.open(headers=f"Cookie: {cookie}\r\n")
        await client.receive()
        client.send(ADD)
        await client.receive()
        snapshots = site.server.server.host.sessions.snapshots()
        (name,) = (found.session for found in snapshots if found.revision)
        assert cookie is not None
        assert cookie.partition("=")[2] not in name
        for path in (f"/?session={name}", "/?session=main"):
            assert (await site.get(path))[0].status == 400
            with pytest.raises(HandshakeError, match="400"):
                await site.open(f"/hjx{path[1:]}")
        for forged in (name, "main", "", "a" * 42, "../" + "a" * 40):
            made = await visit(site, f"hjx_session_{site.port}={forged}")
            assert made is not None, forged
            socket = await site.open(headers=f"Cookie: hjx_session_{site.port}={forged}\r\n")
            assert (await socket.receive())["state"]["count"] == 0


async def test_a_link_on_another_site_does_not_cost_a_browser_its_session(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", private=True) as site:
        # SameSite=Strict keeps the browser's cookie from coming with such a link
        assert await visit(site, **{"Sec-Fetch-Site": "cross-site"}) is None
        assert await visit(site, **{"Sec-Fetch-Site": "none"}) is not None


async def test_an_event_by_http_needs_the_cookie(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", private=True) as site:
        assert (await post(site, ADD))[0].status == 400
        cookie = await visit(site)
        assert cookie is not None
        answer, body = await post(site, ADD, headers={"Cookie": cookie})
        assert (answer.status, body["state"]["count"]) == (200, 5)
        client = await site.open(headers=f"Cookie: {cookie}\r\n")
        assert (await client.receive())["state"]["count"] == 5


async def test_a_private_session_is_dropped_when_its_browser_stays_away(tmp_path: Path) -> None:
    limits = Limits(session_ttl=0.05)
    async with serving(tmp_path / "counter.hjx", private=True, limits=limits) as site:
        cookie = await visit(site)
        client = await site.open(headers=f"Cookie: {cookie}\r\n")
        await client.receive()
        client.send(ADD)
        await client.receive()
        await client.close()
        await site.event(SessionEnded)
        again = await site.open(headers=f"Cookie: {cookie}\r\n")
        assert (await again.receive())["state"]["count"] == 0
