"""Answers to questions: `action_answer`."""

from __future__ import annotations

from actions.answer import Answer, Guide, remember
from actions.base import SafeAction
from actions.choosing import same_words
from actions.context import Context, Turn


class ActionAnswer(SafeAction):
    """Answers a message whose intent is a topic of the knowledge base."""

    def name(self) -> str:
        return "action_answer"

    def reply(self, turn: Turn, guide: Guide) -> tuple[Answer, Context]:
        # Somebody who types the words of a choice means that choice.
        chosen = next((choice for choice in turn.context.choices if same_words(turn.text, choice.title)), None)
        question = chosen.question if chosen else guide.understand(turn.intent, turn.things, turn.context)
        answer = guide.answer(question)
        return answer, remember(turn.context, question, answer)
