"""Where the facts of a topic lie in the space of meanings, and how to tell them apart there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Words:
    """The unit vectors of one fact: of the questions that it answers, and of its own sentences."""

    asked: Sequence[Vector]
    told: Sequence[Vector]

    @property
    def centre(self) -> Vector:
        """What is asked when this fact is asked for, as far as we know: its questions, or else its sentences."""
        return _direction(self.asked if len(self.asked) else self.told)

    @property
    def place(self) -> Vector:
        """Between its questions and its sentences."""
        return _unit(sum(_direction(part) for part in (self.asked, self.told) if len(part)))


def spread(facts: Sequence[Words]) -> tuple[Vector, Vector]:
    """The middle of a topic's facts, and the direction from there to each of them: shape (facts, dimensions).

    A message fits a fact as far as it lies from the middle in that fact's direction.
    """
    middle = np.mean([fact.centre for fact in facts], axis=0)
    return middle, np.stack([_unit(fact.place - middle) for fact in facts])


def _direction(vectors: Sequence[Vector]) -> Vector:
    return _unit(np.mean(np.asarray(vectors), axis=0))


def _unit(vector: Any) -> Vector:  # noqa: ANN401
    length = np.linalg.norm(vector)
    return np.asarray(vector / length if length else vector, np.float32)
