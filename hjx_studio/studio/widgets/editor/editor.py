"""The editor: what keys and commands do to the source that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.document._document import EditResult, Location, Selection
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from hjx_studio.language.diagnostics import Edit as Correction
from hjx_studio.studio.widgets.editor import keystrokes, lines
from hjx_studio.studio.widgets.editor.card import Card, Cards
from hjx_studio.studio.widgets.editor.change import Change, SourceEdit, difference
from hjx_studio.studio.widgets.editor.completion import Completion, Offer
from hjx_studio.studio.widgets.editor.find_bar import FindBar
from hjx_studio.studio.widgets.editor.keymap import BINDINGS
from hjx_studio.studio.widgets.editor.line_prompt import LinePrompt
from hjx_studio.studio.widgets.editor.paste import pasted
from hjx_studio.studio.widgets.editor.search import Query
from hjx_studio.studio.widgets.editor.source_view import SourceView
from hjx_studio.studio.widgets.editor.words import word_at


class SourceEditor(SourceView):
    """Edits one source. With `read_only` it only shows it."""

    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    completes: reactive[bool] = reactive(False, repaint=False)
    """Whether to ask for completions while one types; someone must answer `CompletionWanted`."""

    @dataclass
    class CompletionWanted(Message):
        """What could be typed at the cursor? Answer with `show_completions`. `asked` says that
        the user asked by a key."""

        editor: SourceEditor
        line: int
        column: int
        asked: bool

        @property
        def control(self) -> SourceEditor:
            """The editor that asks."""
            return self.editor

    @dataclass
    class Asked(Message):
        """The user asks something about the place of the cursor. `what` is help, signature,
        definition, uses, rename or more (a larger selection)."""

        editor: SourceEditor
        what: str
        line: int
        column: int

        @property
        def control(self) -> SourceEditor:
            """The editor that asks."""
            return self.editor

    _whole_line: str | None = None  # what was last copied as a whole line
    _find_bar: FindBar | None = None
    _line_prompt: LinePrompt | None = None

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - the name that every widget has
        classes: str | None = None,
    ) -> None:
        self._offer = Offer(self)
        self._cards = Cards(self)
        super().__init__(text, read_only=read_only, name=name, id=id, classes=classes)

    def apply(self, change: Change | None) -> EditResult | None:
        """Make a change, as one step of the history. Nothing happens while read-only."""
        if change is None or self.read_only:
            return None
        if change.moves_only:
            if change.selection is not None:
                self.selection = change.selection
                self.record_cursor_width()
            return None
        return self.edit(SourceEdit.of([change]))

    def apply_all(self, changes: Sequence[Change], *, stay: bool = False) -> None:
        """Make several changes, in order and apart, as one step of the history. The cursor is
        behind a single one afterwards, unless it is to `stay` with its text."""
        if changes and not self.read_only:
            self.edit(SourceEdit.of(changes, stays=stay))

    def make_edits(self, edits: Iterable[Correction], *, stay: bool = False) -> None:
        """Make edits that are counted from 1 and do not overlap, as `apply_all` does."""
        ordered = sorted(edits, key=lambda edit: edit.range)
        self.apply_all([self._change_of(edit) for edit in ordered], stay=stay)

    def replace_text(self, text: str) -> None:
        """Make the whole text read so, as one step of the history. Lines that stay keep their
        marks, and the cursor stays with its text."""
        self.apply_all(difference(self.source, text))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Printable keys and enter; all others are bindings."""
        if self._offer.takes(event.key):
            event.stop()
            event.prevent_default()
            self.apply(self._offer.answer(event.key))
            return
        if event.key == "escape" and self._cards.is_open:
            event.stop()
            event.prevent_default()
            self._cards.close()
            return
        if event.key.startswith("alt+"):
            # Older terminals name the letter too, and the text area below would insert it.
            event.prevent_default()
            return
        if self.read_only:
            return
        if event.key == "enter":
            change = keystrokes.enter(self.typing)
        elif event.is_printable and event.character is not None:
            change = keystrokes.character(self.typing, event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._restart_blink()
        self.apply(change)
        if self.completes and event.character is not None and _asks(event.character):
            self._want_completions(asked=False)
        elif self.completes and event.character in _CALLING:
            self.action_ask("signature")

    # Questions about the cursor's place

    def action_ask(self, what: str) -> None:
        """Ask something about the place of the cursor."""
        if what not in ("help", "signature"):
            self._cards.close()
        if what != "rename" or not self.read_only:
            row, column = self.cursor_location
            self.post_message(self.Asked(self, what, row + 1, column + 1))

    def show_card(self, card: Card | None, line: int, column: int) -> None:
        """Answer help or signature, asked at a line and column (from 1); None takes the card away.
        Nothing is shown when the cursor has gone elsewhere meanwhile."""
        self._cards.show(card, (line - 1, column - 1))

    # Completion

    def show_completions(self, completions: Sequence[Completion], line: int, column: int) -> None:
        """Answer what was wanted at a line and column (from 1). Nothing is shown when the cursor
        has left that word meanwhile, or nothing fits what was typed since."""
        self._offer.make(completions if self.has_focus else (), (line - 1, column - 1))

    def action_complete(self) -> None:
        """Ask what could be typed here."""
        if not self.read_only:
            self._want_completions(asked=True)

    def _want_completions(self, *, asked: bool) -> None:
        row, column = self.cursor_location
        self.post_message(self.CompletionWanted(self, row + 1, column + 1, asked))

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """What is offered goes with the cursor."""
        super().watch_selection(before, after)
        self._offer.follow()
        if self._cards.moved():
            self.action_ask("signature")

    def on_blur(self) -> None:
        """Nothing is offered to an editor that is not typed in."""
        self._offer.withdraw()
        self._cards.close()

    def on_paste(self, event: events.Paste) -> None:
        """The terminal's own paste."""
        event.stop()
        event.prevent_default()
        if event.text == self._whole_line:
            self._whole_line = None
        self.apply(pasted(self.typing, event.text))

    def action_delete_left(self) -> None:
        """Delete the selection, an empty pair, a depth of indentation, or a character."""
        change = keystrokes.backspace(self.typing, self.indent_width)
        if change is None:
            super().action_delete_left()
        else:
            self.apply(change)

    def action_indent(self) -> None:
        """Deeper: the selected lines, or from the cursor on."""
        if self.read_only:
            self.screen.focus_next()
        elif self.selection.is_empty:
            self.apply(keystrokes.tab(self.typing, self.indent_width))
        else:
            self.apply(lines.indent(self.source, self.selection))

    def action_outdent(self) -> None:
        """Less deep: the selected lines, or the cursor's."""
        if self.read_only:
            self.screen.focus_previous()
        else:
            self.apply(lines.outdent(self.source, self.selection))

    def action_toggle_comment(self) -> None:
        """Make the selected lines comments, or lines again."""
        self.apply(lines.toggle_comment(self.source, self.selection))

    def action_move_lines(self, step: int) -> None:
        """Put the selected lines one line up (-1) or down (1)."""
        self.apply(lines.move(self.source, self.selection, step))

    def action_duplicate_lines(self) -> None:
        """Put the selected lines once more below themselves."""
        self.apply(lines.duplicate(self.source, self.selection))

    def action_delete_line(self) -> None:
        """Delete the selected lines."""
        self.apply(lines.delete(self.source, self.selection))

    # Cursor

    def action_cursor_text_start(self, select: bool = False) -> None:
        """Go to the first character."""
        self.move_cursor((0, 0), select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """Go past the last character."""
        self.move_cursor(self.source.end, select=select)

    def on_click(self, event: events.Click) -> None:
        """Two clicks select a word, three a line."""
        if event.chain == 2 and event.x >= self.gutter_width:
            row, column = self.get_target_document_location(event)
            start, end = word_at(self.source.lines[row], column)
            self.selection = Selection((row, start), (row, end))
        elif event.chain == 3 and event.x >= self.gutter_width:
            self.action_select_line()

    # Clipboard

    def action_copy(self) -> None:
        """Copy the selection, or the whole line where nothing is selected."""
        self._put_on_clipboard()

    def action_cut(self) -> None:
        """Copy and delete the selection, or the whole line where nothing is selected."""
        if self.read_only:
            return
        self._put_on_clipboard()
        if self.selection.is_empty:
            self.apply(lines.delete(self.source, self.selection))
        else:
            self.apply(self.typing.insert(""))

    def action_paste(self) -> None:
        """Put in what was copied last; a whole line goes above the cursor's."""
        text = self.app.clipboard
        if text and text == self._whole_line and self.selection.is_empty:
            row, column = self.cursor_location
            after = Selection.cursor((row + 1, column))
            self.apply(Change((row, 0), (row, 0), text, after))
        elif text:
            self.apply(pasted(self.typing, text))

    def _put_on_clipboard(self) -> None:
        text = self.selected_text
        self._whole_line = None
        if not text:
            text = self.typing.line + self.source.newline
            self._whole_line = text
        # A lone surrogate has no bytes to be sent to the terminal as.
        self.app.copy_to_clipboard(text.encode("utf-8", "replace").decode("utf-8"))

    # Breakpoints and problems

    def action_toggle_breakpoint(self) -> None:
        """Set a breakpoint on the cursor's line, or take it away."""
        self.toggle_breakpoint(self.cursor_location[0])

    def action_next_problem(self) -> None:
        """Go to the next problem."""
        self._go_to_problem(1)

    def action_previous_problem(self) -> None:
        """Go to the problem before."""
        self._go_to_problem(-1)

    def _go_to_problem(self, step: int) -> None:
        finding = self.marks.next(self.cursor_location, step)
        if finding is None:
            self.notify("There is no problem.", timeout=3)
        else:
            self.bring_into_view(finding.start[0])
            self.move_cursor(finding.start)

    def action_fix_problem(self) -> None:
        """Mend the problem under the cursor, or the first on its line that can be mended."""
        here = self.marks.at(self.cursor_location)
        row = self.cursor_location[0]
        found = next(
            (finding for finding in (here, *self.marks.on(row)) if finding and finding.fix), None
        )
        if found is None or found.fix is None:
            if not self.read_only:
                self.notify("There is no fix for this.", timeout=3)
            return
        self.make_edits(found.fix.edits)

    def _change_of(self, edit: Correction) -> Change:
        start = self.source.clamp((edit.range.line - 1, edit.range.column - 1))
        end = self.source.clamp((edit.range.end_line - 1, edit.range.end_column - 1))
        return Change(start, end, edit.text)

    # Search

    def show_query(self, query: Query | None) -> None:
        """Mark every match of a query, or none any more."""
        self.query_shown = query
        self.paint_changes()

    def select_match(self, step: int, origin: Location | None = None) -> bool:
        """Select the next match (-1: the one before), from the selection or from `origin` on."""
        if self.query_shown is None:
            return False
        if origin is None:
            origin = max(self.selection) if step > 0 else min(self.selection)
        match = self.query_shown.next(self.source.lines, origin, step)
        if match is None:
            return False
        self.bring_into_view(match[0][0])
        self.selection = Selection(*match)
        self.record_cursor_width()
        self.history.checkpoint()
        return True

    async def action_find(self) -> None:
        """Open the find bar."""
        await self._open_find_bar(replacing=False)

    async def action_find_and_replace(self) -> None:
        """Open the find bar with its line for what to put in place."""
        await self._open_find_bar(replacing=not self.read_only)

    def action_find_next(self) -> None:
        """Go to the next match."""
        self.select_match(1)

    def action_find_previous(self) -> None:
        """Go to the match before."""
        self.select_match(-1)

    async def _open_find_bar(self, *, replacing: bool) -> None:
        if self._find_bar is None or not self._find_bar.is_attached:
            self._find_bar = FindBar(self)
            await self._beside(self._find_bar)
        self._find_bar.open(replacing=replacing)

    async def action_go_to_line(self) -> None:
        """Ask for a line to go to."""
        if self._line_prompt is None or not self._line_prompt.is_attached:
            self._line_prompt = LinePrompt(self)
            await self._beside(self._line_prompt)
        self._line_prompt.open()

    async def _beside(self, bar: Widget) -> None:
        parent = self.parent
        if isinstance(parent, Widget):
            await parent.mount(bar, after=self)


_CALLING = ("(", ",")


def _asks(character: str) -> bool:
    """Whether a character that was typed is one to complete after."""
    return character in ".$_" or character.isalnum()
