"""What may stand at a place: read from the text before it alone, so that it need not parse.

Each kind of place is a class of its own; `word` is what is typed of it so far, and begins at offset
`start` of the text before the cursor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from hjx_studio.language import literals
from hjx_studio.language.services.code import Code, read_code
from hjx_studio.language.services.surroundings import Spot

_LONGEST = 4000  # characters of a layout line: clauses that stay open are searched again and again
_SPACE = re.compile(r"(?:\s|//[^\n]*)*")
_WORD = re.compile(r"[\w$-]*")
_TAG = re.compile(r"[^\W\d][\w-]*")
_PART = re.compile(
    r"#[\w-]*|\.(?:[\w/-]|:(?![\s\"']|$|//)|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|(?<!^)\.(?=\d))*"
)
_ATTRIBUTE = re.compile(r"[^\W\d][\w.:-]*")
_EVENT = re.compile(r"([^\W\d][\w:-]*)((?:\.[\w-]*)*)")
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_PATH = re.compile(r"(?:[^\W\d]|\$)[\w$]*(?:\s*\.\s*[\w$]*|\[[^\]\n]*\])*(?:\[[^\]\n]*$)?")
_BRANCH = re.compile(r"\s*(else\b)?\s*(?:(if|for)\s*(\())?")
_STATEMENT = re.compile(r"\s*(set|let|log|call)\b(?!\s*[=.:(])\s*")
_DECLARED = re.compile(r"\s*[\w$]+\s*=(?![=>])")


@dataclass(frozen=True, slots=True)
class AtHeading:
    """A line that is not indented: a block's heading."""

    word: str
    start: int


@dataclass(frozen=True, slots=True)
class AtEntry:
    """The first word of an entry: a tag or branch of the layout, a statement, `every`."""

    word: str
    start: int


@dataclass(frozen=True, slots=True)
class AtClass:
    """`.word` behind a tag, or a word of the attribute `class`."""

    word: str
    start: int


@dataclass(frozen=True, slots=True)
class AtClause:
    """A clause of a tag: an attribute's name, `on` or `bind`."""

    word: str
    start: int
    tag: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtValue:
    """The plain text of an attribute's value."""

    word: str
    start: int
    tag: str
    attribute: str


@dataclass(frozen=True, slots=True)
class AtEvent:
    """The event of an `on` clause."""

    word: str
    start: int


@dataclass(frozen=True, slots=True)
class AtModifier:
    """A modifier of an event."""

    word: str
    start: int
    event: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtHandler:
    """The handler of an event, a timer or a `call`; `fresh` where no `(` may follow by itself."""

    word: str
    start: int


@dataclass(frozen=True, slots=True)
class AtBind:
    """What of an input is bound."""

    word: str
    start: int
    tag: str


@dataclass(frozen=True, slots=True)
class AtCode:
    """Code. `loop` is the kind of loop whose head it is in, `sets` says that a path stands there
    that will be set or bound, `event` that an event's arguments do, and `draws` that it is in a
    handler; `runs` is the handler whose arguments they are."""

    code: Code
    loop: bool = False
    sets: bool = False
    event: bool = False
    draws: bool = False
    runs: str = ""

    @property
    def word(self) -> str:
        """The name typed so far."""
        typed = self.code.typed
        return typed.text if typed else ""

    @property
    def start(self) -> int:
        """Where it begins."""
        typed = self.code.typed
        return typed.start if typed else len(self.code.text)


@dataclass(frozen=True, slots=True)
class AtStyle:
    """CSS. `kind` is selector, property or value; `name` the property whose value it is, `mark`
    the `.`, `#`, `:` or `@` before the word."""

    word: str
    start: int
    kind: str
    name: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """A place where nothing is known: a new name, plain text, a comment."""

    word: str = ""
    start: int = 0


Place: TypeAlias = (
    AtHeading
    | AtEntry
    | AtClass
    | AtClause
    | AtValue
    | AtEvent
    | AtModifier
    | AtHandler
    | AtBind
    | AtCode
    | AtStyle
    | Nowhere
)


def place_at(spot: Spot) -> Place:
    """What may stand at a spot."""
    text = spot.before
    match spot.block:
        case "heading":
            match = re.fullmatch(r"[\w-]*", text)
            return AtHeading(text, 0) if match else Nowhere()
        case "state" | "local" | "computed":
            declared = _DECLARED.match(text)
            return AtCode(read_code(text, declared.end())) if declared else Nowhere()
        case "timers":
            return _timer(text)
        case "layout":
            return _Layout(text).place() if len(text) <= _LONGEST else Nowhere()
        case "handlers":
            return Nowhere() if spot.handler is None else _statement(text)
        case "style":
            return _style(spot)
        case _:
            return Nowhere()


