"""Keeps what runs in step with the editor: its text after each pause in typing, its breakpoints."""

from __future__ import annotations

from collections.abc import Callable

from hjx_studio.session.commands import (
    Breakpoint,
    Lines,
    Refused,
    SetBreakpoints,
    UpdateSource,
)
from hjx_studio.session.events import Problem, SourceChecked
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.checking import Checker, Checking
from hjx_studio.workspace.files import text_hash

PAUSE = 0.15  # seconds without a key after which the text is checked and goes to the server


class Preview:
    """One file's text on its way to the server.

    `settle` is to be called after each pause in typing. What the server found is taken for the
    text's problems once it speaks of this very text; until then, what was found here.
    """

    def __init__(self, bridge: Bridge, checker: Checker) -> None:
        self._bridge = bridge
        self._checker = checker
        self.path = ""
        self.checking: Checking | None = None
        self._text: str | None = None
        self._hash = ""
        self._unsent = False  # breakpoints of lines that the running build may not have

    async def settle(self, text: str, checked: Callable[[Checking], None]) -> str | None:
        """Send a text to the server and check it here; `checked` hears of it unless it is stale.

        Returns why the server would not have it, if so.
        """
        self._text, self._hash = text, text_hash(text)
        reply = await self._bridge.ask(UpdateSource(self.path, text))
        checking = await self._checker.check(text)
        if checking is not None:
            self.checking = checking
            checked(checking)
        return reply.message if isinstance(reply, Refused) else None

    @property
    def server_knows(self) -> bool:
        """Whether the server's last word is about the text that was sent last."""
        checked = self._bridge.model.checked
        return checked is not None and (self.path, self._hash) in checked.sources

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is known to be wrong: with this text, and with the other files."""
        known = self._bridge.model.problems
        if self.server_knows or self.checking is None:
            return known
        others = tuple(found for found in known if found.path != self.path)
        return (*self.checking.problems, *others)

    def runs(self, text: str) -> bool:
        """Whether this very text is what the server runs."""
        checked: SourceChecked | None = self._bridge.model.checked
        return checked is not None and checked.live and self.server_knows and text == self._text

    async def set_breakpoints(self, lines: tuple[int, ...], text: str) -> tuple[int, ...] | None:
        """Tell the server where to stop in `text`; returns the lines where it can.

        Lines mean those of the text that runs. While that is another one (a key was just typed,
        or there are errors) nothing is sent and None returned: see `send_again`.
        """
        self._unsent = not self.runs(text)
        if self._unsent:
            return None
        wanted = tuple(Breakpoint(line) for line in lines)
        reply = await self._bridge.ask(SetBreakpoints(self.path, wanted))
        return reply.lines if isinstance(reply, Lines) and self.runs(text) else None

    def send_again(self, text: str) -> bool:
        """Whether breakpoints that could not be sent now can be."""
        return self._unsent and self.runs(text)
