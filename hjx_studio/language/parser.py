"""Makes the syntax tree of a file: its lines sorted by `structure`, each read by `lines`.

A `Parser` keeps what it read, by context and text, so that an edit costs the lines that it touched.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from hjx_studio.language import building
from hjx_studio.language.building import Condition, Heading, Loop, Mould
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.findings import Finding
from hjx_studio.language.grammar import load
from hjx_studio.language.lines import LineReader, ReadLine
from hjx_studio.language.nearest import nearest
from hjx_studio.language.nodes import (
    Block,
    Branch,
    Component,
    Declaration,
    Expression,
    Handler,
    If,
    IfStatement,
    Import,
    LayoutNode,
    Missing,
    Statement,
    StatementBranch,
    Timer,
    Verbatim,
)
from hjx_studio.language.source import Range, Source, Span
from hjx_studio.language.structure import BLOCKS, Entry, Memory, Outline, Section, outline

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTEXTS = {
    "imports": "imports",
    "state": "declaration",
    "local": "declaration",
    "computed": "declaration",
    "timers": "timers",
}


@dataclass(frozen=True, slots=True)
class Parse:
    """A source, the tree of all that could be read, and what is wrong, in the file's order."""

    source: Source
    tree: Component
    diagnostics: tuple[Diagnostic, ...]


class Parser:
    """Parses versions of a file; fast where little changed since the last one."""

    def __init__(self) -> None:
        self._reader = _reader()
        self._memory = Memory()
        self._lines: dict[tuple[str, str], ReadLine] = {}
        self._placed: dict[int, tuple[Mould, tuple[Any, ...], Any]] = {}

    def parse(self, source: Source) -> Parse:
        """Parse a source, whatever is in it."""
        found = outline(source, self._memory, lambda word: nearest(word, BLOCKS))
        assembly = _Assembly(source, self._reader, self._lines, self._placed)
        tree = assembly.component(found)
        self._lines, self._placed = assembly.read_now, assembly.placed_now
        findings = [*found.findings, *assembly.findings, *_surrogates(source)]
        diagnostics = [finding.on(source, line) for line, finding in findings]
        diagnostics.sort(key=lambda diagnostic: (diagnostic.range, diagnostic.code))
        return Parse(source, tree, tuple(diagnostics))


def parse(source: Source) -> Parse:
    """Parse a source once."""
    return Parser().parse(source)


def parse_expression(text: str) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """The expression that a text is, with spans and ranges in line 1."""
    tree, findings = _reader().expression(text)
    source = Source("expression", text)
    found = [*((1, finding) for finding in findings), *_surrogates(source)]
    return tree, tuple(finding.on(source, line) for line, finding in found)


def parse_statement(text: str) -> tuple[Statement | None, tuple[Diagnostic, ...]]:
    """The statement that a text of one line is; None for what opens a body, or can't be read."""
    read = _reader().read("statement", text)
    source = Source("statement", text)
    found = [*((1, finding) for finding in read.findings), *_surrogates(source)]
    diagnostics = tuple(finding.on(source, line) for line, finding in found)
    if read.mould is None or isinstance(read.mould, (Condition, Loop)):
        return None, diagnostics
    return building.placed(read.mould, 1, ()), diagnostics


@functools.cache
def _reader() -> LineReader:
    return LineReader(load())


def _surrogates(source: Source) -> list[tuple[int, Finding]]:
    if source.text.isascii():
        return []
    found = []
    for match in _SURROGATE.finditer(source.text):
        position = source.position(match.start())
        span = Span(position.column - 1, position.column)
        found.append(
            (
                position.line,
                Finding("HJX021", span, "This is half of a character (a lone surrogate)."),
            )
        )
    return found


