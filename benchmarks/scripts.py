"""What people type to each bot: messages that it understands, six to a conversation."""

from __future__ import annotations

import random
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.load import Script

_QUESTIONS = Path("data/nlu/topics")


# More than one measurement needs.
CONVERSATIONS = 200


def ours(seed: int) -> tuple[Script, ...]:
    """Conversations of four questions that are all different, a follow-up and a thank-you; other ones for each seed.

    Different questions, since our encoder remembers what it has read: asked again and again, the same few would
    be answered faster than people's are.
    """
    questions = [
        line[2:].strip()
        for path in sorted(_QUESTIONS.glob("*.yml"))
        for section in YAML(typ="safe").load(path)["nlu"]
        for line in section["examples"].splitlines()
        if line.startswith("- ")
    ]
    drawn = iter(random.Random(seed).sample(questions, 4 * CONVERSATIONS))  # noqa: S311 (no secret)
    return tuple(
        (next(drawn), "tell me more", next(drawn), next(drawn), next(drawn), "thanks") for _ in range(CONVERSATIONS)
    )


# The mood bot of `rasa init` knows seven intents; these are its stories.
_STORIES: tuple[Script, ...] = (
    ("hi", "I am sad", "yes", "are you a bot?", "hello", "bye"),
    ("hello", "perfect", "hey", "not very good", "no", "goodbye"),
    ("good morning", "extremely good", "bye", "hey there", "unhappy", "of course"),
    ("hey", "my day was horrible", "not really", "hi", "I am great", "see you later"),
)


def stock(_: int) -> tuple[Script, ...]:
    """The stock bot's own stories: it remembers nothing between them, and knows little else."""
    return _STORIES
