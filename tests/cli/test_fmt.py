"""Formatting and checking files, directories and standard input, as a shell does it."""

from __future__ import annotations

import io
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from hjx_studio.cli.commands import run
from hjx_studio.language.diagnostics import CODES

UGLY = "component   A\nstate :\n  a=1\nlayout:\n  p:'{{a}}'\n"
FINE = 'component A\n\nstate:\n  a = 1\n\nlayout:\n  p: "{{a}}"\n'
WRONG = "component A\nstate:\n  a = (1\n"

Ended: TypeAlias = tuple[int, str, str]


@pytest.fixture
def hjx(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Runs a command in an empty directory; gives its status, output and complaints."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = run(arguments)
        return code, *capsys.readouterr()

    return command


def test_a_file_is_formatted_in_place_and_named_once(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    path = tmp_path / "a.hjx"
    path.write_text(UGLY)
    path.chmod(0o640)
    assert hjx("fmt", "a.hjx", "a.hjx") == (0, "a.hjx\n", "")
    assert path.read_text() == FINE
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert hjx("fmt", "a.hjx") == (0, "", "")


def test_line_ends_and_a_byte_order_mark_stay(hjx: Callable[..., Ended], tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    assert hjx("fmt", "a.hjx")[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + FINE.replace("\n", "\r\n").encode()


def test_check_names_the_files_that_would_change_and_writes_nothing(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "a.hjx").write_text(UGLY)
    (tmp_path / "b.hjx").write_text(FINE)
    assert hjx("fmt", "--check", "a.hjx", "b.hjx") == (1, "a.hjx\n", "")
    assert (tmp_path / "a.hjx").read_text() == UGLY
    assert hjx("fmt", "--check", "b.hjx") == (0, "", "")


def test_diff_shows_what_would_change_without_colours_where_no_terminal_is(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "a.hjx").write_text(UGLY.removesuffix("\n"))
    code, out, err = hjx("fmt", "--diff", "a.hjx")
    assert (code, err) == (0, "")
    assert out.startswith("--- a.hjx\n+++ a.hjx (formatted)\n@@ -1,5 +1,7 @@\n-component   A\n")
    assert out.endswith("-  p:'{{a}}'\n\\ No newline at end of file\n+  p: \"{{a}}\"\n")
    assert "\x1b" not in out
    assert (tmp_path / "a.hjx").read_text() == UGLY.removesuffix("\n")
    assert hjx("fmt", "--diff", "--check", "a.hjx") == (1, out, "")


@pytest.mark.terminal
@pytest.mark.parametrize("plain", [False, True])
def test_diff_has_colours_on_a_terminal_that_wants_them(tmp_path: Path, plain: bool) -> None:
    (tmp_path / "a.hjx").write_text(UGLY)
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    environment |= {"NO_COLOR": "1" if plain else "", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "hjx_studio", "fmt", "--diff", "a.hjx"]
    subprocess.run(command, cwd=tmp_path, env=environment, stdout=theirs, timeout=60, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "component   A" in shown
    assert ("\x1b[31m-component   A" in shown) is not plain


def test_standard_input_goes_to_standard_output(hjx: Callable[..., Ended]) -> None:
    assert hjx("fmt", "-", stdin=UGLY.encode()) == (0, FINE, "")
    assert hjx("fmt", "-", stdin=FINE.encode()) == (0, FINE, "")
    assert hjx("fmt", "--check", "-", stdin=UGLY.encode()) == (1, "<stdin>\n", "")
    code, out, err = hjx("fmt", "-", stdin=WRONG.encode())
    assert (code, out) == (1, "")
    assert err.startswith("<stdin>:3:7: error HJX002: ")
    code, out, err = hjx("fmt", "-", stdin=b"\xff")
    assert (code, out, err) == (
        2,
        "",
        "hjx-studio: <stdin> is not UTF-8 text: line 1 has other bytes\n",
    )


def test_a_file_with_syntax_errors_is_left_as_it_is_and_said_so(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "bad.hjx").write_text(WRONG)
    (tmp_path / "good.hjx").write_text(UGLY)
    code, out, err = hjx("fmt", "bad.hjx", "good.hjx")
    assert (code, out) == (1, "good.hjx\n")
    assert err.splitlines() == [
        "bad.hjx:3:7: error HJX002: This `(` is never closed.",
        "    hint: Add the `)` that belongs to it.",
        "hjx-studio: bad.hjx is left as it is: it has syntax errors",
    ]
    assert (tmp_path / "bad.hjx").read_text() == WRONG
    assert (tmp_path / "good.hjx").read_text() == FINE


def test_an_unknown_name_keeps_no_file_from_being_formatted(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "a.hjx").write_text("layout:\n  p:'{{nothing}}'\n")
    assert hjx("fmt", "a.hjx") == (0, "a.hjx\n", "")
    assert (tmp_path / "a.hjx").read_text() == 'layout:\n  p: "{{nothing}}"\n'


def test_a_directory_stands_for_the_sources_below_it(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    for name in ("b.hjx", "in/a.hjx", "in/deep/c.hjx", "in/other.txt", ".git/d.hjx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(UGLY)
    names = ["b.hjx", str(Path("in/a.hjx")), str(Path("in/deep/c.hjx"))]
    assert hjx("fmt", "--check", ".", "b.hjx") == (1, "".join(f"{name}\n" for name in names), "")
    code, _, err = hjx("check", ".")
    assert (code, err) == (0, "")


@pytest.mark.parametrize("command", ["fmt", "check"])
def test_what_cannot_be_read_is_one_line_and_status_2(
    hjx: Callable[..., Ended], tmp_path: Path, command: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.hjx").write_text(FINE)
    code, _, err = hjx(command, "empty", "missing.hjx", "a.hjx")
    assert code == 2
    assert err.splitlines() == [
        "hjx-studio: empty is a directory without .hjx files",
        "hjx-studio: missing.hjx does not exist",
    ]


def test_a_file_that_cannot_be_written_is_one_line_and_status_2(
    hjx: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.hjx").write_text(UGLY)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write what nobody may
    assert hjx("fmt", "a.hjx") == (
        2, "", "hjx-studio: a.hjx can't be saved: permission denied\n"
    )  # fmt: skip
    assert (tmp_path / "a.hjx").read_text() == UGLY


def test_check_reads_standard_input(hjx: Callable[..., Ended]) -> None:
    assert hjx("check", "-", stdin=FINE.encode()) == (0, "", "")
    code, out, err = hjx("check", "-", stdin=WRONG.encode())
    assert (code, out) == (1, "")
    assert err.startswith("<stdin>:3:7: error HJX002: ")


def test_check_as_sarif_names_each_finding_by_its_rule(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    text = FINE.replace("  a =", "  count =").replace("{{a}}", "{{cuont}}")
    (tmp_path / "a b.hjx").write_text(f"{text}handlers:\n  idle:\n")
    code, out, err = hjx("check", "--format", "sarif", "a b.hjx")
    assert (code, err) == (1, "")
    log = json.loads(out)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert only["columnKind"] == "unicodeCodePoints"
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    found = {result["ruleId"]: result for result in only["results"]}
    unknown = found["HJX012"]
    assert rules[unknown["ruleIndex"]]["id"] == "HJX012"
    assert unknown["level"] == "error"
    assert unknown["message"]["text"] == "Nothing declares `cuont`.\nDid you mean `count`?"
    assert unknown["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "a%20b.hjx"},
                "region": {"startLine": 7, "startColumn": 9, "endLine": 7, "endColumn": 14},
            }
        }
    ]
    assert found["HJX104"]["level"] == "warning"


def test_sarif_of_nothing_is_a_run_without_results(
    hjx: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "a.hjx").write_text(FINE)
    code, out, _ = hjx("check", "--format", "sarif", "a.hjx")
    assert code == 0
    assert json.loads(out)["runs"][0]["results"] == []
