"""What single keys do to the text around the cursor. Pure: a document in, a change out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual.document._document import Location, Selection

from hjx_studio.studio.widgets.editor.brackets import PAIRS, is_text
from hjx_studio.studio.widgets.editor.change import Change
from hjx_studio.studio.widgets.editor.columns import columns_of
from hjx_studio.studio.widgets.editor.document import SourceDocument
from hjx_studio.studio.widgets.editor.highlight import TokenLine

INDENT = 2
_QUOTES = frozenset("\"'`")
_MAY_FOLLOW = frozenset(")]},:; \t>")
_CLOSERS = {close: opener for opener, close in PAIRS.items()}
_ELSE = re.compile(r"else(\s+if\b.*)?\s*")
_IF = re.compile(r"(else\s+)?if\b")


@dataclass(frozen=True, slots=True)
class Typing:
    """A document, its selection, and the tokens of the line that the selection begins on."""

    document: SourceDocument
    selection: Selection
    tokens: TokenLine

    @property
    def top(self) -> Location:
        """Where the selection begins."""
        return min(self.selection)

    @property
    def bottom(self) -> Location:
        """Where it ends."""
        return max(self.selection)

    @property
    def line(self) -> str:
        """The line that it begins on."""
        return self.document.lines[self.top[0]]

    @property
    def before(self) -> str:
        """That line up to the selection."""
        return self.line[: self.top[1]]

    @property
    def after(self) -> str:
        """What follows the selection on its last line."""
        return self.document.lines[self.bottom[0]][self.bottom[1] :]

    @property
    def in_text(self) -> bool:
        """Whether the cursor stands inside a string or a comment."""
        column = self.top[1]
        return (
            column > 0
            and is_text(self.tokens, column - 1)
            and (is_text(self.tokens, column) or column == len(self.line))
        )

    @property
    def in_comment(self) -> bool:
        """Whether the cursor stands in a comment."""
        return any(
            token.kind == "comment" and token.start < self.top[1] <= token.end
            for token in self.tokens.tokens
        )

    def insert(self, text: str, forward: int | None = None) -> Change:
        """Put a text in place of the selection, the cursor `forward` code points into it."""
        if forward is None:
            return Change(self.top, self.bottom, text)
        row, column = self.top
        return Change(self.top, self.bottom, text, Selection.cursor((row, column + forward)))

    def step_over(self) -> Change:
        """Only move the cursor past the next character."""
        row, column = self.top
        return Change(self.top, self.top, "", Selection.cursor((row, column + 1)))


def indentation(line: str) -> str:
    """The spaces and tabs that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def character(typing: Typing, typed: str) -> Change:
    """What a printable key does: brackets and quotes come in pairs, closing ones are typed over,
    a selection is put between them, and `else:` goes back to its `if`."""
    if not typing.selection.is_empty:
        return _surround(typing, typed) or typing.insert(typed)
    if typed in _CLOSERS and typing.after.startswith(typed) and _closed(typing, typed):
        return typing.step_over()
    if typed in PAIRS and _may_pair(typing, typed):
        return typing.insert(typed + PAIRS[typed], 1)
    if typed in _QUOTES:
        return _quote(typing, typed)
    return (_else(typing) if typed == ":" else None) or typing.insert(typed)


def _surround(typing: Typing, typed: str) -> Change | None:
    close = typed if typed in _QUOTES else PAIRS.get(typed)
    if close is None:
        return None
    text = typing.document.get_text_range(typing.top, typing.bottom)
    (row, column), (last, end) = typing.top, typing.bottom
    stop = (last, end + 1 if last == row else end)
    inside = Selection((row, column + 1), stop)
    if typing.selection.start > typing.selection.end:
        inside = Selection(inside.end, inside.start)
    return Change(typing.top, typing.bottom, typed + text + close, inside)


def _may_pair(typing: Typing, typed: str) -> bool:
    if (
        typing.after
        and typing.after[0] not in _MAY_FOLLOW
        and not (typing.in_text and typing.after[0] in _QUOTES)
    ):
        return False
    return not typing.in_comment and (typed == "{" or not typing.in_text)


def _closed(typing: Typing, close: str) -> bool:
    """Whether the line already has a closing bracket for each opening one."""
    depth = 0
    for column, found in enumerate(typing.line):
        if found in {close, _CLOSERS[close]} and (
            typing.in_text or not is_text(typing.tokens, column)
        ):
            depth += -1 if found == close else 1
    return depth <= 0


