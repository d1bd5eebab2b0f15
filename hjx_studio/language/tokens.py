"""Cuts a line into coloured tokens; never fails, whatever the line holds.

It knows no grammar: what is half typed still gets the colours that it will likely have. A `State`
carries what a line needs to know of those before it: its block, and what is still open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hjx_studio.language.structure import BLOCKS, looks_like_entry
from hjx_studio.language.stylesheet_tokens import OUTSIDE, StyleState, style_tokens
from hjx_studio.language.token import Token
from hjx_studio.language.words import words

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

_NAME = r"(?:[^\W\d]|\$)[\w$]*"
_CODE = re.compile(
    rf"""(?P<space>\s+)|(?P<comment>//.*)|(?P<name>{_NAME})
    |(?P<number>0[xXbBoO]\w*|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]+)?[\w$]*)
    |(?P<quote>["'])|(?P<tick>`)|(?P<open>[(\[{{])|(?P<close>[)\]}}])
    |(?P<operator>\.\.\.|=>|<->|->|\?\.(?!\d)|\*\*|[=!]==?|<=|>=|&&|\|\||\?\?|[-+*/%!<>?=])
    |(?P<punctuation>[.,:])|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_STRINGS = {
    (quote, text): re.compile(
        r"(?P<escape>\\(?:u\{[0-9a-fA-F]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)?)"
        + (r"|(?P<code>\{\{)" if text else "")
        + (r"|(?P<code>\$\{)" if quote == "`" else "")
        + f"|(?P<end>{quote})",
        re.DOTALL,
    )
    for quote in "\"'`"
    for text in (False, True)
    if not (quote == "`" and text)
}
_CLOSES = {")": "(", "]": "[", "}": "{"}
_CONSTANTS = frozenset({"true", "false", "null"})
_SPACES = frozenset({"Math", "Object", "JSON", "Array", "Date"})
_FOREIGN = words(
    "await break case catch class const continue debugger default delete do enum export "
    "extends finally function import instanceof new super switch this throw try typeof var "
    "void while with yield constructor prototype __proto__"
)
_STATEMENT = re.compile(r"(set|let|log|call|return|if|else|for)\b(?!\s*(?:=[^=]|\.))")
_HANDLER = re.compile(rf"({_NAME})\s*(?=[(:])")
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
_EVENT = re.compile(r"(\s+)([^\W\d][\w:-]*)((?:\.[\w-]*)*)")
_TARGET = re.compile(rf"(\s*)({_NAME})")
_PATH = re.compile(rf"\s*(?:(\.)\s*({_NAME})|(?=\[))")
_LEAD = re.compile(r"\s*")


def tokenize_line(text: str, state: State) -> tuple[tuple[Token, ...], State]:
    """The tokens of a line, ascending and apart, and the state for the line below."""
    line = _Line(text, state)
    line.run()
    return tuple(line.tokens), line.state


class _Line:
    """One line being cut."""

    __slots__ = ("end", "open", "position", "state", "text", "tokens")

    def __init__(self, text: str, state: State) -> None:
        self.text = text
        self.end = len(text)
        self.state = state
        self.tokens: list[Token] = []
        self.position = 0
        self.open = list(state.open)

    def put(self, start: int, end: int, kind: str) -> None:
        """Add a token."""
        if start < end:
            self.tokens.append(Token(start, end, kind))

    def run(self) -> None:
        """Cut the line."""
        text = self.text
        match = _LEAD.match(text)
        self.position = match.end() if match else 0
        if self.position == self.end:
            return
        indented = text[0] in " \t"
        if self.state.block in ("style", "script") and indented:
            self._verbatim()
            return
        if self.open and self._starts_anew(indented):
            self.open = []
        if self.open:
            self._go_on()
        elif not indented:
            self._heading()
        elif text.startswith("//", self.position):
            self.put(self.position, self.end, "comment")
        else:
            self._entry()
        was_open = bool(self.state.open) and bool(self.open)
        self.state = replace(
            self.state,
            open=tuple(self.open[:_DEEPEST]),
            indent=self.state.indent if was_open else self.position_of_lead(),
            head=self.state.head and bool(self.open),
        )

    def position_of_lead(self) -> int:
        """The width of the line's indentation."""
        match = _LEAD.match(self.text)
        return match.end() if match else 0

    def _starts_anew(self, indented: bool) -> bool:
        """Whether the line looks as if the bracket above it was forgotten."""
        first = self.text[self.position]
        if first in ")]}`":
            return False
        if not indented:
            return first.isalpha() or first == "_"
        lead = self.position
        return lead <= self.state.indent and looks_like_entry(self.state.block, self.text)

    def _verbatim(self) -> None:
        if self.state.block == "style":
            tokens, style = style_tokens(self.text, self.state.style)
            self.tokens.extend(tokens)
            self.state = replace(self.state, style=style)
            return
        self.open = []
        self._code(0)

    # --- headings --------------------------------------------------------------------------------

    def _heading(self) -> None:
        text, start = self.text, self.position
        match = _TAG.match(text, start)
        if text.startswith("//", start):
            self.put(start, self.end, "comment")
            return
        if match is None:
            self.put(start, self.end, "invalid")
            return
        word, position = match.group(), match.end()
        if word == "component":
            self.put(start, position, "keyword")
            name = _TARGET.match(text, position)
            if name:
                self.put(name.start(2), name.end(2), "name")
                position = name.end()
            self.state = State()
            self._trailing(position)
            return
        known = word in BLOCKS
        self.put(start, position, "block" if known else "invalid")
        colon = re.compile(r"\s*:").match(text, position)
        if colon:
            self.put(colon.end() - 1, colon.end(), "punctuation")
            position = colon.end()
        if known or colon:
            self.state = State(word if known else "")
        self._trailing(position)

    def _trailing(self, position: int) -> None:
        rest = self.text[position:]
        lead = len(rest) - len(rest.lstrip())
        kind = "comment" if rest.lstrip().startswith("//") else "invalid"
        self.put(position + lead, len(self.text.rstrip()), kind)

    # --- entries ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self.state.head:
            if len(self.open) == 1:
                self._clauses()
            else:
                self._code(self.position, until=1)
                if len(self.open) == 1:
                    self._clauses()
            if not self.open:
                self._content()
            return
        self._code(0 if self.open[-1] == "`" else self.position)

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
            match = _TARGET.match(self.text, self.position)
            if match:
                self.put(match.start(2), match.end(2), "name")
                self.position = match.end()
            self._code(self.position)
        else:
            self._code(self.position)

    def _words(self, known: dict[str, str]) -> None:
        arrow = False
        for match in _CODE.finditer(self.text, self.position):
            kind = match.lastgroup or ""
            if kind == "name":
                kind = known.get(match.group(), "handler" if arrow else "name")
            elif kind == "quote":
                self.position = match.start()
                self._string(self.position, text=False)
                self._trailing(self.position)
                return
            elif kind in ("open", "close"):
                kind = "punctuation"
            elif kind in ("other", "tick"):
                kind = "invalid"
            arrow = arrow or match.group() == "->"
            if kind != "space":
                self.put(match.start(), match.end(), kind)
            if kind == "comment":
                return

    def _handler(self) -> None:
        text = self.text
        if text[self.position] == "#":
            self.put(self.position, self.end, "comment")
            return
        statement = _STATEMENT.match(text, self.position)
        if statement:
            word = statement.group(1)
            self.put(statement.start(), statement.end(), "keyword")
            self.position = statement.end()
            if word == "else":
                also = re.compile(r"\s+(if)\b").match(text, self.position)
                if also:
                    self.put(also.start(1), also.end(1), "keyword")
                    self.position = also.end()
            elif word == "call":
                self._target("handler")
            elif word in ("let", "set"):
                self._target("name")
            self._code(self.position, loop=word == "for", text_depth=1 if word == "log" else 0)
            return
        head = _HANDLER.match(text, self.position)
        if head:
            self.put(head.start(1), head.end(1), "handler")
            self.position = head.end()
            self._code(self.position, parameters=True)
            return
        self._code(self.position)

    def _target(self, kind: str) -> None:
        match = _TARGET.match(self.text, self.position)
        if match:
            self.put(match.start(2), match.end(2), kind)
            self.position = match.end()

    # --- layout ----------------------------------------------------------------------------------

    def _layout(self) -> None:
        text, start = self.text, self.position
        if text[start] in "\"'":
            self._string(start, text=True)
            self._trailing(self.position)
            return
        branch = re.compile(r"(?:(else)\b)?\s*(?:(if|for)\b(?=\s*\())?").match(text, start)
        if branch and branch.group().strip():
            for group in (1, 2):
                self.put(branch.start(group), branch.end(group), "keyword")
            self.position = branch.end()
            self._code(self.position, loop=branch.group(2) == "for")
            return
        match = _TAG.match(text, start)
        if match:
            self.put(start, match.end(), "tag")
            self.position = match.end()
        while True:
            part = re.compile(r"\s*").match(text, self.position)
            begin = part.end() if part else self.position
            found = _PART.match(text, begin)
            if found is None:
                break
            self.put(begin, found.end(), found.lastgroup or "class")
            self.position = found.end()
        space = _LEAD.match(text, self.position)
        self.position = space.end() if space else self.position
        if text.startswith("(", self.position):
            self.put(self.position, self.position + 1, "punctuation")
            self.open.append("(")
            self.position += 1
            self.state = replace(self.state, head=True)
        self._clauses()
        if not self.open:
            self._content()

    def _clauses(self) -> None:
        """Cut clauses up to the `)` or `:` that ends them."""
        text = self.text
        while self.position < self.end:
            match = _CLAUSE.match(text, self.position)
            if match is None:  # its last alternative takes any character
                return
            kind, start = match.lastgroup or "", self.position
            if kind == "colon" and not self.open:
                return
            self.position = match.end()
            if kind in ("on", "bind"):
                self.put(start, match.end(), "keyword")
                (self._event if kind == "on" else self._bind)()
            elif kind == "quote":
                self._string(start, text=True)
            elif kind == "close":
                self.put(start, match.end(), "punctuation")
                if self.open:
                    self.open.pop()
                    return
            elif kind == "attribute":
                self.put(start, match.end(), "attribute")
            elif kind == "comment":
                self.put(start, match.end(), "comment")
            elif kind == "other":
                self.put(start, match.end(), "invalid")
            elif kind != "space":
                self.put(
                    start, match.end(), "operator" if kind in ("arrow", "equal") else "punctuation"
                )

    def _event(self) -> None:
        text = self.text
        match = _EVENT.match(text, self.position)
        if match:
            self.put(match.start(2), match.end(2), "event")
            self.put(match.start(3), match.end(3), "modifier")
            self.position = match.end()
        arrow = re.compile(r"\s*(->|=>)").match(text, self.position)
        if arrow is None:
            return
        self.put(arrow.start(1), arrow.end(), "operator")
        self.position = arrow.end()
        self._target("handler")
        opening = re.compile(r"\s*\(").match(text, self.position)
        if opening:
            self.position = opening.end() - 1
            self._code(self.position, until=len(self.open))

    def _bind(self) -> None:
        text = self.text
        self._target("attribute")
        arrow = re.compile(r"\s*(<->|->)").match(text, self.position)
        if arrow is None:
            return
        self.put(arrow.start(1), arrow.end(), "operator")
        self.position = arrow.end()
        self._target("name")
        while match := _PATH.match(text, self.position):
            if match.group(1):
                self.put(match.start(1), match.end(1), "punctuation")
                self.put(match.start(2), match.end(2), "property")
                self.position = match.end()
            else:
                self.position = match.end()
                before = self.position
                self._code(self.position, until=len(self.open))
                if self.position == before:
                    return

    def _content(self) -> None:
        """Cut what stands behind a head: its colon and its text."""
        text = self.text
        match = re.compile(r"\s*(:)?\s*").match(text, self.position)
        if match is None:
            return
        self.put(match.start(1), match.end(1), "punctuation")
        self.position = match.end()
        if self.position < self.end and text[self.position] in "\"'":
            self._string(self.position, text=True)
        self._trailing(self.position)

    # --- code ------------------------------------------------------------------------------------

    def _string(self, start: int, *, text: bool) -> None:
        """Cut the string at `start`, and the code in it."""
        quote = self.text[start]
        self.position = start + 1
        pattern = _STRINGS[quote, text]
        begin = start
        closable = True  # until a `{{` is met that nothing closes
        while True:
            match = pattern.search(self.text, self.position, self.end)
            if match is None:
                self.put(begin, self.end, "string")
                self.position = self.end
                return
            self.position = match.end()
            if match.lastgroup == "end":
                self.put(begin, match.end(), "string")
                return
            if match.lastgroup == "escape":
                self.put(begin, match.start(), "string")
                self.put(match.start(), match.end(), "escape")
                begin = match.end()
                continue
            close = self._code_end(match.end()) if closable else None
            if close is None:
                closable = False
                continue
            self.put(begin, match.start(), "string")
            self.put(match.start(), match.end(), "interpolation")
            self._inside(match.end(), close)
            self.put(close, close + 2, "interpolation")
            begin = self.position = close + 2

    def _code_end(self, start: int) -> int | None:
        """Where the `}}` stands that closes a `{{` before `start`."""
        depth = 0
        for match in re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|[{}]""").finditer(
            self.text, start
        ):
            found = match.group()
            if found == "{":
                depth += 1
            elif found == "}":
                if not depth and self.text.startswith("}}", match.start()):
                    return match.start()
                depth = max(0, depth - 1)
        return None

    def _inside(self, start: int, end: int) -> None:
        """Cut code that stands in a string."""
        was, self.end = self.end, end
        kept, self.open = self.open, []
        self.position = start
        self._code(start)
        self.end, self.open = was, kept

    def _template(self) -> None:
        """Cut a template literal from where it goes on, up to its end or the code in it."""
        pattern = _STRINGS["`", False]
        begin = self.position
        while True:
            match = pattern.search(self.text, self.position, self.end)
            if match is None:
                self.put(begin, self.end, "string")
                self.position = self.end
                return
            self.position = match.end()
            if match.lastgroup == "escape":
                self.put(begin, match.start(), "string")
                self.put(match.start(), match.end(), "escape")
                begin = match.end()
            elif match.lastgroup == "end":
                self.put(begin, match.end(), "string")
                self.open.pop()
                return
            else:
                self.put(begin, match.start(), "string")
                self.put(match.start(), match.end(), "interpolation")
                self.open.append("${")
                return

    def _code(
        self,
        start: int,
        *,
        until: int = -1,
        loop: bool = False,
        text_depth: int = 0,
        parameters: bool = False,
    ) -> None:
        """Cut an expression; stops early once no more than `until` brackets are open."""
        self.position = start
        before = ""  # the mark or word before, to tell a property from a name
        first = True
        while self.position < self.end:
            if self.open and self.open[-1] == "`":
                self._template()
                before = "`"
                continue
            if not first and len(self.open) <= until:
                return
            match = _CODE.match(self.text, self.position, self.end)
            if match is None:  # its last alternative takes any character
                return
            kind, found = match.lastgroup or "", match.group()
            begin, self.position = self.position, match.end()
            if kind == "space":
                continue
            first = False
            if kind == "name":
                self.put(
                    begin, match.end(), self._word(found, before, match.end(), loop, parameters)
                )
            elif kind == "quote":
                self._string(begin, text=len(self.open) < text_depth)
            elif kind == "tick":
                self.open.append("`")
                self.position = begin + 1
                self._opening_tick(begin)
            elif kind == "open":
                self.put(begin, match.end(), "punctuation")
                self.open.append(found)
            elif kind == "close":
                self._close(found, begin)
            elif kind == "other":
                self.put(begin, match.end(), "invalid")
            else:
                self.put(begin, match.end(), kind)
            before = found

    def _opening_tick(self, start: int) -> None:
        count = len(self.tokens)
        self._template()
        if (
            len(self.tokens) > count
            and self.tokens[count].start == start + 1
            and (self.tokens[count].kind == "string")
        ):
            self.tokens[count] = Token(start, self.tokens[count].end, "string")
        else:
            self.tokens.insert(count, Token(start, start + 1, "string"))

    def _close(self, mark: str, start: int) -> None:
        opener = _CLOSES[mark]
        if self.open and (self.open[-1] == opener or (mark == "}" and self.open[-1] == "${")):
            kind = "interpolation" if self.open.pop() == "${" else "punctuation"
            self.put(start, start + 1, kind)
            return
        self.put(start, start + 1, "invalid" if self.state.block != "script" else "punctuation")

    def _word(self, word: str, before: str, end: int, loop: bool, parameters: bool) -> str:
        rest = self.text[end : min(self.end, end + 40)].lstrip()
        if before in (".", "?."):
            return "function" if rest.startswith("(") else "property"
        if word in _CONSTANTS:
            return "constant"
        if loop and word in ("in", "key") and before not in ("(", ""):
            return "keyword"
        if parameters and self.open:
            return "parameter"
        if rest.startswith("=>"):
            return "parameter"
        if self.open and self.open[-1] == "{" and before in ("{", ",") and rest.startswith(":"):
            return "property"
        if word in _FOREIGN:
            return "keyword" if self.state.block == "script" else "invalid"
        if word in _SPACES:
            return "constant"
        return "function" if rest.startswith("(") else "name"


__all__ = ["START", "State", "Token", "tokenize_line"]
