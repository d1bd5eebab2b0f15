"""Whatever a source is turned into, it is parsed, judged and, where it has no error, built."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from hjx_studio.language.build import build
from hjx_studio.language.diagnostics import CODES
from hjx_studio.language.parser import Parser, parse
from hjx_studio.language.source import Position, Source
from tests.fuzz.mutations import mutated

LENGTHS = [
    pytest.param(150, id="short"),
    pytest.param(20_000, id="long", marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
]


@pytest.mark.parametrize("example", ["counter", "todo", "chat"])
@pytest.mark.parametrize("count", LENGTHS)
def test_a_damaged_source_is_still_answered(example: str, count: int, examples: Path) -> None:
    original = (examples / f"{example}.hjx").read_text()
    random = Random(example)
    editor = Parser()  # one for the whole sitting, as an editor has it
    text = original
    for number in range(count):
        text = original if number % 25 == 0 else mutated(text, random)
        source = Source(f"{example}.hjx", text)
        assert editor.parse(source) == parse(source), text
        checked = build(source.name, {source.name: text}, editor)
        end = source.position(len(text))
        for path, finding in checked.diagnostics:
            assert path == source.name
            assert finding.code in CODES
            assert "\n" not in finding.message, (finding, text)
            assert Position(1, 1) <= finding.range.start <= finding.range.end <= end, (
                finding,
                text,
            )
        if checked.build is not None:
            shared, local = checked.build.program.start()
            names = shared | local
            for name, value in checked.build.program.computed(shared, local).items():
                names[name] = None if isinstance(value, Exception) else value
            assert isinstance(checked.build.layout.render(names), str)