def _quote(typing: Typing, quote: str) -> Change:
    if typing.after.startswith(quote) and typing.in_text:
        escaped = len(typing.before) - len(typing.before.rstrip("\\"))
        return typing.insert(quote) if escaped % 2 else typing.step_over()
    previous = typing.before[-1:]
    alone = (
        typing.in_text
        or typing.in_comment
        or previous == quote
        or previous.isalnum()
        or (typing.after and typing.after[0] not in _MAY_FOLLOW)
    )
    return typing.insert(quote) if alone else typing.insert(quote * 2, 1)


def _else(typing: Typing) -> Change | None:
    """`else` typed in the body of its `if` goes back to the `if`'s depth with its colon."""
    indent = indentation(typing.line)
    if typing.after.strip() or not _ELSE.fullmatch(typing.line[len(indent) :]):
        return None
    row, column = typing.top
    for line in reversed(typing.document.lines[:row]):
        depth = len(indentation(line))
        if not line.strip() or depth > len(indent):
            continue
        opens = _IF.match(line.strip()) is not None
        if depth == len(indent):
            if opens:
                return None
            continue
        if not opens:
            return None
        text = indentation(line) + typing.line[len(indent) : column] + ":"
        return Change((row, 0), (row, column), text)
    return None


def enter(typing: Typing) -> Change:
    """A new line at the depth of this one; deeper after a colon or an open bracket."""
    newline = typing.document.newline
    before, after = typing.before, typing.after
    row, column = typing.top
    if not before.strip() and typing.selection.is_empty:
        if after.strip():
            return Change((row, 0), (row, 0), newline, Selection.cursor((row + 1, column)))
        return Change((row, 0), (row, len(typing.line)), newline + before)
    indent = indentation(before)
    spaces = len(after) - len(after.lstrip(" \t"))
    end = (typing.bottom[0], typing.bottom[1] + spaces)
    code = _without_comment(typing).rstrip()
    deeper = indent + " " * INDENT
    if is_text(typing.tokens, len(code) - 1):
        return Change(typing.top, end, newline + indent)
    if code.endswith(tuple(PAIRS)) and after[spaces:].startswith(PAIRS[code[-1]]):
        inside = Selection.cursor((row + 1, len(deeper)))
        return Change(typing.top, end, newline + deeper + newline + indent, inside)
    opens = code.endswith((":", *PAIRS))
    return Change(typing.top, end, newline + (deeper if opens else indent))


def _without_comment(typing: Typing) -> str:
    comments = [token.start for token in typing.tokens.tokens if token.kind == "comment"]
    return typing.before[: min(comments, default=len(typing.before))]


def backspace(typing: Typing, tab_width: int) -> Change | None:
    """An empty pair goes as a whole, indentation by its depth; None where nothing special does."""
    if not typing.selection.is_empty or not typing.before:
        return None
    row, column = typing.top
    previous, following = typing.before[-1], typing.after[:1]
    if following and (PAIRS.get(previous) == following or _empty_quotes(typing)):
        return Change((row, column - 1), (row, column + 1), "")
    if typing.before.strip(" ") or len(typing.before) < INDENT:
        return None
    cell = columns_of(typing.line, tab_width).cells[column]
    return Change((row, (cell - 1) // INDENT * INDENT), (row, column), "")


def _empty_quotes(typing: Typing) -> bool:
    quote = typing.before[-1]
    if quote not in _QUOTES or not typing.after.startswith(quote):
        return False
    return typing.before.count(quote) % 2 == 1


def tab(typing: Typing, tab_width: int) -> Change:
    """Spaces up to the next stop; on a blank start of a line, up to the depth that fits here."""
    row, column = typing.top
    cell = columns_of(typing.line, tab_width).cells[column]
    fitting = _fitting_depth(typing.document, row)
    if not typing.before.strip() and cell < fitting:
        return typing.insert(" " * (fitting - cell))
    return typing.insert(" " * (INDENT - cell % INDENT))


def _fitting_depth(document: SourceDocument, row: int) -> int:
    above = next((line for line in reversed(document.lines[:row]) if line.strip()), "")
    depth = len(indentation(above))
    return depth + INDENT if above.rstrip().endswith(":") else depth
