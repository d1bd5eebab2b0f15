"""Makes a line that can't be parsed go a little further, at the price of a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from hjx_studio.language.complaints import HEADS, Failure
from hjx_studio.language.lexemes import Lexeme
from hjx_studio.language.source import Span

_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
_CLAUSES = frozenset({"ATTRIBUTE", "ON", "BIND"})
_SEPARATORS = frozenset({"COMMA", "EQUAL", "IN", "KEY"})
_KEYWORDS = frozenset({"SET", "LET", "LOG", "IF", "ELSE", "FOR", "CALL", "RETURN", "COMPONENT"})


def mend(lexemes: list[Lexeme], failure: Failure) -> bool:
    """Change the lexemes so that the line parses further; False if there is no way.

    What is wrong is dropped behind the end of a complete line, becomes `MISSING` in an expression,
    and is left out of a tag's clauses, each in the smallest part that helps.
    """
    index = failure.index
    if failure.start in HEADS and "COLON" in failure.expected and not _depth(lexemes, 0, index):
        end = lexemes[index - 1].end if index else 0
        lexemes[index:] = [Lexeme("COLON", end, end, ":")]
        return True
    if index and "$END" in failure.expected and not failure.wants_operator:
        del lexemes[index:]
        return True
    if failure.start == "element_line":
        return _mend_head(lexemes, index)
    if not failure.at_end and failure.lexeme.value in _CLOSERS and not _depth(lexemes, 0, index):
        while index < len(lexemes) and lexemes[index].value in _CLOSERS:
            del lexemes[index]
        return True
    if failure.start == "timer":
        return False
    return _mend_code(lexemes, index)


def give_up(lexemes: list[Lexeme], span: Span) -> None:
    """Put `MISSING` in place of all that stands in a span."""
    inside = [
        index
        for index, lexeme in enumerate(lexemes)
        if span.start <= lexeme.start and lexeme.end <= span.end
    ]
    lexemes[inside[0] : inside[-1] + 1] = [Lexeme("MISSING", span.start, span.end)]


def _depth(lexemes: Sequence[Lexeme], start: int, end: int) -> int:
    """How many brackets are open at `end` that were not at `start`."""
    depth = 0
    for lexeme in lexemes[start:end]:
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            depth -= 1
    return max(0, depth)


def _mend_head(lexemes: list[Lexeme], index: int) -> bool:
    """Mend the arguments of a clause, or else leave the clause out."""
    clauses = [place for place, lexeme in enumerate(lexemes[:index]) if lexeme.type in _CLAUSES]
    if not clauses:
        return _drop(lexemes, index)
    first = clauses[-1]
    if _depth(lexemes, first, index) and _mend_code(lexemes, index):
        return True
    after = _clause_end(lexemes, first)
    if after < index < len(lexemes) and lexemes[index].type == "INVALID":
        return _drop(lexemes, index)
    del lexemes[first:after]
    if first < len(lexemes) and lexemes[first].type == "COMMA":
        del lexemes[first]
    return True


def _drop(lexemes: list[Lexeme], index: int) -> bool:
    if not index:
        return False
    del lexemes[min(index, len(lexemes) - 1)]
    return bool(lexemes)


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
        elif not depth and (lexeme.type in _CLAUSES or lexeme.type in ("COMMA", "COLON")):
            return index
    return len(lexemes)


def _mend_code(lexemes: list[Lexeme], index: int) -> bool:
    """Put `MISSING` in place of the smallest part around the mistake that is not so already."""
    left, right = index, index
    while True:
        left = _before(lexemes, left)
        right = _behind(lexemes, right)
        part = lexemes[left + 1 : right]
        if len(part) != 1 or part[0].type != "MISSING":
            break
        if left < 0 or lexemes[left].value not in _OPENERS:
            return False
        right += 1  # take the brackets around it as part of what is wrong
    if not part and left < 0 and right >= len(lexemes):
        return False
    start = part[0].start if part else (lexemes[left].end if left >= 0 else 0)
    end = part[-1].end if part else start
    lexemes[left + 1 : right] = [Lexeme("MISSING", start, end)]
    return True


def _before(lexemes: Sequence[Lexeme], index: int) -> int:
    """The index of the bracket, separator or keyword that the part around `index` follows."""
    depth = 0
    for position in range(index - 1, -1, -1):
        lexeme = lexemes[position]
        if lexeme.value in _CLOSERS:
            depth += 1
        elif lexeme.value in _OPENERS:
            if not depth:
                return position
            depth -= 1
        elif not depth and (lexeme.type in _SEPARATORS or lexeme.type in _KEYWORDS):
            return position
    return -1


def _behind(lexemes: Sequence[Lexeme], index: int) -> int:
    """The index of the bracket or separator that ends the part around `index`."""
    depth = 0
    for position in range(index, len(lexemes)):
        lexeme = lexemes[position]
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            if not depth:
                return position
            depth -= 1
        elif not depth and (
            lexeme.type in _SEPARATORS or (lexeme.type == "COLON" and position == len(lexemes) - 1)
        ):
            return position
    return len(lexemes)