def _timer(text: str) -> Place:
    first = re.fullmatch(r"\s*([^\W\d]*)", text)
    if first is not None:
        return AtEntry(first[1], first.start(1))
    match = re.fullmatch(r".*->\s*([\w$]*)", text, re.DOTALL)
    return AtHandler(match[1], match.start(1)) if match else Nowhere()


def _branch(text: str) -> tuple[str, int] | None:
    """The `if` or `for` whose bracket is open from an offset on."""
    match = _BRANCH.match(text)
    return (match[2], match.end(3)) if match is not None and match[3] else None


def _head_code(text: str, word: str, start: int, *, draws: bool) -> Place:
    code = read_code(text, start - 1)  # the bracket too: a closed one ends the head
    if not code.open:
        return Nowhere()
    if word == "for" and not any(each.text == "in" for each in code.words):
        return Nowhere()  # its variables are being named
    return AtCode(code, loop=word == "for", draws=draws)


def _statement(text: str) -> Place:
    first = re.fullmatch(r"\s*([^\W\d]*)", text)
    if first is not None:
        return AtEntry(first[1], first.start(1))
    branch = _branch(text)
    if branch is not None:
        return _head_code(text, *branch, draws=True)
    also = re.fullmatch(r"\s*else\s+([^\W\d]*)", text)
    if also is not None:
        return AtEntry(also[1], also.start(1))
    match = _STATEMENT.match(text)
    if match is None or text.lstrip().startswith(("#", "//")):
        return Nowhere()
    word, start = match[1], match.end()
    if word == "log":
        return AtCode(read_code(text, start, text_depth=1), draws=True)
    if word == "call":
        named = _NAME.match(text, start)
        end = named.end() if named else start
        if end == len(text):
            return AtHandler(text[start:], start)
        return AtCode(read_code(text, end), draws=True, runs=text[start:end])
    equal = re.compile(r"[^=\n]*=(?![=>])").match(text, start)
    if equal is not None:
        return AtCode(read_code(text, equal.end()), draws=True)
    return AtCode(read_code(text, start), sets=True) if word == "set" else Nowhere()


