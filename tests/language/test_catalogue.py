"""The catalogue explains every code, with examples that are what they say."""

from __future__ import annotations

import pytest

from hjx_studio.language.build import build
from hjx_studio.language.catalogue import CATALOGUE, explain
from hjx_studio.language.diagnostics import CODES
from tests.support.catalogue import PATH, page


def found(text: str) -> list[tuple[str, str]]:
    """The findings in a text, each with its severity."""
    findings = build("example.hjx", {"example.hjx": text}).diagnostics
    return [(finding.code, finding.severity.value) for _, finding in findings]


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


def test_the_page_is_what_the_table_says() -> None:
    assert PATH.read_text() == page(), "write it anew: make docs"


def test_an_explanation_has_the_meaning_and_both_examples() -> None:
    text = explain("HJX013")
    assert text.startswith("HJX013: unknown handler (error)\n")
    assert "    button (on click -> imc)" in text
    assert "    button (on click -> inc)" in text
    assert max(map(len, text.splitlines())) <= 84
