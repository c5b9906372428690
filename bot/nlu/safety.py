"""Emergencies, crises and personal medical questions come before everything else a message may be about."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import read_yaml_file

from bot.nlu.spelling import spelled
from bot.nlu.text import spelled_out

_PHRASES = Path(__file__).parent / "safety.yml"


@lru_cache(maxsize=1)
def _rules() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    phrases = read_yaml_file(_PHRASES)
    kinds = {kind: re.compile("|".join(patterns)) for kind, patterns in phrases["kinds"].items()}
    return kinds, re.compile("|".join(phrases["about_work"]))


def danger(text: str) -> str | None:
    """The intent that the words of a message demand (crisis, emergency or medical_advice), or None."""
    plain = spelled_out(text)
    kinds, about_work = _rules()
    for kind, pattern in kinds.items():
        if pattern.search(plain) and (kind == "crisis" or not about_work.search(plain)):
            return kind
    return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyGuard(GraphComponent):
    """Overrules the topic of a message whose words speak of danger. Stands after every classifier."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyGuard:
        return cls()

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str:
        return hashlib.sha256(_PHRASES.read_bytes()).hexdigest()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            kind = danger(message.get(TEXT) or "") or danger(spelled(message))
            if kind:
                message.set(INTENT, {"name": kind, "confidence": 1.0}, add_to_output=True)
        return messages
