"""A program on a real pseudo-terminal: keys go in, what it wrote comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

_ESCAPE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|.)"
)


class Terminal:
    """Runs `command` as the leader of a session whose terminal has `size` (columns, lines)."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._master, slave = pty.openpty()
        self.resize(size)
        self._output = bytearray()
        self._changed = threading.Condition()
        self._ended = False
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 -- no threads of ours are in a lock here
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # Linux says so when the last holder of the other side is gone
                data = b""
            with self._changed:
                self._output += data
                self._ended = not data
                self._changed.notify_all()
            if not data:
                return

    @property
    def raw(self) -> bytes:
        """All that was written so far, escape sequences included."""
        with self._changed:
            return bytes(self._output)

    @property
    def text(self) -> str:
        """All that was written so far, in the order of writing, without escape sequences."""
        return _ESCAPE.sub(b"", self.raw).decode(errors="replace")

    def send(self, keys: str | bytes) -> None:
        """Type keys, as the terminal would send them."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def wait_for(self, pattern: re.Pattern[str], seconds: float = 30) -> re.Match[str]:
        """The first match of `pattern` in `text`; an error with the text when none comes."""
        deadline = time.monotonic() + seconds
        while True:
            with self._changed:
                seen, ended = len(self._output), self._ended
            found = pattern.search(self.text)
            if found:
                return found
            left = deadline - time.monotonic()
            if left <= 0 or ended:
                why = "and its output has ended" if ended else f"within {seconds:g} s"
                raise AssertionError(f"no {pattern.pattern!r} {why}:\n{self.text[-4000:]}")
            with self._changed:
                if len(self._output) == seen and not self._ended:
                    self._changed.wait(left)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        columns, lines = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def close(self) -> None:
        """End the program: SIGTERM, then SIGKILL to all of its session."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join(2)  # a child that outlives it keeps the terminal open
        os.close(self._master)
