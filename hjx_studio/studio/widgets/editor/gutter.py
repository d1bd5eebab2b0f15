"""The cells before a line: breakpoint or place of the run, finding, number."""

from __future__ import annotations

from rich.segment import Segment

from hjx_studio.studio.widgets.editor.palette import Palette
from hjx_studio.studio.widgets.editor.rows import Row

BREAKPOINT = "●"
STOPPED = "▶"
FINDINGS = {"error": "✗", "warning": "▲", "information": "•"}
_LEAST_DIGITS = 3
_BESIDE_NUMBER = 3  # two marks before it and a space after it


def digits(line_count: int) -> int:
    """Cells for the number of the last line."""
    return max(_LEAST_DIGITS, len(str(line_count)))


def width(line_count: int) -> int:
    """Cells of the whole gutter."""
    return digits(line_count) + _BESIDE_NUMBER


def draw_gutter(row: Row, palette: Palette) -> list[Segment]:
    """The gutter of a row, as wide as `width` says."""
    ground = palette.ground(row)
    number = palette["current-number" if row.current or row.stopped else "number"]
    return [
        _mark(row, palette),
        Segment(
            FINDINGS.get(row.severity, " "),
            ground + palette[f"{row.severity}-mark"] if row.severity in FINDINGS else ground,
        ),
        Segment(f"{row.number:>{row.digits}}", ground + number),
        Segment(" ", ground),
    ]


def _mark(row: Row, palette: Palette) -> Segment:
    ground = palette.ground(row)
    if row.stopped:
        style = palette["stopped-mark"]
        return Segment(
            STOPPED, ground + (style + palette["breakpoint"] if row.breakpoint else style)
        )
    if row.breakpoint:
        return Segment(BREAKPOINT, ground + palette["breakpoint"])
    return Segment(" ", ground)
