"""`hjx-studio fmt`: files in their canonical form."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from hjx_studio.cli.sources import Given, given_sources
from hjx_studio.cli.terminal import SETTINGS, complain, show_problems
from hjx_studio.language.formatter import format_source
from hjx_studio.language.source import Source
from hjx_studio.workspace.files import WorkspaceError, save_text
from hjx_studio.workspace.workspace import problem

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True, slots=True)
class _Manner:
    """What becomes of the canonical text, if not the file's own."""

    check: bool
    diff: bool

    @property
    def writes(self) -> bool:
        return not (self.check or self.diff)


@click.command(
    "fmt",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio fmt counter.hjx
      hjx-studio fmt --check src        in CI: 1 where a file would change
      hjx-studio fmt --diff src/*.hjx
      hjx-studio fmt - < a.hjx > b.hjx""",
)
@click.argument(
    "paths",
    metavar="FILE…",
    nargs=-1,
    required=True,
    type=click.Path(allow_dash=True, readable=False),
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit status 1 where a file would change."
)
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Bring each FILE into the one canonical form, and print the names of those that changed.

    A directory stands for the .hjx files in it and below, - for standard input, whose canonical
    form goes to standard output. A file with syntax errors is left as it is: exit status 1. One
    that can't be read or written: 2.
    """
    manner = _Manner(check, diff)
    code = 0
    for given in given_sources(paths):
        try:
            if isinstance(given, WorkspaceError):
                raise given
            code = max(code, _format(given, manner))
        except WorkspaceError as error:
            complain(str(error))
            code = 2
    return code


def _format(given: Given, manner: _Manner) -> int:
    """Format one source; gives the exit status. Raises `WorkspaceError`."""
    text = given.read()
    source = Source(given.name, text)
    made = format_source(source)
    if made.text is None:
        show_problems((problem(given.name, found, source) for found in made.errors), given.name)
        complain(f"{given.name} is left as it is: it has syntax errors")
        return 1
    changed = made.text != text
    if given.path is None and manner.writes:
        sys.stdout.buffer.write(made.text.encode("utf-8"))
    elif changed:
        if manner.writes and given.path is not None:
            save_text(given.path, made.text)
        if manner.diff:
            _show_diff(given.name, text, made.text)
        else:
            click.echo(given.name)
    return 1 if changed and manner.check else 0


def _show_diff(name: str, before: str, after: str) -> None:
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in _diff(name, before, after):
        click.echo(_coloured(line) if coloured else line)


def _coloured(line: str) -> str:
    if line.startswith(("---", "+++")):
        return click.style(line, bold=True)
    colour = _COLOURS.get(line[0])
    return click.style(line, fg=colour) if colour else line


def _diff(name: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff, without line ends."""
    old, new = _lines(before), _lines(after)
    for line in difflib.unified_diff(old, new, name, f"{name} (formatted)"):
        yield line.removesuffix("\n")
        if line[0] in " +-" and not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
