"""Random components with handlers, as source text from a seed."""

from __future__ import annotations

from tests.support.generating import Generator

STATE = (
    ("count", "3"),
    ("price", "19.99"),
    ("zero", "0"),
    ("neg", "-7"),
    ("name", '"Ann"'),
    ("none", "null"),
    ("on", "true"),
    ("qty", '"4"'),
    ("pad", '"  12 "'),
    ("empty", '""'),
    ("wave", '"👋 hi"'),
    ("nums", "[3, 1, 2, 10, 2]"),
    ("words", '["pear", "Apple", "😀"]'),
    ("rows", '[{id: 1, text: "buy", done: false}, {id: 2, text: "", done: true}, {id: 3}]'),
    ("user", '{"2": "two", name: "Bo", age: 41, tags: ["x"]}'),
)
LOCAL = (("draft", '""'), ("open", "[]"))
COMPUTED = (
    ("left", "rows.filter(r => !r.done).length"),
    ("sum", "nums.reduce((a, b) => a + b, 0)"),
    ("both", "left + sum + draft.length"),
    ("broken", "name.map(n => n)"),
)

_NUMBERS = "count price zero neg 0 1 2 -1 0.5 left sum both nums.length user.age nums[0]".split()
_STRINGS = 'name draft "" "a" words[0] user.name rows[0].text'.split()
_LISTS = "nums words rows open [] [1,2] user.tags".split()
_OBJECTS = "user rows[0] rows[1] {}".split()
_DEPTH = 3


class HandlerGenerator(Generator):
    """Draws whole components; its expressions read the component's own names."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.atoms = {
            "number": _NUMBERS,
            "string": _STRINGS,
            "boolean": "on true false rows[0].done".split(),
            "list": _LISTS,
            "object": _OBJECTS,
        }
        self._lets: list[str] = []

    def component(self) -> str:
        """A component with the handlers `main(a, b)`, which is run, `other(x)` and `again`."""
        lines = ["component Generated", "state:", *(f"  {name} = {value}" for name, value in STATE)]
        lines += ["local:", *(f"  {name} = {value}" for name, value in LOCAL)]
        lines += ["computed:", *(f"  {name} = {value}" for name, value in COMPUTED)]
        lines += ["layout:", '  text: "{{count}}"', "handlers:"]
        lines += ["  main(a, b):", *self._body(["a", "b"], 6, 2)]
        lines += ["  other(x):", *self._body(["x"], 3, 1)]
        lines += ["  again:", "    set count = count + 1", "    call again()"]
        return "\n".join(lines) + "\n"

    def _body(self, parameters: list[str], count: int, depth: int) -> list[str]:
        self._lets = []
        self._parameters = parameters
        lines = self._statements("    ", count, depth)
        self._parameters = []
        return lines

    def _statements(self, indent: str, count: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, count)):
            lines += self._statement(indent, depth)
        return lines

    def _statement(self, indent: str, depth: int) -> list[str]:
        kind = self._pick(*"set set set set let let log if for call return path path".split())
        if kind in ("if", "for") and depth == 0:
            kind = "set"
        if kind == "if":
            lines = [f"{indent}if ({self._kind('boolean', _DEPTH)}):"]
            lines += self._statements(indent + "  ", 2, depth - 1)
            if self.random.random() < 0.5:
                lines.append(f"{indent}else if ({self._any(_DEPTH)}):")
                lines += self._statements(indent + "  ", 2, depth - 1)
                lines.append(f"{indent}else:")
                lines += self._statements(indent + "  ", 2, depth - 1)
            return lines
        if kind == "for":
            iterable = self._pick(self._kind("list", 2), self._kind("list", 2), "none", "count")
            self._parameters.append("item")
            lines = [f"{indent}for (item in {iterable}):"]
            lines += self._statements(indent + "  ", 2, depth - 1)
            self._parameters.remove("item")
            return lines
        return [indent + self._simple(kind)]

    def _simple(self, kind: str) -> str:
        if kind == "let":
            name = self._pick("l1", "l2", "l3")
            line = f"let {name} = {self._any(_DEPTH)}"
            if name not in self._lets:
                self._lets.append(name)
                self._parameters.append(name)
            return line
        if kind == "log":
            return f'log "at", {self._any(_DEPTH)}, {self._kind("string", 2)}'
        if kind == "call":
            return self._pick(f"call other({self._any(2)})", "call other()", "call again()")
        if kind == "return":
            return "return"
        if kind == "path":
            return f"set {self._path()} = {self._any(_DEPTH)}"
        name = self._pick(*(name for name, _ in (*STATE, *LOCAL)), *self._lets)
        wanted = {"nums": "list", "words": "list", "rows": "list", "name": "string"}
        if name in wanted:
            return f"set {name} = {self._kind(wanted[name], _DEPTH)}"
        draws = self._pick("", "", "Math.random()", "uuid()", "Date.now()")
        return f"set {name} = {draws or self._any(_DEPTH)}"

    def _path(self) -> str:
        return self._pick(
            "user.name",
            "user.tags[0]",
            "user.extra",
            'user["1"]',
            f"user[{self._kind('string', 1)}]",
            f"rows[{self._pick('0', '1', 'zero', '9', '-1', 'count')}].done",
            f"rows[0].{self._pick('text', 'more')}",
            f"nums[{self._kind('number', 1)}]",
            "none.x",
            "open.length",
            *(f"{name}.k" for name in self._lets),
        )
