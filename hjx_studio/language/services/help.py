"""One line on what stands at a place, and what the call around it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parse
from hjx_studio.language.reading import free_names
from hjx_studio.language.services.code import OpenCall, argument_at, open_calls, shape_of
from hjx_studio.language.services.completion import (
    METHODS_OF,
    candidates,
    code_scope,
    comment_above,
    handler_parameters,
)
from hjx_studio.language.services.cursor import AtCode, place_at
from hjx_studio.language.services.documentation import DOCUMENTATION, Line
from hjx_studio.language.services.files import Files
from hjx_studio.language.services.names import Binding, Mention, declared, mention_at
from hjx_studio.language.services.shapes import Shapes
from hjx_studio.language.services.surroundings import Spot, scope_at, spot_at
from hjx_studio.language.source import Position, Range
from hjx_studio.language.vocabulary import NAMESPACES

_LONGEST = 80
_WORD = re.compile(r"[\w$-]+")


@dataclass(frozen=True, slots=True)
class Help:
    """On the word in `range`: how it is written or declared, and one sentence."""

    range: Range
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What a call takes: `active` is the parameter that the cursor is at, None past the last."""

    name: str
    parameters: tuple[str, ...]
    active: int | None
    text: str

    @property
    def form(self) -> str:
        """As it is written."""
        return f"{self.name}({', '.join(self.parameters)})"


def hover(parse: Parse, position: Position, files: Files | None = None) -> Help | None:
    """What the word that a position touches is; None where there is nothing to say."""
    mention = mention_at(parse, position)
    if mention is not None and mention.binding.kind != "unknown":
        described = _binding_help(parse, mention)
        if described is not None:
            return described
    word = _word_at(parse, position)
    if word is None:
        return None
    spot = spot_at(parse, word.end)
    place = place_at(spot)
    for item in candidates(parse, spot, place, files or {}):
        if item.text.rstrip(":") == place.word and place.word and (item.help or item.form):
            start, end = spot.position(place.start), word.end
            shown = Range(start.line, start.column, end.line, end.column)
            return Help(shown, item.form or item.text, item.help)
    return _keyword_help(parse, spot, word)


def _word_at(parse: Parse, position: Position) -> Range | None:
    source = parse.source
    if not 1 <= position.line <= source.line_count:
        return None
    for match in _WORD.finditer(source.line(position.line)):
        if match.start() <= position.column - 1 <= match.end():
            return Range(position.line, match.start() + 1, position.line, match.end() + 1)
    return None


def _keyword_help(parse: Parse, spot: Spot, word: Range) -> Help | None:
    """Help on the word that begins an entry or a clause, where only names are offered."""
    line = parse.source.line(word.line)
    text = line[word.column - 1 : word.end_column - 1]
    groups = {"handlers": ("statement",), "layout": ("layout", "clause"), "timers": ("clause",)}
    for group in (*groups.get(spot.block, ()), "block" if spot.block == "heading" else "clause"):
        found = DOCUMENTATION[group].get(text)
        if found is not None:
            return Help(word, found.form, found.text)
    return None


# --- names ----------------------------------------------------------------------------------------


def _binding_help(parse: Parse, mention: Mention) -> Help | None:
    binding = mention.binding
    if binding.kind == "event":
        return None
    form = _form(parse, binding)
    comment = comment_above(parse, binding.line) if binding.kind in _COMMENTED else ""
    shape = _shape(parse, mention)
    sentence = _sentence(parse, binding)
    text = f"{sentence[:1].upper()}{sentence[1:]}{f'; {shape}' if shape else ''}."
    if comment:
        text = f"{comment.rstrip('.')}. {text}"
    return Help(mention.range(parse.source), form, text)


_COMMENTED = frozenset({"state", "local", "computed", "handler", "import", "component"})


