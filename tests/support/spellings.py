"""Random components, each in as many spellings as one likes: spaces, quotes, parentheses, line
breaks in brackets, comments and blank lines where the language allows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

Tree: TypeAlias = tuple[Any, ...]

_NAMES = "a b count items todo index name filter key on bind state $el _private total".split()
_NUMBERS = "0 1 42 0.5 .5 1.50 1_000 0xFF 1E5 1e+3 5. 0b101 12e-7".split()
_WORDS = ("", "text", "it's", 'say "hi"', "both ' and \"", "{{", "{ a }", "}}", "//", "é", "#", "`")
_OPERATORS = {
    "??": 1, "||": 1, "&&": 2, "==": 3, "!==": 3, "<": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "**": 7,
}  # fmt: skip
_CLASSES = ("card", "md:flex", "w-1/2", "space-y-1.5", "bg-[url(https://x.y/z)]", "5xl", "a--b")
_TAGS = ("view", "text", "input", "button", "li", "my-tag", "Card")
_EVENTS = ("click", "keydown.enter", "input.debounce-300", "submit.prevent.stop")


class Grower:
    """Draws components as trees, which say all that a syntax tree says and nothing of spelling."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def component(self) -> Tree:
        """A component with blocks in any order."""
        blocks = [
            ("imports", [("import", "Card", "./it's/Card.hjx")]),
            ("state", self.some(self.declaration)),
            ("local", self.some(self.declaration)),
            ("computed", self.some(self.declaration)),
            ("timers", self.some(lambda: ("timer", self.pick("1s", "250ms", "1.5m"), self.name()))),
            ("layout", self.some(lambda: self.layout(3))),
            ("handlers", self.some(self.handler)),
            ("style", self.pick("a { b: c }", "a {\n  // no comment\n    b: c\n}\n\n\nd { }")),
        ]
        chosen = [block for block in blocks if self.random.random() < 0.6]
        self.random.shuffle(chosen)
        return ("component", self.name(), chosen)

    def some(self, draw: Any, most: int = 4) -> list[Any]:
        """Up to `most` of something."""
        return [draw() for _ in range(self.random.randrange(most + 1))]

    def pick(self, *choices: str) -> str:
        """One of some words."""
        return self.random.choice(choices)

    def name(self) -> str:
        """A name."""
        return self.pick(*_NAMES)

    def declaration(self) -> Tree:
        """`name = value`."""
        return ("declaration", self.name(), self.expression(4))

    # --- layout ----------------------------------------------------------------------------------

    def layout(self, depth: int) -> Tree:
        """A node of the layout."""
        children = self.some(lambda: self.layout(depth - 1), 3) if depth else []
        match self.random.randrange(7):
            case 0:
                return ("text", self.template())
            case 1:
                branches = [(self.expression(2), children)]
                branches += self.some(lambda: (self.expression(1), [self.layout(0)]), 2)
                last = [self.layout(0)] if self.random.random() < 0.5 else None
                return ("if", branches, last)
            case 2:
                index = self.name() if self.random.random() < 0.4 else None
                key = self.expression(1) if self.random.random() < 0.5 else None
                return ("for", self.pick("item", "x"), index, self.expression(2), key, children)
            case _:
                return self.element(children)

    def element(self, children: list[Tree]) -> Tree:
        """`tag#id.class (clauses): "text"`."""
        identity = self.pick("root", "a-1") if self.random.random() < 0.2 else None
        text = self.template() if self.random.random() < 0.5 else None
        classes = self.some(lambda: self.pick(*_CLASSES), 3)
        clauses = self.some(self.clause)
        return ("element", self.pick(*_TAGS), identity, classes, clauses, text, children)

    def clause(self) -> Tree:
        """What stands in the parentheses of a head."""
        match self.random.randrange(5):
            case 0:
                return ("flag", self.pick("disabled", "on", "bind", "data-x"))
            case 1:
                return ("attribute", self.pick("class", "title", "xlink:href"), self.template())
            case 2:
                name, value = self.pick("value", "max"), self.expression(2)
                return ("attribute", name, [("code", value)])
            case 3:
                arguments = self.some(self.argument, 3) if self.random.random() < 0.6 else None
                return ("on", self.pick(*_EVENTS), self.name(), arguments)
            case _:
                return ("bind", self.pick("value", "checked"), self.path())

    def path(self) -> Tree:
        """What can be set or bound."""
        made: Tree = ("atom", self.name())
        for _ in range(self.random.randrange(3)):
            if self.random.random() < 0.5:
                made = ("member", made, self.name(), False)
            else:
                made = ("index", made, self.expression(1), False)
        return made

    def template(self) -> list[Any]:
        """The characters and codes of a text."""
        return self.some(
            lambda: self.pick(*_WORDS) if self.random.random() < 0.5
            else ("code", self.expression(2)), 3
        )  # fmt: skip

    # --- handlers --------------------------------------------------------------------------------

    def handler(self) -> Tree:
        """A handler with its body."""
        names = ["p", "q", "r"][: self.random.randrange(4)]
        parameters = names if self.random.random() < 0.6 else None
        return ("handler", self.name(), parameters, self.some(lambda: self.statement(2)))

    def statement(self, depth: int) -> Tree:
        """A statement."""
        body = self.some(lambda: self.statement(depth - 1), 3) if depth else []
        match self.random.randrange(8):
            case 0:
                return ("let", self.name(), self.expression(3))
            case 1:
                values = [self.expression(2), *self.some(self.template, 1)]
                return ("log", values)
            case 2:
                return ("call", self.name(), self.some(self.argument, 3))
            case 3:
                return ("return",)
            case 4:
                branches = [(self.expression(2), body)]
                branches += self.some(lambda: (self.expression(1), [("return",)]), 1)
                return ("if", branches, body if self.random.random() < 0.3 else None)
            case 5:
                return ("for", "x", None, self.expression(2), None, body)
            case _:
                return ("set", self.path(), self.expression(4))

    # --- expressions -----------------------------------------------------------------------------

    def argument(self) -> Tree:
        """An argument of a handler."""
        return self.expression(2)

    def expression(self, depth: int) -> Tree:
        """An expression."""
        if depth <= 0 or self.random.random() < 0.25:
            return self._leaf()
        below = depth - 1
        match self.random.randrange(12):
            case 0:
                return ("list", self.some(lambda: self._spreadable(below)))
            case 1:
                return ("object", self.some(lambda: self._entry(below)))
            case 2:
                return ("member", self.expression(below), self.name(), self.random.random() < 0.2)
            case 3:
                inner, index = self.expression(below), self.expression(below - 1)
                return ("index", inner, index, self.random.random() < 0.2)
            case 4 | 5:
                method = ("member", self.expression(below), self.name(), self.random.random() < 0.1)
                return ("call", method, self.some(lambda: self._argument(below)))
            case 6:
                return ("unary", self.pick("!", "-", "+"), self.expression(below))
            case 7:
                return ("choice", *(self.expression(below) for _ in range(3)))
            case 8:
                parts: list[Any] = self.some(lambda: self.pick("a", "\n  b", '"', "'", " {{"), 2)
                return ("template", [*parts, ("code", self.expression(below))])
            case _:
                operator = self.pick(*_OPERATORS)
                return ("binary", operator, self.expression(below), self.expression(below))

    def _leaf(self) -> Tree:
        match self.random.randrange(6):
            case 0:
                return ("number", self.pick(*_NUMBERS))
            case 1:
                return ("string", self.pick(*_WORDS))
            case 2:
                return ("constant", self.pick("true", "false", "null"))
            case _:
                return ("atom", self.name())

    def _spreadable(self, depth: int) -> Tree:
        made = self.expression(depth)
        return ("spread", made) if self.random.random() < 0.2 else made

    def _argument(self, depth: int) -> Tree:
        if self.random.random() < 0.6:
            return self._spreadable(depth)
        parameters = self.random.choice([[], ["v"], ["v", "i"], [("[", "k", "v")], [("{", "id")]])
        return ("arrow", parameters, self.expression(depth))

    def _entry(self, depth: int) -> Tree:
        match self.random.randrange(5):
            case 0:
                return ("shorthand", self.name())
            case 1:
                return ("spread", self.expression(depth))
            case 2:
                return ("computed", self.expression(depth), self.expression(depth))
            case _:
                key = self.pick("id", "done", "12", "007", "a-b", "", "it's", "null", "$x", "1.5")
                return ("property", key, self.expression(depth))


