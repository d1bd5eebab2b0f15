"""A component's layout as HTML for the first paint, with the anchors that the page adopts.

Where nodes come and go, comments mark the place: `<!--[-->` and `<!--]-->` around an `if` or a
`for`, `<!---->` between two texts. The page makes the same nodes from the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from hjx_studio.language import nodes
from hjx_studio.language.addresses import is_safe
from hjx_studio.language.analyzer import Analysis
from hjx_studio.language.budget import Budget, EvaluationError
from hjx_studio.language.evaluator import Program, compile_expression
from hjx_studio.language.lowering import VOID, prepare
from hjx_studio.language.template import (
    Binding,
    Break,
    Choice,
    Computed,
    Element,
    Formula,
    Loop,
    Parts,
    Piece,
    Words,
    has_main,
)
from hjx_studio.language.values import Value, text, truth

# HTML's parser reads what stands in these as text, so the page fills them itself.
_UNPARSED = frozenset(["iframe", "noembed", "noframes", "noscript", "template", "xmp"])
_FIRST_NEWLINE_IS_LOST = frozenset(("pre", "textarea", "listing"))
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\0": "&#65533;"}
_SPECIAL = re.compile(r'[&<>"\r\0]')
_TAGS = re.compile(r"<[^>]*>")
_ASCII_SPACE = re.compile(r"[ \t\n\f\r]+")

Names = Mapping[str, Value]
Evaluate = Callable[[Names], Value]


@dataclass(slots=True)
class _Chosen:
    """What a select shows: the values of its options that are selected; one of them, or all."""

    values: set[str] = field(default_factory=set)
    multiple: bool = False

    def take(self, value: str) -> bool:
        """Whether the option with this value is to be selected."""
        if value not in self.values:
            return False
        if not self.multiple:
            self.values = set()
        return True


@dataclass(slots=True)
class _Output:
    """HTML so far, and what the select around has chosen."""

    html: list[str] = field(default_factory=list)
    chosen: _Chosen = field(default_factory=_Chosen)


@dataclass(slots=True)
class _Made:
    """An element while its attributes are found; `shown` is the value of a select or textarea."""

    attributes: dict[str, str]
    shown: Value = None
    has_value: bool = False


Write = Callable[[_Output, Names], None]


class Layout:
    """A layout that is ready to be rendered."""

    def __init__(
        self, component: nodes.Component, analysis: Analysis, program: Program, scope_name: str = ""
    ) -> None:
        scope = f" data-{scope_name}" if scope_name and component.style is not None else ""
        pieces = prepare(component)
        self.has_main = has_main(pieces)
        """Whether it has a `main` landmark of its own."""
        self._write = _pieces(pieces, scope)

    def render(self, names: Names) -> str:
        """The HTML of the root's content. An expression that fails reads as null."""
        output = _Output()
        self._write(output, names)
        return "".join(output.html)


def escape(value: str) -> str:
    """Text as it may stand in HTML, between tags and in a quoted attribute."""
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)


def _evaluate(formula: Formula) -> Evaluate:
    run = compile_expression(formula.node)

    def evaluate(names: Names) -> Value:
        try:
            return run(names, Budget())
        except EvaluationError:
            return None

    return evaluate


def _shown(value: Value) -> str:
    """A value's text; one that is too large has none."""
    try:
        return text(value)
    except EvaluationError:
        return ""


def _text(parts: Parts) -> Callable[[Names], str]:
    pieces = [part if isinstance(part, str) else _evaluate(part) for part in parts]

    def read(names: Names) -> str:
        return "".join(
            piece if isinstance(piece, str) else _shown(piece(names)) for piece in pieces
        )

    return read


def _pieces(pieces: Sequence[Piece], scope: str) -> Write:
    writers = [_piece(piece, scope) for piece in pieces]

    def write(output: _Output, names: Names) -> None:
        for writer in writers:
            writer(output, names)

    return write


def _piece(piece: Piece, scope: str) -> Write:
    if isinstance(piece, Words):
        return _words(piece)
    if isinstance(piece, Break):
        return lambda output, names: output.html.append("<!---->")
    if isinstance(piece, Choice):
        return _choice(piece, scope)
    if isinstance(piece, Loop):
        return _loop(piece, scope)
    return _element(piece, scope)


def _words(piece: Words) -> Write:
    read = _text(piece.parts)
    return lambda output, names: output.html.append(escape(read(names)))


def _choice(piece: Choice, scope: str) -> Write:
    branches = [
        (None if test is None else _evaluate(test), _pieces(children, scope))
        for test, children in piece.branches
    ]

    def write(output: _Output, names: Names) -> None:
        output.html.append("<!--[-->")
        for test, content in branches:
            if test is None or truth(test(names)):
                content(output, names)
                break
        output.html.append("<!--]-->")

    return write


def _loop(piece: Loop, scope: str) -> Write:
    items, row = _evaluate(piece.items), _pieces(piece.row, scope)
    item_name, index_name = piece.item, piece.index

    def write(output: _Output, names: Names) -> None:
        output.html.append("<!--[-->")
        rows = items(names)
        inner = dict(names)
        for index, item in enumerate(rows if isinstance(rows, list) else ()):
            inner[item_name] = item
            if index_name is not None:
                inner[index_name] = float(index)
            row(output, inner)
        output.html.append("<!--]-->")

    return write


