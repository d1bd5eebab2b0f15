"""Random expressions and handlers as source text, from a seed: typed for the most part, so that
most of them give a value, and wrong now and then."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

SCOPE = (
    '{"count":3,"price":19.99,"neg":-7,"zero":0,"big":9007199254740991,"qty":"4","pad":"  12 ",'
    '"empty":"","name":"Ann","mix":"a,b,,c","wave":"\\ud83d\\udc4b hi \\ud83d\\ude00","on":true,'
    '"off":false,"none":null,"nums":[3,1,2,10,2],"words":["pear","Apple","\\ufb00","\\ud83d\\ude00"],'
    '"nothing":[],"deep":[[1,[2]],[],[[3]]],"user":{"2":"two","name":"Bo","age":41,"tags":["x"]},'
    '"rows":[{"id":1,"text":"buy","done":false},{"id":2,"text":"","done":true},{"id":3}]}'
)
"""The names that generated expressions read, as JSON."""

_NUMBERS = (
    "count price neg zero big 0 1 2 3 -1 0.5 -0.5 2.5 1e21 1e-7 5e-324 1e308 0x1f 1_000 -0 "
    "(0/0) (1/0) 4294967296 9007199254740993 1.005 user.age nums[1] nums.length wave.length"
).split()
_STRINGS = (
    'qty pad empty name mix wave "" "a" "," "10" "0x10" "\\t1e3" "Infinity" "😀" "ß" "\\ufeff" '
    '"12px" "-0" words[0] user.name rows[1].text "length" "2"'
).split(" ")
_BOOLEANS = "on off true false rows[1].done".split()
_LISTS = "nums words nothing deep rows [1,2,3] [none,on,-0] user.tags [0/0,1] [[1],[2]]".split()
_OBJECTS = "user rows[0] {} ({a:1,2:2,1:1}) ({name,v:count})".split()
_NULLS = ("none", "null", "user.missing", "nums[9]", "none.x.y", "none?.x.map(y => y)")
_EXPONENTS = ("0", "1", "2", "3", "-1", "-3", "0.5", "7", "1/0", "0.3")
_RADIXES = ("", ", 10", ", 16", ", 2", ", 36", ", 7", ", 1", ", none")
_INTEGERS = ("0", "1", "2", "-1", "-3", "5", "1.5", "none", "0/0", "count", "neg", "qty")
_ORDER = ("<", "<=", ">", ">=")
_KEYS = ('"k"', '"__proto__"', "name", "null")
_SEPARATORS = ('""', '","', '"-"')
_KINDS = "number string boolean list object null".split()


class Generator:
    """Draws expressions of a kind."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.atoms = {
            "number": _NUMBERS,
            "string": _STRINGS,
            "boolean": _BOOLEANS,
            "list": _LISTS,
            "object": _OBJECTS,
        }
        self._parameters: list[str] = []

    def expression(self, depth: int = 4) -> str:
        """Any expression."""
        return self._kind(self.random.choice(_KINDS), depth)

    def _pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def _any(self, depth: int) -> str:
        return self._kind(self.random.choice(_KINDS), depth)

    def _kind(self, kind: str, depth: int) -> str:
        if self.random.random() < 0.03:
            return f"({self._kind(self.random.choice(_KINDS), depth)})"
        if self._parameters and self.random.random() < 0.3:
            return self.random.choice(self._parameters)
        if depth > 0 and self.random.random() < 0.12:
            return self._general(kind, depth - 1)
        made: str = getattr(self, f"_{kind}")(depth - 1)
        return made

    def _drawn(self, kind: str, depth: int) -> Callable[[], str]:
        return lambda: self._kind(kind, depth)

    def _general(self, kind: str, depth: int) -> str:
        one, other = self._kind(kind, depth), self._kind(kind, depth)
        return self._pick(
            f"({self._boolean(depth)} ? {one} : {other})",
            f"({self._any(depth)} && {one})",
            f"({self._any(depth)} || {one})",
            f"({self._null(depth)} ?? {one})",
            f"[{one}, {other}][{self._pick('0', '1', 'count', '-1', '0.5')}]",
            f"({{k: {one}}}).k",
            f"({{k: {one}}})[{self._pick(*_KEYS)}]",
        )

    def _null(self, depth: int) -> str:
        return self._pick(
            "none", "null", "user.missing", "nums[9]", "none.x.y", "none?.x.map(y => y)"
        )

    def _number(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice(self.atoms["number"])
        number, text = self._drawn("number", depth), self._drawn("string", depth)
        items = self._kind("list", depth)
        return self._pick(
            self.random.choice(self.atoms["number"]),
            f"({number()} {self._pick(*'+ - * / %'.split())} {number()})",
            f"({number()} {self._pick(*'+ - * / %'.split())} {number()})",
            f"(({number()}) ** {self._pick(*_EXPONENTS)})",
            f"Math.pow({number()}, {self._pick('2', '-2', '11', '0.5')})",
            f"(- {number()})" if depth % 2 else f"(+ {text()})",
            f"Math.{self._pick(*'abs ceil floor round trunc sign sqrt'.split())}({number()})",
            f"Math.{self._pick('min', 'max')}({number()}, {number()})",
            f"Math.{self._pick('min', 'max')}(...{items})",
            f"Number({self._any(depth)})",
            f"parseInt({text()}{self._pick(*_RADIXES)})",
            f"parseFloat({text()})",
            f"{items}.length",
            f"({text()}).length",
            f"{items}.{self._pick('indexOf', 'lastIndexOf')}({self._any(depth)}{self._place()})",
            f"({text()}).{self._pick('indexOf', 'lastIndexOf')}({text()}{self._place()})",
            f"{items}.findIndex({self._callback('boolean', depth)})",
            f"{items}.reduce({self._reducer(depth)}{self._pick('', ', 0')})",
        )

    def _place(self) -> str:
        return self._pick("", "", ", 0", ", 1", ", -2", ", 99", ", none", ", 1.9", ", 0/0", ", 1/0")

    def _integer(self) -> str:
        return self._pick(
            "0", "1", "2", "-1", "-3", "5", "1.5", "none", "0/0", "count", "neg", "qty"
        )

    def _string(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice(self.atoms["string"])
        text, items = self._drawn("string", depth), self._kind("list", depth)
        number = self._kind("number", depth)
        whole = self._integer
        return self._pick(
            self.random.choice(self.atoms["string"]),
            f"({text()} + {self._any(depth)})",
            f"({self._any(depth)} + {text()})",
            f"`<${{{self._any(depth)}}}|${{{number}}}>`",
            f"String({self._any(depth)})",
            f"JSON.stringify({self._any(depth)})",
            f"{items}.join({self._pick('', *_SEPARATORS, 'none', 'wave')})",
            f"({text()}).{self._pick('slice', 'substring')}({whole()})",
            f"({text()}).{self._pick('slice', 'substring')}({whole()}, {whole()})",
            f"({text()}).{self._pick('at', 'charAt')}({whole()})",
            f"({text()})[{whole()}]",
            f"({text()}).{self._pick(*'trim trimStart trimEnd toUpperCase toLowerCase'.split())}()",
            f"({text()}).{self._pick('padStart', 'padEnd')}({self._pick('3', '9', '0', '99', '-1')}"
            f"{self._pick('', ', pad', ', wave', ', empty', ', none')})",
            f"({text()}).repeat({self._pick('0', '1', '3', '2.9', '-1', '1/0', '1e9', '1e300')})",
            f"({text()}).{self._pick('replace', 'replaceAll')}({text()}, {text()})",
            f"({text()}).concat({self._any(depth)}, {text()})",
            f"({number}).toFixed({self._pick('', '0', '2', '5', '20', '101')})",
            f"({number}).toString({self._pick('', '10', '2', '16', '36', '37')})",
        )

    def _boolean(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice(self.atoms["boolean"])
        text, items = self._kind("string", depth), self._kind("list", depth)
        kind = self.random.choice(_KINDS)
        one, other = self._kind(kind, depth), self._kind(kind, depth)
        return self._pick(
            self.random.choice(self.atoms["boolean"]),
            f"!{one}",
            f"({one} {self._pick(*'== != === !=='.split())} {other})",
            f"({one} {self._pick(*'== != === !=='.split())} {self._any(depth)})",
            f"({self._kind('number', depth)} {self._pick(*_ORDER)} {self._any(depth)})",
            f"({text} {self._pick(*_ORDER)} {self._kind('string', depth)})",
            f"Boolean({self._any(depth)})",
            f"isNaN({self._kind('number', depth)})",
            f"Array.isArray({self._any(depth)})",
            f"{items}.includes({self._any(depth)}{self._place()})",
            f"({text}).{self._pick('includes', 'startsWith', 'endsWith')}"
            f"({self._kind('string', depth)}{self._place()})",
            f"{items}.{self._pick('some', 'every')}({self._callback('boolean', depth)})",
        )

    def _list(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice(self.atoms["list"])
        items, text = self._drawn("list", depth), self._drawn("string", depth)
        whole = self._integer
        return self._pick(
            self.random.choice(self.atoms["list"]),
            f"[{self._any(depth)}, {self._any(depth)}]",
            f"[...{items()}, {self._any(depth)}, ...{text()}]",
            f"({items()} + {items()})",
            f"{items()}.slice({whole()}{self._pick('', ', ' + whole())})",
            f"{items()}.concat({items()}, {self._any(depth)})",
            f"{items()}.flat({self._pick('', '0', '2', '1/0')})",
            f"{items()}.{self._pick('reverse', 'sort')}()",
            f"{items()}.{self._pick('push', 'unshift')}({self._any(depth)}, ...{items()})",
            f"{items()}.with({self._pick('0', '-1', '1', '9')}, {self._any(depth)})",
            f"{items()}.sort({self._reducer(depth)})",
            f"{items()}.sort((a, b) => a - b)",
            f"{items()}.filter({self._callback('boolean', depth)})",
            f"{items()}.map({self._callback(self.random.choice(_KINDS), depth)})",
            f"{items()}.flatMap({self._callback('list', depth)})",
            f"({text()}).split({self._pick(*_SEPARATORS, 'name')}{self._pick('', ', 2', ', -1')})",
            f"Object.{self._pick('keys', 'values', 'entries')}({self._kind('object', depth)})",
        )

    def _object(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice(self.atoms["object"])
        other = self._kind("object", depth)
        return self._pick(
            self.random.choice(self.atoms["object"]),
            f"({{ a: {self._any(depth)}, ...{other} }})",
            f"({{ ...{other}, name: {self._any(depth)} }})",
            f"({{ [{self._kind('string', depth)}]: {self._any(depth)}, b: 1 }})",
            f"({{ [{self._kind('number', depth)}]: {self._any(depth)}, ...{self._any(depth)} }})",
            f"Object.fromEntries(Object.entries({other}))",
            f"Object.fromEntries({self._kind('list', depth)}.map((v, i) => [i, v]))",
            f"JSON.parse(JSON.stringify({other}))",
            f"rows.find({self._callback('boolean', depth)})",
        )

    def _callback(self, kind: str, depth: int) -> str:
        shape = self._pick("v", "v", "vi", "list", "object", "name")
        if shape == "name":
            return self._pick("Number", "String", "Boolean", "parseInt", "JSON.stringify")
        before = self._parameters
        names, head = {
            "v": (["v"], "v"),
            "vi": (["v", "i"], "(v, i)"),
            "list": (["v", "w"], "([v, w])"),
            "object": (["id", "text"], "({ id, text }, i)"),
        }[shape]
        self._parameters = [*before, *names]
        body = self._kind(kind, min(depth - 1, 2))
        self._parameters = before
        return f"{head} => ({body})" if body.startswith("{") else f"{head} => {body}"

    def _reducer(self, depth: int) -> str:
        before = self._parameters
        self._parameters = [*before, "t", "v"]
        body = self._kind("number", min(depth - 1, 2))
        self._parameters = before
        return f"(t, v{self._pick('', ', i')}) => {body}"
