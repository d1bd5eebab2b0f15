"""The elements and attributes of HTML that an editor offers: the common ones of the HTML Standard.

Any other can be written; what the language refuses (`vocabulary`) is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TAGS = """
a: a link
abbr: an abbreviation
address: how to reach somebody
article: a piece that stands for itself
aside: something beside the main matter
audio: sound
b: a text that stands out
blockquote: a longer quotation
br: a line break
button: a button
canvas: a drawing made by a program
caption: a table's title
cite: the title of a work
code: a piece of code
col: a column of a table
colgroup: columns of a table
datalist: suggestions for an input
dd: what a term means
del: a text that was taken out
details: something that unfolds
dfn: a term where it is defined
dialog: a box above the page
div: a box for other elements
dl: a list of terms
dt: a term
em: a text with stress
fieldset: fields that belong together
figcaption: a figure's caption
figure: a picture, table or listing
footer: the end of the page or a piece
form: fields that are sent together
h1: a heading, the highest
h2: a heading
h3: a heading
h4: a heading
h5: a heading
h6: a heading, the lowest
header: the beginning of the page or a piece
hr: a line between two matters
i: a text in another voice
iframe: another page in this one
img: a picture
input: a field
ins: a text that was put in
kbd: a key or what is typed
label: a field's name
legend: a fieldset's title
li: an item of a list
main: the main matter of the page
mark: a text that is marked
menu: a list of commands
meter: a value on a scale
nav: links that lead on
ol: a list with numbers
optgroup: options that belong together
option: an option of a select
output: what was worked out
p: a paragraph
picture: a picture in several forms
pre: a text with its spaces and lines
progress: how far something is
q: a short quotation
s: a text that holds no longer
samp: what a program says
search: what finds or filters
section: a piece with a heading
select: a choice among options
small: small print
source: one form of a picture, sound or film
span: a piece of text
strong: an important text
sub: a text set lower
summary: what shows of details
sup: a text set higher
svg: a drawing
table: a table
tbody: the rows of a table
td: a cell of a table
textarea: a field of several lines
tfoot: the last rows of a table
th: a cell that heads a row or column
thead: the first rows of a table
time: a date or time
tr: a row of a table
u: a text with a mark under it
ul: a list
var: a variable
video: a film
wbr: where a word may break
"""

TAGS: Mapping[str, str] = MappingProxyType(
    dict(row.split(": ", 1) for row in _TAGS.split("\n") if row)
)
"""Elements, with a few words on each."""

_GLOBAL = (
    "accesskey aria-label aria-hidden aria-pressed aria-expanded aria-current aria-live "
    "aria-describedby aria-labelledby aria-controls autofocus class contenteditable dir draggable "
    "enterkeyhint hidden id inert inputmode lang popover role slot spellcheck style tabindex title "
    "translate"
).split()

_OWN = {
    "a": "download href hreflang rel target",
    "audio": "autoplay controls loop muted preload src",
    "blockquote": "cite",
    "button": "disabled form name popovertarget type value",
    "canvas": "height width",
    "col": "span",
    "colgroup": "span",
    "details": "name open",
    "dialog": "open",
    "fieldset": "disabled form name",
    "form": "autocomplete name novalidate",
    "iframe": "allow height loading name referrerpolicy sandbox src width",
    "img": "alt decoding height loading sizes src srcset width",
    "input": "accept autocomplete capture checked dirname disabled form list max maxlength min "
    "minlength multiple name pattern placeholder readonly required size step type value",
    "label": "for",
    "li": "value",
    "meter": "high low max min optimum value",
    "ol": "reversed start type",
    "optgroup": "disabled label",
    "option": "disabled label selected value",
    "output": "for form name",
    "progress": "max value",
    "select": "autocomplete disabled form multiple name required size",
    "source": "height media sizes src srcset type width",
    "svg": "fill height stroke stroke-width viewBox width xmlns",
    "td": "colspan headers rowspan",
    "textarea": "autocomplete cols dirname disabled form maxlength minlength name placeholder "
    "readonly required rows wrap",
    "th": "abbr colspan headers rowspan scope",
    "time": "datetime",
    "video": "autoplay controls height loop muted playsinline poster preload src width",
}

ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {tag: tuple(names.split()) for tag, names in _OWN.items()}
)
"""Attributes that an element has beside `GLOBAL_ATTRIBUTES`."""

GLOBAL_ATTRIBUTES: tuple[str, ...] = tuple(_GLOBAL)
"""Attributes that every element has."""

_FLAGS = (
    "autofocus autoplay checked controls disabled hidden inert loop multiple muted novalidate open "
    "playsinline readonly required reversed selected"
)
FLAGS = frozenset(_FLAGS.split())
"""Attributes that are there or not, and take no text."""

_VALUES = {
    "input.type": "text number checkbox radio range date time datetime-local month week color "
    "email password search tel url file hidden submit reset button",
    "button.type": "button submit reset",
    "ol.type": "1 a A i I",
    "a.target": "_blank _self _parent _top",
    "a.rel": "noopener noreferrer nofollow external",
    "th.scope": "col row colgroup rowgroup",
    "textarea.wrap": "soft hard",
    "dir": "ltr rtl auto",
    "draggable": "true false",
    "contenteditable": "true false plaintext-only",
    "spellcheck": "true false",
    "translate": "yes no",
    "loading": "lazy eager",
    "preload": "none metadata auto",
    "inputmode": "none text decimal numeric tel search email url",
    "enterkeyhint": "enter done go next previous search send",
    "autocomplete": "off on name email username new-password current-password one-time-code tel "
    "street-address postal-code country",
    "aria-hidden": "true false",
    "aria-pressed": "true false mixed",
    "aria-expanded": "true false",
    "aria-current": "page step location date time true false",
    "aria-live": "off polite assertive",
    "role": "alert button checkbox dialog group heading img link list listitem log main menu "
    "menuitem navigation none note option presentation progressbar radio region row search status "
    "switch tab tablist tabpanel textbox timer toolbar tooltip",
}

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(values.split()) for name, values in _VALUES.items()}
)
"""What an attribute takes, by its name or by `tag.name`."""


def attributes_of(tag: str) -> tuple[str, ...]:
    """The attributes of an element, its own first. `view` is a `div`, `text` a `span`."""
    own = ATTRIBUTES.get(tag.lower(), ())
    return (*own, *(name for name in GLOBAL_ATTRIBUTES if name not in own))


def values_of(tag: str, attribute: str) -> tuple[str, ...]:
    """What an attribute of an element takes, where that is a short list."""
    name = attribute.lower()
    return VALUES.get(f"{tag.lower()}.{name}") or VALUES.get(name, ())
