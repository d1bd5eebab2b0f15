"""Sources that several tests use."""

COUNTER = """\
component Counter

state:
  count = 0
  _secret = "hidden"

local:
  draft = ""

layout:
  view.counter:
    text.title: "Count: {{count}}"
    input (type="text" bind value <-> draft)
    button (on click -> increment): "+1"

style:
  .counter { padding: 1px; }

handlers:
  increment:
    set count = count + 1
  add(n):
    set count = count + n
  fail:
    set count = null.missing.more
  _hidden:
    set count = 0
"""

WRONG = """\
component Wrong

state:
  count = 0

layout:
  text: "{{cuont}}"
  button (on click -> incremnt): "+"

handlers:
  increment:
    set count = count + 1
"""
