"""The comments of one entry: where they stand, and what each belongs to.

A comment in brackets belongs to the item that it stands before, behind or inside of, in the
innermost list, object, call or head around it. Where there is none, it goes above the entry.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Protocol

from hjx_studio.language import nodes
from hjx_studio.language.cutting import LineCutter
from hjx_studio.language.grammar import load
from hjx_studio.language.lexemes import Lexed, Lexeme
from hjx_studio.language.literals import Region
from hjx_studio.language.source import Span

_COMMENT = re.compile(r"//[^\n]*")
_WITH_BODY = (nodes.Handler, nodes.ForStatement, nodes.StatementBranch)
_SKIPPED = frozenset({"children", "branches", "key", "index", "target"})
# Those of other entries, and what is never broken over lines: comments there belong further out.
_NO_END = sys.maxsize
_QUOTED = (nodes.Template, nodes.Attribute)  # comments in them stay where they are


class Item(Protocol):
    """What may stand in a sequence: any node."""

    @property
    def span(self) -> Span:
        """Where it stands in the entry's text."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment without the space behind it, and where it stands in the entry's text."""

    start: int
    text: str


@dataclass(slots=True)
class Beside:
    """The comments of one sequence: by the index of the item that they stand above or behind.

    Those above the closing bracket have the index behind the last.
    """

    above: dict[int, list[Comment]] = field(default_factory=dict)
    behind: dict[int, Comment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remarks:
    """The comments of an entry: beside the items of a sequence (by the `id` of its node), above
    the entry, at its end; and where the strings begin whose code has comments."""

    beside: Mapping[int, Beside] = field(default_factory=dict)
    above: tuple[Comment, ...] = ()
    tail: Comment | None = None
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Items:
    """Items between two brackets."""

    key: int
    start: int
    end: int
    spans: tuple[Span, ...]


def clauses(node: nodes.Element) -> list[nodes.Attribute | nodes.EventClause | nodes.BindClause]:
    """What stands in the parentheses of an element, in order."""
    return sorted(
        (*node.attributes, *node.events, *node.bindings), key=lambda clause: clause.span.start
    )


def blank_before(text: str, position: int) -> bool:
    """Whether a blank line stands right before a place."""
    ends = 0
    while position and text[position - 1].isspace():
        position -= 1
        ends += text[position] == "\n"
    return ends > 1


def find_remarks(context: str, text: str, node: object) -> Remarks:
    """The comments of an entry without errors; `context` is as `LineCutter.cut` has it."""
    if "//" not in text:
        return Remarks()
    coded: list[int] = []

    def read(whole: str, region: Region, out: Lexed) -> nodes.Missing:
        inner = Lexed(nesting=out.nesting + 1)
        before = len(coded)
        cutter.code(whole, region.start, region.end, inner)
        if len(coded) > before or any(_between(whole, inner.lexemes, region.start, region.end)):
            coded.append(region.start)
        return nodes.Missing(Span(region.start, region.end))

    cutter = LineCutter(load(), read)
    out = Lexed()
    cutter.cut(context, text, out)
    kept = frozenset(
        lexeme.start
        for lexeme in out.lexemes
        if lexeme.type in ("TEXT", "TEMPLATE")
        and any(lexeme.start < start < lexeme.end for start in coded)
    )
    last = out.lexemes[-1].end if out.lexemes else 0
    found = [*_between(text, out.lexemes, 0, len(text))]
    tail = next((comment for comment in found if comment.start >= last), None)
    inside = [comment for comment in found if comment.start < last]
    beside, above = _assigned(text, inside, node)
    return Remarks(beside, tuple(above), tail, kept)


def _between(text: str, lexemes: Sequence[Lexeme], start: int, end: int) -> Iterator[Comment]:
    """The comments in what lexemes leave of a stretch: it is space otherwise."""
    position = start
    for lexeme in (*lexemes, Lexeme("", end, end)):
        for match in _COMMENT.finditer(text, position, lexeme.start):
            yield Comment(match.start(), match.group().rstrip())
        position = max(position, lexeme.end)


def _assigned(
    text: str, comments: Sequence[Comment], node: object
) -> tuple[dict[int, Beside], list[Comment]]:
    beside: dict[int, Beside] = {}
    above: list[Comment] = []
    waiting = sorted(_sequences(node), key=lambda items: items.start, reverse=True)
    around: list[_Items] = []
    for comment in comments:
        while waiting and waiting[-1].start <= comment.start:
            around.append(waiting.pop())
            while len(around) > 1 and around[-2].end <= around[-1].start:
                del around[-2]
        while around and around[-1].end <= comment.start:
            around.pop()
        if around:
            _put(text, comment, around[-1], beside.setdefault(around[-1].key, Beside()))
        else:
            above.append(comment)
    return beside, above


def _put(text: str, comment: Comment, items: _Items, beside: Beside) -> None:
    index = bisect_right(items.spans, comment.start, key=lambda span: span.start)
    before = items.spans[index - 1].end if index else items.start
    if index and comment.start < before:
        index -= 1
    elif index and index - 1 not in beside.behind and "\n" not in text[before : comment.start]:
        beside.behind[index - 1] = comment
        return
    beside.above.setdefault(index, []).append(comment)


def _sequences(node: object) -> Iterator[_Items]:
    """The sequences of an entry that comments can stand in."""
    if not is_dataclass(node) or isinstance(node, (Span, *_QUOTED)):
        return
    match node:
        case nodes.ListLiteral():
            yield _items(node, node.span.start + 1, node.span.end, node.items)
        case nodes.ObjectLiteral():
            yield _items(node, node.span.start + 1, node.span.end, node.entries)
        case nodes.Call():
            yield _items(node, node.callee.span.end, node.span.end, node.arguments)
        case nodes.EventClause() | nodes.CallStatement() if node.arguments is not None:
            yield _items(node, node.handler_span.end, node.span.end, node.arguments)
        case nodes.Element():
            inside = clauses(node)
            if inside:
                yield _items(node, node.tag_span.end, _NO_END, inside)
    for part in parts(node):
        yield from _sequences(part)


def parts(node: object) -> Iterator[object]:
    """The nodes in a node of the same entry that may be broken over lines."""
    if not is_dataclass(node) or isinstance(node, (Span, *_QUOTED)):
        return
    below = isinstance(node, _WITH_BODY)
    for each in fields(node):
        if each.name not in _SKIPPED and not (below and each.name == "body"):
            value = getattr(node, each.name)
            yield from value if isinstance(value, tuple) else (value,)


def _items(node: object, start: int, end: int, items: Sequence[Item]) -> _Items:
    return _Items(id(node), start, end, tuple(item.span for item in items))
