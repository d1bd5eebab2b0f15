"""The command palette's entries: every action under a plain name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.widget import Widget

from hjx_studio.studio.actions import ACTIONS, key_name, keys_of
from hjx_studio.studio.widgets.editor import SourceEditor


class StudioCommands(Provider):
    """What the studio and its editor can do, by name, with the keys that do it."""

    def _entries(self) -> Iterator[tuple[str, str, str, Widget]]:
        """Title, what is said below it, the action, and who carries it out."""
        for action in ACTIONS:
            if action.call != "app.command_palette":
                about = " · ".join(part for part in (keys_of(action), action.help) if part)
                yield action.title, about, action.call, self.screen
        for editor in self.screen.query(SourceEditor):
            for binding in SourceEditor.BINDINGS:
                if isinstance(binding, Binding) and _is_command(binding):
                    keys = ", ".join(key_name(key.strip()) for key in binding.key.split(","))
                    yield f"Editor: {binding.description}", keys, binding.action, editor

    async def _run(self, call: str, doer: Widget) -> None:
        if isinstance(doer, SourceEditor):
            doer.focus()
        await self.app.run_action(call, doer)

    async def discover(self) -> Hits:
        """All of them."""
        for title, about, call, doer in self._entries():
            yield DiscoveryHit(title, partial(self._run, call, doer), help=about or None)

    async def search(self, query: str) -> Hits:
        """Those whose name fits."""
        matcher = self.matcher(query)
        for title, about, call, doer in self._entries():
            score = matcher.match(title)
            if score > 0:
                display = matcher.highlight(title)
                run = partial(self._run, call, doer)
                yield Hit(score, display, run, text=title, help=about or None)


def _is_command(binding: Binding) -> bool:
    """Whether a key of the editor is worth a name: moving the cursor is not."""
    moving = ("cursor_", "delete_left", "delete_right", "indent", "outdent")
    return bool(binding.description) and not binding.action.startswith(moving)
