"""An expression over several lines, where one line is too short for it.

A list, an object or a call opens at its bracket, with an item a line and a comma behind each; what
joins operands breaks at its loosest operators, in parentheses where no other bracket is open. A
list or object whose first item was put on a line of its own stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from hjx_studio.language import nodes
from hjx_studio.language.formatting.remarks import Beside, Item, blank_before, parts
from hjx_studio.language.formatting.spelling import (
    CONDITIONAL,
    PLAIN,
    UNARY,
    Manner,
    Speller,
    level,
    wraps_left,
    wraps_right,
    wraps_root,
    wraps_spread,
)

WIDTH = 100
"""How many columns a line may have before it is broken."""
STEP = 2

_Links: TypeAlias = "list[nodes.Member | nodes.Index | nodes.Call]"
_LITERALS = (nodes.ListLiteral, nodes.ObjectLiteral)
_OPERATIONS = (nodes.Binary, nodes.Logical, nodes.Conditional)
_MANY_CALLS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part goes: the column that it begins at, the indentation of that line, how many
    columns follow on its last line, whether a bracket is open, so that a line may end."""

    column: int
    indent: int
    after: int = 0
    open: bool = False

    def moved(self, text: str, after: int = 0) -> Place:
        """The place behind a text, with so many columns more to follow."""
        last = text.rpartition("\n")[2]
        column = len(last) if "\n" in text else self.column + len(text)
        return replace(self, column=column, after=self.after + after)

    def line(self, after: int = 0) -> Place:
        """A line of its own in the bracket that opens here."""
        indent = self.indent + STEP
        return Place(indent, indent, after, open=True)


Lay: TypeAlias = Callable[[Item, Place], str]


