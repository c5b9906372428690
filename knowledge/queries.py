"""Typed questions to the knowledge base: the only door for everyone else."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Row

from knowledge.models import fact_about, fact_topics, facts, forms, sources, statements, things, topics
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
    name: str
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


class Knowledge:
    """The knowledge base, read-only. Safe to share between threads."""

    def __init__(self, database: Path = DATABASE) -> None:
        if not database.exists():
            raise KnowledgeUnavailableError(f"{database} does not exist: run 'make knowledge' to build it")
        self._engine = create_engine(f"sqlite:///{database}", future=True)

    def topic(self, identifier: str) -> Topic | None:
        rows = self._rows(select(topics).where(topics.c.id == identifier))
        return _topic(rows[0]) if rows else None

    def topics(self) -> list[Topic]:
        return [_topic(row) for row in self._rows(select(topics).order_by(topics.c.position))]

    def thing(self, kind: str, identifier: str) -> Thing | None:
        rows = self._rows(select(things).where(things.c.kind == kind, things.c.id == identifier))
        return _thing(rows[0]) if rows else None

    def things(self, kind: str) -> list[Thing]:
        query = select(things).where(things.c.kind == kind).order_by(things.c.position)
        return [_thing(row) for row in self._rows(query)]

    def abbreviations(self) -> dict[str, str]:
        """Abbreviation -> what it stands for, for those that readers may not know."""
        query = select(things.c.abbreviation, things.c.name).where(things.c.abbreviation.is_not(None))
        return {row.abbreviation: row.name for row in self._rows(query)}

    def words(self) -> list[tuple[str, str, str]]:
        """What people call things: (kind, id, form), in the order of the content."""
        query = (
            select(forms.c.kind, forms.c.thing, forms.c.form)
            .join(things, (things.c.kind == forms.c.kind) & (things.c.id == forms.c.thing))
            .order_by(things.c.position)
        )
        return [(row.kind, row.thing, row.form) for row in self._rows(query)]

    def facts(self, topic: str) -> list[Fact]:
        """All facts of a topic, general ones and those about something, in the order of the content."""
        query = select(facts.c.id).join(fact_topics).where(fact_topics.c.topic == topic)
        return self.facts_by_id(row.id for row in self._rows(query))

    def facts_about(self, kind: str, identifier: str) -> list[Fact]:
        """All facts about a thing, whatever their topic, in the order of the content."""
        query = select(fact_about.c.fact).where(fact_about.c.kind == kind, fact_about.c.thing == identifier)
        return self.facts_by_id(row.fact for row in self._rows(query))

    def facts_by_id(self, identifiers: Iterable[str]) -> list[Fact]:
        """The facts with these ids, in the order of the content; unknown ids are left out."""
        wanted = list(identifiers)
        about: dict[str, dict[str, str]] = {}
        for row in self._rows(select(fact_about).where(fact_about.c.fact.in_(wanted))):
            about.setdefault(row.fact, {})[row.kind] = row.thing
        columns = (*facts.c, *(column.label(f"source_{column.name}") for column in sources.c))
        query = (
            select(*columns)
            .join(sources, facts.c.source == sources.c.id)
            .where(facts.c.id.in_(wanted))
            .order_by(facts.c.position)
        )
        return [_fact(row, about.get(row.id, {})) for row in self._rows(query)]

    def source(self, identifier: str) -> Source | None:
        rows = self._rows(select(sources).where(sources.c.id == identifier))
        return Source(**rows[0]._mapping) if rows else None

    def statements(self) -> list[Statement]:
        rows = self._rows(select(statements).order_by(statements.c.page, statements.c.number))
        return [Statement(**{**row._mapping, "facts": tuple(row.facts)}) for row in rows]

    def _rows(self, query: Any) -> list[Row]:  # noqa: ANN401
        with self._engine.connect() as connection:
            return list(connection.execute(query))


def _topic(row: Row) -> Topic:
    given = {name: value for name, value in row._mapping.items() if name != "position"}
    return Topic(**{**given, "takes": tuple(row.takes), "next": tuple(row.next)})


def _thing(row: Row) -> Thing:
    given = {name: value for name, value in row._mapping.items() if name not in ("position", "role")}
    return Thing(**given)


def _fact(row: Row, about: Mapping[str, str]) -> Fact:
    words = {name: _in_words(name, value) for name, value in row.values.items()}
    return Fact(
        id=row.id,
        text=row.text.format_map(words) if row.text else None,
        lead=row.lead.format_map(words) if row.lead else None,
        items=tuple(item.format_map(words) for item in row.items),
        values=row.values,
        about=about,
        link=row.link,
        source=Source(row.source_id, row.source_title, row.source_publisher, row.source_url, row.source_checked),
        section=row.section,
        as_of=row.as_of,
        confidence=row.confidence,
    )


def _in_words(name: str, value: object) -> str:
    """A typed value as people read it: 6123 -> 6,123; month 1 -> January."""
    if isinstance(value, int) and name.endswith("_month"):
        return calendar.month_name[value]
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value)
