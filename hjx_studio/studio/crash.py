"""What is left of an unexpected error: its traceback in a file, and one line that says where."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path

from platformdirs import user_log_dir

KEPT = 10


def log_directory() -> Path:
    """Where this system keeps the logs of a program."""
    return Path(user_log_dir("hjx-studio", appauthor=False))


def write_crash(error: BaseException) -> Path | None:
    """Write an error's traceback to a file of its own; None where that can't be done."""
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    text = "".join(traceback.format_exception(error))
    try:
        directory = log_directory()
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / name
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        for old in sorted(directory.glob("crash-*.log"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def crash_line(error: BaseException, path: Path | None) -> str:
    """The one line for the user."""
    what = f"hjx-studio stopped on an unexpected error ({type(error).__name__})"
    return f"{what}; details: {path}" if path else f"{what}; its details could not be written"
