"""Three plain lists: the clients, the problems of the sources, and the log."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message

from hjx_studio.session.events import ClientView, LogWritten, Problem
from hjx_studio.studio.model import Model
from hjx_studio.studio.plain import byte_size, one_line
from hjx_studio.studio.widgets.frames import clock
from hjx_studio.studio.widgets.rows import Look, RowView


@dataclass
class PlacePicked(Message):
    """The user wants to see a place of a source; `column` is from 1."""

    path: str
    line: int
    column: int = 1


# --- clients -------------------------------------------------------------------------------------


class _ClientRows:
    def __init__(self) -> None:
        self.first = 0
        self.clients: list[ClientView] = []

    @property
    def end(self) -> int:
        return len(self.clients)

    def linked(self, place: int) -> bool:
        return False

    def draw(self, place: int, width: int, look: Look) -> Text:
        client = self.clients[place]
        text = Text(" ")
        text.append(client.client.ljust(5), look.strong)
        text.append(_duration(time.time() - client.since).rjust(7), look.muted)
        text.append(f"  rev {client.revision}".ljust(11))
        text.append(f" ↑{byte_size(client.bytes_in)} ↓{byte_size(client.bytes_out)}".ljust(20))
        text.append(f" {one_line(client.address)}  ", look.muted)
        text.append(one_line(_agent(client)), look.muted)
        return text


def _duration(seconds: float) -> str:
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d}"


def _agent(client: ClientView) -> str:
    """The browser's name out of what it says of itself, and the protocol where it is not ours."""
    known = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    for mark, name in known.items():
        if mark in client.agent:
            return f"{name} {client.agent.partition(mark)[2].split('.')[0]}"
    return client.agent or "no browser"


class ClientsPane(Container):
    """Who is connected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "disconnect", "Disconnect", show=False)
    ]

    @dataclass
    class Dismissed(Message):
        """The user wants a client's socket closed."""

        client: str

    def __init__(self, model: Model) -> None:
        super().__init__(id="clients")
        self._model = model
        self._rows = _ClientRows()

    def compose(self) -> ComposeResult:
        """The rows."""
        yield RowView(self._rows, name="clients-rows")

    def on_mount(self) -> None:
        """How long each has been connected is told anew now and then."""
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        if self.is_on_screen and self.app.is_running:
            self.show()

    def show(self) -> None:
        """Clients came, went or talked."""
        view = self.query_one(RowView)
        if not self.is_on_screen:
            return
        self._rows.clients = self._model.session.client_views()
        address = self._model.address
        view.empty_text = (
            f"Nobody is connected. Open {address} in a browser, or in two to see them share state."
        )
        view.renew()

    def on_show(self) -> None:
        """The pane came into sight."""
        self.show()

    def action_disconnect(self) -> None:
        """Close the socket of the client at the cursor."""
        place = self.query_one(RowView).cursor
        if place is not None and place < self._rows.end:
            self.post_message(self.Dismissed(self._rows.clients[place].client))


# --- problems ------------------------------------------------------------------------------------


class _ProblemRows:
    def __init__(self) -> None:
        self.first = 0
        self.problems: Sequence[Problem] = ()

    @property
    def end(self) -> int:
        return len(self.problems)

    def linked(self, place: int) -> bool:
        return False

    def draw(self, place: int, width: int, look: Look) -> Text:
        problem = self.problems[place]
        style = {"error": look.bad, "warning": look.warn}.get(problem.severity, look.accent)
        text = Text(" ")
        text.append({"error": "✗", "warning": "!"}.get(problem.severity, "i"), style)
        text.append(f" {problem.line}:{problem.column}".ljust(9), look.muted)
        text.append(one_line(problem.message))
        if problem.hint:
            text.append(f"  {one_line(problem.hint)}", look.good)
        text.append(f"  {problem.code} {one_line(problem.path)}", look.muted)
        return text


class ProblemsPane(Container):
    """What is wrong in the sources; choosing one leads there."""

    def __init__(self) -> None:
        super().__init__(id="problems")
        self._rows = _ProblemRows()

    def compose(self) -> ComposeResult:
        """The rows."""
        view = RowView(self._rows, name="problems-rows")
        view.empty_text = "No problems."
        yield view

    def show(self, problems: Sequence[Problem]) -> None:
        """Show these."""
        self._rows.problems = problems
        self.query_one(RowView).renew()

    @on(RowView.Chosen)
    def _chosen(self, event: RowView.Chosen) -> None:
        event.stop()
        if event.place >= self._rows.end:
            return
        problem = self._rows.problems[event.place]
        self.post_message(PlacePicked(problem.path, problem.line, problem.column))


# --- log -----------------------------------------------------------------------------------------


class _LogRows:
    def __init__(self, model: Model) -> None:
        self._model = model
        self._entries: list[LogWritten] = []
        self._known = 0

    @property
    def first(self) -> int:
        return self._known - len(self._entries)

    @property
    def end(self) -> int:
        return self._known

    def take(self) -> None:
        """Take in what was written since."""
        log = self._model.log
        total = self._model.log_dropped + len(log)
        fresh = min(total - self._known, len(log))
        if fresh > 0:
            self._entries.extend(islice(log, len(log) - fresh, None))
            self._known = total
        if log.maxlen is not None and len(self._entries) > log.maxlen:
            del self._entries[: len(self._entries) - log.maxlen]

    def entry(self, place: int) -> LogWritten:
        return self._entries[place - self.first]

    def linked(self, place: int) -> bool:
        return False

    def draw(self, place: int, width: int, look: Look) -> Text:
        entry = self.entry(place)
        styles = {"error": look.bad, "warning": look.warn, "info": look.muted}
        text = Text(" ")
        text.append(clock(entry.time) if entry.time else " " * 12, look.muted)
        text.append(f"  {one_line(entry.level)[:7].ljust(7)} ", styles.get(entry.level, look.good))
        where = ""
        if entry.line is not None:
            where = f"  {one_line(entry.handler or '')}:{entry.line}"
        message = Text(one_line(entry.text), styles.get(entry.level, look.plain))
        message.truncate(max(4, width - text.cell_len - len(where)), overflow="ellipsis")
        text.append_text(message)
        text.append(where, look.muted)
        return text


class LogPane(Container):
    """What handlers log and what the server says; choosing a line leads to where it came from."""

    def __init__(self, model: Model, entry_path: Callable[[], str]) -> None:
        super().__init__(id="log")
        self._rows = _LogRows(model)
        self._entry_path = entry_path

    def compose(self) -> ComposeResult:
        """The rows."""
        view = RowView(self._rows, name="log-rows", tails=True)
        view.empty_text = "What handlers log, and what the server has to say, shows here."
        yield view

    def show(self) -> None:
        """Lines were written."""
        self._rows.take()
        self.query_one(RowView).renew()

    @on(RowView.Chosen)
    def _chosen(self, event: RowView.Chosen) -> None:
        event.stop()
        if not self._rows.first <= event.place < self._rows.end:
            return
        entry = self._rows.entry(event.place)
        if entry.line is not None:
            self.post_message(PlacePicked(entry.path or self._entry_path(), entry.line))
