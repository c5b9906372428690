"""The knowledge base's words as Rasa training data, so that content and model never drift apart.

For each kind of thing a look-up table, for each thing its synonyms, and each topic's own question as one
more example of the topic's intent.
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
    tables: dict[str, list[str]] = defaultdict(list)
    synonyms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, thing, form in knowledge.words():
        if form not in tables[kind]:
            tables[kind].append(form)
        synonyms[kind, thing].append(form)
    intents = [{"intent": topic.id, "examples": _lines([topic.question])} for topic in knowledge.topics()]
    lookups = [{"lookup": kind, "examples": _lines(words)} for kind, words in tables.items()]
    # A synonym's value carries its kind: the same word may be a term of the glossary and a specialism.
    values = [
        {"synonym": f"{kind}:{thing}", "examples": _lines(dict.fromkeys(words))}
        for (kind, thing), words in synonyms.items()
    ]
    return [*intents, *lookups, *values]


def _lines(words: object) -> LiteralScalarString:
    return LiteralScalarString("".join(f"- {word}\n" for word in words))  # type: ignore[attr-defined]
