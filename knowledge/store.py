"""YAML -> database, all or nothing. Readers see the old content until the new content is complete."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from knowledge import models
from knowledge.content import FOLDER, Content, load
from knowledge.schema import BAND_NAMES

DATABASE = Path(os.environ.get("GUIDE_VAR", "var")) / "knowledge.db"

Row = dict[str, Any]


def build(folder: Path = FOLDER, database: Path = DATABASE) -> Content:
    """Load the content folder into the database in one transaction.

    Raises:
        ContentError: the content has mistakes; the database is as it was.
    """
    content = load(folder)
    database.parent.mkdir(parents=True, exist_ok=True)
    engine = engine_for(database)
    with engine.begin() as connection:
        models.metadata.drop_all(connection)
        models.metadata.create_all(connection)
        _fill(connection, content)
    engine.dispose()
    return content


def engine_for(database: Path) -> Engine:
    """An engine whose transactions cover table changes too, which Python's sqlite3 leaves out by default."""
    engine = create_engine(f"sqlite:///{database}", future=True, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: Any, _: object) -> None:  # noqa: ANN401
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _fill(connection: Connection, content: Content) -> None:
    def put(table: Any, rows: list[Row]) -> None:  # noqa: ANN401
        if rows:
            connection.execute(insert(table), rows)

    put(models.sources, [source.dict() for source in content.sources])
    put(models.topics, [{"position": n, **row} for n, row in enumerate(_topics(content))])
    things = list(_things(content))
    put(models.things, [{"position": n, **row} for n, (row, _) in enumerate(things)])
    put(
        models.forms,
        [{"kind": row["kind"], "thing": row["id"], "form": form} for row, forms in things for form in forms],
    )
    put(
        models.facts,
        [
            {
                "id": fact.id,
                "position": n,
                "role": fact.role,
                "text": fact.text,
                "lead": fact.lead,
                "items": list(fact.items),
                "values": {name: _plain(value) for name, value in fact.values.items()},
                "follows": fact.follows,
                "by_state": dict(fact.by_state),
                "link": fact.link,
                "source": fact.source,
                "section": fact.section,
                "as_of": fact.as_of,
                "confidence": fact.confidence,
                "review_by": fact.review_by,
            }
            for n, fact in enumerate(content.facts)
        ],
    )
    put(
        models.fact_topics,
        [
            {"fact": fact.id, "topic": topic, "position": n}
            for fact in content.facts
            for n, topic in enumerate(fact.topics)
        ],
    )
    put(
        models.fact_asks,
        [
            {"fact": fact.id, "position": n, "question": question}
            for fact in content.facts
            for n, question in enumerate(fact.asks)
        ],
    )
    put(
        models.fact_about,
        [
            {"fact": fact.id, "kind": kind, "thing": thing}
            for fact in content.facts
            for kind, thing in fact.about.items()
        ],
    )
    put(
        models.statements,
        [{"page": page.id, **statement.dict()} for page in content.pages for statement in page.statements],
    )
    _fill_years(put, content)


def _fill_years(put: Callable[[Any, list[Row]], None], content: Content) -> None:
    """Pay and rounds as they are typed, for those who reckon with them."""
    tables = [(file.id, table) for file, table in zip(content.pay_files, content.tables, strict=True)]
    put(
        models.pay_tables,
        [
            {
                "id": name,
                **{column.name: getattr(table, column.name) for column in models.pay_tables.c if column.name != "id"},
            }
            for name, table in tables
        ],
    )
    put(
        models.pay_steps,
        [
            {"table": name, "band": band.name, "position": n, "after_years": step.after_years, "pounds": step.pounds}
            for name, table in tables
            for n, band in enumerate(table.bands.values())
            for step in band.steps
        ],
    )
    put(
        models.pay_supplements,
        [{"table": name, **vars(part)} for name, table in tables for part in table.supplements.values()],
    )
    put(
        models.rounds,
        [
            {
                "route": series.route,
                **round_.dict(include={"entry", "opens", "closes"}),
                "source": round_.source or series.source,
                "as_of": round_.as_of or series.as_of,
                "confidence": round_.confidence or series.confidence,
            }
            for series in content.series
            for round_ in series.rounds
        ],
    )


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.isoformat() if isinstance(value, datetime.date) else value


def _topics(content: Content) -> Iterator[Row]:
    """Each topic as its row. One that has facts of a role is narrowed by roles, whether its file says so or not."""
    of_roles = {topic for fact in content.facts if "role" in fact.about for topic in fact.topics}
    for topic in content.topics:
        takes = dict.fromkeys([*topic.takes, "role"] if topic.id in of_roles else topic.takes)
        yield {**topic.dict(exclude={"forms"}), "takes": list(takes)}


def _things(content: Content) -> Iterator[tuple[Row, list[str]]]:
    """Each thing as its row and the words people use for it."""

    blank = {"role": None, "plural": None, "abbreviation": None, "specialism": None, "url": None, "ask": None}

    def row(kind: str, part: Any, role: str | None = None, **more: Any) -> tuple[Row, list[str]]:  # noqa: ANN401
        given = {"kind": kind, "id": part.id, "role": role, "name": part.name, **more}
        return {**blank, **given}, [part.name, *part.forms]

    for topic in content.topics:
        yield {**blank, "kind": "topic", "id": topic.id, "name": topic.title}, topic.forms
    for role in content.roles:
        thing, words = row("role", role, role.id, plural=role.plural, specialism=role.specialism)
        yield thing, list(dict.fromkeys([*words, role.plural]))
        for part in role.specialisms:
            yield row("specialism", part, role.id)
        for equipment in role.equipment:
            yield row("equipment", equipment, role.id, specialism=equipment.specialism)
        for stage in role.stages:
            yield row("stage", stage, role.id)
        for route in role.routes:
            yield row("route", route, role.id)
    for organisation in content.organisations:
        more = {"abbreviation": organisation.abbreviation, "url": organisation.url, "ask": organisation.ask}
        yield row("organisation", organisation, **more)
    for place in content.places:
        yield row("place", place)
    for situation in content.situations:
        yield row("situation", situation)
    for term in content.glossary.terms if content.glossary else ():
        yield row("term", term, abbreviation=term.abbreviation)
    named = {thing for fact in content.facts for kind, thing in fact.about.items() if kind == "band"}
    for band in (name for name in BAND_NAMES if name in named):
        yield {**blank, "kind": "band", "id": band, "name": f"band {band}"}, _band_forms(band)


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def _band_forms(band: str) -> list[str]:
    """What people call a band. The parts of band 8 go by their number and letter alone, too."""
    number, part = int(band[0]), band[1:]
    forms = [f"band {band}", f"band{band}", f"b{band}", f"band {_NUMBERS[number]}{part and ' '}{part}", f"grade {band}"]
    return [*forms, f"band {number} {part}", f"{number} {part}", band] if part else forms
