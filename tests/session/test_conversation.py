"""What clients of a session get for what they send."""

from __future__ import annotations

from hjx_studio.session.events import (
    BuildChanged,
    ClientConnected,
    FrameSeen,
    LogWritten,
    RunFailed,
    StateChanged,
)
from hjx_studio.session.store import Commit
from tests.support.conversation import Conversation, built

COUNTER = """component Counter

state:
  count = 0

layout:
  view:
    text: "Count: {{count}}"
    button (on click -> increment): "+"

handlers:
  increment:
    set count = count + 1
  add(n):
    set count = count + n
  fail:
    set count = 5
    log "now {{count}}"
    set count = missing.x()
  _secret:
    set count = 100
"""
COUNTER = COUNTER.replace("missing.x()", "null.toFixed(1)")

CHAT = """component Chat

state:
  messages = []

layout:
  view.chat:
    for (msg in messages):
      view.message: "{{msg.text}}"

handlers:
  sendMessage:
    set messages = messages + [inputText]
"""

DRAFTS = """component Drafts
state:
  sent = []
  _count = 0
local:
  draft = ""
computed:
  length = draft.length
  total = _count
layout:
  input (bind value <-> draft)
  button (on click -> send): "send"
handlers:
  type(text):
    set draft = text
  send:
    set sent = sent + [draft]
    set draft = ""
  bump:
    set _count = _count + 1
  nothing:
    set draft = draft
"""


def test_a_new_client_gets_the_whole_state() -> None:
    talk = Conversation(COUNTER)
    assert talk.heard(talk.join()) == [{"type": "update", "state": {"count": 0}, "rev": 0}]


def test_an_event_without_arguments_reaches_every_client() -> None:
    talk = Conversation(COUNTER)
    one, two = talk.join(), talk.join()
    talk.heard(one), talk.heard(two)
    update = {"type": "update", "state": {"count": 1}, "rev": 1}
    assert talk.say(one, {"type": "event", "handler": "increment"}) == [update]
    assert talk.heard(two) == [update]


def test_the_seeds_chat_takes_its_implicit_parameter_by_position() -> None:
    talk = Conversation(CHAT)
    one, two = talk.join(), talk.join()
    talk.heard(two)
    talk.event(one, "sendMessage", {"text": "hi"})
    expected = {"type": "update", "state": {"messages": [{"text": "hi"}]}, "rev": 1}
    assert talk.heard(two) == [expected]


def test_integral_numbers_leave_without_a_fraction() -> None:
    talk = Conversation(COUNTER)
    talk.event(talk.join(), "add", 2.0)
    sent = talk.effects[-1].data  # type: ignore[union-attr]
    assert sent == b'{"type":"update","state":{"count":2},"rev":1}'
    talk.event("c1", "add", 2.0**60)
    assert b'{"count":1152921504606846976}' in talk.effects[-1].data  # type: ignore[union-attr]


def test_a_failing_handler_changes_nothing_and_tells_its_sender_alone() -> None:
    talk = Conversation(COUNTER)
    one, two = talk.join(), talk.join()
    talk.heard(one), talk.heard(two)
    (error,) = talk.event(one, "fail", id="e1")
    assert error["type"] == "error"
    assert error["code"] == "handler_failed"
    assert (error["handler"], error["line"], error["id"]) == ("fail", 19, "e1")
    assert error["column"] == 17
    assert talk.heard(two) == []
    assert talk.session.names()["count"] == 0
    assert talk.seen(RunFailed)[0].line == 19
    assert talk.seen(LogWritten)[0].text == "now 5"


