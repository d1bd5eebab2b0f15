"""What generated code refers to: the operations by our names, the constants by number."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from math import fmod

from hjx_studio.language import callbacks, methods, operators
from hjx_studio.language.budget import EvaluationError
from hjx_studio.language.values import Value, check_depth, text, to_number, truth


def refuse(message: str) -> Value:
    """Fail, where an expression can't be evaluated at all."""
    raise EvaluationError(message)


class Pool:
    """The globals of generated code: operations by our names, constants by number."""

    def __init__(self, operations: Mapping[str, object]) -> None:
        self.names: dict[str, object] = {
            "__builtins__": {},
            "float": float,
            "type": type,
            "len": len,
            "list": list,
            "dict": dict,
            "str": str,
            "fmod": fmod,
            "truth": truth,
            "text": text,
            "check_depth": check_depth,
            "to_number": to_number,
            "refuse": refuse,
            "has_method": callbacks.has_method,
            "call_method": methods.call_method,
            "plain_sort": callbacks.plain_sort,
            "to_key": operators.to_key,
            "member": operators.member,
            "index": operators.index,
            "negate": operators.negate,
            "spread_items": operators.spread_items,
            "spread_arguments": operators.spread_arguments,
            "spread_members": operators.spread_members,
            "new_list": operators.new_list,
            "new_object": operators.new_object,
            "joined_lists": operators.joined_lists,
            "merged": operators.merged,
            "extended": operators.extended,
            "template": operators.template,
            **operations,
        }
        self._constants: dict[object, str] = {}

    def constant(self, value: object) -> ast.expr:
        """A reference to a constant, hashable and compared by value."""
        key = (type(value), value)
        if key not in self._constants:
            self._constants[key] = f"k{len(self._constants)}"
            self.names[self._constants[key]] = value
        return load(self._constants[key])

    def define(self, code: list[ast.stmt], name: str) -> Callable[..., Value]:
        """What generated statements define as `name`."""
        module = ast.fix_missing_locations(ast.Module(body=code, type_ignores=[]))
        compiled = compile(module, "<hjx>", "exec")
        space = self.names
        exec(compiled, space)  # noqa: S102 -- nodes that we built, without a user's text in them
        defined: Callable[..., Value] = space.pop(name)  # type: ignore[assignment] # a function
        return defined


def load(name: str) -> ast.expr:
    """One of our own names, read."""
    return ast.Name(id=name, ctx=ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """A call of one of our own names."""
    return ast.Call(func=load(function), args=list(arguments), keywords=[])
