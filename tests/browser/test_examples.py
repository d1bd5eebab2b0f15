"""The examples, as people use them: two browsers that see each other's clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Serve, Visit

Pair = tuple[Page, Page]
SIZES = [(1280, 800), (360, 640)]


async def two(name: str, examples: Path, serve: Serve, visit: Visit) -> Pair:
    """Two browsers on an example."""
    served = await serve((examples / f"{name}.hjx").read_text())
    return await visit(served.url), await visit(served.url)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


# --- counter ---


async def test_both_browsers_count(examples: Path, serve: Serve, visit: Visit) -> None:
    one, other = await two("counter", examples, serve, visit)
    for page in (one, other):
        await expect(page.get_by_label("Count")).to_have_text("0")
    await button(one, "Increase").click()
    await button(other, "Increase").click()
    for page in (one, other):
        await expect(page.get_by_label("Count")).to_have_text("2")
        await expect(page.get_by_text("even")).to_be_visible()
    await button(other, "Reset").click()
    await button(one, "Decrease").click()
    for page in (one, other):
        await expect(page.get_by_label("Count")).to_have_text("-1")
        await expect(page.get_by_text("odd")).to_be_visible()


# --- todo ---


async def tasks(page: Page) -> list[str]:
    """The tasks that a page shows, from the top."""
    return [
        await field.input_value() for field in await page.get_by_label("Task", exact=True).all()
    ]


async def test_a_task_is_added_ticked_and_cleared_for_everyone(
    examples: Path, serve: Serve, visit: Visit
) -> None:
    one, other = await two("todo", examples, serve, visit)
    await one.get_by_label("New task").type("Water the plants")
    await one.get_by_label("New task").press("Enter")
    for page in (one, other):
        await expect(page.get_by_text("3 tasks left")).to_be_visible()
        assert (await tasks(page))[-1] == "Water the plants"
    await expect(one.get_by_label("New task")).to_have_value("")
    await other.get_by_label("Done: Water the plants").check()
    for page in (one, other):
        await expect(page.get_by_text("2 tasks left")).to_be_visible()
        await expect(page.get_by_label("Done: Water the plants")).to_be_checked()
    await button(one, "Clear done").click()
    for page in (one, other):
        await expect(page.get_by_label("Task", exact=True)).to_have_count(2)
        await expect(button(page, "Clear done")).to_be_disabled()


async def test_each_browser_has_a_filter_of_its_own(
    examples: Path, serve: Serve, visit: Visit
) -> None:
    one, other = await two("todo", examples, serve, visit)
    await button(one, "Done").click()
    await expect(one.get_by_label("Task", exact=True)).to_have_count(1)
    assert await tasks(one) == ["Open hjx-studio"]
    assert await button(one, "Done").get_attribute("aria-pressed") == "true"
    assert await button(one, "All").get_attribute("aria-pressed") == "false"
    assert len(await tasks(other)) == 3
    await button(one, "Active").click()
    await expect(one.get_by_label("Task", exact=True)).to_have_count(2)
    await one.get_by_label("Done: Tick something there").click()
    await expect(one.get_by_label("Task", exact=True)).to_have_count(1)
    await expect(other.get_by_label("Done: Tick something there")).to_be_checked()


async def test_what_is_being_typed_outlives_the_others_changes(
    examples: Path, serve: Serve, visit: Visit
) -> None:
    one, other = await two("todo", examples, serve, visit)
    field = one.get_by_label("Task", exact=True).nth(1)
    await field.click()
    await field.press("End")
    await field.press_sequentially(" and h")
    await button(other, "Remove Open this page in a second browser").click()
    await expect(one.get_by_label("Task", exact=True)).to_have_count(2)
    await one.keyboard.type("ere")
    await expect(one.get_by_label("Task", exact=True).first).to_be_focused()
    for page in (one, other):
        await expect(page.get_by_label("Task", exact=True).first).to_have_value(
            "Tick something there and here"
        )
    await other.get_by_label("New task").type("a draft that stays")
    await button(one, "Remove Open hjx-studio").click()
    await expect(other.get_by_label("Task", exact=True)).to_have_count(1)
    await expect(other.get_by_label("New task")).to_have_value("a draft that stays")
    await expect(one.get_by_label("New task")).to_have_value("")


# --- chat ---


async def test_a_draft_stays_private_until_it_is_sent(
    examples: Path, serve: Serve, visit: Visit
) -> None:
    one, other = await two("chat", examples, serve, visit)
    frames: list[str] = []
    other.on(
        "websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(str(f)))
    )
    async with other.expect_websocket() as opening:
        await other.reload()
    await (await opening.value).wait_for_event("framereceived")
    await one.get_by_label("Your name").type("Ada")
    await one.get_by_label("Message", exact=True).type("hello there")
    await other.get_by_label("Message", exact=True).type("me too")
    await other.get_by_label("Message", exact=True).press("Enter")
    await expect(one.locator("li")).to_have_count(1)
    assert "hello there" not in "".join(frames)
    assert "Ada" not in "".join(frames)
    await expect(one.get_by_label("Message", exact=True)).to_have_value("hello there")
    await one.get_by_label("Message", exact=True).press("Enter")
    for page in (one, other):
        await expect(page.locator("li")).to_have_count(2)
        await expect(page.locator("li").nth(0)).to_contain_text("Guest")
        await expect(page.locator("li").nth(0)).to_contain_text("me too")
        await expect(page.locator("li").nth(1)).to_contain_text("Ada")
        await expect(page.locator("li").nth(1)).to_contain_text("hello there")
        await expect(page.locator("li").nth(1)).to_contain_text("just now")
        await expect(page.get_by_label("Message", exact=True)).to_have_value("")
    assert "hello there" in "".join(frames)
    await expect(one.locator("li.mine")).to_have_count(1)
    await expect(one.locator("li.mine")).to_contain_text("hello there")


async def test_what_is_said_is_text_and_nothing_else(
    examples: Path, serve: Serve, visit: Visit
) -> None:
    one, other = await two("chat", examples, serve, visit)
    markup = "<img src=x onerror=\"document.title='broken in'\"> {{1 + 1}} &amp;"
    await one.get_by_label("Message", exact=True).fill(markup)
    await button(one, "Send").click()
    for page in (one, other):
        await expect(page.locator("li p")).to_have_text(markup)
        assert await page.locator("li img").count() == 0
        assert await page.title() != "broken in"


# --- all of them ---


@pytest.mark.parametrize("name", ["counter", "todo", "chat"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_and_can_be_read(
    name: str, scheme: str, examples: Path, serve: Serve, visit: Visit
) -> None:
    served = await serve((examples / f"{name}.hjx").read_text())
    for width, height in SIZES:
        page = await visit(
            served.url, color_scheme=scheme, viewport={"width": width, "height": height}
        )
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        unnamed = await page.evaluate(
            """[...document.querySelectorAll("input, button")].filter((field) =>
                 !(field.ariaLabel || field.textContent.trim() || field.labels?.length)).length"""
        )
        assert unnamed == 0
        ground, ink = await page.evaluate(
            """["backgroundColor", "color"].map((name) =>
                 getComputedStyle(document.body)[name].match(/[0-9]+/g).slice(0, 3).map(Number))"""
        )
        assert (sum(ground) < sum(ink)) == (scheme == "dark")
