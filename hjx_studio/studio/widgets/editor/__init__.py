"""The source editor.

- document: the lines of a source and their ends, kept exactly.
- columns: where each character of a line stands on the screen.
- view: cursor movement over lines that never wrap.
- highlight: the tokens of each line, found when they are looked at.
- marks: what sticks to the text while it is edited: breakpoints and findings.
- annotations, palette, gutter, rows, painter: how a line is drawn.
- brackets, words: which bracket belongs to which, what a word is.
- keystrokes, lines, paste, search: what keys do to the text; each gives a `Change`.
- change: changes as one step of the history.
- completion: the list of what could be typed next; card: help on the word or call at the cursor.
- source_view: `SourceView`, which shows; editor: `SourceEditor`, which edits; keymap, appearance:
  its keys and CSS; find_bar, line_prompt: the bars that it opens.
"""

from hjx_studio.studio.widgets.editor.card import Card, signature_card
from hjx_studio.studio.widgets.editor.completion import Completion
from hjx_studio.studio.widgets.editor.editor import SourceEditor
from hjx_studio.studio.widgets.editor.marks import Finding

__all__ = ["Card", "Completion", "Finding", "SourceEditor", "signature_card"]
