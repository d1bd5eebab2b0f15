"""A counter and a list in one hand-written aiohttp server and 20 lines of JavaScript: what a click
costs at the least, which the page is held against."""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import WSMsgType, web

ROWS = 1_000
PAGE = """<!DOCTYPE html>
<meta charset="utf-8"><title>Bare</title>
<main><output id="count">0</output><button id="increase">+</button><button id="append">add</button>
<button id="clear">clear</button><ul id="rows"></ul></main>
<script>
const socket = new WebSocket(`ws://${location.host}/hjx`);
const count = document.getElementById("count");
const rows = document.getElementById("rows");
const row = (item) => {
  const element = document.createElement("li");
  element.append(`${item.id}: ${item.text}`);
  return element;
};
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if ("count" in message) count.firstChild.data = message.count;
  if (message.rows) rows.replaceChildren(...message.rows.map(row));
  if (message.row) rows.append(row(message.row));
};
for (const button of document.querySelectorAll("button")) {
  button.onclick = () => socket.send(JSON.stringify({ type: button.id }));
}
</script>
"""


class State:
    """A number, rows, and everyone who is to be told of them."""

    def __init__(self) -> None:
        self.count = 0
        self.rows: list[dict[str, object]] = []
        self.clear()
        self.sockets: set[web.WebSocketResponse] = set()

    def clear(self) -> None:
        """The rows as they were at the start."""
        self.rows = [{"id": n, "text": f"row {n}"} for n in range(ROWS)]

    def handle(self, message: dict[str, object]) -> dict[str, object]:
        """What everyone is to be told of a message."""
        if message["type"] == "increase":
            self.count += 1
            return {"count": self.count}
        if message["type"] == "append":
            row: dict[str, object] = {"id": len(self.rows), "text": f"row {len(self.rows)}"}
            self.rows.append(row)
            return {"row": row}
        self.clear()
        return {"rows": self.rows}

    async def attend(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, from its opening to its end."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self.sockets.add(socket)
        await socket.send_str(_json({"count": self.count, "rows": self.rows}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                frame = _json(self.handle(json.loads(message.data)))
                for other in list(self.sockets):
                    await other.send_str(frame)
        self.sockets.discard(socket)
        return socket


def _json(message: dict[str, object]) -> str:
    return json.dumps(message, separators=(",", ":"))


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def main() -> None:
    """Serve until standard input ends."""
    app = web.Application()
    app.router.add_get("/", _page)
    app.router.add_get("/hjx", State().attend)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
