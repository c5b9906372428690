"""What the conversation is about so far: kept in one slot, so that it changes as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

HISTORY = 6

Named = tuple[str, str]
"""A thing that was named: its kind and its id, such as ("specialism", "renal")."""


@dataclass(frozen=True)
class Question:
    """What is asked, once understood: a topic, and the things that narrow it."""

    topic: str
    things: tuple[Named, ...] = ()

    @classmethod
    def from_slot(cls, value: dict[str, Any]) -> Question:
        return cls(value["topic"], _named(value["things"]))


@dataclass(frozen=True)
class Choice:
    """Something to ask next: its words on a button, and the question behind them."""

    title: str
    words: str
    question: Question

    @classmethod
    def from_slot(cls, value: dict[str, Any]) -> Choice:
        return cls(value["title"], value["words"], Question.from_slot(value["question"]))


@dataclass(frozen=True)
class Context:
    """The state of a conversation.

    question: the one last answered. told: ids of the facts told about it. answered: ids of the facts in the last
    answer. choices: what was last offered, in its order. listed: the list of things last shown, which "the third one"
    still means some turns later. focus: the thing of each kind that was last spoken of, which "do they …" still means.
    history: questions before this one, latest last. unsure: how often in a row we had to ask back.
    """

    question: Question | None = None
    told: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    listed: tuple[Choice, ...] = ()
    focus: tuple[Named, ...] = ()
    history: tuple[Question, ...] = ()
    unsure: int = 0

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> Context:
        """The context in a slot. One that an older version stored and that no longer fits starts afresh."""
        if not value:
            return cls()
        try:
            return cls(
                question=Question.from_slot(value["question"]) if value["question"] else None,
                told=tuple(value["told"]),
                answered=tuple(value["answered"]),
                choices=tuple(map(Choice.from_slot, value["choices"])),
                listed=tuple(map(Choice.from_slot, value["listed"])),
                focus=_named(value["focus"]),
                history=tuple(map(Question.from_slot, value["history"])),
                unsure=int(value["unsure"]),
            )
        except (KeyError, TypeError, ValueError):
            return cls()

    def thing(self, kind: str) -> Named | None:
        """The thing of this kind that was last spoken of."""
        return next((named for named in self.focus if named[0] == kind), None)

    def speaking_of(self, things: Iterable[Named]) -> Context:
        """The context once these things were named: of each kind, the last one counts."""
        focus = dict(self.focus) | dict(things)
        return replace(self, focus=tuple(focus.items()))

    def without(self, *kinds: str) -> Context:
        """The context once the talk is no longer about a thing of these kinds."""
        return replace(self, focus=tuple(named for named in self.focus if named[0] not in kinds))

    def moved_to(self, question: Question) -> Context:
        """The context as the conversation turns to another question."""
        if self.question is None or question == self.question:
            return replace(self, question=question)
        return replace(self, question=question, told=(), history=(*self.history, self.question)[-HISTORY:])

    def without_latest(self) -> Context:
        """The context before the last question, for going back."""
        return replace(self, question=None, told=(), history=self.history[:-1])


@dataclass(frozen=True)
class Turn:
    """One message as the dialogue model understood it: its intent, and the things and topics that it names.

    confidence: how likely the intent is, from 0 to 1. ranking: the likeliest intents. closest: the facts that fit the
    message best, with how well from -1 to 1. parts: the questions in it, when it holds several.
    """

    text: str
    intent: str
    confidence: float = 1.0
    things: tuple[Named, ...] = ()
    topics: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    closest: tuple[tuple[str, float], ...] = ()
    parts: tuple[Turn, ...] = ()
    context: Context = field(default_factory=Context)

    @classmethod
    def of(cls, message: dict[str, Any], context: Context) -> Turn:
        """Read a message as Rasa hands it over (`tracker.latest_message`)."""
        intent = message.get("intent") or {}
        named = dict.fromkeys((entity["entity"], str(entity["value"])) for entity in message.get("entities", []))
        return cls(
            text=message.get("text") or "",
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence", 1.0)),
            things=tuple(thing for thing in named if thing[0] != "topic"),
            topics=tuple(identifier for kind, identifier in named if kind == "topic"),
            ranking=_ranked(message.get("intent_ranking", [])),
            closest=_ranked(message.get("fact_ranking", [])),
            parts=tuple(cls.of(part, context) for part in message.get("questions", [])),
            context=context,
        )


def _named(value: Iterable[Any]) -> tuple[Named, ...]:
    return tuple((kind, thing) for kind, thing in value)


def _ranked(items: Iterable[dict[str, Any]]) -> tuple[tuple[str, float], ...]:
    return tuple((item["name"], float(item["confidence"])) for item in items)
