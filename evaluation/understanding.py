"""What the trained model makes of each question, without a server, and whether that is right."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from actions.clarify import LIKELY, MAX_CHOICES
from actions.context import Named
from bot.channels.rest import as_text
from evaluation.intents import FALLBACK, Family, Intents
from evaluation.questions import Question, SeveralQuestions, Topics
from evaluation.quiet import quiet_rasa

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""

# Words that name a topic help to read fragments; nobody expects them to be recognised as things.
NO_THING = "topic"


@dataclass(frozen=True)
class Reading:
    """What the model takes a question for: its intent after all steps, and the classifier's ranking behind it."""

    intent: str
    ranking: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Reading:
        name = (parsed.get("intent") or {}).get("name") or ""
        ranking = [(item["name"], float(item["confidence"])) for item in parsed.get("intent_ranking", [])]
        # The fallback puts itself at the head of the ranking. What it stands before is what the classifier said.
        return cls(name, tuple((intent, confidence) for intent, confidence in ranking if intent != FALLBACK))

    @property
    def likeliest(self) -> tuple[str, float]:
        """The classifier's first choice and its confidence, whatever the steps after it made of it."""
        return self.ranking[0] if self.ranking else ("", 0.0)

    def offered(self, intents: Intents) -> Topics:
        """The topics that the guide offers when it asks back."""
        likely = [name for name, confidence in self.ranking if intents.is_topic(name) and confidence >= LIKELY]
        return tuple(likely[:MAX_CHOICES])


@dataclass(frozen=True)
class Understood:
    """A message as the model reads it.

    readings: one for each question found in it, in their order; at least one. things: what it names.
    """

    readings: tuple[Reading, ...]
    things: frozenset[Named]
    milliseconds: float

    @classmethod
    def of(cls, parsed: Mapping[str, Any], milliseconds: float) -> Understood:
        found = parsed.get("questions") or []
        messages = found if len(found) > 1 else [parsed]
        things = frozenset(
            (entity["entity"], str(entity["value"]))
            for part in (parsed, *found)
            for entity in part.get("entities", [])
            if entity["entity"] != NO_THING
        )
        return cls(tuple(map(Reading.of, messages)), things, milliseconds)

    @property
    def is_torn(self) -> bool:
        return len(self.readings) > 1


class Outcome(Enum):
    """What a person with a question gets; the value is how a report names it."""

    RIGHT = "right"
    OFFERED = "asked back, the right topic among those offered"
    NOT_OFFERED = "asked back without offering it"
    TORN = "one question taken for several"
    REFUSED = "refused or sent away, though it is ours"
    TURNED_AWAY = "turned away, for another reason than it should be"
    WRONG = "answered wrongly"
    NOT_OURS = "answered, though it is not ours"


@dataclass(frozen=True)
class Judged:
    """A question, how it was understood, and whether that is right."""

    question: Question
    understood: Understood
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        return self.outcome is Outcome.RIGHT

    @property
    def taken_for(self) -> str:
        """The intents it was taken for, for a reader."""
        return ", ".join(reading.intent for reading in self.understood.readings)

    @property
    def found_things(self) -> tuple[Named, ...]:
        return tuple(thing for thing in self.question.things if thing in self.understood.things)

    @property
    def missed_things(self) -> tuple[Named, ...]:
        return tuple(thing for thing in self.question.things if thing not in self.understood.things)

    @property
    def extra_things(self) -> tuple[Named, ...]:
        """Recognised but not listed. Some are no mistakes: a word may stand for a specialism and a term."""
        return tuple(sorted(self.understood.things.difference(self.question.things)))


def judge(question: Question, understood: Understood, intents: Intents) -> Judged:
    """Whether a single question was understood."""
    return Judged(question, understood, _outcome(question.topics, understood, intents))


