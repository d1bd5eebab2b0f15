"""What a command writes: findings and complaints, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import click

from hjx_studio.session.events import Problem

# of every command; HJX_STUDIO_PORT stands for --port in each that has it
SETTINGS: Mapping[str, object] = MappingProxyType({"auto_envvar_prefix": "HJX_STUDIO"})


def complain(message: str) -> None:
    """One line on standard error, in the program's name."""
    click.echo(f"hjx-studio: {message}", err=True)


def problem_text(problem: Problem, path: str) -> str:
    """`counter.hjx:7:3: error HJX012: message`, with the hint on a line of its own."""
    place = f"{path}:{problem.line}:{problem.column}"
    line = f"{place}: {problem.severity} {problem.code}: {problem.message}"
    return line if problem.hint is None else f"{line}\n    hint: {problem.hint}"


def show_problems(problems: Iterable[Problem], path: str) -> None:
    """Each problem on standard error."""
    for problem in problems:
        click.echo(problem_text(problem, path), err=True)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them keeps a build from going live."""
    return any(problem.severity == "error" for problem in problems)