def test_what_a_client_may_not_do_is_refused_with_its_code() -> None:
    talk = Conversation(COUNTER)
    one = talk.join()
    talk.heard(one)
    cases: list[tuple[object, str]] = [
        ({"type": "event", "handler": "_secret"}, "private_handler"),
        ({"type": "event", "handler": "nope"}, "unknown_handler"),
        ({"type": "event", "handler": "add", "args": {"0": 1}}, "bad_args"),
        ({"type": "event"}, "bad_message"),
        ({"type": "shout"}, "unknown_type"),
        ({"type": ["event"]}, "bad_message"),
        ("{", "bad_json"),
        ("[1]", "bad_message"),
        ('{"type":"event","handler":"add","args":[NaN]}', "bad_json"),
        ('{"type":"event","handler":"add","args":[1e999]}', "handler_failed"),
        ('{"type":"event","handler":"add","args":[{"__proto__":1}]}', "bad_json"),
        ('{"type":"event","handler":"add","args":["\\ud800"]}', "bad_json"),
        ("[" * 100_000, "too_large"),
        ("[" * 10_000, "bad_json"),
        ({"type": "bind", "path": ["count"], "value": "x"}, "bad_path"),
    ]
    for message, code in cases:
        (error,) = talk.say(one, message)  # type: ignore[arg-type]
        assert (error["type"], error["code"]) == ("error", code), message
    assert talk.session.names()["count"] == 0


def test_an_id_runs_once_and_is_acknowledged() -> None:
    talk = Conversation(COUNTER)
    one = talk.join("k" * 32)
    talk.heard(one)
    assert talk.event(one, "increment", id=7)[0]["ack"] == 7
    assert talk.event(one, "increment", id=7) == [{"type": "ack", "id": 7, "rev": 1}]
    assert talk.session.names()["count"] == 1


def test_a_reconnecting_client_learns_which_ids_have_run() -> None:
    talk = Conversation(COUNTER)
    one = talk.join("k" * 32)
    talk.event(one, "increment", id="a")
    talk.event(one, "increment", id="b")
    talk.leave(one)
    again = talk.join("k" * 32)
    (update,) = talk.heard(again)
    assert update["acks"] == ["a", "b"]
    assert talk.event(again, "increment", id="a") == [{"type": "ack", "id": "a", "rev": 1}]


def test_a_newer_socket_with_the_same_key_takes_over() -> None:
    talk = Conversation(COUNTER)
    one = talk.join("k" * 32)
    two = talk.join("k" * 32)
    assert talk.closed[one][0] == 4001
    assert [client.id for client in talk.session.clients.connected()] == [two]


def test_a_draft_is_its_clients_own() -> None:
    talk = Conversation(DRAFTS)
    one, two = talk.join("1" * 32), talk.join("2" * 32)
    talk.heard(one), talk.heard(two)
    (update,) = talk.event(one, "type", "hé")
    assert update["state"] == {"sent": [], "draft": "hé", "length": 2, "total": 0}
    assert update["rev"] == 0  # local changes are no revision
    assert talk.heard(two) == []
    talk.event(one, "send")
    (other,) = talk.heard(two)
    assert other["state"] == {"sent": ["hé"], "draft": "", "length": 0, "total": 0}


def test_a_draft_outlives_its_socket_but_not_for_ever() -> None:
    talk = Conversation(DRAFTS)
    one = talk.join("1" * 32)
    talk.event(one, "type", "kept")
    talk.leave(one)
    (update,) = talk.heard(again := talk.join("1" * 32))
    assert update["state"]["draft"] == "kept"
    talk.leave(again)
    talk.now += 601
    talk.leave(talk.join())
    (update,) = talk.heard(talk.join("1" * 32))
    assert update["state"]["draft"] == ""


def test_private_state_stays_but_what_is_computed_from_it_is_sent() -> None:
    talk = Conversation(DRAFTS)
    one = talk.join()
    assert "_count" not in talk.heard(one)[0]["state"]
    (update,) = talk.event(one, "bump")
    assert update["state"]["total"] == 1
    assert "_count" not in update["state"]
    assert update["rev"] == 0


def test_an_event_that_changes_nothing_is_only_acknowledged() -> None:
    talk = Conversation(DRAFTS)
    one = talk.join()
    talk.heard(one)
    assert talk.event(one, "nothing", id=1) == [{"type": "ack", "id": 1, "rev": 0}]
    assert talk.event(one, "nothing") == []


