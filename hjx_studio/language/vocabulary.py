"""The words of the language that an analysis knows: arguments, tags, events, modifiers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hjx_studio.language.calls import CALLBACK_METHODS
from hjx_studio.language.functions import CONSTANTS, DRAWS, FUNCTIONS, GLOBALS, NAMESPACES
from hjx_studio.language.methods import METHODS
from hjx_studio.language.words import words

MANY = 1_000_000
"""As many arguments as one likes."""

METHOD_ARGUMENTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "at": (1, 1), "charAt": (1, 1), "concat": (0, MANY), "endsWith": (1, 2), "every": (1, 1),
        "filter": (1, 1), "find": (1, 1), "findIndex": (1, 1), "flat": (0, 1), "flatMap": (1, 1),
        "includes": (1, 2), "indexOf": (1, 2), "join": (0, 1), "lastIndexOf": (1, 2),
        "map": (1, 1), "padEnd": (1, 2), "padStart": (1, 2), "push": (0, MANY), "reduce": (1, 2),
        "repeat": (1, 1), "replace": (2, 2), "replaceAll": (2, 2), "reverse": (0, 0),
        "slice": (0, 2), "some": (1, 1), "sort": (0, 1), "split": (0, 2), "startsWith": (1, 2),
        "substring": (1, 2), "toFixed": (0, 1), "toLowerCase": (0, 0), "toString": (0, 1),
        "toUpperCase": (0, 0), "trim": (0, 0), "trimEnd": (0, 0), "trimStart": (0, 0),
        "unshift": (0, MANY), "with": (2, 2),
    }
)  # fmt: skip
"""The fewest and the most arguments of each method."""

FUNCTION_ARGUMENTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "JSON.stringify": (1, 3), "Math.max": (0, MANY), "Math.min": (0, MANY),
        "Math.pow": (2, 2), "Math.random": (0, 0), "Date.now": (0, 0), "uuid": (0, 0),
        "Number": (0, 1), "String": (0, 1), "Boolean": (0, 1), "parseInt": (1, 2),
    }
)  # fmt: skip
"""The fewest and the most arguments of the functions that do not take exactly one."""

REPLACEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "pop": "Use `list.slice(0, -1)`, and `list.at(-1)` for the last item.",
        "shift": "Use `list.slice(1)`, and `list[0]` for the first item.",
        "splice": "Use `list.slice(…)` with `concat`, `list.filter(…)` or `list.with(…)`.",
        "forEach": "Use `map` for a new list, or a `for` statement.",
        "match": "There are no regular expressions; use `includes`, `indexOf` or `split`.",
        "test": "There are no regular expressions; use `includes` or `startsWith`.",
        "fill": "Use `list.map(() => value)`.",
        "toSorted": "`sort` already returns a new list.",
        "toReversed": "`reverse` already returns a new list.",
        "toSpliced": "Use `list.slice(…)` with `concat`.",
        "substr": "Use `slice(start, end)`.",
        "hasOwnProperty": "Use `Object.keys(object).includes(name)`.",
        "keys": "Use `Object.keys(object)`.",
        "values": "Use `Object.values(object)`.",
        "entries": "Use `Object.entries(object)`.",
    }
)
"""What to write in place of methods that the language has not."""

FOREIGN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "undefined": "The one empty value is `null`.",
        "NaN": "Use `isNaN(value)` to ask for it.",
        "Infinity": "It can't be written as a name.",
        "window": "The page can't be reached from an expression.",
        "document": "The page can't be reached from an expression.",
        "globalThis": "Nothing outside the component can be reached.",
        "console": "In a handler write `log value`.",
        "alert": "Show a message with `state` and the layout.",
        "fetch": "An expression can't call the network.",
        "localStorage": "Keep it in `state` or `local`.",
        "setTimeout": "Use `timers:`.",
        "setInterval": "Use `timers:`.",
        "eval": "No text is ever run.",
        "True": "It is written `true`.",
        "False": "It is written `false`.",
        "None": "It is written `null`.",
        "len": "Use `value.length`.",
    }
)
"""Names of other places that people write, and what to do here."""

SPECIAL = frozenset({"event", "ctx"})
"""Names that only the arguments of `on` have, and, for `event`, handlers."""

FORBIDDEN_TAGS = frozenset({"script", "style", "base", "meta", "link", "object", "embed"})
NUMBER_INPUTS = frozenset({"number", "range"})
VALUE_TAGS = frozenset({"input", "textarea", "select"})

KEYS = words("enter esc tab space up down left right")
MODIFIERS = KEYS | {"prevent", "stop", "once", "self"}
TIMED_MODIFIERS = ("debounce", "throttle")

EVENTS = words(
    "abort animationcancel animationend animationiteration animationstart auxclick "
    "beforeinput beforetoggle blur cancel canplay canplaythrough change click close "
    "compositionend compositionstart compositionupdate contextmenu copy cuechange cut "
    "dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange emptied "
    "ended error focus focusin focusout formdata fullscreenchange fullscreenerror "
    "gotpointercapture input invalid keydown keypress keyup load loadeddata loadedmetadata "
    "loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout "
    "mouseover mouseup paste pause play playing pointercancel pointerdown pointerenter "
    "pointerleave pointermove pointerout pointerover pointerup progress ratechange reset "
    "resize scroll scrollend securitypolicyviolation seeked seeking select selectionchange "
    "selectstart slotchange stalled submit suspend timeupdate toggle touchcancel touchend "
    "touchmove touchstart transitioncancel transitionend transitionrun transitionstart "
    "volumechange waiting wheel"
)

__all__ = [
    "CALLBACK_METHODS",
    "CONSTANTS",
    "DRAWS",
    "EVENTS",
    "FORBIDDEN_TAGS",
    "FOREIGN_NAMES",
    "FUNCTIONS",
    "FUNCTION_ARGUMENTS",
    "GLOBALS",
    "KEYS",
    "MANY",
    "METHODS",
    "METHOD_ARGUMENTS",
    "MODIFIERS",
    "NAMESPACES",
    "NUMBER_INPUTS",
    "REPLACEMENTS",
    "SPECIAL",
    "TIMED_MODIFIERS",
    "VALUE_TAGS",
]
