"""What the protocol's page says is so: its transcripts are spoken with a session, word by word."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hjx_studio.server.options import Limits
from tests.bench.load import running
from tests.support.conversation import Conversation, Message

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
(COMPONENT,) = re.findall(r"^```hjx\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Transcript:
    """What is said, a line each, under a heading of the page."""

    heading: str
    lines: tuple[str, ...]


def transcripts() -> list[Transcript]:
    found = []
    for match in re.finditer(r"^```wire\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE):
        heading = re.findall(r"^#+ (.*)$", PAGE[: match.start()], re.MULTILINE)[-1]
        found.append(Transcript(heading, tuple(match.group(1).splitlines())))
    return found


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda found: found.heading)
def test_each_side_says_what_is_written_there(transcript: Transcript) -> None:
    talk = Conversation(COMPONENT)
    clients: dict[str, str] = {}
    waiting: dict[str, list[Message]] = {}

    def step(line: str) -> None:
        assert not any(waiting.values()), f"more was said before: {line}"
        name, _, rest = line.partition(" ")
        if rest.startswith("joins"):
            key = re.search(r" as (\S+)", rest)
            protocol = re.search(r" with (\S+)", rest)
            clients[name] = talk.join(key and key[1], protocol=protocol[1] if protocol else "")
        elif rest == "leaves":
            talk.leave(clients.pop(name))
        else:
            sent = rest.removeprefix("→ ")
            assert sent != rest, line
            waiting[name] = talk.say(clients[name], sent)
        for other, client in clients.items():
            waiting[other] = waiting.get(other, []) + talk.heard(client)

    for line in transcript.lines:
        name, arrow, text = line.partition(" ← ")
        if not arrow:
            step(line)
            continue
        assert waiting[name], f"{name} got nothing where this stands: {text}"
        assert waiting[name].pop(0) == json.loads(text)
    assert not any(waiting.values()), waiting


def test_its_client_prints_the_state_and_then_the_state_after_its_event() -> None:
    (client,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    with running("-m", "hjx_studio", "serve", "examples/counter.hjx", "--port", "0") as address:
        result = subprocess.run(
            [sys.executable, "-c", client.replace("http://127.0.0.1:5172", address)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.stderr == ""
    counts = [re.findall(r"'count': (\d+)", line) for line in result.stdout.splitlines()]
    assert counts == [["0"], ["1"]]


def test_its_limits_are_the_defaults_of_the_options() -> None:
    units = {"KiB": 1024, "MiB": 1024 * 1024}
    written = {}
    for number, unit, option in re.findall(r"\| ([\d,]+)([^|]*) \| `--([a-z-]+)` \|", PAGE):
        written[option] = int(number.replace(",", "")) * units.get(unit.strip(), 1)
    limits = Limits()
    assert written == {
        "max-message": limits.message,
        "rate": limits.rate,
        "burst": limits.burst,
        "max-state": limits.state,
        "max-clients": limits.clients,
        "max-sessions": limits.sessions,
    }


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (page.parent / target).exists(), target
