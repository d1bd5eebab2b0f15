"""What holds for any source, broken or not: nothing fails, and a rename changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.parser import Parse, parse
from hjx_studio.language.services.completion import complete
from hjx_studio.language.services.definition import definition, references
from hjx_studio.language.services.fixes import apply_edits, fix_all
from hjx_studio.language.services.help import hover, signature
from hjx_studio.language.services.names import mentions
from hjx_studio.language.services.ranges import folds, selections
from hjx_studio.language.services.rename import RenameError, rename
from hjx_studio.language.services.symbols import symbols
from hjx_studio.language.source import Position, Range, Source, Span
from tests.fuzz.mutations import mutated

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.hjx"))
SOURCES = [path.read_text(encoding="utf-8") for path in EXAMPLES]
SEEDS = st.integers(0, 2**32)


def broken(seed: int) -> tuple[Parse, Position]:
    """An example with some damage, and a place in it."""
    random = Random(seed)
    text = random.choice(SOURCES)
    for _ in range(random.randrange(4)):
        text = mutated(text, random)
    source = Source("App.hjx", text)
    return parse(source), source.position(random.randrange(len(text) + 1))


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_completions_fit_wherever_they_are_asked_for(seed: int) -> None:
    parsed, position = broken(seed)
    found = complete(parsed, position)
    source = parsed.source
    assert found.range.end == position
    typed = source.text[source.offset(found.range.start) : source.offset(position)]
    for item in found.items:
        assert item.text.lower().startswith(typed.lower())
    for item in Random(seed).sample(found.items, min(2, len(found.items))):
        at = source.offset(found.range.start)
        text = source.text[:at] + item.text + source.text[source.offset(position) :]
        after = parse(Source("App.hjx", text))
        complete(after, after.source.position(at + len(item.text)))


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_nothing_fails_anywhere(seed: int) -> None:
    parsed, position = broken(seed)
    source = parsed.source
    end = source.position(len(source.text))
    hover(parsed, position)
    signature(parsed, position)
    definition(parsed, position)
    for found in references(parsed, position):
        assert found.range.start <= found.range.end <= end
    for fold in folds(parsed):
        assert 1 <= fold.first < fold.last <= source.line_count
    inner = None
    for place in selections(parsed, position):
        assert place.start <= position <= place.end
        assert inner is None or (place.start <= inner.start and inner.end <= place.end)
        inner = place
    for symbol in symbols(parsed):
        assert symbol.range.start <= symbol.name_range.start <= symbol.range.end
    apply_edits(source, fix_all((*parsed.diagnostics, *analyze(parsed).diagnostics)))
    with suppress(RenameError):
        rename(parsed, position, "renamed_")


def shape(node: object, old: str, new: str) -> object:
    """A tree without its places, and with one name in place of another in all its texts."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(shape(part, old, new) for part in node)
    if isinstance(node, str):
        return node.replace(old, new)
    if is_dataclass(node) and not isinstance(node, type):
        return (
            type(node).__name__,
            *(shape(getattr(node, field.name), old, new) for field in fields(node)),
        )
    return node


def after_of(place: Range) -> Range:
    """The empty range behind one, where a shorthand gets its new name."""
    return Range(place.end_line, place.end_column, place.end_line, place.end_column)


def named(source: str) -> Iterator[tuple[Parse, Position]]:
    parsed = parse(Source("App.hjx", source))
    for mention in mentions(parsed):
        yield parsed, mention.range(parsed.source).start


@pytest.mark.parametrize("number", range(len(SOURCES)), ids=[path.stem for path in EXAMPLES])
def test_a_rename_keeps_the_tree_but_for_the_name(number: int) -> None:
    places = list(named(SOURCES[number]))
    for parsed, position in Random(number).sample(places, min(25, len(places))):
        new = "zz9"
        try:
            edits = rename(parsed, position, new).edits["App.hjx"]
        except RenameError:
            continue
        source = parsed.source
        first = edits[0].range
        after = parse(Source("App.hjx", apply_edits(source, edits)))
        old = next(
            mention.binding.name
            for mention in mentions(parsed)
            if first in (mention.range(source), after_of(mention.range(source)))
        )
        assert shape(after.tree, new, old) == shape(parsed.tree, new, old)
        assert len(mentions(after)) == len(mentions(parsed))
        assert [found.code for found in after.diagnostics] == [
            found.code for found in parsed.diagnostics
        ]
        if all(edit.text == new for edit in edits):  # else `{ name }` has become `{ name: zz9 }`
            back = rename(after, first.start, old).edits["App.hjx"]
            assert apply_edits(after.source, back) == source.text


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_rename_of_a_damaged_source_breaks_nothing_more(seed: int) -> None:
    parsed, _ = broken(seed)
    found = mentions(parsed)
    if not found:
        return
    mention = Random(seed).choice(found)
    try:
        edits = rename(parsed, mention.range(parsed.source).start, "zz9").edits
    except RenameError:
        return
    after = parse(Source("App.hjx", apply_edits(parsed.source, edits["App.hjx"])))
    assert len(mentions(after)) == len(found)
