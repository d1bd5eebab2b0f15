"""The modules that every page loads as one file, so that a browser asks once.

Each becomes a function of its own whose result holds what it exports: `$view` what `view.js` does.
The file exports those, and the modules that load later take from them what they import. The page's
files keep to imports and exports at the beginning of a line, of names that are never assigned to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import (\{[^}]*\}|\* as \w+) from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def link(modules: Mapping[str, str], entry: str) -> dict[str, str]:
    """The modules (text by name) with all that `entry` imports joined to it, under its name."""
    core = _needed(modules, entry)
    joined = [_closed(name, modules[name]) for name in core[:-1]]
    exports = f"export {{ {', '.join(map(_holder, core[:-1]))} }};\n"
    linked = {entry: "".join((*joined, _IMPORT.sub(_take, modules[entry]), exports))}
    for name in modules.keys() - set(core):
        linked[name] = _outside(modules[name], core, entry)
    return linked


def _needed(modules: Mapping[str, str], entry: str) -> tuple[str, ...]:
    """A module and what it imports, also through others, each behind what it imports itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for match in _IMPORT.finditer(modules[name]):
            visit(match[2])
        found[name] = None

    visit(entry)
    return tuple(found)


def _holder(name: str) -> str:
    return f"${name}"


def _take(match: re.Match[str]) -> str:
    """An import of a module that is joined, from what it exports."""
    return f"const {match[1].removeprefix('* as ')} = {_holder(match[2])};\n"


def _closed(name: str, text: str) -> str:
    """A module as a constant that holds what it exports."""
    exported = ", ".join(match[2] for match in _EXPORT.finditer(text))
    body = _EXPORT.sub(r"\1", _IMPORT.sub(_take, text))
    return f"const {_holder(name)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _outside(text: str, core: tuple[str, ...], entry: str) -> str:
    """A module that loads later: what it imports of those that are joined comes from their file."""
    holders: set[str] = set()

    def take(match: re.Match[str]) -> str:
        if match[2] not in core:
            return match[0]
        holders.add(_holder(match[2]))
        return _take(match)

    body = _IMPORT.sub(take, text)
    if not holders:
        return body
    return f'import {{ {", ".join(sorted(holders))} }} from "./{entry}.js";\n{body}'
