"""Says in plain words why the grammar has no place for a lexeme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.lexemes import Lexeme
from hjx_studio.language.source import Span
from hjx_studio.language.words import words

HEADS = frozenset({"if_line", "else_line", "for_line", "handler_line"})
"""Kinds of lines that end with a `:`."""

_ASSIGNMENTS = words("= += -= *= /= %= **= &&= ||= ??= <<= >>= >>>= &= |= ^=")
_BITWISE = words("& | ^ ~ << >> >>>")
_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")
_FORMS = {
    "component_line": "`component NAME`",
    "import_line": '`Card from "./Card.hjx"`',
    "declaration": "`name = value`",
    "timer": "`every 1s -> handler`",
    "handler_line": "`name:` or `name(a, b):`",
    "set_line": "`set name = value`",
    "let_line": "`let name = value`",
    "log_line": "`log value, value`",
    "call_line": "`call handler(value)`",
    "return_line": "`return` alone",
    "if_line": "`if (condition):`",
    "else_line": "`else:` or `else if (condition):`",
    "for_line": "`for (item in list):`",
    "element_line": '`tag#id.class (name="value" on click -> handler): "text"`',
    "text_line": '`"text"` alone',
}
_WORDS = {
    "and": "For `and` write `&&`.",
    "or": "For `or` write `||`.",
    "not": "For `not` write `!`.",
    "is": "For `is` write `===`.",
}
_RESERVED_HINTS = {
    "new": "Values are written as literals.",
    "this": "Use the names of `state`, `local` and `computed`.",
    "function": "An arrow such as `x => x + 1` can be an argument.",
    "typeof": "Compare with `null`, or use `Array.isArray`.",
    "instanceof": "Compare with `null`, or use `Array.isArray`.",
    "in": "Use `list.includes(value)` or `Object.keys(object).includes(name)`.",
    "delete": "Make a new value without it, with `filter` or `Object.fromEntries`.",
    "if": "In an expression write `condition ? a : b`.",
    "import": "Components are imported in `imports:`.",
    "void": "Use `null`.",
    "await": "Nothing here takes time; a handler just runs.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a line of kind `start` stopped making sense: at `lexemes[index]`, or at its end.

    `expected` has the terminals that could stand there.
    """

    start: str
    text: str
    lexemes: Sequence[Lexeme]
    index: int
    expected: frozenset[str]

    @property
    def lexeme(self) -> Lexeme:
        """The lexeme that can't stand there."""
        return self.lexemes[self.index]

    @property
    def previous(self) -> Lexeme | None:
        """The lexeme before it."""
        return self.lexemes[self.index - 1] if self.index else None

    @property
    def at_end(self) -> bool:
        """Whether the line is over."""
        return self.index >= len(self.lexemes)

    @property
    def wants_value(self) -> bool:
        """Whether an expression could begin there."""
        return {"NUMBER", "LSQB", "MISSING"} <= self.expected

    @property
    def wants_operator(self) -> bool:
        """Whether an expression could go on there."""
        return "PLUS" in self.expected

    def shown(self, lexeme: Lexeme) -> str:
        """A lexeme as a sentence names it."""
        if lexeme.type in ("STRING", "TEXT", "TEMPLATE") and lexeme.end - lexeme.start > 20:
            return "this template" if lexeme.type == "TEMPLATE" else "this string"
        raw = self.text[lexeme.start : lexeme.end][:30].split("\n")[0]
        return f"`{raw}`" if raw else f"`{lexeme.value}`"

    def form(self) -> str | None:
        """How the line is written, as a hint."""
        return f"It is written {_FORMS[self.start]}." if self.start in _FORMS else None


