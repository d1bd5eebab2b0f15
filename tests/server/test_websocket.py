"""The base protocol over real sockets: what any hand-written client of eight lines can speak."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hjx_studio.server import connection, live
from hjx_studio.server.frames import text_frame
from hjx_studio.server.options import Limits
from hjx_studio.session.commands import (
    Breakpoint,
    Continue,
    Disconnect,
    Lines,
    Refused,
    SetBreakpoints,
    SetStepMode,
    UpdateSource,
)
from hjx_studio.session.effects import Effect
from hjx_studio.session.events import (
    BuildChanged,
    ClientDisconnected,
    SessionEnded,
    SourceChecked,
    Stopped,
)
from hjx_studio.session.session import Session
from tests.support.serving import serving
from tests.support.sources import COUNTER
from tests.support.websocket import TEXT, HandshakeError


async def test_eight_lines_are_a_client(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        url = f"http://127.0.0.1:{site.port}/hjx"
        async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
            first = await socket.receive_json()
            await socket.send_json({"type": "event", "handler": "increment"})
            second = await socket.receive_json()
        assert first == {"type": "update", "state": {"count": 0, "draft": ""}, "rev": 0}
        assert second == {"type": "update", "state": {"count": 1, "draft": ""}, "rev": 1}


ROWS = """\
component Rows
state:
  rows = []
computed:
  count = rows.length
layout:
  text: "{{count}}"
handlers:
  put(row):
    set rows = [...rows, row]
