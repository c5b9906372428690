"""Bands as people name them: the parts of band 8 are things of their own, and win over band 8."""

from __future__ import annotations

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.vocabulary import VocabularyExtractor
from knowledge.queries import Knowledge


@pytest.fixture(scope="module")
def extractor(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> VocabularyExtractor:
    tables: dict[str, list[str]] = {}
    for kind, thing, form in knowledge.words():
        if kind == "band":
            tables.setdefault(f"{kind}:{thing}", []).append(form)
    lookups = [{"name": name, "elements": forms} for name, forms in tables.items()]
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("vocabulary")
    trained = VocabularyExtractor(storage, resource)
    trained.train(TrainingData([], lookup_tables=lookups))
    return trained


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("what do you get on band 8a", ["8a"]),
        ("whats an 8b on", ["8b"]),
        ("band8c salary", ["8c"]),
        ("Band 8D pay???", ["8d"]),
        ("is band eight a more than band 7", ["8a", "7"]),
        ("band 8 a", ["8a"]),
        ("how much is band 8", ["8"]),
        ("band 5 or band 6", ["5", "6"]),
    ],
)
def test_band_is_recognised(text: str, bands: list[str], extractor: VocabularyExtractor) -> None:
    message = Message.build(text=text)
    extractor.process([message])
    assert [entity["value"] for entity in message.get("entities")] == bands
