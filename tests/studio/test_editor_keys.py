"""What keys do to the text: `|` is the cursor, `^` where the selection begins."""

from __future__ import annotations

from textual import events

from tests.studio.editing import desk

TYPED = {
    "a bracket brings its partner": ("a = |", "(", "a = (|)"),
    "and is typed over": ("a = (|)", ")", "a = ()|"),
    "but not where one is missing": ("a = f((|)", ")", "a = f(()|)"),
    "no partner before a word": ("a = |b", "(", "a = (|b"),
    "a quote brings its partner": ("a = |", '"', 'a = "|"'),
    "and is typed over in its string": ('  a = "b|"', '"', '  a = "b"|'),
    "an apostrophe in a word stands alone": ("// don|", "'", "// don'|"),
    "no quotes in a string": ('a = "it|"', "'", 'a = "it\'|"'),
    "braces in a string, for an interpolation": ('  a = "|"', "{{a", '  a = "{{a|}}"'),
    "a selection is put between brackets": ("a = ^b + c|", "(", "a = (^b + c|)"),
    "a selection from behind stays so": ("a = |b + c^", "[", "a = [|b + c^]"),
    "a selection is put in quotes": ("a = ^b|", '"', 'a = "^b|"'),
    "a selection is replaced by a letter": ("a = ^b|", "x", "a = x|"),
    "enter keeps the depth": ("  a = 1|", "\nb", "  a = 1\n  b|"),
    "enter goes deeper after a colon": ("state:|", "\na", "state:\n  a|"),
    "enter goes deeper after a colon and a comment": (
        "state: // all|",
        "\na",
        "state: // all\n  a|",
    ),
    "enter in a string with a colon": ('  a = "b: |c"', "\n", '  a = "b: \n  |c"'),
    "enter opens a pair of brackets": ("  a = [|]", "\n1", "  a = [\n    1|\n  ]"),
    "enter leaves no blanks behind": ("  a\n  |", "\nb", "  a\n\n  b|"),
    "enter before a line moves it down": ("  |a", "\n", "\n  |a"),
    "enter at a line's very start": ("|  a", "\n", "\n|  a"),
    "enter takes the blanks after it": ("  a| b", "\n", "  a\n  |b"),
    "enter replaces the selection": ("a = ^1\nb = |2", "\n", "a = \n|2"),
    "else goes back to its if": (
        "  if (a):\n    set b = 1\n    else|",
        ":",
        "  if (a):\n    set b = 1\n  else:|",
    ),
    "else if goes back too": (
        "  if (a):\n    set b = 1\n    else if (c)|",
        ":",
        "  if (a):\n    set b = 1\n  else if (c):|",
    ),
    "else stays where it belongs": (
        "  if (a):\n    set b = 1\n  else|",
        ":",
        "  if (a):\n    set b = 1\n  else:|",
    ),
}

