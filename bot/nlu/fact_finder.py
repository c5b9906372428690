"""Which facts of a topic answer a message best.

The topic says what a message is about; this says what it asks within the topic. A fact lies, in the space of meanings,
between its own words and the questions that the knowledge base names for it. What all facts of a topic have in common
says nothing about which of them is wanted, so the topic's middle is taken away first.

Facts about another role than the home role have a middle of their own, and are looked at only when the message names
the role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import lookups
from bot.nlu.embeddings import encoder, mean
from bot.nlu.fact_space import Vector, Words, spread
from bot.nlu.parts import with_parts
from bot.nlu.roles import ROLES, RoleNames
from bot.nlu.text import spelled_out

RANKING = "fact_ranking"
# How many of the likeliest topics are looked at, and how many facts of each are named.
TOPICS = 3
FACTS = 8

_COLUMNS = ("topics", "facts", "directions", "middles")

Key = tuple[str, str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FactFinder(GraphComponent):
    """Sets `fact_ranking`: facts of the likeliest topics and how well they fit, from -1 to 1. Needs a topic ranking."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._facts: dict[str, list[str]] = {}
        self._middles: dict[str, Vector] = {}
        self._directions: dict[str, Vector] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactFinder:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        names = RoleNames(lookups.words(training_data))
        asked = _vectors(lookups.facts(training_data, "asks"), names)
        told = _vectors(lookups.facts(training_data, "text"), names)
        of_topics: dict[str, list[str]] = defaultdict(list)
        for topic, fact in asked | told:
            of_topics[topic].append(fact)
        stored: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        for topic, facts in sorted(of_topics.items()):
            middle, directions = spread([Words(asked.get((topic, f), ()), told.get((topic, f), ())) for f in facts])
            stored["topics"] += [topic] * len(facts)
            stored["facts"] += facts
            stored["directions"] += list(directions)
            stored["middles"] += [middle] * len(facts)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "facts.npz", **{name: np.array(column) for name, column in stored.items()})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            _, sentence = message.get_dense_features(TEXT)
            roles = message.get(ROLES) or []
            ranked = [self._known(topic["name"], roles) for topic in message.get("intent_ranking", [])]
            topics = [topic for known in list(filter(None, ranked))[:TOPICS] for topic in known]
            if sentence is not None and topics:
                vector = mean(sentence.features[0])
                found = [fact for topic in topics for fact in self._closest(topic, vector)]
                message.set(RANKING, found, add_to_output=True)
        return messages

    def _known(self, topic: str, roles: Sequence[str]) -> list[str]:
        """A topic by itself and as it is about roles, where there are facts: "pay", "pay@sonographer"."""
        return [name for name in (topic, *(f"{topic}@{role}" for role in roles)) if name in self._facts]

    def _closest(self, topic: str, vector: Vector) -> list[dict[str, Any]]:
        fit = self._directions[topic] @ (vector - self._middles[topic])
        return [
            {"name": self._facts[topic][index], "confidence": round(float(fit[index]), 3)}
            for index in np.argsort(-fit)[:FACTS]
        ]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401
    ) -> FactFinder:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / "facts.npz") as stored:
            topics, facts, directions, middles = (stored[name] for name in _COLUMNS)
        # The facts of a topic stand together.
        names, starts = np.unique(topics, return_index=True)
        for topic, start, end in zip(names.tolist(), starts, (*starts[1:], len(topics)), strict=True):
            component._facts[topic] = facts[start:end].tolist()
            component._directions[topic] = directions[start:end]
            component._middles[topic] = middles[start]
        return component


def _vectors(texts: Iterable[tuple[Key, str]], names: RoleNames) -> dict[Key, list[Vector]]:
    """The meanings of facts' texts, read as messages are."""
    rows = [(key, spelled_out(names.read(text)[1])) for key, text in texts]
    # Of texts that differ only in the role, one is read: with hundreds of roles, most do.
    different = list(dict.fromkeys(text for _, text in rows))
    vectors = dict(zip(different, encoder().encode_all(different), strict=True))
    found: dict[Key, list[Vector]] = defaultdict(list)
    for key, text in rows:
        found[key].append(mean(vectors[text]))
    return found
