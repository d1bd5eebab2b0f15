"""Cuts a line of CSS into coloured tokens; never fails."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hjx_studio.language.token import Token


@dataclass(frozen=True, slots=True)
class StyleState:
    """What a line of CSS needs to know of the lines before it."""

    depth: int = 0  # open braces
    value: bool = False  # inside a declaration's value
    comment: bool = False


OUTSIDE = StyleState()

_STATEMENT_END = re.compile(r"""/\*|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[{};]""")
_SELECTOR = re.compile(
    r"""(?P<space>\s+)|(?P<comment>/\*)|(?P<keyword>@[\w-]+)|(?P<class>\.[\w-]+)|(?P<id>\#[\w-]+)
    |(?P<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?P<brace>[{};])
    |(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:%|[a-zA-Z]+)?)|(?P<selector>[\w\\-]+)
    |(?P<punctuation>[(),\[\]:])|(?P<operator>[>+~*=^$|&])|(?P<other>.)""",
    re.VERBOSE,
)
_VALUE = re.compile(
    r"""(?P<space>\s+)|(?P<comment>/\*)|(?P<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)
    |(?P<constant>\#[0-9a-fA-F]+\b)|(?P<keyword>!\s*important\b)
    |(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:%|[a-zA-Z]+)?)
    |(?P<function>-?[a-zA-Z][\w-]*(?=\())|(?P<property>--[\w-]+)|(?P<value>[\w\\-]+)
    |(?P<brace>[{};])|(?P<punctuation>[(),:])|(?P<operator>[/*+])|(?P<other>.)""",
    re.VERBOSE,
)
_PROPERTY = re.compile(r"\s*(--[\w-]*|-?[a-zA-Z][\w-]*)\s*(:)")
_KINDS = {"selector": "css-selector", "value": "css-value", "other": "css-value"}


def style_tokens(text: str, state: StyleState) -> tuple[list[Token], StyleState]:
    """The tokens of a line, and the state for the line below."""
    tokens: list[Token] = []
    depth, in_value, in_comment = state.depth, state.value, state.comment
    position = 0
    while position < len(text):
        if in_comment:
            end = text.find("*/", position)
            stop = len(text) if end < 0 else end + 2
            start = position if position else len(text) - len(text.lstrip())
            if start < stop:
                tokens.append(Token(start, stop, "comment"))
            in_comment, position = end < 0, stop
            continue
        if not in_value and depth and (match := _declares(text, position)):
            tokens.append(Token(match.start(1), match.end(1), "css-property"))
            tokens.append(Token(match.start(2), match.end(2), "punctuation"))
            in_value, position = True, match.end()
            continue
        match = (_VALUE if in_value else _SELECTOR).match(text, position)
        if match is None:
            break
        kind, found = match.lastgroup or "other", match.group()
        if kind == "comment":
            in_comment = True
            tokens.append(Token(position, position + 2, "comment"))
        elif kind == "brace":
            tokens.append(Token(position, position + 1, "punctuation"))
            in_value = False
            depth = max(0, depth + (found == "{") - (found == "}"))
        elif kind != "space":
            tokens.append(Token(position, match.end(), _KINDS.get(kind, kind)))
        position = match.end()
    return _joined(tokens), StyleState(min(depth, 50), in_value, in_comment)


def _declares(text: str, position: int) -> re.Match[str] | None:
    """The property that begins here, unless a `{` shows that it is a selector such as `a:hover`."""
    match = _PROPERTY.match(text, position)
    if match is None:
        return None
    for end in _STATEMENT_END.finditer(text, match.end()):
        if end.group() == "{":
            return None
        if end.group() in (";", "}"):
            break
    return match


def _joined(tokens: list[Token]) -> list[Token]:
    """Join a comment's opening to its rest."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last and token.kind == last.kind == "comment" and last.end == token.start:
            joined[-1] = Token(last.start, token.end, "comment")
        else:
            joined.append(token)
    return joined
