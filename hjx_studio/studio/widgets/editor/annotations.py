"""The values that a stopped run shows after a line, as short notes in the order of interest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hjx_studio.session.events import LineValue

Note = tuple[str, str]  # text, and the layer of the palette that it is drawn with

_PATH = re.compile(r"[A-Za-z_$][\w$]*(\s*(\?\.|\.)\s*[\w$]+|\s*\[[^\[\]]*\])*")
_MOST_SOURCE = 28
_MOST_VALUE = 60


def current_notes(line: str, values: Iterable[LineValue]) -> tuple[Note, ...]:
    """What the line being run will give: its largest expressions first, then what they are of."""
    notes: dict[str, str] = {}
    for value in sorted(values, key=lambda value: (value.column - value.end_column, value.column)):
        source = " ".join(line[value.column - 1 : value.end_column - 1].split())
        if source and source != value.text:
            notes.setdefault(
                _sentence(source, value, whole=not notes),
                "failed-value" if value.error else "value",
            )
    return tuple(notes.items())


def past_notes(values: Iterable[LineValue]) -> tuple[Note, ...]:
    """What a line that has been run gave; the text says it whole: `count 2 → 3`."""
    return tuple(
        (_cut(" ".join(value.text.split()), _MOST_VALUE), "past-value") for value in values
    )


def by_row(values: Iterable[LineValue]) -> Mapping[int, list[LineValue]]:
    """Values by the row (from 0) that they are of; the last run of a place stands."""
    rows: dict[int, dict[tuple[int, int], LineValue]] = {}
    for value in values:
        places = rows.setdefault(value.line - 1, {})
        places.pop((value.column, value.end_column), None)
        places[value.column, value.end_column] = value
    return {row: list(places.values()) for row, places in rows.items()}


def _sentence(source: str, value: LineValue, *, whole: bool) -> str:
    text = _cut(" ".join(value.text.split()), _MOST_VALUE)
    path = _PATH.fullmatch(source) is not None
    if whole and not path and not value.error and len(source) > _MOST_SOURCE:
        return f"→ {text}"
    source = _cut(source, _MOST_SOURCE)
    if value.error:
        return f"{source} ✗ {text}"
    if path:
        return f"{source} = {text}"
    return f"{source} → {text}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
