"""A build is named by what it holds, and is not made of a source with errors."""

from __future__ import annotations

import pytest

from hjx_studio.language import build as module
from hjx_studio.language.build import build
from hjx_studio.language.diagnostics import Severity
from hjx_studio.language.javascript.component import emit

TEXT = 'component A\nstate:\n  n = 1\nlayout:\n  text: "{{n}}"\n'


def test_the_same_text_gives_the_same_name_and_another_text_another() -> None:
    one, same = build("a.hjx", {"a.hjx": TEXT}).build, build("a.hjx", {"a.hjx": TEXT}).build
    other = build("a.hjx", {"a.hjx": TEXT.replace("1", "2")}).build
    assert one is not None
    assert same is not None
    assert other is not None
    assert one.name == same.name != other.name


def test_what_pages_load_is_in_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is cached for ever must not serve what an older version has compiled."""
    before = build("a.hjx", {"a.hjx": TEXT}).build
    monkeypatch.setattr(module, "emit", lambda *given: emit(*given) + "\n")
    after = build("a.hjx", {"a.hjx": TEXT}).build
    assert before is not None
    assert after is not None
    assert before.name != after.name


@pytest.mark.parametrize("value", ["1 / 0", "0 / 0", "[-1 / 0]"])
def test_a_start_value_that_cannot_be_stored_is_found(value: str) -> None:
    checked = build("a.hjx", {"a.hjx": TEXT.replace("= 1", f"= {value}")})
    (finding,) = [f for _, f in checked.diagnostics if f.severity is Severity.ERROR]
    assert checked.build is None
    assert (finding.code, finding.range.line) == ("HJX021", 3)
