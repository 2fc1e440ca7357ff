"""Times as the record holds them: nanoseconds since 1970 in 64 bits, from 1677 to 2262. Pure."""

from __future__ import annotations

import time
from datetime import date, datetime

_LATEST_NS = 2**63 - 1


def recordable(nanoseconds: int) -> int:
    """The nearest time that the record can hold; what a disk, an archive or a person names may lie beyond it."""
    return min(max(nanoseconds, -_LATEST_NS), _LATEST_NS)


def day_of(nanoseconds: int) -> str:
    """The day of a time as this machine's clock has it: `2026-03-14`."""
    return time.strftime("%Y-%m-%d", time.localtime(nanoseconds / 1e9))


def today() -> date:
    """The day that this machine's clock has."""
    return datetime.now().astimezone().date()
