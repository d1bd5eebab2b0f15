"""JSON that a user types: read strictly, with an error that says where."""

from __future__ import annotations

import json


class JsonTextError(ValueError):
    """A text that is no JSON; its text says why, in half a sentence."""


def _refuse(name: str) -> object:
    raise JsonTextError(f"{name} is no JSON value")


def read_json(text: str) -> object:
    """The value that `text` stands for; `JsonTextError` if it is not JSON (NaN is not)."""
    try:
        value: object = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = f" at character {error.pos + 1}" if text.strip() else ""
        said = error.msg.removesuffix(" at")  # some of its messages go on with the place
        what = f"{said[0].lower()}{said[1:]}" if text.strip() else "nothing was given"
        raise JsonTextError(f"no JSON: {what}{where}") from error
    except RecursionError as error:
        raise JsonTextError("nested too deep") from error
    return value


def read_arguments(text: str) -> list[object]:
    """The arguments that a JSON list gives; nothing at all gives none. `JsonTextError` else."""
    if not text.strip():
        return []
    value = read_json(text)
    if not isinstance(value, list):
        raise JsonTextError('arguments stand in a list, such as [1, "two"]')
    return value


def pretty(text: str) -> str:
    """JSON text with one member a line; anything else as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
