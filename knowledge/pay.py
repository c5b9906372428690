"""Pay as numbers: bands and their steps, and what follows from them by arithmetic alone.

Nothing here takes tax off: what is left of a salary depends on the person.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

MONTHS_PER_YEAR = 12
# The NHS divides a year's pay by this to find the hourly rate: 365 days, in weeks.
WEEKS_PER_YEAR = Decimal(365) / 7

HOME = "england"
"""The place whose pay is said when nobody names one: the careers service is England's."""


@dataclass(frozen=True)
class PayStep:
    """A salary within a band, and after how many years in the band it comes."""

    after_years: int
    pounds: int


@dataclass(frozen=True)
class PayBand:
    """A band and its steps, lowest first."""

    name: str
    steps: tuple[PayStep, ...]

    @property
    def entry(self) -> int:
        return self.steps[0].pounds

    @property
    def top(self) -> int:
        return self.steps[-1].pounds

    def step_after(self, years: float) -> PayStep:
        """The step that someone has reached after these years in the band."""
        return [step for step in self.steps if step.after_years <= max(years, 0)][-1]


@dataclass(frozen=True)
class Supplement:
    """What is paid on top in and near London: a share of the salary, between two limits."""

    area: str
    percent: float
    maximum: int
    source: str
    minimum: int | None = None
    minimum_is_sure: bool = True

    def on(self, pounds: int) -> int | None:
        """The supplement on a salary. None where it hangs on a minimum that we are not sure of."""
        share = whole_pounds(Decimal(pounds) * Decimal(str(self.percent)) / 100)
        if share >= self.maximum:
            return self.maximum
        if self.minimum is not None and share >= self.minimum:
            return share
        return self.minimum if self.minimum_is_sure else None


@dataclass(frozen=True)
class PayTable:
    """The pay of one place in one year. One without bands tells of a rise only: its table is not published yet."""

    place: str
    year: str
    valid_from: datetime.date
    valid_until: datetime.date
    official: bool
    source: str
    as_of: datetime.date
    confidence: str
    rise_percent: float | None = None
    hours_per_week: float = 37.5
    bands: Mapping[str, PayBand] = field(default_factory=dict)
    supplements: Mapping[str, Supplement] = field(default_factory=dict)

    def with_supplement(self, area: str, pounds: int) -> int | None:
        """A salary with the supplement of an area. None where that is not sure, or nothing is known of the area."""
        supplement = self.supplements.get(area)
        extra = supplement.on(pounds) if supplement else None
        return None if extra is None else pounds + extra

    def hourly(self, pounds: int) -> Decimal:
        """What a full-time salary comes to an hour, to the penny."""
        hours = WEEKS_PER_YEAR * Decimal(str(self.hours_per_week))
        return (Decimal(pounds) / hours).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def part_time(self, pounds: int, hours_per_week: float) -> int:
        """What a full-time salary comes to a year for fewer hours a week."""
        return whole_pounds(Decimal(pounds) * Decimal(str(hours_per_week)) / Decimal(str(self.hours_per_week)))


def monthly(pounds: int) -> int:
    """A year's salary a month, to the pound, before anything is taken off."""
    return whole_pounds(Decimal(pounds) / MONTHS_PER_YEAR)


def whole_pounds(amount: Decimal) -> int:
    """To the nearest pound; fifty pence goes up, as people round money."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def newest(tables: Iterable[PayTable], place: str) -> PayTable | None:
    """The newest table of a place that may be said: an official one that has figures."""
    return _latest(table for table in tables if table.place == place and table.official and table.bands)


def rise_since(tables: Iterable[PayTable], place: str) -> PayTable | None:
    """The newest rise of a place that its newest table does not hold yet."""
    own = [table for table in tables if table.place == place]
    known = newest(own, place)
    since = known.valid_from if known else datetime.date.min
    return _latest(table for table in own if table.rise_percent and table.valid_from > since)


def _latest(tables: Iterable[PayTable]) -> PayTable | None:
    in_order = sorted(tables, key=lambda table: table.valid_from)
    return in_order[-1] if in_order else None
