"""Cuts a line into coloured tokens; never fails, whatever the line holds.

It knows no grammar: what is half typed still gets the colours that it will likely have. A `State`
carries what a line needs to know of those before it: its block, and what is still open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hjx_studio.language.code_tokens import CODE, NAME, CodePen
from hjx_studio.language.structure import BLOCKS, looks_like_entry
from hjx_studio.language.stylesheet_tokens import OUTSIDE, StyleState, style_tokens
from hjx_studio.language.token import Token

_DEEPEST = 40  # open brackets that a state remembers


@dataclass(frozen=True, slots=True)
class State:
    """What a line needs to know of the lines before it."""

    block: str = ""
    open: tuple[str, ...] = ()  # brackets, "`" for a template, "${" for the code in one
    indent: int = 0  # of the line that opened them
    head: bool = False  # whether the outermost is the bracket of a tag's clauses
    style: StyleState = OUTSIDE


START = State()

_STATEMENT = re.compile(r"(set|let|log|call|return|if|else|for)\b(?!\s*(?:=[^=]|\.))")
_HANDLER = re.compile(rf"({NAME})\s*(?=[(:])")
_TAG = re.compile(r"[^\W\d][\w-]*")
_PART = re.compile(
    r"(?P<id>#[\w-]*)|(?P<class>\.(?:[\w/-]|:(?![\s\"']|$|//)|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|\.(?=\d))*)"
)
_CLAUSE = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//.*)
    |(?P<on>on\b)(?=\s+[^\W\d])|(?P<bind>bind\b)(?=\s+[^\W\d])
    |(?P<attribute>[^\W\d][\w.:-]*)|(?P<quote>["'])|(?P<arrow><->|->)|(?P<equal>=)
    |(?P<comma>,)|(?P<close>\))|(?P<colon>:)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_EVENT = re.compile(r"(\s+)([^\W\d](?:[\w:]|-(?!>))*)((?:\.(?:\w|-(?!>))*)*)")
_TARGET = re.compile(rf"(\s*)({NAME})")
_PATH = re.compile(rf"\s*(?:(\.)\s*({NAME})|(?=\[))")
_LEAD = re.compile(r"\s*")


def tokenize_line(text: str, state: State) -> tuple[tuple[Token, ...], State]:
    """The tokens of a line, ascending and apart, and the state for the line below."""
    line = _Line(text, state)
    line.run()
    return tuple(line.pen.tokens), line.state


class _Line:
    """One line being cut."""

    __slots__ = ("pen", "state")

    def __init__(self, text: str, state: State) -> None:
        self.pen = CodePen(text, state.block, state.open)
        self.state = state

    def run(self) -> None:
        """Cut the line."""
        text = self.pen.text
        match = _LEAD.match(text)
        self.pen.position = match.end() if match else 0
        if self.pen.position == self.pen.end:
            return
        indented = text[0] in " \t"
        if self.state.block in ("style", "script") and indented:
            self._verbatim()
            return
        if self.pen.open and self._starts_anew(indented):
            self.pen.open = []
        if self.pen.open:
            self._go_on()
        elif not indented:
            self._heading()
        elif text.startswith("//", self.pen.position):
            self.pen.put(self.pen.position, self.pen.end, "comment")
        else:
            self._entry()
        left_open = tuple(self.pen.open[:_DEEPEST])
        indent = self.state.indent if self.state.open else self._lead_width()
        self.state = replace(
            self.state,
            open=left_open,
            indent=indent if left_open else 0,
            head=self.state.head and bool(left_open),
        )

    def _lead_width(self) -> int:
        """The width of the line's indentation."""
        match = _LEAD.match(self.pen.text)
        return match.end() if match else 0

    def _starts_anew(self, indented: bool) -> bool:
        """Whether the line looks as if the bracket above it was forgotten."""
        first = self.pen.text[self.pen.position]
        if first in ")]}`":
            return False
        if not indented:
            return first.isalpha() or first == "_"
        lead = self.pen.position
        return lead <= self.state.indent and looks_like_entry(self.state.block, self.pen.text)

    def _verbatim(self) -> None:
        if self.state.block == "style":
            tokens, style = style_tokens(self.pen.text, self.state.style)
            self.pen.tokens.extend(tokens)
            self.state = replace(self.state, style=style)
            return
        self.pen.open = []
        self.pen.code(0)

    # --- headings --------------------------------------------------------------------------------

    def _heading(self) -> None:
        text, start = self.pen.text, self.pen.position
        match = _TAG.match(text, start)
        if text.startswith("//", start):
            self.pen.put(start, self.pen.end, "comment")
            return
        if match is None:
            self.pen.put(start, self.pen.end, "invalid")
            return
        word, position = match.group(), match.end()
        if word == "component":
            self.pen.put(start, position, "keyword")
            name = _TARGET.match(text, position)
            if name:
                self.pen.put(name.start(2), name.end(2), "name")
                position = name.end()
            self.state = State()
            self._trailing(position)
            return
        known = word in BLOCKS
        self.pen.put(start, position, "block" if known else "invalid")
        colon = re.compile(r"\s*:").match(text, position)
        if colon:
            self.pen.put(colon.end() - 1, colon.end(), "punctuation")
            position = colon.end()
        if known or colon:
            self.state = State(word if known else "")
        self._trailing(position)

    def _trailing(self, position: int) -> None:
        rest = self.pen.text[position:]
        lead = len(rest) - len(rest.lstrip())
        kind = "comment" if rest.lstrip().startswith("//") else "invalid"
        self.pen.put(position + lead, len(self.pen.text.rstrip()), kind)

    # --- entries ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self.state.head:
            if len(self.pen.open) == 1:
                self._clauses()
            else:
                self.pen.code(self.pen.position, until=1)
                if len(self.pen.open) == 1:
                    self._clauses()
            if not self.pen.open:
                self._content()
            return
        self.pen.code(0 if self.pen.open[-1] == "`" else self.pen.position)

    def _entry(self) -> None:
        block = self.state.block
        if block == "layout":
            self._layout()
        elif block == "handlers":
            self._handler()
        elif block == "imports":
            self._words({"from": "keyword"})
        elif block == "timers":
            self._words({"every": "keyword"})
        elif block in BLOCKS:
            match = _TARGET.match(self.pen.text, self.pen.position)
            if match:
                self.pen.put(match.start(2), match.end(2), "name")
                self.pen.position = match.end()
            self.pen.code(self.pen.position)
        else:
            self.pen.code(self.pen.position)

    def _words(self, known: dict[str, str]) -> None:
        arrow = False
        for match in CODE.finditer(self.pen.text, self.pen.position):
            kind = match.lastgroup or ""
            if kind == "name":
                kind = known.get(match.group(), "handler" if arrow else "name")
            elif kind == "quote":
                self.pen.position = match.start()
                self.pen.string(self.pen.position, text=False)
                self._trailing(self.pen.position)
                return
            elif kind in ("open", "close"):
                kind = "punctuation"
            elif kind in ("other", "tick"):
                kind = "invalid"
            arrow = arrow or match.group() == "->"
            if kind != "space":
                self.pen.put(match.start(), match.end(), kind)
            if kind == "comment":
                return

    def _handler(self) -> None:
        text = self.pen.text
        if text[self.pen.position] == "#":
            self.pen.put(self.pen.position, self.pen.end, "comment")
            return
        statement = _STATEMENT.match(text, self.pen.position)
        if statement:
            word = statement.group(1)
            self.pen.put(statement.start(), statement.end(), "keyword")
            self.pen.position = statement.end()
            if word == "else":
                also = re.compile(r"\s+(if)\b").match(text, self.pen.position)
                if also:
                    self.pen.put(also.start(1), also.end(1), "keyword")
                    self.pen.position = also.end()
            elif word == "call":
                self._target("handler")
            elif word in ("let", "set"):
                self._target("name")
            depth = 1 if word == "log" else 0
            self.pen.code(self.pen.position, loop=word == "for", text_depth=depth)
            return
        head = _HANDLER.match(text, self.pen.position)
        if head:
            self.pen.put(head.start(1), head.end(1), "handler")
            self.pen.position = head.end()
            self.pen.code(self.pen.position, parameters=True)
            return
        self.pen.code(self.pen.position)

    def _target(self, kind: str) -> None:
        match = _TARGET.match(self.pen.text, self.pen.position)
        if match:
            self.pen.put(match.start(2), match.end(2), kind)
            self.pen.position = match.end()

    # --- layout ----------------------------------------------------------------------------------

    def _layout(self) -> None:
        text, start = self.pen.text, self.pen.position
        if text[start] in "\"'":
            self.pen.string(start, text=True)
            self._trailing(self.pen.position)
            return
        branch = re.compile(r"(?:(else)\b)?\s*(?:(if|for)\b(?=\s*\())?").match(text, start)
        if branch and branch.group().strip():
            for group in (1, 2):
                self.pen.put(branch.start(group), branch.end(group), "keyword")
            self.pen.position = branch.end()
            self.pen.code(self.pen.position, loop=branch.group(2) == "for")
            return
        match = _TAG.match(text, start)
        if match:
            self.pen.put(start, match.end(), "tag")
            self.pen.position = match.end()
        while True:
            part = re.compile(r"\s*").match(text, self.pen.position)
            begin = part.end() if part else self.pen.position
            found = _PART.match(text, begin)
            if found is None:
                break
            self.pen.put(begin, found.end(), found.lastgroup or "class")
            self.pen.position = found.end()
        space = _LEAD.match(text, self.pen.position)
        self.pen.position = space.end() if space else self.pen.position
        if text.startswith("(", self.pen.position):
            self.pen.put(self.pen.position, self.pen.position + 1, "punctuation")
            self.pen.open.append("(")
            self.pen.position += 1
            self.state = replace(self.state, head=True)
        self._clauses()
        if not self.pen.open:
            self._content()

    def _clauses(self) -> None:
        """Cut clauses up to the `)` or `:` that ends them."""
        text = self.pen.text
        while self.pen.position < self.pen.end:
            match = _CLAUSE.match(text, self.pen.position)
            if match is None:  # its last alternative takes any character
                return
            kind, start = match.lastgroup or "", self.pen.position
            if kind == "colon" and not self.pen.open:
                return
            self.pen.position = match.end()
            if kind in ("on", "bind"):
                self.pen.put(start, match.end(), "keyword")
                (self._event if kind == "on" else self._bind)()
            elif kind == "quote":
                self.pen.string(start, text=True)
            elif kind == "close":
                self.pen.put(start, match.end(), "punctuation")
                if self.pen.open:
                    self.pen.open.pop()
                    return
            elif kind == "attribute":
                self.pen.put(start, match.end(), "attribute")
            elif kind == "comment":
                self.pen.put(start, match.end(), "comment")
            elif kind == "other":
                self.pen.put(start, match.end(), "invalid")
            elif kind != "space":
                self.pen.put(
                    start, match.end(), "operator" if kind in ("arrow", "equal") else "punctuation"
                )

    def _event(self) -> None:
        text = self.pen.text
        match = _EVENT.match(text, self.pen.position)
        if match:
            self.pen.put(match.start(2), match.end(2), "event")
            self.pen.put(match.start(3), match.end(3), "modifier")
            self.pen.position = match.end()
        arrow = re.compile(r"\s*(->|=>)").match(text, self.pen.position)
        if arrow is None:
            return
        self.pen.put(arrow.start(1), arrow.end(), "operator")
        self.pen.position = arrow.end()
        self._target("handler")
        opening = re.compile(r"\s*\(").match(text, self.pen.position)
        if opening:
            self.pen.position = opening.end() - 1
            self.pen.code(self.pen.position, until=len(self.pen.open))

    def _bind(self) -> None:
        text = self.pen.text
        self._target("attribute")
        arrow = re.compile(r"\s*(<->|->)").match(text, self.pen.position)
        if arrow is None:
            return
        self.pen.put(arrow.start(1), arrow.end(), "operator")
        self.pen.position = arrow.end()
        self._target("name")
        while match := _PATH.match(text, self.pen.position):
            if match.group(1):
                self.pen.put(match.start(1), match.end(1), "punctuation")
                self.pen.put(match.start(2), match.end(2), "property")
                self.pen.position = match.end()
            else:
                self.pen.position = match.end()
                before = self.pen.position
                self.pen.code(self.pen.position, until=len(self.pen.open))
                if self.pen.position == before:
                    return

    def _content(self) -> None:
        """Cut what stands behind a head: its colon and its text."""
        text = self.pen.text
        match = re.compile(r"\s*(:)?\s*").match(text, self.pen.position)
        if match is None:
            return
        self.pen.put(match.start(1), match.end(1), "punctuation")
        self.pen.position = match.end()
        if self.pen.position < self.pen.end and text[self.pen.position] in "\"'":
            self.pen.string(self.pen.position, text=True)
        self._trailing(self.pen.position)


__all__ = ["START", "State", "Token", "tokenize_line"]
