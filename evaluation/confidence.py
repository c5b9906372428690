"""Whether a confidence means what it says, and what a threshold on it would let through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

BINS = 10

Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Bin:
    """Questions answered with a confidence of this range: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    number: int
    confidence: float
    right: float


def calibration(answers: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Answers as (confidence, right) by range of confidence; ranges without any are left out."""
    bins = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [(sure, right) for sure, right in answers if min(int(sure * BINS), BINS - 1) == number]
        if inside:
            mean = sum(sure for sure, _ in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return bins


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error in points: how far confidence and share of right answers lie apart."""
    total = len(answers)
    return 100 * sum(one.number * abs(one.confidence - one.right) for one in calibration(answers)) / max(total, 1)


@dataclass(frozen=True)
class Threshold:
    """What happens to questions when those below a threshold are turned away: share of ours kept, of others refused."""

    threshold: float
    kept: float
    refused: float


def belief_in_ours(ranking: Ranking, away: Collection[str]) -> float:
    """How sure a model is that a question is ours: what confidence it leaves for intents that turn nobody away."""
    return 1.0 - min(sum(confidence for name, confidence in ranking if name in away), 1.0)


def thresholds(ours: Sequence[float], others: Sequence[float]) -> list[Threshold]:
    """Every threshold that makes a difference, from the lowest, by the belief that each question is ours."""
    found = []
    for threshold in sorted({0.0, *ours, *others}):
        kept = sum(belief >= threshold for belief in ours) / max(len(ours), 1)
        refused = sum(belief < threshold for belief in others) / max(len(others), 1)
        found.append(Threshold(threshold, kept, refused))
    return found


def refused_when_keeping(ours: Sequence[float], others: Sequence[float], share: float = 0.95) -> Threshold:
    """The highest threshold that still keeps this share of our questions, and what it refuses."""
    return max((one for one in thresholds(ours, others) if one.kept >= share), key=lambda one: one.threshold)
