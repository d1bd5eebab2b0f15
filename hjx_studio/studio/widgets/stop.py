"""The debug pane: where the run stands, what its names read, and what it has changed so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Static

from hjx_studio.session.events import StackFrame, Stopped
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.plain import count_of, one_line
from hjx_studio.studio.session_model import VariableKey
from hjx_studio.studio.widgets.items import Item, ItemRows
from hjx_studio.studio.widgets.lists import PlacePicked
from hjx_studio.studio.widgets.rows import RowView
from hjx_studio.studio.widgets.values import More, ValueTree

_REASONS = {
    "step": "step",
    "breakpoint": "breakpoint",
    "pause": "pause",
    "exception": "it fails here",
}


@dataclass(frozen=True, slots=True)
class _FrameKey:
    """A frame of the call stack, 0 the innermost."""

    depth: int


class DebugPane(Container):
    """The run that is stopped. While this pane has the focus, plain letters step."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "screen.continue", "Continue", show=False),
        Binding("n", "screen.step('over')", "Step over", show=False),
        Binding("i", "screen.step('into')", "Step into", show=False),
        Binding("o", "screen.step('out')", "Step out", show=False),
        Binding("x", "screen.abandon", "Abandon", show=False),
    ]

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(id="debug")
        self._model = bridge.model
        self._rows = ItemRows()
        self._values = ValueTree(bridge, self._build)

    def compose(self) -> ComposeResult:
        """A line that says where, then the rows."""
        yield Static("", id="debug-head", markup=False)
        view = RowView(self._rows, name="debug-rows")
        view.empty_text = (
            "Nothing is stopped. F9 sets a breakpoint on the cursor's line; F6 stops every event "
            "before its first line; F7 runs a handler by hand."
        )
        yield view

    @property
    def view(self) -> RowView:
        """The rows."""
        return self.query_one("#debug-rows", RowView)

    def show(self) -> None:
        """The session stopped, went on, or has more waiting."""
        session = self._model.session
        stopped = session.stopped
        self.query_one("#debug-head", Static).update(_head(stopped, session.waiting))
        self._values.look_at(session.name)
        self._build()
        if stopped is not None:
            self.run_worker(self._values.refresh())

    def _build(self) -> None:
        stopped = self._model.session.stopped
        view = self.view
        before = self._rows.at(view.cursor)
        self._rows.items = list(_items(stopped, self._values)) if stopped else []
        view.cursor = self._rows.place_of(before.key) if before is not None else None
        view.renew()

    @on(RowView.Folded)
    def _folded(self, event: RowView.Folded) -> None:
        event.stop()
        item = self._rows.at(event.place)
        if item is None:
            return
        wanted = {"open": True, "close": False}.get(event.how, not item.folds)
        if item.folds is not None and item.folds is not wanted:
            self._toggle(item)

    def _toggle(self, item: Item) -> None:
        if isinstance(item.key, VariableKey):
            self._values.toggle(item.key)
            self.run_worker(self._values.refresh())

    @on(RowView.Chosen)
    def _chosen(self, event: RowView.Chosen) -> None:
        event.stop()
        stopped = self._model.session.stopped
        item = self._rows.at(event.place)
        if item is None:
            return
        if item.folds is not None:
            self._toggle(item)
        elif isinstance(item.key, More):
            self.run_worker(self._values.show_more(item.key.parent))
        elif stopped is not None and isinstance(item.key, _FrameKey):
            frame = stopped.frames[min(item.key.depth, len(stopped.frames) - 1)]
            self.post_message(PlacePicked(frame.path, frame.line))


def _head(stopped: Stopped | None, waiting: int) -> Text:
    if stopped is None:
        return Text("")
    reason = _REASONS.get(stopped.reason, stopped.reason)
    who = f" · {stopped.client}" if stopped.client else " · nobody's"
    line = f" {stopped.frames[0].handler}:{stopped.frames[0].line}" if stopped.frames else ""
    text = Text()
    text.append(f" ‖{one_line(line)} · {one_line(reason)}{who}", "bold")
    if waiting:
        text.append(f" · {count_of(waiting, 'event')} waiting", "bold")
    if stopped.message:
        text.append(f"\n {one_line(stopped.message)}")
    text.append("\n n over  i into  o out  c go on  x abandon", "dim")
    return text


def _items(stopped: Stopped, values: ValueTree) -> Iterator[Item]:
    innermost = stopped.frames[0] if stopped.frames else None
    if innermost is not None:
        yield from _variables(innermost, values)
    yield from _line(stopped)
    title = "changes, not committed yet" if stopped.changes else "nothing changed yet"
    yield Item("changes", 0, title, kind="heading")
    align = min(18, max((len(_path(change.path)) for change in stopped.changes), default=0))
    for change in stopped.changes:
        key = ("change", change.scope, change.client, change.path)
        value = f"{change.old} → {change.new}"
        yield Item(key, 1, _path(change.path), value, align=align, changed=True)
    yield Item("stack", 0, "call stack", kind="heading")
    for depth, frame in enumerate(stopped.frames):
        mark = "▸ " if depth == 0 else "  "
        yield Item(_FrameKey(depth), 0, f"{mark}{frame.handler}", f"line {frame.line}", "muted")


def _line(stopped: Stopped) -> Iterator[Item]:
    """What the parts of the line will be: beside a long line there is no room for them."""
    if not stopped.values:
        return
    yield Item("line", 0, "this line", kind="heading")
    names = [one_line(part.source) for part in stopped.values]
    align = min(18, max(map(len, names)))
    for name, part in zip(names, stopped.values, strict=True):
        key = ("part", part.line, part.column, part.end_column)
        yield Item(key, 1, name, part.text, "error" if part.error else "", align=align)


def _variables(frame: StackFrame, values: ValueTree) -> Iterator[Item]:
    titles = {"argument": "arguments", "let": "lets", "event": "event"}
    for scope, title in titles.items():
        members = [variable for variable in frame.variables if variable.scope == scope]
        if not members:
            continue
        yield Item(("scope", scope), 0, title, kind="heading")
        yield from values.items(members, 1, {})


def _path(path: tuple[str, ...]) -> str:
    """`items[0].done`, as a person writes it."""
    first, *rest = path or ("",)
    return first + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in rest)
