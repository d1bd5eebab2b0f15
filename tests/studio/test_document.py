"""The file that is edited, and what other programs do to it meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjx_studio.studio.document import DiskChange, Document, starting_text
from hjx_studio.workspace.files import WorkspaceError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.hjx"
    path.write_text("one\n")
    return path


def test_a_file_that_nobody_touches_never_changed(path: Path) -> None:
    document = Document(path, "one\n")
    assert document.look() is None
    assert document.look() is None


def test_another_programs_change_is_told_once(path: Path) -> None:
    document = Document(path, "one\n")
    path.write_text("two\n")
    assert document.look() == DiskChange("two\n")
    assert document.look() is None


def test_a_change_between_reading_and_the_first_look_is_told(path: Path) -> None:
    path.write_text("two\n")
    assert Document(path, "one\n").look() == DiskChange("two\n")


def test_what_was_saved_here_is_no_change(path: Path) -> None:
    document = Document(path, "one\n")
    assert document.save("mine\n") is None
    assert path.read_text() == "mine\n"
    assert document.look() is None


def test_saving_over_another_programs_change_writes_nothing_unless_asked(path: Path) -> None:
    document = Document(path, "one\n")
    path.write_text("two\n")
    assert document.save("mine\n") == DiskChange("two\n")
    assert path.read_text() == "two\n"
    assert document.save("mine\n", over=True) is None
    assert path.read_text() == "mine\n"


def test_a_removed_file_is_told_and_can_be_saved_anew(path: Path) -> None:
    document = Document(path, "one\n")
    path.unlink()
    change = document.look()
    assert change is not None
    assert change.text is None
    assert document.save("one\n") is None
    assert path.read_text() == "one\n"


def test_a_file_that_became_binary_is_told_with_the_reason(path: Path) -> None:
    document = Document(path, "one\n")
    path.write_bytes(b"\0\1")
    change = document.look()
    assert change is not None
    assert change.text is None
    assert "binary" in change.reason


def test_what_cannot_be_saved_is_an_error_with_the_reason(path: Path) -> None:
    document = Document(path / "below-a-file.hjx", None)
    with pytest.raises(WorkspaceError, match="can't be saved"):
        document.save("x")


@pytest.mark.parametrize(
    ("name", "component"),
    [("my-counter.hjx", "MyCounter"), ("counter.hjx", "Counter"), ("1.hjx", "Counter")],
)
def test_the_starting_text_is_named_after_the_file(name: str, component: str) -> None:
    assert starting_text(Path(name)).startswith(f"component {component}\n")
