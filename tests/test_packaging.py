"""What is installed works anywhere: wheel, editable install and plain checkout, each for real.

One fresh environment gets the declared dependencies once, through the wheel; the package in it is
then exchanged for each kind of install. The wheel is built from the source distribution, and that
is what stands in for a checkout, so that nothing can hide in this work tree.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.package,
    pytest.mark.xdist_group("package"),
    pytest.mark.timeout(300),
]
COUNTER = """component Counter

state:
  count = 41

layout:
  view:
    text: "Count: {{count + 1}}"
    button (on click -> increment): "+"

handlers:
  increment:
    set count = count + 1
"""


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """The standard output of a command that must succeed."""
    result = subprocess.run(
        command, cwd=cwd, env=env or clean(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    return result.stdout


def clean(**more: str) -> dict[str, str]:
    """The environment without what could lead an interpreter back to this work tree."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return kept | more


@dataclass(frozen=True, slots=True)
class Install:
    """A way to start the program, and the environment variables that it needs."""

    command: tuple[str | Path, ...]
    env: dict[str, str]
    cwd: Path | None = None


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The built wheel, and the unpacked source distribution that it was built from."""

    wheel: Path
    checkout: Path


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Artefacts:
    where = tmp_path_factory.mktemp("artefacts")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", where, cwd=root)
    (sdist,) = where.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(where, filter="data")
    checkout = where / sdist.name.removesuffix(".tar.gz")
    pip(where, "wheel", "--no-deps", "--wheel-dir", where, sdist)
    (wheel,) = where.glob("*.whl")
    return Artefacts(wheel, checkout)


def pip(cwd: Path, *arguments: str | Path) -> None:
    run(sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, artefacts: Artefacts) -> Path:
    """A fresh environment (its directory) with the wheel and the dependencies that it declares."""
    where = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(where, symlinks=True, with_pip=False)
    pip_in(where, "install", "--only-binary", ":all:", artefacts.wheel)
    return where


def pip_in(environment: Path, *arguments: str | Path) -> None:
    pip(environment, "--python", environment / "bin/python", *arguments)


@pytest.fixture(
    scope="module", params=["wheel", "editable", "module at the root", "module by path"]
)
def install(request: pytest.FixtureRequest, environment: Path, artefacts: Artefacts) -> Install:
    python, script = environment / "bin/python", environment / "bin/hjx-studio"
    pip_in(environment, "uninstall", "--yes", "hjx-studio")
    match request.param:
        case "wheel":
            pip_in(environment, "install", "--no-deps", artefacts.wheel)
            return Install((script,), clean())
        case "editable":
            pip_in(environment, "install", "--no-deps", "--editable", artefacts.checkout)
            return Install((script,), clean())
        case "module at the root":
            return Install((python, "-m", "hjx_studio"), clean(), artefacts.checkout)
        case _:
            by_path = clean(PYTHONPATH=str(artefacts.checkout))
            return Install((python, "-m", "hjx_studio"), by_path)


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    """A component in a directory that has nothing to do with the project."""
    file = tmp_path / "elsewhere" / "counter.hjx"
    file.parent.mkdir()
    file.write_text(COUNTER)
    return file


@contextmanager
def served(install: Install, file: Path) -> Iterator[str]:
    """The address that `serve FILE --port 0` names, as long as it serves."""
    process = subprocess.Popen(
        [*install.command, "serve", file, "--port", "0"],
        cwd=install.cwd or file.parent,
        env=install.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                yield found[0]
                break
        else:
            pytest.fail(f"no address in: {''.join(lines)}")
    finally:
        process.terminate()
        with process:
            process.wait(30)


def test_serves_a_page_and_a_file_of_it(install: Install, counter: Path) -> None:
    with served(install, counter) as address, urllib.request.urlopen(address) as answer:
        page = answer.read().decode()
        assert "Count: 42" in page
        scripts = re.findall(r'src="(/_hjx/[^"]+)"', page)
        assert scripts
        for script in scripts:
            with urllib.request.urlopen(address + script) as file:
                assert file.read()


def test_checks_with_its_own_grammar(install: Install, counter: Path) -> None:
    cwd = install.cwd or counter.parent
    run(*install.command, "check", counter, cwd=cwd, env=install.env)
    counter.write_text(COUNTER.replace("count + 1", "count +"))
    result = subprocess.run(
        [*install.command, "check", counter],
        cwd=cwd,
        env=install.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert re.search(r"counter\.hjx:\d+:\d+: error HJX\d+", result.stdout + result.stderr)
    assert "Traceback" not in result.stderr


def test_the_wheel_holds_what_is_no_python(artefacts: Artefacts, root: Path) -> None:
    with zipfile.ZipFile(artefacts.wheel) as wheel:
        names = set(wheel.namelist())
    assert "hjx_studio/grammar/hjx.lark" in names
    assert "hjx_studio/py.typed" in names
    wanted = {
        f"hjx_studio/{file.relative_to(root / 'hjx_studio')}"
        for kind in ("*.js", "*.css", "*.tcss", "*.html")
        for file in (root / "hjx_studio").rglob(kind)
    }
    assert wanted
    assert wanted <= names
    assert {
        f"hjx_studio/examples/{file.name}" for file in (root / "examples").glob("*.hjx")
    } <= names
    assert not any(name.startswith(("tests/", "docs/")) for name in names)
