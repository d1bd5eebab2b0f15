"""Handlers on the fast path, against the same work written by hand in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.evaluator import Program
from hjx_studio.language.execution import Execution, Inputs
from hjx_studio.language.parser import parse
from hjx_studio.language.source import Source
from hjx_studio.language.values import Value
from tests.bench.figures import Figure, Group, compare

COMPONENT = """component Bench

state:
  count = 0
  numbers = []
  objects = []
  total = 0
  seen = []
  title = ""

layout:
  text: "{{count}} {{numbers.length}} {{objects.length}} {{total}} {{seen.length}} {{title}}"

handlers:
  increment:
    set count = count + 1
  numbers:
    set numbers = numbers.filter(n => n % 3 !== 0)
  objects:
    set objects = objects.filter(o => o.id !== 500 && !o.done)
  long:
"""


def _long_handler() -> str:
    """46 statements: names, arithmetic, members, a branch and a loop, as handlers have them."""
    lines = ["let a = count + 1", "let b = a * 2", "let text = title + a"]
    for step in range(12):
        lines.append(f"let x{step} = (a + {step}) * b - {step}")
        lines.append(f"set total = total + x{step} % 7")
        lines.append(f"set title = `${{text}}: ${{x{step}}}`")
    lines += ["if (total > 10):", "  set count = count + 2", "else:", "  set count = 0"]
    lines += ["for (item in [1, 2, 3]):", "  set total = total + item"]
    lines += ["set seen = [...seen, total].slice(-5)", "let last = seen[seen.length - 1]"]
    lines.append("set total = last")
    return "".join(f"    {line}\n" for line in lines)


def _long_by_hand(state: Mapping[str, Value]) -> dict[str, Value]:
    new = dict(state)
    count, total, seen = new["count"], new["total"], new["seen"]
    assert isinstance(count, float)
    assert isinstance(total, float)
    assert isinstance(seen, list)
    a = count + 1
    b = a * 2
    text = f"{new['title']}{a:g}"
    for step in range(12):
        x = (a + step) * b - step
        total += x % 7
        new["title"] = f"{text}: {x:g}"
    count = count + 2 if total > 10 else 0.0
    for item in (1.0, 2.0, 3.0):
        total += item
    new["seen"] = [*seen, total][-5:]
    new["count"], new["total"] = count, total
    return new


def _increment_by_hand(state: Mapping[str, Value]) -> dict[str, Value]:
    count = state["count"]
    assert isinstance(count, float)
    return {**state, "count": count + 1}


def _numbers_by_hand(state: Mapping[str, Value]) -> dict[str, Value]:
    numbers = state["numbers"]
    assert isinstance(numbers, list)
    kept: list[Value] = [n for n in numbers if isinstance(n, float) and n % 3 != 0]
    return {**state, "numbers": kept}


def _objects_by_hand(state: Mapping[str, Value]) -> dict[str, Value]:
    objects = state["objects"]
    assert isinstance(objects, list)
    kept: list[Value] = [
        o for o in objects if isinstance(o, dict) and o["id"] != 500 and not o["done"]
    ]
    return {**state, "objects": kept}


def measure() -> Group:
    """A whole run each, its `Execution` included: what one event pays."""
    source = parse(Source("bench.hjx", COMPONENT + _long_handler()))
    analysis = analyze(source)
    assert not source.diagnostics, source.diagnostics
    program = Program(source.tree, analysis)
    shared, local = program.start()
    shared["numbers"] = [float(n) for n in range(1000)]
    shared["objects"] = [{"id": float(n), "done": n % 4 == 0, "text": "x"} for n in range(1000)]

    def figure(
        name: str, handler: str, by_hand: Callable[[Mapping[str, Value]], dict[str, Value]]
    ) -> Figure:
        def run() -> dict[str, Value]:
            execution = Execution(program, shared, local, None, Inputs(0, 0.0))
            program.run(handler, (), execution)
            return execution.shared

        expected, got = by_hand(shared), run()
        assert got == expected, (handler, got, expected)
        return compare(name, run, lambda: by_hand(shared))

    return Group(
        "Evaluation: one run of a handler",
        "the same in Python, written by hand",
        (
            figure("set count = count + 1", "increment", _increment_by_hand),
            figure("filter over 1,000 numbers", "numbers", _numbers_by_hand),
            figure("filter over 1,000 objects", "objects", _objects_by_hand),
            figure("a handler of 46 statements", "long", _long_by_hand),
        ),
    )
