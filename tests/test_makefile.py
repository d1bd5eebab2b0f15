"""On a machine that lacks something, `make` says what in one line, and leaves nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NO_VENV = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p .venv/bin && touch .venv/bin/python
exit 1
"""


@pytest.fixture
def clone(tmp_path: Path, root: Path) -> Path:
    """A directory with the Makefile and what it needs to begin."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=clone, env=kept, capture_output=True, text=True, check=False
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_alone_it_lists_the_commands(clone: Path) -> None:
    listed = make(clone).stdout
    for target in ("studio", "test", "check", "bench", "bench-check", "soak", "fmt"):
        assert f"\n{target} " in f"\n{listed}"


def test_a_python_that_is_not_there_is_named(clone: Path) -> None:
    result = make(clone, "studio", "PYTHON=python3.99")
    assert result.returncode == 2
    assert result.stderr.startswith("There is no python3.99. Install Python 3.11 or newer")


def test_a_python_that_is_too_old_is_refused(clone: Path) -> None:
    old = executable(clone / "old", "#!/bin/sh\nexit 1\n")
    result = make(clone, "studio", f"PYTHON={old}")
    assert result.returncode == 2
    assert result.stderr.startswith("hjx-studio needs Python 3.11 or newer")
    assert not (clone / ".venv").exists()


def test_without_venv_the_package_to_install_is_named(clone: Path) -> None:
    python = executable(clone / "python", NO_VENV)
    result = make(clone, "studio", f"PYTHON={python}")
    assert result.returncode == 2
    assert "sudo apt-get install python3-venv" in result.stderr
    assert not (clone / ".venv").exists()


def test_a_user_is_told_the_line_that_installs_what_tests_drive(tmp_path: Path, root: Path) -> None:
    for name in ("env", "bash"):
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    executable(tmp_path / "id", "#!/bin/sh\necho 1000\n")
    executable(tmp_path / "node", "#!/bin/sh\n")
    result = subprocess.run(
        [root / "tests/support/system-packages"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "  sudo apt-get install chromium redis-server tmux\n" in result.stderr
