"""Who means what: every mention of a name in a component, with what it stands for there.

The rules are those of the analyzer; here each mention keeps its place. A `Names` that is asked for
a few names only looks at the lines that have them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hjx_studio.language import nodes
from hjx_studio.language.parser import Parse
from hjx_studio.language.source import Position, Range, Source, Span
from hjx_studio.language.vocabulary import FOREIGN_NAMES, GLOBALS, SPECIAL

NAME = re.compile(r"(?:[^\W\d]|\$)[\w$\u200c\u200d]*")
_DASHED = re.compile(r"[\w-]+")
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name means. `line` and `span` are where it is declared; an implicit parameter has
    its handler's line and no span, and what nothing declares neither.

    Kinds: state local computed handler import component class parameter implicit let loop arrow
    event unknown.
    """

    kind: str
    name: str
    line: int = 0
    span: Span | None = None
    node: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text; its span counts from `line`. `use` is declared, read, set, run or used.

    A `shorthand` is `{ name }` in an object, where the name is a key too.
    """

    binding: Binding
    line: int
    span: Span
    use: str
    shorthand: bool = False

    def range(self, source: Source) -> Range:
        """Where it stands."""
        return source.range(self.line, self.span)


class Scope:
    """The values that an expression can name, innermost first."""

    __slots__ = ("names", "outer")

    def __init__(self, names: Mapping[str, Binding], outer: Scope | None = None) -> None:
        self.names = names
        self.outer = outer

    def get(self, name: str) -> Binding | None:
        """What a name is here."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None

    def inside(self, bindings: Sequence[Binding]) -> Scope:
        """A scope in this one."""
        return Scope({binding.name: binding for binding in bindings}, self) if bindings else self

    def visible(self) -> dict[str, Binding]:
        """Every name that can be read here, with what it means; the innermost first."""
        found: dict[str, Binding] = {}
        scope: Scope | None = self
        while scope is not None:
            for name, binding in scope.names.items():
                found.setdefault(name, binding)
            scope = scope.outer
        return found


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that a component declares for all of its file."""

    values: Mapping[str, Binding]
    handlers: Mapping[str, Binding]
    imports: Mapping[str, Binding]


def declared(tree: nodes.Component) -> Declared:
    """What a component declares; of two the first counts."""
    values: dict[str, Binding] = {}
    for kind in ("state", "local", "computed"):
        for each in getattr(tree, kind):
            values.setdefault(each.name, Binding(kind, each.name, each.line, each.name_span, each))
    handlers: dict[str, Binding] = {}
    for handler in tree.handlers:
        handlers.setdefault(
            handler.name,
            Binding("handler", handler.name, handler.line, handler.name_span, handler),
        )
    imports: dict[str, Binding] = {}
    for each in tree.imports:
        imports.setdefault(each.name, Binding("import", each.name, each.line, each.name_span, each))
    return Declared(values, handlers, imports)


EVENT_NAMES = {name: Binding("event", name) for name in sorted(SPECIAL)}
"""What arguments of events, and handlers, can read."""


def lets(body: Sequence[nodes.Statement]) -> Iterator[nodes.Let]:
    """The `let`s of a handler, wherever they stand in it: they belong to all of it."""
    for statement in body:
        match statement:
            case nodes.Let():
                yield statement
            case nodes.IfStatement():
                for branch in statement.branches:
                    yield from lets(branch.body)
            case nodes.ForStatement():
                yield from lets(statement.body)
            case _:
                pass


def handler_scope(handler: nodes.Handler, outer: Scope) -> Scope:
    """What the statements of a handler can read, but for what surrounds them in it and for
    implicit parameters."""
    names = dict(EVENT_NAMES)
    for parameter in handler.parameters or ():
        names[parameter.name] = Binding(
            "parameter", parameter.name, handler.line, parameter.span, handler
        )
    own: dict[str, Binding] = {}
    for let in lets(handler.body):
        own.setdefault(let.name, Binding("let", let.name, let.line, let.name_span, let))
    return Scope({**names, **own}, outer)


def loop_bindings(loop: nodes.For | nodes.ForStatement) -> list[Binding]:
    """The variables of a loop."""
    found = [Binding("loop", loop.item.name, loop.line, loop.item.span, loop)]
    if isinstance(loop, nodes.For) and loop.index is not None:
        found.append(Binding("loop", loop.index.name, loop.line, loop.index.span, loop))
    return found


def arrow_bindings(arrow: nodes.Arrow, line: int) -> list[Binding]:
    """The parameters of an arrow function; one out of a pattern has the pattern as its node."""
    found = []
    for parameter in arrow.parameters:
        if isinstance(parameter, nodes.Pattern):
            found += [
                Binding("arrow", name.name, line, name.span, parameter) for name in parameter.names
            ]
        else:
            found.append(Binding("arrow", parameter.name, line, parameter.span, arrow))
    return found


def parts(node: object) -> Iterator[object]:
    """The nodes in a node."""
    for name in getattr(node, "__slots__", ()):
        value = getattr(node, name)
        if type(value) is tuple:
            yield from (part for part in value if hasattr(part, "span"))
        elif hasattr(value, "span"):
            yield value


def word_at(source: Source, position: Position) -> tuple[str, ...]:
    """The words that a position touches, as a name and as a name with dashes."""
    if not 1 <= position.line <= source.line_count:
        return ()
    line, column = source.line(position.line), position.column - 1
    found = []
    for pattern in (NAME, _DASHED):
        for match in pattern.finditer(line):
            if match.start() <= column <= match.end():
                found.append(match.group())
    return tuple(dict.fromkeys(found))


def mentions(
    parse: Parse, only: Collection[str] | None = None, *, handler: nodes.Handler | None = None
) -> list[Mention]:
    """Every mention of the names of a component, or of `only` some, in the file's order; those in
    one `handler` where that is given."""
    walk = _Walk(parse, only)
    found = walk.run() if handler is None else walk.run_in(handler)
    return sorted(found, key=lambda mention: (mention.line, mention.span.start))


def mention_at(parse: Parse, position: Position) -> Mention | None:
    """The mention that a position touches."""
    only = word_at(parse.source, position)
    if not only:
        return None
    walk = _Walk(parse, only)
    walk.look_only_between(_handler_line(parse.tree, position.line), position)
    for mention in walk.run():
        if mention.line <= position.line:
            place = mention.range(parse.source)
            if place.start <= position <= place.end:
                return mention
    return None


def _handler_line(tree: nodes.Component, line: int) -> int:
    """Where what decides on the names of a line begins: its handler, or the line itself."""
    index = bisect_right(tree.handlers, line, key=lambda handler: handler.line)
    return tree.handlers[index - 1].line if index else line


@dataclass(frozen=True, slots=True)
class _At:
    """Where an expression stands: what its names mean, the line that spans count from, and the
    handler it is in, with what that set though nothing declares it."""

    scope: Scope
    line: int
    handler: nodes.Handler | None = None
    undeclared: set[str] = field(default_factory=set)

    def on(self, line: int) -> _At:
        """On another line."""
        return replace(self, line=line)

    def inside(self, bindings: Sequence[Binding]) -> _At:
        """With more names."""
        return replace(self, scope=self.scope.inside(bindings))


class _Walk:
    """One walk over a tree."""

    def __init__(self, parse: Parse, only: Collection[str] | None) -> None:
        self.source = parse.source
        self.tree = parse.tree
        self.only = None if only is None else frozenset(only)
        self.hits: list[int] | None = None
        if self.only is not None:
            words = "|".join(re.escape(word) for word in sorted(self.only, key=len, reverse=True))
            found = re.finditer(words, self.source.text)
            self.hits = [match.start() for match in found] if words else []
        self.found: list[Mention] = []
        self.declared = declared(parse.tree)
        self.top = Scope(self.declared.values)
        self.classes: dict[str, Binding] = {}

    def look_only_between(self, line: int, position: Position) -> None:
        """Look at no expressions but those from the start of a line on up to a position."""
        starts = self.source.line_starts
        first = starts[line - 1]
        last = starts[position.line - 1] + position.column
        self.hits = [hit for hit in self.hits or () if first <= hit <= last]

    def run(self) -> list[Mention]:
        """All that is looked for."""
        tree = self.tree
        if tree.name_span is not None:
            self._put(
                Binding("component", tree.name, tree.line, tree.name_span, tree),
                tree.line,
                tree.name_span,
                "declared",
            )
        for used in tree.imports:
            self._put(self.declared.imports[used.name], used.line, used.name_span, "declared")
        for each in (*tree.state, *tree.local, *tree.computed):
            self._put(self.declared.values[each.name], each.line, each.name_span, "declared")
            if self._wanted(each.line, each.span):
                self._read(each.value, _At(self.top, each.line))
        for timer in tree.timers:
            self._run(timer.handler, timer.handler_span, timer.line)
        if tree.style is not None:
            self._style(tree.style)
        self._layout(tree.layout, self.top)
        for handler in tree.handlers:
            self._handler(handler)
        return self.found

    def run_in(self, handler: nodes.Handler) -> list[Mention]:
        """The mentions in one handler."""
        self._handler(handler)
        return self.found

    def _put(
        self, binding: Binding, line: int, span: Span, use: str, *, shorthand: bool = False
    ) -> None:
        if self.only is None or binding.name in self.only:
            self.found.append(Mention(binding, line, span, use, shorthand))

    def _wanted(self, line: int, span: Span) -> bool:
        """Whether any of the words looked for stands there."""
        if self.hits is None:
            return True
        start = self.source.line_starts[line - 1]
        index = bisect_left(self.hits, start + span.start)
        return index < len(self.hits) and self.hits[index] <= start + span.end

    def _run(self, name: str, span: Span, line: int) -> None:
        binding = self.declared.handlers.get(name) or Binding("unknown", name)
        self._put(binding, line, span, "run")

    # --- expressions -----------------------------------------------------------------------------

    def _read(self, node: object, at: _At) -> None:
        match node:
            case nodes.Name():
                self._name(node, at, "read")
            case nodes.Property(key=str(), value=nodes.Name() as value) if value.span == node.span:
                self._name(value, at, "read", shorthand=True)
            case nodes.Arrow():
                own = arrow_bindings(node, at.line)
                self._declare(own, at.line)
                self._read(node.body, at.inside(own))
            case _:
                for part in parts(node):
                    self._read(part, at)

    def _declare(self, bindings: Iterable[Binding], line: int) -> None:
        for binding in bindings:
            if binding.span is not None:
                self._put(binding, line, binding.span, "declared")

    def _name(self, node: nodes.Name, at: _At, use: str, *, shorthand: bool = False) -> None:
        name = node.name
        binding = at.scope.get(name)
        if binding is None:
            if name in GLOBALS:
                return
            binding = Binding("unknown", name)
            if use == "set":
                at.undeclared.add(name)
            elif self._is_implicit(name, at):
                binding = Binding("implicit", name, at.handler.line if at.handler else 0)
        self._put(binding, at.line, node.span, use, shorthand=shorthand)

    def _is_implicit(self, name: str, at: _At) -> bool:
        """Whether a name that nothing declares is a parameter of the handler it stands in."""
        return (
            at.handler is not None
            and at.handler.parameters is None
            and name not in at.undeclared
            and name not in FOREIGN_NAMES
            and name not in self.declared.handlers
        )

    def _target(self, node: object, at: _At) -> None:
        """A path that is set: its name is written, its indexes are read."""
        while isinstance(node, nodes.Member | nodes.Index):
            if isinstance(node, nodes.Index):
                self._read(node.index, at)
            node = node.object
        if isinstance(node, nodes.Name):
            self._name(node, at, "set")

    # --- layout ----------------------------------------------------------------------------------

    def _layout(self, layout: Sequence[nodes.LayoutNode], scope: Scope) -> None:
        for node in layout:
            match node:
                case nodes.Text():
                    if self._wanted(node.line, node.span):
                        self._read(node.value, _At(scope, node.line))
                case nodes.Element():
                    if self._wanted(node.line, node.span):
                        self._element(node, _At(scope, node.line))
                    self._layout(node.children, scope)
                case nodes.If():
                    for branch in node.branches:
                        if branch.test is not None and self._wanted(branch.line, branch.span):
                            self._read(branch.test, _At(scope, branch.line))
                        self._layout(branch.children, scope)
                case nodes.For():
                    own = loop_bindings(node)
                    if self._wanted(node.line, node.span):
                        at = _At(scope, node.line)
                        self._declare(own, node.line)
                        self._read(node.iterable, at)
                        self._read(node.key, at.inside(own))
                    self._layout(node.children, scope.inside(own))

    def _element(self, node: nodes.Element, at: _At) -> None:
        used = self.declared.imports.get(node.tag)
        if used is not None:
            self._put(used, node.line, node.tag_span, "used")
        for name in node.classes:
            self._class(name.name, node.line, Span(name.span.start + 1, name.span.end))
        for attribute in node.attributes:
            if attribute.name == "class":
                self._class_words(attribute.value, node.line)
            self._read(attribute.value, at)
        inner = at.inside([own for own in EVENT_NAMES.values() if at.scope.get(own.name) is None])
        for event in node.events:
            self._run(event.handler, event.handler_span, node.line)
            for argument in event.arguments or ():
                self._read(argument, inner)
        for binding in node.bindings:
            self._target(binding.target, at)

    # --- handlers --------------------------------------------------------------------------------

    def _handler(self, handler: nodes.Handler) -> None:
        binding = self.declared.handlers[handler.name]
        self._put(binding, handler.line, handler.name_span, "declared")
        scope = handler_scope(handler, self.top)
        for parameter in handler.parameters or ():
            own = scope.get(parameter.name)
            if own is not None:
                self._put(own, handler.line, parameter.span, "declared")
        self._statements(handler.body, _At(scope, handler.line, handler))

    def _statements(self, body: Sequence[nodes.Statement], at: _At) -> None:
        for statement in body:
            line = statement.line
            match statement:
                case nodes.IfStatement():
                    for branch in statement.branches:
                        if branch.test is not None and self._wanted(branch.line, branch.span):
                            self._read(branch.test, at.on(branch.line))
                        self._statements(branch.body, at)
                case nodes.ForStatement():
                    own = loop_bindings(statement)
                    if self._wanted(line, statement.span):
                        self._declare(own, line)
                        self._read(statement.iterable, at.on(line))
                    self._statements(statement.body, at.inside(own))
                case _:
                    if self._wanted(line, statement.span):
                        self._statement(statement, at.on(line))

    def _statement(self, statement: nodes.Statement, at: _At) -> None:
        match statement:
            case nodes.Set():
                self._target(statement.target, at)
                self._read(statement.value, at)
            case nodes.Let():
                own = at.scope.get(statement.name)
                if own is not None:
                    self._put(own, at.line, statement.name_span, "declared")
                self._read(statement.value, at)
            case nodes.CallStatement():
                self._run(statement.handler, statement.handler_span, at.line)
                for argument in statement.arguments:
                    self._read(argument, at)
            case _:
                for part in parts(statement):
                    self._read(part, at)

    # --- classes ---------------------------------------------------------------------------------

    def _class(self, name: str, line: int, span: Span, use: str = "used") -> None:
        binding = self.classes.get(name)
        if binding is None:
            binding = self.classes[name] = Binding("class", name, line, span)
        self._put(binding, line, span, use)

    def _class_words(self, value: object, line: int) -> None:
        """The classes that an attribute's value may give, where they stand as plain text."""
        match value:
            case nodes.Literal(value=str() as text):
                self._words(text, value.span, line)
            case nodes.Template() | nodes.Logical() | nodes.Binary(operator="+"):
                for part in parts(value):
                    self._class_words(part, line)
                if isinstance(value, nodes.Template):
                    self._template_words(value, line)
            case nodes.Conditional():
                self._class_words(value.then, line)
                self._class_words(value.otherwise, line)
            case _:
                pass

    def _words(self, text: str, span: Span, line: int) -> None:
        start = self.source.line_starts[line - 1] + span.start + 1
        if self.source.text[start : start + len(text)] == text:  # else escapes stand in it
            for word in _WORDS.finditer(text):
                at = span.start + 1
                self._class(word.group(), line, Span(at + word.start(), at + word.end()))

    def _template_words(self, node: nodes.Template, line: int) -> None:
        """The words between the `{{ }}` of a text, but for those that touch one."""
        base = self.source.line_starts[line - 1]
        text = self.source.text[base + node.span.start : base + node.span.end]
        inner = [part.span for part in parts(node) if hasattr(part, "span")]
        for word in re.finditer(r"""(?<=[\s"'])[\w-]+(?=[\s"'])""", text):
            span = Span(node.span.start + word.start(), node.span.start + word.end())
            if not any(span.start < each.end and each.start < span.end for each in inner):
                self._class(word.group(), line, span)

    def _style(self, style: nodes.Verbatim) -> None:
        if style.first_line > self.source.line_count:
            return  # its heading is the file's last line
        base = self.source.line_starts[style.first_line - 1]
        after = next((b.line for b in self.tree.blocks if b.line > style.line), None)
        stop = len(self.source.text) if after is None else self.source.line_starts[after - 1]
        for match in SELECTED.finditer(self.source.text, base, stop):
            place = self.source.position(match.start(1))
            if self.only is None or match.group(1) in self.only:
                span = Span(place.column - 1, place.column - 1 + len(match.group(1)))
                use = "used" if match.group(1) in self.classes else "declared"
                self._class(match.group(1), place.line, span, use)


SELECTED = re.compile(r"\.(-?[^\W\d][\w-]*)(?=[^{};]{0,400}\{)")
"""A class in a selector: a brace opens before the next declaration ends."""
