"""Small damage to a text, as typing, pasting and deleting do it."""

from __future__ import annotations

from random import Random

_SNIPPETS = (
    "(", ")", "[", "]", "{", "}", "{{", "}}", '"', "'", "`", ":", ",", ".", "->", "<->", "=", "+",
    "//", "#", "\t", "  ", "\n", "\r\n", "\ufeff", "\u2028", "é", "😀", "\x00", "__proto__",
    "1e400", "if (", "else:", "for (x in ", "key ", "on click", "bind value", "set ", "let ",
    "state:", "layout:", "handlers:", "component ", "=>", "?.", "...", "**", "??", "constructor",
    '}}"',
)  # fmt: skip


def mutated(text: str, random: Random) -> str:
    """`text` with one piece of damage."""
    lines = text.split("\n")
    row = random.randrange(len(lines))
    at = random.randrange(len(text) + 1)
    match random.randrange(6):
        case 0:
            return text[:at] + random.choice(_SNIPPETS) + text[at:]
        case 1:
            return text[:at] + text[at + random.randrange(1, 12) :]
        case 2:
            del lines[row]
        case 3:
            lines.insert(row, random.choice(lines))
        case 4:
            lines[row] = " " * random.randrange(9) + lines[row].lstrip()
        case _:
            other = random.randrange(len(lines))
            lines[row], lines[other] = lines[other], lines[row]
    return "\n".join(lines)
