"""Operators on numbers, which Python's own do as JavaScript's where both operands are numbers."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.python.pool import call, load

ARITHMETIC: Mapping[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
}
COMPARISON: Mapping[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "===": ast.Eq,
    "!=": ast.NotEq,
    "!==": ast.NotEq,
}


def has_type(value: ast.expr, name: str) -> ast.expr:
    """Whether a value is of just the Python type of that name."""
    return _all_are(load(name), call("type", value))


def is_same(value: ast.expr, constant: bool | None) -> ast.expr:
    """Whether a value is null or a boolean."""
    return _all_are(ast.Constant(value=constant), value)


def is_not(value: ast.expr, constant: bool | None) -> ast.expr:
    """Whether a value is anything but null or a boolean."""
    expected = ast.Constant(value=constant)
    return ast.Compare(left=value, ops=[ast.IsNot()], comparators=[expected])


def _all_are(last: ast.expr, *values: ast.expr) -> ast.expr:
    """`one is other is last`, evaluated from the left."""
    first, *rest = *values, last
    return ast.Compare(left=first, ops=[ast.Is() for _ in rest], comparators=rest)


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand that is evaluated once and read again: `first` does it, `again` only reads."""

    first: ast.expr
    again: ast.expr
    number: bool

    @property
    def simple(self) -> bool:
        """Whether evaluating it is only a read."""
        return self.first is self.again


def on_numbers(operator: str, left: ast.expr, right: ast.expr) -> ast.expr:
    """An operator's result on two numbers that it works on as Python's own does."""
    if operator == "%":
        return call("fmod", left, right)
    if operator in ARITHMETIC:
        return ast.BinOp(left=left, op=ARITHMETIC[operator](), right=right)
    return ast.Compare(left=left, ops=[COMPARISON[operator]()], comparators=[right])


def conditions_of(node: nodes.Binary, left: Operand, right: Operand) -> list[ast.expr]:
    """Tests that evaluate both operands, left one first: whether both are numbers that Python's own
    operator takes. None where that is certain, and then neither is evaluated yet."""
    found: list[ast.expr] = []
    divides = node.operator in ("/", "%") and not _is_divisor(node.right)
    finite = node.operator == "%"
    if left.number and right.number and not divides and not finite:
        return found
    if right.number and right.simple:
        found.append(has_type(left.first, "float"))
    elif left.number and left.simple:
        found.append(has_type(right.first, "float"))
    else:
        found.append(_all_are(load("float"), call("type", left.first), call("type", right.first)))
    if divides:
        found.append(right.again)
    if finite:
        difference = ast.BinOp(left=left.again, op=ast.Sub(), right=left.again)
        found.append(
            ast.Compare(left=difference, ops=[ast.Eq()], comparators=[ast.Constant(value=0.0)])
        )
    return found


def _is_divisor(node: nodes.Expression) -> bool:
    """Whether it is a number other than 0, written out."""
    return isinstance(node, nodes.Literal) and isinstance(node.value, float) and node.value != 0