def complain(failure: Failure) -> Finding:
    """The finding for a failure."""
    if failure.at_end:
        return _at_end(failure)
    lexeme = failure.lexeme
    span = Span(lexeme.start, lexeme.end)
    mark = lexeme.value if isinstance(lexeme.value, str) else ""
    if lexeme.type == "INVALID":
        return _foreign(failure, mark, span)
    if lexeme.type == "RESERVED":
        hint = _RESERVED_HINTS.get(mark)
        return Finding("HJX010", span, f"`{mark}` is not part of the language.", hint)
    comment = failure.text.find("/*", max(0, lexeme.start - 1), lexeme.end + 1)
    if comment >= 0 and mark in ("/", "*"):
        message = "A comment is written with `//`, up to the line's end."
        return Finding("HJX001", Span(comment, comment + 2), message)
    if mark == "=>" or lexeme.type in ("ARROW_NAME", "ARROW_OPEN"):
        return _arrow(failure, span)
    if _in_parameters(failure):
        return Finding(
            "HJX001",
            span,
            f"{failure.shown(lexeme)} can't stand in an arrow function's parameters.",
            "A parameter is a name, or names in one flat `[a, b]` or `{ a, b }`.",
        )
    if mark in _CLOSERS and not _is_open(failure.lexemes[: failure.index]):
        return Finding(
            "HJX001",
            span,
            f"This `{mark}` closes nothing.",
            None,
            Repair(f"Remove the `{mark}`", ((span, ""),)),
        )
    if failure.wants_value:
        return _value_missing(failure, mark, span)
    return _misplaced_operator(failure, span) or _out_of_place(failure, span)


def _is_open(lexemes: Sequence[Lexeme]) -> bool:
    depth = 0
    for lexeme in lexemes:
        if lexeme.value in _OPENERS:
            depth += 1
        elif lexeme.value in _CLOSERS:
            depth -= 1
    return depth > 0


def _in_parameters(failure: Failure) -> bool:
    """Whether the failure stands between the parentheses before a `=>`."""
    depth = 0
    for lexeme in reversed(failure.lexemes[: failure.index]):
        if lexeme.value in _CLOSERS:
            depth += 1
        elif lexeme.value in _OPENERS:
            if depth:
                depth -= 1
            elif lexeme.type == "ARROW_OPEN":
                return True
    return False


def _value_missing(failure: Failure, mark: str, span: Span) -> Finding:
    if mark == "/":
        return Finding(
            "HJX010",
            span,
            "There are no regular expressions.",
            "Use `includes`, `startsWith`, `split` or `replaceAll` with a string.",
        )
    previous = failure.previous
    found = failure.shown(failure.lexeme)
    if previous is None:
        return Finding("HJX001", span, f"An expression can't begin with {found}.")
    return Finding(
        "HJX001", span, f"A value is missing between {failure.shown(previous)} and {found}."
    )


def _at_end(failure: Failure) -> Finding:
    previous = failure.previous
    if previous is None:
        return Finding("HJX001", Span(0, 0), "An expression is missing.")
    end = previous.end
    span = Span(previous.start, end)
    after = failure.shown(previous)
    if failure.start in HEADS and "COLON" in failure.expected:
        return Finding(
            "HJX001",
            span,
            "A `:` is missing at the end of the line.",
            None,
            Repair("Insert `:`", ((Span(end, end), ":"),)),
        )
    if previous.value == "=>":
        return Finding("HJX001", span, "The arrow function's body is missing.")
    if failure.wants_value:
        return Finding("HJX001", span, f"A value is missing after {after}.", failure.form())
    if "COLON" in failure.expected and any(part.value == "?" for part in failure.lexemes):
        return Finding("HJX001", span, "The `:` of `condition ? a : b` is missing.")
    if failure.expected == {"LPAR"} and failure.start == "call_line":
        repair = Repair("Insert `()`", ((Span(end, end), "()"),))
        return Finding("HJX001", span, f"`()` is missing after {after}.", failure.form(), repair)
    what = "expression" if failure.start == "expression" else "line"
    return Finding("HJX001", span, f"The {what} is not complete after {after}.", failure.form())


def _foreign(failure: Failure, mark: str, span: Span) -> Finding:
    if mark in _ASSIGNMENTS:
        return _assignment(failure, mark, span)
    if mark in ("++", "--"):
        name = _assigned(failure)
        return Finding(
            "HJX010",
            span,
            f"`{mark}` assigns, which an expression can't.",
            f"Write `set {name} = {name} {mark[0]} 1`.",
        )
    if mark in _BITWISE:
        hints = {
            "&": "For `and` write `&&`.",
            "|": "For `or` write `||`.",
            "^": "The power is `**`.",
        }
        return Finding("HJX010", span, f"There is no operator `{mark}`.", hints.get(mark))
    if mark == ";":
        return Finding(
            "HJX001", span, "A line ends without `;`.", None, Repair("Remove `;`", ((span, ""),))
        )
    if mark == "->":
        return Finding(
            "HJX001",
            span,
            "`->` stands only between an event and its handler.",
            "An arrow function is written `x => …`.",
        )
    if mark == "#":
        return Finding("HJX001", span, "`#` can't stand here.", "A comment begins with `//`.")
    if len(mark) == 1 and (not mark.isprintable() or ord(mark) > 0x7F):
        hint = "Quotes are straight: `\"` or `'`." if mark in "“”‘’„«»" else None
        return Finding("HJX001", span, f"The character U+{ord(mark):04X} can't stand here.", hint)
    return Finding("HJX001", span, f"`{mark[:30]}` can't stand here.", failure.form())


