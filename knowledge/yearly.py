"""The shape of the content that a new year changes: pay tables, and rounds of applications."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ConstrainedInt, Field, StrictFloat, StrictInt, StrictStr
from pydantic import validator as field_validator

from knowledge import pay, rounds
from knowledge.schema import (
    BAND_NAMES,
    Confidence,
    Day,
    Defaults,
    Identified,
    Kind,
    MistakeError,
    Part,
    Sourced,
    placeholders,
)

Number = StrictInt | StrictFloat
Area = Literal["inner", "outer", "fringe"]


class Salary(ConstrainedInt):
    """Pounds a year. What nobody is paid in the NHS is a slip of the keyboard."""

    strict = True
    ge = 10_000
    le = 300_000


class Years(ConstrainedInt):
    strict = True
    ge = 0
    le = 30


class Entry(ConstrainedInt):
    """The year in which people start who apply in a round."""

    strict = True
    ge = 2000
    le = 2100


class Step(Part):
    after_years: Years
    pounds: Salary


class Band(Part):
    band: StrictStr
    steps: list[Step] = Field(min_items=1)

    @field_validator("band")
    def _known(cls, band: str) -> str:  # noqa: N805
        # "8" is what people say of its four parts; nobody is paid on it.
        names = [name for name in BAND_NAMES if name != "8"]
        if band not in names:
            raise MistakeError(f"there is no band '{band}'", f"Write one of {', '.join(names)}")
        return band

    @field_validator("steps")
    def _rising(cls, steps: list[Step]) -> list[Step]:  # noqa: N805
        if steps[0].after_years != 0:
            raise MistakeError("the first step comes after 0 years", "Put the entry salary first, with after_years: 0")
        for before, after in itertools.pairwise(steps):
            if after.after_years <= before.after_years or after.pounds <= before.pounds:
                wrong = f"the step of £{after.pounds:,} does not come later and pay more than the one before it"
                raise MistakeError(wrong, "Order the steps from the lowest to the highest, and compare the figures")
        return steps


class Supplement(Part):
    area: Area
    source: StrictStr
    percent: Number
    maximum: StrictInt
    minimum: StrictInt | None = None
    minimum_confidence: Confidence = "high"

    @field_validator("minimum")
    def _below_maximum(cls, minimum: int | None, values: dict[str, Any]) -> int | None:  # noqa: N805
        maximum = values.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            raise MistakeError(f"the minimum £{minimum:,} is above the maximum £{maximum:,}", "Swap or correct them")
        return minimum


class PayFile(Defaults, Identified):
    """What one place pays in one year, or by how much pay rose there when no table is known yet."""

    place: StrictStr
    year: StrictStr
    valid_from: Day
    valid_until: Day
    status: Literal["official", "derived"]
    rise_percent: Number | None = None
    hours_per_week: Number = 37.5
    bands: list[Band] = Field([])
    supplements: list[Supplement] = Field([])

    @field_validator("year")
    def _financial_year(cls, year: str, values: dict[str, Any]) -> str:  # noqa: N805
        match = re.fullmatch(r"(\d{4})/(\d{2})", year)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise MistakeError(f"'{year}' is not a financial year", "Write it as 2025/26")
        expected = f"{values.get('place')}-{year.replace('/', '-')}"
        if "id" in values and values["id"] != expected:
            raise MistakeError(f"a table of {year} has the id '{expected}'", "Correct the id, the place or the year")
        return year

    @field_validator("valid_until")
    def _after_start(cls, until: datetime.date, values: dict[str, Any]) -> datetime.date:  # noqa: N805
        start = values.get("valid_from")
        if start is not None and until <= start:
            raise MistakeError(f"{until} is not after {start}", "Correct valid_from or valid_until")
        return until

    @field_validator("bands", always=True)
    def _bands(cls, bands: list[Band], values: dict[str, Any]) -> list[Band]:  # noqa: N805
        if not bands and values.get("rise_percent") is None:
            raise MistakeError("there are neither bands nor a rise", "Add 'bands:', or 'rise_percent:'")
        for before, after in itertools.pairwise(bands):
            if BAND_NAMES.index(after.band) <= BAND_NAMES.index(before.band):
                wrong = f"band {after.band} comes after band {before.band}"
                raise MistakeError(wrong, "Name each band once, from the lowest to the highest")
            if after.steps[0].pounds <= before.steps[0].pounds:
                wrong = f"band {after.band} starts at £{after.steps[0].pounds:,}, no more than band {before.band}"
                raise MistakeError(wrong, "Compare both figures with the source")
        return bands

    @field_validator("supplements")
    def _each_area_once(cls, supplements: list[Supplement]) -> list[Supplement]:  # noqa: N805
        areas = [supplement.area for supplement in supplements]
        if len(set(areas)) < len(areas):
            raise MistakeError("an area has two supplements", "Keep one for each of inner, outer and fringe")
        return supplements


class Round(Sourced):
    """One year's applications: the year of the start, and the days that a source gives."""

    entry: Entry
    opens: Day | None = None
    closes: Day | None = None

    @field_validator("closes", always=True)
    def _dated(cls, closes: datetime.date | None, values: dict[str, Any]) -> datetime.date | None:  # noqa: N805
        opens = values.get("opens")
        if closes is None and opens is None and "opens" in values:
            raise MistakeError("the round has no date", "Add 'opens:' or 'closes:', or remove the round")
        if closes is not None and opens is not None and closes <= opens:
            raise MistakeError(f"the round closes on {closes}, before it opens", "Correct one of the dates")
        return closes


