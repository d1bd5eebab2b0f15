"""Cuts the code of a line into lexemes, and says what is wrong inside a single one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding
from hjx_studio.language.literals import Region
from hjx_studio.language.nodes import Expression, Literal, Template
from hjx_studio.language.source import Span

DEEPEST = 150
"""How many brackets may stand in each other, and how deep an expression may nest."""

RESERVED = frozenset(
    "await break case catch class const continue debugger default delete do else enum export "
    "extends finally for function if import in instanceof new return super switch this throw try "
    "typeof var void while with yield".split()
)
FORBIDDEN = frozenset({"constructor", "prototype", "__proto__"})

_OPERAND_ENDS = frozenset(
    {
        "NAME",
        "NUMBER",
        "STRING",
        "TEMPLATE",
        "TEXT",
        "TRUE",
        "FALSE",
        "NULL",
        "RPAR",
        "RSQB",
        "RBRACE",
    }
)
_UNCALLABLE = _OPERAND_ENDS - {"NAME"}
_FOREIGN = (
    ">>>= **= &&= ||= ??= <<= >>= >>> ++ -- += -= *= /= %= &= |= ^= << >> -> & | ^ ~ = ; @ # \\ _"
).split()
_OPENERS = {"(": "LPAR", "[": "LSQB", "{": "LBRACE"}
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


class Lexeme(NamedTuple):
    """A smallest part of a line: its terminal in the grammar, where it stands, what it means.

    The value is the text of a word or a mark, and the node of a literal.
    """

    type: str
    start: int
    end: int
    value: Any = None


class Terminals(Protocol):
    """What the scanner takes from the grammar."""

    @property
    def terminals(self) -> Mapping[str, str]:
        """Terminals by their fixed text."""

    def pattern(self, terminal: str) -> str:
        """The regular expression of a terminal without fixed text."""


@dataclass(slots=True)
class Lexed:
    """The lexemes of a line so far, what is wrong in them, and how deep templates nest here."""

    lexemes: list[Lexeme] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    nesting: int = 0
    weight: int = 0  # how many more there are in templates


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of line reads its code."""

    assigns: bool = False  # the first `=` outside brackets sets
    loop_depth: int | None = None  # under how many brackets `in` and `key` separate
    text_depth: int = 0  # strings under fewer brackets may hold `{{ }}`


PLAIN = Manner()
ReadRegion = Callable[[str, Region, Lexed], Expression]


