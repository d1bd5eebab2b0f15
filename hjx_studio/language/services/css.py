"""The properties and values of CSS that an editor offers: those in common use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_PLAIN = """
accent-color align-content align-items align-self animation animation-delay animation-direction
animation-duration animation-fill-mode animation-iteration-count animation-name
animation-play-state animation-timing-function appearance aspect-ratio backdrop-filter
backface-visibility background background-attachment background-blend-mode background-clip
background-color background-image background-origin background-position background-repeat
background-size block-size border border-block border-bottom border-bottom-color
border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width
border-collapse border-color border-image border-inline border-left border-left-color
border-left-style border-left-width border-radius border-right border-right-color
border-right-style border-right-width border-spacing border-style border-top border-top-color
border-top-left-radius border-top-right-radius border-top-style border-top-width border-width
bottom box-shadow box-sizing break-after break-before break-inside caption-side caret-color clear
clip-path color color-scheme column-count column-gap column-rule column-span column-width columns
contain container container-name container-type content content-visibility counter-increment
counter-reset cursor direction display empty-cells fill filter flex flex-basis flex-direction
flex-flow flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-size
font-stretch font-style font-variant font-variant-numeric font-weight gap grid grid-area
grid-auto-columns grid-auto-flow grid-auto-rows grid-column grid-column-end grid-column-start
grid-row grid-row-end grid-row-start grid-template grid-template-areas grid-template-columns
grid-template-rows height hyphens image-rendering inline-size inset inset-block inset-inline
isolation justify-content justify-items justify-self left letter-spacing line-clamp line-height
list-style list-style-image list-style-position list-style-type margin margin-block margin-bottom
margin-inline margin-left margin-right margin-top mask max-block-size max-height max-inline-size
max-width min-block-size min-height min-inline-size min-width mix-blend-mode object-fit
object-position opacity order outline outline-color outline-offset outline-style outline-width
overflow overflow-anchor overflow-wrap overflow-x overflow-y overscroll-behavior padding
padding-block padding-bottom padding-inline padding-left padding-right padding-top perspective
place-content place-items place-self pointer-events position quotes resize right rotate row-gap
scale scroll-behavior scroll-margin scroll-padding scroll-snap-align scroll-snap-type
scrollbar-color scrollbar-gutter scrollbar-width shape-outside stroke stroke-width tab-size
table-layout text-align text-align-last text-decoration text-decoration-color
text-decoration-line text-decoration-style text-decoration-thickness text-indent text-overflow
text-shadow text-transform text-underline-offset text-wrap top touch-action transform
transform-origin transition transition-delay transition-duration transition-property
transition-timing-function translate unicode-bidi user-select vertical-align visibility
white-space width will-change word-break word-spacing writing-mode z-index zoom
"""

VARIABLE = re.compile(r"(--[\w-]+)\s*:")
"""A custom property where it is declared."""

PROPERTIES: tuple[str, ...] = tuple(_PLAIN.split())
"""Properties, in order."""

EVERYWHERE = ("inherit", "initial", "unset", "revert")
"""What every property takes."""

_COLOURS = (
    "currentColor transparent black white gray silver red maroon orange yellow olive lime green "
    "teal aqua cyan blue navy purple fuchsia magenta pink brown tomato gold rgb() hsl() oklch() "
    "color-mix() var()"
)
_LENGTHS = "auto 0 min-content max-content fit-content calc() min() max() clamp() var()"
_ALIGN = "start center end stretch baseline flex-start flex-end space-between space-around"
_LINES = "none solid dashed dotted double groove ridge inset outset"
_SHOWN = "visible hidden clip scroll auto"

_VALUES = {
    "align-content": _ALIGN + " space-evenly",
    "align-items": _ALIGN,
    "align-self": "auto " + _ALIGN,
    "animation-direction": "normal reverse alternate alternate-reverse",
    "animation-fill-mode": "none forwards backwards both",
    "animation-iteration-count": "infinite 1",
    "animation-timing-function": "ease linear ease-in ease-out ease-in-out steps() cubic-bezier()",
    "appearance": "none auto",
    "background": _COLOURS + " none url() linear-gradient() radial-gradient() conic-gradient()",
    "background-clip": "border-box padding-box content-box text",
    "background-image": "none url() linear-gradient() radial-gradient() conic-gradient()",
    "background-position": "center top bottom left right",
    "background-repeat": "no-repeat repeat repeat-x repeat-y space round",
    "background-size": "cover contain auto",
    "border": _LINES + " " + _COLOURS,
    "border-collapse": "collapse separate",
    "border-style": _LINES,
    "box-sizing": "border-box content-box",
    "color-scheme": "light dark normal",
    "container-type": "inline-size size normal",
    "content": 'none "" attr() counter()',
    "cursor": "pointer default text move grab grabbing not-allowed wait help crosshair zoom-in "
    "zoom-out none",
    "direction": "ltr rtl",
    "display": "block inline inline-block flex inline-flex grid inline-grid contents none table "
    "list-item flow-root",
    "flex-direction": "row column row-reverse column-reverse",
    "flex-wrap": "wrap nowrap wrap-reverse",
    "float": "left right none inline-start inline-end",
    "font": "inherit system-ui sans-serif serif monospace",
    "font-family": "system-ui sans-serif serif monospace ui-monospace cursive",
    "font-size": "small medium large smaller larger x-small x-large clamp() var()",
    "font-style": "italic normal oblique",
    "font-variant-numeric": "tabular-nums lining-nums oldstyle-nums",
    "font-weight": "normal bold bolder lighter 400 500 600 700",
    "grid-auto-flow": "row column dense",
    "grid-template-columns": "none repeat() minmax() auto min-content max-content",
    "grid-template-rows": "none repeat() minmax() auto min-content max-content",
    "justify-content": "start center end space-between space-around space-evenly stretch",
    "justify-items": "start center end stretch",
    "justify-self": "auto start center end stretch",
    "list-style": "none disc circle square decimal inside outside",
    "margin": _LENGTHS,
    "object-fit": "cover contain fill none scale-down",
    "outline": _LINES + " " + _COLOURS,
    "overflow": _SHOWN,
    "overflow-wrap": "anywhere break-word normal",
    "overflow-x": _SHOWN,
    "overflow-y": _SHOWN,
    "place-items": "center start end stretch",
    "pointer-events": "none auto",
    "position": "static relative absolute fixed sticky",
    "resize": "none both horizontal vertical",
    "scroll-behavior": "smooth auto",
    "table-layout": "fixed auto",
    "text-align": "start center end left right justify",
    "text-decoration": "none underline line-through overline",
    "text-overflow": "ellipsis clip",
    "text-transform": "uppercase lowercase capitalize none",
    "text-wrap": "balance pretty wrap nowrap",
    "transform": "none translate() scale() rotate() skew()",
    "transition": "all none ease linear ease-in ease-out ease-in-out",
    "user-select": "none text all auto",
    "vertical-align": "middle baseline top bottom sub super",
    "visibility": "visible hidden collapse",
    "white-space": "normal nowrap pre pre-wrap pre-line break-spaces",
    "word-break": "normal break-all keep-all",
}

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(dict.fromkeys(values.split())) for name, values in _VALUES.items()}
)

AT_RULES = tuple("@media @supports @container @layer @keyframes @font-face".split())
PSEUDO = tuple(
    "active after before checked disabled empty enabled first-child first-of-type focus "
    "focus-visible focus-within has() hover invalid is() last-child last-of-type link "
    "marker not() nth-child() nth-of-type() only-child placeholder placeholder-shown read-only "
    "required root selection target valid visited where()".split()
)
"""Classes and elements that CSS knows by itself, without their colons."""


def values_of(name: str) -> tuple[str, ...]:
    """What a property takes, in words."""
    own = VALUES.get(name)
    if own is None and (name.endswith("color") or name in ("fill", "stroke")):
        own = tuple(_COLOURS.split())
    if own is None and name.startswith(_SIZES):
        own = tuple(_LENGTHS.split())
    return (*(own or ("var()",)), *EVERYWHERE)


_SIZES = ("width", "height", "min-", "max-", "margin", "padding", "inset", "top", "left", "right",
          "bottom", "gap", "block-size", "inline-size", "flex-basis")  # fmt: skip
