"""What a component means beyond its syntax: its names, who uses them, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hjx_studio.language import nodes
from hjx_studio.language.diagnostics import Diagnostic, Severity
from hjx_studio.language.findings import Finding
from hjx_studio.language.handler_rules import HandlerRules
from hjx_studio.language.layout_rules import BoundPath, LayoutRules
from hjx_studio.language.mentions import Mentions, Place
from hjx_studio.language.nearest import nearest
from hjx_studio.language.parser import Parse
from hjx_studio.language.reading import elements, free_names
from hjx_studio.language.scopes import Ledger, Scope, listing
from hjx_studio.language.signatures import Signature
from hjx_studio.language.source import Span
from hjx_studio.language.vocabulary import GLOBALS, SPECIAL


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the names of a component are, and what is wrong with their use.

    `computed_order` puts what is read before what reads it, and leaves cycles out.
    `computed_reads` has each state and local name that a computed reads, also through others.
    `computed_private` are those that read a private name, of state or computed, also through
    others: a page can't work them out.
    """

    diagnostics: tuple[Diagnostic, ...]
    handlers: Mapping[str, Signature]
    computed_order: tuple[str, ...]
    computed_reads: Mapping[str, frozenset[str]]
    computed_local: frozenset[str]
    computed_private: frozenset[str]
    bound: tuple[BoundPath, ...]


def analyze(parse: Parse) -> Analysis:
    """Analyze what was parsed; parts that could not be parsed are passed over."""
    return _Analyzer(parse).run()


class _Analyzer:
    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.tree = parse.tree
        self.ledger = Ledger()
        self.mentions = Mentions(self.ledger)
        self.kinds: dict[str, str] = {}
        self.handler_names = frozenset(handler.name for handler in parse.tree.handlers)

    def run(self) -> Analysis:
        tree = self.tree
        self._declare()
        scope = Scope(self.kinds)
        for declaration in (*tree.state, *tree.local):
            place = Place(
                declaration.line, "a start value", constant=True, handlers=self.handler_names
            )
            self.mentions.check(declaration.value, scope, place)
        for declaration in tree.computed:
            place = Place(declaration.line, "`computed`", handlers=self.handler_names)
            self.mentions.check(declaration.value, scope, place)
        order, reads = self._computed()
        rules = HandlerRules(self.ledger, self.mentions, scope, tree.handlers)
        signatures = rules.check()
        for timer in tree.timers:
            self._timer(timer, signatures)
        layout = LayoutRules(self.ledger, self.mentions, tree, self.kinds, signatures)
        layout.check()
        if not any(found.severity is Severity.ERROR for found in self.parse.diagnostics):
            self._unused(signatures)  # else what could not be read may be what uses them
        local = {name for name, kind in self.kinds.items() if kind == "local"}
        findings = sorted(self.ledger.findings, key=lambda found: (found[0], found[1].span.start))
        return Analysis(
            tuple(finding.on(self.parse.source, line) for line, finding in findings),
            MappingProxyType(signatures),
            order,
            MappingProxyType(reads),
            frozenset(name for name, read in reads.items() if read & local),
            self._private(order),
            tuple(layout.bound),
        )

    # --- declarations ----------------------------------------------------------------------------

    def _declare(self) -> None:
        lines: dict[str, int] = {}
        tree = self.tree
        for kind, declarations in (
            ("state", tree.state),
            ("local", tree.local),
            ("computed", tree.computed),
        ):
            for declaration in declarations:
                name, line = declaration.name, declaration.line
                if name in GLOBALS or name in SPECIAL:
                    self.ledger.read.add(name)  # under its new name it may well be used
                    self.ledger.report(
                        line,
                        Finding(
                            "HJX015",
                            declaration.name_span,
                            f"`{name}` is a name of the language's own.",
                            "Choose another.",
                        ),
                    )
                elif name in lines:
                    self.ledger.report(
                        line,
                        Finding(
                            "HJX015",
                            declaration.name_span,
                            f"`{name}` is declared twice; the first is in line {lines[name]}.",
                        ),
                    )
                    continue
                lines[name] = line
                self.kinds[name] = kind
        imported: dict[str, int] = {}
        for each in tree.imports:
            if each.name in imported:
                self.ledger.report(
                    each.line,
                    Finding(
                        "HJX015",
                        each.name_span,
                        f"`{each.name}` is imported twice; "
                        f"the first is in line {imported[each.name]}.",
                    ),
                )
            imported.setdefault(each.name, each.line)

    def _timer(self, timer: nodes.Timer, signatures: Mapping[str, Signature]) -> None:
        self.ledger.run.add(timer.handler)
        signature = signatures.get(timer.handler)
        if signature is None:
            guess = nearest(timer.handler, signatures)
            self.ledger.guess(guess)
            self.ledger.report(
                timer.line,
                Finding(
                    "HJX013",
                    timer.handler_span,
                    f"There is no handler `{timer.handler}`.",
                    f"Did you mean `{guess}`?" if guess else None,
                ),
            )
        elif signature.parameters and not signature.implicit:
            self.ledger.report(
                timer.line,
                Finding(
                    "HJX103",
                    timer.handler_span,
                    f"`{timer.handler}` takes arguments, and a timer gives none.",
                ),
            )

    # --- computed --------------------------------------------------------------------------------

    def _computed(self) -> tuple[tuple[str, ...], dict[str, frozenset[str]]]:
        direct: dict[str, frozenset[str]] = {}
        declared: dict[str, nodes.Declaration] = {}
        for declaration in self.tree.computed:
            if self.kinds.get(declaration.name) == "computed" and declaration.name not in direct:
                direct[declaration.name] = free_names(declaration.value)
                declared[declaration.name] = declaration
        order, cycles = _ordered(direct)
        for cycle in cycles:
            first = declared[min(cycle, key=lambda name: declared[name].line)]
            names = listing(_around(first.name, cycle, direct))
            message = f"The computed names {names} need each other."
            if len(cycle) == 1:
                message = f"`{first.name}` needs itself."
            self.ledger.report(first.line, Finding("HJX017", first.name_span, message))
        reads: dict[str, frozenset[str]] = {}
        for name in order:
            found: set[str] = set()
            for read in direct[name]:
                if read in reads:
                    found |= reads[read]
                elif self.kinds.get(read) in ("state", "local"):
                    found.add(read)
            reads[name] = frozenset(found)
        return tuple(order), reads

    def _private(self, order: Sequence[str]) -> frozenset[str]:
        direct = {one.name: free_names(one.value) for one in self.tree.computed}
        found: set[str] = set()
        for name in order:
            read = direct[name] & self.kinds.keys()
            if read & found or any(one.startswith("_") for one in read):
                found.add(name)
        return frozenset(found)

    # --- unused names ----------------------------------------------------------------------------

    def _unused(self, signatures: Mapping[str, Signature]) -> None:
        tree = self.tree
        used = self.ledger.read | self.ledger.written
        for declaration in (*tree.state, *tree.local, *tree.computed):
            name = declaration.name
            if name not in used and name in self.kinds:
                used.add(name)
                self.ledger.report(
                    declaration.line,
                    Finding("HJX104", declaration.name_span, f"Nothing uses `{name}`."),
                )
        for name, signature in signatures.items():
            if name in self.ledger.run:
                continue
            handler = next(found for found in tree.handlers if found.name == name)
            if signature.private:
                message, hint = f"Nothing runs `{name}`, and no client can.", None
            else:
                message = f"Nothing in this component runs `{name}`."
                hint = "A client that speaks the protocol still can."
            self.ledger.report(handler.line, Finding("HJX104", handler.name_span, message, hint))
        tags = {element.tag for element in elements(tree.layout)}
        for each in tree.imports:
            if each.name not in tags:
                self.ledger.report(
                    each.line, Finding("HJX104", each.name_span, f"Nothing uses `{each.name}`.")
                )


