"""Reads one logical line: cuts it into lexemes, parses them, and mends what can't be parsed.

A mistake costs the smallest part around it: an item of a list, a clause, an expression. That part
becomes `Missing` or is left out, one finding says why, and the rest of the line is read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args

from hjx_studio.language.building import Mould
from hjx_studio.language.complaints import complain
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.grammar import Grammar, Unexpected
from hjx_studio.language.heads import HeadScanner
from hjx_studio.language.lexemes import DEEPEST, PLAIN, Lexed, Lexeme, Manner, Scanner
from hjx_studio.language.literals import Region
from hjx_studio.language.nearest import nearest
from hjx_studio.language.nodes import Expression, Missing
from hjx_studio.language.source import Span

STATEMENTS = ("set", "let", "log", "if", "else", "for", "call", "return")

_EXPRESSIONS = get_args(Expression)
_FOLLOWED = frozenset(
    {"HJX002", "HJX010", "HJX022"}
)  # what stands behind these may follow from them
_TRIES = 24
_TEMPLATES = 16  # how deep templates may stand in each other's code
_LONGEST_TIMER = 2**31 - 1  # ms, the longest a browser's timer can be set to
_UNITS = {"ms": 1.0, "s": 1000.0, "m": 60_000.0}

_FIRST_WORD = re.compile(r"[^\W\d][\w$-]*")
_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
_CLAUSES = frozenset({"ATTRIBUTE", "ON", "BIND"})
_HEADS = frozenset({"if_line", "else_line", "for_line", "handler_line"})
_SEPARATORS = frozenset({"COMMA", "EQUAL", "IN", "KEY"})
_KEYWORDS = frozenset({"SET", "LET", "LOG", "IF", "ELSE", "FOR", "CALL", "RETURN", "COMPONENT"})


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a line became, if anything, and what is wrong in it."""

    mould: Mould | None
    findings: tuple[Finding, ...]


