"""Text of others, made safe to draw; and JSON that a user types."""

from __future__ import annotations

import pytest

from hjx_studio.studio.json_text import JsonTextError, pretty, read_arguments, read_json
from hjx_studio.studio.plain import byte_size, count_of, many_lines, one_line


def test_no_control_character_is_left_in_a_line() -> None:
    hostile = "".join(map(chr, range(0x20))) + "\x7f\x80\x9b\u2028\u202e\ufeff"
    drawn = one_line(hostile)
    assert len(drawn) == len(hostile)
    assert all(character.isprintable() for character in drawn)
    assert one_line("a\x1b[31mb") == "a␛[31mb"


def test_a_long_line_is_cut() -> None:
    assert one_line("x" * 100, 10) == "x" * 10 + "…"


def test_several_lines_stay_several() -> None:
    assert many_lines("a\n\tb\x1b") == "a\n    b␛"


def test_sizes_and_counts_read_well() -> None:
    assert [byte_size(size) for size in (61, 1200, 3_400_000)] == ["61 B", "1.2 kB", "3.4 MB"]
    assert [count_of(count, "client") for count in (0, 1, 1200)] == [
        "0 clients",
        "1 client",
        "1,200 clients",
    ]


@pytest.mark.parametrize("text", ["", "x", "[1,", "NaN", "[Infinity]", "1 2", "[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(text: str) -> None:
    with pytest.raises(JsonTextError):
        read_json(text)


@pytest.mark.parametrize("text", ['["a', "x", "1 2"])
def test_where_json_ends_is_said_once(text: str) -> None:
    with pytest.raises(JsonTextError, match=r"no JSON: .*[^t] at character \d+$"):
        read_json(text)


def test_arguments_are_a_list_and_nothing_is_none() -> None:
    assert read_arguments("") == []
    assert read_arguments('[1, "a"]') == [1, "a"]
    with pytest.raises(JsonTextError, match="list"):
        read_arguments('{"a": 1}')


def test_a_frame_that_is_no_json_is_shown_as_it_is() -> None:
    assert pretty('{"a":[1]}') == '{\n  "a": [\n    1\n  ]\n}'
    assert pretty("{broken") == "{broken"
    assert pretty("[" * 100_000) == "[" * 100_000
