"""Every fact that a file holds: those written as facts, and those that structured parts amount to.

A specialism's duties, a stage's band or a route's steps are kept as structure, once. Here each becomes a
fact with an id, a topic and a source, so that answering knows one kind of thing only.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge import freshness, schema, yearly

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class SourcedFact:
    """A fact ready to store.

    `text`, `lead` and `items` may name values in braces. `about` narrows the fact to things (kind -> id);
    without it the fact holds in general. `file` and `location` say where an editor finds it, and
    `checked` when its source was last read. A fact that follows the
    rounds of a route has a text for each state that they can be in, and which one is told depends on the day.
    """

    id: str
    topics: tuple[str, ...]
    file: str
    location: Location
    about: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    lead: str | None = None
    items: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    follows: str | None = None
    by_state: Mapping[str, str] = field(default_factory=dict)
    role: str | None = None
    link: str | None = None
    source: str | None = None
    section: str | None = None
    as_of: datetime.date | None = None
    confidence: str | None = None
    review: freshness.Review = freshness.DEFAULT
    checked: datetime.date | None = None

    @property
    def review_by(self) -> datetime.date | None:
        """The day by which an editor must have looked at it again.

        A figure ages from the day it was true. What states no figure holds as long as its source goes on saying it, and
        so ages from the day the source was last read.
        """
        if self.as_of is None:
            return None
        figures = any(isinstance(value, int | float) for value in self.values.values())
        lasting = self.review == "yearly" and not figures
        start = max(self.as_of, self.checked or self.as_of) if lasting else self.as_of
        return freshness.review_by(start, self.review)


def of_glossary(glossary: schema.GlossaryFile, file: str) -> list[SourcedFact]:
    return [
        _sourced(
            SourcedFact(
                f"term.{term.id}",
                ("glossary_term",),
                file,
                ("terms", index),
                {"term": term.id},
                text=term.text,
            ),
            term,
            glossary,
        )
        for index, term in enumerate(glossary.terms)
    ]


def narrowed(facts: Iterable[SourcedFact], home: str | None) -> list[SourcedFact]:
    """The facts, with those of another role than the home role about that role, so that none answers in general."""
    return [
        replace(fact, about={"role": fact.role})
        if fact.role is not None and fact.role != home and not fact.about
        else fact
        for fact in facts
    ]


def of_role(role: schema.RoleFile, file: str) -> list[SourcedFact]:
    found: list[SourcedFact] = []
    for key, parts, derive in _structure(role):
        for index, part in enumerate(parts):
            found += [_sourced(made, part, role) for made in derive(part, file, (key, index))]
    if role.specialisms:
        names = tuple(specialism.name for specialism in role.specialisms)
        listing = SourcedFact(
            f"{role.id}.specialisms",
            ("specialisms_list",),
            file,
            ("specialisms",),
            lead="You are likely to specialise in 1 of {number} areas:",
            items=names,
            values={"number": len(names)},
            section=role.specialisms[0].section,
        )
        found.append(_sourced(listing, role, role))
    found += _written(role.facts, file, role)
    return [replace(made, role=role.id) for made in found]


def of_facts(part: schema.FactFile, file: str) -> list[SourcedFact]:
    return [replace(made, role=part.role) for made in _written(part.facts, file, part)]


def of_rounds(part: yearly.RoundSeries, file: str, location: Location) -> list[SourcedFact]:
    """The facts that depend on the day when they are told."""
    return [
        _sourced(
            SourcedFact(
                fact.id,
                _topics(fact),
                file,
                (*location, "facts", index),
                {str(kind): thing for kind, thing in fact.about.items()},
                asks=tuple(fact.asks),
                follows=part.route,
                by_state={str(state): text for state, text in fact.by_state().items()},
            ),
            fact,
            part,
        )
        for index, fact in enumerate(part.facts)
    ]


def placed(facts: list[SourcedFact], more: Sequence[SourcedFact], behind: str) -> list[SourcedFact]:
    """Facts with more of them behind the one with an id, or at the end when there is no such fact."""
    place = next((number for number, fact in enumerate(facts, 1) if fact.id == behind), len(facts))
    return [*facts[:place], *more, *facts[place:]]


def _topics(fact: schema.Fact | yearly.RoundFact) -> tuple[str, ...]:
    return (fact.topic,) if isinstance(fact.topic, str) else tuple(dict.fromkeys(fact.topic))


def _written(written: Sequence[schema.Fact], file: str, head: schema.Sourced) -> Iterator[SourcedFact]:
    """The facts that an editor wrote as facts."""
    for index, fact in enumerate(written):
        made = SourcedFact(
            fact.id,
            _topics(fact),
            file,
            ("facts", index),
            {str(kind): thing for kind, thing in fact.about.items()},
            fact.text,
            fact.lead,
            tuple(fact.items),
            fact.values,
            tuple(fact.asks),
        )
        yield _sourced(made, fact, head)


def _structure(role: schema.RoleFile) -> Iterator[tuple[str, Sequence[Any], Callable[..., Iterator[SourcedFact]]]]:
    """The structured parts of a role, each with the way to make facts of it."""
    yield "specialisms", role.specialisms, _of_specialism
    yield "equipment", role.equipment, _of_equipment
    yield "stages", role.stages, _of_stage
    yield "routes", role.routes, _of_route


def _sourced(fact: SourcedFact, part: schema.Sourced, head: schema.Sourced) -> SourcedFact:
    return replace(
        fact,
        source=part.source or head.source,
        section=fact.section or part.section or head.section,
        as_of=part.as_of or head.as_of,
        confidence=part.confidence or head.confidence,
        review=part.review or head.review or freshness.DEFAULT,
    )


def _of_specialism(part: schema.Specialism, file: str, location: Location) -> Iterator[SourcedFact]:
    def fact(name: str, topics: tuple[str, ...], **more: Any) -> SourcedFact:  # noqa: ANN401
        return SourcedFact(f"{part.id}.{name}", topics, file, location, {"specialism": part.id}, **more)

    yield fact("duties", ("specialism_duties",), lead=part.duties.lead, items=tuple(part.duties.items))
    if part.note:
        yield fact("note", ("specialism_duties",), text=part.note)
    yield fact("summary", ("compare",), text=part.summary)
    yield fact("equipment", ("role_technology",), text=part.equipment)
    if part.where:
        yield fact("where", ("workplace",), text=part.where)
    if part.patient_contact:
        yield fact("patients", ("patient_contact",), text=part.patient_contact)
    yield fact("read-more", ("read_more",), text=part.read_more.text, link=part.read_more.link)


def _of_equipment(part: schema.Equipment, file: str, location: Location) -> Iterator[SourcedFact]:
    yield SourcedFact(
        f"equipment.{part.id}", ("role_technology",), file, location, {"equipment": part.id}, text=part.text
    )


def _of_stage(part: schema.Stage, file: str, location: Location) -> Iterator[SourcedFact]:
    yield SourcedFact(
        f"stage.{part.id}.pay",
        ("pay",),
        file,
        location,
        {"stage": part.id},
        text=part.text,
        values={"band": part.bands[0]},
    )


def _of_route(part: schema.Route, file: str, location: Location) -> Iterator[SourcedFact]:
    values = {
        name: value
        for name, value in (("opens_month", part.opens_month), ("starts_season", part.starts_season))
        if value is not None
    }
    yield SourcedFact(f"route.{part.id}", (part.topic,), file, location, text=part.text, values=values)
    yield SourcedFact(
        f"route.{part.id}.steps",
        (part.topic,),
        file,
        location,
        lead=part.steps.lead,
        items=tuple(part.steps.items),
    )


def things(
    roles: Iterable[schema.RoleFile],
    organisations: Iterable[schema.Organisation],
    glossary: schema.GlossaryFile | None,
) -> Iterator[tuple[str, str]]:
    """Everything a fact can be about, as (kind, id)."""
    for role in roles:
        yield "role", role.id
        for kind, parts in (
            ("specialism", role.specialisms),
            ("equipment", role.equipment),
            ("stage", role.stages),
            ("route", role.routes),
        ):
            for part in parts:
                yield kind, part.id
    for organisation in organisations:
        yield "organisation", organisation.id
    for term in glossary.terms if glossary else ():
        yield "term", term.id
    for band in schema.BAND_NAMES:
        yield "band", band
