"""Makes the syntax tree of a file: its lines sorted by `structure`, each read by `lines`.

A `Parser` keeps what it read, by context and text, so that an edit costs the lines that it touched.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, TypeAlias, TypeVar

from hjx_studio.language import placing
from hjx_studio.language.building import Condition, Heading, Loop, Mould
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.findings import Finding
from hjx_studio.language.grammar import load
from hjx_studio.language.lines import LineReader, ReadLine
from hjx_studio.language.nodes import (
    Block,
    CallStatement,
    Component,
    Declaration,
    Expression,
    Handler,
    If,
    IfStatement,
    Import,
    Let,
    Log,
    Missing,
    Return,
    Set,
    Statement,
    Text,
    Timer,
    Verbatim,
)
from hjx_studio.language.source import Source, Span
from hjx_studio.language.structure import BLOCKS, Entry, Memory, Outline, Section, outline

T = TypeVar("T")

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
        self._lines: _Read = {}
        self._placed: _Placed = {}

    def parse(self, source: Source) -> Parse:
        """Parse a source, whatever is in it."""
        found = outline(source, self._memory)
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
    return placing.placed(read.mould, 1, ()), diagnostics


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


_Placed: TypeAlias = dict[int, tuple[object, tuple[Any, ...], Any]]
_Read: TypeAlias = dict[str, dict[str, ReadLine]]


@dataclass(frozen=True, slots=True)
class _Form:
    """How the lines of a nested block become nodes."""

    context: str
    branch: Callable[[Condition, int, tuple[Any, ...]], Any]
    branches: Callable[[int, Span, tuple[Any, ...]], Any]
    loop: Callable[[Loop, int, tuple[Any, ...]], Any]


_LAYOUT = _Form("layout", placing.layout_branch, If, placing.layout_loop)
_BODY = _Form("statement", placing.statement_branch, IfStatement, placing.statement_loop)
_LEAVES = (Text, Set, Let, Log, CallStatement, Return)


class _Assembly:
    """One file being put together from its lines."""

    def __init__(self, source: Source, reader: LineReader, lines: _Read, placed: _Placed) -> None:
        self.source = source
        self.reader = reader
        self.read_before = lines
        self.read_now: _Read = {}
        self.placed_before = placed
        self.placed_now: _Placed = {}
        self.findings: list[tuple[int, Finding]] = []

    def component(self, found: Outline) -> Component:
        heading = self._heading(found.component)
        parts: dict[str, list[Any]] = {kind: [] for kind in BLOCKS}
        for section in found.sections:
            if section.kind in ("style", "script"):
                parts[section.kind].append(self._verbatim(section))
            elif section.kind == "layout":
                parts["layout"].extend(self._nested(section.entries, _LAYOUT))
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
        now = self.read_now.get(context)
        if now is None:
            now = self.read_now[context] = {}
        read = now.get(entry.text)
        if read is None:
            read = self.read_before.get(context, {}).get(entry.text)
            if read is None:
                read = self.reader.read(context, entry.text)
            now[entry.text] = read
        for finding in read.findings:
            self.findings.append((entry.line, finding))
        return read.mould

    def _place(
        self,
        mould: T,
        line: int,
        children: tuple[Any, ...],
        make: Callable[[T, int, tuple[Any, ...]], Any],
    ) -> Any:  # noqa: ANN401 - a node of the kind that `make` makes
        """The node for a mould on its line; the one of the last parse if nothing changed there."""
        before = self.placed_before.get(line)
        if (
            before is not None
            and before[0] is mould
            and len(before[1]) == len(children)
            and all(map(operator.is_, before[1], children))
        ):
            self.placed_now[line] = before
            return before[2]
        node = make(mould, line, children)
        self.placed_now[line] = (mould, children, node)
        return node

    def _flat(self, section: Section) -> list[Any]:
        made = []
        for entry in section.entries:
            mould = self._read(_CONTEXTS[section.kind], entry)
            if mould is not None:
                made.append(self._place(mould, entry.line, (), placing.placed))
        return made

    def _verbatim(self, section: Section) -> Verbatim:
        first = section.first
        while first < section.last and not self.source.line(first).strip():
            first += 1
        lines = [self.source.line(number) for number in range(first, section.last + 1)]
        leads = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
        indent = min(leads, default=0)
        text = "\n".join(line[indent:] if line.strip() else "" for line in lines)
        return Verbatim(section.line, section.span, text, first, indent)

    # --- nested blocks ---------------------------------------------------------------------------

    def _nested(self, entries: Sequence[Entry], form: _Form) -> list[Any]:
        made: list[Any] = []
        branches: list[Any] = []  # of the `if` that may still go on
        for entry in entries:
            mould = self._read(form.context, entry)
            children = tuple(self._nested(entry.children, form)) if entry.children else ()
            if isinstance(mould, Condition):
                if self._goes_on(entry, mould, branches):
                    made.pop()
                else:
                    branches.clear()
                branches.append(self._place(mould, entry.line, children, form.branch))
                made.append(self._join(tuple(branches), form))
                continue
            branches.clear()
            if mould is None:
                made.extend(children)
            elif isinstance(mould, Loop):
                made.append(self._place(mould, entry.line, children, form.loop))
            elif children and isinstance(mould, _LEAVES):
                self._report_deeper(entry.children[0])
                made.append(self._place(mould, entry.line, (), placing.placed))
                made.extend(children)
            else:
                made.append(self._place(mould, entry.line, children, placing.placed))
        return made

    def _goes_on(self, entry: Entry, mould: Condition, branches: Sequence[Any]) -> bool:
        """Whether a condition belongs to the `if` above it."""
        if not mould.chained:
            return False
        if branches and branches[-1].test is not None:
            return True
        message = (
            "Nothing can follow the `else` of an `if`."
            if branches
            else "This `else` has no `if` before it."
        )
        self.findings.append((entry.line, Finding("HJX008", mould.span, message)))
        return False

    def _join(self, branches: tuple[Any, ...], form: _Form) -> Any:  # noqa: ANN401 - as above
        first = branches[0]
        if first.test is None:  # an `else` alone
            first = replace(first, test=Missing(first.span))

        def make(span: Span, _line: int, parts: tuple[Any, ...]) -> Any:  # noqa: ANN401
            return form.branches(first.line, span, (first, *parts[1:]))

        # The whole `if` is remembered beside its first branch, which has the line itself.
        return self._place(first.span, -first.line, branches, make)

    def _report_deeper(self, entry: Entry) -> None:
        span = Span(0, max(1, len(entry.text) - len(entry.text.lstrip())))
        message = "This line is indented more than the one above it, which takes none below."
        self.findings.append((entry.line, Finding("HJX004", span, message)))

    def _handlers(self, entries: Sequence[Entry]) -> list[Handler]:
        made = []
        for entry in entries:
            if _OUTSIDE.match(entry.text):
                span = Span(entry.indent, len(entry.text.rstrip()))
                hint = "A handler begins with `name:` or `name(a, b):`."
                finding = Finding("HJX001", span, "A statement stands in a handler.", hint)
                self.findings.append((entry.line, finding))
                self._nested([entry], _BODY)
                continue
            mould = self._read("handler", entry)
            body = tuple(self._nested(entry.children, _BODY))
            if mould is not None:
                made.append(self._place(mould, entry.line, body, placing.placed))
        return made


_OUTSIDE = re.compile(
    r"\s*(?:(?:set|let|call|log)\s+[^\s:(]|(?:if|for)\s*\(.*\)\s*:|else\b|return\s*$)"
)
