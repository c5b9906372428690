"""Which topic a message is about: kernel ridge regression on sentence embeddings.

It is trained in closed form, so that the same data gives the same model, and in seconds. Its scores become
probabilities through one temperature, fitted on held-out folds: a confidence of 0.7 is right 7 times in 10.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.linalg
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.model_selection import StratifiedKFold

logger = logging.getLogger(__name__)

Matrix = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

FOLDS = 3
# Of the encoder's 384: the directions in which our examples differ most. The rest costs time and decides nothing.
DIMENSIONS = 256
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets a message's intent and the ranking of intents, with calibrated confidences."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # width: how quickly likeness falls with distance; ridge: how much one example may bend the borders.
        return {"width": 1.5, "ridge": 0.1}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._names: list[str] = []
        self._directions: Matrix = np.empty((0, 0), np.float32)
        self._examples: Matrix = np.empty((0, 0), np.float32)
        self._weights: Matrix = np.empty((0, 0), np.float32)
        self._temperature = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [
            (vector, example.get(INTENT))
            for example in training_data.intent_examples
            if (vector := _embedding(example)) is not None
        ]
        self._names = sorted({name for _, name in examples})
        vectors = np.stack([vector for vector, _ in examples])
        self._directions = scipy.linalg.svd(vectors, full_matrices=False)[2][:DIMENSIONS].T.copy()
        self._examples = self._reduced(vectors)
        labels = np.array([self._names.index(name) for _, name in examples])
        likeness = self._likeness(self._examples)
        self._temperature = self._fit_temperature(likeness, labels)
        self._weights = self._solve(likeness, labels)
        self._persist()
        return self._resource

    def _reduced(self, vectors: Matrix) -> Matrix:
        """Unit vectors along the chosen directions."""
        reduced = vectors @ self._directions
        return np.asarray(reduced / np.linalg.norm(reduced, axis=-1, keepdims=True), np.float32)

    def _likeness(self, vectors: Matrix) -> Matrix:
        return np.asarray(np.exp(self._config["width"] * (vectors @ self._examples.T - 1.0)), np.float32)

    def _solve(self, likeness: Matrix, labels: Labels) -> Matrix:
        targets = np.zeros((len(labels), len(self._names)), np.float32)
        targets[np.arange(len(labels)), labels] = 1.0
        # A topic with few examples counts more for each: by the root, half-way to all topics alike.
        counts = np.bincount(labels, minlength=len(self._names))[labels]
        ridge = self._config["ridge"] * np.sqrt(counts / counts.mean())
        system = likeness.copy()
        system.flat[:: len(labels) + 1] += ridge
        return np.asarray(scipy.linalg.solve(system, targets, assume_a="pos", overwrite_a=True), np.float32)

    def _fit_temperature(self, likeness: Matrix, labels: Labels) -> float:
        scores = np.zeros((len(labels), len(self._names)), np.float32)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        for known, held_out in folds.split(likeness, labels):
            weights = self._solve(likeness[np.ix_(known, known)], labels[known])
            scores[held_out] = likeness[np.ix_(held_out, known)] @ weights
        right = float((scores.argmax(axis=1) == labels).mean())

        def surprise(temperature: float) -> float:
            return -float(log_softmax(scores * temperature, axis=1)[np.arange(len(labels)), labels].mean())

        temperature = float(minimize_scalar(surprise, bounds=(1.0, 60.0), method="bounded").x)
        logger.info("Topics: %.1f%% right on held-out folds, temperature %.1f", right * 100, temperature)
        return temperature

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            vector = _embedding(message)
            if vector is None or not self._names:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            scores = self._likeness(self._reduced(vector[np.newaxis, :])) @ self._weights
            confidences = softmax(scores[0] * self._temperature)
            best = np.argsort(-confidences)[:RANKING_LENGTH]
            ranking = [{"name": self._names[i], "confidence": float(confidences[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / "topics.npz",
                names=np.array(self._names),
                directions=self._directions,
                examples=self._examples,
                weights=self._weights,
                temperature=self._temperature,
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401
    ) -> TopicClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / "topics.npz") as stored:
            component._names = stored["names"].tolist()
            component._directions = stored["directions"]
            component._examples = stored["examples"]
            component._weights = stored["weights"]
            component._temperature = float(stored["temperature"])
        return component


def _embedding(message: Message) -> npt.NDArray[np.float32] | None:
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else np.asarray(sentence.features[0], np.float32)
