"""The HTML document around a component: what `GET /` answers, and the addresses that it names.

How the parts of a page find each other:

- The page's own modules (`hjx_studio/page/*.js`, `page.css`) import each other by relative address.
  They are served as one directory, `/_hjx/VERSION/NAME`, whose VERSION is a hash of all of them;
  those that every page needs are joined in `main.js`.
- A build's compiled component and its style are `/_hjx/build/BUILD.js` and `/_hjx/build/BUILD.css`.
  The component imports nothing: its one export takes the helpers as its argument. So it does not
  know where the page's modules live, and the page can take another build at run time.
- The document hands the names that it was rendered from over in a JSON data block, which no browser
  runs. The page reads it, adopts the nodes at once, and needs no second rendering.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from hjx_studio.language.build import Build
from hjx_studio.language.javascript.component import used_modules
from hjx_studio.language.values import Value, from_plain, to_plain

_ENTRY = "main.js"
_STYLE = "page.css"


def page_address(version: str, name: str) -> str:
    """Where the page's own module or style `name` is served; `version` is a hash of all of them."""
    return f"/_hjx/{version}/{name}"


def component_address(build: str, suffix: str) -> str:
    """Where a build's compiled component (`suffix` "js") or style ("css") is served."""
    return f"/_hjx/build/{build}.{suffix}"


def modules(build: Build | None) -> tuple[str, ...]:
    """The names of the page's modules that a build needs at once, beside the entry."""
    return used_modules(build.javascript) if build else ()


def document(version: str, build: Build | None, names: Mapping[str, Value], title: str = "") -> str:
    """The whole page: the component rendered from `names`, with what lets the script adopt it.

    Without a build it is an empty page that connects and waits for one. Private names are left out,
    and the rendering sees each value as the page will read it, so that both sides start alike.
    """
    plain = {name: to_plain(value) for name, value in names.items() if not name.startswith("_")}
    shown = {name: from_plain(value) for name, value in plain.items()}
    content = build.layout.render(shown) if build else ""
    name = build.name if build else ""
    role = ' role="main"' if build and not build.layout.has_main else ""
    links = [f'<link rel="stylesheet" href="{page_address(version, _STYLE)}">']
    if build:
        style = component_address(name, "css")
        links.append(f'<link rel="stylesheet" href="{style}" id="hjx-style">')
    scripts = [page_address(version, f"{module}.js") for module in modules(build)]
    scripts += [component_address(name, "js")] if build else []
    links += [f'<link rel="modulepreload" href="{script}">' for script in scripts]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{escape(title or (build.component.name if build else 'HJX'))}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            *links,
            f'<script type="module" src="{page_address(version, _ENTRY)}"></script>',
            "</head>",
            "<body>",
            f'<div id="hjx" data-build="{name}"{role}>{content}</div>',
            '<div id="hjx-notices"><div id="hjx-status" role="status"></div></div>',
            f'<script type="application/json" id="hjx-names">{_block(plain)}</script>',
            "</body>",
            "</html>",
            "",
        ]
    )


def _block(plain: object) -> str:
    """JSON that no HTML parser can mistake for the end of its element."""
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
