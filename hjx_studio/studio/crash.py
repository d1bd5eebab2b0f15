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


def rescue(text: str, name: str) -> Path | None:
    """Keep text that was not saved, beside the logs; None where that can't be done."""
    try:
        directory = log_directory()
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / f"unsaved-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{name[-80:]}"
        path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    except OSError:
        return None
    return path


def rescue_line(name: str, path: Path | None) -> str:
    """What became of the text that was not saved, for the user."""
    if path is None:
        return f"{name} was not saved, and its text could not be kept"
    return f"{name} was not saved; its text is kept in {path}"


def crash_line(error: BaseException, path: Path | None) -> str:
    """The one line for the user."""
    what = f"hjx-studio stopped on an unexpected error ({type(error).__name__})"
    return f"{what}; details: {path}" if path else f"{what}; its details could not be written"
