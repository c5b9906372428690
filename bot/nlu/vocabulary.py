"""The things that a message names: specialisms, equipment, stages, bands, organisations, terms.

The words come from the knowledge base, through look-up tables of the training data named `kind:id`. They
match on lemmas, by spaCy's phrase matcher; a longer name wins over a shorter one inside it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rapidfuzz import fuzz, process
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlu.text import readable
from bot.nlu.tokenizer import english

# Misspelt names: long words only, and nearly alike, so that "rental" does not become "renal".
MIN_LETTERS = 7
MIN_LIKENESS = 88


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class VocabularyExtractor(EntityExtractorMixin, GraphComponent):
    """Finds the knowledge base's things in a message. Each entity's value is the thing's id."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._things: dict[str, list[tuple[str, str]]] = {}
        self._matcher = PhraseMatcher(english().vocab, attr="LEMMA")
        self._long_words: list[str] = []
        self._known_words: set[str] = set()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VocabularyExtractor:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        things: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for table in training_data.lookup_tables:
            kind, _, thing = table["name"].partition(":")
            for form in table["elements"]:
                things[form.lower()].append((kind, thing))
        words = {
            token.lower_ for example in training_data.intent_examples for token in english().make_doc(example.get(TEXT))
        }
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "things.json", things)
            dump_obj_as_json_to_file(folder / "words.json", sorted(words))
        self._use(things, words)
        return self._resource

    def _use(self, things: dict[str, list[tuple[str, str]]], words: set[str]) -> None:
        self._things = {form: [(kind, thing) for kind, thing in named] for form, named in things.items()}
        for form in self._things:
            self._matcher.add(form, [english()(form)])
        self._long_words = sorted({word for form in things for word in form.split() if len(word) >= MIN_LETTERS})
        self._known_words = words | {word for form in things for word in form.split()}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = readable(message.get(TEXT) or "").lower()
            found = self._find(text)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _find(self, text: str) -> list[dict[str, Any]]:
        document = english()(self._respell(english().make_doc(text)))
        spans = [(end - start, start, end, key) for key, start, end in self._matcher(document)]
        taken: set[int] = set()
        found = []
        for _, start, end, key in sorted(spans, key=lambda span: (-span[0], span[1])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                form = document.vocab.strings[key]
                span = document[start:end]
                found += [self._entity(kind, thing, span) for kind, thing in self._things[form]]
        return sorted(found, key=lambda entity: entity["start"])

    def _respell(self, document: Doc) -> str:
        """The text with long words that are nearly a name's word put right."""
        return "".join(self._nearest(token.lower_) + token.whitespace_ for token in document)

    def _nearest(self, word: str) -> str:
        if len(word) < MIN_LETTERS or word in self._known_words:
            return word
        match = process.extractOne(word, self._long_words, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
        return match[0] if match else word

    @staticmethod
    def _entity(kind: str, thing: str, span: Any) -> dict[str, Any]:  # noqa: ANN401
        return {
            "entity": kind,
            "value": thing,
            "start": span.start_char,
            "end": span.end_char,
            "extractor": VocabularyExtractor.__name__,
        }

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
    ) -> VocabularyExtractor:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._use(read_json_file(folder / "things.json"), set(read_json_file(folder / "words.json")))
        return component
