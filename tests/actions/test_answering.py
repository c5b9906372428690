"""Answers from the real knowledge base, without a server and without Rasa."""

from __future__ import annotations

import pytest

from actions.answer import Answer, Guide
from actions.context import Context, Question, Turn
from actions.registered import ActionAnswer, ActionClarify, ActionFollowUp
from knowledge.queries import Knowledge
from knowledge.schema import sentences

RENAL = ("specialism", "renal")
VASCULAR = ("specialism", "vascular")
_NOTHING = Context()


def ask(guide: Guide, intent: str, *things: tuple[str, str], context: Context = _NOTHING) -> tuple[Answer, Context]:
    return ActionAnswer().reply(Turn("", intent, things=things, context=context), guide)


def follow(
    guide: Guide, intent: str, context: Context, *things: tuple[str, str], text: str = ""
) -> tuple[Answer, Context]:
    return ActionFollowUp().reply(Turn(text, intent, things=things, context=context), guide)


def ids(answer: Answer) -> list[str]:
    return [fact.id for fact in answer.facts]


def test_every_topic_is_answered_or_honestly_not(answering: Guide, knowledge: Knowledge) -> None:
    for topic in knowledge.topics():
        answer = answering.answer(Question(topic.id))
        assert answer.text
        if answer.facts:
            assert answer.custom()["sources"], f"{topic.id} is answered without a source"
        else:
            assert "do not know" in answer.text
            assert "best place to ask" in answer.text


def test_every_answer_is_short(answering: Guide, knowledge: Knowledge) -> None:
    things = [None, *(("specialism", thing.id) for thing in knowledge.things("specialism"))]
    for topic in knowledge.topics():
        for thing in things:
            answer = answering.answer(Question(topic.id, (thing,) if thing else ()))
            items = [line for line in answer.text.splitlines() if line.startswith("- ")]
            assert len(items) <= 6
            told = [fact for fact in answer.facts if not fact.items]
            assert sum(len(sentences(fact.text or "")) for fact in told) <= 4


def test_figures_carry_their_source_and_date(answering: Guide, knowledge: Knowledge) -> None:
    for topic in knowledge.topics():
        answer = answering.answer(Question(topic.id))
        if any(fact.has_figures for fact in answer.facts):
            assert "checked in" in answer.text, f"{topic.id}: {answer.text}"


def test_the_last_specialism_is_kept_for_a_topic_that_takes_one(answering: Guide) -> None:
    _, context = ask(answering, "specialism_duties", RENAL)
    answer, _ = ask(answering, "workplace", context=context)
    assert ids(answer) == ["renal.where"]
    answer, _ = ask(answering, "patient_contact", context=context)
    assert ids(answer) == ["renal.patients"]


def test_naming_the_role_drops_the_specialism(answering: Guide) -> None:
    _, context = ask(answering, "specialism_duties", RENAL)
    answer, _ = ask(answering, "patient_contact", ("role", "clinical-technologist"), context=context)
    assert "where.patients" in ids(answer)


def test_and_renal_keeps_the_topic(answering: Guide) -> None:
    _, context = ask(answering, "patient_contact", VASCULAR)
    answer, _ = follow(answering, "what_about", context, RENAL)
    assert ids(answer) == ["renal.patients"]


def test_a_specialism_without_a_fact_of_its_own_is_said_to_have_none(answering: Guide) -> None:
    _, context = ask(answering, "pay")
    answer, _ = follow(answering, "what_about", context, RENAL)
    assert "no separate answer for renal technology" in answer.text
    assert "pay.range" in ids(answer)


def test_equipment_leads_to_its_specialism(answering: Guide) -> None:
    answer, _ = ask(answering, "specialism_duties", ("equipment", "dialysis-machine"))
    assert ids(answer) == ["renal.duties"]


def test_several_specialisms_are_compared_in_the_order_named(answering: Guide) -> None:
    answer, _ = ask(answering, "compare", VASCULAR, RENAL)
    assert ids(answer) == ["vascular.summary", "renal.summary"]


