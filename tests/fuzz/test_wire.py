"""Whatever a client sends, the session answers, keeps its state whole and serves the next one."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import orjson
import pytest

from hjx_studio.language.build import build
from hjx_studio.session.clients import Peer
from hjx_studio.session.effects import Close, Send
from hjx_studio.session.session import Session

LENGTHS = [
    pytest.param(2_000, id="short"),
    pytest.param(500_000, id="long", marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
]
WORDS = (
    "event", "bind", "sync", "digest", "update", "add", "remove", "clear", "show", "nobody", "_x",
    "todos", "draft", "filter", "next", "left", "text", "done", "id", "key", "value", "__proto__",
    "constructor", "", "\ud800", "😀", "x" * 300, "0", "-1", "\u0000",
)  # fmt: skip
FIELDS = (
    "type",
    "handler",
    "args",
    "id",
    "event",
    "path",
    "value",
    "component",
    "edit",
    "base",
    "n",
)


def a_value(random: Random, depth: int = 0) -> object:
    kind = random.randrange(10 if depth < 4 else 7)
    simple = (None, True, False, random.randrange(-2, 9), random.uniform(-1e3, 1e3), 1e400)
    if kind < 5:
        return random.choice(WORDS)
    if kind < 7:
        return random.choice(simple)
    many = range(random.randrange(4))
    if kind < 9:
        return [a_value(random, depth + 1) for _ in many]
    return {random.choice(WORDS): a_value(random, depth + 1) for _ in many}


def a_frame(random: Random) -> str:
    frame: dict[str, object] = {name: a_value(random) for name in random.sample(FIELDS, 4)}
    frame["type"] = random.choice(("event", "event", "bind", "bind", "sync", a_value(random)))
    if random.random() < 0.5:
        frame["handler"] = random.choice(("add", "remove", "clear", "show"))
    if random.random() < 0.5:
        steps = [a_value(random), "done", {"key": random.randrange(5)}, "text", "todos", "draft"]
        frame["path"] = random.sample(steps, random.randrange(1, 4))
    text = json.dumps(frame)
    if random.random() < 0.2:
        at = random.randrange(len(text))
        return text[:at] + random.choice('{}[]",:\\\x00') + text[at + random.randrange(4) :]
    return text


@pytest.mark.parametrize("count", LENGTHS)
def test_no_frame_harms_a_session(count: int, examples: Path) -> None:
    text = (examples / "todo.hjx").read_text()
    checked = build("todo.hjx", {"todo.hjx": text})
    assert checked.build is not None
    session = Session("main", checked.build, seed=1, clock=lambda: 0.0, observe=lambda event: None)
    session.start(0.0)
    peer = Peer("127.0.0.1", "fuzz", "")
    hostile, _ = session.connect(None, peer, 0.0)
    witness, _ = session.connect(None, peer, 0.0)
    random = Random(count)
    revision = 0
    for number in range(count):
        effects = session.receive(hostile, a_frame(random), float(number))
        assert not [effect for effect in effects if isinstance(effect, Close)]
        for effect in effects:
            if isinstance(effect, Send) and witness in effect.clients:
                seen = orjson.loads(effect.data)
                assert seen["type"] == "update"
                assert seen["rev"] > revision
                assert seen["state"]["draft"] == ""
                revision = seen["rev"]
        if number % 100 == 0:
            event = f'{{"type":"event","handler":"show","args":["All"],"id":"{number}"}}'
            (answer,) = session.receive(witness, event, float(number))
            assert isinstance(answer, Send)
            assert orjson.loads(answer.data)["type"] in ("ack", "update")
