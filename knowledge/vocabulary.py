"""The knowledge base's words as Rasa training data, so that content and model never drift apart.

For each thing a look-up table of what people call it, named `kind:id` (one word may belong to two things: a
term of the glossary is often a specialism too). Each topic's own question, and the questions that its facts answer,
as examples of the topic; the latter also as a look-up table of the fact, named `fact:id`.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from knowledge.queries import Knowledge


def write(knowledge: Knowledge, path: Path) -> None:
    """Write the vocabulary as one Rasa NLU file; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", "nlu": _sections(knowledge)}, file)


def _sections(knowledge: Knowledge) -> list[dict[str, str]]:
    words: dict[str, list[str]] = defaultdict(list)
    for kind, thing, form in knowledge.words():
        words[f"{kind}:{thing}"].append(form)
    questions = {topic.id: [topic.question] for topic in knowledge.topics()}
    for fact, topic, question in knowledge.asks():
        questions[topic].append(question)
        words[f"fact:{fact}"].append(question)
    intents = [{"intent": topic, "examples": _lines(asked)} for topic, asked in questions.items()]
    return intents + [{"lookup": name, "examples": _lines(forms)} for name, forms in words.items()]


def _lines(words: list[str]) -> LiteralScalarString:
    return LiteralScalarString("".join(f"- {word}\n" for word in dict.fromkeys(words)))
