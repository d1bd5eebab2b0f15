"""`hjx-studio FILE`: the studio, with its server in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Unpack

import click

from hjx_studio.cli.serving import Given, options_from, serve, server_options
from hjx_studio.cli.terminal import SETTINGS, complain
from hjx_studio.server.options import ServerOptions
from hjx_studio.server.process import ServerProcess
from hjx_studio.workspace.files import read_text


@click.command(
    "studio",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio counter.hjx
      hjx-studio counter.hjx --port 8000""",
)
@click.argument("path", metavar="FILE", type=click.Path())
@server_options
def command(path: str, **given: Unpack[Given]) -> int:
    """Open FILE in the studio: editor, server, inspector and debugger on one screen.

    A FILE that does not exist is offered to be made. Where standard output is no terminal, this is
    the same as `hjx-studio serve FILE`.
    """
    if not sys.stdout.isatty():
        complain("standard output is no terminal: serving without the studio")
        return serve(options_from(path, given, watch=True), allow_errors=False)
    if not sys.stdin.isatty():
        raise click.UsageError("standard input is no terminal; hjx-studio serve FILE needs none")
    return _open(path, options_from(path, given, watch=True, may_be_missing=True))


def _open(path: str, options: ServerOptions) -> int:
    """The server first: what keeps it from starting is said before there is a screen."""
    text = read_text(Path(path)) if Path(path).exists() else None
    server = ServerProcess.start(options)
    try:
        from hjx_studio.studio.app import StudioApp  # noqa: PLC0415 - serving needs no screen

        app = StudioApp(server, Path(path), text)
        app.run()
        return app.return_code or 0
    finally:
        server.stop()
