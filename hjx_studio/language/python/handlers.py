"""Handlers as Python functions: one each, with its statements inline.

A generated handler takes `x`, the execution, and its parameters. It keeps `b`, the budget, `s` and
`l`, the working values of state and local names, and `w`, the list of writes, at hand; a `let` and
a loop's name are Python variables. Statements that run in one go are charged in one go: where a
budget ends within them is found by the stepper.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hjx_studio.language import nodes
from hjx_studio.language.assignment import Target, target_of
from hjx_studio.language.execution import Write
from hjx_studio.language.python.expressions import Expressions
from hjx_studio.language.python.pool import Pool, call, load
from hjx_studio.language.visibility import Scope, lets_of, scopes_of


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a component stand for: those of its blocks, and which computed names are to
    be forgotten when a name is set."""

    state: frozenset[str]
    local: frozenset[str]
    computed: frozenset[str]
    dependents: Mapping[str, tuple[str, ...]]


def store(name: str) -> ast.Name:
    """One of our own names, written."""
    return ast.Name(id=name, ctx=ast.Store())


class Handlers:
    """Emits the handlers of one component over a pool of constants."""

    def __init__(self, pool: Pool, names: Names) -> None:
        self._pool = pool
        self._names = names

    def function(
        self, handler: nodes.Handler, parameters: Sequence[str], name: str
    ) -> list[ast.stmt]:
        """The definition of a handler as the Python function `name`."""
        return [_Body(self._pool, self._names, handler).function(parameters, name)]


