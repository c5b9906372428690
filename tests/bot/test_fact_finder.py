"""Of a topic the facts that fit a message come first; those of another role, only when the message names it."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embeddings import SentenceEmbeddingFeaturizer
from bot.nlu.fact_finder import RANKING, FactFinder
from bot.nlu.roles import RoleReader

TABLES = {
    "role:home": ["clinical technologist"],
    "role:sonographer": ["sonographer", "sonographers"],
    "asks:pay:pay.start": ["what is the starting salary", "what would i earn at first"],
    "text:pay:pay.start": ["You start on band 5."],
    "asks:pay:pay.nights": ["is there more money for nights", "extra pay at weekends"],
    "text:pay:pay.nights": ["Nights and weekends are paid more."],
    "asks:hours:hours.week": ["how many hours is a week"],
    "text:hours:hours.week": ["A full week has 37.5 hours."],
    "text:hours:hours.part": ["You may work part time."],
    "asks:pay@sonographer:sonographer.start": ["what does a sonographer earn at first"],
    "text:pay@sonographer:sonographer.start": ["Sonographers start on band 6."],
    "asks:pay@sonographer:sonographer.nights": ["do sonographers get more for nights"],
    "text:pay@sonographer:sonographer.nights": ["Sonographers who work nights are paid more."],
}


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> tuple[RoleReader, FactFinder]:
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    data = TrainingData(lookup_tables=[{"name": name, "elements": texts} for name, texts in TABLES.items()])
    roles, facts = Resource("roles"), Resource("facts")
    RoleReader(storage, roles).train(data)
    FactFinder(storage, facts).train(data)
    return RoleReader.load({}, storage, roles, None), FactFinder.load({}, storage, facts, None)


def found(components: tuple[RoleReader, FactFinder], text: str, *topics: str) -> list[str]:
    """The facts in the order in which they fit."""
    reader, finder = components
    message = Message.build(text=text)
    message.set("intent_ranking", [{"name": topic, "confidence": 0.5} for topic in topics])
    featurizer = SentenceEmbeddingFeaturizer("encoder", SentenceEmbeddingFeaturizer.get_default_config())
    finder.process(featurizer.process(reader.process([message])))
    ranking = sorted(message.get(RANKING) or [], key=lambda fact: -fact["confidence"])
    return [fact["name"] for fact in ranking]


def test_the_fact_that_is_asked_for_comes_first(components: tuple[RoleReader, FactFinder]) -> None:
    assert found(components, "do you get more for working at night", "pay") == ["pay.nights", "pay.start"]
    assert found(components, "whats the starting pay", "pay") == ["pay.start", "pay.nights"]


def test_facts_of_a_role_are_found_when_it_is_named(components: tuple[RoleReader, FactFinder]) -> None:
    named = found(components, "do sonographers get more for working at night", "pay")
    assert set(named) == {"pay.nights", "pay.start", "sonographer.nights", "sonographer.start"}
    assert named.index("sonographer.nights") < named.index("sonographer.start")
    assert named.index("pay.nights") < named.index("pay.start")


def test_a_topic_without_facts_takes_no_place(components: tuple[RoleReader, FactFinder]) -> None:
    every = found(components, "how long is a sonographer's week", "greet", "thank", "praise", "hours")
    assert set(every) == {"hours.week", "hours.part"}
    assert found(components, "hello", "greet") == []
