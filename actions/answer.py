"""One generic way to answer: a question and the facts that hold for it become an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import wording
from actions.context import Choice, Context, Named, Question
from knowledge.queries import Fact, Knowledge, Thing, Topic

MAX_TITLE = 30
STARTERS = ("role_overview", "specialisms_list", "pay")

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
}


@dataclass(frozen=True)
class Answer:
    """What the bot says: its text, the facts behind it, and what to ask next."""

    text: str
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    status: str = "answered"

    def custom(self) -> dict[str, Any]:
        """The machine-readable side of the answer."""
        sources = {fact.source.id: fact.source for fact in self.facts}
        return {
            "status": self.status,
            "facts": [fact.id for fact in self.facts],
            "sources": [
                {
                    "id": source.id,
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "checked": source.checked.isoformat(),
                }
                for source in sources.values()
            ],
            "as_of": {fact.id: fact.as_of.isoformat() for fact in self.facts},
        }


class Guide:
    """Answers questions from the knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def understand(self, topic_id: str, things: Sequence[Named], context: Context) -> Question:
        """The question behind a topic and the things a message names, given what was said before."""
        topic = self._topic(topic_id)
        named = {kind for kind, _ in things}
        for kind, narrower in topic.narrows.items():
            if kind in named:
                topic = self._topic(narrower)
                break
        relevant = [thing for thing in things if thing[0] in topic.takes]
        # "Where do they work?" after renal technology is about renal technology, but not when it names the role.
        before = context.thing("specialism")
        if before and "specialism" in topic.takes and not named & {"specialism", "equipment", "role"}:
            relevant.append(before)
        if "specialism" in topic.takes and "specialism" not in named:
            relevant += self._specialisms_of(things)
        if topic.id in ("specialism_duties", "compare"):
            topic, relevant = self._one_or_compared(topic, relevant, context)
        if topic.id == "compare" and not relevant:
            # A comparison of things that we do not compare is not answered with something else.
            relevant = list(things)
        return Question(topic.id, tuple(relevant))

    def _specialisms_of(self, things: Sequence[Named]) -> list[Named]:
        """The specialisms that look after the equipment named."""
        named = [self._thing(thing) for thing in things if thing[0] == "equipment"]
        return list(dict.fromkeys(("specialism", thing.specialism) for thing in named if thing and thing.specialism))

    def _one_or_compared(self, topic: Topic, relevant: list[Named], context: Context) -> tuple[Topic, list[Named]]:
        """Several things are compared; a comparison with one thing only means the one before as well."""
        before = context.thing("specialism")
        if topic.id == "compare" and len(relevant) == 1 and before and before not in relevant:
            relevant = [before, *relevant]
        if len(relevant) > 1:
            return self._topic("compare"), relevant[:3]
        if topic.id == "compare" and relevant:
            return self._topic(DEFAULT_TOPIC[relevant[0][0]]), relevant
        return topic, relevant

    def answer(self, question: Question) -> Answer:
        """Answer a question. One that no fact answers gets an honest "I do not know" and the best place to ask."""
        topic = self._topic(question.topic)
        known = self.knowledge.facts(topic.id)
        about = [fact for fact in known if any(fact.about.get(kind) == thing for kind, thing in question.things)]
        general = [fact for fact in known if not fact.about]
        if not (about or general or question.things) and topic.otherwise:
            return self.answer(Question(topic.otherwise))
        facts = wording.fitting(self._in_order(about, question) or general)
        if not facts:
            return self._unknown(topic)
        text = wording.tell(facts, self.knowledge.abbreviations())
        if question.things and not about:
            text = f"{self._no_separate_answer(question.things)}\n{text}"
        return Answer(text, tuple(facts), self._offered(topic, question))

    def more(self, question: Question, told: Sequence[str]) -> Answer | None:
        """What else there is to tell: about the question, then about its things. None when all is told."""
        topic = self._topic(question.topic)
        wanted = self.knowledge.facts(topic.id)
        about = [fact for fact in wanted if any(fact.about.get(kind) == thing for kind, thing in question.things)]
        about += [fact for named in question.things for fact in self.knowledge.facts_about(*named)]
        general = [fact for fact in wanted if not fact.about]
        remaining = {fact.id: fact for fact in (about or general) if fact.id not in told}
        facts = wording.fitting(list(remaining.values()))
        if not facts:
            return None
        return Answer(wording.tell(facts, self.knowledge.abbreviations()), tuple(facts), self._next(topic))

    def starters(self) -> tuple[Choice, ...]:
        """What to ask for those who do not know what to ask."""
        return tuple(self.choice(self._topic(name)) for name in STARTERS)

    def choice(self, topic: Topic) -> Choice:
        return Choice(topic.title, topic.question, Question(topic.id))

    def thing_choice(self, named: Named) -> Choice:
        """A choice that asks about a thing, such as one of the specialisms."""
        kind, identifier = named
        thing = self.knowledge.thing(kind, identifier)
        name = thing.name if thing else identifier
        return Choice(_title(name), f"Tell me about {name}", Question(DEFAULT_TOPIC[kind], (named,)))

    def _in_order(self, about: list[Fact], question: Question) -> list[Fact]:
        """Facts about several things in the order in which the things were named."""
        order = {thing: position for position, thing in enumerate(question.things)}
        return sorted(about, key=lambda fact: min(order.get(named, len(order)) for named in fact.about.items()))

    def _no_separate_answer(self, things: Sequence[Named]) -> str:
        names = [thing.name for thing in map(self._thing, things) if thing]
        return f"The page gives no separate answer for {wording.listed(names)}. In general:"

    def _unknown(self, topic: Topic) -> Answer:
        place = self.knowledge.thing("organisation", topic.ask)
        ask = place.ask if place and place.ask else "NHS Health Careers at https://www.healthcareers.nhs.uk"
        text = f"Sorry, I do not know about {topic.subject}. My sources do not cover it. The best place to ask is {ask}"
        text = wording.spell_out(text, self.knowledge.abbreviations())
        return Answer(text, (), self._next(topic), status="unknown")

    def _offered(self, topic: Topic, question: Question) -> tuple[Choice, ...]:
        """What to offer after an answer: the things that it lists or compares, else the topics that follow."""
        if topic.id == "specialisms_list":
            things = self.knowledge.things("specialism")
            return tuple(self.thing_choice((thing.kind, thing.id)) for thing in things)
        if topic.id == "compare":
            return tuple(self.thing_choice(named) for named in question.things)
        return self._next(topic)

    def _next(self, topic: Topic) -> tuple[Choice, ...]:
        return tuple(self.choice(self._topic(name)) for name in topic.next)

    def _thing(self, named: Named) -> Thing | None:
        return self.knowledge.thing(*named)

    def _topic(self, identifier: str) -> Topic:
        topic = self.knowledge.topic(identifier)
        if topic is None:
            raise LookupError(f"the knowledge base has no topic '{identifier}', which the dialogue model knows")
        return topic


Reply = tuple[Answer, Context]
"""What an action gives back: the answer, and the context after it."""


def ask(question: Question, context: Context, guide: Guide) -> Reply:
    """Answer a question and remember it."""
    answer = guide.answer(question)
    return answer, remember(context, question, answer)


def remember(context: Context, question: Question, answer: Answer) -> Context:
    """The context after an answer was given."""
    moved = context.moved_to(question)
    told = tuple(fact.id for fact in answer.facts)
    return replace(
        moved,
        told=(*moved.told, *told),
        answered=told,
        choices=answer.choices,
        unsure=0,
    )


def _title(name: str) -> str:
    return (name[:1].upper() + name[1:])[:MAX_TITLE]
