"""When a fact must be looked at again, and what an editor and a reader see of it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from knowledge import store
from knowledge.content import load
from knowledge.freshness import Review, review_by
from knowledge.problems import ContentError
from knowledge.queries import Knowledge

ROLE = "roles/clinical-technologist.yml"
day = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("as_of", "review", "expected"),
    [
        ("2026-03-31", "pay-year", "2026-04-01"),
        ("2026-04-01", "pay-year", "2027-04-01"),
        ("2026-11-23", "pay-year", "2027-04-01"),
        ("2026-08-31", "stp-year", "2026-09-01"),
        ("2026-09-01", "stp-year", "2027-09-01"),
        ("2026-11-23", "stp-year", "2027-09-01"),
        ("2026-11-23", "yearly", "2027-11-23"),
        ("2028-02-29", "yearly", "2029-02-28"),
        ("2028-02-29", "pay-year", "2028-04-01"),
    ],
)
def test_day_of_review_follows_from_the_day_it_was_read(as_of: str, review: Review, expected: str) -> None:
    assert review_by(day(as_of), review) == day(expected)


def test_fact_is_overdue_from_its_day_of_review_on(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts_by_id(["hours.week"])
    before = fact.review_by - datetime.timedelta(days=1)
    assert not fact.overdue(before)
    assert fact.overdue(fact.review_by)


def test_window_of_the_training_programme_is_reviewed_each_september(knowledge: Knowledge) -> None:
    for fact in knowledge.facts_by_id(["route.stp", "stp.check-dates", "stp.now"]):
        assert (fact.review_by.month, fact.review_by.day) == (9, 1), fact.id


def test_pay_in_pounds_is_reviewed_each_april(knowledge: Knowledge) -> None:
    # One made of a pay table, and one that an editor wrote with a figure of it.
    for fact in knowledge.facts_by_id(["pay.band5.pounds", "pay.start.pounds"]):
        assert (fact.review_by.month, fact.review_by.day) == (4, 1), fact.id


def write(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{path.name} has nothing like {pattern!r} to alter any more"
    path.write_text(text, encoding="utf-8")


def test_head_of_a_file_sets_the_review_of_its_facts_and_a_fact_its_own(folder: Path) -> None:
    path = folder / ROLE
    write(path, r"^as_of: .*$", "as_of: 2026-05-01")
    write(path, r"^review: .*$", "review: pay-year")
    write(path, r"^(  values: \{hours_per_week: .*\})$", r"\1\n  review: yearly")
    reviews = {fact.id: fact.review_by for fact in load(folder).facts}
    assert reviews["role.what"] == day("2027-04-01")
    assert reviews["stage.practitioner.pay"] == day("2027-04-01")
    assert reviews["hours.week"] == day("2027-05-01")
    assert reviews["route.stp"] == day("2026-09-01")


def test_unknown_review_is_a_mistake_that_names_the_choices(folder: Path, tmp_path: Path) -> None:
    write(folder / "glossary.yml", r"^review: .*$", "review: monthly")
    with pytest.raises(ContentError, match=r"glossary\.yml:\d+: 'review' is wrong.*stp-year"):
        store.build(folder, tmp_path / "knowledge.db")
