"""The code that stands before a cursor, however broken: its words, and what is still open.

Nothing here parses: half a call is read as half a call. That is what completion and signatures
need where the grammar gives up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hjx_studio.language import literals, nodes
from hjx_studio.language.parser import parse_expression
from hjx_studio.language.services.names import Binding, Scope
from hjx_studio.language.services.shapes import UNKNOWN, Shape, Shapes, callback_shapes
from hjx_studio.language.vocabulary import CALLBACK_METHODS

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*)|(?P<name>(?:[^\W\d]|\$)[\w$\u200c\u200d]*)
    |(?P<number>(?:\d|\.\d)[\w.]*)|(?P<quote>["'`])|(?P<open>[(\[{])|(?P<close>[)\]}])
    |(?P<mark>\.\.\.|=>|\?\.(?!\d)|&&|\|\||\?\?|[=!]==?|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_LONGEST_RECEIVER = 600
_DEEPEST = 40  # brackets around a cursor that are looked at
_LONGEST = 4000  # characters of code that are looked at


@dataclass(frozen=True, slots=True)
class Word:
    """A lexeme; kinds: name number text open close mark."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Code:
    """Code up to a cursor. `open` has the indexes of the brackets that nothing closes, the
    outermost first; `pairs` leads from a closing bracket to its opening one."""

    text: str
    words: list[Word] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=dict)
    in_text: bool = False  # whether the cursor stands in a string or a comment

    @property
    def typed(self) -> Word | None:
        """The name that the cursor stands behind or in."""
        last = self.words[-1] if self.words else None
        if last is None or last.kind != "name" or last.end != len(self.text) or self.in_text:
            return None
        return last

    def before(self, index: int) -> Word | None:
        """The word before an index."""
        return self.words[index - 1] if index > 0 else None


def read_code(text: str, start: int, *, text_depth: int = 0) -> Code:
    """Read the code from `start` to the end of a text, which is where the cursor stands.

    Strings under fewer than `text_depth` brackets may hold `{{ }}`.
    """
    code = Code(text)
    _Reader(code, text_depth).run(max(start, len(text) - _LONGEST))
    return code


class _Reader:
    def __init__(self, code: Code, text_depth: int) -> None:
        self.code = code
        self.text = code.text
        self.text_depth = text_depth

    def run(self, position: int) -> None:
        """Read up to the cursor."""
        code, text = self.code, self.text
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:  # its last alternative takes any character
                return
            kind, found = match.lastgroup or "", match.group()
            begin, position = position, match.end()
            if kind == "comment":
                code.in_text = position == len(text)
            elif kind == "quote":
                position = self._string(begin)
            elif kind == "close":
                position = self._close(begin, found)
            elif kind != "space":
                if kind == "open":
                    code.open.append(len(code.words))
                code.words.append(Word(kind, found, begin, position))

    def _close(self, start: int, mark: str) -> int:
        code = self.code
        end = start + 1
        if mark == "}" and code.open and code.words[code.open[-1]].text == "${":
            opened = code.open.pop()  # the template goes on
            del code.words[opened + 1 :]
            return self._template(end, code.words[opened].start)
        wanted = _CLOSES[mark]
        for depth in range(len(code.open) - 1, -1, -1):
            opener = code.words[code.open[depth]].text
            if opener == wanted:
                code.pairs[len(code.words)] = code.open[depth]
                del code.open[depth:]
                break
            if opener in ("${", "{{"):
                break
        code.words.append(Word("close", mark, start, end))
        return end

    def _string(self, start: int) -> int:
        text, code = self.text, self.code
        if text[start] == "`":
            return self._template(start + 1, start)
        if len(code.open) < self.text_depth:
            end, _, dangling = literals.text_end(text, start, len(text))
            if end is None and dangling is not None and not text.count("\n", dangling):
                return self._enter("{{", dangling, dangling + 2)
        else:
            end = literals.string_end(text, start, len(text))
        if end is None:
            end = literals.line_end(text, start, len(text))
            code.in_text = end == len(text)
        code.words.append(Word("text", text[start:end], start, end))
        return end

    def _template(self, position: int, start: int) -> int:
        """Go on in a template literal that began at `start`."""
        text = self.text
        while match := _IN_TEMPLATE.search(text, position):
            position = match.end()
            if match.group() == "`":
                self.code.words.append(Word("text", text[start:position], start, position))
                return position
            if match.group() == "${":
                close = literals.code_end(text, position, len(text), "}")
                if close is None:
                    return self._enter("${", match.start(), position)
                position = close + 1
        self.code.in_text = True
        return len(text)

    def _enter(self, mark: str, start: int, end: int) -> int:
        code = self.code
        code.open.append(len(code.words))
        code.words.append(Word("open", mark, start, end))
        return end


