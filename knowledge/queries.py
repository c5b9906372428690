"""Typed questions to the knowledge base: the only door for everyone else."""

from __future__ import annotations

import calendar
import datetime
import re
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Row
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql import Select

from knowledge import pay, rounds
from knowledge.models import (
    fact_about,
    fact_asks,
    fact_topics,
    facts,
    forms,
    pay_steps,
    pay_supplements,
    pay_tables,
    sources,
    statements,
    things,
    topics,
)
from knowledge.models import rounds as rounds_table
from knowledge.schema import sentences
from knowledge.store import DATABASE


class KnowledgeUnavailableError(Exception):
    """There is no database to ask."""


@dataclass(frozen=True)
class Source:
    """A page or document that facts rest on; `checked` is the day we last read it."""

    id: str
    title: str
    publisher: str
    url: str
    checked: datetime.date


@dataclass(frozen=True)
class Topic:
    """Something people ask about. See the head of `content/topics.yml` for what each part means."""

    id: str
    title: str
    question: str
    subject: str
    takes: tuple[str, ...]
    narrows: Mapping[str, str]
    otherwise: str | None
    next: tuple[str, ...]
    ask: str


@dataclass(frozen=True)
class Thing:
    """A specialism, stage, band, organisation, … that narrows a topic."""

    kind: str
    id: str
    role: str | None
    name: str
    plural: str | None
    abbreviation: str | None
    specialism: str | None
    url: str | None
    ask: str | None


@dataclass(frozen=True)
class Fact:
    """One fact with its words filled in: either `text`, or a `lead` and `items`."""

    id: str
    text: str | None
    lead: str | None
    items: tuple[str, ...]
    values: Mapping[str, Any]
    about: Mapping[str, str]
    link: str | None
    source: Source
    section: str | None
    as_of: datetime.date
    confidence: str
    review_by: datetime.date

    def overdue(self, today: datetime.date) -> bool:
        """Whether the day has come by which somebody should have looked at it again."""
        return today >= self.review_by

    @property
    def has_figures(self) -> bool:
        """Whether the fact states a number that can go out of date."""
        return any(isinstance(value, int | float) for value in self.values.values())


@dataclass(frozen=True)
class Statement:
    """A numbered statement of a page and the facts that hold it."""

    page: str
    number: int
    section: str
    says: str
    facts: tuple[str, ...]
    question: str
    after: str | None


@dataclass
class FactIndex:
    """The facts, as they are asked for.

    `of_topic` and `in_general` are by topic, first the facts of which it is the main topic; `on` is by thing, then by
    topic; `about` by thing. `in_general` has the facts that are about nothing.
    """

    by_id: dict[str, Fact] = field(default_factory=dict)
    position: dict[str, int] = field(default_factory=dict)
    of_topic: dict[str, list[Fact]] = field(default_factory=dict)
    in_general: dict[str, list[Fact]] = field(default_factory=dict)
    on: dict[tuple[str, str], dict[str, list[Fact]]] = field(default_factory=dict)
    about: dict[tuple[str, str], list[Fact]] = field(default_factory=dict)
    _lesser: list[tuple[Fact, str]] = field(default_factory=list)

    def add(self, fact: Fact, of: Sequence[str]) -> None:
        """Add the next fact of the content, with its topics, the main one first."""
        self.by_id[fact.id] = fact
        self.position[fact.id] = len(self.position)
        for thing in fact.about.items():
            self.about.setdefault(thing, []).append(fact)
        self._put(fact, of[0])
        self._lesser += [(fact, topic) for topic in of[1:]]

    def sort(self) -> None:
        """Once all are there: behind a topic's own facts come those that are mainly about another."""
        for fact, topic in self._lesser:
            self._put(fact, topic)
        self._lesser.clear()

    def _put(self, fact: Fact, topic: str) -> None:
        self.of_topic.setdefault(topic, []).append(fact)
        if not fact.about:
            self.in_general.setdefault(topic, []).append(fact)
        for thing in fact.about.items():
            self.on.setdefault(thing, {}).setdefault(topic, []).append(fact)


