"""The source editor.

- document: the lines of a source and their ends, kept exactly.
- columns: where each character of a line stands on the screen.
- view: cursor movement over lines that never wrap.
- highlight: the tokens of each line, found when they are looked at.
- marks: what sticks to the text while it is edited: breakpoints and findings.
- palette, rows, gutter, annotations: how a line is drawn.
- keystrokes, lines, paste: what editing keys do to the text, as pure functions.
- brackets: which bracket belongs to which.
- search: the find bar; goto: the line prompt.
- editor: `SourceEditor`, the widget.
"""

from hjx_studio.studio.widgets.editor.editor import SourceEditor
from hjx_studio.studio.widgets.editor.marks import Finding

__all__ = ["Finding", "SourceEditor"]
