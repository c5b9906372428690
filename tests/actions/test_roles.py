"""Several roles in one conversation: the role that was named last is meant, and the home role means "in general"."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.answer import Answer, Guide
from actions.context import Context, Turn
from actions.dispatch import reply_to
from knowledge import store, vocabulary
from knowledge.queries import Knowledge

HOME = ("role", "clinical-technologist")
NUCLEAR = ("role", "nuclear-medicine")
RADIATION = ("role", "radiation-physics")
THERAPY = ("role", "radiotherapy-physics")
# One word may name a role and a specialism: "radiotherapy physics".
BOTH = (("specialism", "radiotherapy"), THERAPY)
_START = Context()

INVENTED = """\
id: plimmer
name: plimmer
plural: plimmers
forms: [plimmer, plimming technologist]
source: guide
as_of: 2026-11-23
confidence: high

facts:
- id: role.plimmer.what
  topic: role_overview
  text: Plimmers keep the plim of a hospital in order.
  asks: [what does a plimmer do]
- id: role.plimmer.summary
  topic: compare
  text: Plimmers work with plim all day.
- id: role.plimmer.leave
  topic: leave_and_benefits
  text: Plimmers get a day off at every full moon.
  asks: [how much holiday does a plimmer get]
"""


def say(
    guide: Guide, intent: str, *things: tuple[str, str], context: Context = _START, text: str = ""
) -> tuple[Answer, Context]:
    topics = tuple(name for kind, name in things if kind == "topic")
    named = tuple(thing for thing in things if thing[0] != "topic")
    return reply_to(Turn(text, intent, things=named, topics=topics, context=context), guide)


def ids(answer: Answer) -> list[str]:
    return [fact.id for fact in answer.facts]


def test_a_role_is_kept_until_another_is_named(answering: Guide) -> None:
    answer, context = say(answering, "role_overview", NUCLEAR)
    assert "role.nuclear-medicine.what" in ids(answer)
    answer, context = say(answering, "registration", context=context)
    assert "role.nuclear-medicine.register" in ids(answer)
    answer, context = say(answering, "what_about", ("topic", "pay"), context=context)
    assert "role.nuclear-medicine.bands" in ids(answer)
    answer, context = say(answering, "workplace", RADIATION, context=context)
    assert ids(answer)[0] == "role.radiation-physics.where"
    answer, _ = say(answering, "colleagues", context=context)
    assert "role.radiation-physics.team" in ids(answer)


def test_the_home_role_means_in_general(answering: Guide) -> None:
    _, context = say(answering, "role_overview", NUCLEAR)
    answer, context = say(answering, "hours", HOME, context=context)
    assert ids(answer)[0] == "hours.week"
    assert "nothing separate" not in answer.text
    answer, _ = say(answering, "pay", context=context)
    assert "pay.range" in ids(answer)


def test_without_a_role_no_fact_of_a_role_is_told(answering: Guide, knowledge: Knowledge) -> None:
    of_roles = knowledge.roles_of_facts()
    for topic in knowledge.topics():
        answer, _ = say(answering, topic.id)
        assert not [fact for fact in ids(answer) if of_roles.get(fact) not in (None, HOME[1])]


def test_a_role_without_a_fact_is_said_to_have_none(answering: Guide) -> None:
    answer, _ = say(answering, "hours", RADIATION)
    assert answer.text.startswith("My sources say nothing separate about radiation physics technologists. ")
    assert "holds for clinical technologists:" in answer.text
    assert "hours.week" in ids(answer)


@pytest.mark.parametrize("topic", ["role_overview", "specialism_duties"])
def test_what_a_role_does_is_its_overview(topic: str, answering: Guide) -> None:
    answer, _ = say(answering, topic, RADIATION)
    assert "role.radiation-physics.what" in ids(answer)


def test_what_is_known_of_its_specialism_holds_for_a_role(answering: Guide) -> None:
    answer, _ = say(answering, "workplace", NUCLEAR)
    assert ids(answer) == ["nuclear-medicine.where"]


def test_words_for_a_specialism_and_a_role_are_answered_as_a_specialism(answering: Guide) -> None:
    answer, context = say(answering, "role_overview", *BOTH)
    assert ids(answer) == ["radiotherapy.duties"]
    answer, _ = say(answering, "registration", context=context)
    assert ids(answer)[0] == "role.radiotherapy-physics.register"


def test_a_specialism_of_other_work_ends_the_talk_of_a_role(answering: Guide) -> None:
    _, context = say(answering, "role_overview", NUCLEAR)
    _, context = say(answering, "what_about", ("specialism", "renal"), context=context)
    answer, _ = say(answering, "pay", context=context)
    assert "pay.range" in ids(answer)
    assert "nothing separate" not in answer.text


def test_a_role_is_compared_with_the_one_before(answering: Guide) -> None:
    _, context = say(answering, "role_overview", NUCLEAR)
    answer, context = say(answering, "compare", *BOTH, context=context)
    assert ids(answer) == ["role.nuclear-medicine.summary", "role.radiotherapy-physics.summary"]
    answer, _ = say(answering, "registration", context=context)
    assert ids(answer)[0] == "role.radiotherapy-physics.register"


@pytest.mark.parametrize("things", [(NUCLEAR,), (HOME, NUCLEAR)])
def test_a_role_by_itself_is_compared_with_the_home_role(things: tuple[tuple[str, str], ...], answering: Guide) -> None:
    answer, _ = say(answering, "compare", *things)
    assert ids(answer) == ["role.summary", "role.nuclear-medicine.summary"]


def test_a_role_and_a_specialism_are_compared_as_specialisms(answering: Guide) -> None:
    answer, _ = say(answering, "compare", NUCLEAR, ("specialism", "gait-analysis"))
    assert ids(answer) == ["nuclear-medicine.summary", "gait-analysis.summary"]
    _, context = say(answering, "role_overview", NUCLEAR)
    answer, _ = say(answering, "compare", ("specialism", "vascular"), context=context)
    assert ids(answer) == ["nuclear-medicine.summary", "vascular.summary"]


def test_a_band_is_not_compared_with_a_role(answering: Guide) -> None:
    _, context = say(answering, "role_overview", NUCLEAR)
    _, context = say(answering, "pay", ("band", "5"), context=context)
    answer, _ = say(answering, "compare", ("band", "6"), context=context)
    assert {"pay.band5.pounds", "pay.band6.pounds"} & set(ids(answer))
    assert not [fact for fact in ids(answer) if fact.endswith(".summary")]


def test_and_for_another_role_keeps_the_topic(answering: Guide) -> None:
    _, context = say(answering, "registration", NUCLEAR)
    answer, context = say(answering, "what_about", *BOTH, context=context)
    assert ids(answer)[0] == "role.radiotherapy-physics.register"
    answer, _ = say(answering, "what_about", HOME, context=context)
    assert not [fact for fact in ids(answer) if fact.startswith("role.")]


def test_what_is_offered_after_a_role_is_about_the_role(answering: Guide, knowledge: Knowledge) -> None:
    answer, context = say(answering, "role_overview", RADIATION)
    assert answer.choices
    for choice in answer.choices:
        assert RADIATION in choice.question.things
        told, _ = say(answering, "nlu_fallback", context=context, text=choice.words)
        assert set(ids(told)) & {fact.id for fact in knowledge.facts_about(*RADIATION)}, choice.words


@pytest.fixture
def with_plimmers(folder: Path, tmp_path: Path) -> Knowledge:
    (folder / "roles" / "plimmer.yml").write_text(INVENTED, encoding="utf-8")
    store.build(folder, tmp_path / "knowledge.db")
    return Knowledge(tmp_path / "knowledge.db")


def test_a_new_role_is_one_file(with_plimmers: Knowledge) -> None:
    guide, plimmer = Guide(with_plimmers), ("role", "plimmer")
    answer, context = say(guide, "specialism_duties", plimmer)
    assert ids(answer) == ["role.plimmer.what"]
    assert "Leave and benefits" in [choice.title for choice in answer.choices]
    # No role had a fact on this topic before: it is narrowed by roles because one has.
    answer, context = say(guide, "leave_and_benefits", context=context)
    assert ids(answer) == ["role.plimmer.leave"]
    answer, _ = say(guide, "compare", NUCLEAR, context=context)
    assert ids(answer) == ["role.plimmer.summary", "role.nuclear-medicine.summary"]


def test_the_words_of_a_new_role_are_learned(with_plimmers: Knowledge, tmp_path: Path) -> None:
    vocabulary.write(with_plimmers, tmp_path / "vocabulary.yml")
    written = (tmp_path / "vocabulary.yml").read_text(encoding="utf-8")
    assert (
        "- lookup: role:plimmer\n  examples: |\n    - plimmer\n    - plimming technologist\n    - plimmers\n" in written
    )
    assert "- lookup: asks:role_overview@plimmer:role.plimmer.what\n" in written