def test_more_tells_all_of_a_specialism_once_and_then_moves_on(answering: Guide) -> None:
    answer, context = ask(answering, "specialism_duties", RENAL)
    asked = context.question
    told = ids(answer)
    for _ in range(12):
        answer, context = follow(answering, "more", context)
        if context.question != asked:
            break
        told += ids(answer)
    assert context.question != asked, "it never moved on"
    assert len(told) == len(set(told)), "a fact was told twice"
    assert {"renal.duties", "renal.note", "renal.equipment", "renal.where", "renal.read-more"} <= set(told)
    assert answer.text


def test_going_back_returns_through_the_questions(answering: Guide) -> None:
    _, context = ask(answering, "hours")
    _, context = ask(answering, "pay", context=context)
    _, context = ask(answering, "colleagues", context=context)
    answer, context = follow(answering, "go_back", context)
    assert "pay.range" in ids(answer)
    answer, context = follow(answering, "go_back", context)
    assert "hours.week" in ids(answer)
    answer, _ = follow(answering, "go_back", context)
    assert "nothing to go back to" in answer.text


def test_a_position_beyond_the_choices_is_answered(answering: Guide) -> None:
    _, context = ask(answering, "hours")
    answer, _ = follow(answering, "choose_option", context, text="the sixth")
    assert "only 3 choices" in answer.text


@pytest.mark.parametrize(
    "intent",
    [
        "more",
        "what_about",
        "correction",
        "source",
        "how_recent",
        "are_you_sure",
        "choose_option",
        "go_back",
        "start_again",
        "affirm",
        "deny",
    ],
)
def test_a_follow_up_to_nothing_is_answered(answering: Guide, intent: str) -> None:
    answer, _ = follow(answering, intent, Context())
    assert answer.text
    assert answer.choices or intent == "source"


def clarify(
    guide: Guide, context: Context, *ranking: tuple[str, float], text: str = "hmm well you know that"
) -> tuple[Answer, Context]:
    return ActionClarify().reply(Turn(text, "nlu_fallback", ranking=ranking, context=context), guide)


def test_not_understood_asks_back_then_names_a_person(answering: Guide) -> None:
    unsure = (("pay", 0.22), ("hours", 0.2), ("shifts", 0.1))
    answer, context = clarify(answering, Context(), *unsure)
    assert [choice.title for choice in answer.choices] == ["Pay and bands", "Hours", "Shifts"]
    answer, context = clarify(answering, context, *unsure)
    assert answer.status == "asked_back"
    answer, context = clarify(answering, context, *unsure)
    assert answer.status == "refused"
    assert "NHS Health Careers" in answer.text


@pytest.mark.parametrize("words", ["2", "the second", "hours", "Hours!"])
def test_the_answer_to_asking_back_is_understood(answering: Guide, words: str) -> None:
    _, context = clarify(answering, Context(), ("pay", 0.22), ("hours", 0.2))
    answer, _ = clarify(answering, context, text=words)
    assert "hours.week" in ids(answer)


def test_yes_takes_the_first_reading_and_no_leads_to_a_person(answering: Guide) -> None:
    _, context = clarify(answering, Context(), ("pay", 0.22), ("hours", 0.2))
    answer, _ = follow(answering, "affirm", context)
    assert "pay.range" in ids(answer)
    answer, _ = follow(answering, "deny", context)
    assert "contact.careers" in ids(answer)


def test_a_context_survives_its_slot(answering: Guide) -> None:
    _, context = ask(answering, "specialisms_list")
    _, context = follow(answering, "choose_option", context, text="3")
    assert Context.from_slot(context.to_slot()) == context


@pytest.mark.parametrize("slot", [None, {}, {"question": "pay"}, {"question": None, "told": 3}])
def test_an_unreadable_context_starts_afresh(slot: dict[str, object] | None) -> None:
    assert Context.from_slot(slot) == Context()
