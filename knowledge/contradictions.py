"""Two facts that cannot both be right, found by their typed values."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from knowledge.content import Content
from knowledge.facts import SourcedFact

Figure = int | float | datetime.date

# Values that say which time a figure is for; they are no figures themselves.
PERIODS = frozenset(
    {"day", "month", "year", "pay_year", "period", "intake", "entry_year", "from", "since", "to", "until"}
)
_SMALL_WORDS = frozenset(
    re.findall(r"\w+", "a about an and are as at by for from has have in is it of on or that the they this to with you")
)
_STEM = 6


@dataclass(frozen=True)
class Contradiction:
    """Two facts that give different figures for the same thing; `name` is the name of the value."""

    name: str
    first: SourcedFact
    second: SourcedFact


@dataclass(frozen=True)
class _Claim:
    """A figure that a fact states, and what tells whether another fact's figure is for the same.

    That is the time it is for, the words among the fact's values, and the things and telling words of its text.
    """

    figure: Figure
    fact: SourcedFact
    period: frozenset[tuple[str, str]]
    qualities: dict[str, str]
    named: frozenset[str]
    words: frozenset[str]


def contradictions(content: Content) -> Iterator[Contradiction]:
    """Each fact that states another figure than a fact before it, once, with the first such fact.

    Two figures are compared when their values have the same name, are for the same period, and their facts are about
    the same things in the same role. A name of several words, such as `hours_per_week`, says by itself what is
    measured: it is compared unless the texts name quite different things. A name of one word, such as `years`, takes
    its sense from the text: it is compared only between facts that share a topic, where one text says what the other
    says and little more. A figure that a route, a stage or a pay table brings with it is compared with written facts
    that share a topic, never with another of its kind.

    What it cannot see: a figure that is written out in a text, or has another name ("band" here, "trainee_band"
    there); one-word names in texts with other words; texts that disagree without a figure; a wrong figure that stands
    alone; facts of which only one says which period it is for; a range that another figure lies outside of.
    """
    reported: set[str] = set()
    for name, claims in _claims(content).items():
        for first, second in combinations(claims, 2):
            if second.fact.id in reported or first.figure == second.figure:
                continue
            if _about_the_same(first, second) and _comparable(name, first, second):
                reported.add(second.fact.id)
                yield Contradiction(name, first.fact, second.fact)


def _claims(content: Content) -> dict[str, list[_Claim]]:
    """The figures of all facts, by the names of their values."""
    things = list(_things(content))
    found: dict[str, list[_Claim]] = defaultdict(list)
    for fact in content.facts:
        figures = {name: value for name, value in fact.values.items() if _is_figure(name, value)}
        if not figures:
            continue
        text = " ".join(filter(None, [fact.text, fact.lead, *fact.items])).casefold()
        named = frozenset(thing for thing, pattern in things if pattern.search(text))
        period = frozenset((name, str(value)) for name, value in fact.values.items() if name in PERIODS)
        qualities = {name: value for name, value in fact.values.items() if isinstance(value, str)}
        for name, figure in figures.items():
            # A date brings its year with it: this January's round does not contradict the last one's.
            year = {("year of the date", str(figure.year))} if isinstance(figure, datetime.date) else set()
            found[name].append(_Claim(figure, fact, period | year, qualities, named, _telling(text)))
    return found


def _is_figure(name: str, value: object) -> bool:
    return name not in PERIODS and isinstance(value, int | float | datetime.date)


def _telling(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", text))
    return frozenset(word[:_STEM].rstrip("s") for word in words if word not in _SMALL_WORDS)


def _about_the_same(one: _Claim, other: _Claim) -> bool:
    a, b = one.fact, other.fact
    return (
        isinstance(one.figure, datetime.date) == isinstance(other.figure, datetime.date)
        and one.period == other.period
        and a.about == b.about
        and (a.role == b.role or None in (a.role, b.role))
        and all(other.qualities.get(name, value) == value for name, value in one.qualities.items())
    )


def _comparable(name: str, one: _Claim, other: _Claim) -> bool:
    share_topic = bool(set(one.fact.topics) & set(other.fact.topics))
    of_structure = [claim for claim in (one, other) if claim.fact.location[0] != "facts"]
    if of_structure:
        return share_topic and len(of_structure) == 1
    if "_" in name:
        return not (one.named and other.named) or bool(one.named & other.named)
    return share_topic and one.named == other.named and _say_the_same(one.words, other.words)


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter <= longer and 2 * len(shorter) >= len(longer)


def _things(content: Content) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What facts can be about, with a pattern of the words for it. Most facts name roles and terms: not those."""
    for role in content.roles:
        for kind, parts in (
            ("specialism", role.specialisms),
            ("equipment", role.equipment),
            ("stage", role.stages),
            ("route", role.routes),
        ):
            for part in parts:
                yield _pattern(f"{kind}:{part.id}", part.name, *part.forms)
    for organisation in content.organisations:
        yield _pattern(f"organisation:{organisation.id}", organisation.name, *organisation.forms)
    for kind, things in (("place", content.places), ("situation", content.situations)):
        for thing in things:
            yield _pattern(f"{kind}:{thing.id}", thing.name, *thing.forms)


def _pattern(thing: str, *words: str) -> tuple[str, re.Pattern[str]]:
    return thing, re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word.casefold()) for word in words)})(?!\w)")
