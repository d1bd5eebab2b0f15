"""What the studio knows of a server, from a snapshot and the batches that follow it."""

from __future__ import annotations

from hjx_studio.session.events import (
    BuildChanged,
    Change,
    ClientConnected,
    ClientDisconnected,
    ClientView,
    Continued,
    Event,
    EventBatch,
    FrameSeen,
    LogWritten,
    RunFailed,
    ServerSnapshot,
    SessionEnded,
    SessionSnapshot,
    SourceChecked,
    StackFrame,
    StateChanged,
    StepModeChanged,
    Stopped,
    Variable,
    WaitingChanged,
)
from hjx_studio.studio.model import Model, Topic
from hjx_studio.studio.session_model import VariableKey


def client(name: str, revision: int = 0) -> ClientView:
    return ClientView(name, "127.0.0.1:9", "Agent", "hjx.patch.v1", 10.0, revision)


def number(name: str, text: str, old: str | None = None, owner: str | None = None) -> Variable:
    scope = "state" if owner is None else "local"
    return Variable(scope, (name,), "number", text, old=old, client=owner)


def snapshot(*, session: str = "main", frames: tuple[FrameSeen, ...] = ()) -> ServerSnapshot:
    one = SessionSnapshot(
        session, 1, "b1", (client("c1"),), (number("count", "1"),), None, 0, frames, ()
    )
    return ServerSnapshot(("http://x",), "a.hjx", (one,), None, False, ())


def frame(place: int, direction: str = "in", who: str = "c1", cause: int = 0) -> FrameSeen:
    return FrameSeen("main", 1.0, place, who, 1, direction, "event", "inc()", 10, cause)


def stopped(stop: int, session: str = "main") -> Stopped:
    frames = (StackFrame("inc", "a.hjx", 3, ()),)
    return Stopped(session, 1.0, 1, stop, "step", "c1", frames, (), (), (), 2)


def changed(revision: int, *variables: Variable, changes: tuple[Change, ...] = ()) -> StateChanged:
    return StateChanged("main", 1.0, 1, revision, "inc", "c1", changes, variables, 0.1, 3)


def model_with(*events: Event) -> Model:
    model = Model()
    model.take(snapshot())
    model.apply(EventBatch(events))
    return model


def test_a_snapshot_is_all_there_is_at_first() -> None:
    model = Model()
    assert model.take(snapshot()) == Topic.ALL
    assert model.address == "http://x"
    assert model.session.revision == 1
    assert [variable.text for variable in model.session.variables.values()] == ["1"]


def test_a_commit_marks_what_it_changed_with_the_old_value() -> None:
    model = model_with(changed(2, number("count", "2", old="1")))
    assert model.session.revision == 2
    assert model.session.marks == {VariableKey("state", None, ("count",)): "1"}


def test_the_old_value_is_remembered_where_the_event_does_not_say_it() -> None:
    model = model_with(changed(2, number("count", "2")))
    assert model.session.marks == {VariableKey("state", None, ("count",)): "1"}


def test_the_next_commit_takes_the_marks_of_the_one_before_away() -> None:
    model = model_with(
        changed(2, number("count", "2")),
        changed(3, number("other", "5"), changes=(Change("state", ("other", "a"), "4", "5"),)),
    )
    paths = {key.path for key in model.session.marks}
    assert paths == {("other",), ("other", "a")}


def test_a_commit_older_than_the_snapshot_changes_nothing() -> None:
    model = model_with(changed(5, number("count", "5")))
    assert model.apply(EventBatch((changed(4, number("count", "4")),))) == Topic.NONE
    assert next(iter(model.session.variables.values())).text == "5"


def test_only_the_topics_that_an_event_touches_are_named() -> None:
    model = model_with()
    assert model.apply(EventBatch((StepModeChanged(True),))) == Topic.TITLE
    assert model.apply(EventBatch((frame(1),))) == Topic.TRAFFIC | Topic.CLIENTS
    entry = LogWritten("main", 1.0, "log", "hello")
    assert model.apply(EventBatch((entry,))) == Topic.LOG
    assert model.apply(EventBatch((WaitingChanged("main", 1),))) == Topic.TITLE | Topic.DEBUG


