"""What is found in a source: one finding, and the table of all codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from hjx_studio.language.source import Range


class Severity(Enum):
    """How much a finding matters: an error keeps a build from going live."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the text of a range."""

    range: Range
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove a finding; they do not overlap."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding: its code from `CODES`, where, one sentence, and what would mend it."""

    code: str
    severity: Severity
    range: Range
    message: str
    hint: str | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for, whatever the names in the message."""

    severity: Severity
    title: str


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

CODES: Mapping[str, Code] = MappingProxyType(
    {
        "HJX001": Code(_E, "syntax error"),
        "HJX002": Code(_E, "unclosed bracket or string"),
        "HJX003": Code(_E, "tab in indentation"),
        "HJX004": Code(_E, "inconsistent indentation"),
        "HJX005": Code(_E, "unknown block"),
        "HJX006": Code(_E, "block given twice"),
        "HJX007": Code(_E, "unknown statement"),
        "HJX008": Code(_E, "else without its if"),
        "HJX009": Code(_E, "text that is no quoted string"),
        "HJX010": Code(_E, "not part of the language"),
        "HJX011": Code(_E, "tag or attribute that is not allowed"),
        "HJX012": Code(_E, "unknown name"),
        "HJX013": Code(_E, "unknown handler"),
        "HJX014": Code(_E, "unknown method or function"),
        "HJX015": Code(_E, "duplicate name"),
        "HJX016": Code(_E, "set on what can't be set"),
        "HJX017": Code(_E, "computed names that need each other"),
        "HJX018": Code(_E, "bad bind target"),
        "HJX019": Code(_E, "value that is not constant"),
        "HJX020": Code(_E, "import that can't be loaded"),
        "HJX021": Code(_E, "value that cannot be"),
        "HJX022": Code(_E, "nested too deep or too large"),
        "HJX023": Code(_E, "private name out of its reach"),
        "HJX024": Code(_E, "unknown modifier"),
        "HJX101": Code(_W, "component without a name"),
        "HJX102": Code(_W, "implicit parameter"),
        "HJX103": Code(_W, "wrong number of arguments"),
        "HJX104": Code(_W, "name that nothing uses"),
        "HJX105": Code(_W, "tag that looks like a missing import"),
        "HJX106": Code(_W, "loop without a key"),
        "HJX107": Code(_W, "duplicate attribute"),
        "HJX108": Code(_W, "style that doesn't parse"),
        "HJX109": Code(_W, "event that no browser sends"),
        "HJX201": Code(_I, "script is not run"),
    }
)


class HjxError(Exception):
    """What a user can get wrong, wherever it shows; its text is one clear sentence."""
