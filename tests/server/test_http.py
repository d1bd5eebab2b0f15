"""What each path answers, and the headers that no answer lacks."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from hjx_studio.server.policy import HEADERS
from tests.support.serving import serving


async def test_the_page_comes_rendered_with_the_state_of_its_session(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open("/hjx?session=other")
        await client.receive()
        client.send({"type": "event", "handler": "add", "args": [41]})
        await client.receive()
        answer, text = await site.get("/?session=other")
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert "Count: 41" in re.sub(r"<!--.*?-->", "", text)
        assert "Count: 0" in re.sub(r"<!--.*?-->", "", (await site.get("/"))[1])


async def test_nothing_private_is_in_the_page_or_its_script(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        text = (await site.get("/"))[1]
        for address in [*re.findall(r'(?:src|href)="(/_hjx/[^"]+)"', text), "/"]:
            part = (await site.get(address))[1]
            assert "hidden" not in part.replace("visually-hidden", "").replace(".hidden", "")
            assert "_secret" not in part


async def test_looking_at_a_page_makes_no_session(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        for number in range(5):
            assert (await site.get(f"/?session=s{number}"))[0].status == 200
        answer, _ = await site.get("/healthz")
        assert (await site.get("/healthz"))[1] == '{"status":"ok","sessions":1,"clients":0}'
        assert answer.content_type == "application/json"


async def test_what_the_page_names_is_there_and_may_be_kept_for_ever(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        text = (await site.get("/"))[1]
        addresses = re.findall(r'(?:src|href)="(/_hjx/[^"]+)"', text)
        assert len(addresses) >= 3
        for address in addresses:
            answer, part = await site.get(address)
            assert answer.status == 200, address
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            expected = "text/javascript" if address.endswith(".js") else "text/css"
            assert answer.content_type == expected
            for module in re.findall(r'from "\./([a-z]+\.js)"', part):
                there = address.rpartition("/")[0]
                assert (await site.get(f"{there}/{module}"))[0].status == 200, module


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1, gzip;q=0.5", True),
        ("*", True),
        ("br", False),
        ("gzip;q=0, *", False),
        ("gzip; q=0.000", False),
        ("", False),
    ],
)
async def test_who_takes_gzip_gets_it_and_the_same_text(
    tmp_path: Path, accepted: str, packed: bool
) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        page = (await site.get("/"))[1]
        for address in ["/", *re.findall(r'(?:src|href)="(/_hjx/[^"]+)"', page)]:
            expected = (await site.get(address, headers={"Accept-Encoding": "identity"}))[1]
            answer, text = await site.get(address, headers={"Accept-Encoding": accepted})
            assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None), address
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert text == expected
            if len(expected) > 500:
                length = int(answer.headers["Content-Length"])
                assert (length < len(expected.encode())) is packed, address


async def test_the_icon_is_an_empty_answer(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        answer, text = await site.get("/favicon.ico")
        assert (answer.status, text) == (204, "")


PATHS = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/healthz", 200),
    ("GET", "/favicon.ico", 204),
    ("GET", "/nothing", 404),
    ("GET", "/_hjx/", 404),
    ("GET", "/_hjx/build/0000.js", 404),
    ("GET", "/counter.hjx", 404),
    ("GET", "/_hjx/../counter.hjx", 404),
    ("GET", "/_hjx/%2e%2e/counter.hjx", 404),
    ("GET", "/_hjx/build/..%2f..%2fcounter.hjx", 404),
    ("GET", "/etc/passwd", 404),
    ("GET", "//etc/passwd", 404),
    ("GET", "/?session=", 400),
    ("GET", "/?session=../x", 400),
    ("GET", "/?session=" + "a" * 65, 400),
    ("GET", "/hjx", 426),
    ("POST", "/", 405),
    ("DELETE", "/healthz", 405),
    ("OPTIONS", "/", 405),
]


async def test_every_answer_has_the_headers_and_no_error_shows_the_disk(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        for method, path, status in PATHS:
            answer, text = await site.get(path, method)
            assert answer.status == status, (method, path)
            for name, value in HEADERS.items():
                assert answer.headers.get(name) == value, (method, path, name)
            assert "aiohttp" not in answer.headers["Server"]
            assert str(tmp_path) not in text
            if status >= 400:
                assert answer.content_type == "text/plain"
                assert len(text.splitlines()) == (0 if method == "HEAD" else 1)


@pytest.mark.parametrize(
    "request_text",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_no_http_gets_a_refusal_and_the_server_goes_on(
    tmp_path: Path, request_text: bytes
) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(request_text)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 400 " in head.splitlines()[0]
        for name, value in HEADERS.items():
            assert f"{name}: {value}".encode() in head
        assert body == b"This is no HTTP request that can be answered.\n"
        assert (await site.get("/healthz"))[0].status == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/hjx", "/nothing", "/_hjx/x/main.js"])
async def test_a_rebound_name_and_a_foreign_page_get_403(tmp_path: Path, path: str) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        for headers in (
            {"Host": "attacker.example"},
            {"Host": f"attacker.example:{site.port}"},
            {"Origin": "http://attacker.example"},
            {"Origin": "null"},
            {"Origin": f"http://localhost:{site.port}"},
        ):
            answer, text = await site.get(path, headers=headers)
            assert answer.status == 403, headers
            assert "Count" not in text
        own = {"Origin": f"http://127.0.0.1:{site.port}"}
        assert (await site.get(path, headers=own))[0].status != 403


async def test_a_server_without_a_good_build_shows_a_page_that_waits(tmp_path: Path) -> None:
    async with serving(tmp_path / "broken.hjx", "layout:\n  text: nonsense\n") as site:
        answer, text = await site.get("/")
        assert answer.status == 200
        assert "main.js" in text
        assert (await site.get("/healthz"))[1] == '{"status":"ok","sessions":0,"clients":0}'


async def test_a_token_is_asked_for_and_swapped_for_a_cookie(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", token="se-cret_1") as site:
        for path in ("/", "/hjx", "/_hjx/x/main.js", "/nothing", "/?token=wrong", "/hjx?token="):
            answer, text = await site.get(path)
            assert answer.status == 401, path
            assert "se-cret_1" not in text
        assert (await site.get("/healthz"))[0].status == 200
        answer, _ = await site.get("/?session=a&token=se-cret_1")
        assert answer.status == 303
        assert answer.headers["Location"] == "/?session=a"
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        given = {"Cookie": cookie.partition(";")[0]}
        assert (await site.get("/", headers=given))[0].status == 200
        assert (await site.get("/", headers={"Cookie": "x=se-cret_1"}))[0].status == 401
        bearer = {"Authorization": "Bearer se-cret_1"}
        assert (await site.get("/", headers=bearer))[0].status == 200
        wrong = {"Authorization": "Bearer se-cret_2"}
        assert (await site.get("/", headers=wrong))[0].status == 401
        client = await site.open(headers="Authorization: Bearer se-cret_1\r\n")
        assert (await client.receive())["type"] == "update"


async def test_the_shown_address_carries_the_token(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", token="abc") as site:
        assert site.url.endswith("/?token=abc")


async def test_away_from_loopback_a_token_is_made(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", host="0.0.0.0") as site:
        assert re.search(r"/\?token=[\w-]{20,}$", site.url)
        assert (await site.get("/"))[0].status == 401


async def test_insecure_means_no_token(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", host="0.0.0.0", insecure=True) as site:
        assert "token" not in site.url
        assert (await site.get("/"))[0].status == 200