_IN_TEMPLATE = re.compile(r"\\.|`|\$\{", re.DOTALL)


# --- what stands before a dot --------------------------------------------------------------------


def receiver_start(code: Code, index: int) -> int | None:
    """The index of the first word of the operand that ends with the word at `index`."""
    words = code.words
    while index >= 0:
        word = words[index]
        if word.kind == "close":
            opening = code.pairs.get(index)
            if opening is None:
                return None
            before = words[opening - 1] if opening > 0 else None
            if word.text == "}" or before is None or not _may_be_operand(before):
                return opening
            index = opening - 1
            continue
        if word.kind not in ("name", "text", "number"):
            return None
        dot = words[index - 1] if index > 0 else None
        if word.kind != "name" or dot is None or dot.text not in (".", "?."):
            return index
        index -= 2
    return None


def _may_be_operand(word: Word) -> bool:
    return word.kind in ("name", "text") or word.text in (")", "]")


def receiver(code: Code, dot: int) -> str | None:
    """The text of what stands before the `.` at an index."""
    start = receiver_start(code, dot - 1)
    if start is None:
        return None
    return code.text[code.words[start].start : code.words[dot].start]


# --- calls and the functions in them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call whose bracket is not closed: its callee's name, the text before its dot if it is a
    method, and which argument the cursor is in, from 0."""

    name: str
    receiver: str | None
    argument: int
    bracket: int  # its index among the words


def open_calls(code: Code) -> Iterator[OpenCall]:
    """The calls around the cursor, the outermost first."""
    for place in code.open[-_DEEPEST:]:
        callee = code.before(place)
        if code.words[place].text != "(" or callee is None or callee.kind != "name":
            continue
        dot = code.before(place - 1)
        of = None
        if dot is not None and dot.text in (".", "?."):
            of = receiver(code, place - 2)
            if of is None:
                continue
        yield OpenCall(callee.text, of, argument_at(code, place), place)


def argument_at(code: Code, bracket: int) -> int:
    """Which argument behind a bracket the cursor is in, from 0."""
    count = depth = 0
    for word in code.words[bracket + 1 :]:
        if word.kind == "open":
            depth += 1
        elif word.kind == "close":
            depth -= 1
        elif word.text == "," and depth <= 0:
            count += 1
    return count


def with_arrows(code: Code, scope: Scope, shapes: Shapes) -> Scope:
    """The scope at the cursor: around the names of `scope` those of the functions it is in."""
    for call in open_calls(code):
        names = _arrow_parameters(code, call.bracket + 1)
        if not names:
            continue
        given: tuple[Shape, ...] = ()
        if call.receiver is not None and call.name in CALLBACK_METHODS:
            given = callback_shapes(call.name, shape_of(call.receiver, scope, shapes))
        own = []
        for index, (name, part) in enumerate(names):
            whole = given[index] if part is None and index < len(given) else UNKNOWN
            if part is not None and part < len(given):
                item = given[part]
                whole = item.members.get(name) or item.item or UNKNOWN
            own.append(Binding("arrow", name, 0, None, whole))
        scope = scope.inside(own)
    return scope


def _arrow_parameters(code: Code, index: int) -> list[tuple[str, int | None]]:
    """The parameters of the function that begins at an index; those of a pattern with the place
    of the pattern."""
    words = code.words
    if index + 1 >= len(words):
        return []
    if words[index].kind == "name" and words[index + 1].text == "=>":
        return [(words[index].text, None)]
    if words[index].text != "(":
        return []
    found: list[tuple[str, int | None]] = []
    place = depth = 0
    for at in range(index + 1, len(words)):
        word = words[at]
        if word.kind == "close":
            if depth == 0:
                after = words[at + 1] if at + 1 < len(words) else None
                return found if after is not None and after.text == "=>" else []
            depth -= 1
        elif word.kind == "open":
            depth += 1
        elif word.text == "," and depth == 0:
            place += 1
        elif word.kind == "name":
            found.append((word.text, place if depth else None))
    return []


def shape_of(text: str, scope: Scope, shapes: Shapes) -> Shape:
    """What an expression, given as text, gives."""
    if len(text) > _LONGEST_RECEIVER:
        return UNKNOWN
    tree, _ = parse_expression(text)
    return UNKNOWN if isinstance(tree, nodes.Missing) else shapes.of(tree, scope)