def _assigned(failure: Failure) -> str:
    """The name that a foreign assignment seems to be about."""
    previous = failure.previous
    if previous is not None and previous.type == "NAME":
        return str(previous.value)
    after = failure.lexemes[failure.index + 1 : failure.index + 2]
    return str(after[0].value) if after and after[0].type == "NAME" else "name"


def _assignment(failure: Failure, mark: str, span: Span) -> Finding:
    if mark == "=":
        return Finding(
            "HJX010", span, "An expression can't assign.", "To compare, write `==` or `===`."
        )
    name = _assigned(failure)
    hint = f"Write `set {name} = {name} {mark[:-1]} …`."
    return Finding("HJX010", span, f"`{mark}` assigns, which an expression can't.", hint)


def _arrow(failure: Failure, span: Span) -> Finding:
    lexemes, index = failure.lexemes, failure.index
    arrow = next((lexeme for lexeme in lexemes[index:] if lexeme.value == "=>"), None)
    place = Span(arrow.start, arrow.end) if arrow else span
    if failure.lexeme.value == "=>":
        return Finding(
            "HJX001",
            place,
            "`=>` stands behind an arrow function's parameters.",
            "Write `x => …` or `(a, b) => …`.",
        )
    return Finding(
        "HJX001",
        place,
        "An arrow function can only be an argument of a call.",
        "For instance `items.filter(i => i.done)`.",
    )


def _misplaced_operator(failure: Failure, span: Span) -> Finding | None:
    """What JavaScript forbids of operators that it knows."""
    mark = failure.lexeme.value
    if mark in ("??", "||", "&&"):
        message = "`??` can't be mixed with `||` or `&&` without parentheses."
        return Finding("HJX001", span, message, "Put one of the two in `( )`.")
    if mark == "**":
        message = "A sign before `**` is ambiguous."
        return Finding("HJX001", span, message, "Write `(-x) ** y` or `-(x ** y)`.")
    return None


def _out_of_place(failure: Failure, span: Span) -> Finding:
    shown, expected, previous = failure.shown(failure.lexeme), failure.expected, failure.previous
    if failure.start in HEADS and "COLON" in expected and not failure.wants_operator:
        place = previous.end if previous else span.start
        return Finding(
            "HJX001",
            span,
            f"A `:` is missing before {shown}.",
            failure.form(),
            Repair("Insert `:`", ((Span(place, place), ":"),)),
        )
    if "EQUAL" in expected and failure.start != "element_line":
        return Finding("HJX001", span, f"A `=` is missing before {shown}.", failure.form())
    for terminal, missing in (("LPAR", "("), ("POINTS", "->"), ("TIES", "<->")):
        if expected == {terminal}:
            message = f"A `{missing}` is missing before {shown}."
            return Finding("HJX001", span, message, failure.form())
    if previous is None:
        return Finding("HJX001", span, f"The line can't begin with {shown}.", failure.form())
    before = failure.shown(previous)
    if expected <= {"COLON", "COMMA", "RBRACE"} and "COLON" in expected:
        return Finding("HJX001", span, f"A `:` is missing between {before} and {shown}.")
    if "NAME" in expected and not failure.wants_operator:
        return Finding(
            "HJX001", span, f"A name is missing between {before} and {shown}.", failure.form()
        )
    if failure.wants_operator and failure.lexeme.value not in (",", ":", *_CLOSERS):
        comma = " or a comma" if _is_open(failure.lexemes[: failure.index]) else ""
        hint = _WORDS.get(str(failure.lexeme.value)) or _WORDS.get(str(previous.value))
        message = f"An operator{comma} is missing between {before} and {shown}."
        return Finding("HJX001", span, message, hint)
    return Finding("HJX001", span, f"{shown} can't stand after {before}.", failure.form())
