"""Which names an expression reads from outside, and which members of `event` are asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from hjx_studio.language import nodes
from hjx_studio.language.source import Span

EVENT_FIELDS = frozenset(("type", "value", "checked", "key", "data", "form"))


def free_names(node: object) -> frozenset[str]:
    """The names that an expression reads and does not itself declare as an arrow's parameters."""
    return frozenset(_free(node, frozenset()))


def _free(node: object, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        if node.name not in bound:
            yield node.name
    elif isinstance(node, nodes.Arrow):
        yield from _free(node.body, bound | frozenset(_parameters(node)))
    else:
        for child in _children(node):
            yield from _free(child, bound)


def _parameters(arrow: nodes.Arrow) -> Iterator[str]:
    for parameter in arrow.parameters:
        if isinstance(parameter, nodes.Pattern):
            yield from (name.name for name in parameter.names)
        else:
            yield parameter.name


def _children(node: object) -> Iterator[object]:
    """The nodes that stand in a node, of whatever kind."""
    if not dataclasses.is_dataclass(node):
        return
    for item in dataclasses.fields(node):
        value = getattr(node, item.name)
        for child in value if isinstance(value, tuple) else (value,):
            if dataclasses.is_dataclass(child) and not isinstance(child, Span):
                yield child


def event_fields(node: object) -> frozenset[str]:
    """The members of `event` that an expression or statement reads; all where it reads it whole."""
    if isinstance(node, nodes.Member) and isinstance(node.object, nodes.Name):
        whole = node.object.name == "event"
        return frozenset((node.name,)) & EVENT_FIELDS if whole else frozenset()
    if isinstance(node, nodes.Name):
        return EVENT_FIELDS if node.name == "event" else frozenset()
    found: set[str] = set()
    for child in _children(node):
        found |= event_fields(child)
    return frozenset(found)


def handler_event_fields(component: nodes.Component, name: str) -> frozenset[str]:
    """The members of `event` that a handler reads, itself or in what it calls."""
    handlers = {handler.name: handler for handler in component.handlers}
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        handler = handlers.get(waiting.pop())
        if handler is None:
            continue
        found |= event_fields(handler)
        for called in _called(handler):
            if called not in seen:
                seen.add(called)
                waiting.append(called)
    return frozenset(found)


def _called(node: object) -> Iterator[str]:
    if isinstance(node, nodes.CallStatement):
        yield node.handler
    for child in _children(node):
        yield from _called(child)


def elements(layout: Sequence[nodes.LayoutNode]) -> Iterator[nodes.Element]:
    """Every element of a layout, at any depth."""
    pending: list[nodes.LayoutNode] = list(layout)
    while pending:
        node = pending.pop()
        match node:
            case nodes.Element():
                yield node
                pending.extend(node.children)
            case nodes.If():
                for branch in node.branches:
                    pending.extend(branch.children)
            case nodes.For():
                pending.extend(node.children)
            case _:
                pass
