"""Several questions in one message: each is answered, in order, in one reply that stays readable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.answer import Answer, Guide, Reply
from actions.context import Choice, Context, Turn
from actions.reading import topic_of

MAX_ANSWERS = 3
MAX_CHOICES = 3
REFUSED = "I cannot answer the rest of your message. I only know about being a clinical technologist."
UNSURE = "I was not sure about the rest of your message. Please ask it again in other words."

ReplyTo = Callable[[Turn, Guide], Reply | None]
"""How to reply to one question; None when it is not ours to answer."""


def reply(turn: Turn, guide: Guide, reply_to: ReplyTo) -> Reply:
    """The answers to the parts of a message, each in the light of the one before."""
    context = turn.context
    answers: list[Answer] = []
    notes: dict[str, None] = {}
    waiting = 0
    for part in turn.parts:
        if len(answers) == MAX_ANSWERS:
            waiting += 1
            continue
        # Each answer has a heading that says what it is about: no need to say that one is unsure.
        reply = reply_to(replace(part, context=context, confidence=1.0), guide)
        if reply is None:
            notes[REFUSED] = None
        elif reply[0].status == "asked_back":
            notes[UNSURE] = None
        elif reply[0].facts not in [answer.facts for answer in answers] or not reply[0].facts:
            answer, context = reply
            answers.append(answer)
    if waiting:
        notes[
            f"You asked {len(turn.parts)} questions, and I answered the first {MAX_ANSWERS}. Please ask the rest again."
        ] = None
    return together(answers, list(notes), context, guide)


def together(answers: list[Answer], notes: list[str], context: Context, guide: Guide) -> Reply:
    if len(answers) == 1:
        body = answers[0].body
    else:
        body = "\n\n".join(f"{_heading(answer, guide)}\n{answer.body}" for answer in answers)
    whole = Answer(
        "\n\n".join([body, *notes]) if notes else body,
        tuple({fact.id: fact for answer in answers for fact in answer.facts}.values()),
        _choices(answers),
        questions=tuple(question for answer in answers for question in answer.questions),
        sourced=all(answer.sourced for answer in answers),
        caution="\n".join(dict.fromkeys(answer.caution for answer in answers if answer.caution)),
    )
    told = tuple(fact.id for fact in whole.facts)
    return whole, replace(context, choices=whole.choices, answered=told)


def _heading(answer: Answer, guide: Guide) -> str:
    if not answer.questions:
        return ""
    question = answer.questions[0]
    names = ", ".join(guide.name(thing) for thing in question.things)
    title = topic_of(question.topic, guide.knowledge).title
    return f"{title} ({names}):" if names else f"{title}:"


def _choices(answers: list[Answer]) -> tuple[Choice, ...]:
    """What to offer next: of each answer the first choice that the others have not answered, then the second, …"""
    answered = {question.topic for answer in answers for question in answer.questions}
    longest = max((len(answer.choices) for answer in answers), default=0)
    turns = (answer.choices[n] for n in range(longest) for answer in answers if n < len(answer.choices))
    offered = {
        choice.title: choice for choice in turns if choice.question.things or choice.question.topic not in answered
    }
    return tuple(offered.values())[:MAX_CHOICES]
