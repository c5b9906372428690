"""Answers to questions: `action_answer`."""

from __future__ import annotations

from actions import choosing
from actions.answer import Guide, Reply, ask
from actions.base import SafeAction
from actions.context import Turn


class ActionAnswer(SafeAction):
    """Answers a message whose intent is a topic of the knowledge base."""

    def name(self) -> str:
        return "action_answer"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        # Somebody who types the words of a choice means that choice.
        chosen = choosing.named(turn.text, turn.context.choices)
        question = chosen.question if chosen else guide.understand(turn.intent, turn.things, turn.context)
        return ask(question, turn.context, guide)
