"""Figures say what they mean: shares of checks, losses by name, confidence against what is right, thresholds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import baseline
from evaluation.baseline import Kept, compare
from evaluation.confidence import (
    belief_in_ours,
    calibration,
    calibration_error,
    refused_when_keeping,
    thresholds,
)
from evaluation.measures import headline

BEFORE = {"understood": {"a": True, "b": True, "c": False, "gone": True}, "dropped": {"a": True}}
NOW = {"understood": {"a": True, "b": False, "c": False, "new": False}, "added": {"a": True}}
SHARES = st.floats(0, 1)


def test_a_loss_is_named_and_judged_on_the_questions_of_both_runs() -> None:
    (change,) = compare(NOW, BEFORE)
    assert (round(change.before), round(change.now)) == (67, 33)
    assert change.is_loss
    assert str(change) == "understood: 33.3% after 66.7%. Lost:\n    b"


def test_new_and_hard_questions_are_no_loss() -> None:
    (change,) = compare({"understood": {"a": True, **dict.fromkeys("xyz", False)}}, {"understood": {"a": True}})
    assert not change.is_loss


def test_a_fall_of_two_points_is_allowed() -> None:
    questions = [f"question {number}" for number in range(100)]
    before = {"understood": dict.fromkeys(questions, True)}

    def is_loss(lost: int) -> bool:
        now = {"understood": {question: number >= lost for number, question in enumerate(questions)}}
        return compare(now, before)[0].is_loss

    assert (is_loss(2), is_loss(3)) == (False, True)


def test_a_kept_run_is_read_again(tmp_path: Path) -> None:
    assert baseline.kept(tmp_path / "none.json") == {}
    assert baseline.history(tmp_path / "none.json") == []
    baseline.keep(BEFORE, tmp_path / "baseline.json")
    assert baseline.kept(tmp_path / "baseline.json") == BEFORE
    runs = [Kept("2026-11-24", model, headline(BEFORE), 1.5, 5.0, 9.0) for model in ("one", "two")]
    for run in runs:
        baseline.append(run, tmp_path / "history.json")
    assert baseline.history(tmp_path / "history.json") == runs
    assert runs[0].figures == {"understood": 75.0, "dropped": 100.0}


def test_calibration_sets_confidence_against_what_is_right() -> None:
    answers = [(0.95, True), (0.85, True), (0.85, False), (1.0, True)]
    assert [(one.low, one.number, one.right) for one in calibration(answers)] == [(0.8, 2, 0.5), (0.9, 2, 1.0)]
    assert calibration_error(answers) == pytest.approx(100 * (2 * 0.35 + 2 * 0.025) / 4)
    assert calibration_error([]) == 0


@given(st.lists(st.tuples(SHARES, st.booleans())))
def test_no_answer_is_lost_in_calibration(answers: list[tuple[float, bool]]) -> None:
    assert sum(one.number for one in calibration(answers)) == len(answers)
    assert 0 <= calibration_error(answers) <= 100 + 1e-9


@given(st.lists(SHARES, min_size=1), st.lists(SHARES, min_size=1))
def test_a_higher_threshold_keeps_less_and_refuses_more(ours: list[float], others: list[float]) -> None:
    found = thresholds(ours, others)
    assert found[0].kept == 1
    assert [one.kept for one in found] == sorted((one.kept for one in found), reverse=True)
    assert [one.refused for one in found] == sorted(one.refused for one in found)
    best = refused_when_keeping(ours, others)
    assert best.kept >= 0.95
    assert best.refused == max(one.refused for one in found if one.kept >= 0.95)


def test_a_question_is_ours_by_what_is_left_of_the_confidence() -> None:
    ranking = [("out_of_scope", 0.5), ("pay", 0.25), ("nonsense", 0.125)]
    assert belief_in_ours(ranking, {"out_of_scope", "nonsense"}) == 0.375
    assert belief_in_ours(ranking, {"abuse"}) == 1
