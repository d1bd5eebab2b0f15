"""JavaScript and CSS of our own as it is sent: without comments and indentation.

A comment stands on lines of its own, or at a line's end behind a space and without a quote in it;
no string holds a line end. The page's files keep to this.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(
    r"^[ \t]*/\*[\s\S]*?\*/[ \t]*\n|^[ \t]*//.*\n|[ \t]+// [^'\"`\n]*$", re.MULTILINE
)
_MARGIN = re.compile(r"^\s+", re.MULTILINE)


def compact(source: str) -> str:
    """The same program in fewer bytes."""
    return _MARGIN.sub("", _COMMENT.sub("", source))