"""


async def test_who_offers_the_patch_protocol_is_sent_what_changed_and_others_the_whole(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "rows.hjx", ROWS) as site:
        offer = "Sec-WebSocket-Protocol: {}\r\n".format
        plain = await site.open()
        patched = await site.open(headers=offer("chat, hjx.patch.v1"))
        stranger = await site.open(headers=offer("hjx.patch.v2"))
        clients = (plain, patched, stranger)
        assert [client.protocol for client in clients] == [None, "hjx.patch.v1", None]
        for client in clients:
            assert (await client.receive())["state"] == {"rows": [], "count": 0}
        for row in ("a" * 50, "b"):
            plain.send({"type": "event", "handler": "put", "args": [row]})
        state = {"rows": ["a" * 50, "b"], "count": 2}
        for client in (plain, stranger):
            await client.receive()
            assert await client.receive() == {"type": "update", "state": state, "rev": 2}
        await patched.receive()
        operations = [{"op": "add", "path": "/rows/1", "value": "b"}]
        assert await patched.receive() == {"type": "patch", "ops": operations, "from": 1, "rev": 2}
        patched.send({"type": "sync"})
        assert await patched.receive() == {"type": "update", "state": state, "rev": 2}


async def test_everyone_in_a_session_gets_the_update_and_nobody_else(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        one, two = await site.open(), await site.open()
        other = await site.open("/hjx?session=other")
        for client in (one, two, other):
            await client.receive()
        one.send({"type": "event", "handler": "add", "args": [2]})
        assert (await one.receive())["state"]["count"] == 2
        assert (await two.receive())["state"]["count"] == 2
        other.send({"type": "sync"})
        assert (await other.receive())["state"]["count"] == 0


async def test_a_draft_is_its_clients_own(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        one, two = await site.open(), await site.open()
        await one.receive()
        await two.receive()
        one.send({"type": "bind", "path": ["draft"], "value": "mine"})
        assert (await one.receive())["state"]["draft"] == "mine"
        two.send({"type": "sync"})
        assert (await two.receive())["state"]["draft"] == ""


HOSTILE = [
    (b"", "bad_json"),
    (b"{", "bad_json"),
    (b"[]", "bad_message"),
    (b"null", "bad_message"),
    (b"{}", "bad_message"),
    (b'{"type": 1}', "bad_message"),
    (b'{"type": "nothing"}', "unknown_type"),
    (b'{"type": "event"}', "bad_message"),
    (b'{"type": "event", "handler": "nothing"}', "unknown_handler"),
    (b'{"type": "event", "handler": "__proto__"}', "unknown_handler"),
    (b'{"type": "event", "handler": "_hidden"}', "private_handler"),
    (b'{"type": "event", "handler": "add", "args": {}}', "bad_args"),
    (b'{"type": "event", "handler": "add", "args": [NaN]}', "bad_json"),
    (b'{"type": "event", "handler": "add", "args": ["\\ud800"]}', "bad_json"),
    (b'{"type": "event", "handler": "add", "args": [{"__proto__": 1}]}', "bad_json"),
    (b'{"type": "event", "handler": "add", "args": [' + b"[" * 40 + b"]" * 40 + b"]}", "bad_json"),
    (b"[" * 50_000, "bad_json"),
    (b'{"type": "bind", "path": ["count"], "value": 1}', "bad_path"),
    (b'{"type": "bind", "path": ["draft"], "value": {"a": 1}}', "bad_value"),
    (b'"' + b"x" * 70_000 + b'"', "too_large"),
    (b"\xff\xfe", "bad_json"),
]


async def test_hostile_messages_are_errors_that_change_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        for content, code in HOSTILE:
            client.send_frame(TEXT, content)
            answer = await client.receive()
            assert (answer["type"], answer["code"]) == ("error", code), content[:60]
        client.send({"type": "sync"})
        assert await client.receive() == {
            "type": "update",
            "state": {"count": 0, "draft": ""},
            "rev": 0,
        }


async def test_a_failing_handler_is_its_senders_error_alone(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        one, two = await site.open(), await site.open()
        await one.receive()
        await two.receive()
        one.send({"type": "event", "handler": "add", "args": [{}], "id": 7})
        answer = await one.receive()
        assert (answer["code"], answer["handler"], answer["id"]) == ("handler_failed", "add", 7)
        assert answer["line"] == COUNTER[: COUNTER.index("count + n")].count("\n") + 1
        one.send({"type": "event", "handler": "increment"})
        assert (await two.receive())["state"]["count"] == 1


async def test_a_newer_socket_takes_over_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        older = await site.open("/hjx?client=abc")
        await older.receive()
        older.send({"type": "bind", "path": ["draft"], "value": "typed"})
        await older.receive()
        newer = await site.open("/hjx?client=abc")
        assert (await newer.receive())["state"]["draft"] == "typed"
        assert await older.closed() == 4001
        newer.send({"type": "event", "handler": "increment"})
        assert (await newer.receive())["state"]["count"] == 1


@pytest.mark.parametrize(
    "path", ["/hjx?session=a/b", "/hjx?session=", "/hjx?client=", f"/hjx?client={'k' * 200}"]
)
async def test_a_name_that_is_none_is_refused(tmp_path: Path, path: str) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        with pytest.raises(HandshakeError) as refused:
            await site.open(path)
        assert refused.value.status == 400


async def test_a_socket_from_a_foreign_page_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        for origin in ("http://attacker.example", "null", f"https://localhost:{site.port}"):
            with pytest.raises(HandshakeError) as refused:
                await site.open(headers=f"Origin: {origin}\r\n")
            assert refused.value.status == 403
        own = await site.open(headers=f"Origin: http://127.0.0.1:{site.port}\r\n")
        assert (await own.receive())["type"] == "update"


async def test_a_pause_holds_the_session_and_no_socket(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        one, two = await site.open(), await site.open()
        other = await site.open("/hjx?session=other")
        for client in (one, two, other):
            await client.receive()
        await site.server.request(SetStepMode(True))
        one.send({"type": "event", "handler": "increment"})
        assert (await two.receive())["type"] == "paused"
        assert (await one.receive())["type"] == "paused"
        late = await site.open()
        assert (await late.receive())["state"]["count"] == 0
        assert (await late.receive())["type"] == "paused"
        await site.server.request(SetStepMode(False))
        other.send({"type": "event", "handler": "increment"})
        assert (await other.receive())["state"]["count"] == 1
        stopped = await site.event(Stopped)
        assert isinstance(stopped, Stopped)
        await site.server.request(Continue("main", stopped.stop))
        messages = [await two.receive(), await two.receive()]
        assert {message["type"] for message in messages} == {"resumed", "update"}


async def test_closing_the_server_lets_a_stopped_run_finish_and_says_1001(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        await site.server.request(SetStepMode(True))
        for _ in range(3):
            client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["type"] == "paused"
        closing = asyncio.create_task(site.server.close())
        seen: list[dict[str, Any]] = []
        assert await client.closed(seen) == 1001
        await closing
        assert [m["state"]["count"] for m in seen if m["type"] == "update"] == [1, 2, 3]


async def test_a_breakpoint_lands_on_the_next_statement_and_follows_the_build(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        line = COUNTER[: COUNTER.index("  increment:")].count("\n") + 1
        wanted = SetBreakpoints("counter.hjx", (Breakpoint(line), Breakpoint(9_999)))
        assert await site.server.request(wanted) == Lines((line + 1,))
        await site.server.request(UpdateSource("counter.hjx", "\n" + COUNTER))
        await site.until(lambda: sum(isinstance(e, SourceChecked) for e in site.events) > 0)
        client = await site.open()
        await client.receive()
        client.send({"type": "event", "handler": "increment"})
        assert await client.receive() == {
            "type": "paused",
            "handler": "increment",
            "line": line + 2,
        }


async def test_an_unsaved_text_goes_live_with_its_state_kept(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        client.send({"type": "event", "handler": "increment"})
        await client.receive()
        await site.server.request(
            UpdateSource("counter.hjx", COUNTER.replace("count + 1", "count + 100"))
        )
        messages = [await client.receive() for _ in range(2)]
        assert "reload" in {message["type"] for message in messages}
        client.send({"type": "event", "handler": "increment"})
        while "state" not in (message := await client.receive()) or message["rev"] < 2:
            pass
        assert message["state"]["count"] == 101
        assert (tmp_path / "counter.hjx").read_text() == COUNTER


async def test_errors_reach_the_pages_and_the_last_good_build_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        wrong = COUNTER.replace("{{count}}", "{{cuont}}")
        await site.server.request(UpdateSource("counter.hjx", wrong))
        problems = await client.receive()
        assert problems["type"] == "problems"
        (item,) = problems["items"]
        assert item["path"] == "counter.hjx"
        assert "cuont" in item["message"]
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["state"]["count"] == 1
        await site.server.request(UpdateSource("counter.hjx", None))
        assert await client.receive() == {"type": "problems", "items": []}


async def test_who_came_before_the_first_good_build_is_let_in_with_it(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", "layout:\n  text: nonsense\n") as site:
        client = await site.open()
        assert (await client.receive())["type"] == "problems"
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["type"] == "error"
        assert await site.server.request(Disconnect("main", "c1")) == Refused(
            "there is no session main"
        )
        await site.server.request(UpdateSource("counter.hjx", COUNTER))
        while (message := await client.receive())["type"] != "update":
            pass
        assert message["state"]["count"] == 0
        while (message := await client.receive())["type"] != "problems" or message["items"]:
            pass  # the page takes its panel away
        begun = [event for event in site.events if isinstance(event, BuildChanged)]
        shown = {v.path[0]: v.text for v in begun[0].variables if v.scope == "state"}
        assert shown["count"] == "0"


async def test_a_session_begun_while_the_source_has_errors_hears_of_them(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        first = await site.open()
        await first.receive()
        await site.server.request(UpdateSource("counter.hjx", COUNTER + "\nlayout:\n"))
        assert (await first.receive())["type"] == "problems"
        other = await site.open("/hjx?session=other")
        assert (await other.receive())["type"] == "update"
        assert (await other.receive())["items"]
        await site.server.request(UpdateSource("counter.hjx", None))
        assert await other.receive() == {"type": "problems", "items": []}


async def test_a_changed_file_reloads_the_pages_however_it_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "counter.hjx"
    async with serving(path) as site:
        client = await site.open()
        await client.receive()

        async def live(text: str) -> None:
            build = site.server.server.host.build
            assert build is not None
            assert build.source.text == text

        path.write_text(COUNTER + "\n// one")
        assert (await client.receive())["type"] == "reload"
        await live(COUNTER + "\n// one")
        beside = tmp_path / "beside"
        beside.write_text(COUNTER + "\n// two")
        beside.rename(path)
        while (await client.receive())["type"] != "reload":
            pass
        await live(COUNTER + "\n// two")


async def test_a_vanished_file_is_a_problem_and_the_build_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "counter.hjx"
    async with serving(path) as site:
        client = await site.open()
        await client.receive()
        path.unlink()
        problems = await client.receive()
        assert problems["type"] == "problems"
        assert problems["items"][0]["message"] == "counter.hjx does not exist"
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["state"]["count"] == 1
        path.write_text(COUNTER)
        assert await client.receive() == {"type": "problems", "items": []}


async def test_an_empty_session_is_dropped_after_its_time_and_main_is_kept(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx", limits=Limits(session_ttl=0.05)) as site:
        main, other = await site.open(), await site.open("/hjx?session=other")
        await main.receive()
        await other.receive()
        other.send({"type": "event", "handler": "increment"})
        await other.receive()
        await main.close()
        await other.close()
        ended = await site.event(SessionEnded)
        assert isinstance(ended, SessionEnded)
        assert ended.session == "other"
        assert (await site.get("/healthz"))[1] == '{"status":"ok","sessions":1,"clients":0}'
        again = await site.open("/hjx?session=other")
        assert (await again.receive())["state"]["count"] == 0


async def test_more_clients_than_there_may_be_are_turned_away(tmp_path: Path) -> None:
    limits = Limits(clients=2, sessions=2)
    async with serving(tmp_path / "counter.hjx", limits=limits) as site:
        for _ in range(2):
            await (await site.open()).receive()
        assert await (await site.open()).closed() == 1013
        await (await site.open("/hjx?session=b")).receive()
        assert await (await site.open("/hjx?session=c")).closed() == 1013


async def test_a_client_can_be_disconnected_by_hand(tmp_path: Path) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        assert site.snapshot is not None
        await site.server.request(Disconnect("main", "c1"))
        assert await client.closed() == 1008
        gone = await site.event(ClientDisconnected)
        assert isinstance(gone, ClientDisconnected)
        assert gone.client == "c1"


async def test_timers_tick_and_stop_with_their_build(tmp_path: Path) -> None:
    source = (
        "component T\nstate:\n  n = 0\ntimers:\n  every 40ms -> tick\n"
        'layout:\n  text: "{{n}}"\nhandlers:\n  tick:\n    set n = n + 1\n'
    )
    async with serving(tmp_path / "t.hjx", source) as site:
        client = await site.open()
        while (await client.receive())["state"]["n"] < 3:
            pass
        await site.server.request(UpdateSource("t.hjx", source.replace("every 40ms", "every 60m")))
        while (await client.receive())["type"] != "reload":
            pass
        client.send({"type": "sync"})
        first = await client.receive()
        while first["type"] != "update":
            first = await client.receive()
        await asyncio.sleep(0.2)
        client.send({"type": "sync"})
        assert json.dumps((await client.receive())["state"]) == json.dumps(first["state"])


async def test_what_goes_wrong_inside_closes_that_socket_alone_and_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path / "counter.hjx") as site:
        client, other = await site.open(), await site.open()
        await client.receive()
        await other.receive()
        receive = Session.receive

        def failing(session: Session, sender: str, text: str, now: float) -> list[Effect]:
            if "boom" in text:
                raise RuntimeError("a secret place")
            return receive(session, sender, text, now)

        monkeypatch.setattr(Session, "receive", failing)
        client.send({"type": "boom"})
        seen: list[dict[str, Any]] = []
        assert await client.closed(seen) == 1011
        assert seen == []
        assert "a secret place" in caplog.text
        other.send({"type": "event", "handler": "increment"})
        assert (await other.receive())["state"]["count"] == 1


async def test_a_pause_longer_than_four_heartbeats_closes_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEARTBEAT", 0.4)
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        await client.receive()
        await site.server.request(SetStepMode(True))
        client.send({"type": "event", "handler": "increment"})
        assert (await client.receive())["type"] == "paused"
        stopped = await site.event(Stopped)
        assert isinstance(stopped, Stopped)

        async def go_on() -> None:
            await asyncio.sleep(2.4)
            await site.server.request(Continue("main", stopped.stop))

        going = asyncio.create_task(go_on())
        assert {(await client.receive())["type"] for _ in range(2)} == {"update", "resumed"}
        assert client.pings >= 4
        await going


async def test_a_peer_that_answers_no_ping_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEARTBEAT", 0.1)
    async with serving(tmp_path / "counter.hjx") as site:
        client = await site.open()
        client.pongs = False
        await client.receive()
        assert await client.closed() == 1006
        gone = await site.event(ClientDisconnected)
        assert isinstance(gone, ClientDisconnected)
        assert gone.reason == "connection lost"


async def test_one_frame_is_made_for_all_who_get_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def counted(data: bytes) -> bytes:
        made.append(data)
        return text_frame(data)

    source = COUNTER.replace('local:\n  draft = ""\n', "").replace(" bind value <-> draft", "")
    async with serving(tmp_path / "counter.hjx", source) as site:
        clients = [await site.open() for _ in range(20)]
        for client in clients:
            await client.receive()
        monkeypatch.setattr(live, "text_frame", counted)
        clients[0].send({"type": "event", "handler": "increment"})
        for client in clients:
            assert (await client.receive())["state"]["count"] == 1
        assert len(made) == 1
