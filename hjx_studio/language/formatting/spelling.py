"""The one spelling of an expression on one line.

Numbers and strings keep what the person wrote where the value does not say it: underscores, radix,
escapes. Strings are double-quoted, unless that needs more escapes; in the code of a `"{{ }}"` they
take the other kind of quotes, so that the whole still reads as one string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hjx_studio.language import literals, nodes
from hjx_studio.language.source import Span

CONDITIONAL, SHORT_CIRCUIT, CONJUNCTION, EQUALITY, COMPARISON = 0, 1, 2, 3, 4
SUM, PRODUCT, POWER, UNARY, POSTFIX, PRIMARY = 5, 6, 7, 8, 9, 10

_LEVELS = {
    "??": SHORT_CIRCUIT, "||": SHORT_CIRCUIT, "&&": CONJUNCTION,
    "==": EQUALITY, "!=": EQUALITY, "===": EQUALITY, "!==": EQUALITY,
    "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT, "**": POWER,
}  # fmt: skip
_RAW = re.compile(r"""\\(?:\r\n|.)|["']""", re.DOTALL)
_DOUBLE_BRACE = re.compile(r"\\.|\{(?=\{)", re.DOTALL)
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,14}")
_DECIMAL = re.compile(r"([0-9_]*)(?:\.([0-9_]*))?(?:e([+-]?)([0-9_]+))?")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\v": "\\v", "\f": "\\f"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How strings are written: the quotes they take, whether always (`fixed`), and whether a
    `{{` in them is code (`text`)."""

    quote: str = '"'
    fixed: bool = False
    text: bool = False

    @property
    def inside(self) -> Manner:
        """The manner inside brackets, where no string holds code."""
        return replace(self, text=False) if self.text else self


PLAIN = Manner()


def level(node: object) -> int:
    """How tightly an expression holds together, by JavaScript's precedence."""
    match node:
        case nodes.Conditional():
            return CONDITIONAL
        case nodes.Logical() | nodes.Binary():
            return _LEVELS[node.operator]
        case nodes.Unary():
            return UNARY
        case nodes.Chain() | nodes.Member() | nodes.Index() | nodes.Call():
            return POSTFIX
        case _:
            return PRIMARY


def wraps_left(node: nodes.Binary | nodes.Logical) -> bool:
    """Whether the left operand stands in parentheses."""
    own, left = level(node), node.left
    if node.operator == "**":
        return level(left) < POSTFIX
    if level(left) < own:
        return True
    if not isinstance(left, (nodes.Binary, nodes.Logical)):
        return False
    return _jars(node.operator, left.operator) or (
        level(left) == own and own in (EQUALITY, COMPARISON)
    )


def wraps_right(node: nodes.Binary | nodes.Logical) -> bool:
    """Whether the right operand stands in parentheses."""
    own, right = level(node), node.right
    if node.operator == "**":
        return level(right) < POWER
    if level(right) <= own:
        return True
    return isinstance(right, (nodes.Binary, nodes.Logical)) and _jars(node.operator, right.operator)


def _jars(outer: str, inner: str) -> bool:
    """Whether an operator beside another leaves a reader in doubt, or JavaScript refuses it."""
    if outer in ("||", "??") and inner in ("||", "&&", "??"):
        return outer != inner
    if outer == "&&" and inner == "??":
        return True
    return outer != inner and "%" in (outer, inner) and level_of(outer) == level_of(inner)


def level_of(operator: str) -> int:
    """How tightly an operator of two operands holds them."""
    return _LEVELS[operator]


def wraps_spread(value: object) -> bool:
    """Whether what `...` spreads stands in parentheses."""
    return isinstance(value, (nodes.Conditional, nodes.Logical))


def wraps_root(node: object) -> bool:
    """Whether the first part of `a.b(c)` stands in parentheses."""
    if isinstance(node, nodes.Chain) or level(node) < POSTFIX:
        return True
    return isinstance(node, nodes.Literal) and type(node.value) is float