class Breaker:
    """Lays out the expressions of one entry, with the comments beside their items."""

    def __init__(self, speller: Speller, beside: Mapping[int, Beside]) -> None:
        self.speller = speller
        self._beside = beside
        self._opened: dict[int, bool] = {}

    def lay(self, node: object, place: Place, manner: Manner = PLAIN) -> str:
        """An expression, on one line if it fits there."""
        if not self.must_open(node):
            flat = self.speller.expression(node, manner)
            if _fits(flat, place):
                return flat
        return self._broken(node, place, manner)

    def must_open(self, node: object) -> bool:
        """Whether a comment or the person's own line break keeps it from one line."""
        known = self._opened.get(id(node))
        if known is None:
            known = self._opened[id(node)] = self._finds_open(node)
        return known

    def _finds_open(self, node: object) -> bool:
        if id(node) in self._beside or self._was_open(node):
            return True
        return any(self.must_open(part) for part in parts(node))

    def _was_open(self, node: object) -> bool:
        if not isinstance(node, _LITERALS) or not _items(node):
            return False
        inside = self.speller.text[node.span.start + 1 : node.span.end]
        return "\n" in inside[: len(inside) - len(inside.lstrip())]

    # --- kinds -----------------------------------------------------------------------------------

    def _broken(self, node: object, place: Place, manner: Manner) -> str:
        match node:
            case nodes.ListLiteral():
                return self.sequence("[]", node, node.items, place)
            case nodes.ObjectLiteral():
                return self.sequence("{}", node, node.entries, place)
            case nodes.Chain():
                return self._broken(node.expression, place, manner)
            case nodes.Member() | nodes.Index() | nodes.Call():
                return self._postfix(node, place, manner)
            case nodes.Unary():
                return self._unary(node, place, manner)
            case nodes.Binary() | nodes.Logical() | nodes.Conditional():
                return self._operation(node, place, manner)
            case _:
                return self._part(node, place, manner)

    def _part(self, node: object, place: Place, manner: Manner) -> str:
        """What stands in a sequence alone; or an expression that has no place to break."""
        match node:
            case nodes.Arrow():
                return self._arrow(node, place)
            case nodes.Property():
                key = f"{self.speller.key(node, PLAIN)}: "
                return key + self.lay(node.value, replace(place.moved(key), open=False))
            case nodes.Spread():
                inner = replace(place.moved("..."), open=False)
                if wraps_spread(node.value):
                    return f"...{self.wrapped(node.value, inner)}"
                return f"...{self.lay(node.value, inner)}"
            case _:
                return self.speller.expression(node, manner)

    def _unary(self, node: nodes.Unary, place: Place, manner: Manner) -> str:
        inner = place.moved(node.operator)
        wrapped = level(node.operand) < UNARY
        operand = self._operand(node.operand, inner, manner, wrapped)
        if node.operator in "+-" and operand.startswith(node.operator):
            operand = self.wrapped(node.operand, inner)
        return node.operator + operand

    def _operand(self, node: object, place: Place, manner: Manner, wrapped: bool) -> str:
        return self.wrapped(node, place) if wrapped else self.lay(node, place, manner)

    def wrapped(self, node: object, place: Place) -> str:
        """An expression in parentheses."""
        if not self.must_open(node):
            flat = f"({self.speller.expression(node)})"
            if _fits(flat, place):
                return flat
        return self.parenthesised(node, place)

    def parenthesised(self, node: object, place: Place) -> str:
        """An expression on lines of its own, between parentheses."""
        inner = place.line()
        return f"(\n{_pad(inner.indent)}{self._joined(node, inner)}\n{_pad(place.indent)})"

    def _joined(self, node: object, place: Place) -> str:
        """What stands alone between parentheses: its operands begin lines at the same column."""
        if isinstance(node, _OPERATIONS) and not self._flat_fits(node, place):
            return self._operands(node, place, place.indent)
        return self.lay(node, place)

    def _flat_fits(self, node: object, place: Place) -> bool:
        return not self.must_open(node) and _fits(self.speller.expression(node), place)

    def _operation(self, node: object, place: Place, manner: Manner) -> str:
        if place.open:
            return self._operands(node, place, place.indent + STEP)
        if manner.text:  # in parentheses its strings would mean something else
            return self._inline(node, place, manner)
        if isinstance(node, (nodes.Binary, nodes.Logical)) and (made := self._hugged(node, place)):
            return made
        return self.parenthesised(node, place)

    def _inline(self, node: object, place: Place, manner: Manner) -> str:
        """An operation whose operands alone may be broken."""
        pieces: tuple[tuple[str, object, bool], ...]
        match node:
            case nodes.Conditional():
                pieces = (
                    ("", node.test, level(node.test) == CONDITIONAL),
                    (" ? ", node.then, False),
                    (" : ", node.otherwise, False),
                )
            case nodes.Binary() | nodes.Logical():
                pieces = (
                    ("", node.left, wraps_left(node)),
                    (f" {node.operator} ", node.right, wraps_right(node)),
                )
            case _:
                return self.lay(node, place, manner)
        made = ""
        for before, operand, wrapped in pieces:
            made += before
            made += self._operand(operand, place.moved(made), manner, wrapped)
        return made

    def _hugged(self, node: nodes.Binary | nodes.Logical, place: Place) -> str | None:
        """`left + [`, with only the list or object on the right opened."""
        right = node.right
        if not isinstance(right, _LITERALS) or not _items(right) or self.must_open(node.left):
            return None
        left = self.speller.operand(node.left, PLAIN, wraps_left(node))
        before = f"{left} {node.operator} "
        if place.column + len(before) + 1 > WIDTH:
            return None
        return before + self._broken(right, place.moved(before), PLAIN)

    def _operands(self, node: object, place: Place, indent: int) -> str:
        """Operands on lines of their own; those behind the first at `indent`."""
        if isinstance(node, nodes.Conditional):
            return self._choices(node, place)
        if not isinstance(node, (nodes.Binary, nodes.Logical)):
            return self.lay(node, place)
        rest: list[tuple[str, object, bool]] = []
        first: object = node
        own = level(node)
        wrapped = False
        while isinstance(first, (nodes.Binary, nodes.Logical)) and level(first) == own:
            rest.append((first.operator, first.right, wraps_right(first)))
            wrapped, first = wraps_left(first), first.left
            if wrapped:
                break
        rest.reverse()
        made = self._operand(first, replace(place, after=len(rest[0][0]) + 1), PLAIN, wrapped)
        for index, (operator, operand, in_parentheses) in enumerate(rest):
            after = len(rest[index + 1][0]) + 1 if index + 1 < len(rest) else place.after
            made += f" {operator}\n{_pad(indent)}"
            line = Place(indent, indent, after, open=True)
            made += self._operand(operand, line, PLAIN, in_parentheses)
        return made

    def _choices(self, node: nodes.Conditional, place: Place) -> str:
        test = self._operand(
            node.test, replace(place, after=0), PLAIN, level(node.test) == CONDITIONAL
        )
        inner = place.line().moved("? ")
        then = self.lay(node.then, inner)
        otherwise = self.lay(node.otherwise, replace(inner, after=place.after))
        pad = _pad(place.indent + STEP)
        return f"{test}\n{pad}? {then}\n{pad}: {otherwise}"

    def _arrow(self, node: nodes.Arrow, place: Place) -> str:
        before = f"{self.speller.parameters(node)} => "
        body = node.body
        braced = self.speller.expression(body).startswith("{")
        if isinstance(body, _OPERATIONS) and not braced:
            inner = replace(place.line(), after=place.after)
            return f"{before.rstrip()}\n{_pad(inner.indent)}{self._joined(body, inner)}"
        inner = place.moved(before)
        if not braced:
            return before + self.lay(body, inner)
        if isinstance(body, nodes.ObjectLiteral):
            return f"{before}({self.lay(body, inner.moved('(', 1))})"
        return before + self.wrapped(body, inner)

    # --- sequences -------------------------------------------------------------------------------

    def sequence(
        self,
        brackets: str,
        node: object,
        items: Sequence[Item],
        place: Place,
        lay: Lay | None = None,
    ) -> str:
        """Items between brackets, each on a line of its own, with the comments of `node`.

        `lay` gives an item with what stands behind it on its line, if that is no comma.
        """
        opening, closing = brackets[0], brackets[1]
        beside = self._beside.get(id(node)) or Beside()
        if not items and not beside.above:
            return opening + closing
        pad = _pad(place.indent + STEP)
        lines = [opening]
        for index, item in enumerate(items):
            lines += self._above(beside, index, pad, first=len(lines) == 1)
            if len(lines) > 1 and blank_before(self.speller.text, item.span.start):
                lines.append("")
            behind = beside.behind.get(index)
            text = lay(item, place.line()) if lay else f"{self.lay(item, place.line(1))},"
            lines.append(f"{pad}{text}{f'  {behind.text}' if behind else ''}")
        lines += self._above(beside, len(items), pad, first=len(lines) == 1)
        lines.append(_pad(place.indent) + closing)
        return "\n".join(lines)

    def _above(self, beside: Beside, index: int, pad: str, *, first: bool) -> list[str]:
        made: list[str] = []
        for comment in beside.above.get(index, ()):
            if not (first and not made) and blank_before(self.speller.text, comment.start):
                made.append("")
            made.append(pad + comment.text)
        return made

    def arguments(self, node: object, items: Sequence[Item], place: Place) -> str:
        """What stands in the parentheses of a call, with them."""
        flat = f"({', '.join(self.speller.expression(item) for item in items)})"
        closed = not any(self.must_open(item) for item in items) and id(node) not in self._beside
        if closed and (not items or _fits(flat, place)):
            return flat
        return self._hugged_arguments(node, items, place) or self.sequence("()", node, items, place)

    def _hugged_arguments(self, node: object, items: Sequence[Item], place: Place) -> str | None:
        """`(a, b => ({`, with only the last argument opened."""
        if id(node) in self._beside or not items:
            return None
        *others, last = items
        opening = self._opening(last)
        if opening is None or any(self.must_open(item) for item in others):
            return None
        before = "(" + "".join(f"{self.speller.expression(item)}, " for item in others)
        if place.column + len(before) + len(opening) > WIDTH:
            return None
        return before + self.lay(last, replace(place.moved(before, 1), open=True)) + ")"

    def _opening(self, node: object) -> str | None:
        """What stands up to the bracket that an argument would open at; None if it has none."""
        match node:
            case nodes.ListLiteral() | nodes.ObjectLiteral():
                return "[" if self._has_inside(node) else None
            case nodes.Arrow():
                body = self._opening(node.body)
                parenthesised = self.speller.expression(node.body).startswith("{")
                before = f"{self.speller.parameters(node)} => {'(' if parenthesised else ''}"
                return None if body is None else before + body
            case nodes.Chain():
                return self._opening(node.expression)
            case nodes.Member() | nodes.Index() | nodes.Call():
                root, links = _unchained(node)
                opened = self._chosen(root, links)
                if not opened or _count_calls(links) >= _MANY_CALLS:
                    return None
                before = "" if 0 in opened else self.speller.operand(root, PLAIN, wraps_root(root))
                spelt = (self.speller.link(link, PLAIN) for link in links[: min(opened) - 1])
                return "(" if 0 in opened else f"{before}{''.join(spelt)}("
            case _:
                return None

    def _has_inside(self, node: object) -> bool:
        return bool(_items(node)) or id(node) in self._beside

    # --- chains of members and calls -------------------------------------------------------------

    def _postfix(self, node: object, place: Place, manner: Manner) -> str:
        root, links = _unchained(node)
        if _count_calls(links) >= _MANY_CALLS and not manner.text:
            return self._calls(root, links, place)
        opened = self._chosen(root, links)
        made = self._root(root, place, 0 in opened, manner)
        flats = [self.speller.link(link, manner) for link in links]
        for index, link in enumerate(links):
            if index + 1 in opened and isinstance(link, nodes.Call):
                mark = "?." if link.optional else ""
                follow = sum(len(flat) for flat in flats[index + 1 :])
                made += mark
                made += self.arguments(link, link.arguments, place.moved(made, follow))
            else:
                made += flats[index]
        return made

    def _chosen(self, root: object, links: _Links) -> set[int]:
        """Which parts are opened, 0 for the root: those that must be, else the widest."""
        found: list[tuple[int, object, int]] = []
        if (isinstance(root, _LITERALS) and self._has_inside(root)) or wraps_root(root):
            found.append((0, root, len(self.speller.expression(root))))
        for index, link in enumerate(links):
            if isinstance(link, nodes.Call) and (link.arguments or id(link) in self._beside):
                found.append((index + 1, link, len(self.speller.link(link, PLAIN))))
        forced = {
            index
            for index, part, _ in found
            if (self._link_must_open(part) if index else self.must_open(part))
        }
        if forced or not found:
            return forced
        return {max(found, key=lambda part: (part[2], part[0]))[0]}

    def _link_must_open(self, link: object) -> bool:
        if not isinstance(link, nodes.Call):
            return False
        return id(link) in self._beside or any(self.must_open(item) for item in link.arguments)

    def _root(self, root: object, place: Place, opened: bool, manner: Manner) -> str:
        wrapped = wraps_root(root)
        if not opened:
            return self.speller.operand(root, manner, wrapped)
        if wrapped:
            return self.parenthesised(root, place)
        return self._broken(root, place, manner)

    def _calls(self, root: object, links: _Links, place: Place) -> str:
        """A chain of calls, each on a line of its own."""
        if not place.open:
            inner = place.line()
            return (
                f"(\n{_pad(inner.indent)}{self._calls(root, links, inner)}\n{_pad(place.indent)})"
            )
        made = self._root(root, place, self.must_open(root), PLAIN)
        groups: list[_Links] = [[]]
        for link in links:
            if isinstance(link, nodes.Member) and (not groups[-1] or _is_called(groups[-1])):
                groups.append([])
            groups[-1].append(link)
        calls = [group for group in groups if _is_called(group)]
        if isinstance(root, nodes.Name) and root.name[:1].isupper():
            calls = calls[1:]  # `Object.keys(x)` stays together
        inner = place.line(place.after)
        for group in groups:
            if any(group is call for call in calls):
                made += f"\n{_pad(inner.indent)}"
            for link in group:
                if isinstance(link, nodes.Call):
                    made += "?." if link.optional else ""
                    made += self.arguments(link, link.arguments, inner.moved(made))
                else:
                    made += self.speller.link(link, PLAIN)
        return made


def _fits(flat: str, place: Place) -> bool:
    first, ended, rest = flat.partition("\n")
    if not ended:
        return place.column + len(flat) + place.after <= WIDTH
    last = rest.rpartition("\n")[2]
    return place.column + len(first) <= WIDTH and len(last) + place.after <= WIDTH


def _items(node: object) -> tuple[Item, ...]:
    match node:
        case nodes.ListLiteral():
            return node.items
        case nodes.ObjectLiteral():
            return node.entries
        case _:
            return ()


def _unchained(node: object) -> tuple[object, _Links]:
    """The first part of `a.b(c)[d]`, and the others in order."""
    links: _Links = []
    while isinstance(node, (nodes.Member, nodes.Index, nodes.Call)):
        links.append(node)
        node = node.callee if isinstance(node, nodes.Call) else node.object
    links.reverse()
    return node, links


def _count_calls(links: _Links) -> int:
    return sum(isinstance(link, nodes.Call) for link in links)


def _is_called(links: _Links) -> bool:
    return any(isinstance(link, nodes.Call) for link in links)


def _pad(indent: int) -> str:
    return " " * indent