class RoundFact(Identified, Sourced):
    """A fact told of rounds: one text, or one for each state, because it depends on the day when it is told."""

    topic: StrictStr | list[StrictStr]
    about: dict[Kind, StrictStr] = Field({})
    text: StrictStr | None = None
    texts: dict[rounds.State, StrictStr] = Field({})
    asks: list[StrictStr] = Field([])

    @field_validator("texts", always=True)
    def _one_or_by_state(cls, texts: dict[rounds.State, str], values: dict[str, Any]) -> dict[rounds.State, str]:  # noqa: N805
        if bool(texts) == bool(values.get("text")):
            raise MistakeError("a fact has either a text, or texts by state", "Keep one of the two")
        return texts

    def by_state(self) -> dict[rounds.State, str]:
        """The text for each state that has one."""
        return {state: self.text for state in rounds.STATES} if self.text else self.texts


class RoundSeries(Defaults):
    """The rounds of one route, newest last."""

    route: StrictStr
    rounds: list[Round] = Field(min_items=1)
    facts: list[RoundFact] = Field([])

    @field_validator("rounds")
    def _in_order(cls, found: Sequence[Round]) -> Sequence[Round]:  # noqa: N805
        entries = [round_.entry for round_ in found]
        if entries != sorted(set(entries)):
            raise MistakeError("the rounds are not in the order of their years", "Name each year once, newest last")
        return found

    @field_validator("facts", each_item=True)
    def _tellable(cls, fact: RoundFact, values: dict[str, Any]) -> RoundFact:  # noqa: N805
        """Whatever the day, the fact has a text, and the text names only what is known then."""
        windows = any(round_.opens and round_.closes for round_ in values.get("rounds", ()))
        texts = fact.by_state()
        for state in rounds.STATES:
            if state not in texts:
                if state == "open" and not windows:
                    continue
                raise MistakeError(f"'{fact.id}' has no text for '{state}'", "Add it: each of them comes some day")
            names = rounds.NAMES[state] if windows else rounds.NAMES[state] - rounds.OF_WINDOWS
            for name in placeholders(texts[state]):
                if name not in names:
                    wrong = f"the text for '{state}' of '{fact.id}' names {{{name}}}, which nobody knows then"
                    raise MistakeError(wrong, f"It can name {', '.join(sorted(names))}")
        return fact


class RoundsFile(Part):
    series: list[RoundSeries] = Field(min_items=1)


def table(file: PayFile) -> pay.PayTable:
    """A checked pay file as numbers to reckon with. Its source and date are there: that was checked."""
    if file.source is None or file.as_of is None or file.confidence is None:
        raise ValueError(f"{file.id} has no source, date or confidence")
    return pay.PayTable(
        place=file.place,
        year=file.year,
        valid_from=file.valid_from,
        valid_until=file.valid_until,
        official=file.status == "official",
        source=file.source,
        as_of=file.as_of,
        confidence=file.confidence,
        rise_percent=file.rise_percent,
        hours_per_week=file.hours_per_week,
        bands={band.band: _band(band) for band in file.bands},
        supplements={part.area: _supplement(part) for part in file.supplements},
    )


def _band(band: Band) -> pay.PayBand:
    return pay.PayBand(band.band, tuple(pay.PayStep(step.after_years, step.pounds) for step in band.steps))


def _supplement(part: Supplement) -> pay.Supplement:
    sure = part.minimum is not None and part.minimum_confidence != "low"
    return pay.Supplement(part.area, part.percent, part.maximum, part.source, part.minimum, sure)
