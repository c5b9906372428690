"""Not understood: ask back with the likeliest readings, then say so honestly."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import choosing
from actions.answer import Answer, Guide, Reply, ask, ask_about, ask_doubtfully, remember
from actions.context import Choice, Context, Question, Turn
from actions.reading import DEFAULT_TOPIC, readings

MAX_CHOICES = 3
# Below this, a reading is a guess that would only confuse.
LIKELY = 0.05
# A reading that what was said before makes this likely, and twice as likely as any other, is answered.
ENOUGH = 0.4
# So is one with no other beside it that is worth offering.
ALONE = 0.3
NOT_UNDERSTOOD = "nlu_fallback"
# So often in a row we ask back; then we name a person to ask.
MAX_ROUNDS = 2
# A fragment this short that names a thing is about that thing, in the topic before.
FRAGMENT_WORDS = 4
# So is one this short that points at what was said.
POINTING_WORDS = 7
_POINTING = re.compile(r"\b(?:that|this|these|those|it)\b")


def offer(context: Context, guide: Guide, text: str) -> Reply:
    """Say something and offer the last choices again, or the usual ones to start with."""
    choices = context.choices or guide.starters()
    return Answer(text, choices=choices, status="asked_back"), replace(context, choices=choices)


def reply(turn: Turn, guide: Guide) -> Reply:
    """The reply to a message that was not understood well enough to answer by itself."""
    context = turn.context
    chosen = _chosen(turn, context)
    if chosen:
        return ask(chosen.question, context, guide)
    named = _fragment(turn, guide)
    if named:
        return ask_about(named, turn, guide)
    likely = _in_context(turn, guide)
    if _clear(likely, turn):
        return ask_about(likely[0][0], turn, guide)
    if context.question and _POINTING.search(turn.text.lower()) and len(turn.text.split()) <= POINTING_WORDS:
        return again(turn, context.question, guide)
    topics = [topic for name, chance in likely if chance >= LIKELY and (topic := guide.knowledge.topic(name))]
    if len(topics) == 1 and likely[0][1] >= ALONE:
        return ask_doubtfully(topics[0].id, turn, guide)
    choices = tuple(map(guide.choice, topics))[:MAX_CHOICES]
    if not choices or context.unsure >= MAX_ROUNDS:
        return _give_up(context, guide)
    answer = Answer("Sorry, I am not sure what you mean. Is it one of these?", choices=choices, status="asked_back")
    return answer, replace(context, choices=choices, unsure=context.unsure + 1)


def again(turn: Turn, question: Question, guide: Guide) -> Reply:
    """What is known about the question at hand, for a message that asks more about it ("does that go for all?")."""
    answer = guide.answer(question, dict(turn.closest))
    answer = replace(answer, body=f"This is what I know about that:\n{answer.body}")
    return answer, remember(turn.context, question, answer, guide)


def _fragment(turn: Turn, guide: Guide) -> str | None:
    """The topic of a few words that name a thing ("renal?") or a topic ("the pay?") and little else."""
    if len(turn.text.split()) > FRAGMENT_WORDS:
        return None
    if turn.things:
        before = guide.knowledge.topic(turn.context.question.topic) if turn.context.question else None
        kind = turn.things[0][0]
        return before.id if before and kind in before.takes else DEFAULT_TOPIC.get(kind)
    return turn.topics[0] if turn.topics else None


def _clear(likely: list[tuple[str, float]], turn: Turn) -> bool:
    """Whether what was said before makes the likeliest reading likely enough to answer after all."""
    if not likely or turn.context.question is None:
        return False
    name, chance = likely[0]
    others = [other for topic, other in turn.ranking if topic != name]
    return chance >= ENOUGH and chance >= 2 * max(others, default=0.0)


def _in_context(turn: Turn, guide: Guide) -> list[tuple[str, float]]:
    """The readings of a message; one that names what the topic at hand is narrowed by is likely about that topic."""
    found = readings(turn, guide.knowledge)
    question = turn.context.question
    topic = guide.knowledge.topic(question.topic) if question else None
    if topic and any(kind in topic.takes for kind, _ in turn.things):
        # "Which am I on as a trainee?" after pay.
        found = sorted([*found, (topic.id, ENOUGH)], key=lambda reading: -reading[1])
    return found


def _chosen(turn: Turn, context: Context) -> Choice | None:
    """The choice that a message picks, by its words or, in a few words, by its position."""
    named = choosing.named(turn.text, context.choices)
    if named or len(turn.text.split()) > FRAGMENT_WORDS:
        return named
    try:
        return choosing.pick(turn.text, context.choices)
    except choosing.NoSuchChoiceError:
        return None


def _give_up(context: Context, guide: Guide) -> Reply:
    text = (
        "Sorry, I do not know that. I only know about the job of clinical technologist. "
        "NHS Health Careers can help with other questions: https://www.healthcareers.nhs.uk"
    )
    answer, context = offer(context, guide, text)
    return replace(answer, status="refused"), replace(context, unsure=0)
