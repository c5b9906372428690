"""When a fact must be looked at again: the day follows from how often its kind of source changes."""

from __future__ import annotations

import datetime
from typing import Literal

Review = Literal["pay-year", "stp-year", "yearly"]
"""pay-year: NHS pay changes each 1 April. stp-year: the next round of the Scientist Training Programme is announced in
autumn. yearly: everything else."""

DEFAULT: Review = "yearly"
_NEW_YEARS = {"pay-year": (4, 1), "stp-year": (9, 1)}


def review_by(as_of: datetime.date, review: Review) -> datetime.date:
    """The first day on which a fact read on `as_of` may no longer hold, and so the day to have reviewed it by."""
    if review == "yearly":
        return _a_year_after(as_of)
    new_year = as_of.replace(month=_NEW_YEARS[review][0], day=_NEW_YEARS[review][1])
    return new_year if new_year > as_of else new_year.replace(year=new_year.year + 1)


def _a_year_after(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)