# A change of the content is noticed after this time at the latest.
FRESH_SECONDS = 1.0

Result = TypeVar("Result")


class Knowledge:
    """The knowledge base, read-only. Safe to share between threads.

    Answers are remembered until the content changes (SQLite counts the changes that others make), or the day does:
    what we say of dates depends on it. `today` is the one clock.
    """

    def __init__(self, database: Path = DATABASE, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        if not database.exists():
            raise KnowledgeUnavailableError(f"{database} does not exist: run 'make knowledge' to build it")
        self._engine = create_engine(
            f"sqlite:///{database}", future=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        self.today = today
        self._day = today()
        self._lock = threading.RLock()
        self._remembered: dict[Hashable, Any] = {}
        self._version: int | None = None
        self._looked = 0.0

    def topic(self, identifier: str) -> Topic | None:
        by_id = self._remember("topics by id", lambda: {topic.id: topic for topic in self.topics()})
        return by_id.get(identifier)

    def topics(self) -> list[Topic]:
        def read() -> list[Topic]:
            return [_topic(row) for row in self._rows(select(topics).order_by(topics.c.position))]

        return self._remember("topics", read)

    def thing(self, kind: str, identifier: str) -> Thing | None:
        by_id = self._remember(("things by id", kind), lambda: {thing.id: thing for thing in self.things(kind)})
        return by_id.get(identifier)

    def things(self, kind: str) -> list[Thing]:
        def read() -> list[Thing]:
            query = select(things).where(things.c.kind == kind).order_by(things.c.position)
            return [_thing(row) for row in self._rows(query)]

        return self._remember(("things", kind), read)

    def home(self) -> Thing | None:
        """The role that is meant when none is named: its facts are the general ones."""
        return next(iter(self.things("role")), None)

    def specialisms(self, role: str) -> list[Thing]:
        """The specialisms of a role."""
        return [thing for thing in self.things("specialism") if thing.role == role]

    def abbreviations(self) -> dict[str, str]:
        """Abbreviation -> what it stands for, for those that readers may not know."""

        def read() -> dict[str, str]:
            query = select(things.c.abbreviation, things.c.name).where(things.c.abbreviation.is_not(None))
            return {row.abbreviation: row.name for row in self._rows(query)}

        return self._remember("abbreviations", read)

    def words(self) -> list[tuple[str, str, str]]:
        """What people call things: (kind, id, form), in the order of the content."""
        query = (
            select(forms.c.kind, forms.c.thing, forms.c.form)
            .join(things, (things.c.kind == forms.c.kind) & (things.c.id == forms.c.thing))
            .order_by(things.c.position)
        )
        return [(row.kind, row.thing, row.form) for row in self._rows(query)]

    def facts(self, topic: str) -> list[Fact]:
        """All facts of a topic, general ones and those about something, in the order of the content.

        Those of which it is the main topic come before those that are mainly about another.
        """
        return self._index().of_topic.get(topic, [])

    def general_facts(self, topic: str) -> list[Fact]:
        """The facts of a topic that hold in general, in the same order."""
        return self._index().in_general.get(topic, [])

    def facts_on(self, topic: str, named: Iterable[tuple[str, str]]) -> list[Fact]:
        """The facts of a topic about any of these things, in the order in which the things were named."""
        on = self._index().on
        return list({fact.id: fact for thing in named for fact in on.get(thing, {}).get(topic, ())}.values())

    def topics_on(self, kind: str, identifier: str) -> list[str]:
        """The topics in which there is a fact about a thing."""
        return list(self._index().on.get((kind, identifier), ()))

    def facts_about(self, kind: str, identifier: str) -> list[Fact]:
        """All facts about a thing, whatever their topic, in the order of the content."""
        return self._index().about.get((kind, identifier), [])

    def facts_by_id(self, identifiers: Iterable[str]) -> list[Fact]:
        """The facts with these ids, in the order of the content; unknown ids are left out."""
        index = self._index()
        known = {identifier for identifier in identifiers if identifier in index.by_id}
        return [index.by_id[identifier] for identifier in sorted(known, key=index.position.__getitem__)]

    def asks(self) -> list[tuple[str, str, str]]:
        """Questions that single facts answer: (fact id, its first topic, question), in the order of the content."""
        query = (
            select(fact_asks.c.fact, fact_topics.c.topic, fact_asks.c.question)
            .join(facts, facts.c.id == fact_asks.c.fact)
            .join(fact_topics, (fact_topics.c.fact == fact_asks.c.fact) & (fact_topics.c.position == 0))
            .order_by(facts.c.position, fact_asks.c.position)
        )
        return [(row.fact, row.topic, row.question) for row in self._rows(query)]

    def roles_of_facts(self) -> dict[str, str]:
        """Fact -> the role that it is about, for those that are about one."""
        query = select(fact_about.c.fact, fact_about.c.thing).where(fact_about.c.kind == "role")
        return {row.fact: row.thing for row in self._rows(query)}

    def wordings(self) -> list[tuple[str, str, list[str], list[str]]]:
        """How each fact is asked for and told: (topic, fact id, questions, sentences), for each topic of each fact.

        The sentences are as an editor wrote them, with the names of values in place of the values: they change neither
        with a figure nor from day to day.
        """
        asked: dict[str, list[str]] = {}
        for fact, _, question in self.asks():
            asked.setdefault(fact, []).append(question)
        query = select(fact_topics.c.topic, facts).join(facts, facts.c.id == fact_topics.c.fact)
        return [
            (row.topic, row.id, asked.get(row.id, []), _unfilled(row))
            for row in self._rows(query.order_by(facts.c.position, fact_topics.c.position))
        ]

    def source(self, identifier: str) -> Source | None:
        rows = self._rows(select(sources).where(sources.c.id == identifier))
        return Source(**rows[0]._mapping) if rows else None

    def statements(self) -> list[Statement]:
        rows = self._rows(select(statements).order_by(statements.c.page, statements.c.number))
        return [Statement(**{**row._mapping, "facts": tuple(row.facts)}) for row in rows]

    def pay_tables(self) -> list[pay.PayTable]:
        """What we know of pay, of every place and year, as numbers to reckon with."""
        return self._remember("pay tables", self._read_pay)

    def pay_table(self, place: str = pay.HOME) -> pay.PayTable | None:
        """The newest published pay of a place."""
        return pay.newest(self.pay_tables(), place)

    def outlook(self, route: str) -> rounds.Outlook | None:
        """How the rounds of applications of a route look today. None when the route has none."""

        def read() -> rounds.Outlook | None:
            rows = self._rows(select(rounds_table).where(rounds_table.c.route == route))
            found = [rounds.Round(row.entry, row.opens, row.closes) for row in rows]
            return rounds.outlook(found, self._day) if found else None

        return self._remember(("outlook", route), read)

    def _read_pay(self) -> list[pay.PayTable]:
        bands: dict[str, dict[str, list[pay.PayStep]]] = {}
        for row in self._rows(select(pay_steps).order_by(pay_steps.c.position, pay_steps.c.after_years)):
            steps = bands.setdefault(row.table, {}).setdefault(row.band, [])
            steps.append(pay.PayStep(row.after_years, row.pounds))
        supplements: dict[str, dict[str, pay.Supplement]] = {}
        for row in self._rows(select(pay_supplements)):
            given = {name: value for name, value in row._mapping.items() if name != "table"}
            supplements.setdefault(row.table, {})[row.area] = pay.Supplement(**given)
        found = []
        for row in self._rows(select(pay_tables).order_by(pay_tables.c.id)):
            given = {name: value for name, value in row._mapping.items() if name != "id"}
            own = {name: pay.PayBand(name, tuple(steps)) for name, steps in bands.get(row.id, {}).items()}
            found.append(pay.PayTable(**given, bands=own, supplements=supplements.get(row.id, {})))
        return found

    def _index(self) -> FactIndex:
        return self._remember("facts", self._read_facts)

    def _read_facts(self) -> FactIndex:
        """All facts at once: many small queries would take longer than one large one, and come with every new topic."""
        about: dict[str, dict[str, str]] = {}
        for row in self._rows(select(fact_about)):
            about.setdefault(row.fact, {})[row.kind] = row.thing
        of: dict[str, list[str]] = {}
        for row in self._rows(select(fact_topics).order_by(fact_topics.c.position)):
            of.setdefault(row.fact, []).append(row.topic)
        known = {source.id: source for source in (Source(**row._mapping) for row in self._rows(select(sources)))}
        index = FactIndex()
        for row in self._rows(select(facts).order_by(facts.c.position)):
            outlook = self.outlook(row.follows) if row.follows else None
            index.add(_fact(row, known[row.source], about.get(row.id, {}), outlook), of[row.id])
        index.sort()
        return index

    def _remember(self, key: Hashable, read: Callable[[], Result]) -> Result:
        with self._lock:
            self._forget_what_changed()
            if key not in self._remembered:
                self._remembered[key] = read()
            found: Result = self._remembered[key]
            return found

    def _forget_what_changed(self) -> None:
        today = self.today()
        if today != self._day:
            self._day = today
            self._remembered.clear()
        now = time.monotonic()
        if self._version is not None and now - self._looked < FRESH_SECONDS:
            return
        self._looked = now
        with self._engine.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA data_version").scalar()
        if version != self._version:
            self._version = version
            self._remembered.clear()

    def _rows(self, query: Select) -> list[Row]:
        with self._lock, self._engine.connect() as connection:
            return list(connection.execute(query))


def _topic(row: Row) -> Topic:
    given = {name: value for name, value in row._mapping.items() if name != "position"}
    return Topic(**{**given, "takes": tuple(row.takes), "next": tuple(row.next)})


def _thing(row: Row) -> Thing:
    given = {name: value for name, value in row._mapping.items() if name != "position"}
    return Thing(**given)


def _fact(row: Row, source: Source, about: Mapping[str, str], outlook: rounds.Outlook | None) -> Fact:
    text, values = (row.by_state[outlook.state], outlook.values) if outlook else (row.text, row.values)
    words = {name: _in_words(name, value) for name, value in values.items()}
    return Fact(
        id=row.id,
        text=text.format_map(words) if text else None,
        lead=row.lead.format_map(words) if row.lead else None,
        items=tuple(item.format_map(words) for item in row.items),
        values=values,
        about=about,
        link=row.link,
        source=source,
        section=row.section,
        as_of=row.as_of,
        confidence=row.confidence,
        review_by=row.review_by,
    )


def _unfilled(row: Row) -> list[str]:
    """The sentences of a fact, each value as its name: "{hours_per_week}" becomes "hours per week"."""
    parts = [row.text, row.lead, *row.items, *(row.by_state or {}).values()]
    texts = [re.sub(r"\{(\w+)\}", lambda name: str(name[1]).replace("_", " "), part) for part in parts if part]
    return [sentence for text in texts for sentence in sentences(text)]


def _in_words(name: str, value: object) -> str:
    """A typed value as people read it: 6123 -> 6,123; month 1 -> January; an hourly rate of 12.5 -> 12.50."""
    if isinstance(value, int) and name.endswith("_month"):
        return calendar.month_name[value]
    if isinstance(value, int | float) and name.endswith("_hourly"):
        return f"{value:,.2f}"
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value)
