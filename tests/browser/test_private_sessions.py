"""A browser's own session: its tabs share it, other browsers do not, and no link costs it."""

from __future__ import annotations

from playwright.async_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import Serve
from tests.support.sources import COUNTER

_CONNECTED = "html[data-hjx=connected]"


async def _follow_link(context: BrowserContext, url: str) -> Page:
    """Come to `url` by a link on another site's page."""

    async def foreign(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=f'<a href="{url}">go</a>')

    await context.route("http://other.example/**", foreign)
    page = await context.new_page()
    await page.goto("http://other.example/")
    await page.get_by_text("go").click()
    await page.wait_for_selector(_CONNECTED, state="attached")
    return page


async def test_tabs_share_a_session_and_other_browsers_have_their_own(
    browser: Browser, serve: Serve
) -> None:
    served = await serve(COUNTER, private=True)
    async with await browser.new_context() as one, await browser.new_context() as two:
        first, tab, other = await one.new_page(), await one.new_page(), await two.new_page()
        for page in (first, tab, other):
            await page.goto(served.url)
            await page.wait_for_selector(_CONNECTED, state="attached")
        await first.get_by_text("+1").click()
        await tab.get_by_text("Count: 1").wait_for()
        await other.get_by_text("+1").click()
        await other.get_by_text("Count: 1").wait_for()
        await other.get_by_text("+1").click()
        await other.get_by_text("Count: 2").wait_for()
        assert await tab.inner_text(".title") == "Count: 1"


async def test_a_link_on_another_site_leads_to_the_session_that_one_has(
    browser: Browser, serve: Serve
) -> None:
    served = await serve(COUNTER, private=True)
    async with await browser.new_context() as context:
        first = await context.new_page()
        await first.goto(served.url)
        await first.wait_for_selector(_CONNECTED, state="attached")
        await first.get_by_text("+1").click()
        await first.get_by_text("Count: 1").wait_for()
        await (await _follow_link(context, served.url)).get_by_text("Count: 1").wait_for()


async def test_who_comes_by_such_a_link_for_the_first_time_keeps_what_it_gets(
    browser: Browser, serve: Serve
) -> None:
    served = await serve(COUNTER, private=True)
    async with await browser.new_context() as context:
        page = await _follow_link(context, served.url)
        await page.get_by_text("+1").click()
        await page.get_by_text("Count: 1").wait_for()
        await page.reload()
        await page.get_by_text("Count: 1").wait_for()
        (cookie,) = await context.cookies()
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
