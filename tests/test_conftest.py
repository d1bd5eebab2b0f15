"""The rules of the suite itself: long runs only when asked for, and nothing skipped in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import pytest

@pytest.mark.soak
def test_long() -> None: ...

def test_short() -> None: ...

def test_lacking() -> None:
    from tests.support.programs import program
    program("no-such-program-anywhere")
"""


@pytest.fixture
def suite(tmp_path: Path, root: Path) -> Path:
    """A suite of three tests under the project's own conftest and configuration."""
    (tmp_path / "conftest.py").write_text((root / "tests/conftest.py").read_text())
    (tmp_path / "test_cases.py").write_text(CASES)
    return tmp_path


def run(
    suite: Path, root: Path, *options: str, ci: bool = False
) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment.pop("CI", None)
    if ci:
        environment["CI"] = "true"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-c", str(root / "pyproject.toml"), "--rootdir", str(suite), str(suite), *options]
    environment["PYTHONPATH"] = str(root)
    return subprocess.run(
        command, cwd=suite, env=environment, capture_output=True, text=True, check=False
    )


def test_long_tests_wait_to_be_asked_for(suite: Path, root: Path) -> None:
    usual = run(suite, root)
    assert "1 passed, 1 skipped, 1 deselected" in usual.stdout
    assert usual.returncode == 0


def test_soak_runs_the_long_tests_alone(suite: Path, root: Path) -> None:
    assert "1 passed, 2 deselected" in run(suite, root, "--soak").stdout


def test_in_ci_a_missing_program_fails_the_test(suite: Path, root: Path) -> None:
    result = run(suite, root, ci=True)
    assert result.returncode == 1
    assert "1 failed, 1 passed, 1 deselected" in result.stdout
    assert "no-such-program-anywhere is not installed" in result.stdout
