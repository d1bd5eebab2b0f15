"""The syntax tree as an outline, and the way from a place in the source to its node."""

from __future__ import annotations

import pytest

from hjx_studio.language.parser import parse
from hjx_studio.language.source import Position, Source
from hjx_studio.studio.syntax import Entry, find, root

TEXT = """\
component Todo

state:
  items = [
    { id: 1 },
    { id: 2 }
  ]

layout:
  view.list:
    if (items.length > 0):
      text: "some"
    else:
      button (on click -> add): "none"

handlers:
  add:
    set items = items.concat([1])
  drop(id):
    set items = []
"""
SOURCE = Source("todo.hjx", TEXT)


@pytest.fixture(scope="module")
def top() -> Entry:
    return root(parse(SOURCE).tree)


def described(top: Entry, position: Position) -> list[str]:
    entry, names = top, []
    for index in find(top, SOURCE, position):
        entry = entry.child(index)
        names.append(f"{entry.type} {entry.label}".strip())
    return names


@pytest.mark.parametrize(
    ("line", "column", "innermost"),
    [
        (4, 3, "Declaration items"),
        (5, 8, "Property id"),
        (5, 12, "Literal 1"),
        (8, 1, "Declaration items"),
        (9, 1, "Block layout:"),
        (10, 5, "Element view.list"),
        (11, 10, "Name items"),
        (12, 14, 'Literal "some"'),
        (14, 8, "Element button"),
        (14, 20, "EventClause on click -> add"),
        (14, 34, 'Literal "none"'),
        (17, 4, "Handler add()"),
        (18, 6, "Set set items"),
        (18, 12, "Name items"),
        (20, 18, "ListLiteral"),
    ],
)
def test_a_place_leads_to_the_innermost_node_there(
    top: Entry, line: int, column: int, innermost: str
) -> None:
    assert described(top, Position(line, column))[-1] == innermost


def test_a_place_before_everything_is_the_components_own(top: Entry) -> None:
    assert described(top, Position(1, 1)) == []


def test_a_node_found_at_a_place_has_a_range_that_holds_it(top: Entry) -> None:
    for line in range(4, SOURCE.line_count):
        text = SOURCE.line(line)
        if not text.strip():
            continue
        position = Position(line, len(text) - len(text.lstrip()) + 1)
        entry = top
        for index in find(top, SOURCE, position):
            entry = entry.child(index)
        assert entry.range(SOURCE).start <= position


def test_a_broken_file_has_an_outline_of_what_is_left() -> None:
    source = Source(
        "x.hjx", "component X\nstate:\n  a = (1\n  b = 2\nhandlers:\n  f:\n    set = \n"
    )
    top = root(parse(source).tree)
    blocks = [top.child(index).label for index in range(len(top.parts))]
    assert blocks == ["state:", "handlers:"]
    for line in range(1, source.line_count + 1):
        find(top, source, Position(line, 1))


def test_the_empty_file_has_an_outline() -> None:
    source = Source("x.hjx", "")
    top = root(parse(source).tree)
    assert find(top, source, Position(1, 1)) == ()
