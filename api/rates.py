"""How often somebody may ask: a rate as settings write it, and what is left of it as headers say.

Pure: no Django, no clock. Header fields: draft-ietf-httpapi-ratelimit-headers-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = {"s": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
UNITS |= {"d": 86_400, "day": 86_400}
OFF = "off"
_RATE = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,2})?([a-z]+)")


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests in each window of so many seconds."""

    quota: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody has left under a policy: requests, and seconds until the window ends."""

    policy: str
    rate: Rate
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """As RateLimit-Policy and RateLimit."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.rate.quota};w={self.rate.seconds}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


def read_rate(text: str) -> Rate | None:
    """The rate of "600/min", or "10/15min"; None for "off". ValueError for anything else."""
    if text == OFF:
        return None
    match = _RATE.fullmatch(text)
    if match is None or match[3] not in UNITS:
        raise ValueError(f"{text!r} is no rate: write 600/min, 10/s, 5000/hour, or off")
    return Rate(int(match[1]), int(match[2] or 1) * UNITS[match[3]])
