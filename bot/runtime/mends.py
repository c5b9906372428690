"""What we mend in Rasa 3.6.21 while it runs: hot spots, and a silence.

Each mend replaces one thing of Rasa's, named in `apply`, and has a test that fails when upstream changes under it.
"""

from __future__ import annotations

import asyncio
import logging
from functools import lru_cache
from typing import Any

import rasa
import rasa.core.actions.action as rasa_actions
from jsonschema import Draft7Validator
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

logger = logging.getLogger(__name__)

# Leaves the channel a second of its 5 to send the apology.
ACTION_SECONDS = 4.0
APOLOGY = (
    "Sorry, I cannot look that up now. Please try again in a minute, "
    "or ask NHS Health Careers at https://www.healthcareers.nhs.uk"
)

_StockRemoteAction = rasa_actions.RemoteAction
_stock_resolve = Event.resolve_by_type
_stock_rule_key_to_state = RulePolicy._rule_key_to_state
_stock_run_graph = DaskGraphRunner.run


@lru_cache(maxsize=1)
def _result_validator() -> Draft7Validator:
    return Draft7Validator(_StockRemoteAction.action_response_format_spec())


class SteadyRemoteAction(_StockRemoteAction):  # type: ignore[misc,valid-type]
    """A remote action that answers in time: when the action server is down, slow or wrong, with an apology."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        # Our actions read the slots and the latest message. Stock Rasa sends every event of the conversation too.
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": tracker.current_state(EventVerbosity.NONE),
            "version": rasa.__version__,
        }

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


@lru_cache(maxsize=4096)
def _rule_key_to_state(rule_key: str) -> list[State]:
    states: list[State] = _stock_rule_key_to_state(rule_key)
    return states


def _run_graph(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Run the nodes that the targets need, each once, in the order of their needs."""
    results = {name: (name, value) for name, value in (inputs or {}).items()}

    def result(name: str) -> tuple[str, Any]:
        if name not in results:
            needed = [result(need) for need in self._graph_schema.nodes[name].needs.values()]
            results[name] = self._instantiated_nodes[name](*needed)
        return results[name]

    return dict(result(target) for target in targets or self._graph_schema.target_names)


def apply() -> None:
    """Put the mends in place. Doing so twice changes nothing."""
    rasa_actions.RemoteAction = SteadyRemoteAction
    # Stock Rasa walks all subclasses of Event for every event of every tracker that it loads.
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    # Stock Rasa parses the JSON of every rule for every state of every prediction.
    RulePolicy._rule_key_to_state = staticmethod(_rule_key_to_state)
    # Stock Rasa has dask schedule a graph of a dozen nodes that run one after the other anyway.
    DaskGraphRunner.run = _run_graph
