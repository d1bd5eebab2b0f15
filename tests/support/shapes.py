"""Trees as short text, and sources with marked places, so that a test shows what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hjx_studio.language import nodes
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.parser import Parse, parse, parse_expression
from hjx_studio.language.source import Range, Source

OPEN, CLOSE = "«", "»"


def shape(node: object) -> str:
    """An expression in prefix form: `a + b` is `(+ a b)`, what is missing is `?`."""
    return repr(node) if isinstance(node, str) else _SHAPES[type(node)](node)


def _all(parts: tuple[object, ...]) -> str:
    return " ".join(shape(part) for part in parts)


def _literal(node: nodes.Literal) -> str:
    value = node.value
    return repr(value) if isinstance(value, (float, str)) else json.dumps(value)


def _pattern(node: nodes.Pattern) -> str:
    return f"[{_all(node.names)}]" if node.kind == "list" else "{" + _all(node.names) + "}"


def _operation(node: nodes.Binary | nodes.Logical) -> str:
    return f"({node.operator} {shape(node.left)} {shape(node.right)})"


_SHAPES: Mapping[type, Callable[[Any], str]] = {
    nodes.Name: lambda node: node.name,
    nodes.Parameter: lambda node: node.name,
    nodes.Literal: _literal,
    nodes.Template: lambda node: f"(template {_all(node.parts)})",
    nodes.ListLiteral: lambda node: f"[{_all(node.items)}]",
    nodes.ObjectLiteral: lambda node: "{" + _all(node.entries) + "}",
    nodes.Property: lambda node: (
        f"{node.key if isinstance(node.key, str) else shape(node.key)}:{shape(node.value)}"
    ),
    nodes.Spread: lambda node: f"...{shape(node.value)}",
    nodes.Member: lambda node: (
        f"({'?.' if node.optional else '.'} {shape(node.object)} {node.name})"
    ),
    nodes.Index: lambda node: (
        f"({'?[' if node.optional else '['} {shape(node.object)} {shape(node.index)})"
    ),
    nodes.Call: lambda node: (
        f"({'?call' if node.optional else 'call'} {_all((node.callee, *node.arguments))})"
    ),
    nodes.Chain: lambda node: f"<{shape(node.expression)}>",
    nodes.Pattern: _pattern,
    nodes.Arrow: lambda node: f"(=> ({_all(node.parameters)}) {shape(node.body)})",
    nodes.Unary: lambda node: f"({node.operator} {shape(node.operand)})",
    nodes.Binary: _operation,
    nodes.Logical: _operation,
    nodes.Conditional: lambda node: (
        f"(? {shape(node.test)} {shape(node.then)} {shape(node.otherwise)})"
    ),
    nodes.Missing: lambda _: "?",
}


def shape_of(text: str) -> str:
    """The shape of an expression that has nothing wrong."""
    tree, found = parse_expression(text)
    assert not found, found
    return shape(tree)


def read(text: str) -> Parse:
    """The parse of a source that is named `sample.hjx`."""
    return parse(Source("sample.hjx", text))


def marked(text: str) -> tuple[str, list[Range]]:
    """A text without its `«»`, and the ranges that they enclose, in order."""
    plain: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for character in text:
        if character == OPEN:
            starts.append(length)
        elif character == CLOSE:
            spans.append((starts.pop(), length))
        else:
            plain.append(character)
            length += 1
    source = Source("", "".join(plain))
    ranges = []
    for start, end in sorted(spans):
        first, last = source.position(start), source.position(end)
        ranges.append(Range(first.line, first.column, last.line, last.column))
    return source.text, ranges


def findings(text: str) -> list[Diagnostic]:
    """What parser and analyzer find in a source, in its order."""
    parsed = read(text)
    found = [*parsed.diagnostics, *analyze(parsed).diagnostics]
    return sorted(found, key=lambda each: each.range)


def expect(text: str, *codes: str) -> list[Diagnostic]:
    """Check that exactly the marked places of a source have findings, with these codes in order."""
    plain, ranges = marked(text)
    found = findings(plain)
    assert [(each.code, each.range) for each in found] == list(zip(codes, ranges, strict=True)), (
        "\n".join(f"{each.code} {each.range} {each.message}" for each in found)
    )
    return found


def mended(text: str, finding: Diagnostic) -> str:
    """A source after the fix of a finding."""
    assert finding.fix is not None, finding
    source = Source("", text)
    for edit in sorted(finding.fix.edits, key=lambda each: each.range, reverse=True):
        start, end = source.offset(edit.range.start), source.offset(edit.range.end)
        text = text[:start] + edit.text + text[end:]
        source = Source("", text)
    return text
