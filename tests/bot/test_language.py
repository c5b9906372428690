"""Which language a message is in: named by a word or told by its letters, and English left alone."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from bot.nlu.language import LANGUAGE, OTHER_LANGUAGE, LanguageFinder
from bot.nlu.spelling import STRANGE
from bot.nlu.topics import UNSURE
from tests.files import ROOT, domain

CONFIG = next(
    part
    for part in YAML(typ="safe").load(ROOT / "config.yml")["pipeline"]
    if part["name"].endswith(LanguageFinder.__name__)
)


def found(text: str, intent: str) -> tuple[str, list[Any]]:
    message = Message({TEXT: text, INTENT: {"name": intent, "confidence": 0.5}})
    LanguageFinder({"languages": CONFIG["languages"]}).process([message])
    return message.get(INTENT)["name"], [entity["value"] for entity in message.get(ENTITIES, [])]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Faint yw cyflog technolegydd clinigol?", "cy"),
        ("Ile zarabia technik w szpitalu?", "pl"),
        ("مجھے اس نوکری کے بارے میں بتائیں", "ur"),
        ("ਮੈਨੂੰ ਇਸ ਨੌਕਰੀ ਬਾਰੇ ਦੱਸੋ", "pa"),
        ("Ce diplome îmi trebuie pentru acest loc de muncă?", "ro"),
        ("ما هو راتب هذه الوظيفة؟", "ar"),
        ("Quel est le salaire pour ce métier ?", "fr"),
    ],
)
def test_language_is_told_by_the_letters(text: str, language: str) -> None:
    assert found(text, OTHER_LANGUAGE) == (OTHER_LANGUAGE, [language])


def test_welsh_is_not_mistaken_for_somebody_who_feels_faint() -> None:
    message = Message({TEXT: "Faint yw'r cyflog i ddechrau?", INTENT: {"name": "emergency", "confidence": 0.5}})
    LanguageFinder({"languages": CONFIG["languages"], "mistaken_for": CONFIG["mistaken_for"]}).process([message])
    assert message.get(INTENT)["name"] == OTHER_LANGUAGE


def test_somebody_in_danger_is_heard_however_their_english_looks() -> None:
    message = Message({TEXT: "is my cholesterol of 7 dangerous", STRANGE: 0.0})
    message.set(INTENT, {"name": "medical_advice", "confidence": 0.5})
    LanguageFinder({"languages": CONFIG["languages"], "mistaken_for": CONFIG["mistaken_for"]}).process([message])
    assert message.get(INTENT)["name"] == "medical_advice"


def test_a_sentence_that_is_beyond_doubt_foreign_needs_no_other_sign() -> None:
    intent, languages = found("Quel est le salaire pour ce métier à Londres ?", UNSURE)
    assert (intent, languages) == (OTHER_LANGUAGE, ["fr"])


@pytest.mark.parametrize(
    "text",
    ["wot do they get payed then", "do u need a degree n how long is it", "kidney one innit bruv", "shud i do it"],
)
def test_english_is_english_however_it_is_spelt(text: str) -> None:
    assert found(text, UNSURE) == (UNSURE, [])


@pytest.mark.parametrize("language", CONFIG["languages"])
def test_every_language_has_a_reply_of_its_own(language: str) -> None:
    replies = domain()["responses"]["utter_other_language"]
    own = [reply for reply in replies for condition in reply.get("condition", ()) if condition["value"] == language]
    assert len(own) == 1
    assert "only understand English" in own[0]["text"]
    assert "https://" in own[0]["text"]
    assert own[0]["condition"][0]["name"] == LANGUAGE
