"""What the commands that serve have in common: their options, and serving until told to end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from hjx_studio.cli.terminal import complain, has_errors, show_problems
from hjx_studio.server.feed import Feed
from hjx_studio.server.logs import log_path, log_to_file
from hjx_studio.server.loop import run, settle
from hjx_studio.server.options import DEFAULT_HOST, DEFAULT_PORT, Limits, ServerOptions
from hjx_studio.server.server import Server
from hjx_studio.session.commands import TakeSnapshot
from hjx_studio.session.events import EventBatch, LogWritten, SourceChecked
from hjx_studio.workspace.workspace import Workspace

F = TypeVar("F", bound=Callable[..., object])
_LIMITS = Limits()


class Given(TypedDict):
    """The options of all commands that serve, as the command line gave them."""

    port: int
    host: str
    token: str | None
    insecure: bool
    session: str
    allow_host: tuple[str, ...]
    allow_origin: tuple[str, ...]
    max_message: int
    max_state: int
    rate: int
    burst: int
    max_clients: int
    max_sessions: int
    session_ttl: float


_OPTIONS = (
    click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=DEFAULT_PORT,
        show_default=True,
        help="The port to listen on; 0 takes any free one.",
    ),
    click.option(
        "--host",
        default=DEFAULT_HOST,
        show_default=True,
        help="The address to listen on; any but this machine's own asks for a token.",
    ),
    click.option("--token", help="The token that clients give; one is made where it is needed."),
    click.option("--insecure", is_flag=True, help="Ask for no token, whatever the address."),
    click.option(
        "--session",
        type=click.Choice(["shared", "private"]),
        default="shared",
        show_default=True,
        help="Shared: by all, one for each name. Private: each browser has its own.",
    ),
    click.option("--allow-host", multiple=True, help="Answer to this Host too; may be repeated."),
    click.option(
        "--allow-origin", multiple=True, help="Let pages of this origin connect; may be repeated."
    ),
    click.option(
        "--max-message",
        type=click.IntRange(0),
        default=_LIMITS.message,
        show_default=True,
        help="Bytes of one message; 0 is no limit.",
    ),
    click.option(
        "--max-state",
        type=click.IntRange(0),
        default=_LIMITS.state,
        show_default=True,
        help="Bytes of a session's state as JSON; 0 is no limit.",
    ),
    click.option(
        "--rate",
        type=click.IntRange(0),
        default=_LIMITS.rate,
        show_default=True,
        help="Messages a second of one client; 0 is no limit.",
    ),
    click.option(
        "--burst",
        type=click.IntRange(1),
        default=_LIMITS.burst,
        show_default=True,
        help="Messages that a client may send at once.",
    ),
    click.option(
        "--max-clients",
        type=click.IntRange(0),
        default=_LIMITS.clients,
        show_default=True,
        help="Clients of one session; 0 is no limit.",
    ),
    click.option(
        "--max-sessions",
        type=click.IntRange(0),
        default=_LIMITS.sessions,
        show_default=True,
        help="Sessions at once; 0 is no limit.",
    ),
    click.option(
        "--session-ttl",
        type=click.FloatRange(0),
        default=_LIMITS.session_ttl,
        show_default=True,
        help="Seconds that a session without clients is kept; 0 keeps it for ever.",
    ),
)


def server_options(command: F) -> F:
    """Add the options of all commands that serve; `options_from` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_from(
    path: str, given: Given, *, watch: bool, may_be_missing: bool = False
) -> ServerOptions:
    """The options that were given for the file at `path`."""
    limits = Limits(
        message=given["max_message"],
        state=given["max_state"],
        rate=given["rate"],
        burst=given["burst"],
        clients=given["max_clients"],
        sessions=given["max_sessions"],
        session_ttl=given["session_ttl"],
    )
    token = given["token"]
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise click.UsageError("--token: a token has printable ASCII characters, without spaces")
    return ServerOptions(
        entry=path,
        host=given["host"],
        port=given["port"],
        watch=watch,
        may_be_missing=may_be_missing,
        token=token or None,
        insecure=given["insecure"],
        private=given["session"] == "private",
        allow_hosts=given["allow_host"],
        allow_origins=given["allow_origin"],
        limits=limits,
    )


def serve(options: ServerOptions, *, allow_errors: bool) -> int:
    """Serve in this process until SIGINT, SIGTERM or SIGHUP; returns the exit code.

    A source with errors is refused (1), or, with `allow_errors`, waited for.
    """
    workspace = Workspace(options.path)
    problems = workspace.build_now().problems
    if has_errors(problems) and not allow_errors:
        show_problems(problems, options.entry)
        return 1
    log_to_file()
    logging.getLogger().addHandler(_Announce(logging.ERROR))
    run(_serve(options, workspace))
    return 0


async def _serve(options: ServerOptions, workspace: Workspace) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def end(number: signal.Signals) -> None:
        if ended.is_set():  # asked twice: at once
            os._exit(128 + number)
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    server = await Server.start(options, workspace)
    feed = Feed(lambda batch: _tell(batch, options.entry), (SourceChecked, LogWritten))
    server.host.add_feed(feed)
    server.host.request(TakeSnapshot(), feed)
    if options.watch and workspace.outcome is not None:
        show_problems(workspace.outcome.problems, options.entry)
    name = Path(options.entry).name
    click.echo(f"{name}  {'  '.join(server.addresses)}  (Ctrl-C ends it)")
    sys.stdout.flush()
    settle()
    await ended.wait()
    await server.stop()


def _tell(batch: EventBatch, path: str) -> None:
    """What happens while it serves that a person should see: builds, and lines of the log."""
    for event in batch.events:
        if isinstance(event, SourceChecked):
            show_problems(event.problems, path)
            if event.live:
                click.echo(f"{path}: build {event.build[:8]} is live", err=True)
        elif isinstance(event, LogWritten):
            click.echo(f"{event.level}: {event.text}", err=True)


class _Announce(logging.Handler):
    """One line on standard error for each mistake that the log file describes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say that there is more to read."""
        complain(f"{record.getMessage().splitlines()[0]}; {log_path()} says more")
