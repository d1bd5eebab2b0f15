"""`hjx-studio check`: the problems of files, as text, JSON or SARIF."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import orjson

from hjx_studio.cli.sarif import sarif
from hjx_studio.cli.sources import Given, given_sources
from hjx_studio.cli.terminal import SETTINGS, complain, has_errors, show_problems
from hjx_studio.language.catalogue import CATALOGUE, explain
from hjx_studio.session.events import Problem
from hjx_studio.workspace.files import WorkspaceError
from hjx_studio.workspace.workspace import Workspace


def _explain(ctx: click.Context, _parameter: click.Parameter, code: str | None) -> None:
    if code is None:
        return
    try:
        click.echo(explain(code.upper()), nl=False)
    except KeyError as error:
        first, *_, last = CATALOGUE
        message = f"there is no code {code[:20]}; they go from {first} to {last}"
        raise click.BadParameter(message) from error
    ctx.exit()


@click.command(
    "check",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio check counter.hjx
      hjx-studio check src                        all .hjx files below
      hjx-studio check --format json src/*.hjx
      hjx-studio check --format sarif src > check.sarif
      hjx-studio check - < counter.hjx
      hjx-studio check --explain HJX012""",
)
@click.argument(
    "paths",
    metavar="FILE…",
    nargs=-1,
    required=True,
    type=click.Path(allow_dash=True, readable=False),
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="Text goes to standard error, a line each; JSON (one list) and SARIF to standard output.",
)
@click.option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Print what a code means, with a wrong and a right example, and exit.",
)
def command(paths: tuple[str, ...], style: str) -> int:
    """Report the problems of each FILE.

    A directory stands for the .hjx files in it and below, - for standard input, which has its
    imports beside the current directory. Exit status 1 when there are errors, 2 when a file can't
    be read; warnings alone are fine.
    """
    found: list[tuple[str, Problem]] = []
    unreadable = False
    for given in given_sources(paths):
        try:
            if isinstance(given, WorkspaceError):
                raise given
            problems = _problems(given)
        except WorkspaceError as error:
            unreadable = True
            complain(str(error))
            continue
        found += problems
        if style == "text":
            for path, problem in problems:
                show_problems([problem], path)
    if style == "json":
        items = [{**asdict(problem), "path": path} for path, problem in found]
        click.echo(orjson.dumps(items, option=orjson.OPT_INDENT_2).decode())
    elif style == "sarif":
        click.echo(orjson.dumps(sarif(found), option=orjson.OPT_INDENT_2).decode())
    if unreadable:
        return 2
    return 1 if has_errors(problem for _, problem in found) else 0


def _problems(given: Given) -> list[tuple[str, Problem]]:
    """The problems of a source and of what it imports, each with the name of its file."""
    if given.path is None:
        workspace = Workspace(Path("stdin.hjx"), may_be_missing=True)
        workspace.set_overlay(workspace.entry, given.read())
    else:
        workspace = Workspace(given.path)
    directory = Path(given.name).parent
    return [
        (given.name if found.path == workspace.entry else str(directory / found.path), found)
        for found in workspace.build_now().problems
    ]
