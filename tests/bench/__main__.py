"""`python -m tests.bench`: a table of ratios; `--check` holds them against the committed ones."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import (
    clicking,
    evaluation,
    parsing,
    serving,
    starting,
    typing_while_serving,
)
from tests.bench.figures import Group, duration

RATIOS = Path(__file__).with_name("ratios.json")
GROUPS: Mapping[str, Callable[[], Group]] = {
    "evaluation": evaluation.measure,
    "parsing": parsing.measure,
    "starting": starting.measure,
    "serving": serving.measure,
    "clicking": clicking.measure,
    "typing": typing_while_serving.measure,
}


def main() -> int:
    """The exit status: 1 where `--check` finds a ratio beyond its room."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=" ".join(GROUPS))
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio got worse")
    parser.add_argument("--write", action="store_true", help="commit these ratios to ratios.json")
    options = parser.parse_args()
    unknown = set(options.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no group {' '.join(sorted(unknown))}; there are {' '.join(GROUPS)}")
    committed: dict[str, float] = json.loads(RATIOS.read_text()) if RATIOS.exists() else {}
    worse = []
    for key in options.groups or GROUPS:
        group = GROUPS[key]()
        worse += show(key, group, committed)
        if options.write:
            committed |= {f"{key}: {f.name}": float(f"{f.ratio:.3g}") for f in group.figures}
    if options.write:
        RATIOS.write_text(json.dumps(committed, indent=2, ensure_ascii=False) + "\n")
    if options.check and worse:
        print(f"{len(worse)} worse than committed:", *worse, sep="\n  ", file=sys.stderr)
        return 1
    return 0


def show(key: str, group: Group, committed: Mapping[str, float]) -> list[str]:
    """Print a group as a table; the figures beyond their room are given back, a line each."""
    print(f"\n{group.title}\n  ratio to {group.against}")
    print(f"  {'':44} {'measured':>10} {'baseline':>10} {'ratio':>8} {'committed':>10}")
    worse = []
    for figure in group.figures:
        known = committed.get(f"{key}: {figure.name}")
        mark = ""
        if known is not None and figure.ratio > known * figure.room:
            mark = "  worse"
            worse.append(f"{key}: {figure.name}: {figure.ratio:.3g}, committed {known:.3g}")
        print(
            f"  {figure.name:44} {duration(figure.value):>10} {duration(figure.baseline):>10}"
            f" {figure.ratio:>8.3g} {'–' if known is None else f'{known:.3g}':>10}{mark}",
            flush=True,
        )
    for note in group.notes:
        print(f"  {note}")
    return worse


if __name__ == "__main__":
    sys.exit(main())
