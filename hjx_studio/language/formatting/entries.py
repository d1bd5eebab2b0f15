"""A whole entry in its canonical form: its lines, with the comments that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass

from hjx_studio.language import nodes
from hjx_studio.language.building import Heading
from hjx_studio.language.formatting.breaking import WIDTH, Breaker, Place
from hjx_studio.language.formatting.remarks import Item, Remarks, clauses, find_remarks
from hjx_studio.language.formatting.spelling import (
    PLAIN,
    Manner,
    Speller,
    interpolated,
    requoted,
)
from hjx_studio.language.source import Span

_TEXT = Manner(text=True)
_IN_TEXT = Manner("'", fixed=True)
_ENDLESS = Place(-(10**9), 0)
_STARTS_WITH_DIGIT = re.compile(r"[0-9]")
_INTERVAL = re.compile(r"every\s+(\S+?)\s*->")
_DEEPEST = 60
"""How deep an entry may nest to be laid out; a deeper one stays as it was written."""


_BELOW = frozenset({"children", "branches", "body"})


@dataclass(frozen=True, slots=True)
class Printed:
    """An entry's lines, with line ends between them; the comments above are lines of their own."""

    above: tuple[str, ...]
    text: str


def print_entry(
    context: str, text: str, node: object, indent: int, *, opens: bool = False
) -> Printed:
    """Print the entry whose text is `text`, indented by so many spaces.

    `context` is as `LineCutter.cut` has it; `opens` says whether anything stands below an element.
    """
    remarks = find_remarks(context, text, node)
    tail = f"  {remarks.tail.text}" if remarks.tail else ""
    if _is_deep(node):
        end = remarks.tail.start if remarks.tail else len(text)
        return Printed((), " " * indent + text[:end].strip().replace("\r\n", "\n") + tail)
    made = _Entry(text, remarks, indent, opens=opens).made(node)
    above = tuple(" " * indent + comment.text for comment in remarks.above)
    return Printed(above, " " * indent + made + tail)


def _is_deep(node: object) -> bool:
    pending: list[tuple[object, int]] = [(node, 0)]
    while pending:
        each, depth = pending.pop()
        if isinstance(each, tuple):
            pending.extend((part, depth) for part in each)
        elif is_dataclass(each) and not isinstance(each, Span):
            if depth > _DEEPEST:
                return True
            below = _BELOW if not isinstance(each, nodes.Arrow) else ()
            pending.extend(
                (getattr(each, field.name), depth + 1)
                for field in fields(each)
                if field.name not in below
            )
    return False


