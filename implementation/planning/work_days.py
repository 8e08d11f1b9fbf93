"""The days of work of a country: without its weekends and national holidays.

Which days these are, the package `holidays` knows for the years 1990 to 2100; in other years, and for a country that
it does not know, weekends alone are left out. Holidays of a region within a country are not looked up.
"""

from bisect import bisect_left
from datetime import date
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

from implementation.planning.calendars import OUTSIDE
from implementation.planning.errors import PlanError

FIRST_YEAR, LAST_YEAR = 1990, 2100
SATURDAY, SUNDAY = 5, 6
# Days are numbered from here, so that far years are not read to number near ones.
_ORIGIN = 2020
_FORTNIGHT = 14
_DAYS_KEPT = 10_000


class WorkDays:
    """A calendar of working days. `country`: two letters, empty or unknown for weekends alone."""

    def __init__(self, country: str = "") -> None:
        self.country = country if is_known(country) else ""
        known = country_holidays(self.country) if self.country else None
        self._weekend = frozenset(known.weekend) if known is not None else frozenset({SATURDAY, SUNDAY})
        self._before_weekday = [sum(day not in self._weekend for day in range(weekday)) for weekday in range(8)]
        self._years: dict[int, tuple[list[int], list[int]]] = {}
        self._before_year = {_ORIGIN: 0}
        self._days: dict[int, date] = {}
        # Thousands of tasks lie on the same few hundred days.
        self._number = lru_cache(maxsize=_DAYS_KEPT)(self._numbered)

    def position(self, day: date) -> int:
        """The number of the first working day on or after `day`."""
        return self._number(day.toordinal())

    def after(self, day: date) -> int:
        """The number of the first working day after `day`."""
        return self._number(day.toordinal() + 1)

    def day(self, position: int) -> date:
        """The working day of that number."""
        if position not in self._days:
            self._days[position] = self._day(position)
        return self._days[position]

    def _numbered(self, ordinal: int) -> int:
        weeks, weekday = divmod(ordinal - 1, 7)
        return weeks * self._before_weekday[7] + self._before_weekday[weekday] + self._exceptions_before(ordinal)

    def _day(self, position: int) -> date:
        """The last day of its number: those of the same number before it are no working days."""
        low, high = date.min.toordinal(), date.max.toordinal() + 1
        if not self._number(low) <= position < self._number(high):
            raise PlanError(OUTSIDE)
        low = high = min(max(position * 7 // self._before_weekday[7], low), high)
        step = _FORTNIGHT
        while self._number(low) > position:
            low, step = max(low - step, 1), step * 2
        while self._number(high) <= position:
            high, step = min(high + step, date.max.toordinal() + 1), step * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._number(middle) <= position else (low, middle)
        return date.fromordinal(low)

    def _exceptions_before(self, ordinal: int) -> int:
        """Days of work at weekends less holidays on other days, from the origin to that day (before it: negative)."""
        year = LAST_YEAR + 1 if ordinal > date.max.toordinal() else date.fromordinal(ordinal).year
        if not self.country or year < FIRST_YEAR:
            return self._until(FIRST_YEAR) if self.country else 0
        if year > LAST_YEAR:
            return self._until(LAST_YEAR + 1)
        days, sums = self._year(year)
        return self._until(year) + sums[bisect_left(days, ordinal)]

    def _until(self, year: int) -> int:
        """The exceptions from the origin to the first of January of that year."""
        if year not in self._before_year:
            near = max(known for known in self._before_year if known < year) if year > _ORIGIN else _ORIGIN
            for other in range(near, year):
                self._before_year[other + 1] = self._before_year[other] + self._year(other)[1][-1]
            for other in range(min(self._before_year), year, -1):
                self._before_year[other - 1] = self._before_year[other] - self._year(other - 1)[1][-1]
        return self._before_year[year]

    def _year(self, year: int) -> tuple[list[int], list[int]]:
        """The days of the year that are other than their weekday says, and how many before each of them net."""
        if year not in self._years:
            known = country_holidays(self.country, years=year)
            ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            days, sums = [], [0]
            for day in map(date.fromordinal, ordinals):
                usual, actual = day.weekday() not in self._weekend, known.is_working_day(day)
                if usual != actual:
                    days.append(day.toordinal())
                    sums.append(sums[-1] + actual - usual)
            self._years[year] = days, sums
        return self._years[year]


@lru_cache(maxsize=64)
def work_days(country: str) -> WorkDays:
    """The calendar of the country, made once a process."""
    return WorkDays(country)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(code for code in list_supported_countries() if len(code) == len("DE"))


def is_known(country: str) -> bool:
    """Whether the holidays of this country are known."""
    return country in _countries()
