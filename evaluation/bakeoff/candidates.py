"""The ways to understand a message that we compare: each is steps that read it, and something that classifies it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from bot.nlu.embeddings import encoder, mean
from bot.nlu.spelling import spelled
from bot.nlu.text import spelled_out
from evaluation.pipeline import CONFIG, Classify, Pipeline, Ranking

_HERE = Path(__file__).parent
# How much one example may bend the borders, in logistic regression. On held-out examples of an eighth of the data, 1
# was 9 to 15 points worse and 100 not a point better; 200 rounds instead of 50 changed nothing.
LOOSENESS = 10.0
MOST_ROUNDS = 50
# Cosines as confidences: at this sharpness, an example that is 0.1 nearer is 20 times as likely.
SHARPNESS = 30.0

Fit = Callable[[Pipeline, Sequence[Message]], Classify]
Features = Callable[[Sequence[Message]], Any]


@dataclass(frozen=True)
class Candidate:
    """A way to understand: its letter and name for the table, the configuration of its steps, how it learns."""

    letter: str
    name: str
    config: Path
    fit: Fit


def by_its_steps(steps: Pipeline, known: Sequence[Message]) -> Classify:
    """The classifier that the configuration names."""
    return steps.fit(known)


def logistic(words: bool, vectors: bool) -> Fit:
    """Logistic regression on n-grams of words and letters, on sentence vectors, or on both."""

    def fit(_: Pipeline, known: Sequence[Message]) -> Classify:
        counts = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2),
        )
        if words:
            counts.fit(_texts(known))

        def features(messages: Sequence[Message]) -> Any:  # noqa: ANN401
            parts = [counts.transform(_texts(messages))] if words else []
            parts += [scipy.sparse.csr_matrix(_vectors(messages))] if vectors else []
            # Dense sentence vectors are much quicker as they are.
            return scipy.sparse.hstack(parts).tocsr() if words else _vectors(messages)

        model = LogisticRegression(C=LOOSENESS, max_iter=MOST_ROUNDS)
        model.fit(features(known), _labels(known))
        return lambda messages: _ranked(model.classes_.tolist(), model.predict_proba(features(messages)))

    return fit


def nearest(_: Pipeline, known: Sequence[Message]) -> Classify:
    """The intent of the example that means most nearly the same."""
    examples, labels = mean(_vectors(known)), np.array(_labels(known))
    names = sorted(set(labels))
    inside = [np.flatnonzero(labels == name) for name in names]

    def classify(messages: Sequence[Message]) -> list[Ranking]:
        likeness = mean(_vectors(messages)) @ examples.T
        best = np.stack([likeness[:, places].max(axis=1) for places in inside], axis=1)
        return _ranked(names, softmax(SHARPNESS * best, axis=1))

    return classify


def _ranked(names: Sequence[str], confidences: npt.NDArray[Any]) -> list[Ranking]:
    order = np.argsort(-confidences, axis=1, kind="stable")
    return [[(names[i], float(row[i])) for i in places] for row, places in zip(confidences, order, strict=True)]


def _texts(messages: Sequence[Message]) -> list[str]:
    return [spelled_out(spelled(message)) for message in messages]


def _labels(messages: Sequence[Message]) -> list[str]:
    return [str(message.get(INTENT)) for message in messages]


def _vectors(messages: Sequence[Message]) -> npt.NDArray[np.float32]:
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    # Of a message that is signs only, nothing is left to mean anything.
    none = np.zeros_like(encoder().encode("nothing"))
    return np.stack([none if one is None else np.asarray(one.features[0], np.float32) for one in found])


CANDIDATES = (
    Candidate("a", "Rasa's stock pipeline: n-grams, DIET", _HERE / "stock.yml", by_its_steps),
    Candidate("b", "n-grams, logistic regression", CONFIG, logistic(words=True, vectors=False)),
    Candidate("c", "sentence vectors, logistic regression", CONFIG, logistic(words=False, vectors=True)),
    Candidate("d", "both, logistic regression", CONFIG, logistic(words=True, vectors=True)),
    Candidate("e", "sentence vectors, DIET", _HERE / "diet_on_ours.yml", by_its_steps),
    Candidate("f", "sentence vectors, nearest example", CONFIG, nearest),
    Candidate("g", "ours", CONFIG, by_its_steps),
)
