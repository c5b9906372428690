"""The one base of all actions: nobody is ever left in silence, and nothing slow runs on the event loop."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Guide, Reply
from actions.context import Context, Turn
from knowledge.queries import Knowledge

logger = logging.getLogger(__name__)

CONTEXT = "context"
APOLOGY = (
    "Sorry, something went wrong and I cannot answer now. Please try again, "
    "or ask NHS Health Careers at https://www.healthcareers.nhs.uk"
)


@lru_cache(maxsize=1)
def guide() -> Guide:
    """The guide on the default knowledge base, made once a process."""
    return Guide(Knowledge())


class SafeAction(Action, ABC):
    """Understand the turn, reply, remember. A subclass names itself and says how to reply."""

    @abstractmethod
    def reply(self, turn: Turn, guide: Guide) -> Reply:
        """The answer to a turn, and the context after it. May block: it runs in a thread."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        try:
            turn = Turn.of(tracker.latest_message, Context.from_slot(tracker.get_slot(CONTEXT)))
            answer, context = await asyncio.to_thread(self._reply, turn)
        except Exception:
            # Without the message: what people write does not belong in a log.
            logger.exception("%s failed", self.name())
            dispatcher.utter_message(text=APOLOGY, json_message={"status": "failed", "facts": [], "sources": []})
            return []
        dispatcher.utter_message(
            text=answer.text,
            buttons=[{"title": choice.title, "payload": choice.words} for choice in answer.choices],
            json_message=answer.custom(),
        )
        return [SlotSet(CONTEXT, context.to_slot())]

    def _reply(self, turn: Turn) -> Reply:
        return self.reply(turn, guide())
