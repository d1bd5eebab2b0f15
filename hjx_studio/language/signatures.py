"""What a handler takes, as those see it who run it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """A handler's name and parameters; `implicit` ones are those that only its body tells, in the
    order of their first use. No client may run a `private` one."""

    name: str
    parameters: tuple[str, ...]
    implicit: bool
    private: bool
    line: int
