"""Cuts the code of a line into lexemes, and says what is wrong inside a single one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding
from hjx_studio.language.lexemes import DEEPEST, Lexed, Lexeme, Terminals
from hjx_studio.language.nodes import Literal
from hjx_studio.language.source import Span
from hjx_studio.language.strings import ReadRegion, StringScanner
from hjx_studio.language.words import words

RESERVED = words(
    "await break case catch class const continue debugger default delete do else enum export "
    "extends finally for function if import in instanceof new return super switch this throw "
    "try typeof var void while with yield"
)
FORBIDDEN = frozenset({"constructor", "prototype", "__proto__"})

_OPERAND_ENDS = words("NAME NUMBER STRING TEMPLATE TEXT TRUE FALSE NULL RPAR RSQB RBRACE")
_UNCALLABLE = _OPERAND_ENDS - {"NAME"}
_FOREIGN = words(
    ">>>= **= &&= ||= ??= <<= >>= >>> ++ -- += -= *= /= %= &= |= ^= << >> -> & | ^ ~ = ; @ # \\"
)
_OPENERS = {"(": "LPAR", "[": "LSQB", "{": "LBRACE"}
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of line reads its code."""

    assigns: bool = False  # the first `=` outside brackets sets
    loop_depth: int | None = None  # under how many brackets `in` and `key` separate
    text_depth: int = 0  # strings under fewer brackets may hold `{{ }}`


PLAIN = Manner()


class Scanner:
    """Cuts code into lexemes; `read` makes the expression of a `{{ }}` or `${ }` in a literal."""

    def __init__(self, grammar: Terminals, read: ReadRegion) -> None:
        self._types = {mark: name for mark, name in grammar.terminals.items() if not mark.isalpha()}
        for mark in ("->", "<->", "="):
            self._types.pop(mark)
        self._assign = grammar.terminals["="]
        self._in, self._key = grammar.terminals["in"], grammar.terminals["key"]
        self.strings = StringScanner(read)
        self._constants: dict[str, tuple[str, bool | None]] = {
            "true": ("TRUE", True),
            "false": ("FALSE", False),
            "null": ("NULL", None),
        }
        marks = sorted({*self._types, *_FOREIGN} - {"?."}, key=len, reverse=True)
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


class _Scan:
    """One run of the scanner over one stretch of code."""

    __slots__ = ("assigned", "brackets", "closed", "end", "manner", "out", "owner", "start", "text")

    def __init__(
        self, owner: Scanner, text: str, start: int, end: int, out: Lexed, manner: Manner
    ) -> None:
        self.owner = owner
        self.text = text
        self.start = start
        self.end = end
        self.out = out
        self.manner = manner
        self.brackets: list[tuple[str, int]] = []  # the open ones: which, and their lexeme's index
        self.assigned = False  # whether the `=` of the line has come
        self.closed: int | None = None  # the index of the `(` whose `)` came last

    def run(self) -> None:
        lexemes = self.out.lexemes
        first = len(lexemes)
        match_at = self.owner._token.match
        position, end, text = self.start, self.end, self.text
        while position < end:
            match = match_at(text, position, end)
            if match is None:  # its last alternative takes any character
                break
            kind = match.lastgroup
            begin, position = position, match.end()
            if kind in ("SPACE", "COMMENT"):
                continue
            if kind == "NAME":
                self._word(match.group(), begin, position)
            elif kind == "MARK":
                self._mark(match.group(), begin, position)
                if len(self.brackets) > DEEPEST:
                    self._give_up(first, begin)
                    return
            elif kind == "NUMBER":
                self._number(match.group(), Span(begin, position))
            elif kind in ("QUOTE", "TICK"):
                position = self._string(begin)
            elif kind == "CHAIN":
                lexemes.append(Lexeme(self.owner._types["?."], begin, position, "?."))
            else:
                lexemes.append(Lexeme("INVALID", begin, position, match.group()))
        self._close_all()

    def _number(self, text: str, span: Span) -> None:
        value, found = literals.number(text, span)
        if found:
            self.out.findings.append(found)
        self.out.lexemes.append(Lexeme("NUMBER", span.start, span.end, Literal(span, value)))

    def _string(self, start: int) -> int:
        strings = self.owner.strings
        if self.text[start] == "`":
            return strings.template(self.text, start, self.end, self.out)
        if len(self.brackets) < self.manner.text_depth:
            return strings.text(self.text, start, self.end, self.out)
        return strings.string(self.text, start, self.end, self.out)

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
            if not self.assigned:
                kind = self.owner._assign
            self.assigned = True
        elif mark == ":" and len(lexemes) > 1 and lexemes[-1].type == "STRING":
            key = lexemes[-1]
            in_object = bool(self.brackets) and self.brackets[-1][0] == "{"
            is_key = in_object and lexemes[-2].type in ("LBRACE", "COMMA")
            if is_key and key.value.value == "__proto__":
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
        if self.assigned:  # what is assigned to is declared all the same
            first = self.brackets[0][1]
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
