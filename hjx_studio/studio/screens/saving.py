"""Saving, reloading and leaving, with the questions that these may need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual.screen import Screen

from hjx_studio.studio.document import DiskChange, Document, starting_text
from hjx_studio.studio.screens.question import (
    Question,
    ask_conflict,
    ask_create,
    ask_unsaved,
)
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.workspace.files import WorkspaceError


@dataclass(frozen=True, slots=True)
class Ways:
    """How the studio hears of it: `say` something, and `show` whether and how the disk differs."""

    say: Callable[[str, str], None]
    show: Callable[[DiskChange | None], None]


class Saving:
    """The file of one editor. Its coroutines are to run in workers, as they may ask the user."""

    def __init__(self, screen: Screen[None], document: Document, ways: Ways) -> None:
        self._screen = screen
        self._document = document
        self._ways = ways
        self._busy = asyncio.Lock()
        self._asking = False
        self._change: DiskChange | None = None

    @property
    def _editor(self) -> SourceEditor:
        return self._screen.query_one(SourceEditor)

    @property
    def unsaved(self) -> bool:
        """Whether the text differs from the file as last read or written."""
        return self._document.saved is None or self._editor.text != self._document.saved

    async def save(self) -> bool:
        """Write the text; whether it was written."""
        text = self._editor.text
        try:
            async with self._busy:
                change = await asyncio.to_thread(self._document.save, text)
            if change is not None:
                return await self._settle_conflict(change)
        except WorkspaceError as error:
            self._ways.say(str(error), "error")
            return False
        self._wrote()
        return True

    async def _settle_conflict(self, change: DiskChange) -> bool:
        answer = await self._ask(ask_conflict(self._document.name))
        if answer == "overwrite":
            async with self._busy:
                await asyncio.to_thread(lambda: self._document.save(self._editor.text, over=True))
            self._wrote()
            return True
        if answer == "reload":
            self._take(change)
        return False

    def _wrote(self) -> None:
        self._set_change(None)
        self._ways.say(f"Saved {self._document.name}", "information")

    async def look(self) -> None:
        """See whether another program changed the file."""
        if self._busy.locked():
            return
        change = await asyncio.to_thread(self._document.look)
        if not self._screen.app.is_running:
            return
        if change is not None and not (self._busy.locked() or self._asking):
            if change.text == self._editor.text:
                self._take(change)
            else:
                self._set_change(change)

    def reload(self) -> None:
        """Take what the disk has, where it differs."""
        change = self._change
        if change is None:
            self._ways.say(f"{self._document.name} reads the same on disk", "information")
        elif change.text is None:
            self._ways.say(f"{self._document.name}: {change.reason}", "error")
        else:
            self._take(change)
            self._ways.say(f"Reloaded {self._document.name}", "information")

    def keep(self) -> None:
        """Keep the editor's text; saving will ask."""
        self._set_change(None)

    def _take(self, change: DiskChange) -> None:
        text = change.text
        if text is None:
            return
        editor = self._editor
        if text != editor.text:
            place = editor.cursor_location
            editor.load(text)
            editor.move_cursor(place)
        self._document.took(text)
        self._set_change(None)

    def _set_change(self, change: DiskChange | None) -> None:
        self._change = change
        self._ways.show(change)

    async def create(self) -> bool:
        """Offer to create the file that is missing; whether to stay."""
        answer = await self._ask(ask_create(self._document.name))
        if answer != "create":
            return False
        self._editor.load(starting_text(self._document.path))
        await self.save()
        return True

    async def may_leave(self) -> bool:
        """Whether to end the studio, once unsaved text is saved or given up."""
        if self._asking:
            return False
        if not self.unsaved:
            return True
        answer = await self._ask(ask_unsaved(self._document.name))
        if answer == "save":
            return await self.save()
        return answer == "discard"

    async def _ask(self, question: Question) -> str:
        self._asking = True
        try:
            return await self._screen.app.push_screen_wait(question)
        finally:
            self._asking = False
