"""The line between a page and its server, which a test may hold, cut and mend."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from playwright.async_api import Page, WebSocketRoute


class Line:
    """Passes frames on, keeps what went by, and does to it what a bad network does."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.routes: list[WebSocketRoute] = []
        self._is_cut = False
        self._held_route: WebSocketRoute | None = None
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []

    async def install(self, page: Page) -> None:
        """Stand between the page and the server from its first socket on."""
        await page.route_web_socket("**/hjx*", self._route)

    async def _route(self, route: WebSocketRoute) -> None:
        if self._is_cut:
            await route.close(code=1011, reason="cut")
            return
        self.routes.append(route)
        server = route.connect_to_server()

        def up(message: str | bytes) -> None:
            self.sent.append(json.loads(message))
            server.send(message)

        def down(message: str | bytes) -> None:
            self.received.append(json.loads(message))
            if route is self._held_route:
                self._held.append((route, message))
            else:
                route.send(message)

        route.on_message(up)
        server.on_message(down)

    def hold(self) -> None:
        """Let nothing more come from the server over the socket that is open now."""
        self._held_route = self.routes[-1]

    def release(self) -> None:
        """Let through what was held, and hold nothing more."""
        self._held_route = None
        held, self._held = self._held, []
        for route, message in held:
            route.send(message)

    async def cut(self) -> None:
        """Break the line; what was held is lost, and no new socket opens."""
        self._is_cut = True
        self._held_route = None
        self._held = []
        await self.routes[-1].close(code=1011, reason="cut")

    def mend(self) -> None:
        """Let new sockets open again."""
        self._is_cut = False

    async def until_received(self, count: int) -> None:
        """Wait until the server has sent so many frames in all."""
        async with asyncio.timeout(15):
            while len(self.received) < count:  # noqa: ASYNC110 - frames come from the browser
                await asyncio.sleep(0.01)

    async def until_opened(self, count: int) -> None:
        """Wait until so many sockets were opened in all."""
        async with asyncio.timeout(30):
            while len(self.routes) < count:  # noqa: ASYNC110 - sockets come from the browser
                await asyncio.sleep(0.01)
