"""A component's style, scoped: its rules touch the elements of its own layout alone.

The last compound of each selector gets `:where([data-SCOPE])`, an attribute that the layout's
elements carry, without a change of specificity. A selector whose last compound is `:root`, `html`
or `body` stays global; `@keyframes` get names of their own. The rest stays as it was written: what
changes is put into the text at its place (CSS Syntax 3, Selectors 4, CSS Animations 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

from hjx_studio.language.diagnostics import CODES, Diagnostic
from hjx_studio.language.nodes import Verbatim
from hjx_studio.language.source import Position, Range, Source

_CODE = "HJX108"
_UNREADABLE = "This is neither a declaration, as in `color: red;`, nor a rule with { }."
_HOLDS_RULES = frozenset(("media", "supports", "container", "layer", "scope", "starting-style"))
_COMBINATORS = frozenset(">+~|")
_DEEPEST = 32  # rules in one another
_BEGINNING = re.compile(r"\A([^;{}]*[^;{}\s])\s*(?:[;{}]|\Z)")  # in reverse
_NAME = re.compile(r"(?:\\[\s\S]|[\w-]|[^\x00-\x7f])+")
_VENDOR = re.compile(r"-(?:webkit|moz|o|ms)-")
_BRACES = re.compile(
    r"/\*[\s\S]*?(?:\*/|\Z)"  # a comment
    r"|\"(?:\\[\s\S]|[^\"\\\n])*\"?|'(?:\\[\s\S]|[^'\\\n])*'?"  # a string
    r"|\\[\s\S]|[{}]"
)


def scope(style: Verbatim | None, scope_name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The style's text, scoped to elements with the attribute `data-SCOPE_NAME`, and what in it
    does not parse, as warnings."""
    if style is None:
        return "", ()
    # As a browser's first step does (CSS Syntax 3.3), so that offsets are those of the parser.
    text = re.sub(r"\r\n|[\r\f]", "\n", style.text).replace("\0", "\ufffd")
    scoped = _Scoping(text, scope_name)
    scoped.rules(tinycss2.parse_stylesheet(text))
    scoped.find_unclosed()
    findings = tuple(_finding(style, scoped.source, *error) for error in sorted(scoped.errors))
    return scoped.result(), findings


def _finding(style: Verbatim, source: Source, start: Position, message: str) -> Diagnostic:
    end = max(len(source.line(start.line).rstrip(" ;}")) + 1, start.column + 1)
    line = style.first_line + start.line - 1
    place = Range(line, start.column + style.indent, line, end + style.indent)
    return Diagnostic(_CODE, CODES[_CODE].severity, place, message)


