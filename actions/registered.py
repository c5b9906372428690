"""The actions that the dialogue model knows by name. Which of them it calls follows from `data/rules.yml`."""

from __future__ import annotations

from actions import clarify
from actions.answer import Guide, Reply
from actions.base import SafeAction
from actions.context import Turn
from actions.dispatch import reply_to


class ActionAnswer(SafeAction):
    """Answers a message about a topic of the knowledge base, or about several."""

    def name(self) -> str:
        return "action_answer"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        return reply_to(turn, guide)


class ActionFollowUp(SafeAction):
    """Answers follow-ups: more, source, correction, the second one, go back, …"""

    def name(self) -> str:
        return "action_follow_up"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        return reply_to(turn, guide)


class ActionClarify(SafeAction):
    """Handles a message that was not understood well enough to answer."""

    def name(self) -> str:
        return "action_clarify"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        return clarify.reply(turn, guide)
