"""The shape of the content files, and what to tell an editor whose file has another shape."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterator
from string import Formatter
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field, HttpUrl, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError
from pydantic import validator as field_validator
from pydantic.errors import DateError, PydanticValueError

from knowledge.freshness import Review
from knowledge.problems import Problem
from knowledge.reading import Document

Confidence = Literal["high", "medium", "low"]


class Day(datetime.date):
    """A date written as text, YEAR-MONTH-DAY. A bare number is no date, whatever second since 1970 it may be."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], datetime.date]]:
        yield cls._read

    @staticmethod
    def _read(value: object) -> datetime.date:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise DateError
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise DateError from None


Value = StrictInt | StrictFloat | Day | StrictStr
Kind = Literal[
    "role", "specialism", "equipment", "stage", "band", "organisation", "route", "term", "place", "situation"
]

IDENTIFIER = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
BANDS = range(2, 10)
# Band 8 is divided: people say "band 8" of all four parts.
BAND_NAMES = ("2", "3", "4", "5", "6", "7", "8", "8a", "8b", "8c", "8d", "9")


class MistakeError(PydanticValueError):
    """A mistake that only the content's own rules know, with the way to mend it."""

    code = "mistake"
    msg_template = "{wrong}"

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong=wrong, mend=mend)


class Part(BaseModel):
    """A piece of a content file. Unknown keys are mistakes."""

    class Config:
        extra = Extra.forbid


class Identified(Part):
    id: StrictStr = Field(regex=IDENTIFIER)


class Source(Identified):
    title: StrictStr
    publisher: StrictStr
    url: HttpUrl
    checked: Day


class SourceFile(Part):
    sources: list[Source] = Field(min_items=1)


class Topic(Identified):
    title: StrictStr = Field(max_length=30)
    question: StrictStr
    subject: StrictStr
    forms: list[StrictStr] = []
    takes: list[Kind]
    narrows: dict[Kind, StrictStr] = {}
    otherwise: StrictStr | None = None
    next: list[StrictStr] = Field(max_items=3)
    ask: StrictStr


class TopicFile(Part):
    topics: list[Topic] = Field(min_items=1)


class Named(Identified):
    name: StrictStr
    forms: list[StrictStr] = Field(min_items=1)


class Organisation(Named):
    abbreviation: StrictStr | None = None
    url: HttpUrl
    ask: StrictStr


class OrganisationFile(Part):
    organisations: list[Organisation] = Field(min_items=1)


class Sourced(Part):
    """Where a statement comes from. What is absent is taken from the head of the file."""

    source: StrictStr | None = None
    section: StrictStr | None = None
    as_of: Day | None = None
    confidence: Confidence | None = None
    # How often the source changes; see `knowledge/freshness.py`.
    review: Review | None = None


class Defaults(Sourced):
    """The head of a file of facts."""


class Term(Named, Sourced):
    abbreviation: StrictStr | None = None
    text: StrictStr


class GlossaryFile(Defaults):
    terms: list[Term] = Field(min_items=1)


class Listing(Part):
    lead: StrictStr
    items: list[StrictStr] = Field(min_items=2, max_items=6)


class ReadMore(Part):
    text: StrictStr
    link: StrictStr | None = None


class Specialism(Named, Sourced):
    worker: StrictStr
    summary: StrictStr
    duties: Listing
    note: StrictStr | None = None
    equipment: StrictStr
    where: StrictStr | None = None
    patient_contact: StrictStr | None = None
    read_more: ReadMore


class Equipment(Named, Sourced):
    specialism: StrictStr | None = None
    text: StrictStr


class Stage(Named, Sourced):
    bands: list[StrictInt] = Field(min_items=1)
    text: StrictStr

    @field_validator("bands", each_item=True)
    def _known_band(cls, band: int) -> int:  # noqa: N805
        if band not in BANDS:
            raise ValueError(f"NHS bands go from {BANDS[0]} to {BANDS[-1]}")
        return band


class Route(Named, Sourced):
    topic: StrictStr
    organisation: StrictStr
    opens_month: Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] | None = None
    starts_season: Literal["spring", "summer", "autumn", "winter"] | None = None
    text: StrictStr
    steps: Listing


