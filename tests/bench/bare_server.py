"""The least that does a counter's job with aiohttp: the baseline that `serve` is held against."""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import WSMsgType, web


class Counter:
    """One number, and everyone who is to be told of it."""

    def __init__(self) -> None:
        self.count = 0
        self.sockets: set[web.WebSocketResponse] = set()

    def frame(self) -> str:
        """The state as everyone is sent it."""
        update = {"type": "update", "state": {"count": self.count}, "rev": self.count}
        return json.dumps(update, separators=(",", ":"))

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, from its opening to its end."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self.sockets.add(socket)
        await socket.send_str(self.frame())
        async for message in socket:
            if message.type is WSMsgType.TEXT and json.loads(message.data)["type"] == "event":
                self.count += 1
                frame = self.frame()
                for other in list(self.sockets):
                    await other.send_str(frame)
        self.sockets.discard(socket)
        return socket


async def main() -> None:
    """Serve until standard input ends."""
    app = web.Application()
    app.router.add_get("/hjx", Counter().handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
