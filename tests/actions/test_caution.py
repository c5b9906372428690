"""An answer with a fact that nobody reviewed in time says so."""

from __future__ import annotations

import datetime

from actions import wording
from knowledge.queries import Knowledge

DAY = datetime.timedelta(days=1)


def test_fresh_facts_need_no_caution(knowledge: Knowledge) -> None:
    facts = knowledge.facts("hours")
    assert wording.caution(facts, min(fact.review_by for fact in facts) - DAY) == ""
    assert wording.caution([], datetime.date.max) == ""


def test_overdue_fact_says_where_to_check_it(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts_by_id(["hours.week"])
    assert wording.caution([fact], fact.review_by) == f"This may have changed: check it at {fact.source.url}"


def test_each_source_is_named_once_and_fresh_ones_are_not(knowledge: Knowledge) -> None:
    hours, shifts, dates, closed = (
        knowledge.facts_by_id([name])[0] for name in ("hours.week", "hours.shifts", "stp.check-dates", "jobs.jobmatch")
    )
    told = wording.caution([hours, shifts, closed], hours.review_by)
    assert told == f"This may have changed: check it at {hours.source.url} and {closed.source.url}"
    # The dates of the training programme are due before the hours are.
    assert wording.caution([closed, dates], dates.review_by).endswith(f"at {dates.source.url}")
