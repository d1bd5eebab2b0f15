"""`python -m tests.studio.picture FILE.svg`: the README's picture, drawn by the studio itself.

The real studio has the counter: two clients, two clicks, and a third that step mode holds before
its first line. Times and the port differ from run to run; nothing else does.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from tests.studio.driving import studio

COUNTER = Path(__file__).resolve().parents[2] / "examples/counter.hjx"
SIZE = (120, 36)
# The export names fonts of a server far away; whoever looks at a picture asks nobody for anything.
FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)


async def picture(path: Path) -> str:
    """The screen as SVG, with the counter in a file at `path`."""
    async with (
        studio(path, COUNTER.read_text(), size=SIZE) as driven,
        driven.browser() as one,
        driven.browser() as two,
    ):
        for browser in (one, two):
            await browser.event("increase")
            await two.message("update")
        await driven.press("f6")
        await driven.until(lambda: driven.model.step_mode)
        await one.event("increase")
        await driven.see("paused")
        await driven.see("count + 1 → 3")
        driven.app.clear_notifications()
        await driven.until(lambda: not driven.said())
        await driven.pilot.pause()
        drawn = driven.app.export_screenshot(title="hjx-studio")
        await driven.press("f5")
        await one.message("resumed")
    return FONT_FACE.sub("", drawn)


if __name__ == "__main__":
    os.environ |= {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }  # the picture has all colours
    with tempfile.TemporaryDirectory() as directory:
        svg = asyncio.run(picture(Path(directory) / COUNTER.name))
    Path(sys.argv[1]).write_text(svg)