class _Body:
    """One handler: which Python variable holds which of its names, in the order of the text."""

    def __init__(self, pool: Pool, names: Names, handler: nodes.Handler) -> None:
        self._pool = pool
        self._names = names
        self._handler = handler
        self._variables: dict[str, str] = {}
        self._scopes: Mapping[int, Scope] = {}
        self._scope: Scope = {}
        self._count = 0
        self._expressions = Expressions(pool, self._resolve, self._draw)

    def function(self, parameters: Sequence[str], name: str) -> ast.stmt:
        self._scopes = scopes_of(self._handler, parameters)
        taken = [self._variable(parameter) for parameter in parameters]
        before: list[ast.stmt] = [
            _assign(short, ast.Attribute(value=load("x"), attr=attribute, ctx=ast.Load()))
            for short, attribute in (
                ("b", "budget"),
                ("s", "shared"),
                ("l", "local_names"),
                ("w", "writes"),
            )
        ]
        lets = [let for let in dict.fromkeys(lets_of(self._handler.body)) if let not in parameters]
        null = ast.Constant(value=None)
        before += [_assign(self._variable(let), null) for let in lets]
        body = self._block(self._handler.body)
        arguments = ast.arguments(
            posonlyargs=[],
            args=[ast.arg(arg="x"), *(ast.arg(arg=variable) for variable in taken)],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[],
        )
        function = ast.FunctionDef(
            name=name, args=arguments, body=[*before, *body], decorator_list=[]
        )
        return _on_line(function, self._handler.line)

    # --- names ---

    def _fresh(self) -> str:
        self._count += 1
        return f"v{self._count}"

    def _variable(self, name: str) -> str:
        self._variables[name] = self._fresh()
        return self._variables[name]

    def _resolve(self, name: str) -> ast.expr:
        if name in self._scope:
            return load(self._variables[name])
        if name == "event":
            return ast.Attribute(value=load("x"), attr="event", ctx=ast.Load())
        if name in self._names.state:
            return self._entry("s", name)
        if name in self._names.local:
            return self._entry("l", name)
        if name in self._names.computed:
            method = ast.Attribute(value=load("x"), attr="computed", ctx=ast.Load())
            return ast.Call(func=method, args=[self._pool.constant(name)], keywords=[])
        return call("refuse", self._pool.constant(f"There is no name {name}."))

    def _entry(self, names: str, name: str) -> ast.expr:
        return ast.Subscript(value=load(names), slice=self._pool.constant(name), ctx=ast.Load())

    def _draw(self, kind: str) -> ast.expr:
        inputs = ast.Attribute(value=load("x"), attr="inputs", ctx=ast.Load())
        method = ast.Attribute(value=inputs, attr=kind, ctx=ast.Load())
        return ast.Call(func=method, args=[], keywords=[])

    # --- statements ---

    def _block(self, body: Sequence[nodes.Statement], steps: int = 0) -> list[ast.stmt]:
        """Statements, with `steps` more charged before; control ends what is charged at once."""
        found: list[ast.stmt] = []
        start = 0
        while start < len(body):
            end = start
            while end < len(body) and not isinstance(body[end], _CONTROL):
                end += 1
            run = body[start : end + 1]
            found += _charge(steps + len(run), run[0].line)
            for statement in run:
                found += self._statement(statement)
                if isinstance(statement, nodes.Return):
                    return found
            start, steps = end + 1, 0
        if steps:
            found += _charge(steps, self._handler.line)
        return found or [ast.Pass()]

    def _statement(self, statement: nodes.Statement) -> list[ast.stmt]:
        self._scope = self._scopes[id(statement)]
        found: list[ast.stmt]
        match statement:
            case nodes.Set():
                found = self._set(statement)
            case nodes.Let():
                value = self._expressions.whole(statement.value)
                found = [_assign(self._variables[statement.name], value)]
            case nodes.Log():
                found = [ast.Expr(value=self._log(statement))]
            case nodes.IfStatement():
                found = self._if(statement.branches)
            case nodes.ForStatement():
                found = self._for(statement)
            case nodes.CallStatement():
                found = [ast.Expr(value=self._call(statement))]
            case nodes.Return():
                found = [ast.Return(value=None)]
        return [_on_line(node, statement.line) for node in found]

    def _set(self, statement: nodes.Set) -> list[ast.stmt]:
        target = target_of(statement.target)
        scope = self._scope_of(target)
        if scope is None:
            message = target.refusal or f"{target.name} can't be set."
            return [ast.Expr(value=call("refuse", self._pool.constant(message)))]
        place: ast.expr
        if scope == "let":
            variable = self._variables[target.name]
            place, old = store(variable), load(variable)
        else:
            names = "s" if scope == "state" else "l"
            key = self._pool.constant(target.name)
            place = ast.Subscript(value=load(names), slice=key, ctx=ast.Store())
            old = self._entry(names, target.name)
        before: list[ast.stmt] = []
        if scope == "local":
            method = ast.Attribute(value=load("x"), attr="require_client", ctx=ast.Load())
            check = ast.Call(func=method, args=[self._pool.constant(target.name)], keywords=[])
            before.append(ast.Expr(value=check))
        if target.keys:
            value = self._path_value(target, scope, old, statement.value)
            after: list[ast.stmt] = []
        else:
            value = self._stored(statement.value, old)
            after = self._written(scope, target.name)
        assign = ast.Assign(targets=[place], value=value)
        return [*before, assign, *after, *self._forgotten(scope, target.name)]

    def _scope_of(self, target: Target) -> str | None:
        if target.refusal:
            return None
        if target.name in self._scope:
            return "let" if self._scope[target.name] == "let" else None
        if target.name in self._names.state:
            return "state"
        return "local" if target.name in self._names.local else None

    def _stored(self, node: nodes.Expression, old: ast.expr) -> ast.expr:
        """A value for a name: a finite number at once (adding 0 makes 0 of -0), else checked."""
        value = self._expressions.whole(node)
        first = ast.NamedExpr(target=store("v"), value=value)
        is_float = ast.Compare(
            left=call("type", first), ops=[ast.Is()], comparators=[load("float")]
        )
        zero = ast.Constant(value=0.0)
        difference = ast.BinOp(left=load("v"), op=ast.Sub(), right=load("v"))
        finite = ast.Compare(left=difference, ops=[ast.Eq()], comparators=[zero])
        return ast.IfExp(
            test=ast.BoolOp(op=ast.And(), values=[is_float, finite]),
            body=ast.BinOp(left=load("v"), op=ast.Add(), right=zero),
            orelse=call("check_stored", load("v"), load("b"), old),
        )

    def _path_value(
        self, target: Target, scope: str, old: ast.expr, node: nodes.Expression
    ) -> ast.expr:
        keys = [
            self._pool.constant(key) if isinstance(key, str) else self._expressions.whole(key)
            for key in target.keys
        ]
        value = self._expressions.whole(node)
        writes: ast.expr = ast.Constant(value=None) if scope == "let" else load("w")
        root = self._pool.constant(Write(scope, (target.name,)))
        path = ast.Tuple(elts=keys, ctx=ast.Load())
        return call("assign", load("b"), old, path, value, writes, root)

    def _written(self, scope: str, name: str) -> list[ast.stmt]:
        if scope == "let":
            return []
        append = ast.Attribute(value=load("w"), attr="append", ctx=ast.Load())
        write = self._pool.constant(Write(scope, (name,)))
        return [ast.Expr(value=ast.Call(func=append, args=[write], keywords=[]))]

    def _forgotten(self, scope: str, name: str) -> list[ast.stmt]:
        dependents = self._names.dependents.get(name, ())
        if scope == "let" or not dependents:
            return []
        forget = ast.Attribute(value=load("x"), attr="forget", ctx=ast.Load())
        names = self._pool.constant(dependents)
        return [ast.Expr(value=ast.Call(func=forget, args=[names], keywords=[]))]

    def _log(self, statement: nodes.Log) -> ast.expr:
        texts = [
            call("text", self._expressions.whole(value), load("b")) for value in statement.values
        ]
        return call(
            "log",
            load("x"),
            self._pool.constant(self._handler.name),
            ast.Constant(value=statement.line),
            ast.Tuple(elts=texts, ctx=ast.Load()),
        )

    def _if(self, branches: Sequence[nodes.StatementBranch]) -> list[ast.stmt]:
        tests = [self._test(branch) for branch in branches]
        bodies = [self._block(branch.body) for branch in branches]
        found: list[ast.stmt] = []
        for test, body in zip(reversed(tests), reversed(bodies), strict=True):
            found = body if test is None else [ast.If(test=test, body=body, orelse=found)]
        return found

    def _test(self, branch: nodes.StatementBranch) -> ast.expr | None:
        return None if branch.test is None else self._expressions.whole_test(branch.test)

    def _for(self, statement: nodes.ForStatement) -> list[ast.stmt]:
        items = call("iterated", self._expressions.whole(statement.iterable))
        outer = self._variables.get(statement.item.name)
        variable = self._variable(statement.item.name)
        body = self._block(statement.body, 1)
        if outer is not None:
            self._variables[statement.item.name] = outer
        return [ast.For(target=store(variable), iter=items, body=body, orelse=[])]

    def _call(self, statement: nodes.CallStatement) -> ast.expr:
        values = [self._expressions.whole(argument) for argument in statement.arguments]
        return call(
            "call_handler",
            load("x"),
            self._pool.constant(statement.handler),
            ast.Tuple(elts=values, ctx=ast.Load()),
        )


_CONTROL = (nodes.IfStatement, nodes.ForStatement, nodes.Return)


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign(targets=[store(name)], value=value)


def _on_line(node: ast.stmt, line: int) -> ast.stmt:
    """The node as one of line `line` of the source, so that a traceback shows that line."""
    node.lineno = node.end_lineno = line
    node.col_offset = node.end_col_offset = 0
    return node


def _charge(steps: int, line: int) -> list[ast.stmt]:
    """Charge steps, and fail when there are none left."""
    left = ast.Attribute(value=load("b"), attr="steps_left", ctx=ast.Store())
    charge = ast.AugAssign(target=left, op=ast.Sub(), value=ast.Constant(value=steps))
    read = ast.Attribute(value=load("b"), attr="steps_left", ctx=ast.Load())
    none_left = ast.Compare(left=read, ops=[ast.Lt()], comparators=[ast.Constant(value=0)])
    method = ast.Attribute(value=load("b"), attr="fail", ctx=ast.Load())
    fail = ast.Expr(value=ast.Call(func=method, args=[], keywords=[]))
    check = ast.If(test=none_left, body=[fail], orelse=[])
    return [_on_line(charge, line), _on_line(check, line)]
