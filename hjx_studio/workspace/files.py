"""Text files: read with every mistake named in one sentence, and saved so that nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from hashlib import sha256
from pathlib import Path

from hjx_studio.language.diagnostics import HjxError

SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one source file
_MARK = "\ufeff"


class WorkspaceError(HjxError):
    """A file that can't be read or written: its path as it was given, and the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.reason = reason


def text_hash(text: str) -> str:
    """The name of a text's content, by which an editor knows what was built."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, without a byte-order mark, line ends as they are.

    Raises `WorkspaceError` for a directory, a missing or unreadable file, one that is not text, and
    one that is too large to be a source.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WorkspaceError(path, "is a directory, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise WorkspaceError(path, "is not a regular file")
        if status.st_size > SIZE_LIMIT:
            raise WorkspaceError(path, f"is too large: {status.st_size:,} bytes")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise WorkspaceError(path, _reason(error)) from error
    return text_from(path, content)


def text_from(path: Path, content: bytes) -> str:
    """The text that bytes are, as `read_text` has it; `path` says where they are from."""
    if b"\0" in content:
        raise WorkspaceError(path, "is a binary file: it has a NUL byte")
    try:
        return content.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WorkspaceError(path, f"is not UTF-8 text: line {line} has other bytes") from error


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "does not exist"
        case NotADirectoryError():
            return "does not exist: a part of its path is a file"
        case PermissionError():
            return "can't be read: permission denied"
        case OSError():
            return f"can't be read: {(error.strerror or 'unknown error').lower()}"
        case _:
            return "is no path of a file"


def save_text(path: Path, text: str) -> None:
    """Write `text` as it is, so that a crash leaves either the old file or the new one.

    The new content goes to a temporary file beside it, is flushed to the disk and takes the old
    one's place. Its mode stays, a symbolic link stays one, and so does a byte-order mark. A file
    that can't be replaced (its directory is read-only, it has other hard links, it is a mount) is
    written in place. Raises `WorkspaceError`.
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WorkspaceError(
            path, f"can't be saved: character {error.start + 1} is half of a surrogate pair"
        ) from error
    try:
        target = path.resolve()
        if _has_mark(target):
            content = _MARK.encode("utf-8") + content
        if not _replace(target, content):
            _write_in_place(target, content)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise WorkspaceError(path, f"can't be saved: {reason}") from error


def _has_mark(target: Path) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(3) == _MARK.encode("utf-8")
    except OSError:
        return False


def _replace(target: Path, content: bytes) -> bool:
    """Whether the file could be replaced; an `OSError` other than those of places is raised."""
    before: os.stat_result | None = None
    with contextlib.suppress(FileNotFoundError):
        before = target.stat()
    if before is not None and (before.st_nlink > 1 or not stat.S_ISREG(before.st_mode)):
        return False
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied")
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except PermissionError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            if before is not None:
                _take_after(file.fileno(), before)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.errno in (errno.EBUSY, errno.EXDEV):
            return False
        raise
    _flush_directory(target.parent)
    return True


def _take_after(descriptor: int, before: os.stat_result) -> None:
    with contextlib.suppress(OSError):  # only root may give a file away
        os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _flush_directory(directory: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_in_place(target: Path, content: bytes) -> None:
    with target.open("r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
