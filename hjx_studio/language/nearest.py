"""Which known name a mistyped one may mean."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name with the fewest edits to `word`; None if even that is too far to guess.

    An edit inserts, deletes or replaces a letter or swaps two neighbours (Damerau's optimal string
    alignment); a third of the letters may differ, and a letter's case counts for nothing.
    """
    lowered = word.lower()[:60]
    allowed = max(1, (len(lowered) + 1) // 3)
    best: tuple[int, str] | None = None
    for name in known:
        candidate = name.lower()
        if name == word or abs(len(candidate) - len(lowered)) > allowed:
            continue
        distance = _distance(lowered, candidate)
        if (
            distance <= allowed
            and distance < len(candidate)
            and (best is None or (distance, name) < best)
        ):
            best = (distance, name)
    return best[1] if best else None


def _distance(left: str, right: str) -> int:
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
