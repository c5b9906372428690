"""Which language a message is in, when it is not English. The reply then says in that language what we understand.

A word or greeting that the training data lists for a language (look-up tables named `language:code`) decides first;
then the letters of the message. Only what the topic classifier takes for foreign, or cannot place, is looked at: "wot
do they get payed" is English, whatever its letters look like.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.spelling import STRANGE
from bot.nlu.text import readable
from bot.nlu.topics import UNSURE

LANGUAGE = "language"
OTHER_LANGUAGE = "other_language"
# A message that nothing else marks as foreign must be foreign beyond doubt, and long enough to tell.
CERTAIN = 0.9
CERTAIN_WORDS = 3
CERTAIN_STRANGE = 0.3
# The most that a guess may be unsure and still be better than no guess.
LIKELY = 0.5


@lru_cache(maxsize=1)
def _detector(codes: tuple[str, ...]) -> LanguageDetector:
    languages = [Language.from_iso_code_639_1(getattr(IsoCode639_1, code.upper())) for code in codes]
    # The small models: 35 MB instead of 550, and as good for the question whether a sentence is English.
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageFinder(GraphComponent):
    """Adds the entity `language` (an ISO 639-1 code) to a message in another language, and sets its intent."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # The languages to tell apart, by their ISO 639-1 codes; English is always among them. And the intents that
        # foreign words are mistaken for: "faint" is Welsh for "how much".
        return {"languages": [], "mistaken_for": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._codes = ("en", *config["languages"])
        self._doubtful = {UNSURE, *config.get("mistaken_for", [])}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageFinder:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = readable(message.get(TEXT) or "")
            intent = message.get(INTENT) or {}
            named = any(entity["entity"] == LANGUAGE for entity in message.get(ENTITIES, []))
            expected = intent.get("name") == OTHER_LANGUAGE
            strange = len(text.split()) >= CERTAIN_WORDS and message.get(STRANGE, 1.0) >= CERTAIN_STRANGE
            if not (expected or (strange and intent.get("name") in self._doubtful)):
                continue
            code, chance = self._guess(text)
            if not expected and code != "en" and chance >= CERTAIN:
                expected = True
                message.set(INTENT, {"name": OTHER_LANGUAGE, "confidence": chance}, add_to_output=True)
            if expected and not named and code != "en" and chance >= LIKELY:
                entity = {
                    "entity": LANGUAGE,
                    "value": code,
                    "start": 0,
                    "end": len(text),
                    "extractor": "LanguageFinder",
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _guess(self, text: str) -> tuple[str, float]:
        best = _detector(self._codes).compute_language_confidence_values(text)[0]
        return best.language.iso_code_639_1.name.lower(), float(best.value)
