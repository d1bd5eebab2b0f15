"""Every example is without a finding, builds, renders, and does what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjx_studio.language.build import Build, build
from hjx_studio.language.execution import Execution, Inputs
from hjx_studio.language.values import Value

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NAMES = sorted(file.stem for file in EXAMPLES.glob("*.hjx"))


def built(name: str) -> Build:
    path = f"{name}.hjx"
    checked = build(path, {path: (EXAMPLES / path).read_text()})
    assert checked.diagnostics == ()
    assert checked.build is not None
    return checked.build


class Clicks:
    """One client's clicks on a build, without a server: handlers run, the state is kept."""

    def __init__(self, name: str) -> None:
        self.program = built(name).program
        self.shared, self.local = self.program.start()
        self.seed = 0

    def run(self, handler: str, *arguments: Value, time: float = 1e9) -> None:
        self.seed += 1  # each run throws its own dice
        inputs = Inputs(self.seed, time)
        execution = Execution(self.program, self.shared, self.local, None, inputs)
        self.program.run(handler, arguments, execution)
        self.shared, self.local = execution.shared, execution.local or {}

    def computed(self, name: str) -> object:
        return self.program.computed(self.shared, self.local)[name]


def test_there_are_the_three_to_show() -> None:
    assert {"counter", "todo", "chat"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_short_and_renders_from_its_start_values(name: str) -> None:
    made = built(name)
    shared, local = made.program.start()
    computed = made.program.computed(shared, local)
    assert not [value for value in computed.values() if isinstance(value, Exception)]
    names = shared | local | {k: v for k, v in computed.items() if not isinstance(v, Exception)}
    assert "<h1" in made.layout.render(names)
    assert made.css
    assert made.source.line_count <= 100


def test_the_counter_goes_up_down_and_back() -> None:
    counter = Clicks("counter")
    counter.run("increase")
    counter.run("increase")
    assert (counter.shared["count"], counter.computed("kind")) == (2, "even")
    counter.run("reset")
    counter.run("decrease")
    assert (counter.shared["count"], counter.computed("kind")) == (-1, "odd")


def test_todo_adds_removes_and_clears() -> None:
    todo = Clicks("todo")
    before = todo.computed("left")
    todo.local["draft"] = "  water the plants "
    todo.run("add")
    assert todo.local["draft"] == ""
    assert isinstance(todo.shared["todos"], list)
    assert todo.shared["todos"][-1] == {"id": 4, "text": "water the plants", "done": False}
    assert todo.computed("left") == before + 1  # type: ignore[operator]  # a number, as above
    todo.run("remove", 4.0)
    todo.run("clear")
    assert todo.computed("left") == before
    assert todo.shared["todos"] == [t for t in todo.shared["todos"] if t["done"] is False]  # type: ignore[call-overload,index]  # rows are objects


def test_todo_takes_no_empty_task() -> None:
    todo = Clicks("todo")
    todo.local["draft"] = "   "
    before = todo.shared["todos"]
    todo.run("add")
    assert todo.shared["todos"] == before


def test_chat_sends_under_a_name_and_clears_the_draft() -> None:
    chat = Clicks("chat")
    chat.local |= {"name": " Ada ", "draft": " hello "}
    chat.run("send", time=1000.0)
    chat.local |= {"name": "", "draft": "and I am nobody"}
    chat.run("send", time=1001.0)
    messages = chat.shared["messages"]
    assert isinstance(messages, list)
    said = [(m["from"], m["text"], m["at"]) for m in messages if isinstance(m, dict)]
    assert said == [("Ada", "hello", 1_000_000), ("Guest", "and I am nobody", 1_001_000)]
    assert len({m["id"] for m in messages if isinstance(m, dict)}) == 2
    assert chat.local["draft"] == ""