def test_a_bound_input_writes_its_path_and_nothing_else() -> None:
    talk = Conversation(DRAFTS)
    one, two = talk.join(), talk.join()
    talk.heard(one), talk.heard(two)
    (update,) = talk.say(one, {"type": "bind", "path": ["draft"], "value": "x", "id": 1})
    assert (update["state"]["draft"], update["ack"]) == ("x", 1)
    assert talk.heard(two) == []
    for path, value, code in (
        (["sent"], "x", "bad_path"),
        (["draft", "length"], "x", "bad_path"),
        (["draft"], 5, "bad_value"),
        (["draft"], None, "bad_value"),
        (["_count"], "x", "bad_path"),
        ([], "x", "bad_path"),
    ):
        (error,) = talk.say(one, {"type": "bind", "path": path, "value": value})
        assert error["code"] == code


TODO = """component Todo
state:
  todos = [{ id: 7, done: false, tags: ["a"] }, { id: 8, done: false, tags: [] }]
  left = 0
layout:
  for (todo in todos.filter(t => !t.done) key todo.id):
    input (type="checkbox" bind checked <-> todo.done)
  for (todo in todos key todo.id):
    input (type="number" bind value <-> todo.rank)
handlers:
  drop(id):
    set todos = todos.filter(t => t.id != id)
"""


def test_a_bind_in_a_keyed_loop_finds_its_row_by_key() -> None:
    talk = Conversation(TODO)
    one = talk.join()
    talk.event(one, "drop", 7)
    talk.heard(one)
    row = {"type": "bind", "path": ["todos", {"key": 8}, "done"], "value": True}
    (update,) = talk.say(one, row)
    assert update["state"]["todos"] == [{"id": 8, "done": True, "tags": []}]
    gone = {"type": "bind", "path": ["todos", {"key": 7}, "done"], "value": True}
    assert talk.say(one, gone)[0]["code"] == "bad_path"
    by_index = {"type": "bind", "path": ["todos", 0, "done"], "value": False}
    assert talk.say(one, by_index)[0]["code"] == "bad_path"
    for value, code in ((9, None), (None, None), ("9", "bad_value")):
        rank = {"type": "bind", "path": ["todos", {"key": 8}, "rank"], "value": value}
        assert talk.say(one, rank)[0].get("code") == code


CLOCK = """component Clock
state:
  ticks = 0
timers:
  every 500ms -> tick
layout:
  text: "{{ticks}}"
handlers:
  tick:
    set ticks = ticks + 1
"""


def test_a_timer_runs_its_handler_once_for_the_session() -> None:
    talk = Conversation(CLOCK)
    one = talk.join()
    talk.heard(one)
    assert list(talk.timers.values()) == [0.5]
    talk.take(talk.session.tick(next(iter(talk.timers)), talk.now))
    assert talk.heard(one) == [{"type": "update", "state": {"ticks": 1}, "rev": 1}]


def test_a_new_build_keeps_state_and_starts_what_is_new() -> None:
    talk = Conversation(COUNTER)
    one = talk.join()
    talk.event(one, "increment")
    talk.heard(one)
    new = built(COUNTER.replace("  count = 0\n", "  count = 50\n  more = 3\n"))
    talk.take(talk.session.change_build(new, talk.now))
    assert talk.heard(one) == [
        {"type": "reload", "build": new.name},
        {"type": "update", "state": {"count": 1, "more": 3}, "rev": 2},
    ]
    assert [frame.summary for frame in talk.seen(FrameSeen)][-1] == "whole state"


def test_a_page_made_from_an_older_build_is_told_to_take_the_new_one() -> None:
    talk = Conversation(COUNTER)
    stale = talk.join(build_name="old")
    assert talk.heard(stale)[0] == {"type": "reload", "build": talk.session.build.name}
    fresh = talk.join(build_name=talk.session.build.name)
    assert [message["type"] for message in talk.heard(fresh)] == ["update"]


