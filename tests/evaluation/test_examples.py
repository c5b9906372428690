"""Doubtful training examples are found, with their place; only the same words under two intents are an error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from evaluation.examples import Example, Finding, Kind, doubtful, near, read, repeated, status, table
from evaluation.pipeline import pipeline

FILE = """version: "3.1"
nlu:
- intent: {intent}
  examples: |
{examples}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for intent, texts in {
        "pay": ["How much is the pay?", "the pay, how much is", "is it well paid"],
        "hours": ["how many hours", "Is it well paid?!", "how many hours..."],
    }.items():
        examples = "\n".join(f"    - {text}" for text in texts)
        (tmp_path / f"{intent}.yml").write_text(FILE.format(intent=intent, examples=examples))
    return tmp_path


def test_examples_are_read_with_their_lines(data: Path) -> None:
    found = read(data)
    assert [(one.intent, one.line) for one in found] == [
        (name, line) for name in ("hours", "pay") for line in (5, 6, 7)
    ]
    assert found[3].text == "How much is the pay?"


def test_repeated_words_are_found_in_any_order(data: Path) -> None:
    found = {finding.kind: finding.example for finding in repeated(read(data))}
    assert {kind: (one.path.stem, one.line) for kind, one in found.items()} == {
        Kind.TWICE: ("hours", 7),
        Kind.SAME_WORDS: ("pay", 6),
        Kind.TWO_INTENTS: ("pay", 7),
    }


def test_two_that_mean_the_same_are_found_once(data: Path) -> None:
    examples = read(data)
    vectors = np.eye(6, dtype=np.float32)
    vectors[5] = vectors[0]
    (finding,) = near(examples, vectors)
    assert finding.example == examples[5]
    assert finding.kind is Kind.NEAR
    assert "1.00 like" in finding.note
    assert "hours.yml:5 (hours): 'how many hours'" in finding.note


@pytest.mark.parametrize(
    ("ranking", "is_doubtful"),
    [
        ([("hours", 0.9), ("pay", 0.01)], True),
        ([("hours", 0.9)], True),
        ([("hours", 0.9), ("pay", 0.03)], False),
        ([("hours", 0.7), ("pay", 0.01)], False),
        ([("pay", 0.9), ("hours", 0.01)], False),
        ([], False),
    ],
)
def test_a_label_is_doubtful_when_another_is_sure(ranking: list[tuple[str, float]], is_doubtful: bool) -> None:
    example = Example(Path("pay.yml"), 5, "pay", "how much")
    assert bool(doubtful([example], [ranking])) is is_doubtful


def test_the_table_goes_file_by_file_in_the_order_of_lines(data: Path) -> None:
    lines = table(repeated(read(data))).splitlines()
    assert [line.split()[0] for line in lines[:5]] == [str(data / "hours.yml"), "7", str(data / "pay.yml"), "6", "7"]
    assert lines[5].startswith("under two intents: 1; stands twice: 1; same words: 1; nearly the same: 0")


def test_only_the_same_words_under_two_intents_are_an_error(data: Path) -> None:
    findings = repeated(read(data))
    assert status(findings) == 1
    assert status([finding for finding in findings if finding.kind is not Kind.TWO_INTENTS]) == 0
    assert status([Finding(read(data)[0], Kind.DOUBTFUL, "…")]) == 0


def test_the_steps_of_the_configuration_classify_what_they_have_not_seen() -> None:
    about = {
        "pay": [
            "how much do they earn",
            "what is the salary",
            "is the pay good",
            "wages a year",
            "what money is there",
        ],
        "hours": ["when do they start work", "how long is a shift", "hours a week", "do they work nights", "weekends"],
        # Our classifier fits its limits on what is not the guide's to answer.
        "out_of_scope": ["book a taxi", "play some jazz", "will it rain", "tell me a joke", "turn on the light"],
    }
    known = [Message.build(text, intent) for intent, texts in about.items() for text in texts]
    asked = [Message.build("what salary would i get", "hours"), Message.build("is there night work", "hours")]
    with pipeline() as steps:
        steps.learn_features(TrainingData([*known, *asked]))
        rankings = steps.fit(known)(asked)
    assert [ranking[0][0] for ranking in rankings] == ["pay", "hours"]
    assert asked[0].get("intent") == "hours"
