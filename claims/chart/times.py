"""The axis of time: where an instant lies, and which days or hours are written along it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from claims.chart.numbers import Tick

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EARLIEST = datetime(1, 1, 3, tzinfo=UTC)  # neither a time zone nor a step leads out of
LATEST = datetime(9999, 12, 1, tzinfo=UTC)  # the calendar from between these
CLOCK = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
DAYS = (1, 2, 3, 5, 7, 14)
MONTHS = (1, 3, 6)
ALONE = 40 * DAY  # stands for the span of a single instant
AROUND = (0.05, 0.12)
YEARS = (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000)


@dataclass(frozen=True, slots=True)
class Times:
    """Instants from `first` to `last` laid from `start` to `end`, their days those of a zone."""

    first: datetime
    last: datetime
    start: float
    end: float
    zone: str

    def place(self, at: datetime) -> float:
        """What lies outside is put at the nearer end."""
        within = min(max(at, self.first), self.last)
        return self.start + (within - self.first) / (self.last - self.first) * (
            self.end - self.start
        )

    def ticks(self, room: float) -> list[Tick]:
        """As many as have `room` each; at least one."""
        most = max(1, int(abs(self.end - self.start) / room))
        for moments, fine, coarse in self._ladder():
            found: list[datetime] = []
            for moment in moments:
                found.append(moment)
                if len(found) > most:
                    break
            if 0 < len(found) <= most:
                return [self._tick(each, fine, coarse) for each in found]
        return [self._tick(self._local(self.first), "%-d %b", "%Y")]

    def _ladder(self) -> Iterator[tuple[Iterator[datetime], str, str]]:
        """From the finest steps to the coarsest, and how their ticks are written."""
        for step in CLOCK:
            yield self._every(step), "%H:%M", "%-d %b %Y"
        for days in DAYS:
            yield self._every(days * DAY), "%-d %b", "%Y"
        for months in MONTHS:
            yield self._months(months), "%b", "%Y"
        for years in YEARS:
            yield self._months(years * 12), "%Y", ""

    def _every(self, step: timedelta) -> Iterator[datetime]:
        """Even steps of the wall clock: those of hours from midnight, of days from New Year."""
        first, last = self._local(self.first), self._local(self.last)
        origin = first.replace(hour=0, minute=0, second=0, microsecond=0)
        if step >= DAY:
            origin = origin.replace(month=1, day=1)
        moment = origin + -((origin - first) // step) * step
        while moment <= last:
            yield moment
            moment += step

    def _months(self, step: int) -> Iterator[datetime]:
        first, last = self._local(self.first), self._local(self.last)
        count = (first.year * 12 + first.month - 1) // step * step
        while count <= last.year * 12 + last.month - 1:
            year, month = divmod(count, 12)
            moment = datetime(max(year, 1), month + 1, 1)  # noqa: DTZ001
            if first <= moment <= last:
                yield moment
            count += step

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def _tick(self, moment: datetime, fine: str, coarse: str) -> Tick:
        at = self.place(moment.replace(tzinfo=ZoneInfo(self.zone)))
        return Tick(at, moment.strftime(fine), moment.strftime(coarse))


def clamped(at: datetime) -> datetime:
    """Within the years that every time zone can write."""
    return min(max(at, EARLIEST), LATEST)


def times(
    first: datetime,
    last: datetime,
    start: float,
    end: float,
    zone: str,
    around: tuple[float, float] = AROUND,
) -> Times:
    """An axis with room before the first and after the last, in parts of what lies between."""
    begin, finish = clamped(first), clamped(last)
    span = finish - begin or ALONE
    before = min(span * around[0], begin - EARLIEST + HOUR)
    after = min(span * around[1], LATEST - finish + HOUR)
    return Times(begin - before, finish + after, start, end, zone)
