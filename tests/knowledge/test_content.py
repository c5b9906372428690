"""The real content: complete, in our own words, and with its figures where an editor finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import content
from knowledge.facts import SourcedFact
from knowledge.queries import Knowledge
from knowledge.schema import sentences
from tests.files import domain

ROOT = Path(__file__).parents[2]
PAGE_TEXT = ROOT.parent / "shared" / "page" / "clinical-technologist.txt"

SPECIALISMS = [
    "nuclear-medicine",
    "medical-engineering",
    "gait-analysis",
    "radiotherapy",
    "renal",
    "vascular",
]
TERMS = [
    "Agenda for Change",
    "STP",
    "dosimetry",
    "brachytherapy",
    "linear accelerator",
    "gait analysis",
    "haemodialysis",
    "peritoneal dialysis",
]
# Digits that are words rather than figures, and cannot go out of date.
NOT_FIGURES = ["3-D", "1 of", "in 1 area"]
ADDRESS = r"https?://\S+"
COPIED_WORDS = 8


@pytest.fixture(scope="module")
def loaded() -> content.Content:
    return content.load()


def texts(fact: SourcedFact) -> list[str]:
    return [text for text in (fact.text, fact.lead, *fact.items) if text]


def test_every_topic_offers_others_to_go_on_with(knowledge: Knowledge) -> None:
    topics = {topic.id for topic in knowledge.topics()}
    wrong = [
        topic.id
        for topic in knowledge.topics()
        if not topic.next
        or topic.id in topic.next
        or len(set(topic.next)) < len(topic.next)
        or not set(topic.next) <= topics
    ]
    assert wrong == []


def test_button_titles_have_at_most_4_words(knowledge: Knowledge) -> None:
    long = [topic.title for topic in knowledge.topics() if len(topic.title.split()) > 4]
    assert not long, "\n".join(long)


def test_no_two_buttons_look_the_same(knowledge: Knowledge) -> None:
    titles = [topic.title.casefold() for topic in knowledge.topics()]
    questions = [topic.question.casefold() for topic in knowledge.topics()]
    assert sorted(titles) == sorted(set(titles))
    assert sorted(questions) == sorted(set(questions))


def test_every_button_asks_a_question(knowledge: Knowledge) -> None:
    assert [topic.question for topic in knowledge.topics() if not topic.question.endswith("?")] == []


def test_subject_completes_the_sentence_i_do_not_know_about(knowledge: Knowledge) -> None:
    assert [topic.subject for topic in knowledge.topics() if not re.fullmatch(r"\S.*[^\s.?!]", topic.subject)] == []


def test_every_place_to_ask_can_be_named(knowledge: Knowledge) -> None:
    for topic in knowledge.topics():
        place = knowledge.thing("organisation", topic.ask)
        assert place is not None, topic.ask
        assert place.ask, f"{topic.ask} has no words for 'The best place to ask is …'"


def test_every_topic_is_an_intent_of_the_dialogue(knowledge: Knowledge) -> None:
    assert sorted({topic.id for topic in knowledge.topics()} - set(domain()["intents"])) == []


def test_handing_over_between_topics_comes_to_an_end(knowledge: Knowledge) -> None:
    otherwise = {topic.id: topic.otherwise for topic in knowledge.topics()}
    for start in otherwise:
        seen, topic = [start], otherwise[start]
        while topic is not None:
            assert topic not in seen, f"{' -> '.join(seen)} -> {topic}"
            seen.append(topic)
            topic = otherwise[topic]


def test_figures_are_typed_values(loaded: content.Content) -> None:
    allowed = "|".join(map(re.escape, NOT_FIGURES))
    written = [
        f"{fact.file}: {fact.id}: {text}"
        for fact in loaded.facts
        for text in texts(fact)
        if re.search(r"\d", re.sub(rf"{ADDRESS}|\{{\w+\}}|{allowed}", "", text))
    ]
    assert not written, "\n".join(written)


def test_every_typed_value_is_told(loaded: content.Content) -> None:
    # An opening month or a band that no text names would be out of date without anyone seeing it.
    unused = [
        f"{fact.id}: {name}"
        for fact in loaded.facts
        for name in fact.values
        if f"{{{name}}}" not in " ".join(texts(fact))
    ]
    assert unused == []


def test_number_of_specialisms_is_right_wherever_it_is_told(knowledge: Knowledge) -> None:
    number = len(knowledge.things("specialism"))
    told = [reply["text"] for replies in domain()["responses"].values() for reply in replies]
    told += [
        button["title"]
        for replies in domain()["responses"].values()
        for r in replies
        for button in r.get("buttons", [])
    ]
    told += [topic.title for topic in knowledge.topics()]
    told += [
        text
        for topic in knowledge.topics()
        for fact in knowledge.facts(topic.id)
        for text in (fact.text, fact.lead)
        if text
    ]
    counted = [(text, int(count)) for text in told for count in re.findall(r"(\d+) (?:specialisms|areas)", text)]
    assert counted
    assert [text for text, count in counted if count != number] == []


def test_every_source_is_used(loaded: content.Content) -> None:
    used = {fact.source for fact in loaded.facts} | {fact.link for fact in loaded.facts}
    used |= {page.source for page in loaded.pages}
    used |= {supplement.source for file in loaded.pay_files for supplement in file.supplements}
    used |= {round_.source for series in loaded.series for round_ in series.rounds}
    unused = {source.id for source in loaded.sources} - used
    assert not unused, ", ".join(sorted(unused))


def test_every_topic_of_a_fact_can_answer(knowledge: Knowledge, loaded: content.Content) -> None:
    found = {fact.id for topic in knowledge.topics() for fact in knowledge.facts(topic.id)}
    assert sorted({fact.id for fact in loaded.facts} - found) == []


@pytest.mark.parametrize("specialism", SPECIALISMS)
def test_specialism_has_duties_equipment_and_further_reading(specialism: str, knowledge: Knowledge) -> None:
    thing = knowledge.thing("specialism", specialism)
    assert thing is not None
    for topic in ("specialism_duties", "role_technology", "read_more", "compare"):
        about = [fact for fact in knowledge.facts(topic) if fact.about.get("specialism") == specialism]
        assert about, f"{thing.name} has nothing for {topic}"


def test_there_are_no_other_specialisms(knowledge: Knowledge) -> None:
    assert sorted(thing.id for thing in knowledge.things("specialism")) == sorted(SPECIALISMS)


@pytest.mark.parametrize("term", TERMS)
def test_glossary_explains(term: str, knowledge: Knowledge) -> None:
    explained = {
        word.casefold(): thing.id
        for thing in knowledge.things("term")
        for word in (thing.name, thing.abbreviation)
        if word
    }
    assert term.casefold() in explained
    (fact,) = [
        fact for fact in knowledge.facts("glossary_term") if fact.about.get("term") == explained[term.casefold()]
    ]
    assert len((fact.text or "").split()) > 5


def test_statements_of_a_page_are_numbered_without_gaps(loaded: content.Content) -> None:
    for page in loaded.pages:
        numbers = [statement.number for statement in page.statements]
        assert numbers == list(range(1, len(numbers) + 1)), page.id


def test_every_statement_has_a_question_that_can_be_asked(loaded: content.Content) -> None:
    asked = [(statement.number, statement.question) for page in loaded.pages for statement in page.statements]
    assert asked
    assert [number for number, question in asked if len(question.split()) < 3] == []


def ours(knowledge: Knowledge, loaded: content.Content) -> Iterator[str]:
    """Every sentence that we wrote."""
    known = knowledge.facts_by_id(fact.id for fact in loaded.facts)
    for fact in known:
        yield from sentences(fact.text or "")
        yield from (text for text in (fact.lead, *fact.items) if text)
    for page in loaded.pages:
        for statement in page.statements:
            yield from sentences(statement.says)
    for topic in knowledge.topics():
        yield from (topic.question, topic.subject)


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", "")))


def test_no_sentence_is_copied_from_the_page(knowledge: Knowledge, loaded: content.Content) -> None:
    if not PAGE_TEXT.exists():
        pytest.skip(f"the text of the page is not at {PAGE_TEXT}")
    page = f" {plain(PAGE_TEXT.read_text(encoding='utf-8'))} "
    long = [text for text in ours(knowledge, loaded) if len(plain(text).split()) >= COPIED_WORDS]
    assert long
    copied = [text for text in long if f" {plain(text)} " in page]
    assert not copied, "\n".join(copied)