class _Assembly:
    """One file being put together from its lines."""

    def __init__(
        self,
        source: Source,
        reader: LineReader,
        lines: dict[tuple[str, str], ReadLine],
        placed: dict[int, tuple[Mould, tuple[Any, ...], Any]],
    ) -> None:
        self.source = source
        self.reader = reader
        self.read_before = lines
        self.read_now: dict[tuple[str, str], ReadLine] = {}
        self.placed_before = placed
        self.placed_now: dict[int, tuple[Mould, tuple[Any, ...], Any]] = {}
        self.findings: list[tuple[int, Finding]] = []

    def component(self, found: Outline) -> Component:
        heading = self._heading(found.component)
        parts: dict[str, list[Any]] = {kind: [] for kind in BLOCKS}
        for section in found.sections:
            if section.kind in ("style", "script"):
                parts[section.kind].append(self._verbatim(section))
            elif section.kind == "layout":
                parts["layout"].extend(self._layout(section.entries))
            elif section.kind == "handlers":
                parts["handlers"].extend(self._handlers(section.entries))
            else:
                parts[section.kind].extend(self._flat(section))
        name = heading.name if heading else PurePath(self.source.name).stem or "Component"
        first = found.component.line if found.component else 1
        if heading is None and found.component is None:
            self.findings.append(
                (
                    1,
                    Finding(
                        "HJX101",
                        Span(0, 0),
                        "The file does not name its component.",
                        f"Begin it with `component {name}`.",
                    ),
                )
            )
        for script in parts["script"]:
            span = Span(0, len("script:"))
            self.findings.append(
                (script.line, Finding("HJX201", span, "`script:` is kept, but not run."))
            )
        return Component(
            first,
            heading.span if heading else Span(0, 0),
            name,
            heading.name_span if heading else None,
            tuple(Block(section.line, section.span, section.kind) for section in found.sections),
            tuple(part for part in parts["imports"] if isinstance(part, Import)),
            tuple(part for part in parts["state"] if isinstance(part, Declaration)),
            tuple(part for part in parts["local"] if isinstance(part, Declaration)),
            tuple(part for part in parts["computed"] if isinstance(part, Declaration)),
            tuple(part for part in parts["timers"] if isinstance(part, Timer)),
            tuple(parts["layout"]),
            parts["style"][0] if parts["style"] else None,
            tuple(parts["handlers"]),
            parts["script"][0] if parts["script"] else None,
        )

    def _heading(self, entry: Entry | None) -> Heading | None:
        if entry is None:
            return None
        mould = self._read("component", entry)
        return mould if isinstance(mould, Heading) else None

    def _read(self, context: str, entry: Entry) -> Mould | None:
        key = (context, entry.text)
        read = self.read_now.get(key)
        if read is None:
            read = self.read_before.get(key) or self.reader.read(context, entry.text)
            self.read_now[key] = read
        for finding in read.findings:
            self.findings.append((entry.line, finding))
        return read.mould

    def _place(self, mould: Mould, line: int, children: tuple[Any, ...]) -> Any:
        before = self.placed_before.get(line)
        if before is not None and before[0] is mould and _same(before[1], children):
            self.placed_now[line] = before
            return before[2]
        node = building.placed(mould, line, children)
        self.placed_now[line] = (mould, children, node)
        return node

    def _flat(self, section: Section) -> list[Any]:
        made = []
        for entry in section.entries:
            mould = self._read(_CONTEXTS[section.kind], entry)
            if mould is not None:
                made.append(self._place(mould, entry.line, ()))
        return made

    def _verbatim(self, section: Section) -> Verbatim:
        lines = [self.source.line(number) for number in range(section.first, section.last + 1)]
        leads = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
        indent = min(leads, default=0)
        text = "\n".join(line[indent:] if line.strip() else "" for line in lines)
        return Verbatim(section.line, section.span, text, section.first, indent)

    # --- layout ----------------------------------------------------------------------------------

    def _layout(self, entries: Sequence[Entry]) -> list[LayoutNode]:
        made: list[LayoutNode] = []
        branches: list[Branch] = []  # of the `if` that may still go on
        for entry in _flattened(entries, self._takes_no_children, self._indented):
            mould = self._read("layout", entry)
            children = tuple(self._layout(entry.children))
            if isinstance(mould, Condition):
                branch = building.layout_branch(mould, entry.line, children)
                self._join(entry, mould, branch, branches)
                if len(branches) == 1:
                    made.append(If(branch.line, branch.span, tuple(branches)))
                else:
                    made[-1] = If(branches[0].line, branches[0].span, tuple(branches))
                continue
            branches.clear()
            if mould is None:
                made.extend(children)
            elif isinstance(mould, Loop):
                made.append(building.layout_loop(mould, entry.line, children))
            else:
                made.append(self._place(mould, entry.line, children))
        return made

    def _join(self, entry: Entry, mould: Condition, branch: Any, branches: list[Any]) -> None:
        """Add a branch to the `if` before it, or begin a new one."""
        if not mould.chained:
            branches[:] = [branch]
            return
        if branches and branches[-1].test is not None:
            branches.append(branch)
            return
        message = (
            "Nothing can follow the `else` of an `if`."
            if branches
            else "This `else` has no `if` before it."
        )
        self.findings.append((entry.line, Finding("HJX008", mould.span, message)))
        if branch.test is None:
            branch = replace(branch, test=Missing(mould.span))
        branches[:] = [branch]

    def _takes_no_children(self, entry: Entry) -> bool:
        return entry.text.lstrip()[:1] in ('"', "'")

    def _indented(self, entry: Entry) -> None:
        span = Span(0, max(1, len(entry.text) - len(entry.text.lstrip())))
        self.findings.append(
            (
                entry.line,
                Finding(
                    "HJX004",
                    span,
                    "This line is indented more than the one above it, which takes none below.",
                ),
            )
        )

    # --- handlers --------------------------------------------------------------------------------

    def _handlers(self, entries: Sequence[Entry]) -> list[Handler]:
        made = []
        for entry in entries:
            if _statement_outside(entry):
                self.findings.append(
                    (
                        entry.line,
                        Finding(
                            "HJX001",
                            Span(entry.indent, len(entry.text.rstrip())),
                            "A statement stands in a handler.",
                            "Begin one with `name:`.",
                        ),
                    )
                )
                self._body([entry])
                continue
            mould = self._read("handler", entry)
            body = tuple(self._body(entry.children))
            if mould is not None:
                made.append(self._place(mould, entry.line, body))
        return made

    def _body(self, entries: Sequence[Entry]) -> list[Statement]:
        made: list[Statement] = []
        branches: list[StatementBranch] = []
        for entry in _flattened(entries, _is_simple, self._indented):
            mould = self._read("statement", entry)
            body = tuple(self._body(entry.children))
            if isinstance(mould, Condition):
                branch = building.statement_branch(mould, entry.line, body)
                self._join(entry, mould, branch, branches)
                if len(branches) == 1:
                    made.append(IfStatement(branch.line, branch.span, tuple(branches)))
                else:
                    made[-1] = IfStatement(branches[0].line, branches[0].span, tuple(branches))
                continue
            branches.clear()
            if mould is None:
                made.extend(body)
            elif isinstance(mould, Loop):
                made.append(building.statement_loop(mould, entry.line, body))
            else:
                made.append(self._place(mould, entry.line, body))
        return made


def _same(before: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))


def _flattened(entries: Sequence[Entry], is_leaf: Any, report: Any) -> list[Entry]:
    """The entries, with those under one that takes none moved behind it, and reported."""
    if not any(entry.children and is_leaf(entry) for entry in entries):
        return list(entries)
    flat: list[Entry] = []
    for entry in entries:
        if entry.children and is_leaf(entry):
            report(entry.children[0])
            flat.append(Entry(entry.line, entry.indent, entry.text))
            flat.extend(_flattened(entry.children, is_leaf, report))
        else:
            flat.append(entry)
    return flat


_SIMPLE = re.compile(r"\s*(?:set|let|log|call|return)\b")
_OUTSIDE = re.compile(
    r"\s*(?:(?:set|let|call|log)\s+[^\s:(]|(?:if|for)\s*\(.*\)\s*:|else\b|return\s*$)"
)


def _is_simple(entry: Entry) -> bool:
    return _SIMPLE.match(entry.text) is not None


def _statement_outside(entry: Entry) -> bool:
    return _OUTSIDE.match(entry.text) is not None


__all__ = ["Parse", "Parser", "Range", "parse", "parse_expression", "parse_statement"]
