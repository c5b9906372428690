"""Rounds of applications, and how they look from a given day: open, announced, perhaps open, or some time away.

Only dates that a source gives are dates here. What is usual is read off past rounds and never passes for a date.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["announced", "open", "perhaps", "waiting"]
STATES: tuple[State, ...] = ("announced", "open", "perhaps", "waiting")

# What a text may name in each state.
OF_WINDOWS = frozenset({"shortest", "longest"})
_ALWAYS = OF_WINDOWS | {"latest", "usual"}
NAMES: Mapping[State, frozenset[str]] = {
    "announced": _ALWAYS | {"dates", "away", "year"},
    "open": _ALWAYS | {"closes", "left", "year"},
    "perhaps": _ALWAYS | {"year"},
    "waiting": _ALWAYS | {"away", "year"},
}

_A_DAY = datetime.timedelta(days=1)
_DAYS_PER_WEEK = 7
_DAYS_PER_MONTH = 365.25 / 12
# From here on people think in weeks, and from there on in months.
_WEEKS_FROM = 14
_MONTHS_FROM = 70


@dataclass(frozen=True)
class Round:
    """One year's applications. Where only one of the dates is known, the other is None."""

    entry: int
    opens: datetime.date | None = None
    closes: datetime.date | None = None


@dataclass(frozen=True)
class Outlook:
    """How the rounds look from a day: the state, and the words that a text may name."""

    state: State
    values: Mapping[str, str]


def outlook(rounds: Sequence[Round], today: datetime.date) -> Outlook:
    """How rounds look from today. There is at least one, and each has the date that people wait for.

    That date is the opening, or the closing where no opening is known: one is enough for a deadline.
    """
    rounds = sorted(rounds, key=lambda round_: round_.entry)
    latest = rounds[-1]
    always = {"latest": _dates(latest), "usual": _usual(rounds), **_lengths(rounds)}

    def seen(state: State, year: int, **more: str) -> Outlook:
        return Outlook(state, {**always, "year": str(year), **more})

    for round_ in rounds:
        if round_.opens and round_.closes and round_.opens <= today <= round_.closes:
            return seen("open", round_.entry, closes=day(round_.closes), left=left(today, round_.closes))
    ahead = [round_ for round_ in rounds if _awaited(round_) >= today]
    if ahead:
        return seen("announced", ahead[0].entry, dates=_dates(ahead[0]), away=left(today, _awaited(ahead[0])))
    first, last = _usual_span(rounds, today.year)
    if first <= today <= last and latest.entry < today.year:
        return seen("perhaps", today.year)
    passed = today >= first
    year = today.year + 1 if passed else today.year
    first, _ = _usual_span(rounds, year)
    return seen("waiting", year, away=distance(today, first))


def _awaited(round_: Round) -> datetime.date:
    """The day that people wait for."""
    found = round_.opens or round_.closes
    if found is None:
        raise ValueError(f"the round of {round_.entry} has neither an opening nor a closing day")
    return found


def _usual_span(rounds: Sequence[Round], year: int) -> tuple[datetime.date, datetime.date]:
    """From when to when, in a year, applications were open or a deadline fell in some round that we know."""
    starts = [_awaited(round_) for round_ in rounds]
    ends = [round_.closes or _awaited(round_) for round_ in rounds]
    return _in_year(min(starts, key=_place), year), _in_year(max(ends, key=_place), year)


def _usual(rounds: Sequence[Round]) -> str:
    """Between which days the awaited day fell: "6 and 23 January"."""
    days = sorted((_awaited(round_) for round_ in rounds), key=_place)
    first, last = days[0], days[-1]
    if first.month == last.month:
        return f"{first.day} and {last.day} {last:%B}"
    return f"{first.day} {first:%B} and {last.day} {last:%B}"


def _lengths(rounds: Sequence[Round]) -> dict[str, str]:
    """How many days the shortest and the longest window had, where windows are known."""
    days = [(round_.closes - round_.opens).days for round_ in rounds if round_.opens and round_.closes]
    return {"shortest": str(min(days)), "longest": str(max(days))} if days else {}


def _place(date: datetime.date) -> tuple[int, int]:
    """Where a day is in its year."""
    return date.month, date.day


def _in_year(date: datetime.date, year: int) -> datetime.date:
    """The same day in another year; 29 February becomes the day before 1 March."""
    try:
        return date.replace(year=year)
    except ValueError:
        return datetime.date(year, 3, 1) - _A_DAY


def _dates(round_: Round) -> str:
    """The dates of a round as people write them: "23 January to 6 February 2025"."""
    opens, closes = round_.opens, round_.closes
    if opens is None or closes is None:
        return f"from {day(opens)}" if opens else day(_awaited(round_))
    if opens.year != closes.year:
        return f"{day(opens)} to {day(closes)}"
    if opens.month != closes.month:
        return f"{opens.day} {opens:%B} to {day(closes)}"
    return f"{opens.day} to {day(closes)}"


def day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def left(today: datetime.date, date: datetime.date) -> str:
    """How soon a day comes that is certain: to the day when it is near, because somebody counts on it."""
    days = (date - today).days
    if days < _WEEKS_FROM:
        return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return distance(today, date)


def distance(today: datetime.date, date: datetime.date) -> str:
    """How soon a day comes, roughly: in days, weeks or months, as people think of it."""
    days = (date - today).days
    if days < _WEEKS_FROM:
        return f"in about {days} days" if days > 1 else "in a day or so"
    if days < _MONTHS_FROM:
        return f"in about {round(days / _DAYS_PER_WEEK)} weeks"
    return f"in about {round(days / _DAYS_PER_MONTH)} months"
