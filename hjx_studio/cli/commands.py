"""The commands by name, loaded when they are asked for, and what their failures look like."""

from __future__ import annotations

import difflib
import importlib
import os
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from hjx_studio.cli.terminal import complain
from hjx_studio.language.diagnostics import HjxError
from hjx_studio.server.logs import log_path, open_log

STUDIO = "studio"
_HELP = {
    "serve": "Serve FILE, without a screen.",
    "dev": "Serve FILE, and reload the pages when it changes.",
    "check": "Report the problems of each FILE.",
    "fmt": "Bring each FILE into the canonical form.",
    "eval": "Print one expression's value.",
    "ast": "Print the syntax tree of FILE.",
    "render": "Print the HTML that FILE renders for a state.",
}
_BROKEN = 70  # the exit code for a mistake of the program's own


class Commands(click.Group):
    """The commands; a FILE in place of one opens the studio on it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that the help lists."""
        return list(_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now: `check` needs no server, `serve` no screen."""
        if cmd_name != STUDIO and cmd_name not in _HELP:
            return None
        command = importlib.import_module(f"hjx_studio.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the group's own options; what is no command is the studio's."""
        first = args[0] if args else ""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if first and first not in own and first not in _HELP:
            _check_file(first)
            args = [STUDIO, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """A command, or a file for the studio."""
        named = [CompletionItem(name, help=text) for name, text in _HELP.items()]
        fitting = [item for item in named if str(item.value).startswith(incomplete)]
        return [*fitting, CompletionItem(incomplete, type="file")]


def _check_file(name: str) -> None:
    """A word that can be no file is a mistyped command. Raises `UsageError`."""
    path = Path(name)
    if name.startswith("-") or path.suffix or len(path.parts) != 1 or os.path.lexists(name):
        return
    close = difflib.get_close_matches(name, _HELP, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else "; see hjx-studio --help"
    raise click.UsageError(f"no such file or command: {name}{hint}")


def _show_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        version = importlib.import_module("importlib.metadata").version
        try:
            click.echo(f"hjx-studio {version('hjx-studio')}")
        except ImportError:  # PackageNotFoundError is one
            click.echo("hjx-studio, run from its source")
        ctx.exit()


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="FILE | COMMAND …",
    epilog="""\b
    Examples:
      hjx-studio counter.hjx         the studio: editor, server and debugger
      hjx-studio serve counter.hjx   the server alone, on http://127.0.0.1:5172
      hjx-studio check *.hjx         problems, one a line
      hjx-studio fmt *.hjx           the canonical form, in place
      hjx-studio eval '1 + 2'        the value of an expression
    \b
    Every option can be given as a variable: HJX_STUDIO_PORT=8000 for --port 8000.
    Exit status: 0 fine, 1 findings, 2 wrong use or unreadable input.""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def group() -> None:
    """Write, serve and debug HJX components.

    FILE opens the studio on that file; the commands work without a screen.
    """


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; what goes wrong is one line on standard error."""
    try:
        code = group.main(
            args=list(arguments),
            prog_name="hjx-studio",
            standalone_mode=False,
            auto_envvar_prefix="HJX_STUDIO",
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        complain(_one_line(error))
        return 2
    except HjxError as error:
        complain(str(error))
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 130
    except Exception:
        return _broken()
    return code if isinstance(code, int) else 0


def _one_line(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split()).rstrip(".")
    message = message[:1].lower() + message[1:]
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or context.parent is None or "did you mean" in message.lower():
        return message
    name = context.info_name if context.info_name != STUDIO else ""
    return f"{message}; see {' '.join(f'hjx-studio {name}'.split())} --help"


def _broken() -> int:
    with open_log() as log:
        log.write(f"{datetime.now(UTC):%F %T} {os.getpid()} ERROR\n".encode())
        log.write(traceback.format_exc().encode("utf-8", "replace"))
    complain(f"something went wrong in hjx-studio itself; {log_path()} says what")
    return _BROKEN