class LineReader:
    """Reads lines by the one grammar; keeps nothing of them."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._code = Scanner(grammar, self._region)
        self._heads = HeadScanner(grammar, self._code)
        self._interval = grammar.compiled("INTERVAL")
        self._word = grammar.compiled("NAME")

    def read(self, context: str, text: str) -> ReadLine:
        """Read an entry of a block; `context` is imports, declaration, timers, layout, handler,
        statement or component."""
        out = Lexed()
        start = self._cut(context, text, out)
        mould = self._parse(start, out) if start else None
        return ReadLine(mould, tuple(out.findings))

    def expression(self, text: str) -> tuple[Expression, tuple[Finding, ...]]:
        """Read a text that is one expression."""
        out = Lexed()
        self._code.scan(text, 0, len(text), out)
        tree = self._parse("expression", out)
        missing = Missing(Span(0, len(text)))
        return (missing if tree is None else tree), tuple(out.findings)

    # --- cutting ---------------------------------------------------------------------------------

    def _cut(self, context: str, text: str, out: Lexed) -> str | None:
        begin = len(text) - len(text.lstrip(" \t\f\v\u00a0\ufeff"))
        match context:
            case "declaration":
                return self._plain("declaration", text, begin, out, Manner(assigns=True))
            case "imports":
                self._plain("import_line", text, begin, out, PLAIN)
                self._retype(out.lexemes, "from")
                return "import_line"
            case "component":
                return self._keyword("component_line", "component", text, begin, out)
            case "timers":
                return self._timer(text, begin, out)
            case "handler":
                return self._plain("handler_line", text, begin, out, PLAIN)
            case "statement":
                return self._statement(text, begin, out)
            case _:
                return self._layout(text, begin, out)

    def _plain(self, start: str, text: str, begin: int, out: Lexed, manner: Manner) -> str:
        self._code.scan(text, begin, len(text), out, manner)
        return start

    def _keyword(  # noqa: PLR0913 - a line's kind, its text, and how it reads
        self, start: str, word: str, text: str, begin: int, out: Lexed, manner: Manner = PLAIN
    ) -> str:
        end = begin + len(word)
        out.lexemes.append(Lexeme(self._grammar.terminals[word], begin, end, word))
        return self._plain(start, text, end, out, manner)

    def _retype(self, lexemes: list[Lexeme], word: str) -> None:
        for index, lexeme in enumerate(lexemes[:2]):
            if index == 1 and lexeme.value == word:
                lexemes[1] = lexeme._replace(type=self._grammar.terminals[word])

    def _statement(self, text: str, begin: int, out: Lexed) -> str | None:
        match = _FIRST_WORD.match(text, begin)
        word = match.group() if match else ""
        rest = text[begin + len(word) :].lstrip()
        if word in STATEMENTS and not re.match(r"=(?!=)|[.\[]", rest):
            return self._known_statement(word, text, begin, out)
        if match and re.match(r"(?:[.\[][^=]*)?=(?!=)", rest):
            self._lacks(
                "set", "A statement that sets a name begins with `set`.", begin, match.end(), out
            )
            return self._without_keyword("set_line", "set", text, begin, out)
        if match and rest.startswith("("):
            guess = nearest(word, STATEMENTS)
            if guess not in ("if", "for"):
                self._lacks("call", "A handler is run by `call`.", begin, match.end(), out)
                return self._without_keyword("call_line", "call", text, begin, out)
        stop = match.end() if match else len(text.rstrip())
        guess = nearest(word, STATEMENTS) if word else None
        span = Span(begin, stop)
        out.findings.append(
            Finding(
                "HJX007",
                span,
                f"`{text[begin:stop][:30]}` begins no statement.",
                f"Did you mean `{guess}`?"
                if guess
                else "Statements are " + ", ".join(STATEMENTS) + ".",
                Repair(f"Write `{guess}`", ((span, guess),)) if guess else None,
            )
        )
        if guess and match:
            known = text[:begin] + guess.ljust(len(word))[: len(word)] + text[match.end() :]
            return self._mistyped(guess, known, begin, len(word), out)
        return None

    def _mistyped(self, word: str, text: str, begin: int, width: int, out: Lexed) -> str:
        """Read a line as the statement that its mistyped first word means."""
        out.lexemes.append(Lexeme(self._grammar.terminals[word], begin, begin + width, word))
        return self._known_statement(word, text, begin, out, begin + width)

    @staticmethod
    def _lacks(word: str, message: str, begin: int, end: int, out: Lexed) -> None:
        out.findings.append(
            Finding(
                "HJX007",
                Span(begin, end),
                message,
                None,
                Repair(f"Insert `{word}`", ((Span(begin, begin), f"{word} "),)),
            )
        )

    def _without_keyword(self, start: str, word: str, text: str, begin: int, out: Lexed) -> str:
        out.lexemes.append(Lexeme(self._grammar.terminals[word], begin, begin, word))
        return self._plain(start, text, begin, out, Manner(assigns=word == "set"))

    def _known_statement(  # noqa: PLR0913 - the keyword may stand in the lexemes already
        self, word: str, text: str, begin: int, out: Lexed, after: int | None = None
    ) -> str:
        if word in ("if", "else", "for"):
            return self._branching(word, text, begin, out, after)
        manner = PLAIN
        if word in ("set", "let"):
            manner = Manner(assigns=True)
        elif word == "log":
            manner = Manner(text_depth=1)
        if after is not None:
            return self._plain(f"{word}_line", text, after, out, manner)
        return self._keyword(f"{word}_line", word, text, begin, out, manner)

    def _branching(  # noqa: PLR0913 - as above
        self, word: str, text: str, begin: int, out: Lexed, after: int | None = None
    ) -> str:
        end = begin + len(word) if after is None else after
        if after is None:
            out.lexemes.append(Lexeme(self._grammar.terminals[word], begin, end, word))
        if word == "else":
            match = re.compile(r"\s+if(?![\w$])").match(text, end)
            if match is None:
                return self._plain("else_line", text, end, out, PLAIN)
            out.lexemes.append(
                Lexeme(self._grammar.terminals["if"], match.end() - 2, match.end(), "if")
            )
            end = match.end()
        parenthesised = text[end:].lstrip().startswith("(")
        manner = Manner(loop_depth=1 if parenthesised else 0) if word == "for" else PLAIN
        first = len(out.lexemes)
        self._code.scan(text, end, len(text), out, manner)
        self._parenthesise(out, first)
        if word == "for":
            self._of(out, first)
        return f"{word}_line"

    def _parenthesise(self, out: Lexed, first: int) -> None:
        """Put the parentheses around a condition that lacks them."""
        lexemes = out.lexemes
        last = len(lexemes) - (1 if len(lexemes) > first and lexemes[-1].type == "COLON" else 0)
        if last <= first or self._match(lexemes, first) == last - 1:
            return
        close = self._match(lexemes, first)
        if close is not None and lexemes[close + 1].type in ("COLON", "INVALID", "NAME"):
            return
        if close is None and lexemes[first].value == "(":
            return
        start, end = lexemes[first].start, lexemes[last - 1].end
        out.findings.append(
            Finding(
                "HJX001",
                Span(start, end),
                "What `if` and `for` ask for stands in parentheses.",
                None,
                Repair("Put it in parentheses", ((Span(start, start), "("), (Span(end, end), ")"))),
            )
        )
        terminals = self._grammar.terminals
        lexemes.insert(last, Lexeme(terminals[")"], end, end, ")"))
        lexemes.insert(first, Lexeme(terminals["("], start, start, "("))

    @staticmethod
    def _match(lexemes: Sequence[Lexeme], first: int) -> int | None:
        """The index of the bracket that closes the one at `first`."""
        if lexemes[first].value != "(":
            return None
        depth = 0
        for index in range(first, len(lexemes)):
            if lexemes[index].value in _OPENERS:
                depth += 1
            elif lexemes[index].value in _CLOSERS:
                depth -= 1
                if not depth:
                    return index
        return None

    def _of(self, out: Lexed, first: int) -> None:
        for index in (first + 2, first + 4):
            if index < len(out.lexemes) and out.lexemes[index].value == "of":
                lexeme = out.lexemes[index]
                if lexeme.type != "NAME" or any(found.type == "IN" for found in out.lexemes):
                    return
                span = Span(lexeme.start, lexeme.end)
                out.findings.append(
                    Finding(
                        "HJX001",
                        span,
                        "A loop is written with `in`.",
                        None,
                        Repair("Write `in`", ((span, "in"),)),
                    )
                )
                out.lexemes[index] = lexeme._replace(type="IN")

    def _layout(self, text: str, begin: int, out: Lexed) -> str | None:
        match = _FIRST_WORD.match(text, begin)
        word = match.group() if match else ""
        if word in ("if", "for", "else"):
            return self._branching(word, text, begin, out)
        if text[begin : begin + 1] in ('"', "'"):
            end = self._code.text(text, begin, len(text), out)
            if text[end:].strip():
                self._code.scan(text, end, len(text), out)
            return "text_line"
        if match is None and text[begin : begin + 1] not in ("#", "."):
            raw = text[begin:].rstrip()
            span = Span(begin, begin + len(raw))
            repair = (
                None
                if '"' in raw or "\n" in raw
                else Repair("Put it in quotes", ((span, f'"{raw}"'),))
            )
            out.findings.append(
                Finding(
                    "HJX009",
                    span,
                    "A line of layout is a tag or a quoted text.",
                    'Write `tag: "text"` or `"text"`.',
                    repair,
                )
            )
            return None
        if match and re.match(
            r"\s+[^\W\d][\w,.!?']*(?:\s+[^\W\d][\w,.!?']*)+[.!?]?\s*$", text[match.end() :]
        ):
            raw = text[begin:].rstrip()
            span = Span(begin, begin + len(raw))
            out.findings.append(
                Finding(
                    "HJX009",
                    span,
                    "Text stands in quotes.",
                    'Write `"…"`.',
                    Repair("Put it in quotes", ((span, f'"{raw}"'),)),
                )
            )
            return None
        self._heads.scan(text, begin, out)
        return "element_line"

    def _timer(self, text: str, begin: int, out: Lexed) -> str:
        terminals = self._grammar.terminals
        space = re.compile(r"\s*")

        def skip(position: int) -> int:
            match = space.match(text, position)
            return match.end() if match else position

        position = begin
        if match := re.compile(r"every\b").match(text, position):
            out.lexemes.append(Lexeme(terminals["every"], position, match.end(), "every"))
            position = skip(match.end())
        if match := self._interval.match(text, position):
            span = Span(position, match.end())
            out.lexemes.append(
                Lexeme("INTERVAL", span.start, span.end, _interval(match.group(), span, out))
            )
            position = skip(match.end())
        if text.startswith("->", position):
            out.lexemes.append(Lexeme(terminals["->"], position, position + 2, "->"))
            position += 2
        self._code.scan(text, position, len(text), out)
        return "timer"

    # --- parsing ---------------------------------------------------------------------------------

    def _region(self, text: str, region: Region, out: Lexed) -> Expression:
        span = Span(region.start, region.end)
        inner = Lexed(nesting=out.nesting + 1)
        if inner.nesting > _TEMPLATES:
            out.findings.append(
                Finding("HJX022", span, f"Templates nest more than {_TEMPLATES} deep here.")
            )
            return Missing(span)
        self._code.scan(text, region.start, region.end, inner)
        if not inner.lexemes:
            brackets = Span(region.start - 2, region.end + 1)
            out.findings.append(
                Finding("HJX001", brackets, "There is no expression in the braces.")
            )
            return Missing(span)
        tree = self._parse("expression", inner)
        out.findings.extend(inner.findings)
        out.weight += inner.weight + len(inner.lexemes)
        return Missing(span) if tree is None else tree

    def _parse(self, start: str, out: Lexed) -> Any:
        lexemes = out.lexemes
        for _ in range(_TRIES):
            try:
                made = self._grammar.parse(start, lexemes)
            except Unexpected as unexpected:
                finding = complain(start, lexemes, unexpected.index, unexpected.expected)
                if not _follows(finding, out.findings):
                    out.findings.append(finding)
                if not self._mend(start, lexemes, unexpected):
                    return None
                continue
            if len(lexemes) + out.weight <= DEEPEST:
                return made
            deep = next((found for found in _roots(made) if _too_deep(found)), None)
            if deep is None:
                return made
            out.findings.append(
                Finding(
                    "HJX022",
                    deep.span,
                    f"This expression nests more than {DEEPEST} deep.",
                    "Take it apart, for instance into `let`s.",
                )
            )
            if type(made) in _EXPRESSIONS:
                return Missing(deep.span)
            _replace(lexemes, deep.span)
        return None

    def _mend(self, start: str, lexemes: list[Lexeme], unexpected: Unexpected) -> bool:
        """Make a line that failed at a lexeme parse a little further; False if nothing is left."""
        index = unexpected.index
        terminals = self._grammar.terminals
        if start in _HEADS and "COLON" in unexpected.expected and not _open(lexemes[:index]):
            end = lexemes[index - 1].end if index else 0
            lexemes[index:] = [Lexeme(terminals[":"], end, end, ":")]
            return True
        if index and "$END" in unexpected.expected and not _operator_next(unexpected.expected):
            del lexemes[index:]
            return True
        if start == "element_line":
            return _mend_head(lexemes, index)
        if start == "timer":
            return False
        return _mend_code(lexemes, index)


def _interval(text: str, span: Span, out: Lexed) -> float:
    match = re.fullmatch(r"([0-9.]+)(.*)", text)
    number, unit = match.groups() if match else ("0", "")
    if unit not in _UNITS:
        hint = f"Write `{number}ms`, `{number}s` or `{number}m`."
        out.findings.append(
            Finding("HJX001", span, f"`{text}` is no interval: its unit is ms, s or m.", hint)
        )
        return 1000.0
    interval = float(number) * _UNITS[unit]
    if not 1 <= interval <= _LONGEST_TIMER:
        out.findings.append(
            Finding("HJX021", span, "An interval is at least 1 ms and at most 24 days.")
        )
        return 1000.0
    return interval


def _operator_next(expected: frozenset[str]) -> bool:
    return "PLUS" in expected


def _follows(finding: Finding, earlier: Sequence[Finding]) -> bool:
    return any(
        found.code in _FOLLOWED and found.span.start <= finding.span.end for found in earlier
    )


def _open(lexemes: Sequence[Lexeme]) -> bool:
    depth = 0
    for lexeme in lexemes:
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            depth -= 1
    return depth > 0


def _mend_head(lexemes: list[Lexeme], index: int) -> bool:
    """Mend the arguments of a clause, or else leave the clause out."""
    begin = next((i for i, lexeme in enumerate(lexemes) if lexeme.type in _CLAUSES), None)
    if begin is None or index <= begin:
        return _cut_off(lexemes, index)
    inside = _depth(lexemes, begin, index)
    first = max(i for i in range(begin, index) if lexemes[i].type in _CLAUSES)
    if inside > 0 and lexemes[first].type != "BIND" and _mend_code(lexemes, index):
        return True
    after = _clause_end(lexemes, first)
    if index > after and lexemes[index].type == "INVALID":
        return _cut_off(lexemes, index)
    del lexemes[first:after]
    if first < len(lexemes) and lexemes[first].type == "COMMA":
        del lexemes[first]
    return True


def _cut_off(lexemes: list[Lexeme], index: int) -> bool:
    if not index:
        return False
    if index < len(lexemes):
        del lexemes[index]
    else:
        del lexemes[-1]
    return bool(lexemes)


def _depth(lexemes: Sequence[Lexeme], start: int, end: int) -> int:
    depth = 0
    for lexeme in lexemes[start:end]:
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            depth -= 1
    return depth


def _clause_end(lexemes: Sequence[Lexeme], first: int) -> int:
    depth = 0
    for index in range(first + 1, len(lexemes)):
        lexeme = lexemes[index]
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            depth -= 1
            if depth < 0:
                return index
        elif depth == 0 and (lexeme.type in _CLAUSES or lexeme.type in ("COMMA", "COLON")):
            return index
    return len(lexemes)


def _mend_code(lexemes: list[Lexeme], index: int) -> bool:
    """Put `Missing` in place of the smallest part around the mistake that is not so already."""
    left, right = index, index
    while True:
        left = _boundary(lexemes, left, -1)
        right = _boundary(lexemes, right, 1)
        part = lexemes[left + 1 : right]
        if len(part) != 1 or part[0].type != "MISSING":
            break
        if left < 0 or lexemes[left].value not in _OPENERS:
            return False
        right += 1  # take the brackets around it as part of what is wrong
    if left < 0 and right >= len(lexemes) and not part:
        return False
    start = part[0].start if part else (lexemes[left].end if left >= 0 else 0)
    end = part[-1].end if part else start
    lexemes[left + 1 : right] = [Lexeme("MISSING", start, end)]
    return True


def _boundary(lexemes: Sequence[Lexeme], index: int, step: int) -> int:
    depth = 0
    position = index - 1 if step < 0 else index
    ups, downs = (_CLOSERS, _OPENERS) if step < 0 else (_OPENERS, _CLOSERS)
    while 0 <= position < len(lexemes):
        lexeme = lexemes[position]
        if lexeme.value in ups:
            depth += 1
        elif lexeme.value in downs:
            if not depth:
                return position
            depth -= 1
        elif not depth:
            if lexeme.type in _SEPARATORS or lexeme.type in _KEYWORDS:
                return position
            if lexeme.type == "COLON" and step > 0 and position == len(lexemes) - 1:
                return position
        position += step
    return position


def _replace(lexemes: list[Lexeme], span: Span) -> None:
    inside = [
        i
        for i, lexeme in enumerate(lexemes)
        if span.start <= lexeme.start and lexeme.end <= span.end
    ]
    lexemes[inside[0] : inside[-1] + 1] = [Lexeme("MISSING", span.start, span.end)]


def _roots(made: object) -> Iterator[Any]:
    """The whole expressions in what was made of a line."""
    if isinstance(made, _EXPRESSIONS):
        yield made
    elif isinstance(made, tuple):
        for part in made:
            yield from _roots(part)
    elif is_dataclass(made):
        for field in fields(made):
            yield from _roots(getattr(made, field.name))


def _too_deep(root: object) -> bool:
    pending: list[tuple[object, int]] = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, tuple):
            pending.extend((part, depth) for part in node)
        elif is_dataclass(node) and type(node) is not Span:
            if depth >= DEEPEST:
                return True
            pending.extend((getattr(node, field.name), depth + 1) for field in fields(node))
    return False
