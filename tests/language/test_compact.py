"""What is sent of the page's own files: the same program, and little of it."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from hjx_studio.language.build import build
from hjx_studio.language.javascript.compact import compact
from hjx_studio.language.javascript.linking import link
from hjx_studio.language.shell import document, modules
from tests.support.programs import program

PAGE = Path(__file__).resolve().parents[2] / "hjx_studio" / "page"
SCRIPTS = sorted(PAGE.glob("*.js"))


LINKED = link({path.stem: path.read_text("utf-8") for path in SCRIPTS}, "main")


def sent(name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    return compact(LINKED[stem] if suffix == "js" else (PAGE / name).read_text("utf-8"))


def size(*texts: str) -> int:
    """Bytes when each is compressed on its own, as browsers get them."""
    return sum(len(gzip.compress(text.encode(), 9)) for text in texts)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("// a\nb;\n", "b;\n"),
        ("/** a\n * b */\n  c;\n", "c;\n"),
        ("a; // b\nc;\n", "a;\nc;\n"),
        ('a("x // y");\n', 'a("x // y");\n'),
        ("a(`//b`);\n", "a(`//b`);\n"),
        ('a = "http://b";\n', 'a = "http://b";\n'),
        ("  if (a) {\n\n    b;\n  }\n", "if (a) {\nb;\n}\n"),
    ],
)
def test_comments_and_indentation_go_and_nothing_else(written: str, expected: str) -> None:
    assert compact(written) == expected


@pytest.mark.parametrize("name", sorted(LINKED))
def test_each_module_of_the_page_is_still_one(name: str, tmp_path: Path) -> None:
    copy = tmp_path / f"{name}.mjs"
    copy.write_text(sent(f"{name}.js"))
    result = subprocess.run(
        [program("node"), "--check", copy], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_the_core_is_small() -> None:
    """What every page loads, beside the helpers of expressions, in 6 kB."""
    helpers = compact((PAGE / "values.js").read_text("utf-8"))
    assert size(sent("main.js")) - size(helpers) < 6_000


def test_a_counter_is_small_in_all(examples: Path) -> None:
    """Document, styles and every script of the counter, in 10 kB."""
    checked = build("counter.hjx", {"counter.hjx": (examples / "counter.hjx").read_text()})
    made = checked.build
    assert made is not None
    names = {entry.name: None for entry in (*made.component.state, *made.component.computed)}
    scripts = [sent(f"{name}.js") for name in ("main", *modules(made))]
    page = document("0" * 16, made, names)
    assert size(page, made.css, made.javascript, sent("page.css"), *scripts) < 10_000
