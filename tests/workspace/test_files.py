"""Reading names every mistake; saving loses nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hjx_studio.workspace import files
from hjx_studio.workspace.files import WorkspaceError, read_text, save_text, text_hash


def test_the_text_comes_without_a_mark_and_with_its_own_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_bytes(b'\xef\xbb\xbfcomponent A\r\n\r\nstate:\n  a = "\xc3\xa9"\r\n')
    assert read_text(path) == 'component A\r\n\r\nstate:\n  a = "é"\r\n'


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.write_bytes(b"a\0b"), "is a binary file"),
        (lambda path: path.write_bytes(b"one\ntwo \xff\n"), "is not UTF-8 text: line 2"),
        (os.mkfifo, "is not a regular file"),
        (lambda path: path.symlink_to(path.name), "can't be read: too many levels"),
    ],
)
def test_what_is_no_source_is_named_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / "a.hjx"
    make(path)
    with pytest.raises(WorkspaceError, match=says) as raised:
        read_text(path)
    assert "\n" not in str(raised.value)


def test_a_file_too_large_for_a_source_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    with path.open("wb") as file:
        file.truncate(files.SIZE_LIMIT + 1)
    with pytest.raises(WorkspaceError, match="too large"):
        read_text(path)


def test_saving_keeps_mode_line_ends_and_mark_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_bytes(b"\xef\xbb\xbfold\r\n")
    path.chmod(0o640)
    save_text(path, "new\r\nlast")
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\nlast"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.hjx"]


def test_saving_through_a_link_writes_what_it_leads_to(tmp_path: Path) -> None:
    target = tmp_path / "there" / "real.hjx"
    target.parent.mkdir()
    target.write_text("old")
    link = tmp_path / "link.hjx"
    link.symlink_to(target)
    save_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_file_with_two_names_stays_one_file(tmp_path: Path) -> None:
    path, other = tmp_path / "a.hjx", tmp_path / "b.hjx"
    path.write_text("a longer text")
    other.hardlink_to(path)
    save_text(path, "new")
    assert other.read_text() == "new"
    assert path.samefile(other)


def test_a_new_file_is_made(tmp_path: Path) -> None:
    save_text(tmp_path / "new.hjx", "component New\n")
    assert read_text(tmp_path / "new.hjx") == "component New\n"


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.hjx"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match=r"can't be saved: no space left on device"):
        save_text(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.hjx"]


def test_half_a_surrogate_pair_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.hjx"
    path.write_text("old")
    with pytest.raises(WorkspaceError, match="character 3"):
        save_text(path, "ab\ud800")
    assert path.read_text() == "old"


def test_a_directory_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="can't be saved: no such file or directory"):
        save_text(tmp_path / "no" / "a.hjx", "new")


def test_the_hash_names_the_text() -> None:
    assert text_hash("a") == text_hash("a") != text_hash("b")