def test_clients_come_with_their_local_names_and_go_with_them() -> None:
    model = model_with(
        ClientConnected("main", 1.0, client("c2"), 1, (number("draft", "7", owner="c2"),))
    )
    groups = [(scope, owner) for scope, owner, _ in model.session.groups()]
    assert groups == [("state", None), ("local", "c2")]
    model.apply(EventBatch((ClientDisconnected("main", 1.0, "c2", "gone", 2),)))
    assert [(scope, owner) for scope, owner, _ in model.session.groups()] == [("state", None)]
    assert list(model.session.clients) == ["c1"]


def test_frames_are_counted_for_those_that_they_came_from_or_went_to() -> None:
    model = model_with(
        frame(1),
        frame(2, "out", "*"),
        ClientConnected("main", 1.0, client("c2"), 1),
        frame(3, "out", "*"),
        frame(4, "out", "c2"),
    )
    figures = {
        view.client: (view.frames_in, view.frames_out, view.bytes_out)
        for view in model.session.client_views()
    }
    assert figures == {"c1": (1, 2, 20), "c2": (0, 2, 20)}


def test_a_stop_is_known_until_its_run_goes_on() -> None:
    model = model_with(stopped(1))
    assert model.session.stopped == stopped(1)
    assert model.session.waiting == 2
    model.apply(EventBatch((Continued("main", 1.0, 1, 1),)))
    assert model.session.stopped is None


def test_going_on_from_an_older_stop_leaves_the_newer_one() -> None:
    model = model_with(stopped(1), stopped(2), Continued("main", 1.0, 1, 1))
    assert model.session.stopped == stopped(2)


def test_a_stop_elsewhere_is_looked_at_unless_one_is_already() -> None:
    model = model_with(stopped(1, "other"))
    assert model.looked_at == "other"
    model.apply(EventBatch((stopped(1, "third"),)))
    assert model.looked_at == "other"


def test_a_session_that_ends_is_looked_at_no_more() -> None:
    model = model_with(stopped(1, "other"), SessionEnded("other", 1.0))
    assert model.looked_at == "main"


def test_a_new_build_brings_the_whole_state() -> None:
    model = model_with(BuildChanged("main", 1.0, "b2", 1, 4, (number("total", "9"),)))
    assert [variable.name for variable in model.session.variables.values()] == ["total"]
    assert (model.session.build, model.session.revision) == ("b2", 4)


def test_a_failed_run_is_a_line_of_the_log_that_leads_to_its_place() -> None:
    failed = RunFailed("main", 1.0, 1, "c1", "handler_failed", "no such", "inc", "a.hjx", 7, 3)
    line = model_with(failed).log[-1]
    assert (line.level, line.text, line.path, line.line) == ("error", "inc: no such", "a.hjx", 7)


def test_frames_left_out_of_a_batch_are_counted_as_dropped() -> None:
    model = model_with()
    assert Topic.TRAFFIC in model.apply(EventBatch((), dropped=7))
    assert model.frames.dropped == 7


def test_a_snapshot_taken_anew_brings_no_frame_twice() -> None:
    model = model_with(frame(1), frame(2))
    model.take(snapshot(frames=(frame(2), frame(3))))
    assert [seen.number for seen in model.frames.since(model.frames.first, 10)] == [1, 2, 3]


def test_a_server_that_ended_leaves_nobody_connected_and_nothing_stopped() -> None:
    model = model_with(stopped(1))
    assert Topic.DEBUG in model.lose("the server was killed")
    assert model.session.stopped is None
    assert not model.session.clients
    assert model.log[-1].text == "the server was killed"


def test_problems_are_those_of_the_last_check() -> None:
    model = model_with(SourceChecked(1.0, False, "b1", (), ()))
    assert model.problems == ()
    assert model.checked is not None
    assert not model.checked.live
