"""How often each token, user and address may ask; accounts/signing_in.py counts failures alike.

Counted in fixed windows, in the memory of the process that answers: with two processes somebody
gets up to twice the rate, and a restart forgets. That keeps one caller from taking all of a
process; it is no defence against many (docs/threat-model.md).
"""

from __future__ import annotations

import ipaddress
import math
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from accounts.counting import Counts
from accounts.models import Token
from api.rates import Allowance, Rate

ANONYMOUS, TOKEN, USER = "anonymous", "token", "user"
LONGEST_ADDRESS = 64
COUNTS = Counts()


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
        count = Count(policy, caller, rate)
        used = count.up()
        self._resets_in = count.resets_in
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
        return ANONYMOUS, address_of(request)


def address_of(request: Any) -> str:
    """Where a request comes from, as it is counted; proxies of ours are believed, no others."""
    return network_of((BaseThrottle().get_ident(request) or "")[:LONGEST_ADDRESS])


@lru_cache(maxsize=1024)
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


class Count:
    """What somebody has used up under a policy, in the window that it is now."""

    def __init__(self, policy: str, caller: str, rate: Rate) -> None:
        self._now = timezone.now().timestamp()
        self.resets_in = math.ceil(rate.seconds - self._now % rate.seconds) or rate.seconds
        window = int(self._now // rate.seconds)
        self._ends_at = (window + 1) * rate.seconds
        self._key = f"{policy}:{window}:{caller}"

    def up(self) -> int:
        """This one among those of the window."""
        return COUNTS.up(self._key, ends_at=self._ends_at, now=self._now)

    def down(self) -> None:
        """Give one back."""
        COUNTS.down(self._key)
