"""A component made ready to run and to be shown: an immutable `Build`, named by its content.

Phases: parse, analyze, compile for the server, emit for the page. Texts come in by path, so that an
unsaved buffer builds as a saved file does; nothing is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from hjx_studio.language.analyzer import Analysis, analyze
from hjx_studio.language.budget import EvaluationError
from hjx_studio.language.diagnostics import Diagnostic, Severity
from hjx_studio.language.evaluator import Program
from hjx_studio.language.javascript.component import emit
from hjx_studio.language.nodes import Component
from hjx_studio.language.parser import Parser
from hjx_studio.language.renderer import Layout
from hjx_studio.language.source import Source, Span
from hjx_studio.language.styles import scope


@dataclass(frozen=True, slots=True)
class Build:
    """A source without errors, compiled. `name` is a hash of its text and of what pages load."""

    name: str
    entry: str
    source: Source
    component: Component
    analysis: Analysis
    program: Program
    layout: Layout
    javascript: str
    css: str
    scope_name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of building: the build, unless there are errors, and all findings by file."""

    build: Build | None
    diagnostics: tuple[tuple[str, Diagnostic], ...]


def build(entry: str, texts: Mapping[str, str], parser: Parser | None = None) -> Checked:
    """Build the component at path `entry` from `texts`, which has it and what it imports.

    A `parser` that was used before makes the parse of a little-changed text fast.
    """
    source = Source(entry, texts[entry])
    parse = (parser or Parser()).parse(source)
    analysis = analyze(parse)
    scope_name = f"h{_digest(entry)[:6]}"
    css, findings = scope(parse.tree.style, scope_name)
    found = (*parse.diagnostics, *analysis.diagnostics, *findings)
    diagnostics = tuple(
        (entry, finding) for finding in sorted(found, key=lambda finding: finding.range)
    )
    if any(finding.severity is Severity.ERROR for finding in found):
        return Checked(None, diagnostics)
    program = Program(parse.tree, analysis)
    try:
        program.start()
    except EvaluationError as error:
        failed = _failed_start(source, parse.tree, error)
        return Checked(None, (*diagnostics, (entry, failed)))
    javascript = emit(parse.tree, analysis, scope_name)
    built = Build(
        name=_digest(source.text, javascript, css)[:16],
        entry=entry,
        source=source,
        component=parse.tree,
        analysis=analysis,
        program=program,
        layout=Layout(parse.tree, analysis, program, scope_name),
        javascript=javascript,
        css=css,
        scope_name=scope_name,
    )
    return Checked(built, diagnostics)


def _digest(*texts: str) -> str:
    """A hash of texts and of where each one ends (SHA-256, hexadecimal)."""
    digest = sha256()
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def _failed_start(source: Source, tree: Component, error: EvaluationError) -> Diagnostic:
    """The finding for a start value that can't be, such as `1 / 0`."""
    line = error.line or tree.line
    span = error.span or Span(0, len(source.line(line)))
    message = f"This start value fails: {error.message}"
    return Diagnostic("HJX021", Severity.ERROR, source.range(line, span), message)
