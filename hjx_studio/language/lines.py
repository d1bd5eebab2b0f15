"""Reads one logical line: cuts it into lexemes, parses them, and mends what can't be parsed.

A mistake costs the smallest part around it: an item of a list, a clause, an expression. That part
becomes `Missing` or is left out, one finding says why, and the rest of the line is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast, get_args

from hjx_studio.language import placing
from hjx_studio.language.building import Mould, ungrouped
from hjx_studio.language.complaints import Failure, complain
from hjx_studio.language.cutting import LineCutter
from hjx_studio.language.findings import Finding
from hjx_studio.language.grammar import Grammar, Unexpected
from hjx_studio.language.lexemes import DEEPEST, Lexed, Lexeme
from hjx_studio.language.literals import Region
from hjx_studio.language.mending import give_up, mend
from hjx_studio.language.nodes import Expression, Missing
from hjx_studio.language.source import Span

_EXPRESSIONS = get_args(Expression)
_FOLLOWED = frozenset(
    {"HJX002", "HJX010", "HJX022"}
)  # what stands behind these may follow from them
_TRIES = 24
_TEMPLATES = 16  # how deep templates may stand in each other's code


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a line became, if anything, and what is wrong in it."""

    mould: Mould | None
    findings: tuple[Finding, ...]


class LineReader:
    """Reads lines by the one grammar; keeps nothing of them."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._cutter = LineCutter(grammar, self._region)

    def read(self, context: str, text: str) -> ReadLine:
        """Read an entry; `context` is as `LineCutter.cut` has it."""
        out = Lexed()
        start = self._cutter.cut(context, text, out)
        if start is None:
            return ReadLine(None, tuple(out.findings))
        whole = tuple(out.lexemes)
        made = self._parse(start, text, out)
        mould = placing.salvaged(start, whole) if made is None else made
        return ReadLine(cast("Mould | None", mould), tuple(out.findings))

    def expression(self, text: str) -> tuple[Expression, tuple[Finding, ...]]:
        """Read a text that is one expression."""
        out = Lexed()
        self._cutter.code(text, 0, len(text), out)
        return self._tree(text, Span(0, len(text)), out), tuple(out.findings)

    def _tree(self, text: str, span: Span, out: Lexed) -> Expression:
        tree = self._parse("expression", text, out)
        return Missing(span) if tree is None else ungrouped(tree)

    def _region(self, text: str, region: Region, out: Lexed) -> Expression:
        """Read the code in a string or template that is being cut."""
        span = Span(region.start, region.end)
        inner = Lexed(nesting=out.nesting + 1)
        if inner.nesting > _TEMPLATES:
            message = f"Templates nest more than {_TEMPLATES} deep here."
            out.findings.append(Finding("HJX022", span, message))
            return Missing(span)
        self._cutter.code(text, region.start, region.end, inner)
        if not inner.lexemes:
            closing = 2 if text.startswith("}}", region.end) else 1
            braces = Span(region.start - 2, region.end + closing)
            out.findings.append(Finding("HJX001", braces, "There is no expression in the braces."))
            return Missing(span)
        tree = self._tree(text, span, inner)
        out.findings.extend(inner.findings)
        out.weight += inner.weight + len(inner.lexemes)
        return tree

    def _parse(self, start: str, text: str, out: Lexed) -> object | None:
        lexemes = out.lexemes
        weight = len(lexemes) + out.weight
        for _ in range(_TRIES):
            try:
                made = self._grammar.parse(start, lexemes)
            except Unexpected as unexpected:
                failure = Failure(start, text, lexemes, unexpected.index, unexpected.expected)
                if not _is_known(failure):
                    finding = complain(failure)
                    if not _follows(finding, out.findings):
                        out.findings.append(finding)
                if not mend(lexemes, failure):
                    return None
                continue
            deep = _too_deep(made) if weight > DEEPEST else None
            if deep is None:
                return made
            message = f"This expression nests more than {DEEPEST} deep."
            out.findings.append(Finding("HJX022", deep, message, "Take it apart."))
            if start == "expression":
                return Missing(deep)
            give_up(lexemes, deep)
        return None


def _is_known(failure: Failure) -> bool:
    """Whether a failure is only about what was mended before."""
    near = failure.lexemes[max(0, failure.index - 1) : failure.index + 1]
    put = not failure.at_end and failure.lexeme.start == failure.lexeme.end
    return put or any(lexeme.type == "MISSING" for lexeme in near)


def _follows(finding: Finding, earlier: Sequence[Finding]) -> bool:
    return any(
        found.code in _FOLLOWED and found.span.start <= finding.span.end for found in earlier
    )


def _too_deep(made: object) -> Span | None:
    """Where the first expression stands that nests too deep."""
    return next((root.span for root in _roots(made) if _is_too_deep(root)), None)


def _roots(made: object) -> Iterator[Any]:
    """The whole expressions in what was made of a line."""
    if isinstance(made, _EXPRESSIONS):
        yield made
    elif isinstance(made, tuple) and not isinstance(made, Lexeme):
        for part in made:
            yield from _roots(part)
    elif is_dataclass(made):
        for field in fields(made):
            yield from _roots(getattr(made, field.name))


def _is_too_deep(root: object) -> bool:
    pending: list[tuple[object, int]] = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, tuple):
            pending.extend((part, depth) for part in node)
        elif is_dataclass(node) and type(node) is not Span:
            if depth >= DEEPEST:
                return True
            pending.extend((getattr(node, field.name), depth + 1) for field in fields(node))
    return False
