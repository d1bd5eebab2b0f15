"""Text of others made safe to draw on one line: no control character reaches the terminal."""

from __future__ import annotations

import re
import unicodedata

# Controls, separators that break lines, and marks that reorder what stands around them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def one_line(text: str, limit: int = 2000) -> str:
    """`text` with pictures in place of control characters (␛ for escape), cut after `limit`."""
    if len(text) > limit:
        text = text[:limit] + "…"
    return _UNSAFE.sub(_picture, text)


def many_lines(text: str) -> str:
    """The same for a text of several lines, which keeps its line ends and has tabs as spaces."""
    return "\n".join(_UNSAFE.sub(_picture, line.expandtabs(4)) for line in text.split("\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "·" if unicodedata.category(match[0]) == "Cf" else "�"


def byte_size(size: int) -> str:
    """A number of bytes as a person reads it: `61 B`, `1.2 kB`, `3.4 MB`."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


def count_of(number: int, noun: str) -> str:
    """`1 client`, `2 clients`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
