"""Breakpoints and stepping: the run is held, the clients stay, nobody sees half a change."""

from __future__ import annotations

from hjx_studio.session.commands import (
    Abandon,
    Continue,
    Done,
    FetchFrame,
    FetchValue,
    FetchVariables,
    GoBack,
    Refused,
    Reply,
    RunHandler,
    SetVariable,
    Step,
    Text,
    Variables,
)
from hjx_studio.session.commands import Command as AnyCommand
from hjx_studio.session.events import Continued, RunFailed, StateChanged, Stopped, WaitingChanged
from tests.support.conversation import Conversation

STEPS = """component Steps
state:
  count = 0
  big = false
layout:
  text: "{{count}} {{big}}"
handlers:
  inc(n):
    let next = count + n
    set count = next
    if (count > 2):
      set big = true
    call note(count)
  note(value):
    log "noted {{value}}"
"""


def ask(talk: Conversation, command: AnyCommand) -> Reply:
    reply, effects = talk.session.command(command, talk.now)
    talk.take(effects)
    return reply


def held(talk: Conversation) -> Stopped:
    stop = talk.session.debugger.stop
    assert stop is not None
    return stop


def stepping() -> tuple[Conversation, str]:
    talk = Conversation(STEPS)
    client = talk.join()
    talk.heard(client)
    talk.session.set_step_mode(True)
    return talk, client


def step(talk: Conversation, how: str = "over") -> None:
    assert ask(talk, Step("main", held(talk).stop, how)) == Done()


def test_step_mode_holds_an_event_before_its_first_statement() -> None:
    talk, one = stepping()
    assert talk.event(one, "inc", 3, id=1) == [{"type": "paused", "handler": "inc", "line": 9}]
    stop = held(talk)
    assert (stop.reason, stop.client, stop.frames[0].line) == ("step", one, 9)
    assert [(v.scope, v.name, v.text) for v in stop.frames[0].variables] == [("argument", "n", "3")]
    parts = [(v.source, v.text) for v in stop.values]
    assert ("count + n", "3") in parts
    line = STEPS.splitlines()[8]
    assert [line[v.column - 1 : v.end_column - 1] for v in stop.values] == [p for p, _ in parts]


def test_stepping_over_shows_what_each_line_did_and_commits_at_the_end() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 3, id=1)
    lines = []
    while talk.session.debugger.stop is not None:
        lines.append(held(talk).frames[0].line)
        if lines[-1] == 11:
            assert [(c.path, c.old, c.new) for c in held(talk).changes] == [(("count",), "0", "3")]
            assert "count 0 → 3" in [v.text for v in held(talk).past]
        step(talk)
    assert lines == [9, 10, 11, 12, 13]
    kinds = [message["type"] for message in talk.heard(one)]
    assert kinds == ["paused"] * 4 + ["update", "resumed"] or kinds[-2:] == ["update", "resumed"]
    assert talk.session.names() == {"count": 3, "big": True}
    assert talk.seen(StateChanged)[-1].handler == "inc"


def test_stepping_into_a_call_and_out_of_it() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 3)
    for _ in range(4):
        step(talk)
    step(talk, "into")
    stop = held(talk)
    assert [(frame.handler, frame.line) for frame in stop.frames] == [("note", 15), ("inc", 13)]
    step(talk, "out")
    assert talk.session.debugger.stop is None
    assert talk.session.names()["count"] == 3


def test_a_breakpoint_holds_only_where_it_is_set() -> None:
    talk = Conversation(STEPS)
    one = talk.join()
    talk.session.set_breakpoints({"test.hjx": frozenset({12}), "other.hjx": frozenset({9})})
    assert talk.event(one, "inc", 1)[-1]["type"] == "update"
    assert talk.event(one, "inc", 5)[-1] == {"type": "paused", "handler": "inc", "line": 12}
    assert held(talk).reason == "breakpoint"
    assert ask(talk, Continue("main", held(talk).stop)) == Done()
    assert talk.session.names() == {"count": 6, "big": True}
    assert len(talk.seen(Continued)) == 1


