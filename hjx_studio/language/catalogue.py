"""Explains each code of a finding: what it means, a text that has it, and the text mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from types import MappingProxyType

from hjx_studio.language.diagnostics import CODES


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means; `bad` is a whole file with this one finding, `good` one without any."""

    meaning: str
    bad: str
    good: str


def explain(code: str) -> str:
    """What there is to say of a code, as plain text. Raises `KeyError` where there is none."""
    found, known = CATALOGUE[code], CODES[code]
    meaning = "\n".join(wrap(found.meaning, 80, break_on_hyphens=False))
    return (
        f"{code}: {known.title} ({known.severity.value})\n\n{meaning}\n\n"
        f"Wrong:\n\n{_indented(found.bad)}\nRight:\n\n{_indented(found.good)}"
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


_COUNTER = """component Counter
state:
  count = 0
layout:
  button (on click -> inc): "{{count}}"
handlers:
  inc:
    set count = count + 1
"""
_TODO = """component Todo
state:
  items = [{ id: 1, text: "milk" }]
layout:
  for (item in items key item.id):
    view (on click -> remove(item.id)): "{{item.text}}"
handlers:
  remove(id):
    set items = items.filter(item => item.id != id)
"""
_FORM = """component Form
state:
  name = ""
layout:
  input (bind value <-> name)
"""
_STYLED = """component Styled
layout:
  view.card: "hello"
style:
  .card { padding: 8px; }
"""
_HELLO = """component Hello
layout:
  view:
    text: "hello"
"""
_BRANCHES = """component Branches
state:
  open = false
layout:
  if (open):
    text: "open"
  else:
    text: "shut"
  button (on click -> turn): "turn"
handlers:
  turn:
    set open = !open
"""
_TOTALS = """component Totals
state:
  prices = [2, 3]
computed:
  sum = prices.reduce((total, price) => total + price, 0)
  doubled = sum * 2
layout:
  text: "{{doubled}}"
"""


def _wrong(good: str, right: str, wrong: str) -> str:
    """A good text with its one place `right` made `wrong`."""
    before, after = good.split(right)
    return before + wrong + after


def _deep(depth: int) -> str:
    brackets = "[" * depth + "]" * depth
    return f'component Deep\nstate:\n  tree = {brackets}\nlayout:\n  text: "{{{{tree}}}}"\n'


CATALOGUE: Mapping[str, Explanation] = MappingProxyType(
    {
        "HJX001": Explanation(
            "The line is not written as its kind of line is. The message says what is missing or "
            "in the way, and the hint shows how such a line is written.",
            _wrong(_COUNTER, "count + 1", "count +"),
            _COUNTER,
        ),
        "HJX002": Explanation(
            "A bracket, a quote or a `{{` is opened and never closed. The place is where it opens. "
            "Reading goes on at the next line that looks like an entry of its block, so what "
            "follows is still checked.",
            _wrong(_TODO, "item.id != id)", "item.id != id"),
            _TODO,
        ),
        "HJX003": Explanation(
            "Lines are indented with spaces, since a tab's width is not the same for everyone. "
            "The fix puts spaces in its place.",
            _wrong(_HELLO, "    text", "\ttext"),
            _HELLO,
        ),
        "HJX004": Explanation(
            "The line is indented in a way that puts it nowhere: deeper than what it could stand "
            "in, or between two levels.",
            _wrong(_COUNTER, "  inc:\n    set", "  inc:\n    log 1\n      set"),
            _wrong(_COUNTER, "  inc:\n    set", "  inc:\n    log 1\n    set"),
        ),
        "HJX005": Explanation(
            "A file has the blocks `imports`, `state`, `local`, `computed`, `timers`, `layout`, "
            "`style`, `script` and `handlers`, and no others. The lines in an unknown block are "
            "passed over.",
            _wrong(_STYLED, "style:", "styling:"),
            _STYLED,
        ),
        "HJX006": Explanation(
            "Each block stands once in a file; what belongs to it stands together.",
            _HELLO + "state:\n  a = 1\nhandlers:\n  f:\n    set a = 2\nstate:\n  b = 2\n",
            "component Hello\nstate:\n  a = 1\n  b = 2\nlayout:\n"
            '  text (on click -> f): "{{a + b}}"\nhandlers:\n  f:\n    set a = 2\n',
        ),
        "HJX007": Explanation(
            "A line of a handler begins with `set`, `let`, `log`, `if`, `else`, `for`, `call` or "
            "`return`. An assignment needs its `set`, and a handler is run by `call`.",
            _wrong(_COUNTER, "set count =", "count ="),
            _COUNTER,
        ),
        "HJX008": Explanation(
            "An `else` belongs to the `if` that stands right before it, equally indented.",
            _wrong(_BRANCHES, '  if (open):\n    text: "open"\n', '  text: "open"\n'),
            _BRANCHES,
        ),
        "HJX009": Explanation(
            "Text in a layout stands in quotes; what does not is read as a tag.",
            _wrong(_HELLO, 'text: "hello"', "text: hello"),
            _HELLO,
        ),
        "HJX010": Explanation(
            "JavaScript has it, but HJX does not: an assignment in an expression, `new`, `this`, "
            "`function`, regular expressions, bitwise operators, or what leads out of the "
            "language, such as `constructor` and `prototype`.",
            _wrong(_COUNTER, "count + 1", "new Date()"),
            _COUNTER,
        ),
        "HJX011": Explanation(
            "The tags `script`, `style`, `base`, `meta`, `link`, `object` and `embed`, the "
            "attribute `srcdoc` and attributes that begin with `on` could run code or change the "
            "whole page. An event is written `on click -> handler`, styles stand in `style:`.",
            _wrong(_STYLED, "view.card:", 'view.card (onclick="alert(1)"):'),
            _STYLED,
        ),
        "HJX012": Explanation(
            "Nothing that can be read at this place has the name: no `state`, `local` or "
            "`computed`, no variable of a loop around, no parameter or `let` of the handler. What "
            "a browser has, such as `window` and `document`, can't be reached.",
            _wrong(_COUNTER, "{{count}}", "{{coumt}}"),
            _COUNTER,
        ),
        "HJX013": Explanation(
            "An `on`, a timer or a `call` names a handler that `handlers:` does not have.",
            _wrong(_COUNTER, "-> inc", "-> imc"),
            _COUNTER,
        ),
        "HJX014": Explanation(
            "No value has such a method, there is no such function, or what stands there can't "
            "be called. `pop`, `shift` and `splice` would change a list, and values do not change; "
            "the hint names what makes the new list.",
            _wrong(_TODO, "items.filter(", "items.fliter("),
            _TODO,
        ),
        "HJX015": Explanation(
            "One name stands for two things, or is a name of the language's own such as `Math`. "
            "The first one counts.",
            _wrong(_FORM, '  name = ""', '  name = ""\n  name = "Ada"'),
            _FORM,
        ),
        "HJX016": Explanation(
            "`set` writes names of `state`, of `local` and of `let`. A computed name follows from "
            "others, and parameters and a loop's variables are given.",
            _TOTALS.replace('text: "', 'text (on click -> grow): "')
            + "handlers:\n  grow:\n    set sum = sum + 1\n",
            _TOTALS.replace('text: "', 'text (on click -> grow): "')
            + "handlers:\n  grow:\n    set prices = prices + [1]\n",
        ),
        "HJX017": Explanation(
            "Computed names are worked out one after the other, so that each needs only those "
            "that need it neither directly nor through others.",
            _wrong(_TOTALS, "price, 0)", "price, doubled)"),
            _TOTALS,
        ),
        "HJX018": Explanation(
            "`bind` ties `value` or `checked` of an input to a place that can be written: a name "
            "of `state` or `local`, a member of one, or of a loop's variable whose list is such a "
            "place.",
            _wrong(_FORM, "<-> name", "<-> nmae"),
            _FORM,
        ),
        "HJX019": Explanation(
            "A start value is worked out before there is anything to read, so it can't read other "
            "names; a value that follows from others is `computed`.",
            'component Sum\nstate:\n  a = 1\n  b = a + 1\nlayout:\n  text: "{{b}}"\n',
            'component Sum\nstate:\n  a = 1\ncomputed:\n  b = a + 1\nlayout:\n  text: "{{b}}"\n',
        ),
        "HJX020": Explanation(
            "A file can't be read: it is not there, is too large, or is no UTF-8; or, of an "
            "import, its imports lead back to it. Imports are not loaded yet, so this is said of "
            "the file itself alone.",
            'component Page\nimports:\n  Card from "./Missing.hjx"\nlayout:\n  Card\n',
            _HELLO,
        ),
        "HJX021": Explanation(
            "A value that the language does not have: a number that is infinite or none, half of "
            "a character, a string's escape beyond Unicode, the key `__proto__`, or a timer's "
            "interval under 1 ms or over 24 days.",
            _wrong(_COUNTER, "count = 0", "count = 1 / 0"),
            _COUNTER,
        ),
        "HJX022": Explanation(
            "Brackets, lines or values stand too deep in each other, or a line is too long to be "
            "read safely. Values nest 32 deep at the most.",
            _deep(151),
            _deep(3),
        ),
        "HJX023": Explanation(
            "A name that begins with `_` stays on the server: the layout can't read it, and no "
            "client can run such a handler. A computed name that reads it may be shown.",
            'component Vote\nstate:\n  _votes = 3\nlayout:\n  text: "{{_votes}}"\n',
            "component Vote\nstate:\n  _votes = 3\ncomputed:\n  many = _votes > 2\nlayout:\n"
            '  text: "{{many}}"\n',
        ),
        "HJX024": Explanation(
            "Behind an event stand `.enter .esc .tab .space .up .down .left .right .prevent .stop "
            ".once .self`, `.debounce-300` and `.throttle-300` (milliseconds), and no others.",
            _wrong(_COUNTER, "on click", "on click.twice"),
            _wrong(_COUNTER, "on click", "on click.once"),
        ),
        "HJX101": Explanation(
            "The first line names the component. Without it the name is that of the file.",
            _wrong(_HELLO, "component Hello\n", ""),
            _HELLO,
        ),
        "HJX102": Explanation(
            "The handler is written without `( )` and reads a name that nothing declares, so the "
            "name is a parameter: in a loop it is filled from the loop's variable of that name, "
            "else by position. That is often meant, and often a slip; with `( )` it is clear.",
            _wrong(_TODO, "remove(id):", "remove:"),
            _TODO,
        ),
        "HJX103": Explanation(
            "The number of arguments differs from that of the parameters. Missing ones are null, "
            "and those that are too many are ignored.",
            _wrong(_TODO, "remove(item.id)", "remove(item.id, 2)"),
            _TODO,
        ),
        "HJX104": Explanation(
            "The name, the handler or the import is declared, and nothing in the file uses it. A "
            "handler may still be run by a client that speaks the protocol.",
            _wrong(_FORM, '  name = ""', '  name = ""\n  old = 1'),
            _FORM,
        ),
        "HJX105": Explanation(
            "A tag with a capital letter is a component's name, and nothing imports it.",
            _wrong(_HELLO, 'text: "hello"', 'Card: "hello"'),
            _HELLO,
        ),
        "HJX106": Explanation(
            "The rows have an `id`. With it as the key each row keeps its part of the page, and so "
            "its focus and scroll, when the list is sorted or rows come and go.",
            _wrong(_TODO, " key item.id", ""),
            _TODO,
        ),
        "HJX107": Explanation(
            "An attribute stands twice on one element, or stands beside the `bind` that sets it.",
            _wrong(_STYLED, "view.card:", 'view.card (title="a" title="b"):'),
            _wrong(_STYLED, "view.card:", 'view.card (title="a"):'),
        ),
        "HJX108": Explanation(
            "The rule or the declaration is no CSS, and is left out of the page.",
            _wrong(_STYLED, "padding: 8px;", "padding 8px;"),
            _STYLED,
        ),
        "HJX109": Explanation(
            "The event looks like a misspelt one. Any name may stand behind `on`, as elements of "
            "one's own may send it, but this is close to one that browsers send.",
            _wrong(_COUNTER, "on click", "on clik"),
            _COUNTER,
        ),
        "HJX201": Explanation(
            "`script:` is kept in the tree and never run; what it did stands in handlers.",
            _HELLO + "script:\n  console.log(1)\n",
            _HELLO,
        ),
    }
)
