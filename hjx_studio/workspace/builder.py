"""Builds off the event loop, always the newest texts: those that were overtaken are never built."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hjx_studio.workspace.workspace import Outcome, Workspace


class Builder:
    """One thread that builds a workspace; `finished` is called on the loop after each build.

    What a build raises is the project's own mistake: `failed` gets it, and building goes on with
    the next text.
    """

    def __init__(
        self,
        workspace: Workspace,
        finished: Callable[[Outcome], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._workspace = workspace
        self._finished = finished
        self._failed = failed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="build")
        self._task: asyncio.Task[None] | None = None
        self._wanted = False

    def request(self) -> None:
        """Build what everything reads as, once the build that runs is over. Call on the loop."""
        self._wanted = True
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._wanted:
                self._wanted = False
                texts = self._workspace.texts()
                try:
                    outcome = await loop.run_in_executor(self._thread, self._workspace.build, texts)
                except Exception as error:
                    self._failed(error)
                    continue
                self._finished(self._workspace.accept(outcome))
        finally:
            self._task = None

    async def idle(self) -> None:
        """Wait until nothing is left to build."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """End the thread; a build that runs is waited for, and nobody hears of it."""
        self._wanted = False
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)
