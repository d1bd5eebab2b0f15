"""Cuts each kind of line into lexemes, and recognises what people write in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.heads import HeadScanner
from hjx_studio.language.lexemes import Lexed, Lexeme, Terminals
from hjx_studio.language.nearest import nearest
from hjx_studio.language.scanning import PLAIN, Manner, Scanner
from hjx_studio.language.source import Span
from hjx_studio.language.strings import ReadRegion
from hjx_studio.language.words import words

STATEMENTS = ("set", "let", "log", "if", "else", "for", "call", "return")

_LONGEST_TIMER = 2**31 - 1  # ms, the longest a browser's timer can be set to
_UNITS = {"ms": 1.0, "s": 1000.0, "m": 60_000.0}
_LEAD = " \t\f\v\u00a0\ufeff"
_FIRST_WORD = re.compile(r"[^\W\d][\w$-]*")
_ALSO_IF = re.compile(r"\s+if(?![\w$])")
_ELSE_IF = re.compile(r"(?:elif|elseif|elsif)(?=\s*\()")
_SPACE = re.compile(r"\s*")
_PROSE = re.compile(r"[,!?]?\s+[^\W\d][\w,.!?']*(?:\s+[^\W\d][\w,.!?']*)+\s*$")
_ASSIGNS = re.compile(r"(?:[.\[][^=]*)?[-+*/]?=(?![=>])")
_COMPOUND = words("+= -= *= /= %= **= &&= ||= ??=")
_IS_NAME = re.compile(r"\s*=(?!=)|[.\[]")  # `log = 1`, `log[0] = 1`; but `log [a]` logs a list


class LineCutter:
    """Knows each kind of line; `read` makes the expression of a `{{ }}` or `${ }`."""

    def __init__(self, grammar: Terminals, read: ReadRegion) -> None:
        self._terminals = grammar.terminals
        self._scanner = Scanner(grammar, read)
        self._heads = HeadScanner(grammar, self._scanner)
        self._interval = re.compile(grammar.pattern("INTERVAL"))

    def code(self, text: str, start: int, end: int, out: Lexed) -> None:
        """Cut an expression."""
        self._scanner.scan(text, start, end, out)

    def cut(self, context: str, text: str, out: Lexed) -> str | None:
        """Cut an entry: of `imports`, `declaration`, `timers`, `layout`, `handler`, `statement`
        or `component`. Returns the grammar's rule for it; None if it is hopeless."""
        line = _Line(self._terminals, self._scanner, text, out)
        match context:
            case "declaration":
                return line.rest("declaration", line.begin, Manner(assigns=True))
            case "imports":
                line.rest("import_line", line.begin)
                line.retype(1, "from")
                return "import_line"
            case "component":
                return line.rest("component_line", line.keyword("component", line.begin))
            case "timers":
                return self._timer(line)
            case "handler":
                return line.rest("handler_line", line.begin)
            case "statement":
                return self._statement(line)
            case _:
                return self._layout(line)

    # --- handlers --------------------------------------------------------------------------------

    def _statement(self, line: _Line) -> str | None:
        match = _FIRST_WORD.match(line.text, line.begin)
        word = match.group() if match else ""
        behind = line.begin + len(word)
        rest = line.text[behind:].lstrip()
        if word in STATEMENTS and not _IS_NAME.match(line.text, behind):
            return self._known(word, line, line.keyword(word, line.begin))
        if match and _ASSIGNS.match(rest):
            return self._lacks(
                "set", "A statement that sets a name begins with `set`.", behind, line
            )
        if also := _ELSE_IF.match(line.text, line.begin):
            return self._else_if(line, also.end())
        guess = nearest(word, STATEMENTS) if word else None
        if match and rest.startswith("(") and not rest.rstrip().endswith(":"):
            return self._lacks("call", "A handler is run by `call`.", behind, line)
        stop = behind if match else len(line.text.rstrip())
        span = Span(line.begin, stop)
        line.report(
            "HJX007", span, f"`{line.text[span.start : stop][:30]}` begins no statement.",
            f"Did you mean `{guess}`?" if guess else f"Statements are {', '.join(STATEMENTS)}.",
            Repair(f"Write `{guess}`", ((span, guess),)) if guess else None,
        )  # fmt: skip
        if guess is None:
            return None
        line.put(guess, line.begin, behind)
        return self._known(guess, line, behind)

    @staticmethod
    def _lacks(word: str, message: str, end: int, line: _Line) -> str:
        place = Span(line.begin, line.begin)
        line.report("HJX007", Span(line.begin, end), message, None,
                    Repair(f"Insert `{word}`", ((place, f"{word} "),)))  # fmt: skip
        line.put(word, line.begin, line.begin)
        line.rest(word, line.begin, Manner(assigns=word == "set"))
        if word == "set":
            line.read_compound()
        return f"{word}_line"

    def _known(self, word: str, line: _Line, behind: int) -> str:
        if word in ("if", "else", "for"):
            return self._branching(word, line, behind)
        manner = PLAIN
        if word in ("set", "let"):
            line.rest(word, behind, Manner(assigns=True))
            line.read_compound()
            return f"{word}_line"
        if word == "log":
            manner = Manner(text_depth=1)
        return line.rest(f"{word}_line", behind, manner)

    def _branching(self, word: str, line: _Line, behind: int) -> str:
        if word == "else":
            match = _ALSO_IF.match(line.text, behind)
            if match is None:
                return line.rest("else_line", behind)
            behind = line.keyword("if", match.end() - 2)
        bare = not line.text[behind:].lstrip().startswith("(")
        first = len(line.out.lexemes)
        manner = Manner(loop_depth=0 if bare else 1) if word == "for" else PLAIN
        line.rest(word, behind, manner)
        line.parenthesise(first)
        if word == "for":
            line.read_of(first)
        return f"{word}_line"

    def _else_if(self, line: _Line, behind: int) -> str:
        """Read `elif (…):` as what it means."""
        span = Span(line.begin, behind)
        line.report(
            "HJX001",
            span,
            "It is written `else if`.",
            None,
            Repair("Write `else if`", ((span, "else if"),)),
        )
        line.put("else", line.begin, behind)
        line.put("if", behind, behind)
        return line.rest("else_line", behind)

    # --- layout ----------------------------------------------------------------------------------

    def _layout(self, line: _Line) -> str | None:
        text, begin = line.text, line.begin
        match = _FIRST_WORD.match(text, begin)
        word = match.group() if match else ""
        if word in ("if", "for", "else"):
            return self._branching(word, line, line.keyword(word, begin))
        if also := _ELSE_IF.match(text, begin):
            return self._else_if(line, also.end())
        if text[begin] in "\"'":
            end = self._scanner.strings.text(text, begin, len(text), line.out)
            return line.rest("text_line", end)
        prose = match is not None and _PROSE.match(text, match.end()) is not None
        if prose or (match is None and text[begin] not in "#."):
            raw = text[begin:].rstrip()
            span = Span(begin, begin + len(raw))
            quotable = '"' not in raw and "\n" not in raw and "\\" not in raw
            line.report(
                "HJX009", span, "A line of layout is a tag or a text in quotes.",
                'Write `tag: "text"` or `"text"`.',
                Repair("Put it in quotes", ((span, f'"{raw}"'),)) if quotable else None,
            )  # fmt: skip
            return None
        self._heads.scan(text, begin, line.out)
        return "element_line"

    # --- timers ----------------------------------------------------------------------------------

    def _timer(self, line: _Line) -> str:
        text, position = line.text, line.begin
        match = _FIRST_WORD.match(text, position)
        if match and match.group() == "every":
            position = line.skip(line.keyword("every", position))
        elif match and nearest(match.group(), ("every",)):
            span = Span(position, match.end())
            line.misspelt(span, "every")
            line.put("every", span.start, span.end)
            position = line.skip(match.end())
        if match := self._interval.match(text, position):
            span = Span(position, match.end())
            value = self._milliseconds(match.group(), span, line)
            line.out.lexemes.append(Lexeme("INTERVAL", span.start, span.end, value))
            position = line.skip(match.end())
        if text.startswith("->", position):
            position = line.keyword("->", position)
        return line.rest("timer", position)

    @staticmethod
    def _milliseconds(text: str, span: Span, line: _Line) -> float:
        match = re.fullmatch(r"([0-9.]+)(.*)", text)
        number, unit = match.groups() if match else ("0", "")
        if unit not in _UNITS:
            line.report("HJX001", span, f"`{text[:30]}` is no interval: its unit is ms, s or m.",
                        f"Write `{number}ms`, `{number}s` or `{number}m`.")  # fmt: skip
            return 1000.0
        interval = float(number) * _UNITS[unit]
        if not 1 <= interval <= _LONGEST_TIMER:
            line.report("HJX021", span, "An interval is at least 1 ms and at most 24 days.")
            return 1000.0
        return interval


