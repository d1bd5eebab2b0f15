"""Cuts code and strings into coloured tokens: what stands in a line of any block."""

from __future__ import annotations

import re

from hjx_studio.language.token import Token
from hjx_studio.language.words import words

NAME = r"(?:[^\W\d]|\$)[\w$]*"
CODE = re.compile(
    rf"""(?P<space>\s+)|(?P<comment>//.*)|(?P<name>{NAME})
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


class CodePen:
    """Goes along one line, puts down its tokens, and keeps what is open: brackets, "`" for a
    template, "${" for the code in one."""

    __slots__ = ("block", "end", "open", "position", "text", "tokens")

    def __init__(self, text: str, block: str, left_open: tuple[str, ...]) -> None:
        self.text = text
        self.block = block
        self.position = 0
        self.end = len(text)
        self.open = list(left_open)
        self.tokens: list[Token] = []

    def put(self, start: int, end: int, kind: str) -> None:
        """Put down a token."""
        if start < end:
            self.tokens.append(Token(start, end, kind))

    def string(self, start: int, *, text: bool) -> None:
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
        self.code(start)
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

    def code(
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
            match = CODE.match(self.text, self.position, self.end)
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
                self.string(begin, text=len(self.open) < text_depth)
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
        self.put(start, start + 1, "invalid" if self.block != "script" else "punctuation")

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
            return "keyword" if self.block == "script" else "invalid"
        if word in _SPACES:
            return "constant"
        return "function" if rest.startswith("(") else "name"
