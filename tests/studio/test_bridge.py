"""Between server and screen: nothing is lost, nothing comes late, and the model is always right."""

from __future__ import annotations

import asyncio

from hjx_studio.session.commands import (
    Command,
    FetchHandlers,
    FetchVariables,
    Refused,
    Reply,
    TakeSnapshot,
    Variables,
)
from hjx_studio.session.events import BuildChanged, StateChanged, StepModeChanged, Variable
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.model import Topic
from tests.studio.scripted import ScriptedServer, snapshot


def changed(revision: int) -> StateChanged:
    count = Variable("state", ("count",), "number", str(revision))
    return StateChanged("main", 1.0, 1, revision, "inc", "c1", (), (count,), 0.1, 1)


async def opened(server: ScriptedServer) -> tuple[Bridge, list[Topic]]:
    bridge, told = Bridge(server), list[Topic]()
    await bridge.open(told.append)
    return bridge, told


async def test_the_first_news_is_everything() -> None:
    bridge, told = await opened(ScriptedServer())
    assert told == [Topic.ALL]
    assert bridge.model.connected


async def test_a_batch_that_overtakes_the_snapshot_is_applied_after_it() -> None:
    class Eager(ScriptedServer):
        async def request(self, command: Command) -> Reply:
            reply = await super().request(command)
            if isinstance(command, TakeSnapshot):
                self.tell(changed(1))
            return reply

    server = Eager()
    bridge, told = await opened(server)
    assert bridge.model.session.revision == 1
    assert told == [Topic.ALL]


async def test_each_batch_says_what_it_touched() -> None:
    server = ScriptedServer()
    _, told = await opened(server)
    server.tell(StepModeChanged(True))
    server.tell(changed(1))
    assert told[1:] == [Topic.TITLE, Topic.TITLE | Topic.STATE]


async def test_after_closing_nothing_is_told_and_the_server_is_closed_once() -> None:
    server = ScriptedServer()
    bridge, told = await opened(server)
    await bridge.close()
    await bridge.close()
    server.tell(changed(1))
    server.end("gone")
    assert told == [Topic.ALL]
    assert bridge.model.session.revision == 0
    assert server.closed == 1


async def test_when_events_were_given_up_a_snapshot_is_taken_anew() -> None:
    server = ScriptedServer()
    bridge, told = await opened(server)
    server.answers[TakeSnapshot] = snapshot(revision=9)
    server.tell(changed(3), stale=True)
    server.tell(changed(10))
    await asyncio.sleep(0.01)
    assert bridge.model.session.revision == 10
    assert told[-1] == Topic.ALL


async def test_a_server_that_ended_refuses_and_says_why() -> None:
    server = ScriptedServer()
    bridge, _ = await opened(server)
    server.gone = True
    assert await bridge.ask(FetchHandlers()) == Refused("the server was killed")


async def test_a_server_that_ends_by_itself_is_told() -> None:
    server = ScriptedServer()
    bridge, told = await opened(server)
    server.end("the server was killed")
    assert Topic.TITLE in told[-1]
    assert bridge.model.lost == "the server was killed"


async def test_after_a_new_build_the_clients_own_names_are_asked_for() -> None:
    server = ScriptedServer()
    draft = Variable("local", ("draft",), "string", '"x"', client="c1")
    server.answers[FetchVariables] = Variables(1, (draft,))
    bridge, _ = await opened(server)
    server.tell(BuildChanged("main", 1.0, "b2", 1, 0, ()))
    await asyncio.sleep(0.01)
    assert FetchVariables("main", "local", (), "c1") in server.asked
    assert list(bridge.model.session.variables.values()) == [draft]
