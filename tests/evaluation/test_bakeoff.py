"""The bake-off reads questions from elsewhere rightly, and writes its table where the page has a place for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from evaluation.bakeoff import external
from evaluation.bakeoff.__main__ import END, LETTERS, PAGE, START, placed, table
from evaluation.bakeoff.candidates import CANDIDATES, logistic, nearest
from evaluation.bakeoff.external import load, topics
from evaluation.intents import Intents
from evaluation.pipeline import pipeline
from evaluation.questions import Question
from knowledge.problems import ContentError

NAMES = {"pay.any": ("pay", "pay_start"), "smalltalk": ("greet",)}
TRIAL = {
    "day": "2026-11-24", "letter": "g", "name": "ours", "examples": 12345, "folds": 3, "held_out": 81.26,
    "questions": 86.0, "misspelt": 77.0, "refused": 93.0, "calibration_error": 5.2, "things": 92.0,
    "milliseconds": 4.5, "training_seconds": 54.4, "peak_megabytes": 1200.0, "external": None,
}  # fmt: skip


def test_every_topic_of_the_mapping_leads_to_intents_that_we_have() -> None:
    found = topics(tuple(Intents.read().families))
    assert len(found) == 85
    assert found["pay.top"] == ("pay_highest",)


def test_an_intent_that_we_do_not_have_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "external_topics.yml"
    path.write_text("pay.any: [pay]\npay.top: [pay, pya]\n")
    with pytest.raises(ContentError, match=r"external_topics.yml:2: there is no intent 'pya'"):
        topics(["pay"], path)


def test_only_messages_that_stand_alone_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.jsonl").write_text(
        '{"turns": [{"user": "wages?", "topic": "pay.any", "scope": "page"}]}\n'
        "\n"
        '{"turns": [{"user": "wages?", "topic": "pay.any"}, {"user": "and the hours?", "topic": "hours.week"}]}\n'
        '{"turns": [{"user": "book a taxi", "topic": "out_of_scope", "scope": "out"}]}\n'
        '{"turns": [{"user": "what else", "topic": "other.thing", "scope": "page"}]}\n'
    )
    (tmp_path / "two.jsonl").write_text('{"turns": [{"user": "hiya", "topic": "smalltalk", "scope": "chat"}]}\n')
    assert load(tmp_path, NAMES) == [
        Question("external", "wages?", ("pay", "pay_start")),
        Question("external", "hiya", ("greet",)),
    ]
    assert "external_topics.yml does not have other.thing" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["{", "[]", '{"turns": [{"user": "wages?"}]}', '{"turns": 5}'])
def test_a_line_that_is_no_conversation_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "one.jsonl").write_text(f'{{"turns": []}}\n{line}\n')
    with pytest.raises(ContentError, match=r"one.jsonl:2: the line is no conversation"):
        load(tmp_path, NAMES)


def test_without_a_folder_there_are_no_such_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONS", str(tmp_path / "none"))
    assert load(external.folder(), NAMES) == []


def test_the_table_shows_external_questions_only_when_there_are_some() -> None:
    assert "external" not in table([TRIAL])
    assert "| g | ours | 12,345 | 81.3% | 86.0% | 77.0% | 93.0% | 5.2 | 92.0% | 4.5 | 54 | 1200 |" in table([TRIAL])
    rows = table([{**TRIAL, "external": 75.0}, {**TRIAL, "folds": 1}]).splitlines()
    assert rows[0].endswith("| external questions |")
    assert rows[2].endswith("| 75.0% |")
    assert "| 81.3% (1 fold) |" in rows[3]
    assert all(row.count("|") == rows[0].count("|") for row in rows[:4])
    assert rows[-1] == "Tried on 2026-11-24."


def test_the_table_goes_between_its_markers() -> None:
    page = placed(PAGE.read_text(encoding="utf-8"), "| a |")
    assert f"{START}\n| a |\n{END}" in page
    assert placed(page, "| b |") == page.replace("| a |", "| b |")
    with pytest.raises(ValueError, match="no place for the table"):
        placed("# A page", "| a |")


def test_every_candidate_has_a_letter_and_its_steps() -> None:
    assert "".join(candidate.letter for candidate in CANDIDATES) == LETTERS
    assert all(candidate.config.exists() for candidate in CANDIDATES)


def test_our_own_candidates_learn_and_rank() -> None:
    about = {
        "pay": [
            "how much do they earn",
            "what is the salary",
            "is the pay good",
            "wages a year",
            "what money is there",
        ],
        "hours": ["when do they start work", "how long is a shift", "hours a week", "do they work nights", "weekends"],
    }
    known = [Message.build(text, intent) for intent, texts in about.items() for text in texts]
    fits = [logistic(words=True, vectors=False), logistic(words=False, vectors=True), logistic(True, True), nearest]
    with pipeline() as steps:
        steps.learn_features(TrainingData(known))
        asked = [Message({"text": text}) for text in ("what salary is it", "how long is the shift", "💥")]
        steps.add_features(asked)
        for fit in fits:
            rankings = fit(steps, known)(asked)
            assert [ranking[0][0] for ranking in rankings[:2]] == ["pay", "hours"]
            assert all(sum(dict(ranking).values()) == pytest.approx(1) for ranking in rankings)
