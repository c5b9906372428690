"""The knowledge base's words and questions, as they come to us: look-up tables of the training data named `kind:id`.

The questions of facts are in tables named `fact:id`, or `role_fact:role:id` for a fact about a role.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasa.shared.nlu.training_data.training_data import TrainingData

_FACT = "fact"
_ROLE_FACT = "role_fact"


def words(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    """What people call things: (kind, id, form)."""
    return (row for row in _rows(training_data) if row[0] not in (_FACT, _ROLE_FACT))


def questions(training_data: TrainingData) -> Iterator[tuple[str, str | None, str]]:
    """The questions that single facts answer: (fact id, the role that the fact is about or None, question)."""
    for kind, name, question in _rows(training_data):
        if kind == _FACT:
            yield name, None, question
        elif kind == _ROLE_FACT:
            role, _, fact = name.partition(":")
            yield fact, role, question


def _rows(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    for table in training_data.lookup_tables:
        kind, _, identifier = table["name"].partition(":")
        yield from ((kind, identifier, form) for form in table["elements"])