class Speller:
    """Spells the expressions of one entry, whose text is `text`.

    The strings that begin at an offset of `kept` are left as they are: they have comments inside.
    """

    def __init__(self, text: str, kept: frozenset[int] = frozenset()) -> None:
        self.text = text
        self._kept = kept
        self._known: dict[tuple[int, Manner], str] = {}

    def expression(self, node: object, manner: Manner = PLAIN) -> str:
        """An expression, an argument, an item or an entry of an object."""
        key = id(node), manner
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._spell(node, manner)
        return known

    def _spell(self, node: object, manner: Manner) -> str:
        match node:
            case nodes.Literal():
                return self._literal(node, manner)
            case nodes.Template():
                return self.template(node, manner)
            case nodes.Name() | nodes.Parameter():
                return node.name
            case nodes.ListLiteral():
                return f"[{self.all(node.items, manner)}]"
            case nodes.ObjectLiteral():
                return _braced(self.all(node.entries, manner))
            case nodes.Pattern():
                names = self.all(node.names, manner)
                return f"[{names}]" if node.kind == "list" else _braced(names)
            case nodes.Property():
                return self._property(node, manner)
            case nodes.Spread():
                return f"...{self.operand(node.value, manner, wraps_spread(node.value))}"
            case _:
                return self._compound(node, manner)

    def _compound(self, node: object, manner: Manner) -> str:
        match node:
            case nodes.Arrow():
                return f"{self.parameters(node)} => {self._body(node, manner)}"
            case nodes.Chain():
                return self.expression(node.expression, manner)
            case nodes.Member() | nodes.Index() | nodes.Call():
                return self._postfix(node, manner)
            case _:
                return self._operation(node, manner)

    def _operation(self, node: object, manner: Manner) -> str:
        match node:
            case nodes.Unary():
                operand = self.operand(node.operand, manner, level(node.operand) < UNARY)
                doubled = node.operator in "+-" and operand.startswith(node.operator)
                return f"{node.operator}({operand})" if doubled else f"{node.operator}{operand}"
            case nodes.Binary() | nodes.Logical():
                left = self.operand(node.left, manner, wraps_left(node))
                right = self.operand(node.right, manner, wraps_right(node))
                return f"{left} {node.operator} {right}"
            case nodes.Conditional():
                test = self.operand(node.test, manner, level(node.test) == CONDITIONAL)
                then = self.expression(node.then, manner)
                return f"{test} ? {then} : {self.expression(node.otherwise, manner)}"
            case _:
                raise TypeError(f"no spelling for {type(node).__name__}")

    def all(self, parts: tuple[object, ...], manner: Manner) -> str:
        """The items between two brackets."""
        return ", ".join(self.expression(part, manner.inside) for part in parts)

    def operand(self, node: object, manner: Manner, wrapped: bool) -> str:
        """A part of an operation, in parentheses if it needs them."""
        if wrapped:
            return f"({self.expression(node, manner.inside)})"
        return self.expression(node, manner)

    def parameters(self, node: nodes.Arrow) -> str:
        """What stands before an arrow."""
        if len(node.parameters) == 1 and isinstance(node.parameters[0], nodes.Parameter):
            return node.parameters[0].name
        return f"({self.all(node.parameters, PLAIN)})"

    def _body(self, node: nodes.Arrow, manner: Manner) -> str:
        body = self.expression(node.body, manner)
        return f"({body})" if body.startswith("{") else body

    def _postfix(self, node: nodes.Member | nodes.Index | nodes.Call, manner: Manner) -> str:
        inner = node.callee if isinstance(node, nodes.Call) else node.object
        wrapped = wraps_root(inner)
        if isinstance(node, nodes.Index) and isinstance(inner, nodes.Literal):
            wrapped = False
        return self.operand(inner, manner, wrapped) + self.link(node, manner)

    def link(self, node: nodes.Member | nodes.Index | nodes.Call, manner: Manner) -> str:
        """The last part of `a.b`, `a[b]` or `a(b)`."""
        mark = "?." if node.optional else ""
        match node:
            case nodes.Member():
                return f"{mark or '.'}{node.name}"
            case nodes.Index():
                return f"{mark}[{self.expression(node.index, manner.inside)}]"
            case _:
                return f"{mark}({self.all(node.arguments, manner)})"

    def key(self, node: nodes.Property, manner: Manner) -> str:
        """A property's key."""
        if not isinstance(node.key, str):
            return f"[{self.expression(node.key, manner.inside)}]"
        if _INDEX.fullmatch(node.key) or _is_name(node.key):
            return node.key
        if self.text[node.span.start : node.span.start + 1] in ("'", '"'):
            end = literals.string_end(self.text, node.span.start, len(self.text))
            if end is not None:
                return requoted(self.text[node.span.start + 1 : end - 1], manner)
        return quoted(node.key, manner)

    def _property(self, node: nodes.Property, manner: Manner) -> str:
        if isinstance(node.value, nodes.Name) and node.value.name == node.key:
            return node.key
        return f"{self.key(node, manner)}: {self.expression(node.value, manner)}"

    # --- literals --------------------------------------------------------------------------------

    def _literal(self, node: nodes.Literal, manner: Manner) -> str:
        value = node.value
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        written = self.text[node.span.start : node.span.end]
        if isinstance(value, float):
            return number(written)
        if written[:1] not in ('"', "'"):
            return quoted(value, manner)
        return requoted(written[1:-1], manner)

    def template(self, node: nodes.Template, manner: Manner = PLAIN) -> str:
        """A template literal, or a string with `{{ }}`, as it was written."""
        start, end = node.span.start, node.span.end
        if start in self._kept:
            return self.text[start:end].replace("\r\n", "\n")
        if self.text[start] != "`":
            return self.words(node)
        _, regions = literals.template_end(self.text, start, end)
        raw = self._between(node.span, regions, 1)
        codes = self._codes(node, manner.inside)
        parts = [raw[0].replace("\r\n", "\n")]
        for code, after in zip(codes, raw[1:], strict=True):
            parts += ("${", code, "}", after.replace("\r\n", "\n"))
        return f"`{''.join(parts)}`"

    def words(self, node: nodes.Literal | nodes.Template) -> str:
        """A text in quotes in which `{{ }}` is code."""
        start, end = node.span.start, node.span.end
        if start in self._kept:
            return self.text[start:end]
        _, regions, _ = literals.text_end(self.text, start, end)
        raw = self._between(node.span, regions, 2)
        quote = _choose("".join(raw), PLAIN)
        inner = Manner("'" if quote == '"' else '"', fixed=True)
        codes = self._codes(node, inner) if isinstance(node, nodes.Template) else []
        parts = [_requote(raw[0], quote)]
        for code, after in zip(codes, raw[1:], strict=True):
            parts += (interpolated(code), _requote(after, quote))
        return f"{quote}{''.join(parts)}{quote}"

    def _between(self, span: Span, regions: tuple[literals.Region, ...], closing: int) -> list[str]:
        """The characters between the codes of a string, as written."""
        starts = [span.start + 1, *(region.end + closing for region in regions)]
        ends = [*(region.start - 2 for region in regions), span.end - 1]
        return [self.text[start:end] for start, end in zip(starts, ends, strict=True)]

    def _codes(self, node: nodes.Template, manner: Manner) -> list[str]:
        return [self.expression(part, manner) for part in node.parts if type(part) is not str]


