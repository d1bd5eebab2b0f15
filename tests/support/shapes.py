"""Trees as short text, and sources with marked places, so that a test shows what it is about."""

from __future__ import annotations

import json

from hjx_studio.language import nodes
from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Diagnostic
from hjx_studio.language.parser import Parse, parse, parse_expression
from hjx_studio.language.source import Range, Source

OPEN, CLOSE = "«", "»"


def shape(node: object) -> str:
    """An expression in prefix form: `a + b` is `(+ a b)`, what is missing is `?`."""
    match node:
        case nodes.Name(name=name) | nodes.Parameter(name=name):
            return name
        case nodes.Literal(value=value):
            return repr(value) if isinstance(value, (float, str)) else json.dumps(value)
        case nodes.Template(parts=parts):
            return f"(template {_all(parts)})"
        case nodes.ListLiteral(items=items):
            return f"[{_all(items)}]"
        case nodes.ObjectLiteral(entries=entries):
            return "{" + _all(entries) + "}"
        case nodes.Property(key=key, value=value):
            return f"{key if isinstance(key, str) else shape(key)}:{shape(value)}"
        case nodes.Spread(value=value):
            return f"...{shape(value)}"
        case nodes.Member(object=inner, name=name, optional=optional):
            return f"({'?.' if optional else '.'} {shape(inner)} {name})"
        case nodes.Index(object=inner, index=index, optional=optional):
            return f"({'?[' if optional else '['} {shape(inner)} {shape(index)})"
        case nodes.Call(callee=callee, arguments=arguments, optional=optional):
            return f"({'?call' if optional else 'call'} {_all((callee, *arguments))})"
        case nodes.Chain(expression=inner):
            return f"<{shape(inner)}>"
        case nodes.Pattern(kind=kind, names=names):
            return f"[{_all(names)}]" if kind == "list" else "{" + _all(names) + "}"
        case nodes.Arrow(parameters=parameters, body=body):
            return f"(=> ({_all(parameters)}) {shape(body)})"
        case nodes.Unary(operator=operator, operand=operand):
            return f"({operator} {shape(operand)})"
        case nodes.Binary(operator=operator, left=left, right=right):
            return f"({operator} {shape(left)} {shape(right)})"
        case nodes.Logical(operator=operator, left=left, right=right):
            return f"({operator} {shape(left)} {shape(right)})"
        case nodes.Conditional(test=test, then=then, otherwise=otherwise):
            return f"(? {shape(test)} {shape(then)} {shape(otherwise)})"
        case nodes.Missing():
            return "?"
        case str():
            return repr(node)
        case _:
            raise TypeError(node)


def _all(parts: tuple[object, ...]) -> str:
    return " ".join(shape(part) for part in parts)


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