def test_others_wait_in_order_and_a_newcomer_gets_the_last_committed_state() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 1)
    two = talk.join()
    update, paused = talk.heard(two)
    assert (update["state"]["count"], paused["type"]) == (0, "paused")
    assert talk.event(two, "inc", 10) == []
    assert talk.event(one, "inc", 100) == []
    assert talk.seen(WaitingChanged)[-1].waiting == 2
    talk.session.set_step_mode(False)
    ask(talk, Continue("main", held(talk).stop))
    assert talk.session.names()["count"] == 111
    counts = [m["state"]["count"] for m in talk.heard(two) if m["type"] == "update"]
    assert counts == [1, 11, 111]
    assert talk.seen(WaitingChanged)[-1].waiting == 0


def test_a_sender_that_left_does_not_stop_its_handler() -> None:
    talk, one = stepping()
    two = talk.join()
    talk.event(one, "inc", 4)
    talk.leave(one)
    ask(talk, Continue("main", held(talk).stop))
    assert talk.heard(two)[-2]["state"]["count"] == 4 or talk.session.names()["count"] == 4


def test_an_abandoned_run_leaves_nothing_and_its_sender_is_told() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 4, id="x")
    step(talk)
    step(talk)
    talk.heard(one)
    assert ask(talk, Abandon("main", held(talk).stop)) == Done()
    kinds = [(m["type"], m.get("code"), m.get("id")) for m in talk.heard(one)]
    assert kinds == [("resumed", None, None), ("error", "abandoned", "x")]
    assert talk.session.names()["count"] == 0
    assert talk.seen(RunFailed)[-1].code == "abandoned"


def test_a_command_for_a_stop_that_is_over_is_refused() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 4)
    first = held(talk).stop
    step(talk)
    for command in (Step("main", first, "over"), Continue("main", first), Abandon("main", first)):
        assert isinstance(ask(talk, command), Refused)
    assert held(talk).frames[0].line == 10


def test_a_handler_run_by_hand_for_nobody_can_be_stepped() -> None:
    talk = Conversation(STEPS)
    one = talk.join()
    talk.heard(one)
    assert ask(talk, RunHandler("main", "inc", "[2]", None, step=True)) == Done()
    assert held(talk).client is None
    ask(talk, Continue("main", held(talk).stop))
    assert talk.session.names()["count"] == 2
    refused = ask(talk, RunHandler("main", "inc", "[2"))
    assert isinstance(refused, Refused)
    assert isinstance(ask(talk, RunHandler("main", "nope", "")), Refused)


def test_values_are_fetched_in_pages_and_set_by_hand() -> None:
    talk = Conversation(STEPS.replace("count = 0", "count = 0\n  list = [1, 2, { a: 3 }]", 1))
    reply = ask(talk, FetchVariables("main", "state", ("list",), offset=1, limit=5))
    assert isinstance(reply, Variables)
    assert (reply.total, [(v.name, v.kind) for v in reply.variables]) == (
        3,
        [("1", "number"), ("2", "object")],
    )
    assert ask(talk, SetVariable("main", "state", ("list", "2", "a"), '"x"')) == Done()
    assert ask(talk, FetchValue("main", "state", ("list",))) == Text('[1,2,{"a":"x"}]')
    assert talk.session.revision == 1
    for path, value in ((("list", "9"), "1"), (("nope",), "1"), (("count",), "1 2"), ((), "1")):
        refused = ask(talk, SetVariable("main", "state", path, value))
        assert isinstance(refused, Refused), path
    assert isinstance(ask(talk, SetVariable("main", "computed", ("x",), "1")), Refused)
    assert isinstance(ask(talk, FetchFrame("main", 99)), Refused)


def test_the_held_runs_arguments_and_lets_can_be_read() -> None:
    talk, one = stepping()
    talk.event(one, "inc", 4)
    step(talk)
    let = ask(talk, FetchVariables("main", "let", ()))
    assert isinstance(let, Variables)
    assert [(v.name, v.text) for v in let.variables] == [("next", "4")]
    ask(talk, Continue("main", held(talk).stop))
    assert isinstance(ask(talk, FetchVariables("main", "let", ())), Refused)


def test_going_back_makes_an_old_state_the_present_one() -> None:
    talk = Conversation(STEPS)
    one = talk.join()
    for n in (1, 1, 1):
        talk.event(one, "inc", n)
    talk.heard(one)
    assert ask(talk, GoBack("main", 1)) == Done()
    (update,) = talk.heard(one)
    assert (update["state"], update["rev"]) == ({"count": 1, "big": False}, 4)
    assert isinstance(ask(talk, GoBack("main", 99)), Refused)