class SlowStore:
    """Confirms when the test says so."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []

    def confirm(self, commit: Commit) -> bool:
        self.commits.append(commit)
        return False


def test_nothing_is_sent_before_the_store_has_it() -> None:
    store = SlowStore()
    talk = Conversation(COUNTER, store)
    one = talk.join()
    talk.heard(one)
    assert talk.event(one, "increment", id=1) == []
    assert talk.event(one, "increment", id=2) == []  # waits behind the first
    assert len(store.commits) == 1
    talk.take(talk.session.confirmed(store.commits[0].entry.number, talk.now))
    assert talk.heard(one) == [{"type": "update", "state": {"count": 1}, "rev": 1, "ack": 1}]
    talk.take(talk.session.confirmed(store.commits[1].entry.number, talk.now))
    assert talk.heard(one) == [{"type": "update", "state": {"count": 2}, "rev": 2, "ack": 2}]


def test_every_frame_names_the_input_that_caused_it() -> None:
    talk = Conversation(COUNTER)
    one, two = talk.join(), talk.join()
    talk.event(one, "increment")
    talk.event(two, "increment", id=3)
    frames = talk.seen(FrameSeen)
    (first, second) = [frame for frame in frames if frame.direction == "in"]
    assert [(f.client, f.clients) for f in frames if f.cause == first.cause][1:] == [("*", 2)]
    answers = [f.client for f in frames if f.cause == second.cause and f.direction == "out"]
    assert sorted(answers) == ["c1", "c2"]
    changed = talk.seen(StateChanged)[-1]
    assert (changed.cause, changed.revision, changed.client) == (second.cause, 2, "c2")
    assert [(v.name, v.text, v.old) for v in changed.variables] == [("count", "2", "1")]
    text = talk.session.frame_text(frames[-1].number)
    assert text is not None
    assert text.startswith(b'{"type":"update"')


COMPUTED = """component Computed
state:
  items = ["a"]
computed:
  first = items[0].toUpperCase()
layout:
  text: "{{first}}"
handlers:
  clear:
    set items = []
  put(v):
    set items = [v]
"""


def test_a_handler_that_makes_a_computed_fail_changes_nothing() -> None:
    talk = Conversation(COMPUTED)
    one = talk.join()
    talk.heard(one)
    (error,) = talk.event(one, "clear")
    assert (error["code"], error["line"]) == ("handler_failed", 5)
    assert talk.session.names() == {"items": ["a"], "first": "A"}


def test_a_component_whose_computed_fails_from_the_start_can_still_be_mended() -> None:
    talk = Conversation(COMPUTED.replace('["a"]', "[null]"))
    one = talk.join()
    assert talk.heard(one)[0]["state"]["first"] is None
    assert talk.seen(LogWritten)[0].level == "warning"
    assert talk.event(one, "put", "b")[0]["state"]["first"] == "B"


LONG = """component Long
state:
  sum = 0
layout:
  text: "{{sum}}"
handlers:
  count(list):
    for (x in list):
      for (y in list):
        set sum = sum + 1
  forever:
    call forever()
"""


def test_a_long_run_takes_turns_and_comes_to_the_same_end() -> None:
    talk = Conversation(LONG)
    one = talk.join()
    talk.heard(one)
    (update,) = talk.event(one, "count", list(range(60)))
    assert update["state"]["sum"] == 3600
    assert any(type(effect).__name__ == "ResumeSoon" for effect in talk.effects)


def test_a_run_past_its_budget_fails_and_leaves_no_trace() -> None:
    talk = Conversation(LONG)
    one = talk.join()
    talk.heard(one)
    assert talk.event(one, "count", list(range(400)))[0]["code"] == "budget_exceeded"
    assert talk.event(one, "forever")[0]["code"] == "budget_exceeded"
    assert talk.session.names()["sum"] == 0


ROWS = """component Rows
state:
  rows = []
  _hidden = 0
local:
  draft = ""
computed:
  count = rows.length
  shadow = _hidden
  typed = draft.length
layout:
  input (bind value <-> draft)
  text: "{{count}} {{shadow}} {{typed}}"
