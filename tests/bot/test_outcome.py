"""Answer, ask back or refuse: by limits that keep to the stated share of false answers."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import outcome
from bot.nlu.outcome import Limits

# Two intents of ours and one that is not.
FOREIGN = np.array([False, False, True])
LIMITS = Limits(certain=0.4, foreign=0.3, refuse=0.8)


@pytest.mark.parametrize(
    ("chances", "chosen"),
    [
        ([0.7, 0.2, 0.1], 0),
        ([0.2, 0.75, 0.05], 1),
        ([0.35, 0.33, 0.32], None),
        ([0.5, 0.1, 0.4], None),
        ([0.1, 0.1, 0.8], 2),
        ([0.15, 0.15, 0.7], None),
    ],
)
def test_outcome_follows_from_the_chances(chances: list[float], chosen: int | None) -> None:
    assert outcome.decide(np.array(chances, np.float32), FOREIGN, LIMITS) == chosen


@pytest.mark.parametrize("allowed", [0.01, 0.05, 0.2])
def test_fitted_limits_keep_to_the_false_answers_allowed(allowed: float) -> None:
    random = np.random.default_rng(3)
    labels = random.integers(0, 3, 4_000)
    leaning = np.eye(3)[labels] * 2.0 + random.normal(size=(4_000, 3))
    chances = (np.exp(leaning) / np.exp(leaning).sum(axis=1, keepdims=True)).astype(np.float32)
    limits = outcome.fit(chances, labels, FOREIGN, allowed)
    shares = outcome.shares(chances, labels, FOREIGN, limits)
    assert shares.false_answers <= allowed
    assert shares.refused <= 0.01
    assert shares.right + shares.wrong + shares.asked_back + shares.refused == pytest.approx(1.0)


def test_allowing_more_false_answers_asks_back_less() -> None:
    random = np.random.default_rng(3)
    labels = random.integers(0, 3, 4_000)
    leaning = np.eye(3)[labels] * 2.0 + random.normal(size=(4_000, 3))
    chances = (np.exp(leaning) / np.exp(leaning).sum(axis=1, keepdims=True)).astype(np.float32)
    strict, loose = (
        outcome.shares(chances, labels, FOREIGN, outcome.fit(chances, labels, FOREIGN, allowed))
        for allowed in (0.01, 0.2)
    )
    assert strict.asked_back > loose.asked_back
    assert strict.right < loose.right
