"""`hjx-studio check`: the problems of files, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import orjson

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
      hjx-studio check --format json src/*.hjx
      hjx-studio check --explain HJX012""",
)
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path())
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text goes to standard error, a line each; JSON, one list, to standard output.",
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

    Exit status 1 when there are errors, 2 when a file can't be read; warnings alone are fine.
    """
    found: list[tuple[str, Problem]] = []
    unreadable = False
    for path in paths:
        try:
            workspace = Workspace(Path(path))
        except WorkspaceError as error:
            unreadable = True
            complain(str(error))
            continue
        problems = workspace.build_now().problems
        found += [(path, problem) for problem in problems]
        if style == "text":
            show_problems(problems, path)
    if style == "json":
        items = [{**asdict(problem), "path": path} for path, problem in found]
        click.echo(orjson.dumps(items, option=orjson.OPT_INDENT_2).decode())
    if unreadable:
        return 2
    return 1 if has_errors(problem for _, problem in found) else 0
