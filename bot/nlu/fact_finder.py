"""Which facts answer a message best: those with a question close to it in meaning.

The topic says what a message is about; this says which of the topic's facts it asks for. It learns from the
questions that the knowledge base names for its facts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
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
from bot.nlu.embeddings import DIMENSIONS, encoder, mean
from bot.nlu.parts import with_parts
from bot.nlu.roles import ROLES, RoleNames
from bot.nlu.text import spelled_out

RANKING = "fact_ranking"
RANKING_LENGTH = 12


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FactFinder(GraphComponent):
    """Sets `fact_ranking`: the ids of the closest facts and how close they are (cosine), closest first."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._facts: list[str] = []
        self._roles: list[str | None] = []
        self._questions = np.empty((0, DIMENSIONS), np.float32)
        self._sort_by_role()

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
        asked = list(lookups.questions(training_data))
        self._facts = [fact for fact, _, _ in asked]
        self._roles = [role for _, role, _ in asked]
        if asked:
            names = RoleNames(lookups.words(training_data))
            # Of questions that differ only in the role, one; the encoder leaves Python's lock while it works.
            general = [names.read(question)[1] for _, _, question in asked]
            different = list(dict.fromkeys(general))
            with ThreadPoolExecutor() as pool:
                vectors = dict(zip(different, pool.map(_vector, different), strict=True))
            self._questions = np.stack([vectors[text] for text in general])
        with self._model_storage.write_to(self._resource) as folder:
            np.save(folder / "questions.npy", self._questions)
            stored = {"facts": self._facts, "roles": self._roles}
            (folder / "facts.json").write_text(json.dumps(stored), encoding="utf-8")
        self._sort_by_role()
        return self._resource

    def _sort_by_role(self) -> None:
        """Which questions are of which role, so that only those of the roles named are looked at."""
        self._rows: dict[str | None, list[int]] = defaultdict(list)
        for index, role in enumerate(self._roles):
            self._rows[role].append(index)
        self._general = self._questions[self._rows[None]]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            _, sentence = message.get_dense_features(TEXT)
            if sentence is not None and self._facts:
                ranking = self._rank(mean(sentence.features[0]), message.get(ROLES) or [])
                message.set(RANKING, ranking, add_to_output=True)
        return messages

    def _rank(self, vector: np.ndarray[Any, Any], roles: list[str]) -> list[dict[str, Any]]:
        """The closest facts, among the general ones and those about the roles that the message names."""
        of_roles = [row for role in roles for row in self._rows.get(role, ())]
        rows = [*of_roles, *self._rows[None]]
        closeness = np.concatenate([self._questions[of_roles] @ vector, self._general @ vector])
        found: dict[str, float] = {}
        for index in np.argsort(-closeness, kind="stable"):
            found.setdefault(self._facts[rows[index]], round(float(closeness[index]), 4))
            if len(found) == RANKING_LENGTH:
                break
        return [{"name": fact, "confidence": score} for fact, score in found.items()]

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
        with model_storage.read_from(resource) as folder:
            component._questions = np.load(folder / "questions.npy")
            stored = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        component._facts, component._roles = stored["facts"], stored["roles"]
        component._sort_by_role()
        return component


def _vector(text: str) -> np.ndarray[Any, Any]:
    return mean(encoder().encode(spelled_out(text)))
