"""The knowledge base's words as Rasa training data, so that content and model never drift apart.

For each thing a look-up table of what people call it, named `kind:id` (one word may belong to two things: a
term of the glossary is often a specialism too). Each topic's own question, and the questions that its facts answer,
as examples of the topic. How a fact is asked for and told, as look-up tables named `asks:topic:id` and
`text:topic:id`, or `asks:topic@role:id` and `text:topic@role:id` when the fact is about a role that is not the home
role.

However many roles there are, a topic learns from a few of their questions: with the role's name left out they are much
the same, and the time that training takes grows faster than their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from knowledge.queries import Knowledge

TEXT = "text"
"""The kind of table that holds a fact's own words. A model that knows older words of a fact still finds it."""
MOST_OF_ROLES = 25
"""So many questions about other roles than the home role a topic learns from, at most."""


def write(knowledge: Knowledge, path: Path) -> None:
    """Write the vocabulary as one Rasa NLU file; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # By hand: with hundreds of roles, a library for YAML takes longer than all the rest of loading.
    sections = (_section(name, said) for name, said in words(knowledge).items())
    path.write_text('version: "3.1"\nnlu:\n' + "".join(sections), encoding="utf-8")


def words(knowledge: Knowledge) -> dict[str, list[str]]:
    """What people say: for each topic (its id) its questions, for each thing (`kind:id`) the words for it."""
    tables: dict[str, list[str]] = defaultdict(list)
    for kind, thing, form in knowledge.words():
        tables[f"{kind}:{thing}"].append(form)
    home = knowledge.home()
    roles = {fact: role for fact, role in knowledge.roles_of_facts().items() if home is None or role != home.id}
    questions = {topic.id: [topic.question] for topic in knowledge.topics()}
    of_roles: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact, topic, question in knowledge.asks():
        if fact in roles:
            of_roles[topic].append((roles[fact], question))
        else:
            questions[topic].append(question)
    for topic, of_topic in of_roles.items():
        questions[topic] += _few(of_topic, tables)
    for topic, fact, asked, told in knowledge.wordings():
        name = f"{topic}@{roles[fact]}" if fact in roles else topic
        tables[f"{TEXT}:{name}:{fact}"] = told
        if asked:
            tables[f"asks:{name}:{fact}"] += asked
    for subject in knowledge.topics():
        # The first fact of a topic is the answer to the question that the topic's own button asks.
        for first in knowledge.general_facts(subject.id)[:1]:
            tables[f"asks:{subject.id}:{first.id}"].append(subject.question)
    return {name: list(dict.fromkeys(said)) for name, said in (*questions.items(), *tables.items())}


def read(path: Path) -> dict[str, list[str]]:
    """The words in a file that `write` has written: what a model made of it was trained on."""
    parts = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]
    return {
        part.get("intent") or part["lookup"]: [line.removeprefix("- ") for line in part["examples"].splitlines()]
        for part in parts
    }


def _few(asked: Sequence[tuple[str, str]], tables: Mapping[str, Sequence[str]]) -> list[str]:
    """Some of the questions about roles, spread evenly: of those that differ only in the role, one."""
    differing: dict[str, str] = {}
    for role, question in asked:
        names = sorted(tables[f"role:{role}"], key=len, reverse=True)
        without = re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b", "…", question, flags=re.IGNORECASE)
        differing.setdefault(without, question)
    found = list(differing.values())
    if len(found) <= MOST_OF_ROLES:
        return found
    return [found[number * len(found) // MOST_OF_ROLES] for number in range(MOST_OF_ROLES)]


def _section(name: str, said: Sequence[str]) -> str:
    lines = "".join(f"    - {text}\n" for text in said)
    return f"- {'lookup' if ':' in name else 'intent'}: {name}\n  examples: |\n{lines}"
