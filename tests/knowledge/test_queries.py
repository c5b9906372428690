"""What everyone else can ask of the knowledge base, and what they get."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge import store
from knowledge.content import load
from knowledge.queries import Knowledge, KnowledgeUnavailableError

ROLE = "roles/clinical-technologist.yml"


def test_topics_come_in_the_order_of_the_file(knowledge: Knowledge) -> None:
    assert [topic.id for topic in knowledge.topics()] == [topic.id for topic in load().topics]


def test_topic_is_found_by_its_id(knowledge: Knowledge) -> None:
    topic = knowledge.topic("pay")
    assert topic is not None
    assert topic.id == "pay"
    assert topic in knowledge.topics()
    assert {"stage", "band"} <= set(topic.takes)


def test_topic_hands_over_to_a_narrower_one(knowledge: Knowledge) -> None:
    topic = knowledge.topic("role_overview")
    assert topic is not None
    assert topic.narrows["specialism"] == "specialism_duties"


def test_every_fact_of_a_topic_is_found_again_by_its_id(knowledge: Knowledge) -> None:
    position = {fact.id: number for number, fact in enumerate(load().facts)}
    for topic in knowledge.topics():
        facts = knowledge.facts(topic.id)
        in_order = sorted(facts, key=lambda fact: position[fact.id])
        assert knowledge.facts_by_id(fact.id for fact in reversed(facts)) == in_order


def test_facts_say_which_thing_they_are_about(knowledge: Knowledge) -> None:
    about = {fact.id: dict(fact.about) for fact in knowledge.facts("specialism_duties")}
    assert about["renal.duties"] == {"specialism": "renal"}
    assert about["vascular.duties"] == {"specialism": "vascular"}


def test_general_facts_are_about_nothing(knowledge: Knowledge) -> None:
    assert [fact.about for fact in knowledge.general_facts("hours")] == [{}] * len(knowledge.general_facts("hours"))
    assert knowledge.general_facts("hours")


def test_fact_with_several_topics_is_found_under_each(knowledge: Knowledge) -> None:
    (shared,) = knowledge.facts_by_id(["hours.shifts"])
    assert shared in knowledge.facts("hours")
    assert shared in knowledge.facts("shifts")


def test_facts_come_with_their_source_and_date(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts_by_id(["pay.top"])
    assert fact.source == knowledge.source("page")
    assert fact.source.publisher == "NHS Health Careers"
    assert fact.section == "Pay and conditions"
    assert fact.as_of.isoformat() in Path(store.FOLDER / ROLE).read_text(encoding="utf-8")


def test_fact_may_have_another_source_than_its_file(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts_by_id(["jobs.jobmatch"])
    assert fact.source.id == "find-a-job"
    assert fact.confidence == "medium"


@pytest.mark.parametrize(
    ("fact", "pattern", "value", "words"),
    [
        ("market.registered", r"registered: \d+", "registered: 6123", "6,123 clinical scientists"),
        ("market.registered", r"registered: \d+", "registered: 1234567", "1,234,567 clinical scientists"),
        ("hours.week", r"hours_per_week: [\d.]+", "hours_per_week: 37.5", "37.5 hours"),
        ("hours.week", r"hours_per_week: [\d.]+", "hours_per_week: 40", "40 hours"),
        ("route.stp", r"opens_month: \d+", "opens_month: 1", "in January"),
        ("route.stp", r"opens_month: \d+", "opens_month: 12", "in December"),
        ("route.stp", r"starts_season: \w+", "starts_season: spring", "spring"),
    ],
)
def test_values_read_as_people_write_them(
    fact: str, pattern: str, value: str, words: str, folder: Path, tmp_path: Path
) -> None:
    text, count = re.subn(pattern, value, (folder / ROLE).read_text(encoding="utf-8"), count=1)
    assert count == 1
    (folder / ROLE).write_text(text, encoding="utf-8")
    store.build(folder, tmp_path / "knowledge.db")
    (found,) = Knowledge(tmp_path / "knowledge.db").facts_by_id([fact])
    assert words in (found.text or "")
    assert "{" not in (found.text or "")


def test_only_facts_with_numbers_carry_figures(knowledge: Knowledge) -> None:
    figures = {fact.id: fact.has_figures for fact in knowledge.facts_by_id(["hours.week", "hours.shifts"])}
    assert figures == {"hours.week": True, "hours.shifts": False}


def test_list_is_told_as_a_lead_and_items(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts_by_id(["renal.duties"])
    assert fact.text is None
    assert fact.lead
    assert any("haemodialysis" in item for item in fact.items)


def test_list_of_specialisms_counts_them_itself(knowledge: Knowledge) -> None:
    (fact,) = knowledge.facts("specialisms_list")
    assert fact.items == tuple(thing.name for thing in knowledge.things("specialism"))
    assert f" {len(fact.items)} areas" in (fact.lead or "")


def test_abbreviations_are_known_with_what_they_stand_for(knowledge: Knowledge) -> None:
    abbreviations = knowledge.abbreviations()
    assert abbreviations["STP"] == "Scientist Training Programme"
    assert abbreviations["AfC"] == "Agenda for Change"


def test_organisation_knows_how_to_be_reached(knowledge: Knowledge) -> None:
    place = knowledge.thing("organisation", "nshcs")
    assert place is not None
    assert place.url is not None
    assert place.url in (place.ask or "")


def test_words_for_a_thing_include_its_name_and_what_people_call_it(knowledge: Knowledge) -> None:
    words = knowledge.words()
    assert ("specialism", "renal", "renal technology") in words
    assert ("specialism", "renal", "kidney") in words


def test_bands_that_facts_are_about_can_be_named(knowledge: Knowledge) -> None:
    for fact in knowledge.facts("pay"):
        if "band" in fact.about:
            band = knowledge.thing("band", fact.about["band"])
            assert band is not None
            assert ("band", band.id, f"band {band.id}") in knowledge.words()


def test_statements_are_told_in_the_order_of_the_page(knowledge: Knowledge) -> None:
    numbers = [(statement.page, statement.number) for statement in knowledge.statements()]
    assert numbers == sorted(numbers)
    assert numbers


def test_unknown_ids_find_nothing(knowledge: Knowledge) -> None:
    assert knowledge.topic("no_such_topic") is None
    assert knowledge.thing("specialism", "no-such-thing") is None
    assert knowledge.thing("no-such-kind", "renal") is None
    assert knowledge.things("no-such-kind") == []
    assert knowledge.facts("no_such_topic") == []
    assert knowledge.source("no-such-source") is None


def test_unknown_fact_does_not_hide_the_known_ones(knowledge: Knowledge) -> None:
    found = knowledge.facts_by_id(["no.such-fact", "pay.top", "pay.start"])
    assert [fact.id for fact in found] == ["pay.start", "pay.top"]


def test_missing_database_says_which_and_what_to_do(tmp_path: Path) -> None:
    database = tmp_path / "nothing-here.db"
    with pytest.raises(KnowledgeUnavailableError, match=r"nothing-here\.db does not exist: run 'make knowledge'"):
        Knowledge(database)
    assert not database.exists()
