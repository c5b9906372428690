"""Danger is heard in any wording, and talk about jobs is not mistaken for it."""

from __future__ import annotations

import pytest

from bot.nlu.safety import danger

CRISIS = [
    "i want to kill myself",
    "im thinking about suicide",
    "I just want to die",
    "theres no point in living anymore",
    "ive been cutting myself again",
    "i cant go on any more",
    "everyone would be better off without me, better off dead",
    "my stepdad hits me",
    "i dont want to be here anymore",
    "might end it all tonight",
]
EMERGENCY = [
    "my dad has collapsed",
    "I'M HAVING A HEART ATTACK",
    "she cant breathe",
    "my nan wont wake up",
    "hes unconscious",
    "i took too many tablets",
    "crushing pain in my chest",
    "my arm is numb and my face is drooping",
    "blood everywhere she is bleeding",
    "call an ambulance",
    "my son is choking",
    "my home dialysis line has disconnected",
]
MEDICAL = [
    "should i stop taking my tablets",
    "is it a blood clot",
    "when are my scan results ready",
    "are x-rays safe when pregnant",
    "my foot is really swollen",
    "do i have cancer",
]
ABOUT_WORK = [
    "are there any jobs in the A&E department",
    "how do i become an emergency medical technician",
    "do technologists deal with patients who are bleeding",
    "what does a vascular technologist do for a stroke patient",
    "does the course cover how to treat chest pain",
    "is radiation a risk if i get pregnant while working as a technologist",
    "i am dying to get this job",
    "do they work with heart attack patients",
    "what are the hours",
    "the killer question in a job interview",
]


@pytest.mark.parametrize("text", CRISIS)
def test_a_crisis_is_heard(text: str) -> None:
    assert danger(text) == "crisis"


@pytest.mark.parametrize("text", EMERGENCY)
def test_an_emergency_is_heard(text: str) -> None:
    assert danger(text) == "emergency"


@pytest.mark.parametrize("text", MEDICAL)
def test_a_personal_medical_question_is_heard(text: str) -> None:
    assert danger(text) == "medical_advice"


@pytest.mark.parametrize("text", ABOUT_WORK)
def test_talk_about_work_is_no_danger(text: str) -> None:
    assert danger(text) is None


def test_a_crisis_is_heard_even_beside_a_careers_question() -> None:
    assert danger("what jobs are there, i want to kill myself") == "crisis"
