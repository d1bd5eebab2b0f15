"""Sorts the lines of a file into blocks and entries by indentation, without reading their content.

What it takes from a line's content is its brackets, as an entry goes on while one is open, and in
a doubtful case whether the line looks like an entry of its block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.headings import BLOCKS, BlockHeading, read_heading
from hjx_studio.language.source import Source, Span

VERBATIM = frozenset({"style", "script"})
NESTED = frozenset({"layout", "handlers"})
DEEPEST_LINES = 100
"""How many levels of entries may stand in each other."""

_LEAD = re.compile(r"[ \t\f\v\u00a0\ufeff]*")
_HEAD = re.compile(
    r"\s*[^\W\d][\w-]*"
    r"(?:[ \t]*[#.](?:[\w/-]|:(?![\s\"']|$|//)|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]|\.(?=\d))+)*"
)
_STATEMENT = re.compile(
    r"\s*(?:(?:set|let|log|call)\s+[^\s=:(),.]|(?:if|for)\s*\(|else\b|return\s*$)"
)
_LOOKS: dict[str, re.Pattern[str]] = {
    "imports": re.compile(r"\s*[\w$]+\s+from\b"),
    "declaration": re.compile(r"\s*[\w$]+\s*=(?![=>])"),
    "timers": re.compile(r"\s*every\b"),
    "layout": re.compile(
        r"\s*(?:(?:if|for)\s*\(|else\b|[\"'].*[\"']\s*$"
        r"|[A-Za-z][\w-]*(?:[#.][^\s(]*)?\s*(?:\(.*|:(?:[\s\"'].*)?)$)"
    ),
    "handlers": re.compile(
        r"\s*(?:[\w$]+\s*(?:\([\w$\s,]*\)\s*)?:\s*(?://.*)?$)|" + _STATEMENT.pattern
    ),
}
_BRACKETS = re.compile(r"[()\[\]{}`]")
_BRANCH = re.compile(r"\s*(?:(?:else\s+)?if|for)\s*\(")
_LOG = re.compile(r"\s*log\b")


@dataclass(slots=True)
class Entry:
    """A logical line, that may span several lines of the file, and the entries below it."""

    line: int
    indent: int
    text: str
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A block: its heading, its entries, and the lines from `first` to `last` that it takes."""

    kind: str
    line: int
    span: Span
    entries: list[Entry] = field(default_factory=list)
    first: int = 0
    last: int = 0
    guessed: bool = False  # what the heading says is no block, but much like this one