@dataclass
class Writer:
    """Writes a tree in a spelling that `random` chooses; with `remarks`, with comments and blank
    lines, and with lists and objects opened by hand."""

    random: Random
    remarks: bool = True
    comments: list[str] = field(default_factory=list)
    _depth: int = 0  # open brackets in which lines may end
    _quoted: int = 0  # strings around, in which they may not
    _outer: int = 0  # brackets since the last string began
    _ticks: int = 0  # template literals around

    def component(self, tree: Tree) -> str:
        """The whole file."""
        _, name, blocks = tree
        lines = [*self._margin(0), f"component {self._wide()}{name}{self._tail()}"]
        for kind, entries in blocks:
            lines += [*self._margin(0), f"{kind}{self._narrow()}:{self._tail()}"]
            step = self.random.randrange(1, 5)
            if kind == "style":
                lines += [" " * step + line if line else "" for line in entries.split("\n")]
                continue
            for entry in entries:
                lines += self.entry(entry, step, step, hashes=kind == "handlers")
        lines += self._margin(0)
        return "\n".join(lines) + self.random.choice(["", "\n", "\n\n"])

    # --- entries ---------------------------------------------------------------------------------

    def entry(self, tree: Tree, indent: int, step: int, *, hashes: bool = False) -> list[str]:
        """The lines of an entry, with those below it."""
        made = self._margin(indent, hashes=hashes)
        pad = " " * indent

        def below(children: list[Tree]) -> None:
            deeper = self.random.randrange(1, 5)
            for child in children:
                made.extend(self.entry(child, indent + deeper, step, hashes=hashes))

        def line(text: str) -> None:
            made.append(f"{pad}{text}{self._tail()}")

        match tree:
            case ("if", branches, last):
                for index, (test, body) in enumerate(branches):
                    word = f"else{self._wide()} if" if index else "if"
                    line(f"{word}{self._narrow()}({self._in(test)}){self._narrow()}:")
                    below(body)
                if last is not None:
                    made += self._margin(indent, hashes=hashes)
                    line(f"else{self._narrow()}:")
                    below(last)
            case ("for", item, index, iterable, key, body):
                line(self._loop(item, index, iterable, key))
                below(body)
            case ("element", *_, children):
                line(self._head(tree))
                below(children)
            case ("handler", name, parameters, body):
                names = "" if parameters is None else f"{self._narrow()}({self._list(parameters)})"
                line(f"{name}{names}{self._narrow()}:")
                below(body)
            case _:
                line(self._line(tree))
        return made

    def _line(self, tree: Tree) -> str:
        match tree:
            case ("import", name, path):
                return f"{name}{self._wide()} from {self._wide()}{self._string(path)}"
            case ("declaration", name, value):
                return f"{name}{self._narrow()}={self._narrow()}{self.expression(value)}"
            case ("timer", interval, name):
                return f"every {self._wide()}{interval}{self._narrow()}->{self._narrow()}{name}"
            case ("text", parts):
                return self.text(parts)
            case ("set", path, value):
                return f"set {self.expression(path)}{self._narrow()}= {self.expression(value)}"
            case ("let", name, value):
                return f"let {self._wide()}{name}{self._narrow()}={self.expression(value)}"
            case ("log", values):
                return f"log {f'{self._narrow()},'.join(self._logged(value) for value in values)}"
            case ("call", name, arguments):
                return f"call {self._wide()}{name}{self._narrow()}{self._arguments(arguments)}"
            case _:
                return "return"

    def _logged(self, value: Any) -> str:
        if isinstance(value, list):
            return self.text(value)
        return f"({self._in(value)})"  # so that no string in it is a text

    def _loop(self, item: str, index: str | None, iterable: Tree, key: Tree | None) -> str:
        self._depth += 1
        names = f"{item}{self._gap()},{self._gap()}{index}" if index else item
        # a bare `key` right behind the list would be the keyword, so both are in parentheses
        made = f"{self._gap()}{names} {self._gap()}in{self._gap()} ({self._in(iterable)})"
        if key is not None:
            made += f"{self._gap()} key {self._gap()}({self._in(key)})"
        made += self._gap()
        self._depth -= 1
        return f"for{self._narrow()}({made}){self._narrow()}:"

    def _head(self, tree: Tree) -> str:
        _, tag, identity, classes, clauses, text, children = tree
        made = str(tag)
        if identity is not None:
            made += f"{self._wide()}#{identity}"
        for index, name in enumerate(classes):
            apart = " " if index and name[0].isdigit() else self._wide()
            made += f"{apart}.{name}"
        if clauses or self.random.random() < 0.1:
            self._depth += 1
            inside = "".join(f"{self._gap()}{self._clause(each)} " for each in clauses)
            inside += self._gap()
            self._depth -= 1
            made += f"{self._narrow()}({inside})"
        if text is not None:
            made += f"{self._narrow()}:{self._narrow()}{self.text(text)}"
        elif children or self.random.random() < 0.5:
            made += f"{self._narrow() if clauses else ''}:"
        return made

    def _clause(self, clause: Tree) -> str:
        match clause:
            case ("flag", name):
                return f"{name},"
            case ("attribute", name, value):
                return f"{name}{self._gap()}={self._gap()}{self.text(value)}{self._comma()}"
            case ("on", event, name, arguments):
                made = f"on {event} {self._narrow()}->{self._narrow()}{name}"
                if arguments is not None:
                    made += self._narrow() + self._arguments(arguments)
                return made + self._comma()
            case _:
                arrow = self.random.choice(("<->", "->"))
                _, name, path = clause
                target = self.expression(path)
                return f"bind {name}{self._narrow()}{arrow}{self._narrow()}{target}{self._comma()}"

    # --- expressions -----------------------------------------------------------------------------

    def expression(self, tree: Tree) -> str:
        """An expression, in more parentheses than it needs now and then."""
        if (
            self.random.random() < 0.1
            and tree[0] not in ("spread", "arrow")
            and self._may_wrap(tree)
        ):
            return f"({self._in(tree)})"
        return self._plain(tree)

    @staticmethod
    def _may_wrap(tree: Tree) -> bool:
        return tree[0] in ("binary", "choice", "unary", "number", "string", "list", "object")

    def _in(self, tree: Tree) -> str:
        """An expression in brackets."""
        self._depth += 1
        made = f"{self._gap()}{self.expression(tree)}{self._gap()}"
        self._depth -= 1
        return made

    def _plain(self, tree: Tree) -> str:
        match tree:
            case ("atom" | "number" | "constant", text):
                return str(text)
            case ("string", value):
                return self._string(value)
            case ("template", parts):
                return self._template(parts)
            case ("list", items):
                return f"[{self._items(items)}]"
            case ("object", entries):
                return f"{{{self._items(entries)}}}"
            case ("member" | "index" | "call", *_):
                return self._postfix(tree)
            case ("unary", operator, operand):
                return f"{operator}{self._gap()}{self._operand(operand, 8)}"
            case ("choice", test, then, otherwise):
                parts = (self._operand(test, 1), self.expression(then), self.expression(otherwise))
                return (
                    f"{parts[0]}{self._gap()} ? {parts[1]}{self._gap()} :{self._gap()} {parts[2]}"
                )
            case ("binary", operator, left, right):
                return self._binary(operator, left, right)
            case _:
                return self._item(tree)

    def _item(self, tree: Tree) -> str:
        match tree:
            case ("spread", value):
                return f"...{self._gap()}{self.expression(value)}"
            case ("shorthand", name):
                return str(name) if self.random.random() < 0.5 else f"{name}{self._gap()}:{name}"
            case ("computed", key, value):
                return f"[{self._in(key)}]{self._gap()}:{self._gap()}{self.expression(value)}"
            case ("property", key, value):
                return f"{self._key(key)}{self._gap()}:{self._gap()}{self.expression(value)}"
            case ("arrow", parameters, body):
                made = self._plain(body) if body[0] != "object" else f"({self._in(body)})"
                made = f"({self._gap()}{made})" if made.startswith("{") else made
                return f"{self._parameters(parameters)}{self._narrow()}=>{self._gap()}{made}"
            case _:
                return self.expression(tree)

    def _parameters(self, parameters: list[Any]) -> str:
        if parameters == ["v"] and self.random.random() < 0.5:
            return "v"
        names = [each if isinstance(each, str) else self._pattern(each) for each in parameters]
        return f"({self._list(names)})"

    def _pattern(self, pattern: tuple[str, ...]) -> str:
        opening, *names = pattern
        return opening + self._list(names) + {"[": "]", "{": "}"}[opening]

    def _list(self, names: list[str]) -> str:
        made = f"{self._narrow()},{self._narrow()}".join(names)
        return made + ("," if names and self.random.random() < 0.2 else "")

    def _items(self, items: list[Tree], *, opened: bool = False) -> str:
        self._depth += 1
        opening = self._gap() if self.remarks else self._narrow()
        made = ""
        for index, item in enumerate(items):
            made += f"{self._gap()},{self._gap()}" if index else ""
            made += self._item(item)
        made += self._gap() + ("," + self._gap() if items and self.random.random() < 0.3 else "")
        self._depth -= 1
        return opening + made

    def _arguments(self, arguments: list[Tree]) -> str:
        return f"({self._items(arguments)})"

    def _postfix(self, tree: Tree) -> str:
        if tree[0] == "call":
            return self._plain(tree[1]) + self._narrow() + self._arguments(tree[2])
        kind, inner, last, optional = tree
        whole = self._plain(inner)
        if inner[0] not in ("atom", "string", "list", "member", "index", "call", "template"):
            whole = f"({whole})"
        mark = "?." if optional else ""
        if kind == "member":
            return f"{whole}{mark or '.'}{last}"
        return f"{whole}{mark}[{self._in(last)}]"

    def _binary(self, operator: str, left: Tree, right: Tree) -> str:
        own = _OPERATORS[operator]
        one = self._operand(left, own, mixes=operator)
        other = self._operand(right, own + 1, mixes=operator)
        return f"{one}{self._gap()} {operator}{self._gap()} {other}"

    def _operand(self, tree: Tree, least: int, mixes: str = "") -> str:
        """An operand, in parentheses unless it surely needs none."""
        match tree:
            case ("binary", operator, *_):
                level = _OPERATORS[operator]
                apart = {operator, mixes} & {"??", "||", "&&", "**"} and operator != mixes
                bare = level >= least and not apart and operator != "**"
            case ("choice", *_):
                bare = False
            case ("unary", *_):
                bare = least < 7
            case _:
                bare = True
        if bare and self.random.random() < 0.8:
            return self._plain(tree)
        if tree[0] in ("member", "index", "call"):
            return self._plain(tree)  # parentheses end a chain
        return f"({self._in(tree)})"

    # --- strings ---------------------------------------------------------------------------------

    def _key(self, key: str) -> str:
        if key == "12" and self.random.random() < 0.5:
            return key
        if key.replace("$", "").isidentifier() and self.random.random() < 0.7:
            return key
        return self._string(key)

    def _string(self, value: str) -> str:
        quote = self.random.choice("\"'")
        made = value.replace("\\", "\\\\").replace(quote, "\\" + quote).replace("é", "\\u00e9")
        return f"{quote}{made}{quote}"

    def text(self, parts: list[Any]) -> str:
        """A text in quotes, with `{{ }}`."""
        quote = self.random.choice("\"'")
        made = ""
        self._quoted += 1
        for part in parts:
            if isinstance(part, str):
                escaped = part.replace("\\", "\\\\").replace(quote, "\\" + quote)
                made += escaped.replace("{", "\\{")
            else:
                made += f"{{{{ {self.expression(part[1])} }}}}"
        self._quoted -= 1
        return f"{quote}{made}{quote}"

    def _template(self, parts: list[Any]) -> str:
        made = ""
        for part in parts:
            if isinstance(part, str):
                made += part if not self._quoted else part.replace("\n", "\\n")
            else:
                made += f"${{{self._in(part[1])}}}"
        return f"`{made}`"

    # --- between ---------------------------------------------------------------------------------

    def _wide(self) -> str:
        return " " * self.random.choice((0, 0, 1, 3))

    _narrow = _wide

    def _comma(self) -> str:
        return "," if self.random.random() < 0.3 else ""

    def _gap(self) -> str:
        if not self._depth or self._quoted or self.random.random() < 0.8:
            return self._wide()
        pad = "\n" + " " * self.random.randrange(40, 44)
        if not self.remarks:
            return pad
        match self.random.randrange(3):
            case 0:
                return pad
            case 1:
                return f"\n{pad}"
            case _:
                return f" {self._comment()}{pad}"

    def _comment(self, mark: str = "//") -> str:
        text = f"{mark} note {len(self.comments)}."
        self.comments.append(text)
        return text

    def _tail(self) -> str:
        if not self.remarks or self.random.random() < 0.9:
            return self._wide()
        return f" {self._comment()}{self._wide()}"

    def _margin(self, indent: int, *, hashes: bool = False) -> list[str]:
        """What stands above an entry: blank lines and comments."""
        made: list[str] = []
        while self.remarks and self.random.random() < 0.25:
            if self.random.random() < 0.5:
                made.append(self.random.choice(("", "   ")))
                continue
            column = self.random.choice((0, indent, indent, indent + 1, indent + 4))
            mark = "#" if hashes and column and self.random.random() < 0.3 else "//"
            made.append(" " * column + self._comment(mark))
        return made
