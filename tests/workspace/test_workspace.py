"""A workspace reads its files and the buffers over them, and remembers the last good build."""

from __future__ import annotations

from pathlib import Path

import pytest

from hjx_studio.workspace.files import WorkspaceError, text_hash
from hjx_studio.workspace.workspace import Workspace
from tests.support.sources import COUNTER, WRONG


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    path = tmp_path / "counter.hjx"
    path.write_text(COUNTER)
    return path


def test_a_good_file_is_built_and_named_by_its_text(entry: Path) -> None:
    workspace = Workspace(entry)
    outcome = workspace.build_now()
    assert outcome.build is not None
    assert workspace.good is outcome.build
    assert outcome.build.component.name == "Counter"
    assert outcome.sources == (("counter.hjx", text_hash(COUNTER)),)


def test_an_unsaved_buffer_stands_for_its_file_until_it_is_taken_back(entry: Path) -> None:
    workspace = Workspace(entry)
    workspace.build_now()
    workspace.set_overlay("counter.hjx", COUNTER.replace("Counter", "Other"))
    outcome = workspace.build_now()
    assert outcome.build is not None
    assert outcome.build.component.name == "Other"
    entry.write_text(COUNTER.replace("Counter", "Third"))
    assert not workspace.refresh(), "the buffer hides what the disk has"
    workspace.set_overlay("counter.hjx", None)
    outcome = workspace.build_now()
    assert outcome.build is not None
    assert outcome.build.component.name == "Third"


def test_errors_leave_the_last_good_build(entry: Path) -> None:
    workspace = Workspace(entry)
    good = workspace.build_now().build
    workspace.set_overlay("counter.hjx", WRONG)
    outcome = workspace.build_now()
    assert outcome.build is None
    assert workspace.good is good
    errors = [found for found in outcome.problems if found.severity == "error"]
    assert [(found.path, found.line, found.code) for found in errors] == [
        ("counter.hjx", 7, "HJX012"),
        ("counter.hjx", 8, "HJX013"),
    ]


def test_a_file_may_be_named_by_any_path_that_leads_to_it(
    entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(entry)
    monkeypatch.chdir(entry.parent.parent)
    for path in ("counter.hjx", str(entry), f"{entry.parent.name}/counter.hjx"):
        assert workspace.name(path) == "counter.hjx"
    assert workspace.name(str(entry.parent / "parts" / "Card.hjx")) == "parts/Card.hjx"


def test_a_file_that_vanishes_keeps_its_text_and_is_a_problem(entry: Path) -> None:
    workspace = Workspace(entry)
    workspace.build_now()
    entry.unlink()
    assert workspace.refresh()
    outcome = workspace.build_now()
    assert workspace.good is not None
    assert "does not exist" in outcome.problems[0].message
    entry.write_text(COUNTER)
    assert workspace.refresh()
    assert all("does not exist" not in p.message for p in workspace.build_now().problems)


def test_a_missing_entry_is_an_error_unless_it_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "new.hjx"
    with pytest.raises(WorkspaceError, match="does not exist"):
        Workspace(path)
    workspace = Workspace(path, may_be_missing=True)
    assert workspace.texts() == {"new.hjx": ""}
    path.write_text(COUNTER)
    assert workspace.refresh()
    assert workspace.texts() == {"new.hjx": COUNTER}


def test_a_missing_directory_is_an_error_even_then(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="does not exist"):
        Workspace(tmp_path / "no" / "new.hjx", may_be_missing=True)


def test_any_text_builds_or_has_problems(tmp_path: Path) -> None:
    path = tmp_path / "odd.hjx"
    path.write_text("")
    workspace = Workspace(path)
    for text in ("", "\x00", "\ud800", "😀" * 100, "\t" * 50, "(" * 5_000, "state:\n" * 200):
        workspace.set_overlay("odd.hjx", text)
        outcome = workspace.build_now()
        assert (outcome.build is None) == any(p.severity == "error" for p in outcome.problems)
