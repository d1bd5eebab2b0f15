"""`hjx-studio ast`: the syntax tree of a file, with the place of each node."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from hjx_studio.cli.terminal import SETTINGS, has_errors, show_problems
from hjx_studio.language.parser import Parse, parse
from hjx_studio.language.source import Range, Source, Span
from hjx_studio.language.values import to_plain
from hjx_studio.workspace.files import read_text
from hjx_studio.workspace.workspace import problem


def _place(place: Range) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """Reads nodes with absolute places; a node's spans count from the last `line` above it."""

    source: Source

    def plain(self, value: object, line: int) -> object:
        """A node as an object with its `type`, a tuple as a list, anything else as it is."""
        if isinstance(value, tuple):
            return [self.plain(item, line) for item in value]
        if isinstance(value, Span):
            return _place(self.source.range(line, value))
        if not dataclasses.is_dataclass(value):
            return to_plain(value) if isinstance(value, float) else value
        line = getattr(value, "line", line)
        node: dict[str, object] = {"type": type(value).__name__}
        for field in dataclasses.fields(value):
            if field.name != "line":
                name = field.name.replace("span", "range")
                node[_camel(name)] = self.plain(getattr(value, field.name), line)
        return node

    def tree(self, value: object, line: int, depth: int = 0, label: str = "") -> Iterator[str]:
        """A line for each node: its type, its place and what it says."""
        if isinstance(value, tuple):
            for item in value:
                yield from self.tree(item, line, depth, label)
            return
        if not dataclasses.is_dataclass(value) or isinstance(value, Span):
            return
        line = getattr(value, "line", line)
        place = self.source.range(line, value.span)  # type: ignore[union-attr]  # every node has one
        words = [type(value).__name__, *(f"{name}={text}" for name, text in _words(value))]
        where = f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"
        yield f"{'  ' * depth}{f'{label}: ' if label else ''}{' '.join(words)}  {where}"
        for field in dataclasses.fields(value):
            child = getattr(value, field.name)
            name = "" if isinstance(child, tuple) else field.name
            yield from self.tree(child, line, depth + 1, name)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _words(node: object) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(node):  # type: ignore[arg-type]  # callers have looked
        value = getattr(node, field.name)
        if field.name == "value" and isinstance(value, bool | float | str | None):
            yield field.name, orjson.dumps(to_plain(value)).decode()
        elif isinstance(value, str) and len(value) <= 80:
            yield field.name, value


def _read(path: str) -> Parse:
    return parse(Source(Path(path).name, read_text(Path(path))))


@click.command(
    "ast",
    context_settings=SETTINGS,
    epilog="""\b
    Examples:
      hjx-studio ast counter.hjx | jq .handlers
      hjx-studio ast --format tree counter.hjx""",
)
@click.argument("path", metavar="FILE", type=click.Path())
@click.option(
    "--format", "style", type=click.Choice(["json", "tree"]), default="json", show_default=True
)
def command(path: str, style: str) -> int:
    """Print the syntax tree of FILE: of all that could be read, if it has errors.

    Lines and columns count from 1, columns by character; an end is the place after the last one.
    Exit status 1 when the file has syntax errors.
    """
    parsed = _read(path)
    reader = _Reader(parsed.source)
    if style == "tree":
        for line in reader.tree(parsed.tree, 1):
            click.echo(line)
    else:
        plain = reader.plain(parsed.tree, 1)
        click.echo(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode())
    problems = [problem(path, found) for found in parsed.diagnostics]
    show_problems(problems, path)
    return 1 if has_errors(problems) else 0
