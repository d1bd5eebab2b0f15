"""`hjx-studio render`: the HTML of a component for a state."""

from __future__ import annotations

from pathlib import Path

import click

from hjx_studio.cli.terminal import SETTINGS, show_problems
from hjx_studio.language import values
from hjx_studio.language.budget import EvaluationError
from hjx_studio.language.build import Build
from hjx_studio.language.diagnostics import HjxError
from hjx_studio.language.values import Value
from hjx_studio.workspace.workspace import Workspace


def _names(build: Build, state: str) -> dict[str, Value]:
    """What the layout reads: start values, those of `state` over them, and the computed ones."""
    shared, local = build.program.start()
    try:
        given = values.from_json(state)
        if not isinstance(given, dict):
            raise click.UsageError("--state: an object is needed, with a value for each name")
    except HjxError as error:
        raise click.UsageError(f"--state: {error}") from error
    for name, value in given.items():
        scope = shared if name in shared else local
        if name not in scope:
            raise click.UsageError(f"--state: the component has no state or local name {name}")
        scope[name] = value
    computed = build.program.computed(shared, local)
    read = {k: None if isinstance(v, EvaluationError) else v for k, v in computed.items()}
    return {**shared, **local, **read}


@click.command(
    "render",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio render counter.hjx
      hjx-studio render counter.hjx --state '{"count": 12}'""",
)
@click.argument("path", metavar="FILE", type=click.Path())
@click.option("--state", metavar="JSON", default="{}", help="State and local values to render.")
def command(path: str, state: str) -> int:
    """Print the HTML that the layout of FILE renders, with the start values or those given.

    Exit status 1 when the file has errors.
    """
    workspace = Workspace(Path(path))
    outcome = workspace.build_now()
    if outcome.build is None:
        show_problems(outcome.problems, path)
        return 1
    click.echo(outcome.build.layout.render(_names(outcome.build, state)))
    return 0
