"""Rows of a tree: a name, what it reads, and a note, indented below what they belong to."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from hjx_studio.studio.plain import one_line
from hjx_studio.studio.widgets.rows import Look


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a tree.

    `key` names it across updates. `folds` is None for a leaf, True when it is open. `kind` picks
    the look of `value`: that of a variable, or "muted", "heading", "changed"; `align` is the width
    of the names that it stands among.
    """

    key: Hashable
    depth: int
    name: str
    value: str = ""
    kind: str = ""
    note: str = ""
    folds: bool | None = None
    align: int = 0
    changed: bool = False


class ItemRows:
    """Items as rows of a `RowView`."""

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self.items = items
        self.first = 0

    @property
    def end(self) -> int:
        """How many there are."""
        return len(self.items)

    def at(self, place: int | None) -> Item | None:
        """The item at a place; None where the tree has become shorter meanwhile."""
        if place is None or not 0 <= place < len(self.items):
            return None
        return self.items[place]

    def linked(self, place: int) -> bool:
        """Rows of a tree are marked alone."""
        return False

    def place_of(self, key: Hashable) -> int | None:
        """Where the item of that key stands now."""
        return next((place for place, item in enumerate(self.items) if item.key == key), None)

    def parent_of(self, place: int) -> int | None:
        """Where the item stands that this one belongs to."""
        depth = self.items[place].depth
        above = range(place - 1, -1, -1)
        return next((at for at in above if self.items[at].depth < depth), None)

    def draw(self, place: int, width: int, look: Look) -> Text:
        """The item, its note kept in sight when its value is long."""
        item = self.items[place]
        text = Text(" " * (1 + 2 * item.depth))
        if item.folds is not None:
            text.append("▼ " if item.folds else "▶ ", look.muted)
        elif item.kind != "heading":
            text.append("  ")
        text.append(one_line(item.name).ljust(item.align), _name_style(item, look))
        if item.value:
            text.append("  ")
            note_room = min(len(item.note) + 2, width // 3) if item.note else 0
            room = max(4, width - text.cell_len - note_room)
            value = Text(one_line(item.value), _value_style(item, look))
            value.truncate(room, overflow="ellipsis")
            text.append_text(value)
        if item.note:
            text.append("  " + one_line(item.note), look.changed if item.changed else look.muted)
        return text


def _name_style(item: Item, look: Look) -> Style:
    if item.kind == "heading":
        return look.strong
    if item.kind == "muted":
        return look.muted
    return look.changed if item.changed else look.plain


def _value_style(item: Item, look: Look) -> Style:
    if item.changed and item.kind != "error":
        return look.changed
    styles = {
        "string": look.good,
        "number": look.accent,
        "boolean": look.warn,
        "null": look.muted,
        "error": look.bad,
        "muted": look.muted,
        "heading": look.muted,
    }
    return styles.get(item.kind, look.plain)
