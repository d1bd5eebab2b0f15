"""What a user can do to a run: step, continue, abandon, start one by hand."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from hjx_studio.session.commands import (
    Abandon,
    Command,
    Continue,
    FetchHandlers,
    Handlers,
    Refused,
    RunHandler,
    SetStepMode,
    Step,
)
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.screens.run_handler import Call, RunHandlerScreen


class Debugging:
    """Commands of the debugger for the session that is looked at. Each names the stop it means, so
    that one that comes late is refused, and says so."""

    def __init__(
        self, screen: Screen[None], bridge: Bridge, say: Callable[[str, str], None]
    ) -> None:
        self._screen = screen
        self._bridge = bridge
        self._say = say
        self._last: dict[str, Call] = {}

    async def _do(self, command: Command) -> bool:
        reply = await self._bridge.ask(command)
        if isinstance(reply, Refused):
            self._say(reply.message, "warning")
        return not isinstance(reply, Refused)

    async def go_on(self) -> None:
        """Let the stopped run go on."""
        session = self._bridge.model.session
        if session.stopped is None:
            self._say("Nothing is stopped: F9 sets a breakpoint, F6 is step mode", "information")
        else:
            await self._do(Continue(session.name, session.stopped.stop))

    async def step(self, how: str) -> None:
        """Go on to the next place to stop."""
        session = self._bridge.model.session
        if session.stopped is None:
            self._say(
                "Nothing is stopped: F6 stops the next event by its first line", "information"
            )
        else:
            await self._do(Step(session.name, session.stopped.stop, how))

    async def abandon(self) -> None:
        """End the stopped run."""
        session = self._bridge.model.session
        if session.stopped is None:
            self._say("Nothing is stopped", "information")
        else:
            await self._do(Abandon(session.name, session.stopped.stop))

    async def switch_step_mode(self) -> None:
        """Step mode on or off."""
        on = not self._bridge.model.step_mode
        if await self._do(SetStepMode(on)):
            text = "every event stops before its first line" if on else "events run through"
            self._say(f"Step mode {'on' if on else 'off'}: {text}", "information")

    async def run_handler(self) -> None:
        """Have the user pick a handler, and run it."""
        reply = await self._bridge.ask(FetchHandlers())
        handlers = reply.handlers if isinstance(reply, Handlers) else ()
        if not handlers:
            why = reply.message if isinstance(reply, Refused) else "The component has no handlers"
            self._say(why, "warning")
            return
        session = self._bridge.model.session
        chosen = await self._screen.app.push_screen_wait(
            RunHandlerScreen(handlers, tuple(session.clients), self._last)
        )
        if chosen is None:
            return
        self._last.pop(chosen.handler, None)
        self._last[chosen.handler] = chosen
        await self._do(
            RunHandler(
                session.name, chosen.handler, chosen.arguments_json, chosen.client, chosen.step
            )
        )
