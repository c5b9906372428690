"""The knowledge base's words as Rasa training data, so that content and model never drift apart.

For each thing a look-up table of what people call it, named `kind:id` (one word may belong to two things: a
term of the glossary is often a specialism too). Each topic's own question, and the questions that its facts answer,
as examples of the topic. How a fact is asked for and told, as look-up tables named `asks:topic:id` and
`text:topic:id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from knowledge.queries import Knowledge

TEXT = "text"
"""The kind of table that holds a fact's own words. A model that knows older words of a fact still finds it."""


def write(knowledge: Knowledge, path: Path) -> None:
    """Write the vocabulary as one Rasa NLU file; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [{**_named(name), "examples": _lines(said)} for name, said in words(knowledge).items()]
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({"version": "3.1", "nlu": parts}, file)


def words(knowledge: Knowledge) -> dict[str, list[str]]:
    """What people say: for each topic (its id) its questions, for each thing (`kind:id`) the words for it."""
    tables: dict[str, list[str]] = defaultdict(list)
    for kind, thing, form in knowledge.words():
        tables[f"{kind}:{thing}"].append(form)
    questions = {topic.id: [topic.question] for topic in knowledge.topics()}
    for _, topic, question in knowledge.asks():
        questions[topic].append(question)
    for topic, fact, asked, told in knowledge.wordings():
        tables[f"{TEXT}:{topic}:{fact}"] = told
        if asked:
            tables[f"asks:{topic}:{fact}"] = asked
    return {name: list(dict.fromkeys(said)) for name, said in (*questions.items(), *tables.items())}


def read(path: Path) -> dict[str, list[str]]:
    """The words in a file that `write` has written: what a model made of it was trained on."""
    parts = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]
    return {
        part.get("intent") or part["lookup"]: [line.removeprefix("- ") for line in part["examples"].splitlines()]
        for part in parts
    }


def _named(name: str) -> dict[str, str]:
    return {"lookup" if ":" in name else "intent": name}


def _lines(said: Iterable[str]) -> LiteralScalarString:
    return LiteralScalarString("".join(f"- {words}\n" for words in said))
