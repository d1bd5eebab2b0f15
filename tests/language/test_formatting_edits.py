"""The small steps from one text to another."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.language.diagnostics import Edit
from hjx_studio.language.formatter import format_source
from hjx_studio.language.formatting.edits import edits_of
from hjx_studio.language.source import Source
from tests.support.spellings import Grower, Writer


def applied(source: Source, edits: tuple[Edit, ...]) -> str:
    """A source after edits, which have to be in order and apart."""
    made, position = "", 0
    for edit in edits:
        start, end = source.offset(edit.range.start), source.offset(edit.range.end)
        assert position <= start <= end
        made += source.text[position:start] + edit.text
        position = end
    return made + source.text[position:]


def steps(source: Source) -> tuple[Edit, ...]:
    return edits_of(source, format_source(source).parts)


@given(st.integers(0, 2**32).map(Random), st.sampled_from(["\n", "\r\n"]))
def test_edits_make_the_canonical_text(random: Random, end: str) -> None:
    text = Writer(random).component(Grower(random).component())
    source = Source("a.hjx", text.replace("\n", end))
    made = format_source(source)
    assert made.text is not None
    assert applied(source, edits_of(source, made.parts)) == made.text
    assert [part.end for part in made.parts[:-1]] == [part.start for part in made.parts[1:]]


def test_words_that_stay_are_in_no_edit() -> None:
    source = Source(
        "", "handlers:\n    h:\n         set count=( count+by )\n         log 'a'\n\n\n"
    )
    edits = steps(source)
    after = 'handlers:\n  h:\n    set count = count + by\n    log "a"\n'
    assert applied(source, edits) == after
    replaced = [
        source.text[source.offset(edit.range.start) : source.offset(edit.range.end)]
        for edit in edits
    ]
    assert not any(character.isalnum() for text in replaced for character in text), replaced


def test_a_canonical_text_needs_no_edit() -> None:
    assert steps(Source("", "state:\n  a = 1\n")) == ()


def test_a_very_long_entry_is_replaced_as_a_whole() -> None:
    source = Source("", f"state:\n a=[{','.join(map(str, range(5_000)))}]\n")
    (edit,) = steps(source)
    assert edit.text.startswith("  a = [\n    0,\n")
