"""Plain counters of what the gate and the pages did: names and numbers, never a visitor.

A counter's labels are declared words (a cookie name from the settings, a decision), so the set is bounded.
"""

from __future__ import annotations

from collections import defaultdict


class Metrics:
    """Counts by name and label. Counted by the thread that serves; anyone may take a snapshot."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, str], int] = defaultdict(int)

    def count(self, name: str, label: str = "") -> None:
        """Add one to `name` under `label`."""
        self._counts[name, label] += 1

    def snapshot(self) -> dict[tuple[str, str], int]:
        """Return the present figures, a copy."""
        return dict(self._counts)
