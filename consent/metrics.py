"""Plain counters of what the gate and the pages did: names and numbers, never a visitor.

A counter's labels are declared words (a cookie name from the settings, a decision), so the set is bounded.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Metrics:
    """Counts by name and label. Safe to use from several threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def count(self, name: str, label: str = "") -> None:
        """Add one to `name` under `label`."""
        with self._lock:
            self._counts[name, label] += 1

    def snapshot(self) -> dict[tuple[str, str], int]:
        """Return the present figures, a copy."""
        with self._lock:
            return dict(self._counts)
