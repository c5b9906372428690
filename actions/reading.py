"""Turn -> question: what a message asks, given what was said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.context import Context, Named, Question, Turn
from knowledge.queries import Knowledge, Topic

# What a thing is asked about when only the thing is named.
DEFAULT_TOPIC = {
    "specialism": "specialism_duties",
    "equipment": "role_technology",
    "stage": "pay",
    "band": "pay",
    "term": "glossary_term",
    "route": "stp_dates",
    "organisation": "vacancies",
    "role": "role_overview",
    "place": "uk_nations",
    "situation": "entry_requirements",
}

# "Where do they work?" is still about renal technology some turns after it was named. Of stages and bands, only the
# question just before counts.
_LASTING = frozenset({"specialism", "place", "situation"})
# A message that names one of these is about nothing else that was spoken of before.
_INSTEAD = {
    "specialism": {"specialism", "equipment", "role"},
    "stage": {"stage", "band", "role"},
    "band": {"stage", "band", "role"},
}
MAX_COMPARED = 3

# How much likelier a doubtful message is about the topic at hand, or about what usually follows it.
SAME_TOPIC = 3.0
NEXT_TOPIC = 2.0


def understand(topic_id: str, things: Sequence[Named], context: Context, knowledge: Knowledge) -> Question:
    """The question behind a topic and the things that a message names."""
    topic = topic_of(topic_id, knowledge)
    named = {kind for kind, _ in things}
    for kind, narrower in topic.narrows.items():
        if kind in named:
            topic = topic_of(narrower, knowledge)
            break
    relevant = [thing for thing in things if thing[0] in topic.takes]
    if "specialism" in topic.takes and "specialism" not in named:
        relevant += _specialisms_of(things, knowledge)
    relevant += _still_meant(topic, named, context, knowledge)
    if topic.id in ("specialism_duties", "compare"):
        topic, relevant = _one_or_compared(topic, relevant, context, knowledge)
    if topic.id == "compare" and not relevant:
        # A comparison of things that we do not compare is not answered with something else.
        relevant = list(things)
    return Question(topic.id, tuple(dict.fromkeys(relevant)))


def topic_of(identifier: str, knowledge: Knowledge) -> Topic:
    topic = knowledge.topic(identifier)
    if topic is None:
        raise LookupError(f"the knowledge base has no topic '{identifier}', which the dialogue model knows")
    return topic


def readings(turn: Turn, knowledge: Knowledge) -> list[tuple[str, float]]:
    """The topics that a doubtful message may be about, likeliest first, in the light of the topic at hand."""
    question = turn.context.question
    at_hand = knowledge.topic(question.topic) if question else None
    known = {topic.id for topic in knowledge.topics()}

    def weight(name: str) -> float:
        if at_hand is None:
            return 1.0
        return SAME_TOPIC if name == at_hand.id else NEXT_TOPIC if name in at_hand.next else 1.0

    found = [(name, chance * weight(name)) for name, chance in turn.ranking if name in known]
    return sorted(found, key=lambda reading: -reading[1])


def _still_meant(topic: Topic, named: set[str], context: Context, knowledge: Knowledge) -> list[Named]:
    """The things spoken of before that the question is still about: those of which the topic has something to say."""
    before = context.question.things if context.question else ()
    meant = []
    for thing in context.focus:
        kind = thing[0]
        lasting = kind in _LASTING or thing in before
        if (
            lasting
            and kind in topic.takes
            and not named & _INSTEAD.get(kind, {kind})
            and _says(topic, thing, knowledge)
        ):
            meant.append(thing)
    return meant


def _says(topic: Topic, thing: Named, knowledge: Knowledge) -> bool:
    return any(thing in fact.about.items() for fact in knowledge.facts(topic.id))


def _specialisms_of(things: Iterable[Named], knowledge: Knowledge) -> list[Named]:
    """The specialisms that look after the equipment named."""
    equipment = [knowledge.thing(*thing) for thing in things if thing[0] == "equipment"]
    return [("specialism", thing.specialism) for thing in equipment if thing and thing.specialism]


def _one_or_compared(
    topic: Topic, relevant: list[Named], context: Context, knowledge: Knowledge
) -> tuple[Topic, list[Named]]:
    """Several things are compared; a comparison with one thing only means the one before as well."""
    if topic.id == "compare" and len(relevant) == 1:
        before = context.thing(relevant[0][0])
        if before and before not in relevant:
            relevant = [before, *relevant]
    if len(relevant) > 1:
        return topic_of("compare", knowledge), relevant[:MAX_COMPARED]
    if topic.id == "compare" and relevant:
        return topic_of(DEFAULT_TOPIC[relevant[0][0]], knowledge), relevant
    return topic, relevant
