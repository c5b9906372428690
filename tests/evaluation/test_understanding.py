"""A question is judged by what the person gets, and the model is asked as a channel asks it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluation.intents import FALLBACK, Intents
from evaluation.questions import Question, SeveralQuestions
from evaluation.understanding import JudgedParts, Model, Outcome, Understood, judge, judge_all, matched

INTENTS = Intents.read()


def parsed(intent: str, *ranking: tuple[str, float], **more: Any) -> Mapping[str, Any]:  # noqa: ANN401
    listed = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return {"intent": {"name": intent, "confidence": 1.0}, "intent_ranking": listed, "entities": [], **more}


def outcome(topics: list[str], message: Mapping[str, Any]) -> Outcome:
    return judge(Question("parent", "…", tuple(topics)), Understood.of(message, 1.0), INTENTS).outcome


@pytest.mark.parametrize(
    ("topics", "intent", "expected"),
    [
        (["pay", "pay_start"], "pay_start", Outcome.RIGHT),
        (["pay"], "hours", Outcome.WRONG),
        (["pay"], "greet", Outcome.WRONG),
        (["pay"], "out_of_scope", Outcome.REFUSED),
        (["pay"], "emergency", Outcome.REFUSED),
        (["source"], "pay", Outcome.WRONG),
        (["out_of_scope", "other_profession"], "other_profession", Outcome.RIGHT),
        (["out_of_scope"], "nonsense", Outcome.TURNED_AWAY),
        (["out_of_scope"], "pay", Outcome.NOT_OURS),
        (["abuse"], "annoyance", Outcome.WRONG),
        (["emergency"], "pay", Outcome.NOT_OURS),
        (["emergency"], "medical_advice", Outcome.TURNED_AWAY),
    ],
)
def test_the_outcome_of_an_answer(topics: list[str], intent: str, expected: Outcome) -> None:
    assert outcome(topics, parsed(intent)) is expected


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([("hours", 0.2), ("pay", 0.1)], Outcome.OFFERED),
        ([("hours", 0.2), ("greet", 0.1), ("shifts", 0.1), ("pay", 0.1)], Outcome.OFFERED),
        ([("hours", 0.2), ("on_call", 0.1), ("shifts", 0.1), ("pay", 0.1)], Outcome.NOT_OFFERED),
        ([("hours", 0.2), ("pay", 0.01)], Outcome.NOT_OFFERED),
    ],
)
def test_asking_back_helps_when_it_offers_the_right_topic(ranking: list[tuple[str, float]], expected: Outcome) -> None:
    assert outcome(["pay"], parsed(FALLBACK, (FALLBACK, 0.7), *ranking)) is expected


def test_a_question_must_not_be_torn_apart() -> None:
    torn = parsed("pay", questions=[parsed("pay"), parsed("hours")])
    assert outcome(["pay"], torn) is Outcome.TORN
    assert outcome(["pay", "hours"], torn) is Outcome.RIGHT
    assert outcome(["pay"], parsed("pay", questions=[parsed("pay")])) is Outcome.RIGHT


def test_small_talk_beside_a_question_tears_nothing_apart() -> None:
    assert outcome(["pay"], parsed("pay", questions=[parsed("greet"), parsed("pay")])) is Outcome.RIGHT
    assert outcome(["greet"], parsed("greet", questions=[parsed("greet"), parsed("thank")])) is Outcome.RIGHT


def test_things_are_found_missed_or_extra() -> None:
    entities = [{"entity": kind, "value": value} for kind, value in (("band", 5), ("term", "stp"), ("topic", "pay"))]
    question = Question("parent", "…", ("pay",), (("band", "5"), ("stage", "trainee")))
    judged = judge(question, Understood.of(parsed("pay", entities=entities), 1.0), INTENTS)
    assert judged.found_things == (("band", "5"),)
    assert judged.missed_things == (("stage", "trainee"),)
    assert judged.extra_things == (("term", "stp"),)


@pytest.mark.parametrize(
    ("found", "parts", "number"),
    [
        (["pay", "hours"], [("pay",), ("hours",)], 2),
        (["hours", "pay"], [("pay",), ("hours",)], 1),
        (["pay", "pay"], [("pay",), ("pay_start", "pay")], 2),
        (["pay"], [("pay",), ("pay",)], 1),
        (["shifts", "hours"], [("pay",), ("hours",), ("shifts",)], 1),
        ([], [("pay",)], 0),
    ],
)
def test_parts_count_once_and_in_order(found: list[str], parts: list[tuple[str, ...]], number: int) -> None:
    assert matched(found, parts) == number


def test_a_message_with_two_questions_is_right_when_nothing_is_missing_or_extra() -> None:
    message = SeveralQuestions("…", (("pay",), ("hours",)))
    assert JudgedParts(message, ("pay", "hours")).is_right
    assert not JudgedParts(message, ("pay",)).is_right
    assert not JudgedParts(message, ("pay", "shifts", "hours")).is_right


def test_the_trained_model_answers_plain_questions(model: Model) -> None:
    asked = [
        Question("parent", "how much do renal technologists earn", ("pay",), (("specialism", "renal"),)),
        Question("out", "set a timer for ten minutes", ("out_of_scope",)),
        # A channel takes a leading slash for text; so do we.
        Question("out", "/greet", ("greet", "nonsense", "out_of_scope", FALLBACK)),
    ]
    progress: list[int] = []
    judged = judge_all(model, asked, INTENTS, lambda done, _: progress.append(done))
    assert [one.outcome for one in judged[:2]] == [Outcome.RIGHT, Outcome.RIGHT]
    assert judged[0].missed_things == ()
    assert judged[0].understood.milliseconds > 0
    assert judged[0].understood.readings[0].likeliest[0] == "pay"
    assert progress == [1, 2, 3]


def test_without_a_model_one_is_told_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make train"):
        Model(tmp_path / "none.tar.gz")
