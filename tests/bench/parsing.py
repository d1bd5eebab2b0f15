"""Cold parses and one-line edits, over files of 100 to 10,000 lines."""

from __future__ import annotations

import gc
import io
import itertools
import tokenize

from hjx_studio.language.parser import Parser
from hjx_studio.language.source import Source
from tests.bench.figures import Figure, Group, compare

SIZES = (100, 1_000, 3_000, 10_000)


def component(lines: int) -> str:
    """A component of about `lines` lines, no two of its entries alike."""
    layout, handlers = [], []
    for n in range((lines - 9) // 7):
        layout += [
            f"  view#part{n}.card.p-{n % 7}:",
            f'    text.title: "Part {n}: {{{{count + {n}}}}}"',
            f'    button.primary (on click -> add{n} title="Add {n}"): "Add {n}"',
            f"    if (count > {n} && count < {n + 10}):",
            f'      text: "near {n}"',
        ]
        handlers += [f"  add{n}:", f"    set count = Math.max(count + {n}, {n} * 2) % 1000"]
    head = ["component Big", "", "state:", "  count = 0", "", "layout:"]
    increase = ["  increase:", "    set count = count + 1"]
    return "\n".join([*head, *layout, "handlers:", *increase, *handlers, ""])


def _python(lines: int) -> str:
    return "".join(f"value{n} = max(value + {n}, {n} * 2) % 1000\n" for n in range(lines))


def _cold(lines: int) -> Figure:
    source = Source("big.hjx", component(lines))
    python = _python(lines)

    def parse() -> object:
        return Parser().parse(source)

    def tokens() -> object:
        return sum(1 for _ in tokenize.generate_tokens(io.StringIO(python).readline))

    assert not Parser().parse(source).diagnostics
    return compare(f"cold, {lines:,} lines", parse, tokens, rounds=3 if lines > 2000 else 7)


def _edit(lines: int) -> Figure:
    text = component(lines)
    changed = text.rindex("count +")
    parser = Parser()
    parser.parse(Source("big.hjx", text))
    gc.collect()
    gc.freeze()  # as the studio does with its long-lived trees
    numbers = itertools.count()

    def edit() -> object:
        return parser.parse(
            Source("big.hjx", f"{text[:changed]}{next(numbers)} + {text[changed:]}")
        )

    def cold() -> object:
        return Parser().parse(Source("big.hjx", text))

    try:
        return compare(f"one line edited, of {lines:,}", edit, cold, rounds=5, room=2)
    finally:
        gc.unfreeze()


def measure() -> Group:
    """Cold parses against Python's tokenizer; edits against a cold parse of the same file."""
    return Group(
        "Parsing",
        "Python's own tokenize over as many lines (cold); the same file's cold parse (edited)",
        (*map(_cold, SIZES), *map(_edit, SIZES)),
    )
