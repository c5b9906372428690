"""Answers to questions about a topic of the knowledge base."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import choosing
from actions.answer import Guide, Reply, ask, ask_about, ask_doubtfully
from actions.clarify import again
from actions.context import Turn

# Below this likelihood an answer says first what it is about: nearly half of them are not what was asked.
SURE = 0.55
# "Is that all of them?" is about what was just said, unless another topic is this likely.
CERTAIN = 0.75
_ABOUT_THAT = re.compile(r"(?:(?:ok|so|and|but|oh)\b[\s,]*)*(?:is|are|was|were|does|do) (?:that|those|these)\b")


def answer(turn: Turn, guide: Guide) -> Reply:
    """The answer to a message whose intent is a topic."""
    # Somebody who types the words of a choice means that choice.
    chosen = choosing.named(turn.text, turn.context.choices)
    if chosen:
        return ask(chosen.question, turn.context, guide)
    if turn.context.question and turn.confidence < CERTAIN and _ABOUT_THAT.match(turn.text.lower()):
        return again(turn, turn.context.question, guide)
    reply = ask_about if turn.confidence >= SURE else ask_doubtfully
    return reply(turn.intent, _pointing(turn), guide)


def _pointing(turn: Turn) -> Turn:
    """The message with what it points at in the last list: "what would I do in the third one?"."""
    pointed = [
        thing for choice in choosing.pointed_at(turn.text, turn.context.listed) for thing in choice.question.things
    ]
    return replace(turn, things=(*turn.things, *pointed))
