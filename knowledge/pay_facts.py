"""What pay tables amount to in words: facts on each band and stage, and figures for facts that editors write.

A text may name a figure of the newest table in braces: {pay_5_entry} is where band 5 starts, {pay_year} the year of
the table. Such a fact has its source and its date from the table, so that a new table brings all of them up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge import pay, schema
from knowledge.facts import Location, SourcedFact, placed

AREAS: Mapping[str, str] = {"inner": "inner London", "outer": "outer London", "fringe": "the fringe of London"}
TOLD_FIRST = "pay.top.pounds"
"""The last of the facts that answer first how much people earn: a later rise is told straight after them."""

# Where a place answers that has no table of its own.
_OF_PLACES = ("pay", "pay_start", "pay_highest", "pay_steps", "pay_location", "pay_take_home")
_PARTS_OF_8 = ("8a", "8d")
_SHOWN = ("5", "6", "7", "8a", "9")
HALF = 0.5
CALCULATOR = "Work out what is left at https://www.gov.uk/estimate-income-tax"


@dataclass(frozen=True)
class Named:
    """A pay table with what an editor and a reader call it: its file, and the name of its place."""

    table: pay.PayTable
    file: str
    place: str


def derived(named: Sequence[Named], roles: Iterable[schema.RoleFile]) -> list[SourcedFact]:
    """The facts that pay tables amount to."""
    tables = [each.table for each in named]
    places = dict.fromkeys(each.table.place for each in named)
    found: list[SourcedFact] = []
    for place in places:
        own = [each for each in named if each.table.place == place]
        known = next((each for each in own if each.table is pay.newest(tables, place)), None)
        rise = next((each for each in own if each.table is pay.rise_since(tables, place)), None)
        if place == pay.HOME:
            found += _of_home(known, roles) if known else []
            found += [_rise_at_home(rise)] if rise else []
        elif known:
            found.append(_list_of(known))
        elif rise:
            found.append(_rise_elsewhere(rise))
    return found


def filled(facts: Iterable[SourcedFact], tables: Iterable[pay.PayTable]) -> list[SourcedFact]:
    """The facts, with the figures of the newest table for those whose texts name them."""
    home = pay.newest(tables, pay.HOME)
    known = figures(home) if home else {}
    return [_fill(fact, home, known) if home else fact for fact in facts]


def in_order(facts: list[SourcedFact], made: list[SourcedFact]) -> list[SourcedFact]:
    """Facts and those made of pay tables, each where it is told best."""
    rise = [fact for fact in made if fact.id == f"pay.{pay.HOME}.rise"]
    return placed(facts, rise, TOLD_FIRST) + [fact for fact in made if fact not in rise]


def figures(table: pay.PayTable) -> dict[str, Any]:
    """Every figure that a text can name."""
    found: dict[str, Any] = {"pay_year": table.year}
    for name, band in table.bands.items():
        for what, pounds in (("entry", band.entry), ("top", band.top)):
            found[f"pay_{name}_{what}"] = pounds
            found[f"pay_{name}_{what}_monthly"] = pay.monthly(pounds)
            found[f"pay_{name}_{what}_hourly"] = float(table.hourly(pounds))
            found[f"pay_{name}_{what}_half"] = table.part_time(pounds, table.hours_per_week * HALF)
            for area in table.supplements:
                found[f"pay_{name}_{what}_{area}"] = table.with_supplement(area, pounds)
        for step in band.steps:
            found[f"pay_{name}_after_{step.after_years}"] = step.pounds
    for area, supplement in table.supplements.items():
        found[f"pay_{area}_percent"] = supplement.percent
        found[f"pay_{area}_maximum"] = supplement.maximum
    return {name: value for name, value in found.items() if value is not None}


def _fill(fact: SourcedFact, table: pay.PayTable, known: Mapping[str, Any]) -> SourcedFact:
    text = " ".join([fact.text or "", fact.lead or "", *fact.items])
    values = {name: known[name] for name in schema.placeholders(text) if name in known and name not in fact.values}
    if not values:
        return fact
    areas = [area for area in table.supplements if any(area in name.split("_") for name in values)]
    return _sourced(replace(fact, values={**fact.values, **values}), table, *areas)


def _of_home(named: Named, roles: Iterable[schema.RoleFile]) -> Iterator[SourcedFact]:
    table = named.table
    for index, (name, band) in enumerate(table.bands.items()):
        yield from _of_band(named, ("bands", index), band, f"pay.band{name}", {"band": name}, "")
    if set(_PARTS_OF_8) <= set(table.bands):
        yield _of_band_8(named)
    for role in roles:
        for stage in role.stages:
            found = table.bands.get(str(stage.bands[0]))
            if found:
                location = ("bands", list(table.bands).index(found.name))
                note = f" ({stage.name})"
                for fact in _of_band(named, location, found, f"stage.{stage.id}", {"stage": stage.id}, note):
                    yield replace(fact, role=role.id)


def _of_band(
    named: Named, location: Location, band: pay.PayBand, prefix: str, about: Mapping[str, str], note: str
) -> Iterator[SourcedFact]:
    """A band's pay a year, from the start to the top, a month and an hour, step by step, and with what London adds."""
    table, single = named.table, band.entry == band.top

    def fact(name: str, topics: tuple[str, ...], text: str, **values: Any) -> SourcedFact:  # noqa: ANN401
        values |= {"band": band.name, "place": named.place, "year": table.year}
        told = {key: value for key, value in values.items() if f"{{{key}}}" in text}
        made = SourcedFact(f"{prefix}.{name}", topics, named.file, location, about, text=text, values=told)
        return _sourced(made, table)

    def amount(low: str = "entry", high: str = "top") -> str:
        return f"£{{{low}}}" if single else f"£{{{low}}} to £{{{high}}}"

    when = "in {place} in {year}, before tax."
    yield fact(
        "pounds",
        ("pay", "compare"),
        f"Band {{band}} pay{note} is {amount()} a year {when}",
        entry=band.entry,
        top=band.top,
    )
    yield fact("start", ("pay_start",), f"Band {{band}}{note} starts at £{{entry}} a year {when}", entry=band.entry)
    if not single:
        yield fact("top", ("pay_highest",), f"Band {{band}}{note} goes up to £{{top}} a year {when}", top=band.top)
    yield fact(
        "month",
        ("pay_take_home", "pay"),
        f"Band {{band}} pay is about {amount()} a month {when}",
        entry=pay.monthly(band.entry),
        top=pay.monthly(band.top),
    )
    yield fact(
        "hour",
        ("pay_take_home",),
        f"Band {{band}} pay is about {amount('entry_hourly', 'top_hourly')} an hour {when} {CALCULATOR}",
        entry_hourly=float(table.hourly(band.entry)),
        top_hourly=float(table.hourly(band.top)),
    )
    text, steps = _steps(band)
    lead = f"Band {{band}} is usual at this stage{note}. " if note else ""
    yield fact("steps", ("pay_steps",), lead + text, **steps)
    for area in table.supplements:
        low, high = table.with_supplement(area, band.entry), table.with_supplement(area, band.top)
        if low is not None and high is not None:
            told = f"In {AREAS[area]}, band {{band}} pay is about {amount()} a year in {{year}}"
            made = fact(area, ("pay_location",), f"{told}, before tax.", entry=low, top=high)
            yield _sourced(made, table, area)


