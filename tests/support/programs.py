"""Programs that tests drive: found, or the test is skipped (which fails it in CI)."""

from __future__ import annotations

import shutil

import pytest


def program(*names: str) -> str:
    """The path of the first of `names` that is installed; skips the test when there is none."""
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    pytest.skip(f"{' or '.join(names)} is not installed; tests/support/system-packages does it")
