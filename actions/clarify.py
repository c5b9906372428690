"""Not understood: ask back with the likeliest readings, then say so honestly. `action_clarify`."""

from __future__ import annotations

from dataclasses import replace

from actions import choosing
from actions.answer import DEFAULT_TOPIC, Answer, Guide, Reply, ask
from actions.base import SafeAction
from actions.context import Choice, Context, Question, Turn

MAX_CHOICES = 3
# Below this, a reading is a guess that would only confuse.
LIKELY = 0.05
# A reading that what was said before makes this likely is answered.
ENOUGH = 0.3
# So is a weaker one, with no other that is half as likely.
ALONE = 0.2
NOT_UNDERSTOOD = "nlu_fallback"
# How much likelier a doubtful message is about the topic at hand, or about what usually follows it.
SAME_TOPIC = 3.0
NEXT_TOPIC = 2.0
# So often in a row we ask back; then we name a person to ask.
MAX_ROUNDS = 2
# A fragment this short that names a thing is about that thing, in the topic before.
FRAGMENT_WORDS = 4


def offer(context: Context, guide: Guide, text: str) -> Reply:
    """Say something and offer the last choices again, or the usual ones to start with."""
    choices = context.choices or guide.starters()
    return Answer(text, choices=choices, status="asked_back"), replace(context, choices=choices)


class ActionClarify(SafeAction):
    """Handles a message that was not understood well enough to answer."""

    def name(self) -> str:
        return "action_clarify"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        context = turn.context
        chosen = _chosen(turn, context)
        if chosen:
            return ask(chosen.question, context, guide)
        fragment = _fragment(turn, guide)
        if fragment:
            return ask(fragment, context, guide)
        readings = _in_context(turn, guide)
        if _clear(readings, turn):
            return ask(guide.understand(readings[0][0], turn.things, context), context, guide)
        likely = [guide.knowledge.topic(name) for name, confidence in readings if confidence >= LIKELY]
        choices = tuple(guide.choice(topic) for topic in likely if topic is not None)[:MAX_CHOICES]
        if not choices or context.unsure >= MAX_ROUNDS:
            return _give_up(context, guide)
        text = "Sorry, I am not sure what you mean. Is it one of these?"
        return Answer(text, choices=choices, status="asked_back"), replace(
            context, choices=choices, unsure=context.unsure + 1
        )


def _fragment(turn: Turn, guide: Guide) -> Question | None:
    """What a few words ask that name a thing ("renal?") or a topic ("the pay?") and little else."""
    if len(turn.text.split()) > FRAGMENT_WORDS:
        return None
    if turn.things:
        before = guide.knowledge.topic(turn.context.question.topic) if turn.context.question else None
        kind = turn.things[0][0]
        name = before.id if before and kind in before.takes else DEFAULT_TOPIC[kind]
        return guide.understand(name, turn.things, turn.context)
    return guide.understand(turn.topics[0], (), turn.context) if turn.topics else None


def _clear(readings: list[tuple[str, float]], turn: Turn) -> bool:
    """Whether the likeliest reading can be answered: likely enough, or alone in its likelihood."""
    if not readings:
        return False
    best = readings[0][1]
    others = [confidence for name, confidence in turn.ranking if name not in (NOT_UNDERSTOOD, readings[0][0])]
    return best >= ENOUGH or (best >= ALONE and best >= 2 * max(others, default=0.0))


def _in_context(turn: Turn, guide: Guide) -> list[tuple[str, float]]:
    """The readings of a doubtful message, likeliest first, in the light of the topic at hand."""
    question = turn.context.question
    topic = guide.knowledge.topic(question.topic) if question else None
    known = {topic.id for topic in guide.knowledge.topics()}

    def weight(name: str) -> float:
        if topic is None:
            return 1.0
        return SAME_TOPIC if name == topic.id else NEXT_TOPIC if name in topic.next else 1.0

    readings = [(name, confidence * weight(name)) for name, confidence in turn.ranking if name in known]
    if topic and any(kind in topic.takes for kind, _ in turn.things):
        # It names something that the topic at hand is narrowed by: "which am I on as a trainee?" after pay.
        readings.append((topic.id, ENOUGH))
    return sorted(readings, key=lambda reading: -reading[1])


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