handlers:
  fill(n, text):
    for (i in n):
      set rows = rows.push({ id: i, text: text })
  put(text):
    set rows = rows.push({ id: rows.length, text: text })
    set draft = ""
  mark(i):
    set rows[i].text = "marked"
  hide:
    set _hidden = _hidden + 1
"""
PATCH = "hjx.patch.v1"


def test_a_client_that_speaks_patches_gets_what_changed() -> None:
    talk = Conversation(ROWS)
    plain, patched = talk.join(), talk.join(protocol=PATCH)
    assert talk.heard(patched)[0]["type"] == "update"
    talk.event(plain, "fill", list(range(50)), "text")
    talk.heard(plain), talk.heard(patched)
    (update,) = talk.event(plain, "put", "last")
    assert len(update["state"]["rows"]) == 51
    (patch,) = talk.heard(patched)
    row = {"id": 50, "text": "last"}
    assert patch == {
        "type": "patch",
        "ops": [{"op": "add", "path": "/rows/50", "value": row}],
        "from": 1,
        "rev": 2,
    }
    talk.event(plain, "mark", 3)
    assert talk.heard(patched)[0]["ops"] == [
        {"op": "replace", "path": "/rows/3/text", "value": "marked"}
    ]


def test_local_operations_and_the_ack_go_to_their_own_client_alone() -> None:
    talk = Conversation(ROWS)
    one, two = talk.join(protocol=PATCH), talk.join(protocol=PATCH)
    talk.event(one, "fill", list(range(50)), "text")
    talk.say(one, {"type": "bind", "path": ["draft"], "value": "mine", "id": 1})
    talk.heard(one), talk.heard(two)
    (mine,) = talk.event(one, "put", "x", id=2)
    assert [op["path"] for op in mine["ops"]] == ["/rows/50", "/draft"]
    assert (mine["ack"], mine["from"], mine["rev"]) == (2, 1, 2)
    (other,) = talk.heard(two)
    assert [op["path"] for op in other["ops"]] == ["/rows/50"]
    assert "ack" not in other


def test_a_change_of_local_state_alone_repeats_the_revision() -> None:
    talk = Conversation(ROWS)
    one = talk.join(protocol=PATCH)
    talk.event(one, "fill", list(range(50)), "text")
    (patch,) = talk.say(one, {"type": "bind", "path": ["draft"], "value": "m", "id": 1})
    assert (patch["from"], patch["rev"]) == (1, 1)
    assert patch["ops"] == [{"op": "replace", "path": "/draft", "value": "m"}]


def test_only_computed_names_that_a_page_cannot_work_out_are_in_patches() -> None:
    talk = Conversation(ROWS)
    one = talk.join(protocol=PATCH)
    talk.event(one, "fill", list(range(50)), "text")
    talk.heard(one)
    (patch,) = talk.event(one, "hide")
    assert patch["ops"] == [{"op": "replace", "path": "/shadow", "value": 1}]
    assert (patch["from"], patch["rev"]) == (1, 1)


def test_the_whole_is_sent_where_it_is_shorter() -> None:
    talk = Conversation(COUNTER)
    one = talk.join(protocol=PATCH)
    talk.heard(one)
    update = {"type": "update", "state": {"count": 1}, "rev": 1}
    assert talk.event(one, "increment") == [update]


def test_an_observer_sees_what_each_client_has_of_its_own() -> None:
    talk = Conversation(DRAFTS)
    one = talk.join()
    talk.event(one, "type", "mine")
    joined = talk.seen(ClientConnected)[0]
    assert [(v.name, v.text, v.client) for v in joined.variables] == [("draft", '""', one)]
    talk.take(talk.session.change_build(built(DRAFTS + "\n"), talk.now))
    for seen in (talk.session.snapshot().variables, talk.seen(BuildChanged)[-1].variables):
        own = [(v.name, v.text, v.client) for v in seen if v.scope == "local"]
        assert own == [("draft", '"mine"', one)]