class _Entry:
    """One entry being printed."""

    def __init__(self, text: str, remarks: Remarks, indent: int, *, opens: bool) -> None:
        self.text = text
        self.remarks = remarks
        self.indent = indent
        self.opens = opens
        self.speller = Speller(text, remarks.kept)
        self.breaker = Breaker(self.speller, remarks.beside)

    def made(self, node: object) -> str:
        """The entry, without the indentation of its first line."""
        match node:
            case nodes.Element():
                return self._element(node)
            case nodes.Text():
                return self.speller.words(node.value)
            case nodes.Branch() | nodes.StatementBranch():
                return self._branch(node)
            case nodes.For() | nodes.ForStatement():
                return self._loop(node)
            case nodes.Handler():
                parameters = node.parameters
                names = ", ".join(each.name for each in parameters or ())
                return f"{node.name}:" if parameters is None else f"{node.name}({names}):"
            case nodes.Import():
                raw = self.text[node.path_span.start + 1 : node.path_span.end - 1]
                return f"{node.name} from {requoted(raw, PLAIN)}"
            case nodes.Timer():
                interval = _INTERVAL.search(self.text)
                written = interval.group(1) if interval else f"{node.interval:g}ms"
                return f"every {written} -> {node.handler}"
            case Heading():
                return f"component {node.name}"
            case _:
                return self._statement(node)

    def _statement(self, node: object) -> str:
        match node:
            case nodes.Declaration():
                return self._assigned(f"{node.name} = ", node.value)
            case nodes.Set():
                return self._assigned(f"set {self.speller.expression(node.target)} = ", node.value)
            case nodes.Let():
                return self._assigned(f"let {node.name} = ", node.value)
            case nodes.CallStatement():
                before = f"call {node.handler}"
                return before + self.breaker.arguments(node, node.arguments, self._behind(before))
            case nodes.Log():
                made = "log "
                for index, value in enumerate(node.values):
                    made += ", " if index else ""
                    made += self.breaker.lay(value, self._behind(made), _TEXT)
                return made
            case nodes.Return():
                return "return"
            case _:
                raise TypeError(f"no entry is a {type(node).__name__}")

    def _behind(self, text: str, after: int = 0) -> Place:
        return Place(self.indent, self.indent).moved(text, after)

    def _assigned(self, before: str, value: nodes.Expression) -> str:
        return before + self.breaker.lay(value, self._behind(before))

    def _branch(self, node: nodes.Branch | nodes.StatementBranch) -> str:
        if node.test is None:
            return "else:"
        before = "else if " if self.text.lstrip().startswith("else") else "if "
        return f"{before}{self.breaker.wrapped(node.test, self._behind(before, 1))}:"

    def _loop(self, node: nodes.For | nodes.ForStatement) -> str:
        index = getattr(node, "index", None)
        key = getattr(node, "key", None)
        names = f"{node.item.name}, {index.name}" if index else node.item.name
        before = f"{names} in "
        after = f"key {self.speller.expression(key)}" if key else ""
        if not self.breaker.must_open(node.iterable):
            parts = [before + self.speller.expression(node.iterable), *([after] if after else [])]
            flat = f"for ({' '.join(parts)}):"
            if self.indent + len(flat) <= WIDTH:
                return flat
        inside = self._behind("").line()
        pad = " " * inside.indent
        lines = [before + self.breaker.lay(node.iterable, inside.moved(before))]
        lines += [after] if after else []
        return "\n".join(("for (", *(pad + line for line in lines), f"{' ' * self.indent}):"))

    # --- elements --------------------------------------------------------------------------------

    def _element(self, node: nodes.Element) -> str:
        head = node.tag + (f"#{node.id}" if node.id is not None else "")
        for index, each in enumerate(node.classes):
            # Behind another class, a digit would be read as a part of that one.
            apart = " " if index and _STARTS_WITH_DIGIT.match(each.name) else ""
            head += f"{apart}.{each.name}"
        own = _own_text(node)
        rest = ":" if self.opens else ""
        if own is not None:
            rest = f": {self.speller.words(own)}"
        inside = clauses(node)
        if not inside:
            return head + rest
        head += " "
        place = self._behind(head, len(rest))
        beside = id(node) in self.remarks.beside
        if not beside and not any(self.breaker.must_open(clause) for clause in inside):
            flat = f"({' '.join(self._flat(clause, inside) for clause in inside)})"
            if place.column + len(flat) + place.after <= WIDTH:
                return head + flat + rest
        if len(inside) == 1 and not beside:
            return f"{head}({self._clause(inside[0], place.moved('(', 1))}){rest}"

        def lay(clause: Item, line: Place) -> str:
            return self._clause(clause, line) + _comma(clause, inside)

        return head + self.breaker.sequence("()", node, inside, place, lay) + rest

    def _flat(self, clause: Item, others: Sequence[Item]) -> str:
        return self._clause(clause, _ENDLESS) + _comma(clause, others)

    def _clause(self, clause: Item, place: Place) -> str:
        match clause:
            case nodes.Attribute():
                return self._attribute(clause)
            case nodes.BindClause():
                return f"bind {clause.property} <-> {self.speller.expression(clause.target)}"
            case nodes.EventClause():
                event = ".".join((clause.event, *clause.modifiers))
                made = f"on {event} -> {clause.handler}"
                if clause.arguments is None:
                    return made
                return made + self.breaker.arguments(clause, clause.arguments, place.moved(made))
            case _:
                raise TypeError(f"no clause is a {type(clause).__name__}")

    def _attribute(self, node: nodes.Attribute) -> str:
        value = node.value
        if value is None:
            return node.name
        inside = (start for start in self.remarks.kept if node.span.start < start < node.span.end)
        kept = next(inside, None)
        if kept is not None:
            return f"{node.name}={self.text[kept : node.span.end]}"
        quoted = self.text[value.span.start : value.span.start + 1] in ('"', "'")
        if isinstance(value, nodes.Template) and quoted:
            return f"{node.name}={self.speller.words(value)}"
        if isinstance(value, nodes.Literal) and isinstance(value.value, str):
            return f"{node.name}={self.speller.expression(value, _TEXT)}"
        return f'{node.name}="{interpolated(self.speller.expression(value, _IN_TEXT))}"'


def _own_text(node: nodes.Element) -> nodes.Literal | nodes.Template | None:
    """The text on the element's own line."""
    first = node.children[0] if node.children else None
    return first.value if isinstance(first, nodes.Text) and first.line == node.line else None


def _comma(clause: Item, others: Sequence[Item]) -> str:
    """The comma that keeps an attribute named like a keyword from taking what follows."""
    if not isinstance(clause, nodes.Attribute) or clause.value is not None:
        return ""
    return "," if clause.name in ("on", "bind") and clause is not others[-1] else ""