class Scanner:
    """Cuts code into lexemes; `read` makes the expression of a `{{ }}` or `${ }` in a literal."""

    def __init__(self, grammar: Terminals, read: ReadRegion) -> None:
        self._types = {mark: name for mark, name in grammar.terminals.items() if not mark.isalpha()}
        for mark in ("->", "<->", "="):
            self._types.pop(mark)
        self._assign = grammar.terminals["="]
        self._in, self._key = grammar.terminals["in"], grammar.terminals["key"]
        self._read = read
        self._constants: dict[str, tuple[str, bool | None]] = {
            "true": ("TRUE", True),
            "false": ("FALSE", False),
            "null": ("NULL", None),
        }
        marks = sorted({*self._types, *_FOREIGN} - {"_", "?."}, key=len, reverse=True)
        self._token = re.compile(
            f"(?P<SPACE>{grammar.pattern('SPACE')})"
            f"|(?P<NAME>{grammar.pattern('NAME')})"
            f"|(?P<NUMBER>{grammar.pattern('NUMBER')})"
            f"|(?P<COMMENT>{grammar.pattern('COMMENT')})"
            r"""|(?P<QUOTE>["'])|(?P<TICK>`)|(?P<CHAIN>\?\.(?![0-9]))"""
            f"|(?P<MARK>{'|'.join(re.escape(mark) for mark in marks)})"
            "|(?P<OTHER>.)",
            re.DOTALL,
        )

    def scan(self, text: str, start: int, end: int, out: Lexed, manner: Manner = PLAIN) -> None:
        """Cut `text[start:end]`; brackets that stay open are found and closed at the end."""
        _Scan(self, text, start, end, out, manner).run()

    def string(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the quoted string at `start`; returns where it ends."""
        close = literals.string_end(text, start, end)
        stop = close
        if close is None:
            stop = _line_end(text, start, end)
            out.findings.append(
                Finding(
                    "HJX002",
                    Span(start, stop),
                    "This string is not closed on its line.",
                    f"Add the closing {text[start]}.",
                )
            )
        assert stop is not None
        value, found = literals.unescape(text, start + 1, stop - 1 if close is not None else stop)
        out.findings.extend(found)
        out.lexemes.append(Lexeme("STRING", start, stop, Literal(Span(start, stop), value)))
        return stop

    def text(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the quoted string with `{{ }}` at `start`; returns where it ends."""
        close, regions, dangling = literals.text_end(text, start, end)
        stop = close
        if close is None:
            stop = _line_end(text, start, end)
            out.findings.append(
                Finding(
                    "HJX002",
                    Span(start, stop),
                    "This string is not closed on its line.",
                    f"Add the closing {text[start]}.",
                )
            )
        elif dangling is not None:
            out.findings.append(
                Finding(
                    "HJX002",
                    Span(dangling, dangling + 2),
                    "This `{{` is never closed.",
                    "Close it with `}}`, or write `\\{{` for the characters themselves.",
                )
            )
        assert stop is not None
        inside = stop - 1 if close is not None else stop
        node = self._template(text, Span(start, stop), inside, regions, 2, out)
        out.lexemes.append(Lexeme("TEXT", start, stop, node))
        return stop

    def template(self, text: str, start: int, end: int, out: Lexed) -> int:
        """Read the template literal at `start`; returns where it ends."""
        close, regions = literals.template_end(text, start, end)
        if close is None:
            out.findings.append(
                Finding(
                    "HJX002",
                    Span(start, start + 1),
                    "This template literal is not closed.",
                    "Add the closing `.",
                )
            )
        stop = end if close is None else close
        inside = stop - 1 if close is not None else stop
        node = self._template(text, Span(start, stop), inside, regions, 1, out)
        out.lexemes.append(Lexeme("TEMPLATE", start, stop, node))
        return stop

    def _template(  # noqa: PLR0913 - a literal, its code, and how wide its brackets are
        self,
        text: str,
        span: Span,
        inside: int,
        regions: tuple[Region, ...],
        width: int,
        out: Lexed,
    ) -> Literal | Template:
        parts: list[str | Expression] = []
        position = span.start + 1
        opening = 2  # both `{{` and `${`
        for region in regions:
            value, found = literals.unescape(
                text, position, region.start - opening, template=width == 1
            )
            out.findings.extend(found)
            if value:
                parts.append(value)
            parts.append(self._read(text, region, out))
            position = region.end + width
        value, found = literals.unescape(text, position, inside, template=width == 1)
        out.findings.extend(found)
        if not regions:
            return Literal(span, value) if width == 2 else Template(span, (value,) if value else ())
        if value:
            parts.append(value)
        return Template(span, tuple(parts))


def _line_end(text: str, start: int, end: int) -> int:
    stop = text.find("\n", start, end)
    stop = end if stop < 0 else stop
    return stop - 1 if stop > start + 1 and text[stop - 1] == "\r" else stop


class _Scan:
    """One run of the scanner over one stretch of code."""

    __slots__ = ("brackets", "closed", "end", "manner", "out", "owner", "start", "text")

    def __init__(  # noqa: PLR0913 - all that the run needs
        self, owner: Scanner, text: str, start: int, end: int, out: Lexed, manner: Manner
    ) -> None:
        self.owner = owner
        self.text = text
        self.start = start
        self.end = end
        self.out = out
        self.manner = manner
        self.brackets: list[tuple[str, int]] = []  # the open ones: which, and their lexeme's index
        self.closed: int | None = None  # the index of the `(` whose `)` came last

    def run(self) -> None:
        lexemes = self.out.lexemes
        first = len(lexemes)
        match_at = self.owner._token.match
        position, end, text = self.start, self.end, self.text
        while position < end:
            match = match_at(text, position, end)
            assert match is not None
            kind = match.lastgroup
            begin, position = position, match.end()
            if kind == "SPACE" or kind == "COMMENT":
                continue
            if kind == "NAME":
                self._word(match.group(), begin, position)
            elif kind == "MARK":
                self._mark(match.group(), begin, position)
                if len(self.brackets) > DEEPEST:
                    self._give_up(first, begin)
                    return
            elif kind == "NUMBER":
                value, found = literals.number(match.group(), Span(begin, position))
                if found:
                    self.out.findings.append(found)
                node = Literal(Span(begin, position), value)
                lexemes.append(Lexeme("NUMBER", begin, position, node))
            elif kind == "QUOTE":
                if len(self.brackets) < self.manner.text_depth:
                    position = self.owner.text(text, begin, end, self.out)
                else:
                    position = self.owner.string(text, begin, end, self.out)
            elif kind == "TICK":
                position = self.owner.template(text, begin, end, self.out)
            elif kind == "CHAIN":
                lexemes.append(Lexeme(self.owner._types["?."], begin, position, "?."))
            else:
                lexemes.append(Lexeme("INVALID", begin, position, match.group()))
        self._close_all()

    def _word(self, word: str, start: int, end: int) -> None:
        lexemes = self.out.lexemes
        before = lexemes[-1].type if lexemes else ""
        if word in FORBIDDEN:
            self._forbid(word, Span(start, end), before)
        if constant := self.owner._constants.get(word):
            after_dot = before == "DOT" or (lexemes and lexemes[-1].value == "?.")
            node = word if after_dot else Literal(Span(start, end), constant[1])
            lexemes.append(Lexeme(constant[0], start, end, node))
            return
        kind = "NAME"
        if self.manner.loop_depth == len(self.brackets):
            if word == "in":
                kind = self.owner._in
            elif word == "key" and before in _OPERAND_ENDS:
                kind = self.owner._key
        if kind == "NAME" and word in RESERVED:
            kind = "RESERVED"
        elif (
            not word.isascii()
            and not word.replace("$", "_")
            .replace("\u200c", "")
            .replace("\u200d", "")
            .isidentifier()
        ):
            kind = "INVALID"
        lexemes.append(Lexeme(kind, start, end, word))

    def _forbid(self, word: str, span: Span, before: str) -> None:
        if self._is_key_next(span.end, before):
            if word == "__proto__":
                self.out.findings.append(_proto_key(span))
            return
        self.out.findings.append(
            Finding("HJX010", span, f"`{word}` can't be reached: it is not part of the language.")
        )

    def _is_key_next(self, end: int, before: str) -> bool:
        in_object = bool(self.brackets) and self.brackets[-1][0] == "{"
        follows = self.text[end : self.end].lstrip()[:1]
        return in_object and before in ("LBRACE", "COMMA") and follows == ":"

    def _mark(self, mark: str, start: int, end: int) -> None:
        lexemes = self.out.lexemes
        kind = self.owner._types.get(mark, "INVALID")
        if mark in _OPENERS:
            if mark == "(" and lexemes and lexemes[-1].type in _UNCALLABLE and lexemes[-1].end:
                self._uncallable(lexemes[-1], start)
            self.brackets.append((mark, len(lexemes)))
        elif mark in _CLOSERS:
            self._close(mark, start)
        elif mark == "=>":
            self._arrow(end)
        elif mark == "=" and self.manner.assigns and not self.brackets:
            if not any(lexeme.type == self.owner._assign for lexeme in lexemes):
                kind = self.owner._assign
        elif mark == ":" and len(lexemes) > 1 and lexemes[-1].type == "STRING":
            key = lexemes[-1]
            in_object = bool(self.brackets) and self.brackets[-1][0] == "{"
            if in_object and lexemes[-2].type in ("LBRACE", "COMMA"):
                if key.value.value == "__proto__":
                    self.out.findings.append(_proto_key(Span(key.start, key.end)))
        lexemes.append(Lexeme(kind, start, end, mark))

    def _uncallable(self, callee: Lexeme, start: int) -> None:
        if callee.type in ("TRUE", "FALSE", "NULL") and isinstance(callee.value, str):
            return  # `a.null()`: a word behind a dot
        self.out.findings.append(
            Finding(
                "HJX010",
                Span(start, start + 1),
                "Only a function of the language or a method can be called.",
                "A handler is run by `call name(…)` or `on click -> name(…)`.",
            )
        )

    def _arrow(self, end: int) -> None:
        lexemes = self.out.lexemes
        if lexemes and lexemes[-1].type == "NAME":
            lexemes[-1] = lexemes[-1]._replace(type="ARROW_NAME")
        elif lexemes and lexemes[-1].type == "RPAR" and self.closed is not None:
            lexemes[self.closed] = lexemes[self.closed]._replace(type="ARROW_OPEN")
        rest = self.text[end : self.end]
        body = rest.lstrip()
        if body.startswith("{"):
            place = end + len(rest) - len(body)
            self.out.findings.append(
                Finding(
                    "HJX010",
                    Span(place, place + 1),
                    "An arrow function's body is an expression, not a block.",
                    "For an object write `=> ({ … })`.",
                )
            )

    def _close(self, closer: str, start: int) -> None:
        opener = _CLOSERS[closer]
        if not any(bracket == opener for bracket, _ in self.brackets):
            self.closed = None
            return
        while self.brackets:
            bracket, index = self.brackets.pop()
            if bracket == opener:
                self.closed = index if opener == "(" else None
                return
            self._unclosed(bracket, index, start)

    def _unclosed(self, bracket: str, index: int, where: int) -> None:
        lexemes = self.out.lexemes
        lexeme = lexemes[index]
        self.out.findings.append(
            Finding(
                "HJX002",
                Span(lexeme.start, lexeme.end),
                f"This `{bracket}` is never closed.",
                f"Add the `{_CLOSED_BY[bracket]}` that belongs to it.",
            )
        )
        closer = _CLOSED_BY[bracket]
        lexemes.append(Lexeme(self.owner._types[closer], where, where, closer))

    def _close_all(self) -> None:
        if not self.brackets:
            return
        reported = len(self.out.findings)
        lexemes = self.out.lexemes
        colon = lexemes.pop() if lexemes[-1].type == "COLON" else None  # it ends `if (a:`
        while self.brackets:
            bracket, index = self.brackets.pop()
            self._unclosed(bracket, index, self.end if colon is None else colon.start)
        if colon is not None:
            lexemes.append(colon)
        del self.out.findings[reported:-1]  # the outermost stands for those in it

    def _give_up(self, first: int, where: int) -> None:
        del self.out.lexemes[first:]
        self.out.lexemes.append(Lexeme("MISSING", self.start, self.end))
        self.out.findings.append(
            Finding(
                "HJX022",
                Span(where, where + 1),
                f"Brackets nest more than {DEEPEST} deep here.",
                "Take the expression apart.",
            )
        )


def _proto_key(span: Span) -> Finding:
    return Finding("HJX021", span, "The key `__proto__` can't be used in a value.")
