"""Builds run off the loop, and always end with the newest text."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from hjx_studio.workspace.builder import Builder
from hjx_studio.workspace.workspace import Outcome, Workspace
from tests.support.sources import COUNTER


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    path = tmp_path / "counter.hjx"
    path.write_text(COUNTER)
    return Workspace(path)


def unexpected(error: BaseException) -> None:
    raise AssertionError from error


async def test_only_the_newest_of_many_texts_is_built(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    threads: set[int] = set()
    gate = threading.Event()
    build = workspace.build

    def gated(texts: Mapping[str, str]) -> Outcome:
        threads.add(threading.get_ident())
        gate.wait(10)
        built.append(texts["counter.hjx"].rpartition("// ")[2])
        return build(texts)

    monkeypatch.setattr(workspace, "build", gated)
    outcomes: list[Outcome] = []
    builder = Builder(workspace, outcomes.append, unexpected)
    for number in range(100):
        workspace.set_overlay("counter.hjx", f"{COUNTER}// {number}")
        builder.request()
        await asyncio.sleep(0)
    gate.set()
    await builder.idle()
    await builder.close()
    assert built in (["0", "99"], ["99"])
    assert threading.get_ident() not in threads
    assert workspace.good is not None
    assert workspace.good.source.text.endswith("// 99")
    assert len(outcomes) == len(built)


async def test_a_build_that_breaks_is_reported_and_the_next_one_runs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = workspace.build

    def broken(texts: Mapping[str, str]) -> Outcome:
        raise RuntimeError("broken")

    failures: list[BaseException] = []
    outcomes: list[Outcome] = []
    builder = Builder(workspace, outcomes.append, failures.append)
    monkeypatch.setattr(workspace, "build", broken)
    builder.request()
    await builder.idle()
    monkeypatch.setattr(workspace, "build", build)
    builder.request()
    await builder.idle()
    await builder.close()
    assert [str(failure) for failure in failures] == ["broken"]
    assert [outcome.build is not None for outcome in outcomes] == [True]


async def test_after_closing_nobody_hears_of_a_build(workspace: Workspace) -> None:
    outcomes: list[Outcome] = []
    builder = Builder(workspace, outcomes.append, unexpected)
    builder.request()
    await builder.close()
    await asyncio.sleep(0.05)
    assert outcomes == []
