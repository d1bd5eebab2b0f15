"""Chromium against a real server in this process: what the page does is seen from outside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from hjx_studio.session.commands import Done, UpdateSource
from tests.support.programs import program
from tests.support.serving import Serving, serving

TIMEOUT = 20_000.0  # ms; what is waited for comes in a few, but the machine may be busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a module here drive one browser, on one loop, in one process."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once."""
    path = program("chromium", "chromium-browser", "google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Served:
    """A component that is being served."""

    running: Serving

    @property
    def url(self) -> str:
        return self.running.url

    async def edit(self, source: str) -> None:
        """Another text in the editor's buffer; it goes live when it has no errors."""
        reply = await self.running.server.request(UpdateSource(str(self.running.path), source))
        assert reply == Done()


Serve = Callable[..., Awaitable[Served]]


@pytest_asyncio.fixture(loop_scope="session")
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Serve a text as a component."""
    async with AsyncExitStack() as stack:

        async def start(source: str, *, broken: bool = False, **options: Any) -> Served:
            running = await stack.enter_async_context(
                serving(tmp_path / "app.hjx", source, **options)
            )
            checked = running.snapshot and running.snapshot.checked
            assert checked
            assert checked.live is not broken, checked.problems
            return Served(running)

        yield start


@dataclass
class Complaints:
    """What pages have complained of, and what of it a test has asked for."""

    seen: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.seen.append(f"page error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console {message.type}: {message.text}")

    def expect(self, part: str) -> None:
        """The test means to cause complaints that contain `part`."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        return [line for line in self.seen if not any(part in line for part in self.expected)]


@pytest.fixture
def complaints() -> Complaints:
    """The console's errors and warnings; those that were not expected fail the test."""
    return Complaints()


async def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until an expression (or a function of `arg`) is true in the page.

    Playwright's own way to wait for one needs `eval`, which the page does not allow.
    """
    async with asyncio.timeout(TIMEOUT / 1000):
        while not await page.evaluate(expression, arg):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


Visit = Callable[..., Awaitable[Page]]

# From before the first script runs: the nodes that the server rendered, and what changes in them.
_WATCH = """
window.changes = [];
const watch = () => {
  const root = document.getElementById("hjx");
  if (!root || window.rendered) return;
  const nodes = document.createTreeWalker(root);
  window.rendered = [];
  while (nodes.nextNode()) window.rendered.push(nodes.currentNode);
  window.renderedHtml = root.innerHTML;
  const options = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver((records) => window.changes.push(...records)).observe(root, options);
};
document.addEventListener("readystatechange", watch);
"""


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, complaints: Complaints) -> AsyncIterator[Visit]:
    """Open a page as a new visitor, and wait until it is connected."""
    async with AsyncExitStack() as stack:

        async def open_page(
            url: str,
            *,
            connected: bool = True,
            prepare: Callable[[Page], Awaitable[None]] | None = None,
            wait_until: Literal["commit", "load"] = "load",
            **options: Any,
        ) -> Page:
            context = await browser.new_context(**options)
            stack.push_async_callback(context.close)
            context.set_default_timeout(TIMEOUT)
            page = await context.new_page()
            complaints.watch(page)
            await page.add_init_script(_WATCH)
            if prepare is not None:
                await prepare(page)
            await page.goto(url, wait_until=wait_until)
            if connected:
                await page.wait_for_selector("html[data-hjx=connected]", state="attached")
            return page

        yield open_page
    assert complaints.unexpected() == []
