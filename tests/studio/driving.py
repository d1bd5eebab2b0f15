"""The real studio before a real server, driven by keys and the mouse, for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from textual.pilot import Pilot
from textual.widgets._toast import Toast  # tests read what was said; there is no public way

from hjx_studio.server.local import LocalServer
from hjx_studio.server.options import ServerOptions
from hjx_studio.studio.app import StudioApp
from hjx_studio.studio.bridge import Bridge
from hjx_studio.studio.model import Model
from hjx_studio.studio.widgets.arrangement import Arrangement
from hjx_studio.studio.widgets.editor import SourceEditor
from hjx_studio.studio.widgets.rows import RowView

COUNTER = """\
component Counter

state:
  count = 0
  items = ["a", "b"]

local:
  draft = "he"

computed:
  double = count * 2

layout:
  view:
    text: "Count: {{count}}, twice {{double}}, {{items.length}} items"
    input (bind value <-> draft)
    button (on click -> inc): "+"
    button (on click -> add("x")): "add"
    button (on click -> fail): "fail"

handlers:
  inc:
    let next = count + 1
    set count = next
  add(text):
    log "adding {{text}}"
    set items = items.concat([text])
  fail:
    set count = items.nothing.trim()
"""
PATIENCE = 20.0  # seconds after which something that must come is given up


def read(path: Path) -> str:
    """What a file has, line ends as they are."""
    return path.read_bytes().decode()


def write(path: Path, text: str) -> None:
    """Give a file another text."""
    path.write_bytes(text.encode())


def exists(path: Path) -> bool:
    """Whether there is such a file."""
    return path.exists()


class Browser:
    """A client with a socket of its own."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def event(self, handler: str, *args: object) -> None:
        await self._socket.send_json({"type": "event", "handler": handler, "args": args})

    async def message(self, kind: str) -> dict[str, Any]:
        """The next message of a type; others before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = json.loads(await self._socket.receive_str())
                if message["type"] == kind:
                    return dict(message)


@dataclass
class Studio:
    """The app, its pilot and its server."""

    app: StudioApp
    pilot: Pilot[None]
    server: LocalServer
    path: Path

    @property
    def model(self) -> Model:
        bridge: Bridge = self.app.bridge
        return bridge.model

    @property
    def editor(self) -> SourceEditor:
        return self.app.screen_stack[0].query_one(SourceEditor)

    @property
    def arrangement(self) -> Arrangement:
        return self.app.screen_stack[0].query_one(Arrangement)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type text, a key for each character."""
        names = {" ": "space", "\n": "enter"}
        for character in text:
            await self.pilot.press(names.get(character, character))

    def lines(self) -> list[str]:
        """The screen as it is drawn now."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        return "\n".join(self.lines())

    def rows(self, pane: str) -> list[str]:
        """All rows of a list or tree, in view or not."""
        view = self.app.screen_stack[0].query_one(f"#{pane}-rows", RowView)
        rows = view.rows
        return [
            rows.draw(place, 100, view.look).plain.rstrip() for place in range(rows.first, rows.end)
        ]

    def row_view(self, pane: str) -> RowView:
        return self.app.screen_stack[0].query_one(f"#{pane}-rows", RowView)

    def said(self) -> str:
        """What notifications say."""
        return "\n".join(str(toast.render()) for toast in self.app.screen.query(Toast))

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; fails with the screen if it never does."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(f"it never held; the screen:\n{self.text()}") from None

    async def see(self, text: str) -> None:
        """Wait until the screen shows a text."""
        await self.until(lambda: text in self.text())

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        url = self.server.addresses[0].replace("http", "ws", 1).rstrip("/") + "/hjx"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            browser = Browser(socket)
            await browser.message("update")
            yield browser


@asynccontextmanager
async def studio(
    path: Path, text: str | None = COUNTER, *, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Studio]:
    """A studio for `path`, which has `text` (None: it does not exist)."""
    if text is not None:
        write(path, text)
    options = ServerOptions(str(path), port=0, may_be_missing=True)
    server = await LocalServer.start(options)
    app = StudioApp(server, path, text)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            driven = Studio(app, pilot, server, path)
            await driven.until(lambda: driven.model.connected)
            await driven.pilot.pause()
            yield driven
    finally:
        await server.close()
