"""Commands as a shell runs them: output, one line for each mistake, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hjx_studio.cli.commands import run
from tests.support.sources import COUNTER, WRONG


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "counter.hjx").write_text(COUNTER)
    (tmp_path / "wrong.hjx").write_text(WRONG)
    (tmp_path / "binary.hjx").write_bytes(b"\0\1\2")
    (tmp_path / "latin.hjx").write_bytes(b"component \xe9\n")
    (tmp_path / "folder.hjx").mkdir()
    return tmp_path


def hjx(
    here: Path, *arguments: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with no terminal anywhere."""
    return subprocess.run(
        [sys.executable, "-m", "hjx_studio", *arguments],
        cwd=here,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "XDG_STATE_HOME": str(here / "state"),
            **variables,
        },
    )


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def quick(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Runs a command in this process: for what needs none of its own."""
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_STATE_HOME", str(here / "state"))

    def command(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(arguments)
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return command


def test_a_mistake_ends_a_real_process_with_one_line_and_status_2(here: Path) -> None:
    done = hjx(here, "serve", "folder.hjx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "hjx-studio: folder.hjx is a directory, not a file\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serve", "folder.hjx"], "folder.hjx is a directory"),
        (["serve", "binary.hjx"], "binary.hjx is a binary file"),
        (["serve", "latin.hjx"], "latin.hjx is not UTF-8 text: line 1"),
        (["serve", "missing.hjx"], "missing.hjx does not exist"),
        (["dev", "missing.hjx"], "missing.hjx does not exist"),
        (["missing.hjx"], "missing.hjx does not exist"),
        (["check", "missing.hjx"], "missing.hjx does not exist"),
        (["ast", "missing.hjx"], "missing.hjx does not exist"),
        (["render", "folder.hjx"], "folder.hjx is a directory"),
        (["serve"], "missing argument 'FILE'"),
        (["check"], "missing argument 'FILE…'"),
        (["serve", "counter.hjx", "--prot", "1"], "--port"),
        (["serve", "counter.hjx", "--port", "x"], "'x' is not a valid integer"),
        (["serve", "counter.hjx", "--port", "70000"], "70000"),
        (["serve", "counter.hjx", "other.hjx"], "unexpected extra argument"),
        (["serve", "counter.hjx", "--host", "no.such.host.invalid"], "no address of this machine"),
        (["serve", "counter.hjx", "--host", "192.0.2.1"], "no address of this machine"),
        (["serve", "counter.hjx", "--token", "a b"], "--token"),
        (["serv", "counter.hjx"], "no such file or command: serv; did you mean `serve`?"),
        (["chek"], "did you mean `check`?"),
        (["xyzzy"], "no such file or command: xyzzy"),
        (["--nonsense"], "--nonsense"),
        (["counter.hjx", "--nonsense"], "--nonsense"),
        (["dev", "counter.hjx", "--out", "there"], "--out"),
        (["eval"], "give either EXPR or --batch"),
        (["eval", "1", "--batch"], "give either EXPR or --batch"),
        (["eval", "1", "--state", "["], "--state"),
        (["eval", "1", "--state", "[1]"], "--state"),
        (["render", "counter.hjx", "--state", '{"nothing": 1}'], "no state or local name nothing"),
        (["check", "counter.hjx", "--format", "xml"], "--format"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    quick: Callable[..., Ended], arguments: list[str], says: str
) -> None:
    done = quick(*arguments)
    assert says.lower() in done.stderr.lower()
    lines = [line for line in done.stderr.splitlines() if "serving without" not in line]
    assert len(lines) == 1, done.stderr
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_no_argument_shows_how_it_is_used(quick: Callable[..., Ended]) -> None:
    done = quick()
    assert done.returncode == 2
    assert "Usage: hjx-studio" in done.stderr


@pytest.mark.parametrize("command", ["", "serve", "dev", "check", "fmt", "eval", "ast", "render"])
def test_every_help_has_examples(quick: Callable[..., Ended], command: str) -> None:
    done = quick(*command.split(), "--help")
    assert done.returncode == 0
    assert f"hjx-studio {command}".strip() in done.stdout
    assert "Examples:" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_the_help_of_the_studio_is_that_of_a_file(quick: Callable[..., Ended]) -> None:
    done = quick("counter.hjx", "--help")
    assert done.returncode == 0
    assert "--port" in done.stdout


def test_the_version(quick: Callable[..., Ended]) -> None:
    assert quick("--version").stdout.startswith("hjx-studio")


def test_check_is_silent_and_0_where_all_is_well(quick: Callable[..., Ended]) -> None:
    done = quick("check", "counter.hjx")
    assert (done.returncode, done.stdout) == (0, "")
    assert "error" not in done.stderr


def test_check_names_every_error_with_its_place_and_hint(quick: Callable[..., Ended]) -> None:
    done = quick("check", "counter.hjx", "wrong.hjx")
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if ": error " in line]
    assert len(errors) == 2
    assert errors[0].startswith("wrong.hjx:7:12: error HJX012: ")
    assert errors[1].startswith("wrong.hjx:8:23: error HJX013: ")
    assert "count" in done.stderr.partition("HJX012")[2]


def test_check_goes_on_after_a_file_that_cannot_be_read(quick: Callable[..., Ended]) -> None:
    done = quick("check", "missing.hjx", "wrong.hjx")
    assert done.returncode == 2
    assert "missing.hjx does not exist" in done.stderr
    assert "wrong.hjx:7:12" in done.stderr


def test_check_explains_a_code(quick: Callable[..., Ended]) -> None:
    ended = quick("check", "--explain", "hjx012")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("HJX012: unknown name (error)\n")
    unknown = quick("check", "--explain", "HJX999")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no code HJX999; they go from HJX001 to HJX" in unknown.stderr


def test_check_as_json_is_one_list(quick: Callable[..., Ended]) -> None:
    done = quick("check", "--format", "json", "wrong.hjx", "counter.hjx")
    assert done.returncode == 1
    found = [item for item in json.loads(done.stdout) if item["severity"] == "error"]
    assert [(item["path"], item["line"], item["code"]) for item in found] == [
        ("wrong.hjx", 7, "HJX012"),
        ("wrong.hjx", 8, "HJX013"),
    ]
    assert json.loads(quick("check", "--format", "json", "counter.hjx").stdout) is not None


@pytest.mark.parametrize(
    ("expression", "state", "prints"),
    [
        ("1 + 2", "{}", "3"),
        ("'a' + b", '{"b": null}', '"a"'),
        ("0 / 0", "{}", "NaN"),
        ("-1 / 0", "{}", "-Infinity"),
        ("1e21", "{}", "1e+21"),
        ("items.map(i => i * 2)", '{"items": [1, 2.5]}', "[2,5]"),
        ("({ b: 1, 2: [null] })", "{}", '{"2":[null],"b":1}'),
        ("null", "{}", "null"),
        ("'é😀'", "{}", '"é😀"'),
    ],
)
def test_eval_prints_the_value(
    quick: Callable[..., Ended], expression: str, state: str, prints: str
) -> None:
    done = quick("eval", expression, "--state", state)
    assert (done.returncode, done.stdout) == (0, prints + "\n")


@pytest.mark.parametrize("expression", ["1 +", "nothing", "null.upper()", "new Date()", "a = 1"])
def test_eval_without_a_value_is_1_and_one_line(
    quick: Callable[..., Ended], expression: str
) -> None:
    done = quick("eval", expression)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_batch_answers_every_line(here: Path) -> None:
    asked: list[Any] = [
        {"expr": "a + 1", "scope": {"a": 2}},
        {"expr": "0 / 0"},
        {"expr": "[1, 0 / 0]"},
        {"expr": "1 +"},
        {"expr": 1},
        [],
    ]
    lines = [*(json.dumps(item) for item in asked), "{", '{"expr": "1", "scope": 1}']
    done = hjx(here, "eval", "--batch", stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert answers[0] == {"text": "3", "json": 3}
    assert answers[1] == {"text": "NaN"}
    assert "json" not in answers[2]
    assert [set(answer) for answer in answers[3:]] == [{"error"}] * 5


def test_a_batch_agrees_with_every_line_of_the_samples(here: Path, root: Path) -> None:
    (samples,) = root.glob("tests/samples/**/expressions.jsonl")
    lines = [json.loads(line) for line in samples.read_text().splitlines()]
    scope = next(line["scope"] for line in lines if "scope" in line)
    cases = [line for line in lines if "expr" in line]
    asked = "\n".join(json.dumps({"expr": case["expr"], "scope": scope}) for case in cases)
    answers = [
        json.loads(line) for line in hjx(here, "eval", "--batch", stdin=asked).stdout.splitlines()
    ]
    expected = [{key: case[key] for key in case if key != "expr"} for case in cases]
    different = [
        (case["expr"], wanted, answer)
        for case, wanted, answer in zip(cases, expected, answers, strict=True)
        if wanted != answer
    ]
    assert different == []


def test_ast_has_absolute_places(quick: Callable[..., Ended]) -> None:
    done = quick("ast", "counter.hjx")
    assert done.returncode == 0
    tree = json.loads(done.stdout)
    assert (tree["type"], tree["name"]) == ("Component", "Counter")
    increment = next(handler for handler in tree["handlers"] if handler["name"] == "increment")
    (statement,) = increment["body"]
    place = statement["value"]["range"]
    line = COUNTER.splitlines()[place["line"] - 1]
    assert line[place["column"] - 1 : place["endColumn"] - 1] == "count + 1"
    assert statement["type"] == "Set"
    assert '"value": 0,' in done.stdout or '"value": 0\n' in done.stdout


def test_ast_of_a_broken_file_has_what_could_be_read(
    here: Path, quick: Callable[..., Ended]
) -> None:
    (here / "half.hjx").write_text(COUNTER.replace("count + 1", "count +"))
    done = quick("ast", "half.hjx")
    assert done.returncode == 1
    assert json.loads(done.stdout)["name"] == "Counter"
    assert "half.hjx:" in done.stderr


def test_ast_as_a_tree(quick: Callable[..., Ended]) -> None:
    lines = quick("ast", "--format", "tree", "counter.hjx").stdout.splitlines()
    assert lines[0].startswith("Component name=Counter  1:1")
    assert any(line.strip().startswith("Handler name=increment") for line in lines)
    assert any("operator=+" in line for line in lines)


def test_render_shows_the_given_state(quick: Callable[..., Ended]) -> None:
    def text(*more: str) -> str:
        done = quick("render", "counter.hjx", *more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Count: 0" in text()
    assert "Count: 12" in text("--state", '{"count": 12, "draft": "<b>"}')
    assert "<b>" not in text("--state", '{"count": "<b>"}')


def test_render_of_a_broken_file_lists_its_errors(quick: Callable[..., Ended]) -> None:
    done = quick("render", "wrong.hjx")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count(": error ") == 2


def test_a_reader_that_has_enough_is_told_nothing(here: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hjx_studio", "ast", "counter.hjx"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_completion_offers_commands_and_files(here: Path) -> None:
    done = hjx(
        here,
        _HJX_STUDIO_COMPLETE="bash_complete",
        COMP_WORDS="hjx-studio ser",
        COMP_CWORD="1",
    )
    assert "plain,serve" in done.stdout
    assert "file,ser" in done.stdout


def test_what_nobody_expected_is_one_line_that_names_the_log(here: Path) -> None:
    broken = here / "sitecustomize.py"
    broken.write_text(
        "import hjx_studio.language.parser as p\n"
        "def parse(_): raise RuntimeError('a secret place')\n"
        "p.parse = parse\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = hjx(here, "ast", "counter.hjx", PYTHONPATH=f"{here}:{root}")
    assert done.returncode == 70
    (line,) = done.stderr.splitlines()
    assert "a secret place" not in line
    log = Path(line.partition("; ")[2].removesuffix(" says what"))
    assert "a secret place" in log.read_text()
