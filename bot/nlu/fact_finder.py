"""Which facts answer a message best: those with a question close to it in meaning.

The topic says what a message is about; this says which of the topic's facts it asks for. It learns from the
questions that the knowledge base names for its facts.
"""

from __future__ import annotations

import json
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
        self._questions = np.empty((0, DIMENSIONS), np.float32)

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
        self._facts = [fact for fact, _ in asked]
        if asked:
            self._questions = np.stack([mean(encoder().encode(spelled_out(question))) for _, question in asked])
        with self._model_storage.write_to(self._resource) as folder:
            np.save(folder / "questions.npy", self._questions)
            (folder / "facts.json").write_text(json.dumps(self._facts), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            _, sentence = message.get_dense_features(TEXT)
            if sentence is not None and self._facts:
                message.set(RANKING, self._rank(mean(sentence.features[0])), add_to_output=True)
        return messages

    def _rank(self, vector: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
        closeness = self._questions @ vector
        found: dict[str, float] = {}
        for index in np.argsort(-closeness):
            found.setdefault(self._facts[index], round(float(closeness[index]), 4))
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
            component._facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        return component
