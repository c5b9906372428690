"""The things that a message names: specialisms, equipment, stages, bands, organisations, terms.

The words come from the knowledge base, through look-up tables of the training data named `kind:id`. They
match on lemmas, by spaCy's phrase matcher; a longer name wins over a shorter one inside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

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
from spacy.tokens import Span

from bot.nlu import lookups
from bot.nlu.english import english
from bot.nlu.parts import with_parts
from bot.nlu.spelling import spelled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class VocabularyExtractor(EntityExtractorMixin, GraphComponent):
    """Finds the knowledge base's things in a message. Each entity's value is the thing's id."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._things: dict[str, list[tuple[str, str]]] = {}
        self._matcher = PhraseMatcher(english().vocab, attr="LEMMA")

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
        for kind, thing, form in lookups.words(training_data):
            things[form.lower()].append((kind, thing))
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "things.json", things)
        self._use(things)
        return self._resource

    def _use(self, things: dict[str, list[tuple[str, str]]]) -> None:
        self._things = {form: [(kind, thing) for kind, thing in named] for form, named in things.items()}
        self._order = {form: number for number, form in enumerate(self._things)}
        for form in self._things:
            self._matcher.add(form, [english()(form)])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            found = self._find(spelled(message), message.get(TEXT) or "")
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _find(self, text: str, written: str) -> list[dict[str, Any]]:
        """The entities in a corrected text, with their places in the text as it was written."""
        document = english()(text)
        # Forms that differ only in their endings match at the same place: each may name things of its own.
        spans: dict[tuple[int, int], list[str]] = defaultdict(list)
        for key, start, end in self._matcher(document):
            spans[start, end].append(document.vocab.strings[key])
        taken: set[int] = set()
        found = []
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                place = _place(document[start:end], text, written)
                forms = sorted(spans[start, end], key=self._order.__getitem__)
                named = dict.fromkeys(thing for form in forms for thing in self._things[form])
                found += [self._entity(kind, thing, place) for kind, thing in named]
        return sorted(found, key=lambda entity: int(entity["start"]))

    @staticmethod
    def _entity(kind: str, thing: str, place: tuple[int, int]) -> dict[str, Any]:
        return {
            "entity": kind,
            "value": thing,
            "start": place[0],
            "end": place[1],
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
            component._use(read_json_file(folder / "things.json"))
        return component


def _place(span: Span, text: str, written: str) -> tuple[int, int]:
    """Where the words of a span stand in the message as written: correction keeps the number of words."""
    words = [match.span() for match in re.finditer(r"\S+", written)]
    first = len(text[: span.start_char].split())
    last = first + len(span.text.split()) - 1
    if not words or last >= len(words):
        return span.start_char, span.end_char
    return words[first][0], words[last][1]
