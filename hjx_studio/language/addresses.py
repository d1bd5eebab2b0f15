"""Attributes that hold an address: only schemes that run nothing may stand in one."""

from __future__ import annotations

import re

URL_ATTRIBUTES = frozenset(
    ["href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "data"]
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SAFE_SCHEME = re.compile(r"(?:https?|mailto|tel|blob):|data:image/", re.IGNORECASE)
_IGNORED = re.compile(r"[\t\n\r]")
_APART = re.compile(r"[ \t\n\f\r,]+")
_EDGE = "".join(map(chr, range(0x21)))


def is_safe(name: str, value: str) -> bool:
    """Whether an attribute may take this value: in one that holds an address only the schemes that
    run nothing may stand. Reads the address as browsers do (URL Standard, basic URL parser)."""
    lower = name.lower()
    if lower not in URL_ATTRIBUTES:
        return True
    candidates = _APART.split(value) if lower == "srcset" else [_IGNORED.sub("", value)]
    for candidate in candidates:
        address = candidate.lstrip(_EDGE)
        if _SCHEME.match(address) and not _SAFE_SCHEME.match(address):
            return False
    return True
