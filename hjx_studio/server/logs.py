"""The server's log file: what went wrong in detail, where a person's screen has one line."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path
from typing import IO

from platformdirs import user_log_path

_SIZE_LIMIT = 4 * 1024 * 1024  # bytes; beyond it the file begins anew, one old one is kept
_LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_path() -> Path:
    """Where the log is."""
    return user_log_path("hjx-studio", appauthor=False) / "server.log"


def open_log() -> IO[bytes]:
    """The log, to be appended to; the null device where it can't be written."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def log_to_file() -> None:
    """Send what this process logs to the file, within bounds; nothing where it can't be written."""
    path = log_path()
    handler: logging.Handler = logging.NullHandler()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=_SIZE_LIMIT, backupCount=1)
    except OSError:
        pass
    handler.setFormatter(logging.Formatter(_LINE))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
