"""Two facts that cannot both be right, found by their typed values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from knowledge.content import Content
from knowledge.facts import SourcedFact

Figure = int | float | datetime.date

# Values that say which time a figure is for; they are no figures themselves.
PERIODS = frozenset({"day", "month", "year", "pay_year", "period", "intake", "entry", "from", "since", "to", "until"})


@dataclass(frozen=True)
class Contradiction:
    """Two facts that give different figures for the same thing; `name` is the name of the value."""

    name: str
    first: SourcedFact
    second: SourcedFact


@dataclass(frozen=True)
class _Claim:
    """A figure that a fact states, the time it is for, and the things that the fact's words name."""

    name: str
    figure: Figure
    fact: SourcedFact
    period: frozenset[tuple[str, str]]
    named: frozenset[str]


def contradictions(content: Content) -> Iterator[Contradiction]:
    """Each fact that states another figure than a fact before it, once, with the first such fact.

    Two figures are compared when their values have the same name, are for the same period, and their facts are
    about the same things in the same role. A name of several words, such as `hours_per_week`, says by itself what is
    measured: it is compared unless the facts' words name quite different things. A name of one word, such as `band`,
    takes its sense from its fact: it is compared only between facts that share a topic and whose words name the same
    things. A figure that a route or stage brings with it is compared with written facts that share a topic, never with
    another route's or stage's.

    What it cannot see: a figure that is written out in a text, or has another name ("band" here, "trainee_band"
    there); texts that disagree without a figure; a wrong figure that stands alone; facts of which only one says which
    period it is for; a range that another figure lies outside of.
    """
    reported: set[str] = set()
    for first, second in combinations(list(_claims(content)), 2):
        if second.fact.id not in reported and first.figure != second.figure and _comparable(first, second):
            reported.add(second.fact.id)
            yield Contradiction(first.name, first.fact, second.fact)


def _claims(content: Content) -> Iterator[_Claim]:
    words = list(_words(content))
    for fact in content.facts:
        text = " ".join(filter(None, [fact.text, fact.lead, *fact.items])).casefold()
        named = frozenset(thing for thing, pattern in words if pattern.search(text))
        period = frozenset((name, str(value)) for name, value in fact.values.items() if name in PERIODS)
        for name, figure in fact.values.items():
            if name not in PERIODS and isinstance(figure, int | float | datetime.date):
                # A date brings its year with it: this January's round does not contradict the last one's.
                year = {("year of the date", str(figure.year))} if isinstance(figure, datetime.date) else set()
                yield _Claim(name, figure, fact, period | year, named)


def _comparable(one: _Claim, other: _Claim) -> bool:
    a, b = one.fact, other.fact
    same = (
        one.name == other.name
        and isinstance(one.figure, datetime.date) == isinstance(other.figure, datetime.date)
        and one.period == other.period
        and a.about == b.about
        and (a.role == b.role or None in (a.role, b.role))
    )
    if not same or (_is_structure(a) and _is_structure(b)):
        return False
    if _is_structure(a) or _is_structure(b):
        return bool(set(a.topics) & set(b.topics))
    if "_" in one.name:
        return not (one.named and other.named) or bool(one.named & other.named)
    return bool(set(a.topics) & set(b.topics)) and one.named == other.named


def _is_structure(fact: SourcedFact) -> bool:
    """Whether the fact was made of a route, a stage or the like, rather than written as a fact."""
    return fact.location[0] != "facts"


def _words(content: Content) -> Iterator[tuple[str, re.Pattern[str]]]:
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
