"""Says in plain words why the grammar has no place for a lexeme."""

from __future__ import annotations

from collections.abc import Sequence

from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.lexemes import Lexeme
from hjx_studio.language.source import Span

_ASSIGNMENTS = frozenset(
    (
        "=",
        "+=",
        "-=",
        "*=",
        "/=",
        "%=",
        "**=",
        "&&=",
        "||=",
        "??=",
        "<<=",
        ">>=",
        ">>>=",
        "&=",
        "|=",
        "^=",
    )
)
_BITWISE = frozenset(("&", "|", "^", "~", "<<", ">>", ">>>"))
_FORMS = {
    "component_line": "component NAME",
    "import_line": 'Card from "./Card.hjx"',
    "declaration": "name = value",
    "timer": "every 1s -> handler",
    "handler_line": "name:` or `name(a, b):",
    "set_line": "set name = value",
    "let_line": "let name = value",
    "log_line": "log value",
    "call_line": "call handler(value)",
    "return_line": "return",
    "if_line": "if (condition):",
    "else_line": "else:` or `else if (condition):",
    "for_line": "for (item in list):",
    "element_line": 'tag#id.class (name="value" on click -> handler): "text"',
    "text_line": '"text"',
}
_RESERVED_HINTS = {
    "new": "Values are written as literals.",
    "this": "Use the names of `state`, `local` and `computed`.",
    "function": "An arrow such as `x => x + 1` can be an argument.",
    "typeof": "Compare with `null`, or use `Array.isArray`.",
    "instanceof": "Compare with `null`, or use `Array.isArray`.",
    "in": "Use `list.includes(value)` or `Object.keys(object).includes(name)`.",
    "delete": "Make a new value without it, with `filter`, or `Object.fromEntries`.",
    "if": "In an expression write `condition ? a : b`.",
    "import": "Components are imported in `imports:`.",
    "void": "Use `null`.",
    "await": "Nothing here takes time; a handler just runs.",
}


def complain(
    start: str, lexemes: Sequence[Lexeme], index: int, expected: frozenset[str]
) -> Finding:
    """The finding for `lexemes[index]` (or the end of the line) in a line of kind `start`."""
    previous = lexemes[index - 1] if index else None
    if index >= len(lexemes):
        return _at_end(start, lexemes, expected)
    lexeme = lexemes[index]
    span = Span(lexeme.start, max(lexeme.end, lexeme.start))
    word = lexeme.value if isinstance(lexeme.value, str) else None
    if lexeme.type == "INVALID":
        return _foreign(str(word), span, start, previous)
    if lexeme.type == "RESERVED":
        return Finding(
            "HJX010", span, f"`{word}` is not part of the language.", _RESERVED_HINTS.get(str(word))
        )
    if word in ("??", "||", "&&"):
        if _operand_wanted(expected):
            return _value_missing(previous, span)
        return Finding(
            "HJX001",
            span,
            "`??` can't be mixed with `||` or `&&` without parentheses.",
            "Put one of the two in `( )`.",
        )
    if word == "**" and not _operand_wanted(expected):
        return Finding(
            "HJX001", span, "A sign before `**` is ambiguous.", "Write `(-x) ** y` or `-(x ** y)`."
        )
    if word == "=>" or lexeme.type in ("ARROW_NAME", "ARROW_OPEN"):
        return _arrow(lexemes, index, span)
    if word == "/" and _operand_wanted(expected):
        return Finding(
            "HJX010",
            span,
            "There are no regular expressions.",
            "Use `includes`, `startsWith`, `split` or `replaceAll` with a string.",
        )
    if word in (")", "]", "}") and not _closable(lexemes, index):
        return Finding("HJX001", span, f"This `{word}` closes nothing.", "Remove it.")
    if _operand_wanted(expected):
        return _value_missing(previous, span, word)
    return _out_of_place(start, lexeme, previous, expected, span)


def _operand_wanted(expected: frozenset[str]) -> bool:
    return "NUMBER" in expected and "LSQB" in expected and "MISSING" in expected


def _closable(lexemes: Sequence[Lexeme], index: int) -> bool:
    depth = 0
    for lexeme in lexemes[:index]:
        if lexeme.value in ("(", "[", "{"):
            depth += 1
        elif lexeme.value in (")", "]", "}"):
            depth -= 1
    return depth > 0


def _shown(lexeme: Lexeme) -> str:
    if lexeme.type in ("STRING", "TEXT"):
        return "this string"
    if lexeme.type == "TEMPLATE":
        return "this template"
    if lexeme.type == "NUMBER":
        return "this number"
    return (
        f"`{str(lexeme.value)[:30]}`"
        if isinstance(lexeme.value, str)
        else f"`{lexeme.type.lower()}`"
    )


def _value_missing(previous: Lexeme | None, span: Span, word: str | None = None) -> Finding:
    if previous is None:
        return Finding("HJX001", span, "An expression can't begin here.", "Write a value first.")
    found = f"before `{word}`" if word else "here"
    return Finding("HJX001", span, f"A value is missing {found}, after {_shown(previous)}.")


