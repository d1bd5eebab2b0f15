"""What happens in the page runs a handler, with the arguments and members that are asked for."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Complaints, Serve, Visit, until

LOG = """\
handlers:
  note(what):
    set log = [...log, what]
  told:
    set log = [...log, event.type, event.key]
  whole(what):
    set log = [...log, event]
  filled:
    set log = [...log, event.form, event.data]
  implicit:
    set log = [...log, name, i, other]
"""


def component(*lines: str) -> str:
    """A component with these lines of layout, and a log of what its handlers got."""
    layout = "\n".join(f"  {line}" for line in lines)
    return (
        'component Events\nstate:\n  log = []\n  names = ["a", "b"]\nlayout:\n'
        f'{layout}\n  pre: "{{{{JSON.stringify(log)}}}}"\n{LOG}'
    )


async def wait_for_log(page: Page, *expected: object) -> None:
    text = json.dumps(list(expected), separators=(",", ":"), ensure_ascii=False)
    await until(page, "(text) => document.querySelector('pre').textContent === text", text)


async def test_arguments_use_state_loop_variables_and_the_event(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            "for (name, i in names):",
            '  button (on click -> note([name, i, names.length, event.type])): "{{name}}"',
            "button#ctx (on click -> note(1 + 1))",
        )
    )
    page = await visit(served.url)
    await page.get_by_text("b", exact=True).click()
    await page.click("#ctx")
    await wait_for_log(page, ["b", 1, 2, "click"], 2)


async def test_a_handler_without_parentheses_gets_loop_variables_by_name(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(
        component(
            "for (name, i in names):",
            '  button (on click -> implicit): "{{name}}"',
            "button#out (on click -> implicit)",
        )
    )
    page = await visit(served.url)
    await page.get_by_text("b", exact=True).click()
    await page.click("#out")
    await wait_for_log(page, "b", 1, None, None, None, None)


async def test_the_row_can_be_read_from_the_elements_data(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            "for (name, i in names):",
            "  button (on click -> note([ctx.el.dataset.hjxItem, ctx.el.dataset.hjxIdx])):"
            ' "{{name}}"',
        )
    )
    page = await visit(served.url)
    await page.get_by_text("b", exact=True).click()
    await wait_for_log(page, ["b", 1])


async def test_the_event_tells_a_handler_what_it_asks_for(serve: Serve, visit: Visit) -> None:
    served = await serve(component("input (on keydown -> told)"))
    page = await visit(served.url)
    await page.press("input", "x")
    await wait_for_log(page, "keydown", "x")


async def test_the_whole_event_has_six_members(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            "form:",
            '  input#a (name="a" value="1" data-row="7" data-so-so="x" on input -> whole(1))',
            '  input (name="b" type="checkbox" checked value="one")',
            '  input (name="b" type="checkbox" checked value="two")',
            '  input (name="__proto__" value="no")',
        )
    )
    page = await visit(served.url)
    await page.fill("#a", "2")
    await wait_for_log(
        page,
        {
            "type": "input",
            "value": "2",
            "checked": False,
            "key": None,
            "data": {"row": "7", "soSo": "x"},
            "form": {"a": "2", "b": ["one", "two"]},
        },
    )


async def test_only_the_members_that_are_asked_for_are_sent(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component("button#told (on click -> told)", "button#note (on click -> note(event.type))")
    )
    frames: list[dict[str, object]] = []

    async def listen(page: Page) -> None:
        page.on(
            "websocket",
            lambda socket: socket.on("framesent", lambda frame: frames.append(json.loads(frame))),
        )

    page = await visit(served.url, prepare=listen)
    await page.click("#told")
    await page.click("#note")
    await wait_for_log(page, "click", None, "click")
    assert [frame.get("event") for frame in frames] == [{"key": None, "type": "click"}, None]


async def test_a_submit_stays_in_the_page_and_brings_the_fields(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            'form (on submit -> filled action="/elsewhere"):',
            '  input (name="who" value="me")',
            "  button",
        )
    )
    page = await visit(served.url)
    await page.press("input", "Enter")
    await wait_for_log(page, {"who": "me"}, {})
    assert page.url == f"{served.url}/"


@pytest.mark.parametrize(
    ("modifier", "key"),
    [
        ("enter", "Enter"),
        ("esc", "Escape"),
        ("tab", "Tab"),
        ("space", " "),
        ("up", "ArrowUp"),
        ("down", "ArrowDown"),
        ("left", "ArrowLeft"),
        ("right", "ArrowRight"),
    ],
)
async def test_a_key_modifier_takes_that_key_alone(
    serve: Serve, visit: Visit, modifier: str, key: str
) -> None:
    served = await serve(component(f"input (on keydown.{modifier} -> note(event.key))"))
    page = await visit(served.url)
    await page.focus("input")
    for pressed in ("a", key):
        await page.keyboard.press(pressed)
    await wait_for_log(page, key)


async def test_several_keys_may_be_named(serve: Serve, visit: Visit) -> None:
    served = await serve(component("input (on keydown.enter.esc -> note(event.key))"))
    page = await visit(served.url)
    for key in ("Escape", "a", "Enter"):
        await page.press("input", key)
    await wait_for_log(page, "Escape", "Enter")


async def test_prevent_and_stop_do_as_they_say(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            'view (on click -> note("outer")):',
            '  a#plain (href="#there" on click.prevent -> note("prevented")): "a"',
            '  button#stop (on click.stop -> note("stopped")): "b"',
        )
    )
    page = await visit(served.url)
    await page.click("#plain")
    await page.click("#stop")
    await wait_for_log(page, "prevented", "outer", "stopped")
    assert page.url == f"{served.url}/"


async def test_self_leaves_out_what_happens_to_children(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component(
            'view#box (style="padding: 20px" on click.self -> note("self")):',
            '  button: "inner"',
        )
    )
    page = await visit(served.url)
    await page.click("button")
    await page.click("#box", position={"x": 5, "y": 5})
    await wait_for_log(page, "self")


async def test_once_is_once(serve: Serve, visit: Visit) -> None:
    served = await serve(
        component('button#a (on click.once -> note("a"))', 'button#b (on click -> note("b"))')
    )
    page = await visit(served.url)
    for button in ("#a", "#a", "#b"):
        await page.click(button)
    await wait_for_log(page, "a", "b")


async def test_debounce_sends_the_last_after_a_rest(serve: Serve, visit: Visit) -> None:
    served = await serve(component("input (on input.debounce-200 -> note(event.value))"))
    page = await visit(served.url)
    await page.focus("input")
    await page.evaluate(
        "for (const value of ['a', 'ab', 'abc']) {"
        " document.activeElement.value = value;"
        " document.activeElement.dispatchEvent(new Event('input')); }"
    )
    await wait_for_log(page, "abc")


async def test_throttle_sends_the_first_at_once_and_the_last_later(
    serve: Serve, visit: Visit
) -> None:
    served = await serve(component("input (on input.throttle-200 -> note(event.value))"))
    page = await visit(served.url)
    await page.focus("input")
    await page.evaluate(
        "for (const value of ['a', 'ab', 'abc']) {"
        " document.activeElement.value = value;"
        " document.activeElement.dispatchEvent(new Event('input')); }"
    )
    await wait_for_log(page, "a", "abc")


async def test_a_click_right_after_the_script_has_run_is_not_lost(
    serve: Serve, visit: Visit
) -> None:
    """The socket may still be opening."""
    served = await serve(component('button (on click -> note("early"))'))

    async def click_early(page: Page) -> None:
        await page.add_init_script(
            "const old = EventTarget.prototype.addEventListener;"
            "EventTarget.prototype.addEventListener = function (type, ...rest) {"
            " old.call(this, type, ...rest);"
            " if (this.tagName === 'BUTTON') queueMicrotask(() => this.click());"
            "};"
        )

    page = await visit(served.url, prepare=click_early)
    await wait_for_log(page, "early")


async def test_an_argument_that_fails_is_null(
    serve: Serve, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("has no method")
    served = await serve(component("button (on click -> note(names.length.trim()))"))
    page = await visit(served.url)
    await page.click("button")
    await wait_for_log(page, None)