class _Layout:
    """The text of a line of layout up to the cursor."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text)
        self.tag = ""
        self.given: list[str] = []

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def place(self) -> Place:
        """What may stand at the end of the text."""
        text = self.text
        branch = _branch(text)
        if branch is not None:
            return _head_code(text, *branch, draws=False)
        also = re.fullmatch(r"\s*else\s+([^\W\d]*)", text)
        if also is not None:
            return AtEntry(also[1], also.start(1))
        start = self._skip(0)
        if start == self.end:
            return AtEntry("", start) if text.strip(" \t") == "" else Nowhere()
        if text[start] in "\"'":
            return self._string(start, "")[1] or Nowhere()
        tag = _TAG.match(text, start)
        if tag is None:
            return Nowhere()
        if tag.end() == self.end:
            return AtEntry(tag.group(), start)
        self.tag = tag.group()
        return self._parts(tag.end())

    def _parts(self, position: int) -> Place:
        text = self.text
        while part := _PART.match(text, position):
            if part.end() == self.end:
                if part.group().startswith("#"):
                    return Nowhere()
                return AtClass(part.group()[1:], part.start() + 1)
            position = part.end()
        begin = self._skip(position)
        if text.startswith("(", begin):
            return self._clauses(begin + 1, bare=False)
        if text.startswith(":", begin):
            return self._content(begin)
        if begin > position:
            return self._clauses(begin, bare=True)
        return Nowhere()

    def _content(self, position: int) -> Place:
        """What stands behind a head: its colon and its text."""
        start = self._skip(self._skip(position) + 1)
        if start < self.end and self.text[start] in "\"'":
            return self._string(start, "")[1] or Nowhere()
        return Nowhere()

    def _string(self, start: int, attribute: str) -> tuple[int, Place | None]:
        """The end of the text that begins at an offset, and what stands in it if it is open."""
        text = self.text
        end, _, dangling = literals.text_end(text, start, self.end)
        if end is not None:
            return end, None
        if dangling is not None:
            return self.end, AtCode(read_code(text, dangling + 2))
        if not attribute:
            return self.end, Nowhere()
        word = re.search(r"[^\s\"']*$", text[start + 1 :])
        typed = word.group() if word else ""
        if attribute == "class":
            return self.end, AtClass(typed, self.end - len(typed))
        return self.end, AtValue(typed, self.end - len(typed), self.tag, attribute)

    def _clauses(self, position: int, *, bare: bool) -> Place:
        text = self.text
        while True:
            position = self._skip(position)
            if position >= self.end:
                return AtClause("", self.end, self.tag, tuple(self.given))
            mark = text[position]
            if mark == ")" and not bare:
                return self._content(self._skip(position + 1))
            if mark == ":":
                return self._content(position)
            match = _ATTRIBUTE.match(text, position)
            if match is None:
                inside: Place | None = None
                position += 1
                if mark in "\"'":
                    position, inside = self._string(position - 1, "")
                if inside is not None:
                    return inside
                continue
            if match.end() == self.end:
                return AtClause(match.group(), position, self.tag, tuple(self.given))
            found = self._clause(match.group(), match.end())
            if not isinstance(found, int):
                return found
            position = found

    def _clause(self, word: str, end: int) -> int | Place:
        """The clause that a word begins: its end, or what stands at the cursor in it."""
        text = self.text
        after = self._skip(end)
        if word in ("on", "bind") and after > end and not text.startswith("=", after):
            return self._listen(after) if word == "on" else self._bind(after)
        self.given.append(word)
        if not text.startswith("=", after):
            return end
        start = self._skip(after + 1)
        if start >= self.end:
            return Nowhere()
        if text[start] not in "\"'":
            unquoted = re.compile(r"[^\s,()]*").match(text, start)
            return max(unquoted.end() if unquoted else start, start)
        stop, place = self._string(start, word.lower())
        return stop if place is None else place

    def _listen(self, start: int) -> int | Place:
        text = self.text
        match = _EVENT.match(text, start)
        if match is None:
            return AtEvent("", start) if start >= self.end else start
        if match.end() == self.end:
            if not match[2]:
                return AtEvent(match[1], start)
            *given, word = match[2].split(".")[1:]
            return AtModifier(word, self.end - len(word), match[1], tuple(given))
        arrow = re.compile(r"\s*(?:->|=>)?\s*").match(text, match.end())
        at = arrow.end() if arrow else match.end()
        if arrow is not None and arrow.group().strip() == "":
            return Nowhere() if at >= self.end else at
        return self._handler(at)

    def _handler(self, start: int) -> int | Place:
        text = self.text
        name = _NAME.match(text, start)
        end = name.end() if name else start
        if end == self.end:
            return AtHandler(text[start:], start)
        after = self._skip(end)
        if name is None or not text.startswith("(", after):
            return max(end, start)
        close = _closing(text, after)
        if close is not None:
            return close
        return AtCode(read_code(text, after), event=True, runs=name.group())

    def _bind(self, start: int) -> int | Place:
        text = self.text
        match = _WORD.match(text, start)
        end = match.end() if match else start
        if end == self.end:
            return AtBind(text[start:], start, self.tag)
        self.given.append(text[start:end])
        arrow = re.compile(r"\s*(?:<->|->)\s*").match(text, end)
        if arrow is None:
            return Nowhere() if _SPACE.fullmatch(text, end) else max(end, start + 1)
        path = _PATH.match(text, arrow.end())
        stop = path.end() if path else arrow.end()
        if stop == self.end:
            return AtCode(read_code(text, arrow.end()), sets=True)
        return stop


def _closing(text: str, bracket: int) -> int | None:
    """Behind the bracket that closes the one at an offset; None if nothing does."""
    stack: list[tuple[str, int]] = []
    end = literals.scan(text, bracket + 1, len(text), stack, stop=")")
    return end + 1 if end < len(text) else None


# --- styles --------------------------------------------------------------------------------------

_STYLE = re.compile(r"""/\*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[{};]""", re.DOTALL)
_RULES = ("@media", "@supports", "@container", "@layer", "@keyframes")


def _style(spot: Spot) -> Place:
    source = spot.source
    offset = source.line_starts[spot.line - 1] + len(spot.before)
    first = source.line_starts[spot.first - 1]
    text = source.text[first:offset]
    open_rules: list[bool] = []  # whether each holds rules, and not declarations
    begin = position = 0
    while match := _STYLE.search(text, position):
        mark, position = match.group(), match.end()
        if mark == "/*":
            end = text.find("*/", position)
            if end < 0:
                return Nowhere()
            position = end + 2
        elif mark == "{":
            open_rules.append(text[begin : match.start()].lstrip().startswith(_RULES))
            begin = position
        elif mark == "}":
            if open_rules:
                open_rules.pop()
            begin = position
        elif mark == ";":
            begin = position
        elif position == len(text) and (len(mark) == 1 or mark[-1] != mark[0]):
            return Nowhere()
    return _style_place(text[begin:], bool(open_rules) and not open_rules[-1], len(spot.before))


def _style_place(text: str, in_rule: bool, end: int) -> Place:
    """What stands at the end of the text behind the last brace or semicolon."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    typed = re.search(r"([.#:@]{0,2})(--)?(-?[\w-]*)$", text)
    mark, word = (typed[1], (typed[2] or "") + typed[3]) if typed else ("", "")
    start = end - len(word)
    name, colon, _ = text.partition(":")
    if in_rule and colon and not text.lstrip().startswith(("&", ".", "#", ":", "[", ">", "@")):
        return AtStyle(word, start, "value", name.strip(), "#" if mark == "#" else "")
    if in_rule and not mark and name.strip() == word:
        return AtStyle(word, start, "property")
    return AtStyle(word, start, "selector", mark=mark[-1:])
