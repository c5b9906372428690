"""Roles that nobody works in, to see how the guide bears many of them. The same seed invents the same roles."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SPECIALISMS = 3
ASKS = 4

_SYLLABLES = [
    "bra",
    "ven",
    "tol",
    "mir",
    "sak",
    "dun",
    "pel",
    "ost",
    "rik",
    "lam",
    "fen",
    "gor",
    "vash",
    "tem",
    "quil",
    "nor",
    "hab",
    "zel",
    "cru",
    "ith",
]
_FIELDS = [
    "imaging",
    "measurement",
    "support",
    "systems",
    "sampling",
    "care",
    "motion",
    "signal",
    "tissue",
    "monitoring",
]
_CRAFTS = [
    "technologist",
    "scientist",
    "practitioner",
    "engineer",
    "analyst",
    "physiologist",
    "assistant",
    "officer",
]
_PARTS = [
    "intake",
    "testing",
    "repair",
    "planning",
    "records",
    "outreach",
    "calibration",
    "training",
]
_OPENINGS = ("", "", "hi, ", "quick question, ", "can you say ", "please tell me ", "just wondering, ", "ok so ")
_ENDINGS = ("", "", "?", " please", " these days", " in a big hospital", " at the start", " later on", " as a beginner")

# Of each topic the text of a fact, ways to ask for it, and one more way that is kept for measuring.
_TOPICS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "role_overview": (
        "{Plural} look after the {field} of a hospital.",
        ("what does a {name} do", "what is the job of a {name}", "what do {plural} do all day"),
        "what would i be doing as a {name}",
    ),
    "workplace": (
        "{Plural} usually work in a department for {field}.",
        ("where does a {name} work", "where are {plural} based", "which part of the hospital is a {name} in"),
        "where in the hospital would a {name} be",
    ),
    "colleagues": (
        "{Plural} work with doctors, nurses and each other.",
        ("who does a {name} work with", "who is in the team of a {name}", "do {plural} work with doctors"),
        "who would a {name} have as colleagues",
    ),
    "patient_contact": (
        "{Plural} meet patients on most days.",
        ("does a {name} see patients", "do {plural} meet patients", "how much patient contact does a {name} have"),
        "would i meet patients as a {name}",
    ),
    "pay": (
        "{Plural} start on a band that the job advert names.",
        ("how much does a {name} earn", "what is the salary of a {name}", "what are {plural} paid"),
        "what is the pay of a {name}",
    ),
    "hours": (
        "{Plural} work a full-time week, and some work shifts.",
        ("how many hours does a {name} work", "what is the working week of {plural}", "hours of a {name}"),
        "how long is the week of a {name}",
    ),
    "entry_requirements": (
        "To train as a {name}, you need a degree or an apprenticeship.",
        ("what do you need to become a {name}", "how do i become a {name}", "qualifications of {plural}"),
        "which qualifications does a {name} need",
    ),
    "training_length": (
        "{Plural} train for some years, and for longer part time.",
        ("how long does it take to become a {name}", "how many years do {plural} train", "training time of a {name}"),
        "how long is the training of a {name}",
    ),
    "registration": (
        "{Plural} can join a voluntary register.",
        ("does a {name} have to be registered", "which register do {plural} join", "do i need hcpc as a {name}"),
        "is there a register for a {name}",
    ),
    "progression": (
        "{Plural} move up when they apply for a higher grade.",
        ("how does a {name} get promoted", "how do {plural} move up", "can a {name} go up a band"),
        "how would i move up as a {name}",
    ),
    "read_more": (
        "There is no page on {plural}, since nobody is one.",
        ("where can i read about {plural}", "is there a page on the {name}", "links about {plural}"),
        "where is there more to read on the {name}",
    ),
}


@dataclass(frozen=True)
class Invented:
    """A role, and one question about it of each topic that its file does not hold: (topic, question)."""

    id: str
    content: dict[str, Any]
    kept: tuple[tuple[str, str], ...]


def write(folder: Path, real: Path, count: int, seed: int) -> list[Invented]:
    """A copy of the real content in a new folder, with invented roles beside it."""
    shutil.copytree(real, folder)
    found = list(invent(count, random.Random(seed)))  # noqa: S311 - nothing here is secret
    yaml = YAML()
    for role in found:
        with (folder / "roles" / f"{role.id}.yml").open("w", encoding="utf-8") as file:
            yaml.dump(role.content, file)
    return found


def invent(count: int, chance: random.Random) -> Iterator[Invented]:
    """So many different roles."""
    seen: set[str] = set()
    while len(seen) < count:
        word = "".join(chance.sample(_SYLLABLES, chance.choice((2, 2, 3))))
        if word not in seen:
            seen.add(word)
            yield _role(word, chance)


def _role(word: str, chance: random.Random) -> Invented:
    field, craft = chance.choice(_FIELDS), chance.choice(_CRAFTS)
    name = f"{word} {field} {craft}"
    words = {"name": name, "plural": f"{name}s", "Plural": f"{word.capitalize()} {field} {craft}s", "field": field}
    facts = [
        {"id": f"role.{word}.{topic}", "topic": topic, "text": text.format(**words), "asks": _asks(ways, words, chance)}
        for topic, (text, ways, _) in _TOPICS.items()
    ]
    summary = f"{words['Plural']} care for {field}."
    facts.append({"id": f"role.{word}.summary", "topic": "compare", "text": summary})
    content = {
        "id": word,
        "name": name,
        "plural": words["plural"],
        "forms": [f"{word} {craft}", f"{word} {craft}s", f"{word} {field}"],
        "source": "guide",
        "as_of": "2026-11-23",
        "confidence": "low",
        "specialisms": [_specialism(word, part) for part in chance.sample(_PARTS, SPECIALISMS)],
        "facts": facts,
    }
    return Invented(word, content, tuple((topic, kept.format(**words)) for topic, (_, _, kept) in _TOPICS.items()))


def _asks(ways: tuple[str, ...], words: dict[str, str], chance: random.Random) -> list[str]:
    asked = (
        chance.choice(_OPENINGS) + chance.choice(ways).format(**words) + chance.choice(_ENDINGS) for _ in range(99)
    )
    return list(dict.fromkeys(asked))[:ASKS]


def _specialism(word: str, part: str) -> dict[str, Any]:
    name = f"{word} {part}"
    return {
        "id": f"{word}-{part}",
        "name": name,
        "forms": [name, f"{part} of {word}"],
        "worker": f"{name} worker",
        "summary": f"{name.capitalize()} is one part of the work.",
        "duties": {"lead": f"In {name}, you would:", "items": ["begin in good time", "end in good time"]},
        "equipment": f"In {name}, you would use what there is.",
        "read_more": {"text": f"There is nothing to read on {name}."},
    }