def _braced(entries: str) -> str:
    return f"{{ {entries} }}" if entries else "{}"


def interpolated(code: str) -> str:
    """`{{code}}`; with spaces where its own braces would stand against them."""
    if code.startswith("{") or code.endswith("}"):
        return f"{{{{ {code} }}}}"
    return f"{{{{{code}}}}}"


def number(written: str) -> str:
    """A number in lower case, without what adds nothing: `1.50` is `1.5`, `.5` is `0.5`."""
    lower = written.lower()
    match = _DECIMAL.fullmatch(lower)
    if match is None:
        return lower
    whole, fraction, sign, exponent = match.groups()
    made = whole or "0"
    if fraction and fraction.strip("0"):
        made += f".{fraction.rstrip('0').rstrip('_')}"
    if exponent and exponent.strip("0_"):
        made += f"e{sign if sign == '-' else ''}{exponent.lstrip('0_')}"
    span = Span(0, len(lower))
    return made if literals.number(made, span) == literals.number(lower, span) else lower


def _choose(raw: str, manner: Manner) -> str:
    """The quotes for a string of these characters: the fewer it has inside, the better."""
    other = "'" if manner.quote == '"' else '"'
    if manner.fixed or raw.count(manner.quote) <= raw.count(other):
        return manner.quote
    return other


def _requote(raw: str, quote: str) -> str:
    def spell(match: re.Match[str]) -> str:
        found = match.group()
        if found[-1] not in "\"'":
            return found
        return f"\\{quote}" if found[-1] == quote else found[-1]

    return _RAW.sub(spell, raw)


def requoted(raw: str, manner: Manner) -> str:
    """A string whose inside was written as `raw`, in other quotes perhaps."""
    quote = _choose(raw, manner)
    made = _requote(raw, quote)
    if manner.text:  # `{{` would be code
        made = _DOUBLE_BRACE.sub(
            lambda found: "\\{" if found.group() == "{" else found.group(), made
        )
    return f"{quote}{made}{quote}"


def _escaped_brace(match: re.Match[str]) -> str:
    return "\\{" if match.group() == "{" else match.group()


def quoted(value: str, manner: Manner) -> str:
    """A string of which only the value is known."""
    made = "".join(
        _ESCAPES.get(each, each if each.isprintable() else f"\\u{{{ord(each):x}}}")
        for each in value.replace("\\", "\\\\")
    )
    return requoted(made, manner)


def _is_name(key: str) -> bool:
    return _NAME.fullmatch(key) is not None and key.replace("$", "_").isidentifier()
