"""What pages load beside themselves: the page's own modules, and each build's script and style.

Everything is held in memory and found by its exact name; no request leads to a path of the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from importlib.resources import files

from hjx_studio.language.build import Build
from hjx_studio.language.javascript.compact import compact
from hjx_studio.language.javascript.linking import link

_TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """Bytes with their media type; `packed` are the same by gzip."""

    content: bytes
    packed: bytes
    content_type: str


def _asset(name: str, text: str) -> Asset:
    content = text.encode()
    return Asset(content, compress(content, mtime=0), _TYPES[name.rpartition(".")[2]])


def load_page() -> Mapping[str, Asset]:
    """The page's modules and styles, by name, as the package ships them."""
    found = {
        entry.name: entry.read_text("utf-8")
        for entry in files("hjx_studio").joinpath("page").iterdir()
        if entry.name.rpartition(".")[2] in _TYPES
    }
    modules = {name[:-3]: text for name, text in found.items() if name.endswith(".js")}
    styles = {name: text for name, text in found.items() if not name.endswith(".js")}
    scripts = {f"{name}.js": text for name, text in link(modules, "main").items()}
    return {name: _asset(name, compact(text)) for name, text in sorted((styles | scripts).items())}


class Assets:
    """The files under `/_hjx/`; `version` names the page's modules by their content, and
    `find_build` gives a build by its name."""

    def __init__(
        self, page: Mapping[str, Asset], find_build: Callable[[str], Build | None]
    ) -> None:
        self._page = page
        self._find_build = find_build
        digest = sha256()
        for name, asset in page.items():
            digest.update(f"{name}\0{len(asset.content)}\0".encode() + asset.content)
        self.version = digest.hexdigest()[:16]

    def find(self, folder: str, name: str) -> Asset | None:
        """The file of that name in a folder: a version of the page, or "build"."""
        if folder == self.version:
            return self._page.get(name)
        stem, _, suffix = name.rpartition(".")
        build = self._find_build(stem) if folder == "build" else None
        if build is None:
            return None
        content = {"js": build.javascript, "css": build.css}.get(suffix)
        return None if content is None else _asset(name, content)
