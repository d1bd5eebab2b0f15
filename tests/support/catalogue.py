"""Writes docs/diagnostics.md from the catalogue: `python -m tests.support.catalogue`."""

from __future__ import annotations

from pathlib import Path

from hjx_studio.language.catalogue import CATALOGUE
from hjx_studio.language.diagnostics import CODES

PATH = Path(__file__).resolve().parents[2] / "docs" / "diagnostics.md"

_HEAD = """# What `check` can find

Each finding has a code, which never changes its meaning. An *error* keeps a file from being served:
the last good version goes on. A *warning* is likely a slip, and *information* is only told.
`hjx-studio check --explain HJX012` prints what stands here of a code.

This page is written by `make docs` from the table in `hjx_studio/language/catalogue.py`; tests hold
that each wrong example has this one finding, and each right one has none.

| code | | what |
| --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    rows = "".join(
        f"| [{code}](#{code.lower()}) | {known.severity.value} | {known.title} |\n"
        for code, known in CODES.items()
    )
    return _HEAD + rows + "".join(_section(code) for code in CODES)


def _section(code: str) -> str:
    known, found = CODES[code], CATALOGUE[code]
    return (
        f"\n## {code}\n\n**{known.title[:1].upper()}{known.title[1:]}** "
        f"({known.severity.value}). {found.meaning}\n\n"
        f"Wrong:\n\n```hjx\n{found.bad}```\n\nRight:\n\n```hjx\n{found.good}```\n"
    )


if __name__ == "__main__":
    PATH.write_text(page())