PRESSED = {
    "tab goes to the next stop": ("a|", ["tab"], "a |"),
    "tab indents as deep as fits": ("state:\n|", ["tab"], "state:\n  |"),
    "tab indents a selection": ("^a\n\nb|", ["tab"], "^  a\n\n  b|"),
    "a selection that ends at a line's start leaves it out": (
        "^a\n|b",
        ["tab"],
        "^  a\n|b",
    ),
    "shift+tab outdents": ("    a|", ["shift+tab"], "  a|"),
    "shift+tab stops at the margin": (" a|", ["shift+tab"], "a|"),
    "shift+tab takes a tab": ("\ta|", ["shift+tab"], "a|"),
    "backspace goes back a depth": ("    |a", ["backspace"], "  |a"),
    "backspace to an odd depth's stop": ("   |a", ["backspace"], "  |a"),
    "backspace takes one character elsewhere": ("  ab|", ["backspace"], "  a|"),
    "backspace takes an empty pair": ("a(|)", ["backspace"], "a|"),
    "backspace takes empty quotes": ('a = "|"', ["backspace"], "a = |"),
    "backspace leaves the quote of a full string": ('"a"|""', ["backspace"], '"a|""'),
    "backspace joins lines": ("a\n|b", ["backspace"], "a|b"),
    "comment": ("  a = 1|", ["ctrl+slash"], "  // a = 1|"),
    "comment, as most terminals send it": ("  a = 1|", ["ctrl+underscore"], "  // a = 1|"),
    "uncomment": ("  // a = 1|", ["alt+e"], "  a = 1|"),
    "comment several at one depth": (
        "^  a\n\n    b|",
        ["ctrl+slash"],
        "^  // a\n\n  //   b|",
    ),
    "mixed lines become comments": ("^// a\nb|", ["ctrl+slash"], "^// // a\n// b|"),
    "css has its own comments": (
        "style:\n  .a { color: red; }|",
        ["ctrl+slash"],
        "style:\n  /* .a { color: red; }| */",
    ),
    "and back": (
        "style:\n  /* .a { color: red; }| */",
        ["ctrl+slash"],
        "style:\n  .a { color: red; }|",
    ),
    "move a line up": ("a\nb|\nc", ["alt+up"], "b|\na\nc"),
    "move a line down": ("a|\nb\nc", ["alt+down"], "b\na|\nc"),
    "no further than the edge": ("a|\nb", ["alt+up"], "a|\nb"),
    "move a selection": ("^a\nb|\nc", ["alt+down"], "c\n^a\nb|"),
    "duplicate a line": ("a|\nb", ["ctrl+d"], "a\na|\nb"),
    "duplicate a selection": ("^a\nb|\nc", ["alt+shift+down"], "a\nb\n^a\nb|\nc"),
    "duplicate the last line": ("a\nb|", ["ctrl+d"], "a\nb\nb|"),
    "delete a line": ("a\nbc|\nde", ["ctrl+shift+k"], "a\nde|"),
    "delete the last line": ("a\nb|", ["alt+w"], "a|"),
    "delete the only line": ("ab|", ["alt+w"], "|"),
    "select all": ("a\n|b", ["ctrl+a"], "^a\nb|"),
    "to the start and the end": ("a\nb|", ["ctrl+home", "shift+right"], "^a|\nb"),
    "select to the end": ("|a\nb", ["ctrl+shift+end"], "^a\nb|"),
    "home goes to the first letter": ("  ab|", ["home"], "  |ab"),
    "home again goes to the margin": ("  |ab", ["home"], "|  ab"),
    "delete a word": ("set count|", ["ctrl+w"], "set |"),
    "letters over a pair stay single steps": ("|", ["(", "a", ")", "b"], "(a)b|"),
    "undo of a pair": ("|", ["(", "ctrl+z"], "|"),
    "undo and redo": ("|", ["a", "enter", "b", "ctrl+z", "ctrl+z", "ctrl+y"], "a\n|"),
    "undo of a moved line": ("a|\nb", ["alt+down", "ctrl+z"], "a|\nb"),
    "undo of a comment": ("^a\nb|", ["ctrl+slash", "ctrl+z"], "^a\nb|"),
}


async def test_typing() -> None:
    async with desk() as at:
        wrong = {}
        for name, (before, typed, after) in TYPED.items():
            at.put(f"state:\n{before}")
            await at.write(typed)
            if at.drawn() != f"state:\n{after}":
                wrong[name] = at.drawn()
        assert not wrong


async def test_keys() -> None:
    async with desk() as at:
        wrong = {}
        for name, (before, keys, after) in PRESSED.items():
            at.put(before)
            await at.press(*keys)
            if at.drawn() != after:
                wrong[name] = at.drawn()
        assert not wrong


async def test_a_read_only_text_stays_as_it_is() -> None:
    async with desk("a = (1)\nb\n", read_only=True) as at:
        for key in ("x", "enter", "backspace", "ctrl+d", "alt+w", "ctrl+x", "ctrl+slash", "tab"):
            at.editor.focus()
            await at.press(key)
        assert at.editor.text == "a = (1)\nb\n"


async def test_alt_with_a_letter_is_no_text_as_older_terminals_send_it() -> None:
    async with desk() as at:
        at.put("a|b\nc")
        for letter in "yzdé":
            at.app.post_message(events.Key(f"alt+{letter}", letter))
            await at.pilot.pause()
        assert at.editor.text == "ab\nab\nc"


async def test_two_hundred_edits_can_be_undone_one_by_one() -> None:
    async with desk("") as at:
        for number in range(200):
            at.editor.insert(f"{number}\n")
        for _ in range(200):
            at.editor.undo()
        assert at.editor.text == ""


async def test_a_key_that_changes_nothing_is_no_step_of_the_history() -> None:
    async with desk() as at:
        at.put("|")
        await at.press("x", "(", ")", "ctrl+z")
        assert at.editor.text == "x"
