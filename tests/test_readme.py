"""What the README promises works as written there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.load import running


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text()


def block(readme: str, language: str) -> str:
    """The one code block of that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", readme, re.DOTALL)
    return str(found)


def test_a_client_of_eight_lines_gets_the_state_and_sends_an_event(readme: str) -> None:
    client = block(readme, "python")
    assert len(client.splitlines()) == 8
    with running("-m", "hjx_studio", "serve", "examples/counter.hjx", "--port", "0") as address:
        result = subprocess.run(
            [sys.executable, "-c", client.replace("http://127.0.0.1:5172", address)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.stderr == ""
    first, second = result.stdout.splitlines()
    assert first.startswith("{'type': 'update', 'state': {'count': 0")
    assert first.endswith("'rev': 0}")
    assert second.startswith("{'type': 'update', 'state': {'count': 1")
    assert second.endswith("'rev': 1}")


def test_its_component_has_no_findings(readme: str, tmp_path: Path, root: Path) -> None:
    file = tmp_path / "readme.hjx"
    file.write_text(block(readme, "hjx"))
    result = subprocess.run(
        [sys.executable, "-m", "hjx_studio", "check", file],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "warning" not in result.stdout


def test_every_file_it_names_exists(readme: str, root: Path) -> None:
    named = [n for n in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in n]
    assert named
    assert [name for name in named if not (root / name).exists()] == []


def test_every_make_command_it_names_exists(readme: str, root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", readme)) - {"says"} <= targets
