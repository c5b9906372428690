"""What we mend in Rasa: each mend does what stock Rasa does, faster, and upstream is as we know it."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rasa.core.actions.action as rasa_actions
from fastjsonschema import JsonSchemaException
from jsonschema import ValidationError
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot.runtime import mends


def digest(function: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("function", "known"),
    [
        (mends._StockRemoteAction._validate_action_result, "f8cdb4be68123961"),
        (mends._StockRemoteAction.run, "ccabf6f1160d527a"),
        (mends._StockRemoteAction._action_call_format, "428795b944f22edb"),
        (mends._stock_get_possible_keys, "2915fd81711e194c"),
        (mends._stock_is_empty, "884be90ef485f1d2"),
        (mends._stock_parse_message, "b98d8e49b9f2c433"),
        (mends._stock_session, "e55aa13d9d4fb4bc"),
        (mends._stock_rule_key_to_state, "b91b949bbccbff0b"),
        (mends._stock_run_graph, "45f0f52f574f3aa9"),
        (mends._stock_resolve, "b5cf570fa7f286c7"),
    ],
)
def test_upstream_is_what_the_mend_was_made_for(function: Callable[..., Any], known: str) -> None:
    assert digest(function) == known, f"Rasa changed {function.__qualname__}: look if the mend is still needed"


def test_rasa_makes_its_remote_actions_from_the_name_that_we_replace() -> None:
    mends.apply()
    domain = Domain.from_dict({"actions": ["action_answer"]})
    made = rasa_actions.action_for_name_or_text("action_answer", domain, EndpointConfig("http://127.0.0.1:1"))
    assert isinstance(made, mends.SteadyRemoteAction)


def action(url: str = "http://127.0.0.1:1/webhook") -> mends.SteadyRemoteAction:
    return mends.SteadyRemoteAction("action_answer", EndpointConfig(url))


@pytest.mark.parametrize(
    "result", [{}, {"events": [], "responses": []}, {"events": [{"event": "slot", "name": "a", "value": 1}]}]
)
def test_a_right_result_passes_as_in_stock_rasa(result: dict[str, Any]) -> None:
    assert action()._validate_action_result(result)
    assert mends._StockRemoteAction("a", None)._validate_action_result(result)


@pytest.mark.parametrize("result", [{"events": 1}, {"responses": "text"}, {"responses": ["text"]}, []])
def test_a_wrong_result_is_refused_as_in_stock_rasa(result: Any) -> None:  # noqa: ANN401
    with pytest.raises(JsonSchemaException):
        action()._validate_action_result(result)
    with pytest.raises(ValidationError):
        mends._StockRemoteAction("a", None)._validate_action_result(result)


def test_events_resolve_as_in_stock_rasa_and_are_looked_up_once() -> None:
    mends.apply()
    names = {cls.type_name for cls in all_subclasses(Event) if getattr(cls, "type_name", None)}
    assert names
    for name in names:
        assert Event.resolve_by_type(name) is mends._stock_resolve(name)
    hits = mends._resolve_by_type.cache_info().hits
    Event.resolve_by_type("user")
    assert mends._resolve_by_type.cache_info().hits == hits + 1
    with pytest.raises(ValueError, match="Unknown event name"):
        Event.resolve_by_type("no such event")


def test_a_rule_reads_as_in_stock_rasa_and_is_parsed_once() -> None:
    key = '[{"user": {"intent": "pay"}, "prev_action": {"action_name": "action_listen"}}]'
    assert mends._rule_key_to_state(key) == mends._stock_rule_key_to_state(key)
    assert mends._rule_key_to_state(key) is mends._rule_key_to_state(key)


def test_the_same_rules_are_possible_as_in_stock_rasa() -> None:
    mends.apply()
    listening, asked, done = (
        {"prev_action": {"action_name": "action_listen"}},
        {"user": {"intent": "pay"}, "prev_action": {"action_name": "action_listen"}},
        {"user": {"intent": "pay"}, "prev_action": {"action_name": "action_answer"}},
    )
    lookup = {json.dumps(rule): "action" for rule in ([{}, asked], [{}, asked, done], [asked, done], [{}, listening])}
    policy = RulePolicy.__new__(RulePolicy)
    for states in ([{}], [{}, asked], [{}, asked, done], [asked, done, asked], [listening, asked, done], []):
        expected = mends._stock_get_possible_keys(policy, lookup, states)
        assert mends._get_possible_keys(policy, lookup, states) == expected
        assert mends._get_possible_keys(policy, lookup, states) == expected, "remembered wrongly"


def test_a_domain_is_empty_or_not_as_in_stock_rasa() -> None:
    for domain in (Domain.empty(), Domain.from_dict({"intents": ["pay"]})):
        assert mends._is_empty(domain) == mends._stock_is_empty(domain) == mends._is_empty(domain)


def test_one_connection_serves_many_calls() -> None:
    async def sessions() -> tuple[object, object]:
        endpoint = EndpointConfig("http://127.0.0.1:1")
        async with mends._open_session(endpoint) as first:
            pass
        async with mends._open_session(endpoint) as second:
            pass
        assert not second.closed
        await second.close()
        return first, second

    first, second = asyncio.run(sessions())
    assert first is second


def test_parsing_that_would_wait_is_refused_in_a_thread() -> None:
    class Later:
        def __await__(self) -> Iterator[None]:
            yield

    async def waits() -> None:
        await Later()

    async def finishes() -> str:
        return "parsed"

    assert mends._finished(finishes()) == "parsed"
    with pytest.raises(RuntimeError, match="waits for something"):
        mends._finished(waits())


class Adding(GraphComponent):
    """A node that adds up what it is given, and counts how often it is run."""

    runs = 0

    @classmethod
    def create(cls, **_: object) -> Adding:
        return cls()

    def add(self, first: int, second: int = 1) -> int:
        Adding.runs += 1
        return first + second


def test_a_graph_gives_what_dask_gives_and_runs_each_node_once() -> None:
    def node(**needs: str) -> SchemaNode:
        return SchemaNode(needs, Adding, "create", "add", {})

    schema = GraphSchema(
        {"a": node(first="start"), "b": node(first="a"), "c": node(first="a", second="b"), "unused": node(first="c")}
    )
    runner = DaskGraphRunner(schema, None, ExecutionContext(schema))
    assert mends._run_graph(runner, {"start": 1}, ["c"]) == mends._stock_run_graph(runner, {"start": 1}, ["c"])
    Adding.runs = 0
    assert mends._run_graph(runner, {"start": 1}, ["c", "b"]) == {"c": 5, "b": 3}
    assert Adding.runs == 3


def run(remote: mends.SteadyRemoteAction) -> list[Event]:
    domain = Domain.from_dict({"actions": ["action_answer"]})
    tracker = DialogueStateTracker.from_events("me", [])
    nlg = TemplatedNaturalLanguageGenerator(domain.responses)
    return asyncio.run(remote.run(CollectingOutputChannel(), nlg, tracker, domain))


def test_an_action_server_that_is_down_gets_an_apology() -> None:
    (said,) = run(action())
    assert said.text == mends.APOLOGY


def test_a_slow_action_server_gets_an_apology_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(mends, "ACTION_SECONDS", 0.1)
    monkeypatch.setattr(EndpointConfig, "request", slow)
    (said,) = run(action())
    assert said.text == mends.APOLOGY
