"""The layers hold: in the source, as import-linter reads it, and in what an import really loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# What must stay out of a process that imports the whole of a layer, and why.
FORBIDDEN = {
    # Pure text and values: the same in a test, in a replay and in an editor's checker.
    "language": ("asyncio", "socket", "aiohttp", "textual", "rich", "click", "watchfiles"),
    # Sans-I/O: driven by messages, so that a run can be repeated.
    "session": ("asyncio", "socket", "aiohttp", "textual", "rich", "click", "watchfiles"),
    # Files, for the server, the studio and the commands alike.
    "workspace": ("aiohttp", "textual", "rich", "click"),
    # Serves where there is no terminal.
    "server": ("textual", "rich", "click"),
    # Draws a server that may live anywhere.
    "studio": ("aiohttp", "click"),
}
# Layers of ours that a layer may not pull in, even through others.
ABOVE = {
    "language": ("session", "workspace", "server", "studio", "cli"),
    "session": ("workspace", "server", "studio", "cli"),
    "workspace": ("server", "studio", "cli"),
    "server": ("studio", "cli"),
    "studio": ("server", "cli"),
}
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sys.modules, sep="\\n")
"""


def loaded_by(code: str, *arguments: str, root: Path) -> frozenset[str]:
    """The names that code prints, one a line, in a fresh interpreter that knows our package."""
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return frozenset(result.stdout.split())


def test_the_contracts_between_layers_hold(root: Path) -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_pulls_in_only_what_it_may(layer: str, root: Path) -> None:
    loaded = loaded_by(IMPORT_ALL, f"hjx_studio.{layer}", root=root)
    assert f"hjx_studio.{layer}" in loaded
    assert not loaded & frozenset(FORBIDDEN[layer])
    assert not loaded & frozenset(f"hjx_studio.{name}" for name in ABOVE[layer])


# What a command must not load: it would be waited for at every start.
HEAVY = {
    "check": ("aiohttp", "textual", "asyncio"),
    "serve": ("textual",),
    "dev": ("textual",),
}


@pytest.mark.parametrize("command", HEAVY)
def test_a_command_loads_only_what_it_needs(command: str, root: Path) -> None:
    code = """
import sys
from hjx_studio.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules, sep="\\n")
"""
    loaded = loaded_by(code, command, "--help", root=root)
    assert f"hjx_studio.cli.{command}" in loaded
    assert not loaded & frozenset(HEAVY[command])
