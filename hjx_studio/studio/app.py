"""The Textual application: it wires the server, the file and the screen together, and no more."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.worker import WorkerFailed

from hjx_studio.studio.backend import Backend
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.crash import crash_line, rescue, rescue_line, write_crash
from hjx_studio.studio.document import Document
from hjx_studio.studio.palette import StudioCommands
from hjx_studio.studio.plain import one_line
from hjx_studio.studio.screens.studio import StudioScreen
from hjx_studio.studio.themes import THEMES

_END_AT_THE_LATEST = 10.0  # seconds from a signal to the end, whatever holds the way out
FIRST_SCREEN = 0.5  # seconds after which all that lives long has been made


def _settle_memory() -> None:
    """Spare the collector what lives as long as the studio: its pauses are felt in the keys."""
    gc.collect()
    gc.freeze()


class StudioApp(App[None]):
    """The studio for the file at `path`, whose text is `text` (None: it does not exist yet).

    `backend` is a server that runs that file. It is closed on every way out; `return_code` is then
    the exit status: 0 after leaving, 1 after an unexpected error, 128 + n after signal n.
    """

    CSS_PATH = "studio.tcss"
    TITLE = "hjx-studio"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {StudioCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "explain_quit", show=False, system=True),
    ]

    def __init__(self, backend: Backend, path: Path, text: str | None) -> None:
        super().__init__()
        self.bridge = Bridge(backend)
        self.document = Document(path, text)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self._farewell: list[str] = []

    def get_default_screen(self) -> Screen[None]:
        """The studio itself."""
        return StudioScreen(self.bridge, self.document)

    def on_mount(self) -> None:
        """A signal ends the studio as its user would: the terminal is restored on the way out."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread
                loop.add_signal_handler(number, self._end_by, number)
        if not self.is_headless:
            self.set_timer(FIRST_SCREEN, _settle_memory)

    def _end_by(self, number: signal.Signals) -> None:
        self._farewell.extend(self._rescue())
        # Where the terminal is gone, what Textual still writes to it may never be taken.
        latest = threading.Timer(_END_AT_THE_LATEST, os._exit, (128 + number,))
        latest.daemon = True
        latest.start()
        self.exit(return_code=128 + number)

    def _rescue(self) -> list[str]:
        """Keep the editor's text where it is not saved; what to say of that."""
        with suppress(Exception):  # whatever is broken here, ending comes first
            for screen in self.screen_stack:
                text = screen.unsaved_text() if isinstance(screen, StudioScreen) else None
                if text is not None:
                    name = self.document.name
                    return [rescue_line(name, rescue(text, name))]
        return []

    def _print_error_renderables(self) -> None:
        """Say what is to be said once the terminal is restored, one line each, however long.

        Textual would wrap or cut a line at the terminal's width, and a path that is broken can't
        be picked up; after an error it would print a traceback.
        """
        self._exit_renderables.clear()
        with suppress(OSError, ValueError):  # the terminal may be gone
            for words in self._farewell:
                print(one_line(words), file=sys.stderr, flush=True)
        self._farewell.clear()

    async def on_unmount(self) -> None:
        """The server ends with the studio, whatever ended that."""
        await self.bridge.close()

    async def action_quit(self) -> None:
        """Ctrl+Q, wherever it is pressed: text that is not saved is asked about."""
        for screen in self.screen_stack:
            if isinstance(screen, StudioScreen):
                screen.action_leave()

    def action_explain_quit(self) -> None:
        """Ctrl+C is for copying: it never ends the studio."""
        self.notify("Ctrl+Q leaves the studio. Ctrl+C copies what is selected.", markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """An error that nothing expected: its traceback goes to a file, one line to the user.

        This is where Textual ends an application; there is no public hook for it.
        """
        if self._exception is None:
            cause = error.error if isinstance(error, WorkerFailed) else error
            self._farewell = [crash_line(cause, write_crash(cause)), *self._rescue()]
        super()._handle_exception(error)
