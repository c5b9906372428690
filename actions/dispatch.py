"""Which way to reply to a message, by its intent."""

from __future__ import annotations

from actions import clarify, follow_up, several, topics
from actions.answer import Guide, Reply
from actions.context import Turn


def reply_to(turn: Turn, guide: Guide) -> Reply:
    """The reply to a message, whether it holds one question or several."""
    if turn.parts:
        return several.reply(turn, guide, one_reply)
    return one_reply(turn, guide) or clarify.reply(turn, guide)


def one_reply(turn: Turn, guide: Guide) -> Reply | None:
    """The reply to one question; None when it is not ours to answer."""
    if turn.intent == clarify.NOT_UNDERSTOOD:
        return clarify.reply(turn, guide)
    if turn.intent in follow_up.REPLIES:
        return follow_up.reply(turn, guide)
    if guide.knowledge.topic(turn.intent):
        return topics.answer(turn, guide)
    return None
