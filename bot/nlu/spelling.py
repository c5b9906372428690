"""Puts misspelt words right, one for one, before anything else reads the message.

A word that neither English nor the training data knows becomes the nearest word within two edits; a word of
the training data wins over a stranger that is one edit nearer ("sallery" is a salary, not a gallery). Known
words stay, so that "rental" never becomes "renal".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import as_file, files
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file
from symspellpy import SymSpell, Verbosity
from symspellpy.suggest_item import SuggestItem

from bot.nlu import lookups
from bot.nlu.parts import with_parts
from bot.nlu.text import SHORT_FOR, readable

SPELLED = "spelled"
"""The message property that holds the corrected text."""

MAX_EDITS = 2
MIN_LETTERS = 4
# Of the English list, sorted by frequency: rarer words are likelier to be misspellings here.
ENGLISH_WORDS = 40_000
# A message with a larger share of strange words is probably not English, and no business of ours to "correct".
MAX_STRANGE = 0.6
# A word that few training examples hold may be a misspelling itself.
MIN_EXAMPLES = 3

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
        self._own_words: set[str] = set()
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
        self._use(names | {word for word, count in counts.items() if count >= MIN_EXAMPLES})
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "words.json", sorted(self._own_words))
        return self._resource

    def _use(self, own_words: Iterable[str]) -> None:
        self._own_words = set(own_words)
        with as_file(files("symspellpy") / "frequency_dictionary_en_82_765.txt") as path:
            lines = path.read_text(encoding="utf-8-sig").splitlines()[:ENGLISH_WORDS]
        for line in lines:
            word, _, count = line.partition(" ")
            self._dictionary.create_dictionary_entry(word, int(count))
        for word in self._own_words - set(self._dictionary.words):
            self._dictionary.create_dictionary_entry(word, 1)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            text = readable(message.get(TEXT) or "").lower().replace("’", "'")
            message.set(SPELLED, self.correct(text))
        return messages

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
        found = self._dictionary.lookup(word, Verbosity.ALL, max_edit_distance=MAX_EDITS)
        return min(found, key=self._cost).term if found else word

    def _cost(self, suggestion: SuggestItem) -> tuple[int, bool, int]:
        own = suggestion.term in self._own_words
        return suggestion.distance - own, not own, -suggestion.count

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
        with model_storage.read_from(resource) as folder:
            component._use(read_json_file(folder / "words.json"))
        return component
