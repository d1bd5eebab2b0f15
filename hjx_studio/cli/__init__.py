"""The command line: one module a command, and the one place that puts studio and server together.

Exit codes: 0 fine, 1 findings, 2 wrong use or input that can't be read, 70 a mistake of the
program's own. What a person has to know of a failure is one line on standard error.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the process was started with, and end the process."""
    from hjx_studio.cli.commands import run  # noqa: PLC0415 - importing the package costs nothing

    sys.exit(run(sys.argv[1:]))
