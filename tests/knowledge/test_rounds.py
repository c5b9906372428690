"""Rounds of applications: how they look from any day of the year, and what is said then."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from actions.answer import Guide
from actions.context import Question
from knowledge import queries, rounds, store
from knowledge.queries import Knowledge
from knowledge.rounds import Round
from tests.test_wording import RULES, Rule, named, whole_answers

D = datetime.date
WINDOWS = [
    Round(2022, opens=D(2022, 1, 18)),
    Round(2025, D(2025, 1, 23), D(2025, 2, 6)),
    Round(2026, D(2026, 1, 6), D(2026, 1, 16)),
]
DEADLINES = [Round(2025, closes=D(2025, 1, 29)), Round(2026, closes=D(2026, 1, 14))]

# Days of the year on which people ask: the state of rounds whose newest window is 6 to 16 January 2026.
DAYS = {
    "the day before it opens": (D(2026, 1, 5), "announced"),
    "the day it opens": (D(2026, 1, 6), "open"),
    "in the window": (D(2026, 1, 12), "open"),
    "the day it closes": (D(2026, 1, 16), "open"),
    "the day after it closed": (D(2026, 1, 17), "waiting"),
    "summer": (D(2026, 7, 15), "waiting"),
    "autumn": (D(2026, 11, 23), "waiting"),
    "the last day of the year": (D(2026, 12, 31), "waiting"),
    "new year without dates": (D(2027, 1, 1), "waiting"),
    "when it usually opens, without dates": (D(2027, 1, 6), "perhaps"),
    "when it usually is open, without dates": (D(2027, 2, 6), "perhaps"),
    "just after it usually closed, without dates": (D(2027, 2, 7), "waiting"),
    "a year ahead of all dates": (D(2028, 10, 1), "waiting"),
    "a leap day": (D(2028, 2, 29), "waiting"),
    "before all dates": (D(2021, 6, 1), "announced"),
}


def on(day: datetime.date, database: Path) -> Knowledge:
    return Knowledge(database, today=lambda: day)


def text_of(fact: str, knowledge: Knowledge) -> str:
    (found,) = knowledge.facts_by_id([fact])
    return found.text or ""


@pytest.mark.parametrize(("day", "state"), DAYS.values(), ids=DAYS.keys())
def test_state_on(day: datetime.date, state: str) -> None:
    assert rounds.outlook(WINDOWS, day).state == state


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (D(2026, 1, 13), "announced"),
        (D(2026, 1, 14), "announced"),
        (D(2026, 1, 15), "waiting"),
        (D(2027, 1, 13), "waiting"),
        (D(2027, 1, 14), "perhaps"),
        (D(2027, 1, 29), "perhaps"),
        (D(2027, 1, 30), "waiting"),
    ],
)
def test_state_of_a_deadline(day: datetime.date, state: str) -> None:
    assert rounds.outlook(DEADLINES, day).state == state


@pytest.mark.parametrize("day", [day for day, _ in DAYS.values()], ids=DAYS.keys())
def test_all_that_a_text_may_name_is_known(day: datetime.date) -> None:
    seen = rounds.outlook(WINDOWS, day)
    assert set(seen.values) == rounds.NAMES[seen.state]


def test_dates_read_as_people_write_them() -> None:
    values = rounds.outlook(WINDOWS, D(2026, 11, 23)).values
    assert values["latest"] == "6 to 16 January 2026"
    assert values["usual"] == "6 and 23 January"
    assert (values["shortest"], values["longest"]) == ("10", "14")
    assert rounds.outlook(WINDOWS[:2], D(2025, 6, 1)).values["latest"] == "23 January to 6 February 2025"
    assert rounds.outlook(WINDOWS[:1], D(2022, 6, 1)).values["latest"] == "from 18 January 2022"
    assert rounds.outlook(DEADLINES, D(2026, 6, 1)).values["latest"] == "14 January 2026"
    across = [Round(2025, D(2024, 12, 20), D(2025, 1, 10)), Round(2026, D(2026, 1, 6), D(2026, 1, 16))]
    assert rounds.outlook(across[:1], D(2025, 6, 1)).values["latest"] == "20 December 2024 to 10 January 2025"


@pytest.mark.parametrize(
    ("day", "away"),
    [
        (D(2026, 11, 23), "in about 6 weeks"),
        (D(2026, 12, 31), "in about 6 days"),
        (D(2027, 1, 5), "in a day or so"),
        (D(2026, 7, 15), "in about 6 months"),
        (D(2026, 1, 17), "in about 12 months"),
        (D(2026, 12, 20), "in about 2 weeks"),
    ],
)
def test_what_is_only_usual_is_about_so_far_away(day: datetime.date, away: str) -> None:
    assert rounds.outlook(WINDOWS, day).values["away"] == away


@pytest.mark.parametrize(
    ("day", "left"), [(D(2026, 1, 6), "in 10 days"), (D(2026, 1, 15), "tomorrow"), (D(2026, 1, 16), "today")]
)
def test_what_is_certain_is_said_to_the_day(day: datetime.date, left: str) -> None:
    assert rounds.outlook(WINDOWS, day).values["left"] == left


def test_usual_days_are_found_in_a_year_without_them() -> None:
    leap = [Round(2024, closes=D(2024, 2, 29))]
    assert rounds.outlook(leap, D(2025, 2, 28)).state == "perhaps"
    assert rounds.outlook(leap, D(2025, 3, 1)).state == "waiting"


# What the guide says, with the real content


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (D(2025, 1, 10), ["23 January to 6 February 2025", "in 13 days"]),
        (D(2025, 1, 25), ["open now", "6 February 2025", "in 12 days"]),
        (D(2025, 2, 7), ["between 9 and 23 January", "in about 11 months", "23 January to 6 February 2025"]),
        (D(2026, 1, 10), ["may be open now", "no days for 2026"]),
        (D(2026, 7, 15), ["between 9 and 23 January", "in about 6 months"]),
        (D(2026, 11, 23), ["between 9 and 23 January", "in about 7 weeks", "23 January to 6 February 2025"]),
        (D(2026, 12, 31), ["between 9 and 23 January", "in about 9 days"]),
        (D(2027, 1, 1), ["between 9 and 23 January", "in about 8 days"]),
        (D(2027, 1, 20), ["may be open now", "no days for 2027"]),
        (D(2028, 11, 1), ["23 January to 6 February 2025", "in about 10 weeks"]),
    ],
)
def test_answer_on_the_dates_of_the_programme(day: datetime.date, words: list[str], database: Path) -> None:
    answer = Guide(on(day, database)).answer(Question("stp_dates"))
    assert {"stp.now", "route.stp"} <= {fact.id for fact in answer.facts}
    assert [word for word in [*words, "https://nshcs.hee.nhs.uk"] if word not in answer.text] == []


ANY_DAY = [D(2025, 12, 1) + datetime.timedelta(days=days) for days in range(0, 900, 13)]


@pytest.mark.parametrize("fact", ["stp.now", "stp.now.england", "degree.deadline"])
def test_no_date_is_told_that_no_source_gives(fact: str, database: Path, knowledge: Knowledge) -> None:
    sourced = set(re.findall(r"\d{4}-\d\d-\d\d", (store.FOLDER / "rounds.yml").read_text(encoding="utf-8")))
    for day in ANY_DAY:
        for number, month, year in re.findall(r"(\d+) ([A-Z][a-z]+) (\d{4})", text_of(fact, on(day, database))):
            told = datetime.datetime.strptime(f"{number} {month} {year}", "%d %B %Y").date()
            assert told.isoformat() in sourced, f"{day}: {told}"


@pytest.mark.parametrize("fact", ["stp.now", "degree.deadline"])
def test_where_to_check_is_told_unless_the_date_is_certain(fact: str, database: Path) -> None:
    for day in ANY_DAY:
        knowledge = on(day, database)
        seen = knowledge.outlook("stp" if fact == "stp.now" else "degree")
        assert seen is not None
        if seen.state in ("waiting", "perhaps"):
            assert "https://" in text_of(fact, knowledge), day


@pytest.mark.parametrize("rule", RULES, ids=named)
@pytest.mark.parametrize("day", [day for day, _ in DAYS.values()], ids=DAYS.keys())
def test_style_holds_on(day: datetime.date, rule: Rule, database: Path) -> None:
    guide = Guide(on(day, database))
    places = [None, *(("place", place.id) for place in guide.knowledge.things("place"))]
    for topic in ("stp_dates", "degree_application"):
        for place in places if topic == "stp_dates" else [None]:
            for name, text in whole_answers(guide, Question(topic, (place,) if place else ())):
                assert rule(text) == [], f"{name}: {text}"


def test_rounds_of_a_route_without_any_are_unknown(knowledge: Knowledge) -> None:
    assert knowledge.outlook("vacancy") is None
    assert knowledge.outlook("no-such-route") is None


# The clock


def test_what_depends_on_today_is_forgotten_at_midnight(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FRESH_SECONDS", 3600.0)
    now = D(2025, 2, 6)
    knowledge = Knowledge(database, today=lambda: now)
    assert "open now" in text_of("stp.now", knowledge)
    topics, facts = knowledge.topics(), knowledge.facts("stp_dates")
    assert knowledge.facts("stp_dates") is facts, "it is not remembered at all"
    now = D(2025, 2, 7)
    assert "open now" not in text_of("stp.now", knowledge)
    assert knowledge.facts("stp_dates") != facts
    assert knowledge.topics() == topics


def test_clock_is_the_calendar_unless_another_is_given(database: Path) -> None:
    assert Knowledge(database).today() == datetime.date.today()


def test_new_round_is_said_once_it_is_written(folder: Path, tmp_path: Path) -> None:
    path = folder / "rounds.yml"
    row = "  - {entry: 2027, opens: 2027-01-12, closes: 2027-01-26, source: stp-round-2026, as_of: 2026-12-01}\n"
    text = path.read_text(encoding="utf-8").replace("  facts:\n  - id: stp.now\n", f"{row}  facts:\n  - id: stp.now\n")
    path.write_text(text, encoding="utf-8")
    store.build(folder, tmp_path / "knowledge.db")
    text = text_of("stp.now", on(D(2026, 12, 15), tmp_path / "knowledge.db"))
    assert "12 to 26 January 2027" in text
    assert "in about 4 weeks" in text
