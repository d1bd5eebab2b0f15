"""The document around a component: complete, valid, and nothing in it that could run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from hjx_studio.language.build import Build, build
from hjx_studio.language.shell import component_address, document, page_address
from hjx_studio.language.values import Value

SOURCE = """\
component Shell
state:
  text = ""
  _secret = "hidden"
layout:
  p: "{{text}}"
"""


def built(source: str = SOURCE) -> Build:
    checked = build("c.hjx", {"c.hjx": source})
    assert checked.build is not None, checked.diagnostics
    return checked.build


class Reader(HTMLParser):
    """The tags of a document, and the text in its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and data.strip():
            self.scripts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_it_has_what_a_page_needs() -> None:
    text = document("v1", built(), {"text": "x"})
    page = Reader(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert page.all("html") == [{"lang": "en"}]
    assert "<title>Shell</title>" in text
    assert {item.get("name") for item in page.all("meta")} >= {"viewport", "color-scheme"}
    assert [item for item in page.all("div") if item.get("role") == "status"]


def test_it_names_the_modules_and_the_build_by_their_addresses() -> None:
    made = built()
    page = Reader(document("v1", made, {"text": "x"}))
    scripts = [item for item in page.all("script") if "src" in item]
    assert scripts == [{"type": "module", "src": page_address("v1", "main.js")}]
    links = {item["href"] for item in page.all("link")}
    assert {component_address(made.name, "js"), component_address(made.name, "css")} <= links
    assert page_address("v1", "ranges.js") not in links
    listing = built(SOURCE + '  for (one in ["a"]):\n    p: "{{one}}"\n')
    links = {item["href"] for item in Reader(document("v1", listing, {"text": "x"})).all("link")}
    assert page_address("v1", "ranges.js") in links


@pytest.mark.parametrize("text", ["</script><b>", "<!--<script>", "]]>", "\u2028", '"', "é😀"])
def test_the_names_are_handed_over_as_they_are_and_break_out_of_nothing(text: str) -> None:
    page = Reader(document("v1", built(), {"text": text}))
    assert [json.loads(script) for script in page.scripts] == [{"text": text}]
    assert [tag for tag, _ in page.tags].count("script") == 2


def test_private_names_stay_on_the_server() -> None:
    text = document("v1", built(), {"text": "x", "_secret": "hidden"})
    assert "_secret" not in text
    assert "hidden" not in text


def test_both_sides_start_from_the_same_values() -> None:
    """NaN can't be written in JSON: it is null for the page, so it is null here."""
    text = document("v1", built(), {"text": float("nan")})
    assert "<p></p>" in text
    assert Reader(text).scripts == ['{"text":null}']


def test_a_value_may_nest_as_deep_as_values_do() -> None:
    deep: Value = []
    for _ in range(31):
        deep = [deep]
    assert "[[[" in document("v1", built(), {"text": deep})


def test_a_main_of_the_component_is_the_only_one() -> None:
    plain = document("v1", built(), {"text": ""})
    own = document("v1", built(SOURCE.replace("  p:", "  main:")), {"text": ""})
    assert len(re.findall(r'<main|role="main"', plain)) == 1
    assert len(re.findall(r'<main|role="main"', own)) == 1


def test_without_a_build_there_is_an_empty_page_that_waits() -> None:
    text = document("v1", None, {}, title="broken.hjx")
    page = Reader(text)
    assert "<title>broken.hjx</title>" in text
    assert '<div id="hjx" data-build=""></div>' in text
    assert [item for item in page.all("script") if "src" in item]


def test_a_title_is_text() -> None:
    assert "<title>&lt;b&gt;</title>" in document("v1", None, {}, title="<b>")
