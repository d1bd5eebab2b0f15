"""Sorts the lines of a file into blocks and entries by indentation, without reading their content.

What it takes from a line's content is its brackets, as an entry goes on while one is open, and in
a doubtful case whether the line looks like an entry of its block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.source import Source, Span

BLOCKS = (
    "imports",
    "state",
    "local",
    "computed",
    "timers",
    "layout",
    "style",
    "handlers",
    "script",
)
VERBATIM = frozenset({"style", "script"})
NESTED = frozenset({"layout", "handlers"})
DEEPEST_LINES = 100
"""How many levels of entries may stand in each other."""

_LEAD = re.compile(r"[ \t\f\v\u00a0\ufeff]*")
_BLANK = re.compile(r"\s*", re.ASCII)
_HEADING = re.compile(r"(?!component\b)([^\W\d][\w-]*)[ ]*(:?)[ ]*(?=$|//|\S)")
_HEAD = re.compile(
    r"\s*[^\W\d][\w-]*(?:[#.](?:[\w/-]|:(?![\s\"']|$|//)|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]|\.(?=\d))+)*"
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
_QUICK = re.compile(r"[()\[\]{}`]")


@dataclass(slots=True)
class Entry:
    """A logical line, that may span several lines of the file, and the entries below it."""

    line: int
    indent: int
    text: str
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A block: its heading, and its entries, or the lines of a verbatim one."""

    kind: str
    line: int
    span: Span
    entries: list[Entry] = field(default_factory=list)
    first: int = 0
    last: int = 0


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
    comment: bool
    foreign: str  # characters in the lead that are no spaces


@dataclass(slots=True)
class Memory:
    """What was found out about lines, by their text; keeps what the last outline used."""

    shapes: MutableMapping[str, _Shape] = field(default_factory=dict)
    balanced: MutableMapping[tuple[int, str], bool] = field(default_factory=dict)


def outline(source: Source, memory: Memory, suggest: Callable[[str], str | None]) -> Outline:
    """Sort the lines of a source; `suggest` gives the block that a wrong heading may mean."""
    fresh = Memory()
    result = _Outliner(source, memory, fresh, suggest).run()
    memory.shapes, memory.balanced = fresh.shapes, fresh.balanced
    return result


