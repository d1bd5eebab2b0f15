"""The page's own values module in an embedded engine, to hold the server's evaluation against."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import quickjs

from hjx_studio.language import nodes
from hjx_studio.language.javascript.expressions import emit_expression

_EXPORT = re.compile(r"^export (?:const|function|class) (\w+)", re.MULTILINE)
_PLAIN = "undefined NaN Infinity -Infinity -0"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What JavaScript made of an expression: its text, or why it failed; and what it cost."""

    text: str | None
    code: str | None
    steps: int
    bytes: int


class Engine:
    """An engine with `values.js` and `methods.js` in it."""

    def __init__(self) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(512 * 1024 * 1024)
        self._context.set_max_stack_size(4 * 1024 * 1024)
        self._context.eval(_script())

    def evaluate(
        self, node: nodes.Expression, names: str, references: Mapping[str, str] | None = None
    ) -> Evaluated:
        """An expression's outcome, its names taken from the JSON object `names`."""

        def reference(name: str) -> str:
            return f"s[{json.dumps(name)}]"

        emitted = emit_expression(node, reference)
        return Evaluated(*json.loads(self._context.eval(f"run({names}, (s) => {emitted})")))

    def evaluate_all(self, cases: Sequence[nodes.Expression], names: str) -> list[Evaluated]:
        """The outcomes of expressions over the same names."""
        return [self.evaluate(node, names) for node in cases]


def _script() -> str:
    """Both modules as one script, with `run`, which evaluates and reports."""
    page = resources.files("hjx_studio") / "page"
    values = (page / "values.js").read_text(encoding="utf-8")
    methods = (page / "methods.js").read_text(encoding="utf-8")
    names = ", ".join(_EXPORT.findall(values))
    plain = re.sub(r"^export ", "", values, flags=re.MULTILINE)
    rest = methods.replace('import * as v from "./values.js";', "")
    return f"""
    const h = (() => {{ {plain}; return {{ {names} }}; }})();
    ((v) => {{ {rest} }})(h);
    const exact = (value) => JSON.stringify(value, (_, one) =>
      typeof one === "number" && (!Number.isFinite(one) || Object.is(one, -0))
        ? `number ${{Object.is(one, -0) ? "-0" : one}}` : one);
    const run = (names, evaluate) => {{
      h.begin();
      let text = null, code = null;
      try {{
        text = exact(evaluate(names));
      }} catch (error) {{
        code = error.code || String(error.stack || error);
      }}
      const [steps, bytes] = h.left();
      return JSON.stringify([text, code, 100000 - steps, 2 ** 24 - bytes]);
    }};
    """
