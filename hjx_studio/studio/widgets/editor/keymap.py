"""The editor's keys. What terminals or multiplexers swallow or change has a second key.

Terminals without an extended keyboard protocol send ctrl+slash as ctrl+underscore, ctrl+h as
backspace and alt+enter as enter.
"""

from __future__ import annotations

from textual.binding import Binding

_KEYS = (
    ("up", "cursor_up", "Cursor up"),
    ("down", "cursor_down", "Cursor down"),
    ("left", "cursor_left", "Cursor left"),
    ("right", "cursor_right", "Cursor right"),
    ("ctrl+left", "cursor_word_left", "Word left"),
    ("ctrl+right", "cursor_word_right", "Word right"),
    ("home", "cursor_line_start", "Start of line"),
    ("end,ctrl+e", "cursor_line_end", "End of line"),
    ("ctrl+home", "cursor_text_start", "Start of text"),
    ("ctrl+end", "cursor_text_end", "End of text"),
    ("pageup", "cursor_page_up", "Page up"),
    ("pagedown", "cursor_page_down", "Page down"),
    ("shift+up", "cursor_up(True)", "Select up"),
    ("shift+down", "cursor_down(True)", "Select down"),
    ("shift+left", "cursor_left(True)", "Select left"),
    ("shift+right", "cursor_right(True)", "Select right"),
    ("ctrl+shift+left", "cursor_word_left(True)", "Select word left"),
    ("ctrl+shift+right", "cursor_word_right(True)", "Select word right"),
    ("shift+home", "cursor_line_start(True)", "Select to start of line"),
    ("shift+end", "cursor_line_end(True)", "Select to end of line"),
    ("ctrl+shift+home", "cursor_text_start(True)", "Select to start of text"),
    ("ctrl+shift+end", "cursor_text_end(True)", "Select to end of text"),
    ("ctrl+a", "select_all", "Select all"),
    ("alt+l", "select_line", "Select line"),
    ("backspace", "delete_left", "Delete left"),
    ("delete", "delete_right", "Delete right"),
    ("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left", "Delete word left"),
    ("alt+delete,ctrl+delete", "delete_word_right", "Delete word right"),
    ("ctrl+u", "delete_to_start_of_line", "Delete to start of line"),
    ("ctrl+shift+k,alt+w", "delete_line", "Delete line"),
    ("ctrl+x,super+x", "cut", "Cut"),
    ("ctrl+c,super+c", "copy", "Copy"),
    ("ctrl+v,super+v", "paste", "Paste"),
    ("ctrl+z,super+z", "undo", "Undo"),
    ("ctrl+y,ctrl+shift+z,super+y", "redo", "Redo"),
    ("tab", "indent", "Indent"),
    ("shift+tab", "outdent", "Outdent"),
    ("ctrl+slash,ctrl+underscore,alt+e", "toggle_comment", "Toggle comment"),
    ("alt+up", "move_lines(-1)", "Move line up"),
    ("alt+down", "move_lines(1)", "Move line down"),
    ("ctrl+d,alt+d,alt+shift+down", "duplicate_lines", "Duplicate line"),
    ("ctrl+space,ctrl+@,alt+s", "complete", "Complete"),
    ("ctrl+k", "ask('help')", "Explain this"),
    ("f12,alt+y", "ask('definition')", "Go to definition"),
    ("shift+f12,alt+z", "ask('uses')", "Find all uses"),
    ("f2,alt+shift+r", "ask('rename')", "Rename…"),
    ("alt+shift+up", "ask('more')", "Select more"),
    ("f8", "next_problem", "Next problem"),
    ("shift+f8,alt+p", "previous_problem", "Previous problem"),
    ("alt+enter,alt+q", "fix_problem", "Fix problem"),
    ("f9", "toggle_breakpoint", "Breakpoint"),
    ("ctrl+f", "find", "Find"),
    ("ctrl+h,alt+h", "find_and_replace", "Find and replace"),
    ("ctrl+n,f3,alt+f", "find_next", "Find next"),
    ("shift+f3,alt+g", "find_previous", "Find previous"),
    ("ctrl+g", "go_to_line", "Go to line"),
)

BINDINGS = tuple(
    Binding(key, action, description, show=False) for key, action, description in _KEYS
)
