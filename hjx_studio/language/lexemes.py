"""The smallest parts of a line, as the scanners cut it and the grammar takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from hjx_studio.language.findings import Finding

DEEPEST = 150
"""How many brackets may stand in each other, and how deep an expression may nest."""


class Lexeme(NamedTuple):
    """A smallest part of a line: its terminal in the grammar, where it stands, what it means.

    The value is the text of a word or a mark, and the node of a literal.
    """

    type: str
    start: int
    end: int
    value: Any = None


class Terminals(Protocol):
    """What the scanner takes from the grammar."""

    @property
    def terminals(self) -> Mapping[str, str]:
        """Terminals by their fixed text."""

    def pattern(self, terminal: str) -> str:
        """The regular expression of a terminal without fixed text."""


@dataclass(slots=True)
class Lexed:
    """The lexemes of a line so far, what is wrong in them, and how deep templates nest here."""

    lexemes: list[Lexeme] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    nesting: int = 0
    weight: int = 0  # how many more there are in templates
