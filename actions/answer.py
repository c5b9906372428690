"""One generic way to answer: a question and the facts that hold for it become an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import wording
from actions.context import Choice, Context, Named, Question, Turn
from actions.reading import DEFAULT_TOPIC, topic_of, understand
from knowledge.queries import Fact, Knowledge, Topic

MAX_TITLE = 30
STARTERS = ("role_overview", "specialisms_list", "pay")

# A fact that fits the message this well is likely what it asks for, and this well it nearly always is. See
# docs/understanding.md for how often.
CLOSE = 0.2
CERTAIN = 0.33
MAX_ASKED_FOR = 2
# Topics that list things: "the third one" means these, some turns later too.
LISTS = ("specialisms_list", "compare")
# Topics that are about the career as a whole: the specialism spoken of before is meant no longer.
GENERAL = ("specialisms_list", "role_overview")


@dataclass(frozen=True)
class Answer:
    """What the bot says: its text, the questions it answers, the facts behind it, and what to ask next.

    `body` is the text without its sources; they follow it unless it names them itself (`sourced`). `caution` is what to
    add when a fact should have been reviewed by now.
    """

    body: str
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    status: str = "answered"
    questions: tuple[Question, ...] = ()
    sourced: bool = False
    caution: str = ""

    @property
    def text(self) -> str:
        sources = "" if self.sourced or not self.facts else wording.stamp(self.facts)
        return "\n".join(part for part in (self.body, sources, self.caution) if part)

    def custom(self) -> dict[str, Any]:
        """The machine-readable side of the answer."""
        sources = {fact.source.id: fact.source for fact in self.facts}
        return {
            "status": self.status,
            "questions": [
                {"topic": question.topic, "things": [":".join(thing) for thing in question.things]}
                for question in self.questions
            ],
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

    def answer(self, question: Question, closest: Mapping[str, float] | None = None) -> Answer:
        """Answer a question. One that no fact answers gets an honest "I do not know" and the best place to ask.

        `closest` says of facts how well they fit what the person typed, from -1 to 1.
        """
        topic = topic_of(question.topic, self.knowledge)
        known = self.knowledge.facts(topic.id)
        about = [fact for fact in known if any(fact.about.get(kind) == thing for kind, thing in question.things)]
        general = [fact for fact in known if not fact.about]
        if not (about or general or question.things) and topic.otherwise:
            return self.answer(Question(topic.otherwise), closest)
        facts = wording.fitting(_asked_for(self._in_order(about, question) or general, closest or {}))
        if not facts:
            return replace(self._unknown(topic), questions=(question,))
        body = wording.tell(facts, self.knowledge.abbreviations())
        if question.things and not about:
            body = self._no_separate_answer(question.things) + body
        return self._told(body, facts, self._offered(topic, question), question)

    def more(self, question: Question, told: Sequence[str]) -> Answer | None:
        """What else there is to tell: about the question, then about its things. None when all is told."""
        topic = topic_of(question.topic, self.knowledge)
        wanted = self.knowledge.facts(topic.id)
        about = [fact for fact in wanted if any(fact.about.get(kind) == thing for kind, thing in question.things)]
        about += [fact for named in question.things for fact in self.knowledge.facts_about(*named)]
        general = [fact for fact in wanted if not fact.about]
        remaining = {fact.id: fact for fact in (about or general) if fact.id not in told}
        facts = wording.fitting(list(remaining.values()))
        if not facts:
            return None
        body = wording.tell(facts, self.knowledge.abbreviations())
        return self._told(body, facts, self._next(topic), question)

    def _told(self, body: str, facts: Sequence[Fact], choices: tuple[Choice, ...], question: Question) -> Answer:
        caution = wording.caution(facts, self.knowledge.today())
        return Answer(body, tuple(facts), choices, questions=(question,), caution=caution)

    def starters(self) -> tuple[Choice, ...]:
        """What to ask for those who do not know what to ask."""
        return tuple(self.choice(topic_of(name, self.knowledge)) for name in STARTERS)

    def choice(self, topic: Topic) -> Choice:
        return Choice(topic.title, topic.question, Question(topic.id))

    def thing_choice(self, named: Named) -> Choice:
        """A choice that asks about a thing, such as one of the specialisms."""
        name = self.name(named)
        return Choice(_title(name), f"Tell me about {name}", Question(DEFAULT_TOPIC[named[0]], (named,)))

    def name(self, named: Named) -> str:
        """What people call a thing."""
        thing = self.knowledge.thing(*named)
        return thing.name if thing else named[1]

    def _in_order(self, about: list[Fact], question: Question) -> list[Fact]:
        """Facts about several things in the order in which the things were named."""
        order = {thing: position for position, thing in enumerate(question.things)}
        return sorted(about, key=lambda fact: min(order.get(named, len(order)) for named in fact.about.items()))

    def _no_separate_answer(self, things: Sequence[Named]) -> str:
        """What to say first when the facts are general, but something was named that they could have been about."""
        named = [self.name(thing) for thing in things if thing[0] != "situation"]
        return f"The page gives no separate answer for {wording.listed(named)}. In general:\n" if named else ""

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
        return tuple(self.choice(topic_of(name, self.knowledge)) for name in topic.next)


Reply = tuple[Answer, Context]
"""What an action gives back: the answer, and the context after it."""


def ask(question: Question, context: Context, guide: Guide, closest: Mapping[str, float] | None = None) -> Reply:
    """Answer a question and remember it."""
    answer = guide.answer(question, closest)
    return answer, remember(context, question, answer)


def ask_about(topic: str, turn: Turn, guide: Guide) -> Reply:
    """Answer a message that is about this topic."""
    question = understand(topic, turn.things, turn.context, guide.knowledge)
    return ask(question, turn.context.speaking_of(turn.things), guide, dict(turn.closest))


def ask_doubtfully(topic: str, turn: Turn, guide: Guide) -> Reply:
    """Answer a message that is perhaps about this topic, and say so."""
    answer, context = ask_about(topic, turn, guide)
    subject = topic_of(answer.questions[0].topic, guide.knowledge).subject
    return replace(answer, body=wording.doubtfully(answer.body, subject)), context


def remember(context: Context, question: Question, answer: Answer) -> Context:
    """The context after an answer was given."""
    moved = context.moved_to(question)
    if question.topic in GENERAL:
        moved = moved.without("specialism", "equipment")
    told = tuple(fact.id for fact in answer.facts)
    return replace(
        moved.speaking_of(question.things),
        told=(*moved.told, *told),
        answered=told,
        choices=answer.choices,
        listed=answer.choices if question.topic in LISTS else moved.listed,
        unsure=0,
    )


def _asked_for(facts: list[Fact], closest: Mapping[str, float]) -> list[Fact]:
    """The facts in the order in which to tell them.

    What the message certainly asks for comes first; what it only likely asks for comes after the first fact of the
    topic, which is the answer to the question that most people ask.
    """
    fits = sorted(facts, key=lambda fact: -closest.get(fact.id, -1.0))[:MAX_ASKED_FOR]
    # A list leaves no room for anything after it.
    certain = [fact for fact in fits if closest.get(fact.id, -1.0) >= CERTAIN and not fact.items]
    likely = [fact for fact in fits if closest.get(fact.id, -1.0) >= CLOSE]
    return list({fact.id: fact for fact in (*certain, *facts[:1], *likely, *facts)}.values())


def _title(name: str) -> str:
    return (name[:1].upper() + name[1:])[:MAX_TITLE]
