"""The studio on a real pseudo-terminal, started as a user starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.studio.driving import COUNTER
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
# What must be switched off again: the other screen, mouse reports, pasting in brackets; and the
# cursor must be shown.
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")
RUN = """\
stty -g > before
sh -c 'echo $$ > pid; exec "$@"' sh "$@"
echo "status=$?."
stty -g > after
echo finished
"""


@dataclass
class Session:
    """A shell on a terminal that runs the studio, then says how it ended."""

    terminal: Terminal
    directory: Path

    @property
    def pid(self) -> int:
        return int((self.directory / "pid").read_text())

    def children(self) -> list[int]:
        """The processes that the studio started."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(child) for child in listed.split()]

    def ready(self) -> None:
        self.terminal.wait_for(re.compile("▶ running"))

    def ends_with(self, status: int) -> None:
        """It has ended with that status, and left the terminal as it found it."""
        found = self.terminal.wait_for(re.compile(r"status=(\d+)\."))
        assert int(found[1]) == status, self.terminal.text[-2000:]
        self.terminal.wait_for(re.compile("finished"))
        before = (self.directory / "before").read_text()
        assert (self.directory / "after").read_text() == before
        raw = self.terminal.raw
        for sequence in RESTORED:
            assert sequence in raw[raw.rindex(b"\x1b[?1049h") :]

    @property
    def afterwards(self) -> str:
        """What stands on the terminal once the studio's screen is gone."""
        raw = self.terminal.raw
        return raw[raw.rindex(b"\x1b[?1049l") :].decode(errors="replace")


def start(directory: Path, *command: str, size: tuple[int, int] = (120, 40)) -> Session:
    (directory / "counter.hjx").write_text(COUNTER)
    (directory / "run").write_text(RUN)
    terminal = Terminal(
        ["bash", "run", sys.executable, *command],
        cwd=directory,
        size=size,
        env={"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(directory / "state")},
    )
    return Session(terminal, directory)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    started = start(tmp_path, "-m", "hjx_studio", "counter.hjx", "--port", "0")
    with started.terminal:
        started.ready()
        yield started


def gone(pid: int) -> bool:
    """Whether a process has ended, waiting for that a while."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_quitting_leaves_the_terminal_and_no_process_behind(session: Session) -> None:
    children = session.children()
    assert children
    session.terminal.send("\x11")
    session.ends_with(0)
    assert all(gone(child) for child in children)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(session: Session, number: signal.Signals) -> None:
    children = session.children()
    os.kill(session.pid, number)
    session.ends_with(128 + number)
    assert all(gone(child) for child in children)


def test_a_signal_keeps_text_that_was_not_saved(session: Session) -> None:
    session.terminal.send("// precious")
    session.terminal.wait_for(re.compile("●"))
    os.kill(session.pid, signal.SIGHUP)
    session.ends_with(129)
    said = re.search(r"counter\.hjx was not saved; its text is kept in (\S+)", session.afterwards)
    assert said is not None
    assert Path(said[1]).read_text().startswith("// precious")


def test_a_terminal_that_goes_away_ends_studio_and_server(tmp_path: Path) -> None:
    session = start(tmp_path, "-m", "hjx_studio", "counter.hjx", "--port", "0")
    session.ready()
    pid, children = session.pid, session.children()
    session.terminal.close()
    assert gone(pid)
    assert all(gone(child) for child in children)


def test_an_unexpected_error_says_one_line_and_keeps_the_rest_in_a_file(tmp_path: Path) -> None:
    session = start(tmp_path, "-m", "tests.studio.crashing", "counter.hjx")
    with session.terminal:
        session.ready()
        session.terminal.send("// precious")
        session.terminal.wait_for(re.compile("●"))
        session.terminal.send("\x1b[18~")
        session.ends_with(1)
        said = session.afterwards
        assert "Traceback" not in said
        line = re.search(r"unexpected error \(ZeroDivisionError\); details: (\S+)", said)
        assert line is not None
        assert "made for a test" in Path(line[1]).read_text()
        kept = re.search(r"its text is kept in (\S+)", said)
        assert kept is not None
        assert Path(kept[1]).read_text().startswith("// precious")


def test_a_server_that_dies_is_said_and_the_text_can_be_saved(session: Session) -> None:
    for child in session.children():
        os.kill(child, signal.SIGKILL)
    session.terminal.wait_for(re.compile("the server has ended"))
    session.terminal.send("// mine")
    session.terminal.wait_for(re.compile("●"))
    session.terminal.send("\x13")
    session.terminal.wait_for(re.compile("Saved"))
    assert (session.directory / "counter.hjx").read_text().startswith("// mine")
    session.terminal.send("\x11")
    session.ends_with(0)


def test_the_mouse_picks_a_tab_and_a_gutter(session: Session) -> None:
    lines = COUNTER.splitlines()
    row = 3 + lines.index("    set count = next")
    press = "\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"
    session.terminal.send(press.format(x=2, y=row))
    session.terminal.wait_for(re.compile("●"))
    session.terminal.send(press.format(x=86, y=2))
    session.terminal.wait_for(re.compile("Component"))
    session.terminal.send("\x11")
    session.ends_with(0)


def test_a_narrow_terminal_has_all_tabs_in_one_line(tmp_path: Path) -> None:
    session = start(tmp_path, "-m", "hjx_studio", "counter.hjx", "--port", "0", size=(80, 24))
    with session.terminal:
        session.ready()
        session.terminal.wait_for(re.compile("State │ AST │ Clients │ Debug │ Traffic"))
        session.terminal.resize((120, 40))
        session.terminal.wait_for(re.compile("State │ AST │ Clients │ Debug ─"))
        session.terminal.send("\x11")
        session.ends_with(0)


def test_it_runs_in_tmux(tmp_path: Path) -> None:
    (tmp_path / "counter.hjx").write_text(COUNTER)
    tmux = ["tmux", "-L", f"hjx-{os.getpid()}", "-f", "/dev/null"]
    places = f"XDG_STATE_HOME={tmp_path} PYTHONPATH={ROOT}"
    studio = f"{sys.executable} -m hjx_studio counter.hjx --port 0"
    command = f"{places} sh -c 'echo $$ > pid; exec {studio}'; sleep 60"
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "120", "-y", "40", command], cwd=tmp_path, check=True
    )
    try:
        deadline = time.monotonic() + 30
        shown = ""
        while "▶ running" not in shown and time.monotonic() < deadline:
            time.sleep(0.1)
            shown = subprocess.run(
                [*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True
            ).stdout
        assert "▶ running" in shown
        assert "component Counter" in shown
        assert "F1 help" in shown
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    number = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 30
    while Path(f"/proc/{number}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{number}").exists(), "the studio outlives its terminal"
