"""Finds a text's problems and its tree off the screen's loop; only the newest text counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.parser import Parse, Parser
from hjx_studio.language.source import Source
from hjx_studio.session.events import Problem
from hjx_studio.workspace.workspace import problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checking:
    """What was found in a text; `diagnostics` are the problems with their fixes."""

    text: str
    parse: Parse
    problems: tuple[Problem, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class Checker:
    """Checks the texts of one file, and answers questions about them, one at a time, in a thread
    of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parser = Parser()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._asked = 0
        self._last: Parse | None = None

    async def check(self, text: str) -> Checking | None:
        """What is in `text`; None when another text was given meanwhile."""
        self._asked += 1
        number = self._asked
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, self._check, text, number)
        return found if number == self._asked else None

    async def ask(self, text: str, question: Callable[[Parse, Parser], T]) -> T:
        """What a question about a text gives: a pure function of its parse. What it raises comes
        through."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._answer, text, question)

    def close(self) -> None:
        """Check nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _check(self, text: str, number: int) -> Checking | None:
        if number != self._asked:
            return None
        parse = self._parse(text)
        found = (*parse.diagnostics, *analyze(parse).diagnostics)
        ordered = sorted(found, key=lambda finding: finding.range)
        problems = tuple(problem(self._name, finding) for finding in ordered)
        return Checking(text, parse, problems, tuple(ordered))

    def _answer(self, text: str, question: Callable[[Parse, Parser], T]) -> T:
        return question(self._parse(text), self._parser)

    def _parse(self, text: str) -> Parse:
        if self._last is None or self._last.source.text != text:
            self._last = self._parser.parse(Source(self._name, text))
        return self._last
