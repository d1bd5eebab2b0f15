"""Syntax trees without their places, to compare what two texts say."""

from __future__ import annotations

import dataclasses

_PLACES = ("span", "line", "indent")


def bare(node: object) -> object:
    """A tree as nested tuples, without lines and spans."""
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if not dataclasses.is_dataclass(node):
        return node
    return (
        type(node).__name__,
        *(
            bare(getattr(node, field.name))
            for field in dataclasses.fields(node)
            if not field.name.endswith(_PLACES)
        ),
    )