@dataclass(slots=True)
class Outline:
    """A file's lines, sorted."""

    component: Entry | None
    sections: list[Section]
    findings: list[tuple[int, Finding]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a line of the file is on its own."""

    lead: int  # characters before its content
    blank: bool
    indented: bool
    comment: bool  # in any block
    hash: bool  # a comment among handlers
    foreign: bool  # whether its lead has other characters than spaces
    brackets: bool


@dataclass(slots=True)
class Memory:
    """What was found out about lines, by their text; keeps what the last outline used."""

    shapes: dict[str, _Shape] = field(default_factory=dict)
    balanced: dict[str, dict[str, bool]] = field(default_factory=dict)


def outline(source: Source, memory: Memory) -> Outline:
    """Sort the lines of a source."""
    return _Outliner(source, memory).run()


class _Outliner:
    """One file being sorted."""

    def __init__(self, source: Source, memory: Memory) -> None:
        self.source = source
        self.memory = memory
        lines = source.text.split("\n")
        if "\r" in source.text:
            lines = [line.removesuffix("\r") for line in lines]
        self.lines = lines
        self.shapes = self._shapes()
        self.old_balanced, memory.balanced = memory.balanced, {}
        self.findings: list[tuple[int, Finding]] = []
        self.sections: list[Section] = []
        self.component: Entry | None = None
        self.patience = 4 * len(source.text) + 1_000_000  # characters read to find a bracket's end
        self.tabs: list[int] = []  # lines with tabs in their indentation

    def _shapes(self) -> list[_Shape]:
        old, fresh = self.memory.shapes, dict[str, _Shape]()
        shapes = []
        for text in self.lines:
            shape = fresh.get(text)
            if shape is None:
                shape = fresh[text] = old.get(text) or _shape(text)
            shapes.append(shape)
        self.memory.shapes = fresh
        return shapes

    def run(self) -> Outline:
        """Sort all lines."""
        section: Section | None = None
        skipping = False  # under a heading that is no block
        verbatim = handlers = False
        index, count = 0, len(self.lines)
        while index < count:
            shape = self.shapes[index]
            index += 1
            if shape.blank:
                continue
            if shape.indented:
                if section is None:
                    if not (skipping or shape.comment):
                        self._stray(index, shape)
                        skipping = True
                elif verbatim:
                    section.last = index
                elif not (shape.comment or (handlers and shape.hash)):
                    index = self._entry(section, index - 1, shape)
            elif not shape.comment:
                section = self._heading(index, shape)
                named = self.component is not None and self.component.line == index
                skipping = section is None and not named
                verbatim = section is not None and section.kind in VERBATIM
                handlers = section is not None and section.kind == "handlers"
        for each in self.sections:
            each.entries = self._nest(each)
        self._report_tabs()
        return Outline(self.component, self.sections, self.findings)

    def _report(
        self, line: int, code: str, span: Span, message: str, hint: str | None = None
    ) -> None:
        self.findings.append((line, Finding(code, span, message, hint)))

    def _stray(self, line: int, shape: _Shape) -> None:
        span = Span(shape.lead, len(self.lines[line - 1].rstrip()))
        self._report(
            line,
            "HJX004",
            span,
            "This line is indented, but no block is open.",
            "A heading such as `state:` or `layout:` opens one.",
        )

    def _heading(self, line: int, shape: _Shape) -> Section | None:
        text = self.lines[line - 1]
        heading = read_heading(text, shape.lead)
        self.findings.extend((line, finding) for finding in heading.findings)
        if heading.kind == "component":
            if self.component is not None:
                self._report(
                    line,
                    "HJX006",
                    heading.span,
                    "A file is one component: `component` is given twice.",
                )
            else:
                self.component = Entry(line, 0, text)
            return None
        if heading.kind is None:
            return None
        self._report_second(line, heading)
        guessed = heading.kind != heading.word
        self.sections.append(Section(heading.kind, line, heading.span, [], line + 1, line, guessed))
        return self.sections[-1]

    def _report_second(self, line: int, heading: BlockHeading) -> None:
        for section in self.sections:
            if section.kind == heading.word and not section.guessed:
                self._report(
                    line,
                    "HJX006",
                    heading.span,
                    f"The block `{heading.word}` is given "
                    f"twice; the first is in line {section.line}.",
                    "Join the two.",
                )
                return

    # --- entries ---------------------------------------------------------------------------------

    def _entry(self, section: Section, index: int, shape: _Shape) -> int:
        """Take the entry that begins at an index; returns the index behind it."""
        text = self.lines[index]
        indent = self._indent(index, shape) if shape.foreign else shape.lead
        end = index + 1
        if shape.brackets and not self._balanced(section.kind, text):
            end = self._last_line(section.kind, index, shape.lead) + 1
            base = self.source.line_starts[index]
            stop = self.source.line_starts[end - 1] + len(self.lines[end - 1])
            text = self.source.text[base:stop]
        section.entries.append(Entry(index + 1, indent, text))
        section.last = end
        return end

    def _indent(self, index: int, shape: _Shape) -> int:
        self.tabs.append(index)
        lead = self.lines[index][: shape.lead]
        return len(lead.replace("\t", "  ").strip("\f\v\ufeff"))

    def _balanced(self, kind: str, text: str) -> bool:
        fresh = self.memory.balanced.setdefault(kind, {})
        known = fresh.get(text)
        if known is None:
            known = self.old_balanced.get(kind, {}).get(text)
            if known is None:
                stack: list[tuple[str, int]] = []
                depth, start = _reading(kind, text)
                literals.scan(text, start, len(text), stack, text_depth=depth)
                known = not stack
            fresh[text] = known
        return known

    def _last_line(self, kind: str, index: int, lead: int) -> int:
        """The index of the line on which the entry of line `index` ends: where its brackets close,
        or else before the next line that looks like an entry."""
        if self.patience < 0:
            return index
        stack: list[tuple[str, int]] = []
        depth, start = _reading(kind, self.lines[index])
        candidate: int | None = None
        last = index
        for number in range(index, len(self.lines)):
            text, shape = self.lines[number], self.shapes[number]
            if number > index and not shape.blank:
                in_template = stack[-1][0] == "`"
                outside = not shape.indented and text[0] not in ")]}`"
                if outside or looks_like_entry(kind, text):
                    candidate = number if candidate is None else candidate
                    if not in_template and (outside or shape.lead <= lead):
                        break
            literals.scan(text, start if number == index else 0, len(text), stack, text_depth=depth)
            if not stack:
                return number
            self.patience -= len(text)
            last = number
        last = last if candidate is None else candidate - 1
        while last > index and self.shapes[last].blank:
            last -= 1
        return last

    # --- nesting ---------------------------------------------------------------------------------

    def _nest(self, section: Section) -> list[Entry]:
        if not section.entries:
            return section.entries
        roots: list[Entry] = []
        indent, siblings = section.entries[0].indent, roots
        outer: list[tuple[int, list[Entry]]] = []
        too_deep = False
        for entry in section.entries:
            if entry.indent > indent:
                if section.kind not in NESTED:
                    self._report_deeper(entry)
                elif len(outer) < DEEPEST_LINES:
                    outer.append((indent, siblings))
                    indent, siblings = entry.indent, siblings[-1].children
                elif not too_deep:
                    message = f"Lines nest more than {DEEPEST_LINES} deep here."
                    self._report(entry.line, "HJX022", Span(0, entry.indent), message)
                    too_deep = True
            elif entry.indent < indent:
                inner = indent, siblings
                while outer and indent > entry.indent:
                    inner = indent, siblings
                    indent, siblings = outer.pop()
                if indent != entry.indent:
                    message = "This line's indentation matches no line above it."
                    self._report(entry.line, "HJX004", self._lead(entry), message)
                    if indent < entry.indent:
                        outer.append((indent, siblings))
                        siblings = inner[1]
                    indent = entry.indent  # those below may keep to it
            siblings.append(entry)
        return roots

    def _report_deeper(self, entry: Entry) -> None:
        message = "This line is indented more than the one above it, which takes none below."
        self._report(entry.line, "HJX004", self._lead(entry), message)

    def _lead(self, entry: Entry) -> Span:
        return Span(0, max(1, self.shapes[entry.line - 1].lead))

    def _report_tabs(self) -> None:
        if not self.tabs:
            return
        first = self.tabs[0]
        base = self.source.line_starts[first]
        edits = []
        for index in self.tabs:
            lead = self.lines[index][: self.shapes[index].lead]
            offset = self.source.line_starts[index] - base
            edits.append((Span(offset, offset + len(lead)), " " * len(lead.replace("\t", "  "))))
        lead = self.lines[first][: self.shapes[first].lead]
        what = "A tab" if "\t" in lead else "A character that is no space"
        others = f" (and on {len(self.tabs) - 1} other lines)" if len(self.tabs) > 1 else ""
        self.findings.append(
            (
                first + 1,
                Finding(
                    "HJX003",
                    Span(0, len(lead)),
                    f"{what} stands in the indentation{others}.",
                    None,
                    Repair("Indent with spaces", tuple(edits)),
                ),
            )
        )


def looks_like_entry(block: str, text: str) -> bool:
    """Whether a line looks like an entry of a block, and not like the rest of the one above it."""
    return _LOOKS.get(block, _LOOKS["declaration"]).match(text) is not None


def _shape(text: str) -> _Shape:
    match = _LEAD.match(text)
    lead = match.end() if match else 0
    space = text[:lead]
    rest = text[lead : lead + 2]
    return _Shape(
        lead,
        blank=not rest or (rest[0].isspace() and not text.strip()),
        indented=any(character in " \t\u00a0" for character in space),
        comment=rest == "//",
        hash=rest[:1] == "#",
        foreign="\t" in space or "\u00a0" in space,
        brackets=_BRACKETS.search(text, lead) is not None,
    )


def _reading(kind: str, text: str) -> tuple[int, int]:
    """How deep strings of this line may hold `{{ }}`, and where its code begins."""
    if kind == "layout":
        if _BRANCH.match(text):
            return 0, 0
        match = _HEAD.match(text)
        return 2, match.end() if match else 0
    if kind == "handlers" and _LOG.match(text):
        return 1, 0
    return 0, 0


__all__ = ["BLOCKS", "Entry", "Memory", "Outline", "Section", "looks_like_entry", "outline"]
