"""A turn is judged by what its answer says it answers; a conversation is held turn by turn as one person."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.dialogues import Asked, Judge, ask_several, fixed_replies, hold
from evaluation.intents import Intents
from evaluation.questions import Conversation, Question, SeveralQuestions
from evaluation.running import Reply, RunningGuide
from knowledge.queries import Knowledge

PAY = Asked("pay", frozenset())
RENAL = Asked("specialism_duties", frozenset({"specialism:renal"}))


@pytest.fixture(scope="module")
def judge(knowledge: Knowledge) -> Judge:
    return Judge(Intents.read(), knowledge, fixed_replies())


def reply(*asked: Asked, status: str = "answered") -> Reply:
    questions = [{"topic": one.topic, "things": sorted(one.things)} for one in asked]
    return Reply(200, [{"text": "…", "custom": {"status": status, "facts": [], "questions": questions}}])


def fixed(intent: str) -> Reply:
    return Reply(200, [{"text": next(iter(fixed_replies()[intent]))}])


@pytest.mark.parametrize(
    ("topics", "things", "said", "is_right"),
    [
        (["pay", "pay_start"], [], reply(PAY), True),
        (["hours"], [], reply(PAY), False),
        (["pay"], [], reply(PAY, PAY), False),
        (["pay"], [("stage", "trainee")], reply(PAY), False),
        # An organisation does not narrow what is said about pay.
        (["pay"], [("organisation", "hcpc")], reply(PAY), True),
        (["pay"], [], reply(status="asked_back"), False),
        (["pay"], [], fixed("out_of_scope"), False),
        (["specialism_duties"], [("specialism", "renal")], reply(RENAL), True),
        (["specialism_duties"], [("specialism", "vascular")], reply(RENAL), False),
        # "What is the job like in renal" is about the job, and answered as what they do there.
        (["role_overview"], [("specialism", "renal")], reply(RENAL), True),
        (["out_of_scope"], [], fixed("out_of_scope"), True),
        (["out_of_scope"], [], fixed("nonsense"), False),
        (["out_of_scope"], [], reply(PAY), False),
        (["emergency"], [], fixed("emergency"), True),
        (["source"], [], reply(RENAL), True),
        (["source"], [], reply(), True),
        (["source"], [], reply(PAY), False),
        (["source"], [], reply(status="asked_back"), False),
        (["source"], [], fixed("greet"), False),
        (["more"], [], reply(PAY), True),
        (["start_again"], [], reply(status="asked_back"), True),
        (["start_again"], [], reply(status="failed"), False),
    ],
)
def test_a_turn_is_right_when_its_answer_is_to_what_it_means(
    judge: Judge, topics: list[str], things: list[tuple[str, str]], said: Reply, is_right: bool
) -> None:
    turn = Question("conversations", "…", tuple(topics), tuple(things))
    assert judge.turn(turn, said, RENAL).is_right is is_right


def test_a_message_with_several_questions_is_judged_by_the_questions_answered(judge: Judge) -> None:
    message = SeveralQuestions("…", (("role_overview",), ("pay",)))
    assert judge.parts(message, reply(RENAL, PAY)).is_right
    assert judge.parts(message, reply(PAY)).matched == 1


def test_a_wrong_turn_says_what_it_was_taken_for(judge: Judge) -> None:
    turn = Question("conversations", "…", ("pay",))
    taken_for: list[Any] = [judge.turn(turn, said, None).taken_for for said in (reply(RENAL), fixed("greet"))]
    assert taken_for == ["specialism_duties specialism:renal", "greet"]


def test_conversations_and_messages_are_held_with_the_running_guide(guide: RunningGuide, judge: Judge) -> None:
    turns = tuple(Question("conversations", text, (topic,)) for text, topic in (("hello", "greet"), ("bye", "goodbye")))
    progress: list[tuple[int, int]] = []
    (held,) = hold(guide, [Conversation("short", turns)], judge, lambda *done: progress.append(done))
    assert held.is_right
    message = SeveralQuestions("can i work part time and is there any on call work", (("part_time",), ("on_call",)))
    (judged,) = ask_several(guide, [message], judge, lambda *done: progress.append(done))
    assert judged.is_right, judged.found
    assert progress == [(1, 1), (1, 1)]
