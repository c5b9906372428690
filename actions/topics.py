"""Answers to questions about a topic of the knowledge base."""

from __future__ import annotations

from dataclasses import replace

from actions import choosing
from actions.answer import Guide, Reply, ask, ask_about, ask_doubtfully
from actions.context import Turn

# Below this likelihood an answer says first what it is about: nearly half of them are not what was asked.
SURE = 0.55


def answer(turn: Turn, guide: Guide) -> Reply:
    """The answer to a message whose intent is a topic."""
    # Somebody who types the words of a choice means that choice.
    chosen = choosing.named(turn.text, turn.context.choices)
    if chosen:
        return ask(chosen.question, turn.context, guide)
    reply = ask_about if turn.confidence >= SURE else ask_doubtfully
    return reply(turn.intent, _pointing(turn), guide)


def _pointing(turn: Turn) -> Turn:
    """The message with what it points at in the last list: "what would I do in the third one?"."""
    pointed = [
        thing for choice in choosing.pointed_at(turn.text, turn.context.listed) for thing in choice.question.things
    ]
    return replace(turn, things=(*turn.things, *pointed))
