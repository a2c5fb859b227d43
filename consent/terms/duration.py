"""How long something stays on a device: seconds, or None for the browser's session.

Written `"13 months"`, `"2 hours"`, a number of seconds, or `"session"`. A month counts 30 days and a year 365:
people read these as rounded figures, and browsers cap cookies at 400 days (RFC 6265bis §5.5).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_592_000,
    "year": 31_536_000,
}
WRITTEN = re.compile(r"(\d{1,9}) (second|minute|hour|day|week|month|year)s?")
LONGEST = 400 * SECONDS["day"]
"""RFC 6265bis §5.5: browsers cut a longer life to 400 days, so a declaration beyond it would be untrue."""


def parsed_duration(value: object) -> int | None:
    """Return seconds, or None for the session; raise ValueError for anything else."""
    if value is None or value == "session":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    written = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None or int(written[1]) == 0:
        raise ValueError('"session", a number of seconds, or a text such as "13 months"')
    return int(written[1]) * SECONDS[written[2]]


def largest_unit(seconds: int) -> tuple[int, str]:
    """Return the count and unit that say `seconds` exactly in the fewest: 33_696_000 -> (13, "month")."""
    for unit in ("year", "month", "week", "day", "hour", "minute"):
        if seconds % SECONDS[unit] == 0:
            return seconds // SECONDS[unit], unit
    return seconds, "second"


Duration = Annotated[int | None, BeforeValidator(parsed_duration)]