def _steps(band: pay.PayBand) -> tuple[str, dict[str, Any]]:
    """A band's steps in one sentence, and its figures."""
    values: dict[str, Any] = {"step_0": band.entry}
    later = []
    for number, step in enumerate(band.steps[1:], 1):
        values |= {f"step_{number}": step.pounds, f"years_{number}": step.after_years}
        later.append(f"£{{step_{number}}} after {{years_{number}}} {'year' if step.after_years == 1 else 'years'}")
    if not later:
        return "Band {band} has no steps: everybody gets £{step_0} a year in {place} in {year}.", values
    rise = f", goes to {' and '.join(later)}" if len(later) > 1 else f" and goes to {later[0]}"
    return f"In {{year}}, band {{band}} in {{place}} starts at £{{step_0}}{rise}.", values


def _of_band_8(named: Named) -> SourcedFact:
    table = named.table
    first, last = (table.bands[name] for name in _PARTS_OF_8)
    return _sourced(
        SourcedFact(
            "pay.band8.pounds",
            ("pay", "compare"),
            named.file,
            ("bands",),
            {"band": "8"},
            text="Band {band} pay is £{entry} ({first}) to £{top} ({last}) a year in {place} in {year}, before tax.",
            values={
                "band": "8",
                "entry": first.entry,
                "first": first.name,
                "top": last.top,
                "last": last.name,
                "place": named.place,
                "year": table.year,
            },
        ),
        table,
    )


def _list_of(named: Named) -> SourcedFact:
    """The bands that matter most, of a place that is not home."""
    bands = [band for name, band in named.table.bands.items() if name in _SHOWN]
    values: dict[str, Any] = {"place": named.place, "year": named.table.year}
    items = []
    for band in bands:
        values |= {f"band_{band.name}": band.name, f"entry_{band.name}": band.entry, f"top_{band.name}": band.top}
        items.append(f"band {{band_{band.name}}}: £{{entry_{band.name}}} to £{{top_{band.name}}}")
    made = SourcedFact(
        f"pay.{named.table.place}.bands",
        _OF_PLACES,
        named.file,
        ("bands",),
        {"place": named.table.place},
        lead="Pay a year in {place} in {year}, before tax:",
        items=tuple(items),
        values=values,
    )
    return _sourced(made, named.table)


def _rise_at_home(named: Named) -> SourcedFact:
    text = "NHS pay in {place} rose by {percent}% in {since}, but I have no pay table for {year} yet."
    made = SourcedFact(
        f"pay.{named.table.place}.rise",
        ("pay", "pay_start", "pay_highest"),
        named.file,
        ("rise_percent",),
        text=text,
        values=_rise(named),
    )
    return _sourced(made, named.table)


def _rise_elsewhere(named: Named) -> SourcedFact:
    values = _rise(named)
    made = SourcedFact(
        f"pay.{named.table.place}.rise",
        _OF_PLACES,
        named.file,
        ("rise_percent",),
        {"place": named.table.place},
        text="I have no pay table for {place}, but each job advert gives the salary. "
        "NHS pay there rose by {percent}% in {since}.",
        values={name: values[name] for name in ("place", "percent", "since")},
    )
    return _sourced(made, named.table)


def _rise(named: Named) -> dict[str, Any]:
    table = named.table
    since = f"{table.valid_from:%B %Y}"
    return {"place": named.place, "percent": table.rise_percent, "since": since, "year": table.year}


def _sourced(fact: SourcedFact, table: pay.PayTable, *areas: str) -> SourcedFact:
    """A fact with the source and date of the table, or the source of the first area whose supplement it tells of.

    Like the table, it lasts for a pay year.
    """
    source = table.supplements[areas[0]].source if areas else table.source
    return replace(fact, source=source, as_of=table.as_of, confidence=table.confidence, review="pay-year")