class _Outliner:
    def __init__(
        self, source: Source, old: Memory, fresh: Memory, suggest: Callable[[str], str | None]
    ) -> None:
        self.source = source
        self.old = old
        self.fresh = fresh
        self.suggest = suggest
        self.lines = [line.removesuffix("\r") for line in source.text.split("\n")]
        self.findings: list[tuple[int, Finding]] = []
        self.sections: list[Section] = []
        self.component: Entry | None = None
        self.tabs: list[int] = []  # lines with tabs in their indentation

    def run(self) -> Outline:
        index = 0
        section: Section | None = None
        skipping = False  # under a heading that is no block
        while index < len(self.lines):
            text = self.lines[index]
            shape = self._shape(text)
            if shape.blank:
                index += 1
                continue
            if section and section.kind in VERBATIM and text[0] in " \t":
                section.last = index + 1
                index += 1
                continue
            indented = shape.lead > 0 and text[: shape.lead].strip("\ufeff\f\v") != ""
            in_handlers = indented and section is not None and section.kind == "handlers"
            if shape.comment or (in_handlers and text[shape.lead] == "#"):
                index += 1
                continue
            if not indented:
                section, skipping = self._heading(index, shape)
                index += 1
                continue
            if section is None:
                if not skipping:
                    self._stray(index, shape)
                    skipping = True
                index += 1
                continue
            index = self._entry(section, index, shape)
        for found in self.sections:
            found.entries = self._nest(found)
        self._report_tabs()
        return Outline(self.component, self.sections, self.findings)

    # --- single lines ----------------------------------------------------------------------------

    def _shape(self, text: str) -> _Shape:
        shape = self.fresh.shapes.get(text)
        if shape is None:
            shape = self.old.shapes.get(text) or _shape(text)
            self.fresh.shapes[text] = shape
        return shape

    def _balanced(self, text: str, depth: int, start: int) -> bool:
        if _QUICK.search(text) is None:
            return True
        key = (depth, text)
        known = self.fresh.balanced.get(key)
        if known is None:
            known = self.old.balanced.get(key)
            if known is None:
                stack: list[tuple[str, int]] = []
                literals.scan(text, start, len(text), stack, text_depth=depth)
                known = not stack
            self.fresh.balanced[key] = known
        return known

    def _indent(self, index: int, shape: _Shape) -> int:
        if not shape.foreign:
            return shape.lead
        self.tabs.append(index)
        lead = self.lines[index][: shape.lead]
        return len(lead.replace("\t", "  ").strip("\f\v\ufeff"))

    # --- headings --------------------------------------------------------------------------------

    def _heading(self, index: int, shape: _Shape) -> tuple[Section | None, bool]:
        text = self.lines[index]
        line = index + 1
        if re.match(r"component\b", text[shape.lead :]):
            self._component(line, text)
            return None, False
        match = _HEADING.match(text, shape.lead)
        if match is None:
            self._lost(line, text, shape.lead)
            return None, True
        word, colon = match.groups()
        span = Span(match.start(1), match.end(1))
        rest = text[match.end() :]
        if word not in BLOCKS:
            if not colon and (rest and not rest.startswith("//")):
                self._lost(line, text, shape.lead)
            else:
                self._unknown(line, word, span)
                guess = self.suggest(word)
                if guess is not None:  # its entries are read as those of the block that is meant
                    return self._open(guess, line, match), False
            return None, True
        if not colon:
            place = Span(span.end, span.end)
            self.findings.append(
                (
                    line,
                    Finding(
                        "HJX001",
                        span,
                        f"The heading `{word}` ends with a `:`.",
                        None,
                        Repair("Insert `:`", ((place, ":"),)),
                    ),
                )
            )
        elif rest and not rest.startswith("//"):
            self.findings.append(
                (
                    line,
                    Finding(
                        "HJX001",
                        Span(match.end(), len(text)),
                        f"Nothing stands behind `{word}:`.",
                        "Its entries stand on the lines below, indented.",
                    ),
                )
            )
        for section in self.sections:
            if section.kind == word:
                self.findings.append(
                    (
                        line,
                        Finding(
                            "HJX006",
                            span,
                            f"The block `{word}` is given twice; the first is in line "
                            f"{section.line}.",
                            "Join the two.",
                        ),
                    )
                )
        return self._open(word, line, match), False

    def _open(self, kind: str, line: int, match: re.Match[str]) -> Section:
        span = Span(match.start(1), match.end(2))
        self.sections.append(Section(kind, line, span, first=line + 1, last=line))
        return self.sections[-1]

    def _component(self, line: int, text: str) -> None:
        if self.component is not None:
            self.findings.append(
                (
                    line,
                    Finding(
                        "HJX006",
                        Span(0, len(text.rstrip())),
                        "A file is one component; `component` is given twice.",
                    ),
                )
            )
            return
        self.component = Entry(line, 0, text)

    def _unknown(self, line: int, word: str, span: Span) -> None:
        guess = self.suggest(word)
        repair = Repair(f"Write `{guess}`", ((span, guess),)) if guess else None
        hint = f"Did you mean `{guess}`?" if guess else "Blocks are " + ", ".join(BLOCKS) + "."
        self.findings.append(
            (line, Finding("HJX005", span, f"`{word}` is no block.", hint, repair))
        )

    def _lost(self, line: int, text: str, start: int) -> None:
        self.findings.append(
            (
                line,
                Finding(
                    "HJX001",
                    Span(start, len(text.rstrip())),
                    "This line stands in no block.",
                    "Indent it under a heading such as `state:` or `layout:`.",
                ),
            )
        )

    def _stray(self, index: int, shape: _Shape) -> None:
        text = self.lines[index]
        self.findings.append(
            (
                index + 1,
                Finding(
                    "HJX004",
                    Span(shape.lead, len(text.rstrip())),
                    "This line is indented, but no block is open.",
                    "A heading such as `state:` or `layout:` opens one.",
                ),
            )
        )

    # --- entries ---------------------------------------------------------------------------------

    def _entry(self, section: Section, index: int, shape: _Shape) -> int:
        text = self.lines[index]
        indent = self._indent(index, shape)
        depth, start = _reading(section.kind, text)
        end = index + 1
        if not self._balanced(text, depth, start):
            end = self._last_line(section.kind, index, shape.lead, depth, start) + 1
            base = self.source.line_starts[index]
            stop = self.source.line_starts[end - 1] + len(self.lines[end - 1])
            text = self.source.text[base:stop]
        section.entries.append(Entry(index + 1, indent, text))
        section.last = end
        return end

    def _last_line(self, kind: str, index: int, lead: int, depth: int, start: int) -> int:
        """The line on which the entry of line `index` ends: where its brackets close, or else
        before the next line that looks like an entry."""
        stack: list[tuple[str, int]] = []
        candidate: int | None = None
        for number in range(index, len(self.lines)):
            text = self.lines[number]
            if number > index:
                shape = self._shape(text)
                if not shape.blank:
                    if shape.lead == 0 and text[0] not in ")]}`":
                        break
                    is_entry = looks_like_entry(kind, text)
                    if is_entry and candidate is None:
                        candidate = number
                    if is_entry and shape.lead <= lead:
                        break
            literals.scan(text, start if number == index else 0, len(text), stack, text_depth=depth)
            if not stack:
                return number
        if candidate is not None:
            return candidate - 1
        last = number - 1 if number > index and number < len(self.lines) else number
        while last > index and self._shape(self.lines[last]).blank:
            last -= 1
        return last

    # --- nesting ---------------------------------------------------------------------------------

    def _nest(self, section: Section) -> list[Entry]:
        roots: list[Entry] = []
        stack: list[tuple[int, list[Entry]]] = []
        too_deep = False
        for entry in section.entries:
            if not stack:
                stack.append((entry.indent, roots))
            if entry.indent > stack[-1][0]:
                siblings = stack[-1][1]
                if section.kind not in NESTED:
                    self._misplaced(entry, "deeper")
                elif len(stack) >= DEEPEST_LINES:
                    if not too_deep:
                        self.findings.append(
                            (
                                entry.line,
                                Finding(
                                    "HJX022",
                                    Span(0, entry.indent),
                                    f"Lines nest more than {DEEPEST_LINES} deep here.",
                                ),
                            )
                        )
                    too_deep = True
                else:
                    stack.append((entry.indent, siblings[-1].children))
            elif entry.indent < stack[-1][0]:
                closed = stack[-1]
                while len(stack) > 1 and stack[-1][0] > entry.indent:
                    closed = stack.pop()
                if stack[-1][0] != entry.indent:
                    self._misplaced(entry, "between")
                    if stack[-1][0] < entry.indent:
                        stack.append(closed)
            stack[-1][1].append(entry)
        return roots

    def _misplaced(self, entry: Entry, how: str) -> None:
        text = self.lines[entry.line - 1]
        lead = self._shape(text).lead
        message = (
            "This line is indented more than the one above it, which takes none below."
            if how == "deeper"
            else "This line's indentation matches no line above it."
        )
        span = Span(0, lead) if lead else Span(0, 1)
        self.findings.append((entry.line, Finding("HJX004", span, message)))

    def _report_tabs(self) -> None:
        if not self.tabs:
            return
        first = self.tabs[0]
        base = self.source.line_starts[first]
        edits = []
        for index in self.tabs:
            lead = self.lines[index][: self._shape(self.lines[index]).lead]
            offset = self.source.line_starts[index] - base
            width = len(lead.replace("\t", "  "))
            edits.append((Span(offset, offset + len(lead)), " " * width))
        lead = self.lines[first][: self._shape(self.lines[first]).lead]
        what = "A tab" if "\t" in lead else "A character that is no space"
        others = f" (and on {len(self.tabs) - 1} other lines)" if len(self.tabs) > 1 else ""
        self.findings.append(
            (
                first + 1,
                Finding(
                    "HJX003",
                    Span(0, len(lead)),
                    f"{what} stands in the indentation{others}.",
                    "Indent with spaces.",
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
    rest = text[lead : lead + 2]
    foreign = "".join(sorted(set(text[:lead]) & {"\t", "\u00a0"}))
    blank = not rest or (rest[0].isspace() and not text.strip())
    return _Shape(lead, blank, rest == "//", foreign)


def _reading(kind: str, text: str) -> tuple[int, int]:
    """How deep strings of this line may hold `{{ }}`, and where its code begins."""
    if kind == "layout":
        if re.match(r"\s*(?:(?:else\s+)?if|for)\s*\(", text):
            return 0, 0
        match = _HEAD.match(text)
        return 2, match.end() if match else 0
    if kind == "handlers" and re.match(r"\s*log\b", text):
        return 1, 0
    return 0, 0
