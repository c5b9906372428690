"""The knowledge base's words as Rasa training data, so that content and model never drift apart.

For each thing a look-up table of what people call it, named `kind:id` (one word may belong to two things: a
term of the glossary is often a specialism too). Each topic's own question, and the questions that its facts answer,
as examples of the topic; the latter also as a look-up table of the fact, named `fact:id`, or `role_fact:role:id` when
the fact is about a role that is not the home role.

However many roles there are, a topic learns from a few of their questions: with the role's name left out they are much
the same, and the time that training takes grows faster than their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.queries import Knowledge

MOST_OF_ROLES = 25
"""So many questions about other roles than the home role a topic learns from, at most."""


def write(knowledge: Knowledge, path: Path) -> None:
    """Write the vocabulary as one Rasa NLU file; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # By hand: with hundreds of roles, a library for YAML takes longer than all the rest of loading.
    path.write_text('version: "3.1"\nnlu:\n' + "".join(_sections(knowledge)), encoding="utf-8")


def _sections(knowledge: Knowledge) -> Iterator[str]:
    words: dict[str, list[str]] = defaultdict(list)
    for kind, thing, form in knowledge.words():
        words[f"{kind}:{thing}"].append(form)
    questions = {topic.id: [topic.question] for topic in knowledge.topics()}
    of_roles: dict[str, list[tuple[str, str]]] = defaultdict(list)
    home, roles = knowledge.home(), knowledge.roles_of_facts()
    for fact, topic, question in knowledge.asks():
        role = roles.get(fact)
        if role is None or (home and role == home.id):
            questions[topic].append(question)
            words[f"fact:{fact}"].append(question)
        else:
            of_roles[topic].append((role, question))
            words[f"role_fact:{role}:{fact}"].append(question)
    for topic, of_topic in of_roles.items():
        questions[topic] += _few(of_topic, words)
    yield from (_section("intent", topic, asked) for topic, asked in questions.items())
    yield from (_section("lookup", name, forms) for name, forms in words.items())


def _few(asked: list[tuple[str, str]], words: Mapping[str, list[str]]) -> list[str]:
    """Some of the questions about roles, spread evenly: of those that differ only in the role, one."""
    differing: dict[str, str] = {}
    for role, question in asked:
        names = sorted(words[f"role:{role}"], key=len, reverse=True)
        without = re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b", "…", question, flags=re.IGNORECASE)
        differing.setdefault(without, question)
    found = list(differing.values())
    return (
        [found[number * len(found) // MOST_OF_ROLES] for number in range(MOST_OF_ROLES)]
        if len(found) > MOST_OF_ROLES
        else found
    )


def _section(key: str, name: str, texts: list[str]) -> str:
    lines = "".join(f"    - {text}\n" for text in dict.fromkeys(texts))
    return f"- {key}: {name}\n  examples: |\n{lines}"
