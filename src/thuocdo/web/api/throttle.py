"""How many requests one address may make: `THUOCDO_API_RATE`, such as `600/m`; `0`: no limit."""

import time
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@cache
def limit(rate: str) -> tuple[int, int] | None:
    """Requests and seconds of a rate such as `600/m`; None where there is no limit."""
    if rate in {"", "0"}:
        return None
    count, _slash, unit = rate.partition("/")
    if not count.isdecimal() or unit not in SECONDS:
        raise ImproperlyConfigured(f"THUOCDO_API_RATE: “{rate}”; write 600/m, 10/s, … or 0")
    return int(count), SECONDS[unit]


class AddressThrottle(BaseThrottle):
    """Counts the requests of an address in windows of fixed length, apart in each worker.

    A request that is costly to answer may count as several (`cost`). Nothing is kept in the
    throttle itself: threads share it.
    """

    def __init__(self, cost: int = 1) -> None:
        self.cost = cost
        limit(settings.API_RATE)  # a mistake in the setting is told at the start

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the address has requests left in this window."""
        allowed = limit(settings.API_RATE)
        if allowed is None:
            return True
        count, seconds = allowed
        counters = caches["rates"]
        key = f"{self.get_ident(request)}:{int(time.time()) // seconds}:{seconds}"
        counters.add(key, 0, timeout=seconds)
        try:
            return counters.incr(key, self.cost) <= count
        except ValueError:  # the window ended in between
            return True

    def wait(self) -> int:
        """Seconds until the next window."""
        _count, seconds = limit(settings.API_RATE) or (0, 1)
        return seconds - int(time.time()) % seconds
