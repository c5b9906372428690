"""One generic way to answer: a question and the facts that hold for it become an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import wording
from actions.context import Choice, Context, Named, Question, Turn
from actions.reading import DEFAULT_TOPIC, in_particular, speaking_of, topic_of, understand
from knowledge.queries import Fact, Knowledge, Topic

MAX_TITLE = 30
STARTERS = ("role_overview", "specialisms_list", "pay")

# A fact that fits the message this well may be what it asks for, this well it probably is, and this well hardly
# anything else is. See docs/understanding.md for how often.
POSSIBLE = 0.2
PROBABLE = 0.33
CERTAIN = 0.5
MAX_ASKED_FOR = 2
# Topics that list things: "the third one" means these, some turns later too.
LISTS = ("specialisms_list", "compare")
# Topics that are about the career as a whole: the specialism spoken of before is meant no longer.
GENERAL = ("specialisms_list", "role_overview")
# Topics whose questions are about two roles at once: not what to offer after an answer about one.
_NOT_OF_A_ROLE = frozenset({"compare", "role_names"})


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
        about = self.knowledge.facts_on(topic.id, question.things)
        general = self.knowledge.general_facts(topic.id)
        if not (about or general or question.things) and topic.otherwise:
            return self.answer(Question(topic.otherwise), closest)
        facts = wording.fitting(_asked_for(about or general, closest or {}))
        if not facts:
            return replace(self._unknown(topic), questions=(question,))
        body = wording.tell(facts, self.knowledge.abbreviations())
        if question.things and not about:
            body = self._no_separate_answer(question.things) + body
        return self._told(body, facts, self._offered(topic, question), question)

    def more(self, question: Question, told: Sequence[str]) -> Answer | None:
        """What else there is to tell: about the question, then about its things. None when all is told."""
        topic = topic_of(question.topic, self.knowledge)
        about = self.knowledge.facts_on(topic.id, question.things)
        about += [fact for named in question.things for fact in self.knowledge.facts_about(*named)]
        general = self.knowledge.general_facts(topic.id)
        remaining = {fact.id: fact for fact in (about or general) if fact.id not in told}
        facts = wording.fitting(list(remaining.values()))
        if not facts:
            return None
        body = wording.tell(facts, self.knowledge.abbreviations())
        return self._told(body, facts, self._next(topic, question), question)

    def _told(self, body: str, facts: Sequence[Fact], choices: tuple[Choice, ...], question: Question) -> Answer:
        caution = wording.caution(facts, self.knowledge.today())
        return Answer(body, tuple(facts), choices, questions=(question,), caution=caution)

    def starters(self) -> tuple[Choice, ...]:
        """What to ask for those who do not know what to ask."""
        return tuple(self.choice(topic_of(name, self.knowledge)) for name in STARTERS)

    def choice(self, topic: Topic, role: Named | None = None) -> Choice:
        """A choice that asks about a topic, in general or for a role."""
        if role is None:
            return Choice(topic.title, topic.question, Question(topic.id))
        question = understand(topic.id, (role,), Context(), self.knowledge)
        return Choice(topic.title, self._asked_of(role, topic.question), question)

    def thing_choice(self, named: Named) -> Choice:
        """A choice that asks about a thing, such as one of the specialisms."""
        thing = self.knowledge.thing(*named)
        name = self.name(named)
        several = thing.plural if thing and thing.plural else name
        return Choice(_title(name), f"Tell me about {several}", Question(DEFAULT_TOPIC[named[0]], (named,)))

    def name(self, named: Named) -> str:
        """What people call a thing."""
        thing = self.knowledge.thing(*named)
        return thing.name if thing else named[1]

    def _asked_of(self, role: Named, text: str) -> str:
        """A text that names the home role, said of another role."""
        home, other = self.knowledge.home(), self.knowledge.thing(*role)
        if not (home and home.plural and other and other.plural):
            return text
        return text.replace(home.plural, other.plural).replace(home.name, other.name)

    def _role_in(self, things: Sequence[Named]) -> Named | None:
        """The role that narrows a question, if one does."""
        return next((thing for thing in in_particular(things, self.knowledge) if thing[0] == "role"), None)

    def _no_separate_answer(self, things: Sequence[Named]) -> str:
        """What to say first when the facts are general, but something was named that they could have been about."""
        role = self._role_in(things)
        if role:
            text = "My sources say nothing separate about {0}. Here is what holds for {1}:\n"
            home, other = self.knowledge.home(), self.knowledge.thing(*role)
            return text.format(other.plural, home.plural) if home and other else ""
        particular = in_particular(things, self.knowledge)
        named = [self.name(thing) for thing in particular if thing[0] != "situation"]
        return f"I have no separate answer for {wording.listed(named)}. In general:\n" if named else ""

    def _unknown(self, topic: Topic) -> Answer:
        place = self.knowledge.thing("organisation", topic.ask)
        ask = place.ask if place and place.ask else "NHS Health Careers at https://www.healthcareers.nhs.uk"
        text = f"Sorry, I do not know about {topic.subject}. My sources do not cover it. The best place to ask is {ask}"
        text = wording.spell_out(text, self.knowledge.abbreviations())
        return Answer(text, (), self._next(topic), status="unknown")

    def _offered(self, topic: Topic, question: Question) -> tuple[Choice, ...]:
        """What to offer after an answer: the things that it lists or compares, else the topics that follow."""
        if topic.id == "specialisms_list":
            role = self._role_in(question.things)
            home = self.knowledge.home()
            own = self.knowledge.specialisms(role[1]) if role else []
            things = own or (self.knowledge.specialisms(home.id) if home else [])
            return tuple(self.thing_choice((thing.kind, thing.id)) for thing in things)
        if topic.id == "compare":
            return tuple(self.thing_choice(named) for named in question.things)
        return self._next(topic, question)

    def _next(self, topic: Topic, question: Question | None = None) -> tuple[Choice, ...]:
        """The topics that follow. After an answer about a role, those in which there is more to tell of the role."""
        role = self._role_in(question.things) if question else None
        following = [topic_of(name, self.knowledge) for name in topic.next]
        if role is None:
            return tuple(self.choice(each) for each in following)
        known = {name for thing in question.things for name in self.knowledge.topics_on(*thing)} if question else set()
        others = [each for each in self.knowledge.topics() if each.id in known - {topic.id, *_NOT_OF_A_ROLE}]
        first = [each for each in following if each in others]
        offered = {each.id: each for each in (*first, *others, *following) if "role" in each.takes}
        return tuple(self.choice(each, role) for each in offered.values())[: len(following)]


Reply = tuple[Answer, Context]
"""What an action gives back: the answer, and the context after it."""


def ask(question: Question, context: Context, guide: Guide, closest: Mapping[str, float] | None = None) -> Reply:
    """Answer a question and remember it."""
    answer = guide.answer(question, closest)
    return answer, remember(context, question, answer, guide)


def ask_about(topic: str, turn: Turn, guide: Guide) -> Reply:
    """Answer a message that is about this topic."""
    question = understand(topic, turn.things, turn.context, guide.knowledge)
    context = speaking_of(turn.context, turn.things, guide.knowledge)
    return ask(question, context, guide, dict(turn.closest))


def ask_doubtfully(topic: str, turn: Turn, guide: Guide) -> Reply:
    """Answer a message that is perhaps about this topic, and say so."""
    answer, context = ask_about(topic, turn, guide)
    subject = topic_of(answer.questions[0].topic, guide.knowledge).subject
    return replace(answer, body=wording.doubtfully(answer.body, subject)), context


def remember(context: Context, question: Question, answer: Answer, guide: Guide) -> Context:
    """The context after an answer was given."""
    moved = context.moved_to(question)
    if question.topic in GENERAL:
        moved = moved.without("specialism", "equipment")
    told = tuple(fact.id for fact in answer.facts)
    return replace(
        speaking_of(moved, question.things, guide.knowledge),
        told=(*moved.told, *told),
        answered=told,
        choices=answer.choices,
        listed=answer.choices if question.topic in LISTS else moved.listed,
        unsure=0,
    )


def _asked_for(facts: list[Fact], closest: Mapping[str, float]) -> list[Fact]:
    """The facts in the order in which to tell them.

    What the message probably asks for comes first; what it only possibly asks for comes after the first fact of the
    topic, which is the answer to the question that most people ask.
    """
    fits = sorted(facts, key=lambda fact: -closest.get(fact.id, -1.0))[:MAX_ASKED_FOR]
    # A list leaves no room for anything after it, so before one stands only what is asked for beyond doubt.
    enough = CERTAIN if facts and facts[0].items else PROBABLE
    first = [fact for fact in fits[:1] if closest.get(fact.id, -1.0) >= enough and not fact.items]
    possible = [fact for fact in fits if closest.get(fact.id, -1.0) >= POSSIBLE]
    return list({fact.id: fact for fact in (*first, *facts[:1], *possible, *facts)}.values())


def _title(name: str) -> str:
    """A name as a button shows it: as many whole words as fit."""
    title = name[:1].upper() + name[1:]
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE + 1].rpartition(" ")[0]
