"""The file that is edited: its text as last read or written, and what the disk has now.

The methods that touch the disk block, and are to be called off the screen's loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hjx_studio.workspace.files import WorkspaceError, read_text, save_text

STARTING_TEXT = """\
component {name}

state:
  count = 0

layout:
  view.counter:
    text.title: "Count: {{{{count}}}}"
    button (on click -> increment): "+1"
    button (on click -> reset): "Reset"

handlers:
  increment:
    set count = count + 1
  reset:
    set count = 0
"""


def starting_text(path: Path) -> str:
    """A small component to begin with, named after its file."""
    stem = "".join(part[:1].upper() + part[1:] for part in path.stem.replace("-", "_").split("_"))
    name = stem if stem.isidentifier() and stem.isascii() else "Counter"
    return STARTING_TEXT.format(name=name)


_Stamp = tuple[int, int, int] | None
_UNSEEN: _Stamp = (-1, -1, -1)


def _stamp(path: Path) -> _Stamp:
    """What tells a changed file from the one seen before; None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True)
class DiskChange:
    """Another program changed the file: `text` is what it reads now, None when it can't be read,
    for the `reason` given."""

    text: str | None
    reason: str = ""


class Document:
    """One file. `saved` is its text as last read or written here; None while it does not exist."""

    def __init__(self, path: Path, text: str | None) -> None:
        self.path = path
        self.saved = text
        # The file may have changed since `text` was read: the first look compares the content.
        self._seen: _Stamp = _UNSEEN
        self._told: DiskChange | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def look(self) -> DiskChange | None:
        """What another program made of the file since it was last read, written or told; blocks."""
        stamp = _stamp(self.path)
        if stamp == self._seen:
            return None
        self._seen = stamp
        change = self._compare(stamp)
        if change is None or change == self._told:
            self._told = change
            return None
        self._told = change
        return change

    def _compare(self, stamp: _Stamp) -> DiskChange | None:
        if stamp is None:
            return None if self.saved is None else DiskChange(None, "was removed")
        try:
            text = read_text(self.path)
        except WorkspaceError as error:
            return DiskChange(None, str(error))
        return None if text == self.saved else DiskChange(text)

    def save(self, text: str, *, over: bool = False) -> DiskChange | None:
        """Write `text`; blocks.

        Where another program changed the file meanwhile nothing is written and the change is
        returned, unless it is to be written `over`. Raises `WorkspaceError`.
        """
        if not over:
            change = self._compare(_stamp(self.path))
            # A file that is gone is simply written anew.
            if change is not None and change.text is not None:
                return change
        save_text(self.path, text)
        self.saved = text
        self._seen = _stamp(self.path)
        self._told = None
        return None

    def took(self, text: str) -> None:
        """The editor has taken the disk's text."""
        self.saved = text
        self._told = None
