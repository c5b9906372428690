"""Kernel ridge regression with calibrated probabilities. Numbers in, numbers out: it knows nothing of messages.

The weights are solved for in closed form, so that the same data give the same model. The scores of a class lie
between about 0 and 1; they become probabilities by a power of themselves, fitted on held-out folds, because a score
of nearly 0 says "certainly not" much more firmly than a softmax would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.model_selection import StratifiedKFold

Matrix = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

FOLDS = 3


@dataclass(frozen=True)
class Link:
    """How scores become probabilities: in proportion to (score + floor) ** power."""

    floor: float
    power: float

    def log_probabilities(self, scores: Matrix) -> Matrix:
        """The logarithms of the probabilities, for scores of shape (messages, classes)."""
        powers = self.power * np.log(np.maximum(scores, 0.0) + self.floor)
        return np.asarray(log_softmax(powers, axis=1), np.float32)

    def probabilities(self, scores: Matrix) -> Matrix:
        return np.asarray(np.exp(self.log_probabilities(scores)), np.float32)


def solve(likeness: Matrix, labels: Labels, classes: int, ridge: float) -> Matrix:
    """The weights, of shape (examples, classes), that tell the classes apart.

    `likeness` is the examples' likeness to each other, symmetric with shape (examples, examples); a larger `ridge`
    lets one example bend the borders less.
    """
    targets = np.zeros((len(labels), classes), np.float32)
    targets[np.arange(len(labels)), labels] = 1.0
    # A class with few examples counts more for each: by the root, half-way to all classes alike.
    counts = np.bincount(labels, minlength=classes)[labels]
    system = likeness.copy()
    system.flat[:: len(labels) + 1] += ridge * np.sqrt(counts / counts.mean())
    return np.asarray(scipy.linalg.solve(system, targets, assume_a="pos", overwrite_a=True), np.float32)


def held_out_scores(likeness: Matrix, labels: Labels, classes: int, ridge: float) -> Matrix:
    """What each example would score if the model had not seen it: shape (examples, classes)."""
    scores = np.zeros((len(labels), classes), np.float32)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for known, held_out in folds.split(likeness, labels):
        weights = solve(likeness[np.ix_(known, known)], labels[known], classes, ridge)
        scores[held_out] = likeness[np.ix_(held_out, known)] @ weights
    return scores


def fit_link(scores: Matrix, labels: Labels) -> Link:
    """The link under which the right classes of held-out examples are likeliest."""
    rows = np.arange(len(labels))

    def surprise(logarithms: npt.NDArray[np.float64]) -> float:
        link = Link(*np.exp(logarithms))
        return -float(link.log_probabilities(scores)[rows, labels].mean())

    found = minimize(surprise, np.log([0.05, 4.0]), method="Nelder-Mead", options={"maxiter": 80})
    floor, power = np.exp(found.x)
    return Link(float(floor), float(power))
