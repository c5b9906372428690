"""The tables that the content is stored in. They are a product of the YAML and are never edited."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("publisher", String, nullable=False),
    Column("url", String, nullable=False),
    Column("checked", Date, nullable=False),
)

topics = Table(
    "topics",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("question", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("takes", JSON, nullable=False),
    Column("narrows", JSON, nullable=False),
    Column("otherwise", String),
    Column("next", JSON, nullable=False),
    Column("ask", String, nullable=False),
)

# What a fact can be about (`schema.Kind`).
things = Table(
    "things",
    metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("role", String),
    Column("name", String, nullable=False),
    Column("plural", String),
    Column("abbreviation", String),
    Column("specialism", String),
    Column("url", String),
    Column("ask", String),
)

forms = Table(
    "forms",
    metadata,
    Column("kind", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("form", String, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("role", String),
    Column("text", Text),
    Column("lead", Text),
    Column("items", JSON, nullable=False),
    Column("values", JSON, nullable=False),
    # The route whose rounds decide which text is told today, and the text for each state of them.
    Column("follows", String),
    Column("by_state", JSON, nullable=False),
    Column("link", ForeignKey("sources.id")),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("section", String),
    Column("as_of", Date, nullable=False),
    Column("confidence", String, nullable=False),
    Column("review_by", Date, nullable=False),
)

fact_topics = Table(
    "fact_topics",
    metadata,
    Column("fact", ForeignKey("facts.id"), primary_key=True),
    Column("topic", ForeignKey("topics.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("fact_topics_by_topic", "topic"),
)

fact_asks = Table(
    "fact_asks",
    metadata,
    Column("fact", ForeignKey("facts.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question", String, nullable=False),
)

fact_about = Table(
    "fact_about",
    metadata,
    Column("fact", ForeignKey("facts.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("thing", String, nullable=False),
    Index("fact_about_by_thing", "kind", "thing"),
)

pay_tables = Table(
    "pay_tables",
    metadata,
    Column("id", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("year", String, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("official", Boolean, nullable=False),
    Column("rise_percent", Float),
    Column("hours_per_week", Float, nullable=False),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("confidence", String, nullable=False),
)

pay_steps = Table(
    "pay_steps",
    metadata,
    Column("table", ForeignKey("pay_tables.id"), primary_key=True),
    Column("band", String, primary_key=True),
    Column("after_years", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("pounds", Integer, nullable=False),
)

pay_supplements = Table(
    "pay_supplements",
    metadata,
    Column("table", ForeignKey("pay_tables.id"), primary_key=True),
    Column("area", String, primary_key=True),
    Column("percent", Float, nullable=False),
    Column("maximum", Integer, nullable=False),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("minimum", Integer),
    Column("minimum_is_sure", Boolean, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    Column("route", String, primary_key=True),
    Column("entry", Integer, primary_key=True),
    Column("opens", Date),
    Column("closes", Date),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("confidence", String, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("page", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("section", String, nullable=False),
    Column("says", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("question", String, nullable=False),
    Column("after", String),
)
