"""Finds a text's problems and its tree off the screen's loop; only the newest text counts."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.parser import Parse, Parser
from hjx_studio.language.source import Source
from hjx_studio.session.events import Problem
from hjx_studio.workspace.workspace import problem


@dataclass(frozen=True, slots=True)
class Checking:
    """What was found in a text."""

    text: str
    parse: Parse
    problems: tuple[Problem, ...]


class Checker:
    """Checks the texts of one file, one at a time, in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parser = Parser()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._asked = 0

    async def check(self, text: str) -> Checking | None:
        """What is in `text`; None when another text was given meanwhile."""
        self._asked += 1
        number = self._asked
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, self._check, text, number)
        return found if number == self._asked else None

    def close(self) -> None:
        """Check nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _check(self, text: str, number: int) -> Checking | None:
        if number != self._asked:
            return None
        parse = self._parser.parse(Source(self._name, text))
        found = (*parse.diagnostics, *analyze(parse).diagnostics)
        ordered = sorted(found, key=lambda finding: finding.range)
        return Checking(text, parse, tuple(problem(self._name, finding) for finding in ordered))
