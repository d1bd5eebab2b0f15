"""Literals: where a string, a template or the code in it ends, and which value it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hjx_studio.language.findings import Finding
from hjx_studio.language.source import Span

_PLAIN = {
    '"': re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'),
    "'": re.compile(r"'(?:[^'\\\n]|\\[^\n])*'"),
}
_IN_TEXT = {
    '"': re.compile(r'\\[^\n]|\{\{|["\n]'),
    "'": re.compile(r"\\[^\n]|\{\{|['\n]"),
}
_IN_TEMPLATE = re.compile(r"\\.|`|\$\{", re.DOTALL)
_IN_CODE = re.compile(r"""//[^\n]*|["'`]|[()\[\]{}]""")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_REACH = 200  # how far out a closer looks for its opener: no file nests deeper and is read

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F_]*)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "v": "\v", "f": "\f", "\n": "", "\r\n": ""}

_NUMBER = re.compile(
    r"(?:(?:0|[1-9](?:_?[0-9])*)(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)"
    r"(?:[eE][+-]?[0-9](?:_?[0-9])*)?"
)
_RADIX = re.compile(
    r"0(?:[xX]([0-9a-fA-F](?:_?[0-9a-fA-F])*)|[oO]([0-7](?:_?[0-7])*)|[bB]([01](?:_?[01])*))"
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where the code of a `{{ }}` or `${ }` stands."""

    start: int
    end: int


def string_end(text: str, start: int, end: int) -> int | None:
    """Where the quoted string that opens at `start` ends; None if its line does not close it."""
    match = _PLAIN[text[start]].match(text, start, end)
    return match.end() if match else None


def text_end(text: str, start: int, end: int) -> tuple[int | None, tuple[Region, ...], int | None]:
    """The end of a quoted string with `{{ }}`, the code in it, and where a `{{` stays open."""
    pattern = _IN_TEXT[text[start]]
    regions: list[Region] = []
    dangling: int | None = None
    position = start + 1
    while match := pattern.search(text, position, end):
        position = match.end()
        found = match.group()
        if found == "{{":
            close = None
            if dangling is None:
                close = code_end(text, position, line_end(text, position, end), "}}")
            if close is None:
                dangling = match.start() if dangling is None else dangling
                continue
            regions.append(Region(position, close))
            position = close + 2
        elif found == "\n":
            break
        elif found[0] != "\\":
            return position, tuple(regions), dangling
    return None, tuple(regions), dangling


def template_end(text: str, start: int, end: int) -> tuple[int | None, tuple[Region, ...]]:
    """The end of the template literal that opens at `start`, and the code in it."""
    regions: list[Region] = []
    position = start + 1
    while match := _IN_TEMPLATE.search(text, position, end):
        position = match.end()
        if match.group() == "`":
            return position, tuple(regions)
        if match.group() == "${":
            close = code_end(text, position, end, "}")
            if close is None:
                return None, tuple(regions)
            regions.append(Region(position, close))
            position = close + 1
    return None, tuple(regions)


def code_end(text: str, start: int, end: int, stop: str) -> int | None:
    """Where the code from `start` meets the closer `stop` outside its brackets and strings."""
    stack: list[tuple[str, int]] = []
    position = scan(text, start, end, stack, stop=stop)
    return position if position < end else None


def scan(
    text: str,
    start: int,
    end: int,
    stack: list[tuple[str, int]],
    *,
    stop: str = "",
    text_depth: int = 0,
) -> int:
    """Read code up to `stop` or `end`, keeping the open brackets and where they stand in `stack`.

    A template literal counts as a bracket, "`", and so does the code in it, "${". Strings under
    fewer than `text_depth` brackets may hold `{{ }}`. Returns where it stopped.
    """
    position = start
    while True:
        pattern = _IN_TEMPLATE if stack and stack[-1][0] == "`" else _IN_CODE
        match = pattern.search(text, position, end)
        if match is None:
            return end
        found, begin, position = match.group(), match.start(), match.end()
        if pattern is _IN_TEMPLATE:
            _step_in_template(found, begin, stack)
        elif found in ("(", "[", "{", "`"):
            stack.append((found, begin))
        elif found in _PLAIN:
            close = _string_end(text, begin, end, len(stack) < text_depth)
            if close is not None:
                position = close
            elif not stop:  # an unclosed string takes the rest of its line
                position = line_end(text, begin, end)
        elif found in _CLOSES:
            if stop and _meets(text, begin, stop, stack):
                return begin
            _close(found, stack)
        elif stop[:1] == "}":  # `//` inside `{{ }}` hides nothing from the search for its end
            position = begin + 2


def line_end(text: str, start: int, end: int) -> int:
    """Where the line of `start` ends, or `end` if that comes first."""
    found = text.find("\n", start, end)
    return end if found < 0 else found


def _string_end(text: str, start: int, end: int, with_code: bool) -> int | None:
    return text_end(text, start, end)[0] if with_code else string_end(text, start, end)


def _step_in_template(found: str, start: int, stack: list[tuple[str, int]]) -> None:
    if found == "`":
        stack.pop()
    elif found == "${":
        stack.append((found, start))


def _meets(text: str, position: int, stop: str, stack: list[tuple[str, int]]) -> bool:
    if stop[0] != "}":
        return not stack and text[position] == stop
    return text.startswith(stop, position) and not any(opener in ("{", "${") for opener, _ in stack)


def _close(closer: str, stack: list[tuple[str, int]]) -> None:
    opener = _CLOSES[closer]
    for depth in range(len(stack) - 1, max(-1, len(stack) - _REACH), -1):
        found = stack[depth][0]
        if found == opener or (closer == "}" and found == "${"):
            del stack[depth:]
            return
        if found == "${":
            return


def unescape(
    text: str, start: int, end: int, *, template: bool = False
) -> tuple[str, list[Finding]]:
    """The characters that `text[start:end]`, the inside of a string, stands for."""
    findings: list[Finding] = []
    if "\\" not in text[start:end]:
        value = text[start:end]
        return (value.replace("\r\n", "\n") if template else value), findings
    parts: list[str] = []
    places: list[int] = []  # where each part came from, for a surrogate that finds no partner
    position = start
    for match in _ESCAPE.finditer(text, start, end):
        if match.start() > position:
            parts.append(text[position : match.start()])
            places.append(position)
        position = match.end()
        parts.append(_resolve(match, text, findings))
        places.append(match.start())
    parts.append(text[position:end])
    places.append(position)
    _join_surrogates(parts, places, findings)
    value = "".join(parts)
    return (value.replace("\r\n", "\n") if template else value), findings


def _resolve(match: re.Match[str], text: str, findings: list[Finding]) -> str:
    braced, four, two, single = match.groups()
    span = Span(match.start(), match.end())
    if braced is not None:
        digits = braced.lstrip("0") or ("0" if braced else "")
        if not digits or "_" in digits or len(digits) > 6 or int(digits, 16) > 0x10FFFF:
            findings.append(
                Finding(
                    "HJX021", span, f"`{match.group()[:20]}` is no code point (at most 10FFFF)."
                )
            )
            return ""
        return chr(int(digits, 16))
    if four is not None:
        return chr(int(four, 16))
    if two is not None:
        return chr(int(two, 16))
    if single in "ux":
        form = "`\\u0041` or `\\u{1F600}`" if single == "u" else "`\\x41`"
        findings.append(
            Finding("HJX001", span, f"The escape `\\{single}` is not complete.", f"Write {form}.")
        )
        return ""
    if single in "0123456789":
        if single == "0" and text[match.end() : match.end() + 1] not in tuple("0123456789"):
            return "\0"
        findings.append(
            Finding(
                "HJX001",
                span,
                f"`\\{single}` is an octal escape, which strings do not have.",
                "Write `\\x` and two hexadecimal digits.",
            )
        )
        return ""
    return _SIMPLE.get(single, single)


def _join_surrogates(parts: list[str], places: list[int], findings: list[Finding]) -> None:
    for index, part in enumerate(parts):
        if len(part) != 1 or not "\ud800" <= part <= "\udfff":
            continue
        follower = parts[index + 1] if index + 1 < len(parts) else ""
        if part <= "\udbff" and len(follower) == 1 and "\udc00" <= follower <= "\udfff":
            code = 0x10000 + ((ord(part) - 0xD800) << 10) + (ord(follower) - 0xDC00)
            parts[index], parts[index + 1] = chr(code), ""
            continue
        findings.append(
            Finding(
                "HJX021",
                Span(places[index], places[index + 1]),
                "This escape is half of a character: a surrogate needs its partner.",
                "Write the character itself, or `\\u{…}`.",
            )
        )
        parts[index] = ""


def number(text: str, span: Span) -> tuple[float, Finding | None]:
    """The value of a number as written; a finding where JavaScript would not read it so."""
    if _NUMBER.fullmatch(text):
        return float(text.replace("_", "")), None
    if _RADIX.fullmatch(text):
        digits = text[2:].replace("_", "")
        radix = {"x": 16, "o": 8, "b": 2}[text[1].lower()]
        try:
            return float(int(digits, radix)), None
        except OverflowError:
            return float("inf"), None
    return 0.0, Finding("HJX001", span, f"`{text[:40]}` is no number.", _number_hint(text))


def _number_hint(text: str) -> str | None:
    if re.fullmatch(r"0[0-9_]+(?:\..*)?", text):
        return "A number has no leading zero; an octal one begins with `0o`."
    if re.fullmatch(r"[0-9_]+n", text):
        return "There are no big integers; leave the `n` away."
    if "_" in text and _NUMBER.fullmatch(text.replace("_", "")):
        return "A `_` stands between two digits, one at a time."
    if re.match(r"0[bBoOxX]", text):
        return "Behind `0x` stand hexadecimal digits, behind `0o` octal, behind `0b` binary ones."
    if match := re.fullmatch(r"([0-9][0-9_]*)\.([^\W\d]\w*)", text):
        return f"Write `({match.group(1)}).{match.group(2)}`."
    if match := re.match(r"[0-9][0-9_]*(?:\.[0-9_]*)?(?=[^\W\d])", text):
        return f'Did you mean the text `"{text[:40]}"`, or the number `{match.group()[:40]}`?'
    return None
