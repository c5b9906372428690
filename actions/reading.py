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
_LASTING = frozenset({"role", "specialism", "place", "situation"})
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
    narrowing = in_particular(things, knowledge)
    topic = _narrowed(topic_of(topic_id, knowledge), narrowing, knowledge)
    named = {kind for kind, _ in things}
    relevant = [thing for thing in narrowing if thing[0] in topic.takes]
    relevant += _still_meant(topic, named, speaking_of(context, things, knowledge), knowledge)
    if "specialism" in topic.takes and "specialism" not in {kind for kind, _ in relevant}:
        # A role is compared as itself.
        standing = [thing for thing in (*narrowing, *relevant) if thing[0] != "role" or topic.id != "compare"]
        relevant += _specialisms_of(dict.fromkeys(standing), knowledge)
    if topic.id == "compare":
        relevant = _compared(things, relevant, context, knowledge)
    if topic.id in ("specialism_duties", "compare"):
        topic, relevant = _one_or_compared(topic, relevant, context, knowledge)
    if topic.id == "compare" and not relevant:
        # A comparison of things that we do not compare is not answered with something else.
        relevant = list(things)
    return Question(topic.id, tuple(dict.fromkeys(relevant)))


def in_particular(things: Iterable[Named], knowledge: Knowledge) -> list[Named]:
    """The things without the home role: who names it asks in general."""
    return [thing for thing in things if thing != _home(knowledge)]


def speaking_of(context: Context, things: Sequence[Named], knowledge: Knowledge) -> Context:
    """The context once these things were named. Of a role and a specialism of other work, the one named last counts."""
    named = {kind for kind, _ in things}
    for kind, other in (("role", "specialism"), ("specialism", "role")):
        before = context.thing(other)
        if kind in named and other not in named and before:
            given = [thing for thing in in_particular(things, knowledge) if thing[0] == kind]
            if given and not _belong_together(given[-1], before, knowledge):
                context = context.without(other)
    return context.speaking_of(things)


def _home(knowledge: Knowledge) -> Named | None:
    home = knowledge.home()
    return ("role", home.id) if home else None


def _belong_together(one: Named, other: Named, knowledge: Knowledge) -> bool:
    """Whether a role and a specialism are the same work, or the specialism is one of the role's own."""
    role, specialism = (one, other) if one[0] == "role" else (other, one)
    work, part = knowledge.thing(*role), knowledge.thing(*specialism)
    return bool(work and part and (work.specialism == part.id or part.role == work.id))


def _narrowed(topic: Topic, things: Sequence[Named], knowledge: Knowledge) -> Topic:
    """The topic that is meant when these things are named. A specialism says more than a role that is named with it."""
    kinds = {kind for kind, _ in things}
    for kind, narrower in topic.narrows.items():
        if kind in kinds and not (kind == "role" and "specialism" in kinds):
            return topic_of(narrower, knowledge)
    return topic


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
            and (kind == "role" or _says(topic, thing, knowledge))
            and thing != _home(knowledge)
        ):
            meant.append(thing)
    return meant


def _says(topic: Topic, thing: Named, knowledge: Knowledge) -> bool:
    return bool(knowledge.facts_on(topic.id, [thing]))


def _specialisms_of(things: Iterable[Named], knowledge: Knowledge) -> list[Named]:
    """The specialisms that look after the equipment named, or that do the work of the roles named."""
    known = [knowledge.thing(*thing) for thing in things]
    return [("specialism", thing.specialism) for thing in known if thing and thing.specialism]


def _compared(things: Sequence[Named], relevant: list[Named], context: Context, knowledge: Knowledge) -> list[Named]:
    """What a comparison compares, when a role is among it: roles, or the specialisms that roles stand for.

    A role by itself is compared with the one spoken of before, or else with the home role.
    """
    home, before = _home(knowledge), context.thing("role")
    others = [thing for thing in relevant if thing[0] != "role"]
    roles = list(dict.fromkeys(thing for thing in things if thing[0] == "role"))
    bands = any(kind != "specialism" for kind, _ in others)
    if len(others) > 1 or bands or not (before or roles):
        return others
    own = set(_specialisms_of(roles, knowledge))
    if set(others) <= own:
        if before and before not in roles and (roles or not others):
            roles = [before, *roles]
        if len(roles) == 1 and roles != [home] and home:
            roles = [home, *roles]
        return roles if len(roles) > 1 else others
    # A role and a specialism of other work: each is compared as a specialism.
    meant = [before, *things] if before and not roles else things
    parts = [part for thing in meant for part in ([thing] if thing in others else _specialisms_of([thing], knowledge))]
    return list(dict.fromkeys(parts))


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
