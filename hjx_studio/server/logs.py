"""The server's log file: what went wrong in detail, where a person's screen has one line."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO

from platformdirs import user_log_path

_SIZE_LIMIT = 4 * 1024 * 1024  # bytes; beyond it the file begins anew, the old one kept beside it


def log_path() -> Path:
    """Where the log is."""
    return user_log_path("hjx-studio", appauthor=False) / "server.log"


def open_log() -> IO[bytes]:
    """The log, to be appended to; the null device where it can't be written."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > _SIZE_LIMIT:
                path.replace(path.with_suffix(".old.log"))
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")
