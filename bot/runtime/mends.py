"""What we mend in Rasa 3.6.21 while it runs: two hot spots and a silence.

Each mend replaces one thing of Rasa's, named here, and has a test that fails when upstream changes under it.
"""

from __future__ import annotations

import asyncio
import logging
from functools import lru_cache
from typing import Any

import rasa.core.actions.action as rasa_actions
from jsonschema import Draft7Validator
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

# Leaves the channel a second of its 5 to send the apology.
ACTION_SECONDS = 4.0
APOLOGY = (
    "Sorry, I cannot look that up now. Please try again in a minute, "
    "or ask NHS Health Careers at https://www.healthcareers.nhs.uk"
)

_StockRemoteAction = rasa_actions.RemoteAction
_stock_resolve = Event.resolve_by_type


@lru_cache(maxsize=1)
def _result_validator() -> Draft7Validator:
    return Draft7Validator(_StockRemoteAction.action_response_format_spec())


class SteadyRemoteAction(_StockRemoteAction):  # type: ignore[misc,valid-type]
    """A remote action that answers in time: when the action server is down, slow or wrong, with an apology."""

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        # Stock Rasa checks its own schema and compiles it anew for every turn: most of the server's time.
        _result_validator().validate(result)
        return True

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return list(await asyncio.wait_for(super().run(output_channel, nlg, tracker, domain), ACTION_SECONDS))
        except Exception as error:
            # Stock Rasa logs this and says nothing to the person. The error's text may quote them: keep its kind.
            logger.error("%s failed: %s", self.name(), type(error).__name__)
            return [BotUttered(APOLOGY, {"custom": {"status": "failed", "facts": [], "sources": []}})]


@lru_cache(maxsize=256)
def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found: type[Event] | None = _stock_resolve(type_name, default)
    return found


def apply() -> None:
    """Put the mends in place. Doing so twice changes nothing."""
    rasa_actions.RemoteAction = SteadyRemoteAction
    # Stock Rasa walks all subclasses of Event for every event of every tracker that it loads.
    Event.resolve_by_type = staticmethod(_resolve_by_type)