def _ordered(direct: Mapping[str, frozenset[str]]) -> tuple[list[str], list[frozenset[str]]]:
    """The names with what they read first, and the sets that need each other (Tarjan 1972).

    What reads a cycle is in no cycle itself, but can't be computed either, and is left out too.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: list[str] = []
    order: list[str] = []
    cycles: list[frozenset[str]] = []
    failed: set[str] = set()
    for root in direct:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = []

        def enter(name: str, work: list[tuple[str, Iterator[str]]] = work) -> None:
            index[name] = low[name] = len(index)
            on_stack.append(name)
            work.append((name, iter(sorted(read for read in direct[name] if read in direct))))

        enter(root)
        while work:
            name, pending = work[-1]
            step = next(pending, None)
            if step is not None:
                if step not in index:
                    enter(step)
                elif step in on_stack:
                    low[name] = min(low[name], index[step])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] != index[name]:
                continue
            group = on_stack[on_stack.index(name) :]
            del on_stack[on_stack.index(name) :]
            if len(group) > 1 or name in direct[name]:
                cycles.append(frozenset(group))
                failed.update(group)
            elif direct[name] & failed:
                failed.add(name)
            else:
                order.append(name)
    return order, cycles


def _around(first: str, cycle: frozenset[str], direct: Mapping[str, frozenset[str]]) -> list[str]:
    """The names of a cycle in the order in which they read each other."""
    walk = [first]
    while True:
        onward = sorted((direct[walk[-1]] & cycle) - set(walk))
        if not onward:
            return walk
        walk.append(onward[0])


__all__ = ["Analysis", "BoundPath", "Signature", "Span", "analyze"]