class Fact(Identified, Sourced):
    topic: StrictStr | list[StrictStr]
    about: dict[Kind, StrictStr] = {}
    text: StrictStr | None = None
    lead: StrictStr | None = None
    items: list[StrictStr] = Field([], max_items=6)
    values: dict[StrictStr, Value] = {}
    # Questions that this fact answers, as people type them: they tell it from its neighbours in the same topic.
    asks: list[StrictStr] = []

    @field_validator("items", always=True)
    def _text_or_list(cls, items: list[str], values: dict[str, Any]) -> list[str]:  # noqa: N805
        sentence, listing = bool(values.get("text")), bool(values.get("lead") or items)
        if sentence == listing or bool(values.get("lead")) != bool(items):
            raise ValueError("a fact has either a text, or a lead with items")
        return items


class NamedFile(Part):
    """Things of one kind that facts can be about: places, or situations that people are in."""

    things: list[Named] = Field(min_items=1)


class FactFile(Defaults, Identified):
    """Facts that share a subject. With `role`, they hold for that role only."""

    role: StrictStr | None = None
    facts: list[Fact] = Field(min_items=1)


class RoleFile(Defaults, Named):
    """A role. Facts of the home role hold in general; those of another are about that role only.

    `specialism` is the specialism of the home role that does this work: what is known of it holds here too.
    """

    plural: StrictStr
    home: StrictBool = False
    specialism: StrictStr | None = None
    specialisms: list[Specialism] = []
    equipment: list[Equipment] = []
    stages: list[Stage] = []
    routes: list[Route] = []
    facts: list[Fact] = []


class Statement(Part):
    """One thing that a page says, in our words, with the facts that hold it."""

    number: StrictInt
    section: StrictStr
    says: StrictStr
    facts: list[StrictStr] = Field(min_items=1)
    question: StrictStr
    after: StrictStr | None = None


class PageFile(Identified):
    source: StrictStr
    statements: list[Statement] = Field(min_items=1)


def placeholders(text: str) -> list[str]:
    """The names in braces in a text; anything else that braces hold counts as a name that nothing defines."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return ["an unbalanced brace"]
    return [
        name if not (spec or conversion) else f"{name} with a format"
        for _, name, spec, conversion in parts
        if name is not None
    ]


def check(document: Document, shape: type[Part]) -> tuple[Any, list[Problem]]:
    """Validate a file against its shape: the parsed object (or None) and all its problems."""
    try:
        return shape.parse_obj(document.data), []
    except ValidationError as error:
        return None, [_problem(document, dict(detail)) for detail in error.errors()]


_MENDS = {
    "value_error.missing": "Add it",
    "type_error.str": "Write text; put numbers that are meant as text in quotation marks",
    "type_error.integer": "Write a whole number without quotation marks",
    "type_error.list": "Write a list: one item a line, each after a hyphen",
    "type_error.dict": "Write names and values, indented under the key",
    "value_error.date": "Write the date as YEAR-MONTH-DAY, for example 2026-11-23",
    "value_error.url": "Write the whole address, beginning with https://",
    "value_error.str.regex": "Use small letters, digits, dots and hyphens only",
}


def _problem(document: Document, detail: dict[str, Any]) -> Problem:
    location = [step for step in detail["loc"] if step != "__root__"]
    name, kind = str(location[-1]), str(detail["type"])
    line = document.line(location)
    if kind == "value_error.missing":
        wrong = f"'{name}' is missing"
    elif kind == "value_error.extra":
        wrong = f"'{name}' is not a key that belongs here"
    else:
        where = ".".join(map(str, location))
        wrong = f"'{where}' is wrong: {detail['msg']}"
    mend = detail.get("ctx", {}).get("mend")
    mend = mend or next((mend for prefix, mend in _MENDS.items() if kind.startswith(prefix)), None)
    return Problem(document.name, line, wrong, mend or _suggest(name, kind))


def _suggest(name: str, kind: str) -> str:
    if kind == "value_error.extra":
        known = {field for shape in _shapes() for field in shape.__fields__}
        close = difflib.get_close_matches(name, known, n=1)
        return f"Did you mean '{close[0]}'? Otherwise remove it" if close else "Remove it, or correct its name"
    return "Compare it with its neighbours in the file"


def _shapes() -> list[type[BaseModel]]:
    pending, found = [Part], []
    while pending:
        shape = pending.pop()
        found.append(shape)
        pending.extend(shape.__subclasses__())
    return list(found)


def sentences(text: str) -> list[str]:
    """The sentences of a text. A full stop inside a number, an address or an abbreviation ends none."""
    return [part.strip() for part in re.split(r"(?<=[.!?:])\s+(?=[A-Z0-9\"'(])", text) if part.strip()]