def _form(parse: Parse, binding: Binding) -> str:
    if binding.kind == "handler":
        return f"{binding.name}({', '.join(handler_parameters(parse, binding))})"
    node = binding.node
    if isinstance(node, nodes.Declaration | nodes.Let | nodes.Import):
        place = parse.source.range(node.line, node.span)
        start, end = parse.source.offset(place.start), parse.source.offset(place.end)
        text = " ".join(parse.source.text[start:end].split())
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        return text if binding.kind in ("let", "import") else f"{binding.kind} {text}"
    return f".{binding.name}" if binding.kind == "class" else binding.name


def _sentence(parse: Parse, binding: Binding) -> str:
    node = binding.node
    match binding.kind:
        case "state":
            private = ", and never leaves the server" if binding.name.startswith("_") else ""
            return f"every client shares it{private}"
        case "local":
            return "each client has its own"
        case "computed":
            return _computed_sentence(parse, node)
        case "implicit":
            return f"a parameter of the handler in line {binding.line}, as nothing declares it"
        case "loop":
            if isinstance(node, nodes.For) and node.index and node.index.span == binding.span:
                return "counts the rows of the loop, from 0"
            return "an item of the loop's list"
    return _SENTENCES.get(binding.kind, binding.kind)


_SENTENCES = {
    "handler": "a handler",
    "import": "an imported component",
    "component": "the component of this file",
    "class": "a class of the layout and the style",
    "parameter": "a parameter of the handler",
    "let": "declared in this handler",
    "arrow": "a parameter of this function",
}


def _computed_sentence(parse: Parse, node: object) -> str:
    known = declared(parse.tree).values
    names = free_names(node.value) if isinstance(node, nodes.Declaration) else frozenset()
    read = sorted(name for name in names if name in known)
    return f"worked out from {', '.join(f'`{name}`' for name in read)}" if read else "worked out"


def _shape(parse: Parse, mention: Mention) -> str:
    binding = mention.binding
    if binding.kind in ("handler", "import", "component", "class"):
        return ""
    shapes = Shapes(parse.tree)
    spot = spot_at(parse, mention.range(parse.source).end)
    place = place_at(spot)
    scope = scope_at(parse, spot)
    if isinstance(place, AtCode):
        scope = code_scope(parse, spot, place, shapes)
        found = scope.get(binding.name)
        if found is not None:
            binding = found
    return shapes.of_binding(binding, scope).described


# --- signatures -----------------------------------------------------------------------------------


def signature(parse: Parse, position: Position) -> Signature | None:
    """What the innermost call around a position takes; None outside of calls."""
    spot = spot_at(parse, position)
    place = place_at(spot)
    if not isinstance(place, AtCode):
        return None
    calls = list(open_calls(place.code))
    for call in reversed(calls):
        line = _line_of(parse, spot, place, call)
        if line is not None:
            return _signature(
                line.form.partition("(")[0], line.parameters, call.argument, line.text
            )
    if place.runs and place.code.open:
        binding = declared(parse.tree).handlers.get(place.runs)
        if binding is not None:
            parameters = handler_parameters(parse, binding)
            comment = comment_above(parse, binding.line) or "Runs this handler."
            argument = argument_at(place.code, place.code.open[0])
            return _signature(place.runs, parameters, argument, comment)
    return None


def _signature(name: str, parameters: tuple[str, ...], argument: int, text: str) -> Signature:
    active: int | None = argument
    if argument >= len(parameters):
        many = bool(parameters) and parameters[-1].startswith("…")
        active = len(parameters) - 1 if many else None
    return Signature(name, parameters, active, text)


def _line_of(parse: Parse, spot: Spot, place: AtCode, call: OpenCall) -> Line | None:
    if call.receiver is None:
        return DOCUMENTATION["function"].get(call.name)
    if call.receiver in NAMESPACES:
        return DOCUMENTATION["function"].get(f"{call.receiver}.{call.name}")
    shapes = Shapes(parse.tree)
    kinds = shape_of(call.receiver, code_scope(parse, spot, place, shapes), shapes).kinds
    for kind, names in METHODS_OF.items():
        if call.name in names and (kind in kinds or not kinds):
            return DOCUMENTATION[kind].get(call.name)
    return None
