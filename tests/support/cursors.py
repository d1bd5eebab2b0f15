"""Sources with a cursor drawn in as `¦`, or a range between `«` and `»`, for tests of services."""

from __future__ import annotations

from hjx_studio.language.parser import Parse, parse
from hjx_studio.language.source import Position, Range, Source


def at(drawn: str, name: str = "App.hjx") -> tuple[Parse, Position]:
    """The parse of a source, and where its `¦` stands."""
    offset = drawn.index("¦")
    source = Source(name, drawn[:offset] + drawn[offset + 1 :])
    return parse(source), source.position(offset)


def text_of(source: Source, place: Range) -> str:
    """The text of a range."""
    return source.text[source.offset(place.start) : source.offset(place.end)]


def marked(source: Source, places: tuple[Range, ...]) -> str:
    """The source with ranges drawn in between `«` and `»`."""
    text = source.text
    for place in sorted(places, reverse=True):
        start, end = source.offset(place.start), source.offset(place.end)
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text
