"""Findings as SARIF 2.1.0, the format that code hosts and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from hjx_studio.language.catalogue import CATALOGUE
from hjx_studio.language.diagnostics import CODES
from hjx_studio.session.events import Problem

_LEVELS: Mapping[str, str] = MappingProxyType(
    {"error": "error", "warning": "warning", "information": "note"}
)
_ORDER = tuple(CODES)


def sarif(found: Iterable[tuple[str, Problem]]) -> dict[str, Any]:
    """A log of one run: every code as a rule, and each finding in the file of that path."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver()},
                "columnKind": "unicodeCodePoints",
                "results": [_result(path, problem) for path, problem in found],
            }
        ],
    }


def _driver() -> dict[str, Any]:
    driver = {"name": "hjx-studio", "rules": [_rule(code) for code in _ORDER]}
    try:
        return {**driver, "version": version("hjx-studio")}
    except PackageNotFoundError:  # run from its source
        return driver


def _rule(code: str) -> dict[str, Any]:
    known, found = CODES[code], CATALOGUE[code]
    examples = f"Wrong:\n\n```hjx\n{found.bad}```\n\nRight:\n\n```hjx\n{found.good}```\n"
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": found.meaning},
        "help": {"text": found.meaning, "markdown": f"{found.meaning}\n\n{examples}"},
        "defaultConfiguration": {"level": _LEVELS[known.severity.value]},
    }


def _result(path: str, problem: Problem) -> dict[str, Any]:
    hint = f"\n{problem.hint}" if problem.hint else ""
    region = {
        "startLine": problem.line,
        "startColumn": problem.column,
        "endLine": problem.end_line,
        "endColumn": problem.end_column,
    }
    location = {"artifactLocation": {"uri": _uri(path)}, "region": region}
    return {
        "ruleId": problem.code,
        "ruleIndex": _ORDER.index(problem.code),
        "level": _LEVELS[problem.severity],
        "message": {"text": f"{problem.message}{hint}"},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())
