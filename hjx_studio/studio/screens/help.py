"""All keys, searchable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from hjx_studio.studio.actions import ACTIONS, PANE_KEYS, key_name, keys_of
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.studio.widgets.rows import Look, RowView


@dataclass(frozen=True, slots=True)
class Line:
    """A key, or several that do the same, and what they do."""

    group: str
    keys: str
    does: str

    def fits(self, words: Iterable[str]) -> bool:
        """Whether all words occur in it."""
        text = f"{self.group} {self.keys} {self.does}".lower()
        return all(word in text for word in words)


def all_lines() -> list[Line]:
    """Every key of the studio, of its panes and of the editor."""
    lines = [
        Line(action.group, keys_of(action) or "(Ctrl+P)", f"{action.title}: {action.help}")
        if action.help
        else Line(action.group, keys_of(action) or "(Ctrl+P)", action.title)
        for action in ACTIONS
    ]
    lines.extend(Line(group, keys, does) for group, keys, does in PANE_KEYS)
    for binding in SourceEditor.BINDINGS:
        if isinstance(binding, Binding) and binding.description:
            keys = ", ".join(key_name(key.strip()) for key in binding.key.split(","))
            lines.append(Line("Editor", keys, binding.description))
    return sorted(lines, key=lambda line: _GROUPS.get(line.group, 5))


_GROUPS = {"File": 0, "Studio": 1, "Debugger": 2, "View": 3, "Editor": 4}


class _LineRows:
    def __init__(self, lines: list[Line]) -> None:
        self.first = 0
        self.lines = lines

    @property
    def end(self) -> int:
        return len(self.lines)

    def linked(self, place: int) -> bool:
        return False

    def draw(self, place: int, width: int, look: Look) -> Text:
        line = self.lines[place]
        new_group = place == 0 or self.lines[place - 1].group != line.group
        text = Text(" ")
        groups, keys = (19, 26) if width >= 84 else (12, 16)
        text.append(f"{line.group if new_group else '':<{groups}}"[:groups], look.strong)
        text.append(f"{line.keys:<{keys}} ", look.accent)
        text.append(line.does, look.plain)
        return text


class HelpScreen(ModalScreen[None]):
    """The list of keys, with a field that narrows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "leave", "Close", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("pagedown", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines = all_lines()
        self._rows = _LineRows(self._lines)

    def compose(self) -> ComposeResult:
        """A field and the list."""
        with Vertical(classes="sheet"):
            yield Label("Keys — type to search, Escape closes", classes="card-title", markup=False)
            yield Input(placeholder="save, step, f9, fold …", id="help-filter", compact=True)
            view = RowView(self._rows, name="help-rows")
            view.empty_text = "No key does that. Ctrl+P finds commands by name."
            view.can_focus = False
            yield view

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        words = event.value.lower().split()
        self._rows.lines = [line for line in self._lines if line.fits(words)]
        self.query_one(RowView).renew()

    def action_scroll(self, by: int) -> None:
        """Scroll the list while the field has the focus."""
        self.query_one(RowView).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Back to the studio."""
        self.dismiss(None)