def _outcome(topics: Topics, understood: Understood, intents: Intents) -> Outcome:
    readings = asking(understood.readings, intents)
    # Whoever says the same thing twice in a message is answered rightly twice.
    if all(reading.intent in topics for reading in readings):
        return Outcome.RIGHT
    if len(readings) > 1:
        return Outcome.TORN
    (reading,) = readings
    if reading.intent == FALLBACK:
        return Outcome.NOT_OFFERED if set(topics).isdisjoint(reading.offered(intents)) else Outcome.OFFERED
    turned_away = intents.turns_away(reading.intent)
    if intents.are_ours(topics):
        return Outcome.REFUSED if turned_away else Outcome.WRONG
    if turned_away:
        return Outcome.TURNED_AWAY
    return Outcome.NOT_OURS if intents.is_topic(reading.intent) else Outcome.WRONG


def asking(readings: Sequence[Reading], intents: Intents) -> tuple[Reading, ...]:
    """The readings without small talk beside a question: "hiya, what are the hours" is one question."""
    found = tuple(one for one in readings if intents.families.get(one.intent) is not Family.SMALL_TALK)
    return found or tuple(readings[:1])


@dataclass(frozen=True)
class JudgedParts:
    """A message with several questions: the intents found in it, in order, and the things."""

    message: SeveralQuestions
    found: tuple[str, ...]
    things: frozenset[Named] = frozenset()

    @property
    def matched(self) -> int:
        """How many of its parts were found."""
        return matched(self.found, self.message.parts)

    @property
    def is_right(self) -> bool:
        """Whether each part was found, in order, and nothing else."""
        return self.matched == len(self.message.parts) == len(self.found)


def matched(found: Sequence[str], parts: Sequence[Topics]) -> int:
    """How many parts are found, each at most once and in the order in which they were asked."""
    # The longest common subsequence, row by row.
    best = [0] * (len(found) + 1)
    for topics in parts:
        above, best = best, [0]
        for position, topic in enumerate(found):
            best.append(above[position] + 1 if topic in topics else max(above[position + 1], best[position]))
    return best[-1]


class Model:
    """A trained model in this process, mended as the server mends it."""

    def __init__(self, path: Path) -> None:
        """Load it. Takes some seconds.

        Raises:
            FileNotFoundError: there is no such model.
        """
        if not path.exists():
            raise FileNotFoundError(f"There is no model {path}. Run 'make train' first.")
        quiet_rasa()
        from rasa.core.agent import Agent

        from bot.runtime import mends

        mends.apply()
        self._agent = Agent.load(str(path))
        # What is loaded with the first message is part of the start, not of that message.
        asyncio.run(self._parse("hello"))

    def understand(self, texts: Sequence[str], progress: Progress | None = None) -> list[Understood]:
        """Read messages one after the other, as they come in over a channel."""
        return asyncio.run(self._understand(texts, progress or _no_progress))

    async def _understand(self, texts: Sequence[str], progress: Progress) -> list[Understood]:
        found = []
        for number, text in enumerate(texts, 1):
            started = time.perf_counter()
            parsed = await self._parse(as_text(text))
            found.append(Understood.of(parsed, (time.perf_counter() - started) * 1000))
            progress(number, len(texts))
        return found

    async def _parse(self, text: str) -> dict[str, Any]:
        return dict(await self._agent.parse_message(text))


def judge_all(
    model: Model, questions: Sequence[Question], intents: Intents, progress: Progress | None = None
) -> list[Judged]:
    """Ask the model each question."""
    understood = model.understand([question.text for question in questions], progress)
    return [judge(question, found, intents) for question, found in zip(questions, understood, strict=True)]


def judge_parts(model: Model, messages: Sequence[SeveralQuestions], intents: Intents) -> list[JudgedParts]:
    """Ask the model each message with several questions."""
    understood = model.understand([message.text for message in messages])
    return [
        JudgedParts(message, tuple(reading.intent for reading in asking(found.readings, intents)), found.things)
        for message, found in zip(messages, understood, strict=True)
    ]


def counts(judged: Sequence[Judged]) -> dict[Outcome, int]:
    """How often each outcome happened, in the order of the outcomes."""
    return {outcome: sum(one.outcome is outcome for one in judged) for outcome in Outcome}


def by_set(judged: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """The judged questions of each set, in the order in which the sets come."""
    for name in dict.fromkeys(one.question.set for one in judged):
        yield name, [one for one in judged if one.question.set == name]


def _no_progress(_done: int, _of: int) -> None:
    pass
