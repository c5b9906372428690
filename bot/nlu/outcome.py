"""What to do with a message, given how likely each intent is: answer it, ask back, or refuse it.

The limits are not guessed. They are fitted on examples that the classifier had not seen, for a stated share of
messages that are not ours and would be answered all the same.
"""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

# What a wrong answer costs beside what a right one is worth. It costs less than it may seem: an example has one label,
# and the answer to a neighbouring topic often holds what was asked for.
WRONG = 0.5

# What the grid of limits is searched in. Beyond these, asking back would be the rule or the exception.
_CERTAIN = np.arange(0.20, 0.61, 0.02)
_FOREIGN = np.arange(0.04, 0.51, 0.02)
_REFUSE = np.arange(0.30, 1.0, 0.02)


@dataclass(frozen=True)
class Limits:
    """certain: an intent of ours this likely is answered. foreign: but not when it is this likely that the message is
    not ours. refuse: from this likelihood of that on, we say so instead of asking back."""

    certain: float
    foreign: float
    refuse: float


@dataclass(frozen=True)
class Shares:
    """How limits did on held-out examples, each a share from 0 to 1.

    Of what is ours: right (answered with the right intent), wrong (with another), asked_back, refused.
    Of what is not ours: false_answers (answered as if it were).
    """

    right: float
    wrong: float
    asked_back: float
    refused: float
    false_answers: float

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {share:.1%}" for name, share in asdict(self).items())


def decide(probabilities: Probabilities, foreign: Mask, limits: Limits) -> int | None:
    """The index of the intent to act on, or None to ask back. `foreign` marks the intents that are not ours."""
    share = float(probabilities[foreign].sum())
    best_ours = int(np.where(foreign, -1.0, probabilities).argmax())
    if probabilities[best_ours] >= limits.certain and share < limits.foreign:
        return best_ours
    if share >= limits.refuse:
        return int(np.where(foreign, probabilities, -1.0).argmax())
    return None


def fit(probabilities: Probabilities, labels: npt.NDArray[np.int64], foreign: Mask, false_answers: float) -> Limits:
    """The limits that serve people best with no more false answers than allowed.

    A right answer is worth 1, being asked back 0, a wrong answer -WRONG. `probabilities` has shape (examples, intents);
    `false_answers` is the largest share of foreign examples that may be answered. Refusal begins where no more than 1
    example of ours in 100 is refused.
    """
    rows = np.arange(len(labels))
    share = probabilities[:, foreign].sum(axis=1)
    ours = np.where(foreign, -1.0, probabilities)
    best, chance = ours.argmax(axis=1), ours.max(axis=1)
    is_foreign = foreign[labels]
    right = (best == labels) & ~is_foreign

    def value(limits: tuple[float, float]) -> float:
        answered = (chance >= limits[0]) & (share < limits[1])
        if answered[is_foreign].mean() > false_answers:
            return -np.inf
        return float((answered & right).sum() - WRONG * (answered & ~right & ~is_foreign).sum())

    certain, foreign_limit = max(itertools.product(_CERTAIN, _FOREIGN), key=value)
    answered = (chance >= certain) & (share < foreign_limit)
    refused = (share[rows] >= _REFUSE[:, np.newaxis]) & ~answered & ~is_foreign
    tolerable = _REFUSE[refused.sum(axis=1) <= 0.01 * (~is_foreign).sum()]
    return Limits(float(certain), float(foreign_limit), float(min(tolerable, default=_REFUSE[-1])))


def shares(probabilities: Probabilities, labels: npt.NDArray[np.int64], foreign: Mask, limits: Limits) -> Shares:
    """How the limits do on examples with known labels."""
    chosen = [decide(row, foreign, limits) for row in probabilities]
    ours = [(index, label) for index, label in zip(chosen, labels, strict=True) if not foreign[label]]
    others = [index for index, label in zip(chosen, labels, strict=True) if foreign[label]]
    refused = sum(index is not None and bool(foreign[index]) for index, _ in ours)
    right = sum(index == label for index, label in ours)
    asked = sum(index is None for index, _ in ours)
    return Shares(
        right=right / len(ours),
        wrong=(len(ours) - right - asked - refused) / len(ours),
        asked_back=asked / len(ours),
        refused=refused / len(ours),
        false_answers=sum(index is not None and not foreign[index] for index in others) / len(others),
    )
