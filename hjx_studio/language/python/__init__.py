"""The fast path: expressions and handlers as Python's own syntax tree, built by us.

No source text is made, so none is parsed; a user's names and strings are in the generated code only
as references to a table of constants.
"""
