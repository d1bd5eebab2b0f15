"""One line on each word of the language: how it is written, and what it does.

The words themselves are those of `vocabulary`, `headings` and `reading`; a test holds this table
against them. Editors show a line of it, and the language reference is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_COMMA = re.compile(r",(?![^(]*\))")  # but for those in parentheses


@dataclass(frozen=True, slots=True)
class Line:
    """How a word is written, with names for what it takes, and one sentence."""

    form: str
    text: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """What stands in the parentheses of the form; a `…` before one says that more may come."""
        inside = self.form.partition("(")[2].rpartition(")")[0]
        return tuple(part.strip() for part in _COMMA.split(inside) if part.strip())


def _table(text: str) -> Mapping[str, Line]:
    """The lines of a text, `WORD FORM — SENTENCE` each, where the form is the word's own when it
    begins with it."""
    found: dict[str, Line] = {}
    for row in filter(None, text.splitlines()):
        head, sentence = row.split(" — ", 1)
        word, bar, form = head.partition(" | ")
        name = word if bar else word.split("(")[0].split(" ")[0]
        found[name] = Line(form if bar else word, sentence)
    return MappingProxyType(found)


_BLOCKS = """
component NAME — Names the component; the file's first line.
imports | imports: — Other components by relative path: `Card from "./Card.hjx"`.
state | state: — Values that every client of the session shares: `count = 0`.
local | local: — Values that each client has for itself: a draft, an open tab.
computed | computed: — Values worked out from others whenever those change; they can't be set.
timers | timers: — Handlers that run by the clock: `every 1s -> tick`.
layout | layout: — What the page shows: a line for each element, indented under its parent.
style | style: — CSS that applies to this component alone.
handlers | handlers: — What happens on an event: `name:` or `name(a, b):`, with statements below.
script | script: — Kept as it is, and not run.
"""

_STATEMENTS = """
set PATH = value — Gives a state, local or `let` name, or a member of one, another value.
let NAME = value — Declares a name for this handler.
log value, … — Writes to the log; a text may hold `{{ }}`.
if (test): — Runs the statements below it when the test is true.
else | else: or else if (test): — Runs when the `if` above it did not.
for (item in list): — Runs the statements below it for each item of a list.
call handler(value, …) — Runs another handler as part of this event.
return — Ends this handler.
"""

_LAYOUT = """
if (test): — Shows the lines below it while the test is true.
else | else: or else if (test): — Shows when the `if` above it does not.
for (item, index in list key item.id): — Shows the lines below it once for each item of a list.
key | key item.id — Tells the rows of a loop apart, so that each keeps its node as the list changes.
view — A `div`: a box for other elements.
text — A `span`: a piece of text.
slot — Where the children go that are given to this component.
"""

_CLAUSES = """
on EVENT -> handler(value, …) — Runs a handler when the browser tells of an event.
bind | bind value <-> PATH — Ties an input to a name both ways.
class NAME: test — Gives the element a class while the test is true.
every | every 1s -> handler — Runs a handler again and again; ms, s or m.
from | NAME from "./File.hjx" — Says which file an import is in.
"""

_BINDS = """
value — The text of an input, textarea or select; a number in inputs of type number and range.
checked — Whether a checkbox is ticked.
"""

_MODIFIERS = """
enter — Only when the key is Enter.
esc — Only when the key is Escape.
tab — Only when the key is Tab.
space — Only when the key is the space bar.
up — Only when the key is the arrow up.
down — Only when the key is the arrow down.
left — Only when the key is the arrow left.
right — Only when the key is the arrow right.
prevent — The browser does not do what it does by itself.
stop — Elements around this one do not hear of the event.
once — Only the first time.
self — Only when the event is this element's own, and not one of its children's.
debounce | debounce-300 — Waits until nothing came for that many milliseconds.
throttle | throttle-300 — At most once in that many milliseconds.
"""

_LIST = """
length — How many items there are.
at(index) — The item at a position; a negative one counts from the end.
includes(value, start) — Whether an item is `===` the value.
indexOf(value, start) — The position of the first item that is `===` the value; -1 without any.
lastIndexOf(value, start) — The position of the last item that is `===` the value; -1 without any.
find(item => test) — The first item for which the test is true; null without any.
findIndex(item => test) — The position of the first item for which the test is true; -1 without any.
filter(item => test) — A list of the items for which the test is true.
map(item => value) — A list of what the function gives for each item.
flatMap(item => list) — What the function gives for each item, in one list.
some(item => test) — Whether the test is true for an item at least.
every(item => test) — Whether the test is true for all items.
reduce((total, item) => value, start) — One value: each item is added to the total so far.
slice(start, end) — The items from one position up to another; negative ones count from the end.
concat(…values) — A list with these values, or the items of these lists, behind.
join(separator) — One text of all items, with a separator between; a comma by default.
flat(depth) — A list with the items of the lists in it, one level deep by default.
sort((a, b) => order) — In order: by text, or by a function that gives a number around 0.
reverse() — A list in the other order.
push(…values) — A new list with these values at the end.
unshift(…values) — A new list with these values at the beginning.
with(index, value) — A list with another item at a position.
"""

_STRING = """
length — How many characters there are.
at(index) — The character at a position; a negative one counts from the end.
charAt(index) — The character at a position; an empty text without one.
includes(text, start) — Whether the text is part of this one.
indexOf(text, start) — Where the text stands first; -1 if nowhere.
lastIndexOf(text, start) — Where the text stands last; -1 if nowhere.
startsWith(text, start) — Whether it begins with the text.
endsWith(text, end) — Whether it ends with the text.
slice(start, end) — The part from one position up to another; negative ones count from the end.
substring(start, end) — The part between two positions, whichever comes first.
split(separator, most) — A list of the parts that a separator divides it into.
replace(text, other) — With the first place of a text replaced by another.
replaceAll(text, other) — With every place of a text replaced by another.
trim() — Without the spaces at both ends.
trimStart() — Without the spaces at its beginning.
trimEnd() — Without the spaces at its end.
padStart(length, text) — Filled up at its beginning, to a length.
padEnd(length, text) — Filled up at its end, to a length.
repeat(count) — So many times in a row.
toUpperCase() — In capital letters.
toLowerCase() — In small letters.
concat(…values) — With the text of these values behind.
"""

_NUMBER = """
toFixed(digits) — As a text with so many digits behind the point.
toString(radix) — As a text; a whole number also in another base, such as 2 or 16.
"""

_FUNCTIONS = """
Array.isArray(value) — Whether a value is a list.
Boolean(value) — true or false, as a test would take the value.
JSON.parse(text) — The value that a JSON text stands for.
JSON.stringify(value) — A value as compact JSON.
Math.abs(number) — A number without its sign.
Math.ceil(number) — The next whole number above.
Math.floor(number) — The next whole number below.
Math.max(…numbers) — The largest of numbers.
Math.min(…numbers) — The smallest of numbers.
Math.pow(base, exponent) — A number to a power, as `**` does.
Math.round(number) — The nearest whole number; halves go up.
Math.sign(number) — 1, 0 or -1 by a number's sign.
Math.sqrt(number) — The square root.
Math.trunc(number) — A number without what is behind the point.
Number(value) — A value as a number; NaN for what is none.
Object.entries(object) — A list of [key, value] lists.
Object.fromEntries(list) — An object out of a list of [key, value] lists.
Object.keys(object) — The keys of an object, as a list.
Object.values(object) — The values of an object, as a list.
String(value) — A value as text.
isNaN(value) — Whether a value, as a number, is none.
parseFloat(text) — The number that a text begins with.
parseInt(text, radix) — The whole number that a text begins with.
Math.random() — A number from 0 up to 1; in handlers only.
Date.now() — Milliseconds since 1970; in handlers only.
uuid() — A new identifier; in handlers only.
"""

_CONSTANTS = """
Math.PI — 3.14159…, the ratio of a circle's circumference to its diameter.
Math.E — 2.71828…, the base of the natural logarithm.
true — Yes.
false — No.
null — The one empty value.
"""

_NAMESPACES = """
Array — Holds `Array.isArray`.
Date — Holds `Date.now`, in handlers only.
JSON — Holds `JSON.parse` and `JSON.stringify`.
Math — Functions and constants for numbers.
Object — Functions for the keys and values of objects.
"""

_SPECIAL = """
event — What the browser told of: its type, value, checked, key, data and form.
ctx — `ctx.el.dataset.hjxItem` and `.hjxIdx` are the innermost loop's item and index.
"""

_EVENT = """
type — The event's name, such as `click`.
value — What the element's field holds.
checked — Whether the element is ticked.
key — Which key was pressed, such as `Enter`.
data — The element's `data-…` attributes.
form — The fields of the form around the element, by name.
"""

DOCUMENTATION: Mapping[str, Mapping[str, Line]] = MappingProxyType(
    {
        "block": _table(_BLOCKS),
        "statement": _table(_STATEMENTS),
        "layout": _table(_LAYOUT),
        "clause": _table(_CLAUSES),
        "bind": _table(_BINDS),
        "modifier": _table(_MODIFIERS),
        "list": _table(_LIST),
        "string": _table(_STRING),
        "number": _table(_NUMBER),
        "function": _table(_FUNCTIONS),
        "constant": _table(_CONSTANTS),
        "namespace": _table(_NAMESPACES),
        "special": _table(_SPECIAL),
        "event": _table(_EVENT),
    }
)
"""By group and word. The groups list, string and number are the receivers of members and methods;
event has the members of `event`."""
