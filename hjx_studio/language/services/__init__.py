"""What an editor asks of a source: pure functions over a `Parse`, for half-typed text too.

- documentation: one line on each word; markup, css: the words of HTML and CSS.
- mentions of names: `names` (who means what), `definition`, `references`, `rename`.
- cursor: what stands at a place, whether or not its line parses; scope: the names known there;
  shapes: what kind of value an expression gives.
- completion, help (hover and signatures), symbols, fixes, ranges (folding and selection).

Positions and ranges are those of `source`; results are frozen values.
"""
