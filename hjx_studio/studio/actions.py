"""Everything that a key or the command palette can do, in one table.

The screen takes its bindings from it, the palette and F1 their lists, the last line its keys. Each
has keys that terminals and multiplexers let through; where one may be swallowed there is another.
Alt with a digit, b or f would not do: Textual takes what terminals send for them for other keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """What a user can do: `call` is the screen's action, `keys` in Textual's spelling.

    `short` is its name on the last line of the screen, where it shows if it has one, and where
    `while_stopped` has it only while a run is stopped (True), or only while none is (False).
    """

    call: str
    title: str
    keys: tuple[str, ...] = ()
    group: str = "Studio"
    help: str = ""
    short: str = ""
    while_stopped: bool | None = None

    def bindings(self) -> list[Binding]:
        """Its keys for the screen; they go before those of the widget that has the focus."""
        return [Binding(key, self.call, self.title, show=False, priority=True) for key in self.keys]


_F, _D, _V, _S = "File", "Debugger", "View", "Studio"

ACTIONS: tuple[Action, ...] = (
    Action("help", "Help: all keys", ("f1",), _S, "every key, searchable", "help"),
    Action(
        "continue", "Continue", ("f5", "alt+c"), _D, "let the stopped run go on", "continue", True
    ),
    Action(
        "step('over')",
        "Step over",
        ("f10", "alt+n"),
        _D,
        "run this line, stop at the next",
        "step",
        True,
    ),
    Action(
        "step('into')",
        "Step into",
        ("f11", "alt+i"),
        _D,
        "into the handler or the expression",
        "into",
        True,
    ),
    Action("step('out')", "Step out", ("alt+o",), _D, "run to the end of this handler"),
    Action(
        "abandon",
        "Abandon the run",
        ("shift+f5", "alt+x"),
        _D,
        "end it; nothing of it is committed",
        "abandon",
        True,
    ),
    Action(
        "toggle_breakpoint",
        "Breakpoint on or off",
        ("f9",),
        _D,
        "stop before the cursor's line",
        "breakpoint",
    ),
    Action("clear_breakpoints", "Remove all breakpoints", (), _D),
    Action(
        "step_mode",
        "Step mode on or off",
        ("f6",),
        _D,
        "stop every event before its first line",
        "step mode",
        False,
    ),
    Action(
        "run_handler",
        "Run a handler by hand…",
        ("f7",),
        _D,
        "with arguments of your own",
        "run",
        False,
    ),
    Action("save", "Save", ("ctrl+s",), _F, "write the file", "save"),
    Action("reload", "Reload from disk", ("ctrl+r",), _F, "take what the file reads now"),
    Action("keep", "Keep the text of the editor", ("alt+k",), _F, "when the file changed on disk"),
    Action("format", "Format", ("alt+shift+f", "ctrl+l"), _F, "into the one canonical form"),
    Action("fix_all", "Fix all problems", (), _F, "those that bring a fix with them"),
    Action("go_to_name", "Go to a name…", ("alt+shift+n",), _F, "of all that the file declares"),
    Action("copy_address", "Copy the address", (), _S, "the URL to open in a browser"),
    Action(
        "focus_pane('editor')", "Go to the editor", ("ctrl+t",), _V, "Escape in a list does too"
    ),
    Action("focus_pane('state')", "Go to State", ("alt+v",), _V),
    Action("focus_pane('ast')", "Go to AST", ("alt+a",), _V),
    Action("focus_pane('clients')", "Go to Clients", (), _V),
    Action("focus_pane('debug')", "Go to Debug", ("alt+u",), _V),
    Action("focus_pane('traffic')", "Go to Traffic", ("alt+t",), _V),
    Action("focus_pane('problems')", "Go to Problems", (), _V),
    Action("focus_pane('log')", "Go to Log", (), _V),
    Action("next_tab(1)", "Next tab of the panel", ("ctrl+pagedown",), _V, "] does too in lists"),
    Action("next_tab(-1)", "Previous tab of the panel", ("ctrl+pageup",), _V, "[ does too"),
    Action("next_region(1)", "Next panel", ("f4", "ctrl+o"), _V, "editor, inspector, dock in turn"),
    Action("next_region(-1)", "Previous panel", ("shift+f4",), _V),
    Action("maximise", "Maximise the panel, or restore it", ("alt+m",), _V),
    Action("toggle_region('inspector')", "Show or hide the inspector", ("alt+r",), _V),
    Action("toggle_region('dock')", "Show or hide the dock", ("alt+j",), _V),
    Action("resize('inspector', 4)", "Wider inspector", ("alt+shift+left",), _V),
    Action("resize('inspector', -4)", "Narrower inspector", ("alt+shift+right",), _V),
    Action("resize('dock', 2)", "Higher dock", ("alt+pageup",), _V),
    Action("resize('dock', -2)", "Lower dock", ("alt+pagedown",), _V),
    Action("theme", "Light or dark theme", (), _V),
    Action("next_session", "Look at the next session", (), _V, "where there are several"),
    Action("app.command_palette", "Commands…", ("ctrl+p",), _S, "everything by name", "commands"),
    Action("leave", "Quit", ("ctrl+q",), _S, "asks first when text is not saved", "quit"),
)

# What the panes bind themselves, for the list of keys.
PANE_KEYS: tuple[tuple[str, str, str], ...] = (
    ("In lists and trees", "↑ ↓ PgUp PgDn Home End", "move; j k g G do too"),
    ("In lists and trees", "Enter", "open, or go to its line"),
    ("In lists and trees", "→ ←", "unfold, fold; Space does either"),
    ("State", "Enter or e", "edit the value (JSON); Escape leaves it"),
    ("State", "c", "copy the value"),
    ("Clients", "d", "disconnect the client"),
    ("Debug", "n i o c x", "step over, into, out, continue, abandon"),
    ("Traffic", "Enter", "the frame in full; its cause and effects are marked"),
    ("Traffic", "/", "filter; Escape takes it away"),
    ("Traffic", "p", "pause, or go on"),
    ("Traffic", "f", "follow the newest frame"),
    ("Traffic", "x", "clear"),
    ("Traffic", "c", "copy the frame"),
)

_NAMES = {
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def key_name(key: str) -> str:
    """A key as a person reads it: `Ctrl+S`, `F10`."""
    parts = key.split("+")
    return "+".join(_NAMES.get(part, part.upper() if len(part) <= 3 else part) for part in parts)


def keys_of(action: Action) -> str:
    """All keys of an action."""
    return ", ".join(key_name(key) for key in action.keys)