def _at_end(start: str, lexemes: Sequence[Lexeme], expected: frozenset[str]) -> Finding:
    if not lexemes:
        return Finding("HJX001", Span(0, 0), "An expression is missing.")
    last = lexemes[-1]
    end = last.end
    if expected == {"COLON"}:
        return Finding(
            "HJX001",
            Span(last.start, end),
            "The line ends with a `:`.",
            None,
            Repair("Insert `:`", ((Span(end, end), ":"),)),
        )
    if last.type in ("ARROW_NAME", "ARROW_OPEN") or last.value == "=>":
        return Finding("HJX001", Span(last.start, end), "The arrow function's body is missing.")
    if _operand_wanted(expected):
        return Finding("HJX001", Span(last.start, end), f"A value is missing after {_shown(last)}.")
    if "COLON" in expected and _inside_conditional(lexemes):
        return Finding(
            "HJX001", Span(last.start, end), "The `:` of `condition ? a : b` is missing."
        )
    if start == "expression":
        return Finding(
            "HJX001", Span(last.start, end), f"The expression is not complete after {_shown(last)}."
        )
    if "COLON" in expected and start in ("if_line", "else_line", "for_line", "handler_line"):
        return Finding(
            "HJX001",
            Span(last.start, end),
            "The line ends with a `:`.",
            None,
            Repair("Insert `:`", ((Span(end, end), ":"),)),
        )
    return Finding(
        "HJX001",
        Span(last.start, end),
        f"The line is not complete after {_shown(last)}.",
        f"The form is `{_FORMS[start]}`.",
    )


def _inside_conditional(lexemes: Sequence[Lexeme]) -> bool:
    return any(lexeme.value == "?" for lexeme in lexemes)


def _foreign(text: str, span: Span, start: str, previous: Lexeme | None) -> Finding:
    if text in _ASSIGNMENTS:
        if text == "=":
            return Finding(
                "HJX010", span, "An expression can't assign.", "To compare, write `==` or `===`."
            )
        target = previous.value if previous and previous.type == "NAME" else "name"
        operator = text[:-1]
        hint = f"Write `set {target} = {target} {operator} …`."
        if start != "set_line":
            return Finding("HJX010", span, f"`{text}` assigns, which an expression can't.", hint)
        return Finding("HJX010", span, f"There is no `{text}`; `set` takes `=`.", hint)
    if text in ("++", "--"):
        target = previous.value if previous and previous.type == "NAME" else "name"
        return Finding(
            "HJX010",
            span,
            f"`{text}` assigns, which an expression can't.",
            f"Write `set {target} = {target} {text[0]} 1`.",
        )
    if text in _BITWISE:
        hint = {
            "&": "For `and` write `&&`.",
            "|": "For `or` write `||`.",
            "^": "The power is `**`.",
        }
        return Finding("HJX010", span, f"There is no operator `{text}`.", hint.get(text))
    if text == ";":
        return Finding(
            "HJX001",
            span,
            "A line ends without `;`.",
            "Remove it.",
            Repair("Remove `;`", ((span, ""),)),
        )
    if text == "->":
        return Finding(
            "HJX001",
            span,
            "`->` stands between an event and its handler only.",
            "An arrow function is written `x => …`.",
        )
    if text in ("#", "@", "\\", "?."):
        return Finding(
            "HJX001",
            span,
            f"`{text}` can't stand here.",
            "A comment begins with `//`." if text == "#" else None,
        )
    if len(text) == 1 and (not text.isprintable() or ord(text) > 0x7F):
        return Finding(
            "HJX001",
            span,
            f"The character U+{ord(text):04X} can't stand here.",
            "Typographic quotes are no quotes." if text in "“”‘’„" else None,
        )
    return Finding(
        "HJX001",
        span,
        f"`{text[:30]}` can't stand here.",
        f"The form is `{_FORMS[start]}`." if start in _FORMS else None,
    )


def _arrow(lexemes: Sequence[Lexeme], index: int, span: Span) -> Finding:
    arrow = next((lexeme for lexeme in lexemes[index:] if lexeme.value == "=>"), None)
    place = Span(arrow.start, arrow.end) if arrow else span
    if index and lexemes[index].value == "=>":
        return Finding(
            "HJX001",
            place,
            "`=>` stands behind the parameters of an arrow function.",
            "Write `x => …` or `(a, b) => …`.",
        )
    return Finding(
        "HJX001",
        place,
        "An arrow function can only be an argument of a call.",
        "For instance `items.filter(i => i.done)`.",
    )


def _out_of_place(
    start: str, lexeme: Lexeme, previous: Lexeme | None, expected: frozenset[str], span: Span
) -> Finding:
    shown = _shown(lexeme)
    if expected == {"COLON"} or (
        "COLON" in expected
        and start in ("if_line", "else_line", "for_line", "handler_line")
        and previous is not None
        and previous.value in (")", "else")
    ):
        place = previous.end if previous else span.start
        return Finding(
            "HJX001",
            span,
            f"A `:` is missing before {shown}.",
            None,
            Repair("Insert `:`", ((Span(place, place), ":"),)),
        )
    if "EQUAL" in expected and start in ("declaration", "set_line", "let_line"):
        return Finding(
            "HJX001", span, f"A `=` is missing before {shown}.", f"The form is `{_FORMS[start]}`."
        )
    if "LPAR" in expected and len(expected) == 1:
        return Finding(
            "HJX001", span, f"A `(` is missing before {shown}.", f"The form is `{_FORMS[start]}`."
        )
    if "NAME" in expected:
        return Finding(
            "HJX001",
            span,
            f"A name is missing before {shown}.",
            f"The form is `{_FORMS[start]}`." if start in _FORMS else None,
        )
    if previous is not None and "PLUS" in expected:
        what = "an operator or a comma" if "COMMA" in expected else "an operator"
        return Finding(
            "HJX001",
            span,
            f"{_capital(_shown(previous))} and {shown} stand side by side: "
            f"{what} is missing between them.",
        )
    where = f" after {_shown(previous)}" if previous is not None else ""
    return Finding(
        "HJX001",
        span,
        f"{_capital(shown)} can't stand here{where}.",
        f"The form is `{_FORMS[start]}`." if start in _FORMS else None,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
