"""Which topic a message is about: kernel ridge regression on what it means and on the words that it says."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu import kernel, outcome
from bot.nlu.kernel import Labels, Link, Matrix
from bot.nlu.outcome import Limits
from bot.nlu.parts import with_parts
from bot.nlu.roles import in_general
from bot.nlu.text import spelled_out

logger = logging.getLogger(__name__)

# Of the encoder's numbers: the directions in which our examples differ most. The rest costs time and decides nothing.
DIMENSIONS = 384
RANKING_LENGTH = 10
PIECE = 1024
URGENT = 0.25
_WORD = r"\S+"
UNSURE = "nlu_fallback"
"""Rasa's name for the intent of a message that was not understood well enough to answer."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets a message's intent and the ranking of intents, with calibrated confidences.

    An intent that is too unsure becomes `nlu_fallback`: the guide asks back. One that is not ours is kept only when
    that is likely enough to refuse.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # How quickly likeness of meaning falls with distance.
            "width": 1.5,
            # How much likeness of words counts beside likeness of meaning.
            "words": 0.2,
            # How little one example may bend the borders.
            "ridge": 0.1,
            # The intents that are not ours to answer, and the share of such messages that may be answered all the same.
            "not_ours": [],
            # The intents that are heard even when they are not likely: missing one costs more than a needless warning.
            "urgent": [],
            "false_answers": 0.02,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._names: list[str] = []

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
            (vector, _words(example), example.get(INTENT))
            for example in training_data.intent_examples
            if (vector := _embedding(example)) is not None
        ]
        self._names = sorted({name for _, _, name in examples})
        vectors = np.stack([vector for vector, _, _ in examples])
        self._directions = scipy.linalg.eigh(vectors.T @ vectors)[1][:, ::-1][:, :DIMENSIONS].copy()
        self._examples = self._reduced(vectors)
        self._vectorizer = _vectorizer().fit([words for _, words, _ in examples])
        self._use_words(self._vectorizer.transform([words for _, words, _ in examples]))
        labels = np.array([self._names.index(name) for _, _, name in examples])
        likeness = self._likeness(self._examples, self._word_weights)
        self._fit_decision(likeness, labels)
        self._weights = kernel.solve(likeness, labels, len(self._names), self._config["ridge"])
        self._persist()
        return self._resource

    def _fit_decision(self, likeness: Matrix, labels: Labels) -> None:
        """Calibrate, and choose the limits, by what a classifier says of examples that it has not seen."""
        scores, labels = kernel.held_out_scores(likeness, labels, len(self._names), self._config["ridge"])
        self._link = kernel.fit_link(scores, labels)
        probabilities = self._link.probabilities(scores)
        self._limits = outcome.fit(probabilities, labels, self._foreign, self._config["false_answers"])
        shares = outcome.shares(probabilities, labels, self._foreign, self._limits)
        right = float((scores.argmax(axis=1) == labels).mean())
        logger.info("Topics: %.1f%% right on held-out examples. With %s: %s", right * 100, self._limits, shares)

    @property
    def _foreign(self) -> npt.NDArray[np.bool_]:
        """Which intents are not ours, in the order of the names."""
        return np.isin(self._names, self._config["not_ours"])

    def _reduced(self, vectors: Matrix) -> Matrix:
        """Unit vectors along the chosen directions."""
        reduced = vectors @ self._directions
        return np.asarray(reduced / np.linalg.norm(reduced, axis=-1, keepdims=True), np.float32)

    def _use_words(self, weights: scipy.sparse.csr_matrix) -> None:
        """The words of the examples: by example to store, by word to look up what a message shares with them."""
        self._word_weights = weights.astype(np.float32)
        self._by_word = self._word_weights.T.tocsr()

    def _likeness(self, vectors: Matrix, words: scipy.sparse.csr_matrix) -> Matrix:
        """How like the examples messages are: shape (messages, examples)."""
        likeness = np.empty((len(vectors), len(self._examples)), np.float32)
        # In pieces and in place: with all examples at once, this is gigabytes.
        for start in range(0, len(vectors), PIECE):
            rows = slice(start, start + PIECE)
            piece = np.matmul(vectors[rows], self._examples.T, out=likeness[rows])
            piece -= 1.0
            piece *= self._config["width"]
            np.exp(piece, out=piece)
            piece += self._config["words"] * (words[rows] @ self._by_word).toarray()
        return likeness

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            vector = _embedding(message)
            if vector is None:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            words = self._vectorizer.transform([_words(message)]).astype(np.float32)
            scores = self._likeness(self._reduced(vector[np.newaxis, :]), words) @ self._weights
            probabilities = self._link.probabilities(scores)[0]
            best = np.argsort(-probabilities)[:RANKING_LENGTH]
            ranking = [{"name": self._names[i], "confidence": float(probabilities[i])} for i in best]
            message.set(INTENT, self._intent(probabilities), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _intent(self, probabilities: Matrix) -> dict[str, Any]:
        urgent = np.where(np.isin(self._names, self._config["urgent"]), probabilities, 0.0)
        ours = np.where(self._foreign, 0.0, probabilities)
        if urgent.sum() >= URGENT and urgent.argmax() == ours.argmax():
            return {"name": self._names[urgent.argmax()], "confidence": float(urgent.sum())}
        chosen = outcome.decide(probabilities, self._foreign, self._limits)
        if chosen is None:
            return {"name": UNSURE, "confidence": float(1.0 - probabilities.max())}
        return {"name": self._names[chosen], "confidence": float(probabilities[chosen])}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            vocabulary = {word: int(column) for word, column in self._vectorizer.vocabulary_.items()}
            decision = {"link": asdict(self._link), "limits": asdict(self._limits), "vocabulary": vocabulary}
            (folder / "decision.json").write_text(json.dumps(decision), encoding="utf-8")
            scipy.sparse.save_npz(folder / "words.npz", self._word_weights)
            np.savez(
                folder / "topics.npz",
                names=np.array(self._names),
                directions=self._directions,
                examples=self._examples,
                weights=self._weights,
                rarity=self._vectorizer.idf_,
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
            decision = json.loads((folder / "decision.json").read_text(encoding="utf-8"))
            component._link = Link(**decision["link"])
            component._limits = Limits(**decision["limits"])
            component._vectorizer = _vectorizer(decision["vocabulary"])
            component._vectorizer.idf_ = stored["rarity"]
            component._use_words(scipy.sparse.load_npz(folder / "words.npz"))
            component._names = stored["names"].tolist()
            component._directions = stored["directions"]
            component._examples = stored["examples"]
            component._weights = stored["weights"]
        return component


def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    """Words and pairs of neighbours, rare ones weighing more."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD, vocabulary=vocabulary)


def _words(message: Message) -> str:
    return spelled_out(in_general(message))


def _embedding(message: Message) -> npt.NDArray[np.float32] | None:
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else np.asarray(sentence.features[0], np.float32)
