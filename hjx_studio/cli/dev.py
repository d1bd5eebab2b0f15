"""`hjx-studio dev`: the server, and pages that follow the file."""

from __future__ import annotations

from typing import Unpack

import click

from hjx_studio.cli.serving import Given, options_from, serve, server_options
from hjx_studio.cli.terminal import SETTINGS


@click.command(
    "dev",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio dev counter.hjx
      hjx-studio dev counter.hjx --port 8000""",
)
@click.argument("path", metavar="FILE", type=click.Path())
@server_options
@click.option("--out", metavar="DIR", help="Also write the build to DIR (not in this version).")
def command(path: str, out: str | None, **given: Unpack[Given]) -> int:
    """Serve FILE, and have the pages take each change of it that has no errors, keeping state.

    With errors the last good version goes on, and terminal and pages show what is wrong.
    """
    if out is not None:
        raise click.UsageError("--out: this version can't write builds yet; leave it out")
    return serve(options_from(path, given, watch=True), allow_errors=True)