class _Line:
    """One line being cut."""

    __slots__ = ("_scanner", "_terminals", "begin", "out", "text")

    def __init__(
        self, terminals: Mapping[str, str], scanner: Scanner, text: str, out: Lexed
    ) -> None:
        self._terminals = terminals
        self._scanner = scanner
        self.text = text
        self.out = out
        self.begin = len(text) - len(text.lstrip(_LEAD))

    def report(
        self, code: str, span: Span, message: str, hint: str | None = None,
        repair: Repair | None = None,
    ) -> None:  # fmt: skip
        """Add a finding."""
        self.out.findings.append(Finding(code, span, message, hint, repair))

    def rest(self, start: str, position: int, manner: Manner = PLAIN) -> str:
        """Cut the rest as code; returns `start`."""
        self._scanner.scan(self.text, position, len(self.text), self.out, manner)
        return start

    def put(self, mark: str, start: int, end: int) -> None:
        """Add the lexeme of a keyword, wherever the text has it."""
        self.out.lexemes.append(Lexeme(self._terminals[mark], start, end, mark))

    def keyword(self, mark: str, start: int) -> int:
        """Add a keyword that the text has; returns where it ends."""
        self.put(mark, start, start + len(mark))
        return start + len(mark)

    def skip(self, position: int) -> int:
        """Where the next thing stands."""
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def retype(self, index: int, word: str) -> None:
        """Read a name as a keyword, also one that is misspelt."""
        lexemes = self.out.lexemes
        if index >= len(lexemes) or not isinstance(lexemes[index].value, str):
            return
        lexeme = lexemes[index]
        if lexeme.value != word:
            if nearest(lexeme.value, (word,)) is None:
                return
            self.misspelt(Span(lexeme.start, lexeme.end), word)
        lexemes[index] = lexeme._replace(type=self._terminals[word])

    def misspelt(self, span: Span, word: str) -> None:
        """Report a keyword that is written wrong."""
        found = self.text[span.start : span.end]
        self.report(
            "HJX001",
            span,
            f"`{found}` can't stand here.",
            f"Did you mean `{word}`?",
            Repair(f"Write `{word}`", ((span, word),)),
        )

    def read_compound(self) -> None:
        """Read `set a += b` as `set a = a + b` would be, for its names; it is an error."""
        lexemes = self.out.lexemes
        depth = 0
        for index, lexeme in enumerate(lexemes):
            if lexeme.value in ("(", "[", "{"):
                depth += 1
            elif lexeme.value in (")", "]", "}"):
                depth -= 1
            elif lexeme.type == "EQUAL":
                return
            elif not depth and index > 1 and lexeme.value in _COMPOUND:
                self._compound(index, lexeme)
                return

    def _compound(self, index: int, lexeme: Lexeme) -> None:
        lexemes = self.out.lexemes
        path = self.text[lexemes[1].start : lexemes[index - 1].end]
        operator = lexeme.value[:-1]
        last = lexemes[-1]
        edits = [(Span(lexeme.start, lexeme.end), f"= {path} {operator}")]
        if len(lexemes) > index + 2:
            first = Span(lexemes[index + 1].start, lexemes[index + 1].start)
            edits += [(first, "("), (Span(last.end, last.end), ")")]
        self.report(
            "HJX010",
            Span(lexeme.start, lexeme.end),
            f"`set` takes `=`, not `{lexeme.value}`.",
            f"Write `set {path} = {path} {operator} …`.",
            Repair(f"Write `= {path} {operator}`", tuple(edits)),
        )
        lexemes[index] = Lexeme("EQUAL", lexeme.start, lexeme.end, "=")

    def parenthesise(self, first: int) -> None:
        """Put the parentheses around a condition that lacks them."""
        lexemes = self.out.lexemes
        ends = bool(lexemes[first:]) and lexemes[-1].type == "COLON"
        last = len(lexemes) - ends
        if last <= first:
            return
        if lexemes[first].type == "LPAR":
            close = _closing(lexemes, first)
            if close is None or close == last - 1:
                return
            if lexemes[close + 1].type in ("COLON", "INVALID", "NAME", "RESERVED"):
                return
        start, end = lexemes[first].start, lexemes[last - 1].end
        edits = ((Span(start, start), "("), (Span(end, end), ")"))
        message = "What `if` and `for` ask stands in parentheses."
        self.report(
            "HJX001", Span(start, end), message, None, Repair("Put it in parentheses", edits)
        )
        lexemes.insert(last, Lexeme("RPAR", end, end, ")"))
        lexemes.insert(first, Lexeme("LPAR", start, start, "("))

    def read_of(self, first: int) -> None:
        """Read `for (x of xs)` as `for (x in xs)`."""
        lexemes = self.out.lexemes
        if any(lexeme.type == "IN" for lexeme in lexemes):
            return
        for index in (first + 2, first + 4):
            if index < len(lexemes) and lexemes[index].value == "of":
                span = Span(lexemes[index].start, lexemes[index].end)
                self.report("HJX001", span, "A loop is written with `in`.", None,
                            Repair("Write `in`", ((span, "in"),)))  # fmt: skip
                lexemes[index] = lexemes[index]._replace(type="IN")
                return


def _closing(lexemes: Sequence[Lexeme], first: int) -> int | None:
    """The index of the bracket that closes the one at `first`."""
    depth = 0
    for index in range(first, len(lexemes)):
        if lexemes[index].value in ("(", "[", "{"):
            depth += 1
        elif lexemes[index].value in (")", "]", "}"):
            depth -= 1
            if not depth:
                return index
    return None
