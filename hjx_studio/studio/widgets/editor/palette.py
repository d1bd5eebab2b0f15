"""The styles that a line is drawn with, taken from the widget's CSS.

Every kind of token has the component class `editor--KIND`, so that a theme can restyle it. What
marks a whole stretch of text (selection, current line, brackets) sets the background alone, so
that the colours of tokens stay readable in it; without colours it is reversed or underlined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from rich.style import Style

TOKEN_KINDS = [
    "block",
    "keyword",
    "name",
    "parameter",
    "function",
    "property",
    "constant",
    "string",
    "escape",
    "number",
    "operator",
    "punctuation",
    "comment",
    "tag",
    "attribute",
    "class",
    "id",
    "event",
    "modifier",
    "handler",
    "interpolation",
    "css-selector",
    "css-property",
    "css-value",
    "invalid",
]

_OTHERS = [
    "current-line",
    "selection",
    "bracket",
    "match",
    "stopped-line",
    "stopped-mark",
    "breakpoint",
    "number",
    "current-number",
    "error",
    "warning",
    "information",
    "error-mark",
    "warning-mark",
    "information-mark",
    "value",
    "past-value",
    "failed-value",
    "guide",
    "stand-in",
    "cursor",
]


def _component(name: str) -> str:
    return f"editor--{name}"


TOKEN_CLASSES = MappingProxyType({kind: _component(f"token-{kind}") for kind in TOKEN_KINDS})
COMPONENT_CLASSES = frozenset({*TOKEN_CLASSES.values(), *map(_component, _OTHERS)})

Component = Callable[[str], Style]


class Ground(Protocol):
    """What decides a row's background."""

    @property
    def stopped(self) -> bool:
        """Whether the run stands on it."""
        ...

    @property
    def current(self) -> bool:
        """Whether the cursor stands on it."""
        ...


@dataclass(frozen=True, slots=True)
class Palette:
    """Rich styles: `base` is complete, the others are laid over it."""

    base: Style
    tokens: dict[str, Style]
    layers: dict[str, Style]

    @classmethod
    def of(cls, base: Style, component: Component) -> Palette:
        """Ask for each component's style once; `component` gives what its CSS sets, no more."""
        return cls(
            base,
            {kind: component(name) for kind, name in TOKEN_CLASSES.items()},
            {name: component(_component(name)) for name in _OTHERS},
        )

    def ground(self, row: Ground) -> Style:
        """What a row is drawn on."""
        if row.stopped:
            return self.base + self.layers["stopped-line"]
        return self.base + self.layers["current-line"] if row.current else self.base

    def on(self, ground: Style, kind: str) -> Style:
        """The style of a kind of token on that ground; the ground for a kind that is not known."""
        return ground + self.tokens.get(kind, Style.null())

    def __getitem__(self, name: str) -> Style:
        return self.layers[name]
