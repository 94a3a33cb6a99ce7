"""How often each token, user and address may ask.

Counted in fixed windows, in the memory of the process that answers: with two processes somebody
gets up to twice the rate, and a restart forgets. That keeps one caller from taking all of a
process; it is no defence against many (docs/threat-model.md).
"""

from __future__ import annotations

import ipaddress
import math
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import Token
from api.rates import Allowance, Rate

ANONYMOUS, TOKEN, USER = "anonymous", "token", "user"
LONGEST_ADDRESS = 64


class CallerThrottle(SimpleRateThrottle):
    """Counts a call once, and leaves what remains on the request for its headers."""

    def __init__(self) -> None:
        """The rates are read at each call."""

    def allow_request(self, request: Any, view: Any) -> bool:
        policy, caller = self._caller(request)
        rate: Rate | None = settings.RATES[policy]
        request._request.is_counted = True
        if rate is None:
            return True
        now = timezone.now().timestamp()
        used = _count(f"{policy}:{caller}", rate, now)
        self._resets_in = math.ceil(rate.seconds - now % rate.seconds) or rate.seconds
        request._request.allowance = Allowance(
            policy, rate, max(0, rate.quota - used), self._resets_in
        )
        return used <= rate.quota

    def wait(self) -> float:
        return self._resets_in

    def _caller(self, request: Any) -> tuple[str, str]:
        if isinstance(request.auth, Token):
            return TOKEN, str(request.auth.pk)
        if request.user.is_authenticated:
            return USER, str(request.user.pk)
        return ANONYMOUS, network_of(self.get_ident(request) or "")


def network_of(address: str) -> str:
    """An address as it is counted: one of IPv6 is its /64, all of which one caller may hold."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:LONGEST_ADDRESS]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, 64), strict=False))


def _count(caller: str, rate: Rate, now: float) -> int:
    """This call among those of the window; both steps are atomic in the process."""
    key = f"rate:{quote(caller)}:{int(now // rate.seconds)}"
    cache.add(key, 0, timeout=rate.seconds + 1)
    try:
        return int(cache.incr(key))
    except ValueError:  # culled between the two steps
        return 1
