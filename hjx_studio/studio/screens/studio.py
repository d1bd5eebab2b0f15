"""The studio's screen: its parts, what each shows of the model, and what each key does."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import TextArea

from hjx_studio.language.source import Position, Range
from hjx_studio.session.commands import Disconnect, Refused
from hjx_studio.studio.actions import ACTIONS
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.checking import Checker, Checking
from hjx_studio.studio.document import DiskChange, Document
from hjx_studio.studio.model import Topic
from hjx_studio.studio.plain import one_line
from hjx_studio.studio.preview import PAUSE, Preview
from hjx_studio.studio.screens.debugging import Debugging
from hjx_studio.studio.screens.help import HelpScreen
from hjx_studio.studio.screens.saving import Saving, Ways
from hjx_studio.studio.screens.writing import Writing
from hjx_studio.studio.themes import other
from hjx_studio.studio.widgets.arrangement import Arrangement, Region
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.studio.widgets.lists import ClientsPane, LogPane, PlacePicked, ProblemsPane
from hjx_studio.studio.widgets.notice import Notice
from hjx_studio.studio.widgets.outline import OutlinePane
from hjx_studio.studio.widgets.state import StatePane
from hjx_studio.studio.widgets.stop import DebugPane
from hjx_studio.studio.widgets.strip import KeyLine, TitleLine
from hjx_studio.studio.widgets.traffic import TrafficPane

LOOK_EVERY = 1.0  # seconds between two looks at the file on disk
SETTLED = 0.25  # seconds without a stop after which the debug pane gives way again


class StudioScreen(Screen[None]):
    """Editor, inspector, dock, and the lines above and below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for action in ACTIONS for binding in action.bindings()
    ]

    class ModelChanged(Message):
        """The model has news; which topics is kept by the screen."""

    def __init__(self, bridge: Bridge, document: Document) -> None:
        super().__init__()
        self._bridge = bridge
        self._document = document
        self._checker = Checker(document.name)
        self._preview = Preview(bridge, self._checker)
        self._saving = Saving(self, document, Ways(self._say, self._show_change))
        self._debugging = Debugging(self, bridge, self._say)
        self._writing = Writing(self, self._checker, self._say)
        self._news = Topic.NONE
        self._pause: Timer | None = None
        self._unwind: Timer | None = None
        self._before_stop: tuple[str, str] | None = None
        self._shown_stop = 0
        self._quiet_cursor = False

    def compose(self) -> ComposeResult:
        """The parts."""
        model = self._bridge.model
        yield TitleLine(model, self._document.name)
        yield Notice()
        editor = SourceEditor(self._document.saved or "", id="editor-pane")
        inspector = (
            ("State", StatePane(self._bridge)),
            ("AST", OutlinePane()),
            ("Clients", ClientsPane(model)),
            ("Debug", DebugPane(self._bridge)),
        )
        dock = (
            ("Traffic", TrafficPane(self._bridge)),
            ("Problems", ProblemsPane()),
            ("Log", LogPane(model, lambda: self._preview.path)),
        )
        yield Arrangement(
            Region("editor", ((one_line(self._document.name), editor),)),
            Region("inspector", inspector),
            Region("dock", dock),
        )
        yield KeyLine(model)

    @property
    def _standing(self) -> bool:
        """Whether the parts are there: news and timers still come while they are taken down."""
        return self.app.is_running and self.is_attached

    # --- parts ------------------------------------------------------------------------------------

    @property
    def _editor(self) -> SourceEditor:
        return self.query_one(SourceEditor)

    @property
    def _arrangement(self) -> Arrangement:
        return self.query_one(Arrangement)

    def _say(self, text: str, severity: str = "information") -> None:
        levels: dict[str, SeverityLevel] = {"warning": "warning", "error": "error"}
        level = levels.get(severity, "information")
        self.notify(one_line(text), severity=level, markup=False, timeout=4)

    # --- beginning and end ------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Connect to the server, and look after the file."""
        self._editor.focus()
        self._editor.completes = True
        self._open()

    @work
    async def _open(self) -> None:
        await self._bridge.open(self._tell)
        self._preview.path = self._bridge.model.entry or self._document.name
        if self._document.saved is None:
            if not await self._saving.create():
                self.app.exit(return_code=0)
                return
        else:
            self._settle()
        self.set_interval(LOOK_EVERY, self._look)

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        await self._saving.look()

    def on_unmount(self) -> None:
        """Nothing is checked any more."""
        self._checker.close()

    def unsaved_text(self) -> str | None:
        """The editor's text where it differs from the file, else None."""
        text = self._editor.text
        missing = self._document.saved is None and not text
        return text if self._saving.unsaved and not missing else None

    # --- news of the server -----------------------------------------------------------------------

    def _tell(self, topics: Topic) -> None:
        """Remember what changed; one message at a time is on its way."""
        if not self._news:
            self.post_message(self.ModelChanged())
        self._news |= topics

    @on(ModelChanged)
    def _show_news(self, event: ModelChanged) -> None:
        event.stop()
        news, self._news = self._news, Topic.NONE
        if not self._standing:
            return
        if Topic.TITLE in news:
            self.query_one(TitleLine).show()
        if Topic.STATE in news:
            self.query_one(StatePane).show()
        if Topic.CLIENTS in news:
            self.query_one(ClientsPane).show()
            count = len(self._bridge.model.session.clients)
            self._arrangement.retitle("clients", f"Clients {count}" if count else "Clients")
        if Topic.TRAFFIC in news or Topic.TITLE in news:
            traffic = self.query_one(TrafficPane)
            traffic.show()
            title = f"Traffic {traffic.count:,}" if traffic.count else "Traffic"
            self._arrangement.retitle("traffic", title)
        if Topic.LOG in news:
            self.query_one(LogPane).show()
        if Topic.PROBLEMS in news:
            self._show_problems()
            if self._preview.send_again(self._editor.text):
                self._set_breakpoints(self._editor.breakpoints)
        if Topic.DEBUG in news:
            self._show_stop()

    def _show_stop(self) -> None:
        stopped = self._bridge.model.session.stopped
        self.query_one(DebugPane).show()
        self.query_one(KeyLine).refresh()
        if self._unwind is not None:
            self._unwind.stop()
        if stopped is None:
            # The next stop of a run that is being stepped follows at once: do not flicker.
            self._unwind = self.set_timer(SETTLED, self._leave_stop)
            return
        frame = stopped.frames[0] if stopped.frames else None
        here = frame is not None and frame.path == self._preview.path
        if frame is not None and here and self._preview.runs(self._editor.text):
            self._editor.show_stop(frame.line, stopped.values, stopped.past)
        else:
            self._editor.show_stop(None)
        self._arrangement.retitle("debug", "Debug ‖")
        if not self._shown_stop:
            self._before_stop = (self._arrangement.inspector.active, self._arrangement.below)
            self._arrangement.bring("debug")
        self._shown_stop = stopped.stop

    def _leave_stop(self) -> None:
        if not self._standing:
            return
        self._shown_stop = 0
        self._editor.show_stop(None)
        self._arrangement.retitle("debug", "Debug")
        inspector = self._arrangement.inspector
        if self._before_stop is not None and inspector.active == "debug":
            if inspector.holds_focus:
                self._editor.focus()
            pane, self._arrangement.below = self._before_stop
            inspector.pick(pane)
            self._arrangement.settle()
        self._before_stop = None

    # --- the text ---------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.query_one(TitleLine).show(unsaved=self._saving.unsaved)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._settle)

    def _settle(self) -> None:
        """No key came for a while: the text is checked, and goes live if it has no errors."""
        if self._bridge.model.connected and self._standing:
            self._go_live(self._editor.text)

    @work
    async def _go_live(self, text: str) -> None:
        refusal = await self._preview.settle(text, self._show_checking)
        if refusal is not None and self._standing:
            self._say(refusal, "error")

    def _show_checking(self, checking: Checking) -> None:
        if not self._standing:
            return
        self.query_one(OutlinePane).show(checking.parse)
        self._show_problems()

    def _show_problems(self) -> None:
        problems = self._preview.problems
        self.query_one(ProblemsPane).show(problems)
        count = len(problems)
        self._arrangement.retitle("problems", f"Problems {count}" if count else "Problems")
        if self._preview.server_knows or self._preview.checking is not None:
            path = self._preview.path
            here = [found for found in problems if found.path == path]
            checking = self._preview.checking
            known = checking is not None and checking.text == self._editor.text
            # The server's problems come without the fixes that were found here.
            self._editor.show_problems(here, checking.diagnostics if checking and known else ())

    @on(SourceEditor.CursorMoved)
    def _cursor_moved(self, event: SourceEditor.CursorMoved) -> None:
        event.stop()
        self.query_one(OutlinePane).follow(Position(event.line, event.column))

    @on(SourceEditor.CompletionWanted)
    def _completion_wanted(self, event: SourceEditor.CompletionWanted) -> None:
        event.stop()
        self._offer(event.line, event.column, event.asked)

    @work(exclusive=True, group="offer")
    async def _offer(self, line: int, column: int, asked: bool) -> None:
        await self._writing.complete(line, column, asked=asked)

    @on(SourceEditor.Asked)
    def _asked(self, event: SourceEditor.Asked) -> None:
        event.stop()
        if event.what in ("help", "signature"):
            self._explain(event.what, event.line, event.column)
        else:
            self._answer(event.what, event.line, event.column)

    @work(exclusive=True, group="explain")
    async def _explain(self, what: str, line: int, column: int) -> None:
        await self._writing.answer(what, line, column)

    @work(exclusive=True, group="answer")
    async def _answer(self, what: str, line: int, column: int) -> None:
        await self._writing.answer(what, line, column)

    @on(OutlinePane.Selected)
    def _node_selected(self, event: OutlinePane.Selected) -> None:
        event.stop()
        self._editor.go_to(event.range, select=True)
        if event.go:
            self._editor.focus()

    @on(PlacePicked)
    def _go_to_place(self, event: PlacePicked) -> None:
        event.stop()
        if event.path != self._preview.path:
            self._say(f"{event.path} is not open here", "warning")
            return
        self._editor.go_to(Range(event.line, event.column, event.line, event.column))
        self._editor.focus()

    @on(SourceEditor.BreakpointsChanged)
    def _breakpoints_changed(self, event: SourceEditor.BreakpointsChanged) -> None:
        event.stop()
        self._set_breakpoints(event.lines)

    @work
    async def _set_breakpoints(self, lines: tuple[int, ...]) -> None:
        landed = await self._preview.set_breakpoints(lines, self._editor.text)
        if landed is None or not self._standing:
            return
        if landed != lines and self._editor.breakpoints == lines:
            self._editor.show_breakpoints(landed)
            if len(landed) < len(lines):
                self._say("There is no statement to stop at on or below that line", "warning")
            elif moved := [line for line in landed if line not in lines]:
                self._say(f"The next statement is at line {moved[-1]}: the breakpoint is there")
            else:  # one that stands there already
                self._say("The next statement below has a breakpoint already")

    # --- what panes ask for -----------------------------------------------------------------------

    @on(StatePane.Copied)
    @on(TrafficPane.Copied)
    def _copy(self, event: StatePane.Copied | TrafficPane.Copied) -> None:
        event.stop()
        self.app.copy_to_clipboard(event.text)
        self._say("Copied")

    @on(TitleLine.AddressPicked)
    def _address_clicked(self, event: TitleLine.AddressPicked) -> None:
        event.stop()
        self.action_copy_address()

    @on(StatePane.Said)
    def _say_for(self, event: StatePane.Said) -> None:
        event.stop()
        self._say(event.text, "warning")

    @on(ClientsPane.Dismissed)
    def _disconnect(self, event: ClientsPane.Dismissed) -> None:
        event.stop()
        self._send_away(event.client)

    @work
    async def _send_away(self, client: str) -> None:
        reply = await self._bridge.ask(Disconnect(self._bridge.model.session.name, client))
        if isinstance(reply, Refused):
            self._say(reply.message, "warning")

    @on(KeyLine.Picked)
    async def _key_clicked(self, event: KeyLine.Picked) -> None:
        event.stop()
        await self.run_action(event.call)

    def _show_change(self, change: DiskChange | None) -> None:
        if not self._standing:
            return
        self.query_one(Notice).show(self._document.name, change)
        self.query_one(TitleLine).show(unsaved=self._saving.unsaved)

    @on(Notice.Picked)
    async def _notice_answered(self, event: Notice.Picked) -> None:
        event.stop()
        await self.run_action(event.call)

    # --- actions: the table in `actions` says what each is for ------------------------------------

    def action_help(self) -> None:
        """F1."""
        self.app.push_screen(HelpScreen())

    @work
    async def action_continue(self) -> None:
        """F5."""
        await self._debugging.go_on()

    @work
    async def action_step(self, how: str) -> None:
        """F10, F11."""
        await self._debugging.step(how)

    @work
    async def action_abandon(self) -> None:
        """Shift+F5."""
        await self._debugging.abandon()

    def action_toggle_breakpoint(self) -> None:
        """F9."""
        self._editor.action_toggle_breakpoint()

    def action_clear_breakpoints(self) -> None:
        """No key."""
        self._editor.show_breakpoints(())
        self._set_breakpoints(())

    @work
    async def action_step_mode(self) -> None:
        """F6."""
        await self._debugging.switch_step_mode()

    @work(exclusive=True, group="run")
    async def action_run_handler(self) -> None:
        """F7."""
        await self._debugging.run_handler()

    @work(exclusive=True, group="answer")
    async def action_fix_all(self) -> None:
        """No key."""
        await self._writing.fix_all()

    @work(exclusive=True, group="answer")
    async def action_format(self) -> None:
        """Alt+Shift+F."""
        await self._writing.format()

    @work(exclusive=True, group="answer")
    async def action_go_to_name(self) -> None:
        """Alt+Shift+N."""
        await self._writing.go_to_name()

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Ctrl+S."""
        await self._saving.save()

    def action_reload(self) -> None:
        """Ctrl+R."""
        self._saving.reload()

    def action_keep(self) -> None:
        """Alt+K."""
        self._saving.keep()

    def action_copy_address(self) -> None:
        """No key; a click on it in the title does too."""
        address = self._bridge.model.address
        if address:
            self.app.copy_to_clipboard(address)
            self._say(f"Copied {address}")

    def action_focus_pane(self, pane: str) -> None:
        """Ctrl+T, or Alt and a letter."""
        self._arrangement.bring("editor-pane" if pane == "editor" else pane, focus=True)

    def action_next_tab(self, by: int) -> None:
        """Ctrl and a page key."""
        self._arrangement.next_tab(by)

    def action_next_region(self, by: int) -> None:
        """F4."""
        self._arrangement.next_region(by)

    def action_maximise(self) -> None:
        """Alt+M."""
        self._arrangement.maximise()

    def action_toggle_region(self, name: str) -> None:
        """Alt+R, Alt+J."""
        self._arrangement.toggle(name)

    def action_resize(self, name: str, by: int) -> None:
        """Alt and an arrow or page key."""
        self._arrangement.grow(name, by)

    def action_theme(self) -> None:
        """No key."""
        self.app.theme = other(self.app.theme)

    def action_next_session(self) -> None:
        """No key."""
        model = self._bridge.model
        names = list(model.sessions)
        at = names.index(model.looked_at) if model.looked_at in names else -1
        if names:
            self._tell(model.look_at(names[(at + 1) % len(names)]))
            self._say(f"Looking at session {model.looked_at}")

    @work(exclusive=True, group="leave")
    async def action_leave(self) -> None:
        """Ctrl+Q."""
        if await self._saving.may_leave():
            self.app.exit(return_code=0)
