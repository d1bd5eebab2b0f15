"""Cuts the head of a layout line, `tag#id.class (clauses): "text"`, into lexemes.

What a person writes wrong here is mostly one part among many, so the scanner reports it, puts the
likely part in its place, and goes on; only the order of parts is left to the grammar.
"""

from __future__ import annotations

import re

from hjx_studio.language import literals
from hjx_studio.language.findings import Finding, Repair
from hjx_studio.language.lexemes import Lexed, Lexeme, Terminals
from hjx_studio.language.nodes import Literal
from hjx_studio.language.scanning import Scanner
from hjx_studio.language.source import Span

_UNQUOTED = re.compile(r"[^\s,()]+")
_AFTER_PATH = re.compile(r"\s*(?:\.\s*[^\W\d]|\.\s*\$|\[)")


class HeadScanner:
    """Knows the patterns of tags, classes and clauses."""

    def __init__(self, grammar: Terminals, code: Scanner) -> None:
        self._code = code
        self._tag = re.compile(grammar.pattern("TAG"))
        self._id = re.compile(grammar.pattern("ID"))
        self._class = re.compile(grammar.pattern("CLASS"))
        self._attribute = re.compile(grammar.pattern("ATTRIBUTE"))
        self._event = re.compile(grammar.pattern("EVENT"))
        self._word = re.compile(grammar.pattern("NAME"))
        self._space = re.compile(f"(?:{grammar.pattern('SPACE')}|{grammar.pattern('COMMENT')})*")
        self._marks = {
            mark: grammar.terminals[mark] for mark in ("(", ")", ",", ":", "=", "->", "<->")
        }
        self._keywords = {word: grammar.terminals[word] for word in ("on", "bind")}

    def scan(self, text: str, start: int, out: Lexed) -> None:
        """Cut the whole line."""
        position = self._skip(text, start)
        position = self._name(text, position, out)
        position = self._parts(text, position, out)
        position = self._skip(text, position)
        if text.startswith("(", position):
            position = self._clauses(text, position, out)
        elif position < len(text) and self._attribute.match(text, position):
            position = self._run(text, position, out, bare=True)
        self._rest(text, self._skip(text, position), out)

    def _skip(self, text: str, position: int) -> int:
        match = self._space.match(text, position)
        return match.end() if match else position

    def _put(self, mark: str, start: int, out: Lexed, end: int | None = None) -> None:
        out.lexemes.append(
            Lexeme(self._marks[mark], start, start + len(mark) if end is None else end, mark)
        )

    def _name(self, text: str, start: int, out: Lexed) -> int:
        if match := self._tag.match(text, start):
            out.lexemes.append(Lexeme("TAG", start, match.end(), match.group()))
            return match.end()
        if text[start : start + 1] in ("#", "."):
            span = Span(start, start + 1)
            out.findings.append(
                Finding(
                    "HJX001",
                    span,
                    f"A tag is missing before `{text[start]}`.",
                    "`view` makes a `div`.",
                    Repair("Write `view`", ((Span(start, start), "view"),)),
                )
            )
            out.lexemes.append(Lexeme("TAG", start, start, "view"))
        return start

    def _parts(self, text: str, position: int, out: Lexed) -> int:
        identified = False
        while True:
            begin = self._skip(text, position)
            mark = text[begin : begin + 1]
            if mark == "#":
                match = self._id.match(text, begin)
            elif mark == ".":
                match = self._class.match(text, begin)
            else:
                return position
            if match is None:
                what = "An id" if mark == "#" else "A class"
                out.findings.append(
                    Finding(
                        "HJX001",
                        Span(begin, begin + 1),
                        f"{what}'s name is missing after `{mark}`.",
                    )
                )
                position = begin + 1
                continue
            span = Span(begin, match.end())
            if mark == "#" and identified:
                out.findings.append(Finding("HJX015", span, "An element has one id only."))
            else:
                kind = "ID" if mark == "#" else "CLASS"
                out.lexemes.append(Lexeme(kind, begin, match.end(), match.group()[1:]))
            identified = identified or mark == "#"
            position = match.end()

    def _clauses(self, text: str, start: int, out: Lexed) -> int:
        self._put("(", start, out)
        position = self._run(text, start + 1, out)
        if text.startswith(")", position):
            self._put(")", position, out)
            return position + 1
        out.findings.append(
            Finding(
                "HJX002",
                Span(start, start + 1),
                "This `(` is never closed.",
                "Add the `)` that belongs to it.",
            )
        )
        self._put(")", position, out, position)
        return position

    def _run(self, text: str, start: int, out: Lexed, *, bare: bool = False) -> int:
        position = start
        while True:
            position = self._skip(text, position)
            if position >= len(text) or text[position] == ")":
                return position
            if text[position] == ":" and (bare or self._closes_head(text, position)):
                return position
            if text[position] == ",":
                self._put(",", position, out)
                position += 1
                continue
            position = self._clause(text, position, out, bare)

    @staticmethod
    def _closes_head(text: str, position: int) -> bool:
        """Whether this `:` looks like the end of a head whose `)` was forgotten."""
        return re.match(r":\s*(?:[\"']|$|//)", text[position:]) is not None

    def _clause(self, text: str, start: int, out: Lexed, bare: bool) -> int:
        match = self._attribute.match(text, start)
        if match is None:
            if text[start] in "\"'":
                end = literals.text_end(text, start, len(text))[0] or len(text)
                return self._refuse(text, start, end, out)
            return self._refuse(text, start, start + 1, out)
        word = match.group()
        if word.endswith(":"):
            return self._colon(text, start, match.end() - 1, out, bare)
        after = self._skip(text, match.end())
        parted = after > match.end()
        if word == "on" and parted and (event := self._event.match(text, after)):
            return self._listen(text, start, event, out)
        if word == "bind" and parted and (name := self._word.match(text, after)):
            return self._bind(text, start, name, out)
        out.lexemes.append(Lexeme("ATTRIBUTE", start, match.end(), word))
        if text[after : after + 1] != "=":
            return match.end()
        self._put("=", after, out)
        return self._value(text, self._skip(text, after + 1), out)

    def _colon(self, text: str, start: int, end: int, out: Lexed, bare: bool) -> int:
        """Read `name:`, which ends a head, or stands where `name=` should."""
        open_ended = self._closes_head(text, end) and ")" not in text[end:]
        if bare or open_ended:
            out.lexemes.append(Lexeme("ATTRIBUTE", start, end, text[start:end]))
            return end
        stop = literals.code_end(text, end + 1, len(text), ")")
        stop = len(text.rstrip()) if stop is None else stop
        value = text[end + 1 : stop].strip()
        name = text[start:end]
        if out.lexemes[-1].value == "class" and out.lexemes[-1].type == "ATTRIBUTE":
            start = out.lexemes.pop().start
            name, value = "class", f"({value}) ? '{name}' : ''"
        written = f"{name}={value}" if value[:1] in ('"', "'") else f'{name}="{{{{{value}}}}}"'
        span = Span(start, stop)
        repair = None if '"' in value[1:-1] else Repair(f"Write `{name}=`", ((span, written),))
        message = f"`{name}` takes its value by `=`, in quotes."
        out.findings.append(Finding("HJX001", span, message, f"Write `{written}`.", repair))
        return stop

    @staticmethod
    def _refuse(text: str, start: int, end: int, out: Lexed) -> int:
        out.findings.append(
            Finding(
                "HJX001",
                Span(start, end),
                f"`{' '.join(text[start:end].split())[:30]}` is no clause.",
                'Clauses are `name="…"`, `on EVENT -> handler` and `bind value <-> name`.',
            )
        )
        return end

    def _value(self, text: str, start: int, out: Lexed) -> int:
        if text[start : start + 1] in ('"', "'"):
            return self._code.strings.text(text, start, len(text), out)
        end = self._unquoted_end(text, start)
        span = Span(start, end)
        raw = text[start:end]
        if not raw:
            out.findings.append(
                Finding(
                    "HJX001",
                    Span(start - 1, start),
                    "The attribute's value is missing.",
                    'Write it in quotes: `name="…"`.',
                )
            )
        else:
            braced = raw.startswith("{") and raw.endswith("}")
            quoted = f'"{{{{{raw.strip("{}").strip()}}}}}"' if braced else f'"{raw}"'
            repairs = None if '"' in raw else Repair(f"Write `{quoted}`", ((span, quoted),))
            out.findings.append(
                Finding(
                    "HJX001",
                    span,
                    "An attribute's value stands in quotes.",
                    'Write `name="text"`, or `name="{{expression}}"`.',
                    repairs,
                )
            )
        out.lexemes.append(Lexeme("TEXT", start, end, Literal(span, raw)))
        return end

    @staticmethod
    def _unquoted_end(text: str, start: int) -> int:
        if text[start : start + 1] in ("{", "[", "`"):
            if text[start] == "`":
                return literals.template_end(text, start, len(text))[0] or start + 1
            stop = "}" if text[start] == "{" else "]"
            end = literals.code_end(text, start + 1, len(text), stop)
            return start + 1 if end is None else end + 1
        match = _UNQUOTED.match(text, start)
        return match.end() if match else start

    def _pointer(self, text: str, start: int, wanted: str, out: Lexed) -> int:
        """Read `->` or `<->`; what people write in their place is read as them."""
        for mark in ("<->", "->", "=>", "<-", "="):
            if text.startswith(mark, start):
                if mark not in (wanted, "->"):
                    span = Span(start, start + len(mark))
                    out.findings.append(
                        Finding(
                            "HJX001",
                            span,
                            f"`{wanted}` stands here, not `{mark}`.",
                            None,
                            Repair(f"Write `{wanted}`", ((span, wanted),)),
                        )
                    )
                self._put(wanted, start, out, start + len(mark))
                return start + len(mark)
        return start

    def _listen(self, text: str, start: int, match: re.Match[str], out: Lexed) -> int:
        out.lexemes.append(Lexeme(self._keywords["on"], start, start + 2, "on"))
        out.lexemes.append(Lexeme("EVENT", match.start(), match.end(), match.group()))
        arrow = self._skip(text, match.end())
        position = self._pointer(text, arrow, "->", out)
        begin = self._skip(text, position)
        word = self._word.match(text, begin)
        if position == arrow:
            if word is None or word.group() in self._keywords or text.startswith("=", word.end()):
                return match.end()
            self._unpointed(text, match.end(), begin, out)
        if word is None:
            return position
        self._code.scan(text, begin, word.end(), out)
        opening = self._skip(text, word.end())
        if not text.startswith("(", opening):
            return word.end()
        end = self._bracket_end(text, opening)
        self._code.scan(text, opening, end, out)
        return end

    def _unpointed(self, text: str, end: int, word: int, out: Lexed) -> None:
        """Take the word behind an event for its handler."""
        place = Span(word, word)
        out.findings.append(
            Finding(
                "HJX001",
                Span(end, word),
                "A `->` is missing between the event and its handler.",
                None,
                Repair("Insert `->`", ((place, "-> "),)),
            )
        )
        self._put("->", word, out, word)

    def _bind(self, text: str, start: int, match: re.Match[str], out: Lexed) -> int:
        out.lexemes.append(Lexeme(self._keywords["bind"], start, start + 4, "bind"))
        self._code.scan(text, match.start(), match.end(), out)
        arrow = self._skip(text, match.end())
        position = self._pointer(text, arrow, "<->", out)
        if position == arrow:
            return match.end()
        begin = self._skip(text, position)
        word = self._word.match(text, begin)
        if word is None:
            return position
        end = word.end()
        while _AFTER_PATH.match(text, end):
            inner = self._skip(text, end)
            if text[inner] == "[":
                end = self._bracket_end(text, inner)
            else:
                member = self._word.match(text, self._skip(text, inner + 1))
                end = member.end() if member else inner + 1
        self._code.scan(text, begin, end, out)
        return end

    @staticmethod
    def _bracket_end(text: str, start: int) -> int:
        """Where the bracket that opens at `start` closes; the end of the line if it does not."""
        stop = ")" if text[start] == "(" else "]"
        end = literals.code_end(text, start + 1, len(text), stop)
        return len(text) if end is None else end + 1

    def _rest(self, text: str, start: int, out: Lexed) -> None:
        if text.startswith(":", start):
            self._put(":", start, out)
            self._content(text, self._skip(text, start + 1), out)
        elif text[start : start + 1] in ('"', "'"):
            place = (
                Span(out.lexemes[-1].end, out.lexemes[-1].end)
                if out.lexemes
                else Span(start, start)
            )
            out.findings.append(
                Finding(
                    "HJX001",
                    Span(start, start + 1),
                    "A `:` is missing before the text.",
                    None,
                    Repair("Insert `:`", ((place, ":"),)),
                )
            )
            self._put(":", start, out, start)
            self._content(text, start, out)
        elif start < len(text):
            out.lexemes.append(Lexeme("INVALID", start, len(text.rstrip()), text[start:].rstrip()))

    def _content(self, text: str, start: int, out: Lexed) -> None:
        if start >= len(text):
            return
        if text[start] not in "\"'":
            raw = text[start:].rstrip()
            span = Span(start, start + len(raw))
            repair = None
            if '"' not in raw and "\n" not in raw:
                repair = Repair("Put it in quotes", ((span, f'"{raw}"'),))
            out.findings.append(
                Finding(
                    "HJX009",
                    span,
                    "The text of an element stands in quotes.",
                    'Write `"…"`; an expression goes in `"{{…}}"`.',
                    repair,
                )
            )
            return
        end = self._skip(text, self._code.strings.text(text, start, len(text), out))
        if end < len(text):
            span = Span(end, len(text.rstrip()))
            message = "One text in quotes stands behind the `:`, and nothing else."
            out.findings.append(Finding("HJX001", span, message, "It may have several `{{ }}`."))
