"""The classifier's arithmetic: the same weights as a direct solution, and probabilities that mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from bot.nlu import kernel
from bot.nlu.kernel import Labels, Link, Matrix


@pytest.fixture(scope="module")
def data() -> tuple[Matrix, Labels]:
    """Examples of 4 classes in clouds that overlap: their likeness to each other, and their classes."""
    random = np.random.default_rng(7)
    labels = random.integers(0, 4, 3_000)
    places = random.normal(size=(4, 8))[labels] + random.normal(scale=0.9, size=(3_000, 8))
    units = places / np.linalg.norm(places, axis=1, keepdims=True)
    return np.exp(1.5 * (units @ units.T - 1.0)).astype(np.float32), labels


def test_conjugate_gradients_find_what_a_direct_solution_finds(data: tuple[Matrix, Labels]) -> None:
    likeness, labels = data
    system = likeness.astype(np.float64) + 0.1 * np.eye(len(labels))
    direct = likeness @ scipy.linalg.solve(system, np.eye(4)[labels], assume_a="pos")
    found = likeness @ kernel.solve(likeness, labels, 4, 0.1)
    assert np.abs(found - direct).max() < 0.02
    assert (found.argmax(axis=1) == direct.argmax(axis=1)).mean() > 0.999


def test_the_same_data_give_the_same_weights(data: tuple[Matrix, Labels]) -> None:
    likeness, labels = data
    assert np.array_equal(kernel.solve(likeness, labels, 4, 0.1), kernel.solve(likeness, labels, 4, 0.1))


def test_of_messages_given_a_chance_that_share_is_right(data: tuple[Matrix, Labels]) -> None:
    likeness, labels = data
    scores, known = kernel.held_out_scores(likeness, labels, 4, 0.1)
    chances = kernel.fit_link(scores, known).probabilities(scores)
    assert np.allclose(chances.sum(axis=1), 1.0, atol=1e-5)
    right = chances.argmax(axis=1) == known
    sure = chances.max(axis=1)
    for low, high in ((0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        these = (sure >= low) & (sure < high)
        assert these.sum() > 20
        assert abs(right[these].mean() - sure[these].mean()) < 0.1


def test_a_higher_score_is_a_higher_probability() -> None:
    chances = Link(floor=0.05, power=4.0).probabilities(np.array([[-0.2, 0.0, 0.3, 0.9]], np.float32))[0]
    assert chances[0] == chances[1] < chances[2] < chances[3]
