"""Puts misspelt words right, one for one, before anything else reads the message.

A word that neither English nor the training data knows becomes the nearest word within two edits; a word of
the training data wins over a stranger that is one edit nearer ("sallery" is a salary, not a gallery). Further off, a
word of the training data that sounds the same is meant, or one that has the same consonants ("qlfctns" are
qualifications). Known words stay, so that "rental" never becomes "renal".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

import jellyfish
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file
from symspellpy import SymSpell, Verbosity

from bot.nlu import lookups
from bot.nlu.parts import with_parts
from bot.nlu.text import SHORT_FOR, readable

STRANGE = "strange"
"""The message property that holds how strange its words are, from 0 to 1."""
SPELLED = "spelled"
"""The message property that holds the corrected text."""

MAX_EDITS = 2
MIN_LETTERS = 3
# Of the English list, sorted by frequency: rarer words are likelier to be misspellings here.
ENGLISH_WORDS = 40_000
# A message with a larger share of strange words is probably not English, and no business of ours to "correct".
MAX_STRANGE = 0.6
# A word that few training examples hold may be a misspelling itself.
MIN_EXAMPLES = 3
SHORT = 4
# How much use counts beside likeness, which goes from 0 to 1.
OFTEN = 0.02
# So much more common is a word than its misspelling.
FAR_MORE = 5

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def spelled(message: Message) -> str:
    """The message as the corrector left it, or as it was written when there is none."""
    corrected = message.get(SPELLED)
    return corrected if corrected is not None else readable(message.get(TEXT) or "").lower()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Sets the property `spelled` of each message."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._own_words: dict[str, int] = {}
        self._by_sound: dict[str, list[str]] = {}
        self._by_consonants: dict[str, list[str]] = {}
        self._dictionary = SymSpell(max_dictionary_edit_distance=MAX_EDITS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        counts = Counter(
            word
            for example in training_data.intent_examples
            for word in set(_WORD.findall(readable(example.get(TEXT)).lower()))
        )
        names = {word for _, _, form in lookups.words(training_data) for word in _WORD.findall(form.lower())}
        often = {word: count for word, count in counts.items() if count >= MIN_EXAMPLES}
        # English first, to tell a word of ours that English does not know from a misspelling of one that is.
        self._use_english()
        rare = {word for word in often.keys() - names if self._is_misspelling(word, often)}
        self._use({word: often.get(word, 1) for word in names | often.keys() - rare})
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "words.json", self._own_words)
        return self._resource

    def _is_misspelling(self, word: str, often: Mapping[str, int]) -> bool:
        """Whether people who wrote our examples most likely meant another word, which is far more common there."""
        if word in self._dictionary.words:
            return False
        near = self._dictionary.lookup(word, Verbosity.ALL, max_edit_distance=MAX_EDITS)
        return any(often.get(other.term, 0) >= FAR_MORE * often[word] for other in near)

    def _use_english(self) -> None:
        with as_file(files("symspellpy") / "frequency_dictionary_en_82_765.txt") as path:
            lines = path.read_text(encoding="utf-8-sig").splitlines()[:ENGLISH_WORDS]
        for line in lines:
            word, _, count = line.partition(" ")
            self._dictionary.create_dictionary_entry(word, int(count))

    def _use(self, own_words: Mapping[str, int]) -> None:
        """Know these words of ours, each with the number of examples that hold it."""
        self._own_words = dict(own_words)
        for word in self._own_words.keys() - self._dictionary.words.keys():
            self._dictionary.create_dictionary_entry(word, 1)
        for word in sorted(self._own_words):
            if len(word) >= MIN_LETTERS:
                self._by_sound.setdefault(_sound(word), []).append(word)
                self._by_consonants.setdefault(_consonants(word), []).append(word)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            text = readable(message.get(TEXT) or "").lower().replace("’", "'")
            message.set(SPELLED, self.correct(text))
            message.set(STRANGE, self.strangeness(text))
        return messages

    def strangeness(self, text: str) -> float:
        """The share of words that neither English nor the training data knows, from 0 to 1."""
        words = _WORD.findall(text)
        return sum(map(self._is_strange, words)) / len(words) if words else 1.0

    def correct(self, text: str) -> str:
        """A text in small letters with its strange words put right."""
        words = _WORD.findall(text)
        strange = {word for word in words if self._is_strange(word)}
        if not strange or (len(words) > 2 and len(strange) > MAX_STRANGE * len(words)):
            return text
        return _WORD.sub(
            lambda match: self._nearest(match.group()) if match.group() in strange else match.group(), text
        )

    def _is_strange(self, word: str) -> bool:
        known = word in self._dictionary.words or word in SHORT_FOR
        return not known and len(word) >= MIN_LETTERS and "'" not in word

    def _nearest(self, word: str) -> str:
        distances = {
            found.term: found.distance
            for found in self._dictionary.lookup(word, Verbosity.ALL, max_edit_distance=_most_edits(word))
        }
        # Whoever writes by ear, or without vowels, is as near to the word as somebody who slips twice.
        for other in (*self._by_sound.get(_sound(word), ()), *self._by_consonants.get(_consonants(word), ())):
            distances.setdefault(other, MAX_EDITS)
        return min(distances, key=lambda other: self._cost(word, other, distances[other]), default=word)

    def _cost(self, word: str, other: str, distance: int) -> tuple[int, float]:
        own = self._own_words.get(other, 0)
        # Of words equally near, the more alike one, and the one that people here use more often.
        likeness = jellyfish.jaro_winkler_similarity(word, other) + OFTEN * math.log1p(own)
        return distance - bool(own), -likeness

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401
    ) -> SpellingCorrector:
        component = cls(model_storage, resource)
        component._use_english()
        with model_storage.read_from(resource) as folder:
            component._use(read_json_file(folder / "words.json"))
        return component


def _most_edits(word: str) -> int:
    """Two slips in a short word would make it any other short word."""
    return MAX_EDITS if len(word) > SHORT else 1


def _consonants(word: str) -> str:
    """A word as people type it who leave the vowels out; its first letter stays."""
    return word[:1] + re.sub(r"[aeiou']", "", word[1:])


def _sound(word: str) -> str:
    return str(jellyfish.metaphone(word))
