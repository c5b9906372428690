"""The knowledge base's words and questions, as they come to us: look-up tables of the training data named `kind:id`."""

from __future__ import annotations

from collections.abc import Iterator

from rasa.shared.nlu.training_data.training_data import TrainingData

_FACT = "fact"


def words(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    """What people call things: (kind, id, form)."""
    return (row for row in _rows(training_data) if row[0] != _FACT)


def questions(training_data: TrainingData) -> Iterator[tuple[str, str]]:
    """The questions that single facts answer: (fact id, question)."""
    return ((fact, question) for kind, fact, question in _rows(training_data) if kind == _FACT)


def _rows(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    for table in training_data.lookup_tables:
        kind, _, identifier = table["name"].partition(":")
        yield from ((kind, identifier, form) for form in table["elements"])
