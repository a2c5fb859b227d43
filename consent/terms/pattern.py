"""Names with `*` for any run of characters, as storage items declare them: what one covers, whether two meet."""

from __future__ import annotations

import re


def covers(pattern: str, name: str) -> bool:
    """Whether `pattern` stands for exactly this name."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name, re.DOTALL) is not None


def overlap(one: str, other: str) -> bool:
    """Whether some name is covered by both patterns."""
    seen: set[tuple[int, int]] = set()
    reached = [(0, 0)]
    while reached:
        step = reached.pop()
        if step == (len(one), len(other)):
            return True
        if step not in seen:
            seen.add(step)
            reached += _next_steps(one, other, *step)
    return False


def _next_steps(one: str, other: str, at: int, beside: int) -> list[tuple[int, int]]:
    """Ways to go on from two positions: leave a star, let a star take a character of the other, or match both."""
    mine, theirs = one[at : at + 1], other[beside : beside + 1]
    steps = []
    if mine == "*":
        steps.append((at + 1, beside))
        if theirs and theirs != "*":
            steps.append((at, beside + 1))
    if theirs == "*":
        steps.append((at, beside + 1))
        if mine and mine != "*":
            steps.append((at + 1, beside))
    if mine == theirs and mine not in {"", "*"}:
        steps.append((at + 1, beside + 1))
    return steps