Decorate = Callable[[_Made, Names], None]


def _element(piece: Element, scope: str) -> Write:
    decorate = [_computed(computed, piece.tag) for computed in piece.computed]
    decorate += [_bound(binding, piece.tag) for binding in piece.bindings]
    opening = f"<{piece.tag}{scope}"
    closing = "" if piece.tag in VOID and not piece.namespace else f"</{piece.tag}>"
    content = _content(piece, scope)
    if not decorate and piece.tag not in ("select", "option"):
        head = f"{opening}{_attributes(dict(piece.fixed))}>"

        def write_plain(output: _Output, names: Names) -> None:
            output.html.append(head)
            content(output, names)
            output.html.append(closing)

        return write_plain

    def write(output: _Output, names: Names) -> None:
        made = _Made(dict(piece.fixed))
        for change in decorate:
            change(made, names)
        start = len(output.html)
        output.html.append("")
        if piece.tag == "select":
            around, output.chosen = output.chosen, _chosen(made)
            content(output, names)
            output.chosen = around
        elif piece.tag == "textarea" and made.has_value:
            output.html.append(_body(piece.tag, escape(_field_text(made.shown))))
        else:
            content(output, names)
        if piece.tag == "option":
            _select(made, output, start)
        output.html[start] = f"{opening}{_attributes(made.attributes)}>"
        output.html.append(closing)

    return write


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {name}="{escape(value)}"' if value else f" {name}" for name, value in attributes.items()
    )


def _content(piece: Element, scope: str) -> Write:
    """What stands between an element's tags."""
    if piece.tag in VOID or (piece.tag in _UNPARSED and not piece.namespace):
        return lambda output, names: None
    inner = _pieces(piece.children, scope)
    if piece.tag not in _FIRST_NEWLINE_IS_LOST:
        return inner

    def write(output: _Output, names: Names) -> None:
        start = len(output.html)
        inner(output, names)
        output.html[start:] = [_body(piece.tag, "".join(output.html[start:]))]

    return write


def _body(tag: str, html: str) -> str:
    """The content of an element whose first line end the parser may drop."""
    return f"\n{html}" if tag in _FIRST_NEWLINE_IS_LOST and html.startswith("\n") else html


def _chosen(made: _Made) -> _Chosen:
    multiple = "multiple" in made.attributes
    shown = made.shown if isinstance(made.shown, list) else [made.shown]
    values = {_field_text(value) for value in shown} if made.has_value else set[str]()
    return _Chosen(values, multiple)


def _select(made: _Made, output: _Output, start: int) -> None:
    """Mark an option as selected, if the select around has chosen it."""
    value = made.attributes.get("value")
    if value is None:
        words = unescape(_TAGS.sub("", "".join(output.html[start:])))
        value = _ASCII_SPACE.sub(" ", words).strip(" ")
    if output.chosen.take(value):
        made.attributes["selected"] = ""


def _field_text(value: Value) -> str:
    """How a form field shows a value: line ends as fields have them."""
    return _shown(value).replace("\r\n", "\n").replace("\r", "\n")


def _computed(computed: Computed, tag: str) -> Decorate:
    name = computed.name
    if isinstance(computed.value, Formula):
        value_of = _evaluate(computed.value)
    else:
        value_of = _text(computed.value)
    prefix = computed.prefix

    def decorate(made: _Made, names: Names) -> None:
        value = value_of(names)
        if prefix:
            more = "" if value is None or isinstance(value, bool) else _shown(value)
            made.attributes[name] = f"{prefix} {more}" if more else prefix
        else:
            _put(made, name, value)

    def decorate_field(made: _Made, names: Names) -> None:
        made.shown, made.has_value = value_of(names), True

    is_field = name == "value" and tag in ("select", "textarea")
    return decorate_field if is_field else decorate


def _put(made: _Made, name: str, value: Value) -> None:
    """Give an attribute a value: null and false take it away, true sets it bare."""
    if value is None or value is False:
        made.attributes.pop(name, None)
        return
    shown = "" if value is True else _shown(value)
    if is_safe(name, shown):
        made.attributes[name] = shown
    else:
        made.attributes.pop(name, None)


def _bound(binding: Binding, tag: str) -> Decorate:
    value_of = _evaluate(binding.value)

    def decorate(made: _Made, names: Names) -> None:
        value = value_of(names)
        kind = made.attributes.get("type", "").lower()
        if tag in ("select", "textarea") and binding.property == "value":
            made.shown, made.has_value = value, True
        elif tag == "input" and kind == "radio" and binding.property == "value":
            own = made.attributes.get("value", "on")
            _put(made, "checked", _shown(value) == own)
        elif tag == "input" and kind == "file":
            return
        elif binding.property == "value":
            _put(made, "value", _field_text(value))
        else:
            _put(made, binding.property, truth(value))

    return decorate
