"""What the knowledge base tells the language model, as look-up tables of the training data.

`kind:id` holds what people call a thing. `asks:topic:fact` holds the questions that a fact answers, and
`text:topic:fact` its own words, for each topic of the fact. A fact about another role than the home role stands under
`topic@role` instead of the topic.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasa.shared.nlu.training_data.training_data import TrainingData

_OF_FACTS = ("asks", "text")


def words(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    """What people call things: (kind, id, form)."""
    for kind, thing, form in _rows(training_data):
        if kind not in _OF_FACTS:
            yield kind, thing, form


def facts(training_data: TrainingData, kind: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The questions ("asks") or the words ("text") of facts: ((topic or topic@role, fact), text)."""
    for found, name, text in _rows(training_data):
        if found == kind:
            topic, _, fact = name.partition(":")
            yield (topic, fact), text


def _rows(training_data: TrainingData) -> Iterator[tuple[str, str, str]]:
    for table in training_data.lookup_tables:
        kind, _, identifier = table["name"].partition(":")
        yield from ((kind, identifier, form) for form in table["elements"])
