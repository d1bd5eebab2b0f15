"""Clicks in Chromium, from the click to the changed node, beside a bare page that does the same."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence

from playwright.async_api import Page, async_playwright

from tests.bench import load
from tests.bench.figures import Figure, Group, percentile
from tests.support.programs import program

SERVE = ("-m", "hjx_studio", "serve", "tests/bench/page.hjx", "--port", "0", "--rate", "0")
BARE = ("-m", "tests.bench.bare_page")
ROUNDS = 12
WARM = 40  # clicks before any is measured
CLICKS = 60  # a round
AT_ONCE = 5  # clicks, one after the other, that are timed as one: a browser's clock is coarse

# Clicks `button` and waits until `target` has changed, AT_ONCE times for each time it measures.
_CLICK = """async ([button, target, clicks, atOnce]) => {
  const element = document.querySelector(button);
  let done;
  const options = { childList: true, characterData: true, subtree: true };
  const observer = new MutationObserver(() => done());
  observer.observe(document.querySelector(target), options);
  const click = () => new Promise((resolve) => {
    done = resolve;
    element.click();
  });
  const times = [];
  for (let i = 0; i < clicks; i += atOnce) {
    const start = performance.now();
    for (let j = 0; j < atOnce; j += 1) await click();
    times.push((performance.now() - start) / atOnce / 1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  observer.disconnect();
  return times;
}"""


async def _clicks(page: Page, button: str, target: str, count: int = CLICKS) -> list[float]:
    at_once = min(count, AT_ONCE)
    times: list[float] = await page.evaluate(_CLICK, [button, target, count, at_once])
    return times


async def _round(page: Page) -> tuple[list[float], list[float]]:
    """The times of a counter's clicks, and of appending to 1,000 rows."""
    counter = await _clicks(page, "#increase", "#count")
    await _clicks(page, "#clear", "#rows", 1)
    return counter, await _clicks(page, "#append", "#rows")


async def _pages(addresses: Sequence[str]) -> list[list[tuple[list[float], list[float]]]]:
    """Rounds of all pages in turns; one page alone is open in each browser."""
    async with async_playwright() as playwright:
        path = program("chromium", "chromium-browser", "google-chrome")
        pages = []
        for address in addresses:
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = await browser.new_page()
            await page.goto(address)
            await asyncio.sleep(0.5)
            pages.append(page)
            await _clicks(page, "#increase", "#count", WARM)
            await _clicks(page, "#clear", "#rows", 1)
            await _clicks(page, "#append", "#rows", WARM)
        rounds: list[list[tuple[list[float], list[float]]]] = [[] for _ in pages]
        for _ in range(ROUNDS):
            for page, found in zip(pages, rounds, strict=True):
                found.append(await _round(page))
        return rounds


def measure() -> Group:
    """Both servers and both browsers run all the time and are asked in turns."""
    with load.running(*SERVE) as ours, load.running(*BARE) as bare:
        found = asyncio.run(_pages([ours, bare]))
    names = ("counter, click to DOM, p50", "append to 1,000 rows, click to DOM, p50")
    figures = []
    for index, name in enumerate(names):
        mine, other = (
            statistics.median(percentile(times[index], 50) for times in rounds) for rounds in found
        )
        figures.append(Figure(name, mine, other, room=1.5))
    return Group(
        "Clicks in Chromium", "a bare aiohttp page with 20 lines of JavaScript", tuple(figures)
    )
