"""Whole conversations, and messages with several questions, over the real servers.

What the guide took a turn to be about is read from the machine-readable part of its answer; replies that are always
the same have none and are known by their text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from evaluation.intents import ROOT, Family, Intents
from evaluation.questions import Conversation, Question, SeveralQuestions, Topics
from evaluation.running import Reply, RunningGuide
from evaluation.understanding import JudgedParts, Progress
from knowledge.queries import Knowledge

# Follow-ups that stay with the question at hand: none of them may bring up another one.
STAYS = frozenset({"source", "how_recent", "are_you_sure"})
# The guide said that it is not sure, or that something went wrong.
NO_ANSWER = frozenset({"asked_back", "failed"})
# Follow-ups to which a question back is a good answer: "which one do you mean?", "OK, what would you like to know?".
MAY_ASK_BACK = frozenset({"affirm", "deny", "correction", "choose_option", "start_again", "go_back", "what_about"})


@dataclass(frozen=True)
class Asked:
    """A question that the guide answered: its topic and things, as its answer names them."""

    topic: str
    things: frozenset[str]

    def __str__(self) -> str:
        return " ".join((self.topic, *sorted(self.things)))


@dataclass(frozen=True)
class JudgedTurn:
    """A turn, what the guide answered, and whether that is what was meant."""

    turn: Question
    taken_for: str
    is_right: bool


@dataclass(frozen=True)
class JudgedConversation:
    name: str
    turns: tuple[JudgedTurn, ...]

    @property
    def is_right(self) -> bool:
        return all(turn.is_right for turn in self.turns)


class Judge:
    """Knows what each intent's answer looks like from outside."""

    def __init__(self, intents: Intents, knowledge: Knowledge, replies: Mapping[str, frozenset[str]]) -> None:
        """replies: intent -> the texts that always answer it."""
        self._intents = intents
        self._narrower = {
            topic.id: {*topic.narrows.values(), *([topic.otherwise] if topic.otherwise else [])}
            for topic in knowledge.topics()
        }
        self._takes = {topic.id: frozenset(topic.takes) for topic in knowledge.topics()}
        self._replies = replies

    def turn(self, turn: Question, reply: Reply, before: Asked | None) -> JudgedTurn:
        """Whether a reply is to what a turn means. before: the question answered last."""
        asked = questions(reply)
        fixed = [intent for intent, texts in self._replies.items() if reply.text in texts]
        taken_for = ", ".join(map(str, asked)) or " or ".join(fixed) or (reply.outcome or "no reply that we know")
        is_right = bool(set(fixed) & set(turn.topics)) or (
            not fixed and (self._answers(turn, asked) or self._follows(turn, reply, asked, before))
        )
        return JudgedTurn(turn, taken_for, is_right)

    def parts(self, message: SeveralQuestions, reply: Reply) -> JudgedParts:
        """Which questions of a message were answered."""
        wider = tuple(tuple(self._with_narrower(topics)) for topics in message.parts)
        return JudgedParts(SeveralQuestions(message.text, wider), tuple(asked.topic for asked in questions(reply)))

    def _answers(self, turn: Question, asked: Sequence[Asked]) -> bool:
        if len(asked) != 1 or asked[0].topic not in self._with_narrower(turn.topics):
            return False
        # A thing that cannot narrow the topic has been heard and makes no difference.
        takes = self._takes.get(asked[0].topic, frozenset())
        return {f"{kind}:{thing}" for kind, thing in turn.things if kind in takes} <= asked[0].things

    def _with_narrower(self, topics: Topics) -> set[str]:
        """These topics, and those that they turn into with one thing named, or with none."""
        return {*topics}.union(*(self._narrower.get(topic, set()) for topic in topics))

    def _follows(self, turn: Question, reply: Reply, asked: Sequence[Asked], before: Asked | None) -> bool:
        wanted = {topic for topic in turn.topics if self._intents.families.get(topic) is Family.FOLLOW_UP}
        if not wanted or reply.outcome is None:
            return False
        if reply.outcome in NO_ANSWER:
            return reply.outcome == "asked_back" and bool(wanted & MAY_ASK_BACK)
        return not wanted & STAYS or not asked or list(asked) == [before]


def questions(reply: Reply) -> list[Asked]:
    """The questions that a reply says it answers."""
    return [Asked(asked["topic"], frozenset(asked.get("things", []))) for asked in reply.questions]


def fixed_replies(folder: Path = ROOT / "domain") -> dict[str, frozenset[str]]:
    """Intent -> its fixed replies, from the files of the domain."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("*.yml")):
        for name, replies in (YAML(typ="safe").load(path).get("responses") or {}).items():
            found[name.removeprefix("utter_")] |= {reply["text"] for reply in replies}
    return {intent: frozenset(texts) for intent, texts in found.items()}


def hold(
    guide: RunningGuide, conversations: Sequence[Conversation], judge: Judge, progress: Progress
) -> list[JudgedConversation]:
    """Hold each conversation with a running guide, as somebody new."""
    held = []
    for number, conversation in enumerate(conversations, 1):
        person, before = guide.person(), None
        turns = []
        for turn in conversation.turns:
            reply = person.say(turn.text)
            turns.append(judge.turn(turn, reply, before))
            before = next(reversed(questions(reply)), before)
        held.append(JudgedConversation(conversation.name, tuple(turns)))
        progress(number, len(conversations))
    return held


def ask_several(
    guide: RunningGuide, messages: Sequence[SeveralQuestions], judge: Judge, progress: Progress
) -> list[JudgedParts]:
    """Send each message with several questions, as somebody new."""
    judged = []
    for number, message in enumerate(messages, 1):
        judged.append(judge.parts(message, guide.person().say(message.text)))
        progress(number, len(messages))
    return judged
