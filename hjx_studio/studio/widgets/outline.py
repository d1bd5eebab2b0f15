"""The AST pane: the parsed file as a tree, in step with the editor's cursor both ways."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from hjx_studio.language.parser import Parse
from hjx_studio.language.source import Position, Range, Source
from hjx_studio.studio.plain import one_line
from hjx_studio.studio.syntax import Entry, Path, entry_of, find, root
from hjx_studio.studio.widgets.rows import Look, RowView


@dataclass(frozen=True, slots=True)
class _Row:
    """A node that is in sight: where it hangs, and whether its parts show."""

    path: Path
    node: object
    line: int
    open: bool


class _OutlineRows:
    """The nodes in sight; an entry is worked out when its row is drawn."""

    def __init__(self) -> None:
        self.first = 0
        self.rows: list[_Row] = []
        self.top: Entry | None = None
        self.source: Source | None = None

    @property
    def end(self) -> int:
        return len(self.rows)

    def entry(self, place: int) -> Entry:
        """The entry of a row."""
        row = self.rows[place]
        if not row.path and self.top is not None:
            return self.top
        return entry_of(row.node, row.line)

    def range(self, place: int) -> Range | None:
        """Where the node of a row stands."""
        return self.entry(place).range(self.source) if self.source is not None else None

    def linked(self, place: int) -> bool:
        return False

    def draw(self, place: int, width: int, look: Look) -> Text:
        row, entry = self.rows[place], self.entry(place)
        text = Text(" " * (1 + 2 * len(row.path)))
        text.append(("▼ " if row.open else "▶ ") if entry.has_children else "  ", look.muted)
        text.append(entry.type, look.accent)
        where = self.range(place)
        note = f"  {where.line}:{where.column}" if where else ""
        label = Text("  " + one_line(entry.label, 200), look.plain)
        label.truncate(max(0, width - text.cell_len - len(note)), overflow="ellipsis")
        text.append_text(label)
        text.append(note, look.muted)
        return text


class OutlinePane(Container):
    """The tree of the file in the editor."""

    @dataclass
    class Selected(Message):
        """The user picked a node: its source is to be selected, and the editor focused if `go`."""

        range: Range
        go: bool

    def __init__(self) -> None:
        super().__init__(id="ast")
        self._rows = _OutlineRows()
        self._opened: set[Path] = {()}
        self._revealed: Path = ()
        self._position = Position(1, 1)
        self._parse: Parse | None = None
        self._stale = False

    def compose(self) -> ComposeResult:
        """The rows."""
        view = RowView(self._rows, name="outline-rows")
        view.empty_text = "The syntax tree shows here as soon as the file is parsed."
        yield view

    @property
    def view(self) -> RowView:
        """The rows."""
        return self.query_one("#outline-rows", RowView)

    def show(self, parse: Parse) -> None:
        """Show another parse, with what was open still open."""
        self._parse = parse
        self._build_when_seen()

    def follow(self, position: Position) -> None:
        """Put the cursor on the node at the editor's cursor."""
        self._position = position
        self._build_when_seen()

    def on_show(self) -> None:
        """The pane came into sight: do what was left undone."""
        if self._stale:
            self._build()

    def _build_when_seen(self) -> None:
        self._stale = True
        if self.is_on_screen and self.is_mounted:
            self._build()

    def _build(self) -> None:
        self._stale = False
        parse = self._parse
        if parse is None:
            return
        if self._rows.source is not parse.source:
            self._rows.top, self._rows.source = root(parse.tree), parse.source
        top = self._rows.top
        if top is None or self.view.has_focus:
            self._flatten()
            self.view.renew()
            return
        self._revealed = find(top, parse.source, self._position)
        self._flatten()
        self.view.renew()
        self.view.put_cursor(self._place_of(self._revealed))

    def _flatten(self) -> None:
        """List the nodes in sight: below what the user opened, and on the way to the cursor's."""
        rows: list[_Row] = []
        top = self._rows.top
        if top is not None:
            self._list(top, (), (None, top.line), rows)
        self._rows.rows = rows

    def _list(
        self, entry: Entry | None, path: Path, part: tuple[object, int], rows: list[_Row]
    ) -> None:
        node, line = part
        on_the_way = len(path) < len(self._revealed) and self._revealed[: len(path)] == path
        opened = path in self._opened or on_the_way
        rows.append(_Row(path, node, line, opened))
        if opened:
            for index, child in enumerate((entry or entry_of(node, line)).parts):
                self._list(None, (*path, index), child, rows)

    def _place_of(self, path: Path) -> int | None:
        return next((at for at, row in enumerate(self._rows.rows) if row.path == path), None)

    @on(RowView.Moved)
    def _moved(self, event: RowView.Moved) -> None:
        event.stop()
        if event.place >= self._rows.end:
            return
        self._select(event.place, go=False)

    @on(RowView.Chosen)
    def _chosen(self, event: RowView.Chosen) -> None:
        event.stop()
        if event.place >= self._rows.end:
            return
        depth = len(self._rows.rows[event.place].path)
        if event.column is not None and event.column <= 2 + 2 * depth:
            self._set_open(event.place, not self._rows.rows[event.place].open)
        elif event.column is None:
            self._select(event.place, go=True)

    def _select(self, place: int, go: bool) -> None:
        where = self._rows.range(place)
        if where is not None:
            self.post_message(self.Selected(where, go))

    @on(RowView.Folded)
    def _folded(self, event: RowView.Folded) -> None:
        event.stop()
        if event.place >= self._rows.end:
            return
        row = self._rows.rows[event.place]
        has_parts = self._rows.entry(event.place).has_children
        if event.how == "close" and not (row.open and has_parts):
            parent = self._place_of(row.path[:-1])
            if parent is not None:
                self.view.put_cursor(parent)
        elif event.how == "open" and row.open:
            self.view.action_move(1)
        elif has_parts:
            self._set_open(event.place, not row.open)

    def _set_open(self, place: int, opened: bool) -> None:
        path = self._rows.rows[place].path
        # What was open only on the way to the editor's cursor stays open until the user folds it.
        self._opened.update(self._revealed[:at] for at in range(len(self._revealed)))
        self._revealed = ()
        if opened:
            self._opened.add(path)
        else:
            self._opened = {known for known in self._opened if known[: len(path)] != path}
        self._flatten()
        self.view.renew()
        self.view.put_cursor(self._place_of(path))
