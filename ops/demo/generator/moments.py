"""The moments at which something happens: few and shared, because the player waits for the bus at each of them."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import time
from random import Random

from ops.demo.script import Moment

MORNING, AFTERNOON, EVENING = time(9, 30), time(15), time(19, 30)


class Calendar:
    def __init__(self, moments: Sequence[Moment]) -> None:
        self.moments = sorted(set(moments), key=lambda moment: moment.order)
        self._orders = [moment.order for moment in self.moments]

    def after(self, *known: Moment) -> Moment:
        """The first moment later than all of ``known``."""
        return self.moments[bisect_right(self._orders, max(moment.order for moment in known))]

    def from_day(self, day: int) -> Moment:
        return self.moments[bisect_right(self._orders, (day, time(0)))]

    def within(self, rng: Random, first: int, last: int, *known: Moment) -> Moment:
        """A moment from ``first`` to ``last``, later than ``known``; else the next, or the year's last."""
        low = bisect_right(self._orders, (first, time(0)))
        if known:
            low = max(low, bisect_right(self._orders, max(moment.order for moment in known)))
        high = bisect_right(self._orders, (last, time(23, 59)))
        return self.moments[rng.randrange(low, high) if low < high else min(low, len(self.moments) - 1)]


def county() -> Calendar:
    days = [
        *((day, at) for day in range(0, 50, 3) for at in (MORNING, AFTERNOON)),
        *((day, at) for day in range(50, 57) for at in (MORNING, AFTERNOON, EVENING)),
        *((53, time(17, minute)) for minute in (5, 30, 45, 50, 58)),
        (53, time(21, 30)),
        *((day, at) for day in range(66, 70) for at in (MORNING, AFTERNOON)),
        *((day, at) for day in range(72, 232, 2) for at in (MORNING, AFTERNOON)),
        *((day, at) for day in range(235, 340, 5) for at in (MORNING, AFTERNOON)),
        *((day, at) for day in range(341, 365, 3) for at in (MORNING, AFTERNOON)),
    ]
    return Calendar([Moment(day=day, at=at) for day, at in days])


def small() -> Calendar:
    days = [
        *((day, MORNING) for day in (0, 3, 6, 9, 21)),
        (51, AFTERNOON),
        (53, time(17, 30)),
        (53, time(17, 58)),
        (53, time(21, 30)),
        *((day, at) for day in (54, 55) for at in (MORNING, AFTERNOON)),
        (66, MORNING),
        (66, AFTERNOON),
        (67, MORNING),
        (68, MORNING),
        (69, MORNING),
        *((day, MORNING) for day in range(75, 230, 6)),
        *((day, MORNING) for day in range(240, 341, 20)),
        *((day, MORNING) for day in (345, 350, 355, 360, 363)),
    ]
    return Calendar([Moment(day=day, at=at) for day, at in days])
