"""What the guide's own classifier makes of training examples that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.model_selection import StratifiedKFold

from bot.nlu.embeddings import DIMENSIONS, mean
from bot.runtime.settings import Settings
from bot.runtime.training import VOCABULARY
from evaluation.pipeline import Ranking, pipeline, vocabulary
from evaluation.progress import counted
from evaluation.quiet import quiet_rasa

SEED = 0


class Labelled(Protocol):
    """A text with an intent."""

    @property
    def text(self) -> str: ...

    @property
    def intent(self) -> str: ...


def examined(examples: Sequence[Labelled], folds: int) -> tuple[npt.NDArray[np.float32], list[Ranking]]:
    """Each example's vector, and the ranking by a classifier that learned from the other folds.

    The knowledge base's own questions are known in every fold: they are not for people to mend.
    """
    quiet_rasa()
    messages = [Message.build(example.text, example.intent) for example in examples]
    given = vocabulary(Settings.from_environment().var / VOCABULARY)
    own = list(given.intent_examples)
    with pipeline() as steps:
        steps.learn_features(TrainingData([*messages, *own], lookup_tables=given.lookup_tables))
        rankings: list[Ranking] = [[] for _ in messages]
        progress = counted("Folds")
        for number, (known, held_out) in enumerate(folds_of([example.intent for example in examples], folds), 1):
            found = steps.fit([*(messages[i] for i in known), *own])([messages[i] for i in held_out])
            for place, ranking in zip(held_out, found, strict=True):
                rankings[place] = ranking
            progress(number, folds)
    return np.stack([_vector(message) for message in messages]), rankings


def folds_of(labels: Sequence[str], folds: int) -> list[tuple[list[int], list[int]]]:
    """(known, held out) for each fold, with every label in each; the same every time."""
    splits = StratifiedKFold(folds, shuffle=True, random_state=SEED).split(np.zeros(len(labels)), labels)
    return [(known.tolist(), held_out.tolist()) for known, held_out in splits]


def _vector(message: Message) -> npt.NDArray[np.float32]:
    _, sentence = message.get_dense_features(TEXT)
    if sentence is None:
        # Nothing but signs is left of it: like nothing else.
        return np.zeros(DIMENSIONS, np.float32)
    vector = mean(np.asarray(sentence.features[0], np.float32))
    return np.asarray(vector / np.linalg.norm(vector), np.float32)
