"""What could be typed at a place, best first; the line there may be half typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from hjx_studio.language import nodes
from hjx_studio.language.headings import BLOCKS
from hjx_studio.language.parser import Parse
from hjx_studio.language.reading import elements
from hjx_studio.language.services import css, markup
from hjx_studio.language.services.code import receiver, shape_of, with_arrows
from hjx_studio.language.services.cursor import (
    AtBind,
    AtClass,
    AtClause,
    AtCode,
    AtEntry,
    AtEvent,
    AtHandler,
    AtHeading,
    AtModifier,
    AtStyle,
    AtValue,
    Nowhere,
    Place,
    place_at,
)
from hjx_studio.language.services.documentation import DOCUMENTATION, Line
from hjx_studio.language.services.files import Files, imported
from hjx_studio.language.services.names import EVENT_NAMES, SELECTED, Binding, Scope, declared
from hjx_studio.language.services.shapes import NUMBER, UNKNOWN, Shapes
from hjx_studio.language.services.surroundings import (
    Spot,
    implicit_names,
    scope_at,
    spot_at,
)
from hjx_studio.language.source import Position, Range
from hjx_studio.language.vocabulary import (
    CALLBACK_METHODS,
    CONSTANTS,
    DRAWS,
    EVENTS,
    FORBIDDEN_TAGS,
    FUNCTIONS,
    KEYS,
    METHODS,
    MODIFIERS,
    NAMESPACES,
    TIMED_MODIFIERS,
    VALUE_TAGS,
)

_MOST = 200
_COMMON_EVENTS = "click input change submit keydown focus blur".split()
_WAIT = "300"  # milliseconds that a timed modifier is offered with


@dataclass(frozen=True, slots=True)
class Item:
    """What could be typed. `kind` is a token's; `detail` a few words; `form` and `help` say how it
    is written and what it does, where that is known."""

    text: str
    kind: str
    detail: str = ""
    form: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """Items, one of which goes in place of `range`, the word up to the cursor."""

    range: Range
    items: tuple[Item, ...]


def complete(parse: Parse, position: Position, files: Files | None = None) -> Completions:
    """What fits what is typed so far: items that begin with it, in any case, the exact ones
    first, then those that have it further on."""
    spot = spot_at(parse, position)
    place = place_at(spot)
    if isinstance(place, Nowhere):
        place = Nowhere("", len(spot.before))
    word = place.word.lower()
    found: dict[str, tuple[int, Item]] = {}
    for item in candidates(parse, spot, place, files or {}):
        text = item.text.lower()
        if text.startswith(word) and item.text not in found:
            found[item.text] = (0 if item.text.startswith(place.word) else 1, item)
    ordered = sorted(found.values(), key=lambda ranked: ranked[0])[:_MOST]
    start, end = spot.position(place.start), spot.position(place.start + len(place.word))
    return Completions(
        Range(start.line, start.column, end.line, end.column), tuple(item for _, item in ordered)
    )


def candidates(parse: Parse, spot: Spot, place: Place, files: Files) -> Iterator[Item]:
    """All that could stand at a place, whatever is typed there."""
    match place:
        case AtHeading():
            return _headings(parse)
        case AtEntry():
            return _entries(parse, spot)
        case AtClause():
            return _clauses(parse, place, files)
        case AtHandler():
            return _handlers(parse, private=spot.block != "layout")
        case AtCode():
            return _code(parse, spot, place)
        case AtStyle():
            return _style(parse, place)
        case AtClass():
            return (Item(name, "class") for name in class_names(parse) if name != place.word)
        case _:
            return _of_clause(place)


def _of_clause(place: Place) -> Iterator[Item]:
    match place:
        case AtEvent():
            for name in (*_COMMON_EVENTS, *sorted(EVENTS.difference(_COMMON_EVENTS))):
                yield Item(name, "event")
        case AtModifier():
            yield from _modifiers(place)
        case AtBind():
            for name in _bindable(place.tag):
                yield _documented("bind", name, "attribute")
        case AtValue():
            for value in markup.values_of(_html(place.tag), place.attribute):
                yield Item(value, "string")
        case _:
            pass


def _documented(group: str, name: str, kind: str, detail: str = "", text: str = "") -> Item:
    line = DOCUMENTATION[group].get(name, Line(name, ""))
    return Item(text or name, kind, detail, line.form, line.text)


# --- the parts of a file -------------------------------------------------------------------------


def _headings(parse: Parse) -> Iterator[Item]:
    given = {block.kind for block in parse.tree.blocks}
    if parse.tree.name_span is None:
        yield _documented("block", "component", "keyword")
    for name in BLOCKS:
        if name not in given:
            yield _documented("block", name, "block", text=f"{name}:")


def _entries(parse: Parse, spot: Spot) -> Iterator[Item]:
    if spot.block == "handlers":
        for name in DOCUMENTATION["statement"]:
            yield _documented("statement", name, "keyword")
    elif spot.block == "timers":
        yield _documented("clause", "every", "keyword")
    elif spot.block == "layout":
        for name, own in declared(parse.tree).imports.items():
            yield Item(name, "tag", "component", f"{name} ()", _import_help(own))
        for name in DOCUMENTATION["layout"]:
            if name != "key":
                kind = "keyword" if name in ("if", "else", "for") else "tag"
                yield _documented("layout", name, kind)
        for name, what in markup.TAGS.items():
            if name not in FORBIDDEN_TAGS:
                yield Item(name, "tag", what, name, f"{what[:1].upper()}{what[1:]}.")


def _import_help(binding: Binding) -> str:
    path = binding.node.path if isinstance(binding.node, nodes.Import) else ""
    return f"The component in `{path}`."


def _html(tag: str) -> str:
    return {"view": "div", "text": "span"}.get(tag, tag)


def _bindable(tag: str) -> tuple[str, ...]:
    if tag.lower() == "input":
        return ("value", "checked")
    return ("value",) if tag.lower() in VALUE_TAGS else ()


def _clauses(parse: Parse, place: AtClause, files: Files) -> Iterator[Item]:
    yield _documented("clause", "on", "keyword")
    if _bindable(place.tag):
        yield _documented("clause", "bind", "keyword")
    child = imported(parse, place.tag, files)
    if child is not None:
        yield _documented("clause", "bind", "keyword")
        shapes = Shapes(child.tree)
        for each in child.tree.state:
            if not each.name.startswith("_") and each.name not in place.given:
                shape = shapes.of(each.value, Scope({})).described
                yield Item(each.name, "attribute", shape, each.name, "A state of the component.")
    for name in markup.attributes_of(_html(place.tag)):
        if name not in place.given:
            detail = "on or off" if name in markup.FLAGS else ""
            yield Item(name, "attribute", detail, name if detail else f'{name}="…"')


def _modifiers(place: AtModifier) -> Iterator[Item]:
    keyed = place.event.lower().startswith("key")
    own = sorted(MODIFIERS - KEYS)
    keys = sorted(KEYS)
    for name in (*keys, *own) if keyed else (*own, *keys):
        if name not in place.given:
            yield _documented("modifier", name, "modifier")
    for name in TIMED_MODIFIERS:
        yield _documented("modifier", name, "modifier", text=f"{name}-{_WAIT}")


def _handlers(parse: Parse, *, private: bool) -> Iterator[Item]:
    for name, own in declared(parse.tree).handlers.items():
        if private or not name.startswith("_"):
            parameters = handler_parameters(parse, own)
            form = f"{name}({', '.join(parameters)})"
            yield Item(name, "handler", f"({', '.join(parameters)})", form, _comment(parse, own))


def handler_parameters(parse: Parse, binding: Binding) -> tuple[str, ...]:
    """What a handler takes."""
    handler = binding.node
    if not isinstance(handler, nodes.Handler):
        return ()
    if handler.parameters is None:
        return tuple(own.name for own in implicit_names(parse, handler))
    return tuple(parameter.name for parameter in handler.parameters)


def _comment(parse: Parse, binding: Binding) -> str:
    return comment_above(parse, binding.line)


def comment_above(parse: Parse, line: int) -> str:
    """The text of the comment line right above a line."""
    if not 1 < line <= parse.source.line_count:
        return ""
    text = parse.source.line(line - 1).strip()
    return text.lstrip("/# ").strip() if text.startswith(("//", "#")) else ""


# --- code ----------------------------------------------------------------------------------------


def _code(parse: Parse, spot: Spot, place: AtCode) -> Iterator[Item]:
    code = place.code
    if code.in_text:
        return
    typed = code.typed
    index = len(code.words) - (1 if typed else 0)
    before = code.before(index)
    if before is not None and before.text in (".", "?."):
        if before.end == place.start or typed is None:
            yield from _members(parse, spot, place, index - 1)
        return
    if before is not None and _ends_operand(before.kind, before.text):
        if place.loop and spot.block == "layout":
            yield _documented("layout", "key", "keyword")
        return
    if before is not None and before.kind == "number" and before.end == place.start:
        return
    shapes = Shapes(parse.tree)
    scope = code_scope(parse, spot, place, shapes)
    yield from _names(place, scope, shapes)
    if not place.sets:
        yield from _language_names(scope, draws=place.draws)


def _ends_operand(kind: str, text: str) -> bool:
    return kind in ("text", "number", "close") or (kind == "name" and text not in ("in", "key"))


def code_scope(parse: Parse, spot: Spot, place: AtCode, shapes: Shapes) -> Scope:
    """The names at a place in code, with those of the functions around it."""
    scope = scope_at(parse, spot)
    if place.event:
        scope = scope.inside([own for own in EVENT_NAMES.values() if scope.get(own.name) is None])
    if place.loop:
        scope = scope.inside(_loop_names(place, scope, shapes))
    return with_arrows(place.code, scope, shapes)


def _loop_names(place: AtCode, scope: Scope, shapes: Shapes) -> list[Binding]:
    """The variables of the loop whose head is being typed, once its `key` is."""
    words = place.code.words
    at = next((i for i, word in enumerate(words) if word.text == "in"), None)
    key = next((i for i, word in enumerate(words) if i and word.text == "key" and i > 3), None)
    if at is None or key is None or key < at + 2:
        return []
    iterable = place.code.text[words[at].end : words[key].start].strip()
    item = shape_of(iterable, scope, shapes).item or UNKNOWN
    names = [word.text for word in words[:at] if word.kind == "name"]
    given = (item, NUMBER)
    return [Binding("loop", name, 0, None, given[min(i, 1)]) for i, name in enumerate(names)]


def _names(place: AtCode, scope: Scope, shapes: Shapes) -> Iterator[Item]:
    for name, binding in scope.visible().items():
        if place.sets and binding.kind not in ("state", "local", "let", "loop"):
            continue
        if binding.kind == "implicit" and name == place.word:
            continue  # being typed, it is one of those itself
        kind = "parameter" if binding.kind in ("arrow", "parameter", "implicit") else "name"
        shape = shapes.of_binding(binding, scope).described
        if binding.kind == "event":
            yield replace(_documented("special", name, "constant"), detail=shape)
            continue
        label = _KINDS.get(binding.kind, binding.kind)
        yield Item(name, kind, f"{label}, {shape}" if shape else label)


_KINDS: Mapping[str, str] = MappingProxyType({"implicit": "parameter", "arrow": "parameter"})


def _language_names(scope: Scope, *, draws: bool) -> Iterator[Item]:
    for name in DOCUMENTATION["constant"]:
        if "." not in name:
            yield _documented("constant", name, "constant")
    for name in sorted({*FUNCTIONS, *(DRAWS if draws else ())}):
        if "." not in name and scope.get(name) is None:
            yield _documented("function", name, "function", "function")
    for name in sorted(NAMESPACES):
        only_draws = all(full in DRAWS for full in _of_namespace(name))
        if scope.get(name) is None and (draws or not only_draws):
            yield _documented("namespace", name, "constant")


def _of_namespace(space: str) -> list[str]:
    return [
        full for full in sorted({*FUNCTIONS, *CONSTANTS, *DRAWS}) if full.startswith(f"{space}.")
    ]


_BY_TYPE = {"list": list, "string": str, "number": float}
METHODS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        kind: tuple(
            sorted(
                {name for name, types in METHODS.items() if own in types}
                | (CALLBACK_METHODS if kind == "list" else frozenset())
            )
        )
        for kind, own in _BY_TYPE.items()
    }
)
"""The methods of lists, strings and numbers."""


def _members(parse: Parse, spot: Spot, place: AtCode, dot: int) -> Iterator[Item]:
    code = place.code
    text = receiver(code, dot)
    if text is None:
        return
    shapes = Shapes(parse.tree)
    scope = code_scope(parse, spot, place, shapes)
    if text in NAMESPACES and scope.get(text) is None:
        for full in _of_namespace(text):
            if full not in DRAWS or place.draws:
                group = "constant" if full in CONSTANTS else "function"
                name = full.partition(".")[2]
                yield _documented(group, full, group, text=name)
        return
    shape = shape_of(text, scope, shapes)
    for name, member in shape.members.items():
        if text == "event" and name in DOCUMENTATION["event"]:
            yield replace(_documented("event", name, "property"), detail=member.described)
        elif _is_name(name):
            yield Item(name, "property", member.described, name)
    if place.sets:
        return
    for kind in _BY_TYPE:
        if kind in shape.kinds or not shape.kinds:
            yield from _of_kind(kind)


def _is_name(text: str) -> bool:
    return text.isidentifier() or text.replace("$", "_").isidentifier()


def _of_kind(kind: str) -> Iterator[Item]:
    if "length" in DOCUMENTATION[kind]:
        yield _documented(kind, "length", "property", kind)
    for name in METHODS_OF[kind]:
        item = _documented(kind, name, "function")
        yield replace(item, detail=f"{kind} ({item.form.partition('(')[2]}")


# --- styles --------------------------------------------------------------------------------------


def class_names(parse: Parse) -> list[str]:
    """The classes that the layout or the style has, in order."""
    found = {name.name for element in elements(parse.tree.layout) for name in element.classes}
    if parse.tree.style is not None:
        found.update(match.group(1) for match in SELECTED.finditer(parse.tree.style.text))
    return sorted(found)


def _style(parse: Parse, place: AtStyle) -> Iterator[Item]:
    if place.kind == "property":
        return _plain(css.PROPERTIES, "css-property")
    if place.kind == "value":
        own = _variables(parse) if not place.mark else ()
        return _plain((*css.values_of(place.name), *own) if not place.mark else (), "css-value")
    match place.mark:
        case ".":
            return _plain(class_names(parse), "class")
        case "#":
            ids = {element.id for element in elements(parse.tree.layout) if element.id}
            return _plain(sorted(ids), "id")
        case ":":
            return _plain(css.PSEUDO, "css-selector")
        case "@":
            return _plain([rule[1:] for rule in css.AT_RULES], "keyword")
        case _:
            tags = {_html(element.tag) for element in elements(parse.tree.layout)}
            return _plain(sorted(tags), "css-selector")


def _variables(parse: Parse) -> list[str]:
    """The custom properties that the style declares, as they are used."""
    text = parse.tree.style.text if parse.tree.style is not None else ""
    return sorted({f"var({name})" for name in css.VARIABLE.findall(text)})


def _plain(names: Iterable[str], kind: str) -> Iterator[Item]:
    return (Item(name, kind) for name in names)
