"""The catalogue explains every code, with examples that are what they say."""

from __future__ import annotations

import re

import pytest

from hjx_studio.language.build import build
from hjx_studio.language.catalogue import CATALOGUE, explain
from hjx_studio.language.diagnostics import CODES, Fix
from tests.support.catalogue import PATH, page


def found(text: str) -> list[tuple[str, str]]:
    """The findings in a text, each with its severity."""
    findings = build("example.hjx", {"example.hjx": text}).diagnostics
    return [(finding.code, finding.severity.value) for _, finding in findings]


def mended(text: str, fix: Fix) -> str:
    """The text after a fix."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for edit in sorted(fix.edits, key=lambda edit: edit.range, reverse=True):
        place = edit.range
        start = starts[place.line - 1] + place.column - 1
        end = starts[place.end_line - 1] + place.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text


def test_every_code_is_explained_and_no_other() -> None:
    assert list(CATALOGUE) == list(CODES)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            code,
            marks=[pytest.mark.xfail(reason="imports are not loaded yet")]
            if code == "HJX020"
            else [],
        )
        for code in CODES
    ],
)
def test_a_wrong_example_has_that_one_finding(code: str) -> None:
    assert found(CATALOGUE[code].bad) == [(code, CODES[code].severity.value)]


@pytest.mark.parametrize("code", CODES)
def test_a_right_example_has_no_finding(code: str) -> None:
    assert found(CATALOGUE[code].good) == []


def fixes(code: str) -> list[Fix]:
    """What would mend the wrong example of a code."""
    findings = build("example.hjx", {"example.hjx": CATALOGUE[code].bad}).diagnostics
    return [finding.fix for _, finding in findings if finding.fix is not None]


@pytest.mark.parametrize("code", [code for code in CODES if fixes(code)])
def test_a_fix_leaves_nothing_to_find(code: str) -> None:
    for fix in fixes(code):
        assert found(mended(CATALOGUE[code].bad, fix)) == []


def test_the_page_is_what_the_table_says() -> None:
    assert PATH.read_text() == page(), "write it anew: make docs"


def test_an_explanation_has_the_meaning_and_both_examples() -> None:
    text = explain("HJX013")
    assert text.startswith("HJX013: unknown handler (error)\n")
    assert "    button (on click -> imc)" in text
    assert "    button (on click -> inc)" in text
    assert max(map(len, text.splitlines())) <= 84
