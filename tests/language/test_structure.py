"""Lines are sorted into blocks and entries by indentation alone."""

from __future__ import annotations

from hjx_studio.language.source import Source
from hjx_studio.language.structure import Entry, Memory, Outline, outline


def sort(text: str) -> Outline:
    return outline(Source("a.hjx", text), Memory())


def nested(entries: list[Entry]) -> list[object]:
    """Entries as their texts, each followed by the list of those below it."""
    made: list[object] = []
    for entry in entries:
        made.append(entry.text.strip())
        if entry.children:
            made.append(nested(entry.children))
    return made


def test_entries_nest_by_indentation_of_any_depth() -> None:
    found = sort(
        """\
component A
layout:
   view:
       a:
         b
       c
   d
handlers:
 x:
      y
"""
    )
    assert found.component is not None
    assert found.component.text == "component A"
    assert not found.findings
    layout, handlers = found.sections
    assert nested(layout.entries) == ["view:", ["a:", ["b"], "c"], "d"]
    assert nested(handlers.entries) == ["x:", ["y"]]
    assert [entry.line for entry in layout.entries] == [3, 7]


def test_an_entry_goes_on_while_its_bracket_is_open() -> None:
    found = sort('state:\n  a = [\n    1, // (\n    ")",\n  ]\n  b = `x\ny ${[\n}` \n  c = 1\n')
    assert [(entry.line, entry.text.count("\n")) for entry in found.sections[0].entries] == [
        (2, 3), (6, 2), (9, 0),
    ]  # fmt: skip


def test_an_unclosed_entry_ends_before_the_next_that_looks_like_one() -> None:
    found = sort("state:\n  a = [1,\n  b = 2\n  c = (\n    3,\n\nlayout:\n  view (a\n  text:\n")
    state, layout = found.sections
    assert [entry.line for entry in state.entries] == [2, 3, 4]
    assert state.entries[2].text == "  c = (\n    3,"
    assert [entry.line for entry in layout.entries] == [8, 9]


def test_an_object_that_looks_like_layout_stays_in_its_bracket() -> None:
    found = sort('layout:\n  a (on b -> c({\n    text: "x",\n    view: 1\n  })): "y"\n  d\n')
    assert [entry.line for entry in found.sections[0].entries] == [2, 6]


def test_brackets_in_strings_comments_and_the_code_of_texts_are_told_apart() -> None:
    found = sort(
        "layout:\n"
        '  text: "({["\n'
        '  text: "{{ f("(") }}" // (\n'
        '  text (a="{{ "}}" }}" on b -> c("{{(")): "x"\n'
        "  if (a == '{{('):\n"
        "handlers:\n"
        "  h:\n"
        '    log "{{ ")" }}("\n'
        '    set a = "{{" + "("\n'
    )
    assert [len(section.entries) for section in found.sections] == [4, 1]
    assert len(found.sections[1].entries[0].children) == 2


def test_a_class_may_stand_apart_from_its_tag() -> None:
    found = sort('layout:\n  view .bg-[url(https://a/b)] .c (\n    a="b"\n  )\n  "x"\n')
    assert [entry.line for entry in found.sections[0].entries] == [2, 5]


def test_what_stands_under_the_component_alone_is_in_no_block() -> None:
    found = sort("component A\n  a = 1\n\nstate:\n  b = 2\n")
    assert [(line, finding.code) for line, finding in found.findings] == [(2, "HJX004")]


def test_verbatim_blocks_take_all_that_is_indented() -> None:
    found = sort("style:\n  .a { (\n\n\t// x\n  # y\nstate:\n  a = 1\n")
    style, state = found.sections
    assert (style.first, style.last, style.entries) == (2, 5, [])
    assert [entry.line for entry in state.entries] == [7]


def test_what_was_learned_of_lines_is_kept_for_those_that_stay() -> None:
    memory = Memory()
    outline(Source("a", "state:\n  a = (1)\n  b = 2\n"), memory)
    kept = memory.shapes["  a = (1)"]
    outline(Source("a", "state:\n  a = (1)\n"), memory)
    assert memory.shapes["  a = (1)"] is kept
    assert "  b = 2" not in memory.shapes
    assert memory.balanced == {"state": {"  a = (1)": True}}
