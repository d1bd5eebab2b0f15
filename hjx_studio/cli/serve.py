"""`hjx-studio serve`: the server alone."""

from __future__ import annotations

from typing import Unpack

import click

from hjx_studio.cli.serving import Given, options_from, serve, server_options
from hjx_studio.cli.terminal import SETTINGS


@click.command(
    "serve",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio serve counter.hjx
      hjx-studio serve counter.hjx --port 0
      hjx-studio serve counter.hjx --host 0.0.0.0 --token secret""",
)
@click.argument("path", metavar="FILE", type=click.Path())
@server_options
def command(path: str, **given: Unpack[Given]) -> int:
    """Serve FILE on http://127.0.0.1:5172 until Ctrl-C or SIGTERM.

    Every browser that opens the address shares one state. Exit status 1 when FILE has errors, 2
    when it can't be read or the port is taken.
    """
    return serve(options_from(path, given, watch=False), allow_errors=False)