class _Scoping:
    """Edits of one style sheet: where a text is put in, and in place of how many characters."""

    def __init__(self, text: str, scope_name: str) -> None:
        self.source = Source("", text)
        self.errors: list[tuple[Position, str]] = []
        self._scope_name = scope_name
        self._mark = f":where([data-{scope_name}])"
        self._edits: list[tuple[int, int, str]] = []
        self._keyframes = frozenset(_keyframes(tinycss2.parse_stylesheet(text)))

    def result(self) -> str:
        """The text with all edits made."""
        text = self.source.text
        for offset, length, inserted in sorted(self._edits, reverse=True):
            text = text[:offset] + inserted + text[offset + length :]
        return text

    def rules(self, nodes: Sequence[Node], depth: int = 0) -> None:
        """Scope rules, and look through the declarations among them."""
        for node in nodes:
            if depth > _DEEPEST:
                self._error(node, f"Rules nest more than {_DEEPEST} deep.")
                return
            if isinstance(node, ParseError):
                self._unreadable(node)
            elif isinstance(node, QualifiedRule):
                self._rule(node, depth)
            elif isinstance(node, AtRule):
                self._at_rule(node, depth)
            elif isinstance(node, Declaration):
                self._declaration(node)

    def find_unclosed(self) -> None:
        """Report the first brace that nothing closes; the parser closes it without a word."""
        opened: list[int] = []
        for match in _BRACES.finditer(self.source.text):
            if match[0] == "{":
                opened.append(match.start())
            elif match[0] == "}" and opened:
                opened.pop()
        if opened:
            self.errors.append((self.source.position(opened[0]), "This { is never closed."))

    def _rule(self, rule: QualifiedRule, depth: int) -> None:
        broken = [token for token in rule.prelude if token.type == "error"]
        for token in broken:
            self._error(token, "The rule that begins here is ignored: it has an unmatched bracket.")
        if broken:
            return
        for selector in _split(rule.prelude):
            self._selector(selector)
        self.rules(tinycss2.parse_blocks_contents(rule.content), depth + 1)

    def _at_rule(self, rule: AtRule, depth: int) -> None:
        name = rule.lower_at_keyword
        if rule.content is None:
            return
        if name in _HOLDS_RULES:
            self.rules(tinycss2.parse_blocks_contents(rule.content), depth + 1)
        elif _VENDOR.sub("", name) == "keyframes":
            for token in rule.prelude:
                self._rename(token)
        else:
            self._report(tinycss2.parse_blocks_contents(rule.content))

    def _report(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if isinstance(node, ParseError):
                self._unreadable(node)

    def _declaration(self, declaration: Declaration) -> None:
        if _VENDOR.sub("", declaration.lower_name) in ("animation", "animation-name"):
            for token in declaration.value:
                self._rename(token)

    def _selector(self, selector: Sequence[Node]) -> None:
        """Mark the last compound of a selector."""
        compound = _last_compound(selector)
        if not compound or _is_global(compound):
            return
        # A namespace may stand before the type.
        at = 2 if len(compound) > 2 and _is(compound[1], "|") else 0
        type_token = compound[at]
        if type_token.type == "ident":
            start = self._offset(type_token)
            match = _NAME.match(self.source.text, start)
            self._insert(match.end() if match else start)
        elif _is(type_token, "*") or _is(type_token, "&"):
            self._insert(self._offset(type_token) + 1)
        else:
            self._insert(self._offset(compound[0]))

    def _rename(self, token: Node) -> None:
        """Give the name of this component's keyframes its ending."""
        if token.type not in ("ident", "string") or token.value not in self._keyframes:
            return
        start = self._offset(token)
        if token.type == "string":
            start += 1
        match = _NAME.match(self.source.text, start)
        if match:
            self._edits.append((match.end(), 0, f"-{self._scope_name}"))

    def _insert(self, offset: int) -> None:
        self._edits.append((offset, 0, self._mark))

    def _offset(self, node: Node) -> int:
        return self.source.offset(Position(node.source_line, node.source_column))

    def _unreadable(self, node: Node) -> None:
        """Report what is no declaration, where it begins: the parser says where it gave up."""
        offset = self._offset(node)
        before = _BEGINNING.search(self.source.text[:offset][::-1])
        start = offset if before is None else offset - before.end(1)
        self.errors.append((self.source.position(start), _UNREADABLE))

    def _error(self, node: Node, message: str) -> None:
        self.errors.append((Position(node.source_line, node.source_column), message))


def _keyframes(nodes: Sequence[Node], depth: int = 0) -> Iterator[str]:
    """The names of all keyframes, those in conditional rules too."""
    if depth > _DEEPEST:
        return
    for node in nodes:
        if not isinstance(node, AtRule) or node.content is None:
            continue
        if _VENDOR.sub("", node.lower_at_keyword) == "keyframes":
            yield from (token.value for token in node.prelude if token.type in ("ident", "string"))
        elif node.lower_at_keyword in _HOLDS_RULES:
            yield from _keyframes(tinycss2.parse_blocks_contents(node.content), depth + 1)


def _split(prelude: Sequence[Node]) -> Iterator[list[Node]]:
    """The selectors of a list."""
    for is_comma, tokens in groupby(prelude, lambda token: _is(token, ",")):
        if not is_comma:
            yield list(tokens)


def _last_compound(selector: Sequence[Node]) -> list[Node]:
    compound: list[Node] = []
    for token in reversed(selector):
        is_space = token.type in ("whitespace", "comment")
        if is_space and not compound:
            continue
        is_namespace = _is(token, "|") and bool(compound)
        is_combinator = token.type == "literal" and token.value in _COMBINATORS
        if is_space or (is_combinator and not is_namespace):
            break
        compound.append(token)
    return compound[::-1]


def _is_global(compound: Sequence[Node]) -> bool:
    first = compound[0]
    if first.type == "ident":
        return first.lower_value in ("html", "body")
    if len(compound) == 1 or not _is(first, ":"):
        return False
    second = compound[1]
    return bool(second.type == "ident" and second.lower_value == "root")


def _is(token: Node, character: str) -> bool:
    return bool(token.type == "literal" and token.value == character)
