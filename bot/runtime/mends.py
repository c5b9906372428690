"""What we mend in Rasa 3.6.21 while it runs: hot spots, and a silence.

Each mend replaces one thing of Rasa's, named in `apply`, and has a test that fails when upstream changes under it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import aiohttp
import fastjsonschema
import rasa
import rasa.core.actions.action as rasa_actions
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

# Leaves the channel a second of its 5 to send the apology.
ACTION_SECONDS = 4.0
MAX_REMEMBERED = 10_000
APOLOGY = (
    "Sorry, I cannot look that up now. Please try again in a minute, "
    "or ask NHS Health Careers at https://www.healthcareers.nhs.uk"
)

_StockRemoteAction = rasa_actions.RemoteAction
_stock_resolve = Event.resolve_by_type
_stock_rule_key_to_state = RulePolicy._rule_key_to_state
_stock_get_possible_keys = RulePolicy._get_possible_keys
_stock_parse_message = MessageProcessor.parse_message
_stock_is_empty = Domain.is_empty
_stock_session = EndpointConfig.session
_stock_run_graph = DaskGraphRunner.run


_check_result = fastjsonschema.compile(_StockRemoteAction.action_response_format_spec())


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
        _check_result(result)
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


# One thread: our components are then never run twice at once, and the event loop goes on while the encoder works.
_understanding = ThreadPoolExecutor(1, thread_name_prefix="understanding")


async def _parse_message(
    self: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker | None = None,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    stock = _stock_parse_message(self, message, tracker, only_output_properties)
    parsed: dict[str, Any] = await asyncio.get_running_loop().run_in_executor(_understanding, _finished, stock)
    return parsed


def _finished(coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
    """The result of a coroutine that waits for nothing, as parsing does when the model is in this process."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("parsing waits for something: it must not leave the event loop")


def _get_possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    if not states:
        return set(lookup)
    # The latest state leaves 1 or 2 of hundreds of rules, and is often the same. The others are held against the rest.
    memory = self.__dict__.setdefault("_possible_keys", {})
    key = (id(lookup), json.dumps(states[-1], sort_keys=True, default=list))
    if key not in memory:
        if len(memory) > MAX_REMEMBERED:
            memory.clear()
        memory[key] = _stock_get_possible_keys(self, lookup, states[-1:])
    possible: set[str] = memory[key]
    for turn, state in enumerate(reversed(states[:-1]), 1):
        possible = {rule for rule in possible if self._is_rule_applicable(rule, turn, state)}
    return possible


def _is_empty(self: Domain) -> bool:
    if "_known_empty" not in self.__dict__:
        self._known_empty = _stock_is_empty(self)
    return bool(self._known_empty)


@asynccontextmanager
async def _open_session(self: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
    session = self.__dict__.get("_kept_open")
    if session is None or session.closed:
        session = self._kept_open = _stock_session(self)
    yield session


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
    # Stock Rasa opens a connection to the action server for every turn.
    EndpointConfig.session = _open_session
    # Stock Rasa holds every rule against every state of the conversation, twice a turn.
    RulePolicy._get_possible_keys = _get_possible_keys
    # Stock Rasa understands a message on the event loop, where everybody else waits.
    MessageProcessor.parse_message = _parse_message
    # Stock Rasa makes an empty domain for every message, to see that ours is not.
    Domain.is_empty = _is_empty
    # Stock Rasa has dask schedule a graph of a dozen nodes that run one after the other anyway.
    DaskGraphRunner.run = _run_graph
