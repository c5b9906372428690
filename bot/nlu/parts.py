"""A message that holds several questions, taken apart: to our components each part is a message of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasa.shared.nlu.training_data.message import Message

PARTS = "parts"
"""The message property that holds the parts, in their order. It is ours and never leaves the pipeline."""


def with_parts(messages: Iterable[Message]) -> Iterator[Message]:
    """Each message, followed by its parts."""
    for message in messages:
        yield message
        yield from message.get(PARTS, [])
