"""Facts -> plain English, in the style of the NHS: short, dated, abbreviations spelled out once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.queries import Fact, Source
from knowledge.schema import sentences

MAX_SENTENCES = 4
BEFORE_LIST = 2
# So many words of names in a sentence on sources: with the other words of it they are 20.
MAX_NAMED = 14


def fitting(facts: Sequence[Fact]) -> list[Fact]:
    """As many of the facts, from the first, as one answer holds: 4 sentences, or 1 list with 2 sentences before it."""
    taken: list[Fact] = []
    length = 0
    for fact in facts:
        if fact.items:
            return [*taken, fact] if length <= BEFORE_LIST else taken
        length += len(sentences(fact.text or ""))
        if taken and length > MAX_SENTENCES:
            break
        taken.append(fact)
    return taken


def tell(facts: Sequence[Fact], abbreviations: Mapping[str, str]) -> str:
    """The facts as text, without their sources."""
    said = [_joined(fact.text for fact in facts if fact.text), *(_one(fact) for fact in facts if fact.items)]
    return spell_out("\n".join(part for part in said if part), abbreviations)


def _joined(texts: Iterable[str]) -> str:
    """Texts one after the other; after an address, which takes no full stop, on a new line."""
    joined = " ".join(texts)
    return re.sub(r"(https?://\S+[^\s.,]) (?=[A-Z])", r"\1\n", joined)


def _one(fact: Fact) -> str:
    return "\n".join([fact.lead or "", *(f"- {item}" for item in fact.items)])


def stamp(facts: Iterable[Fact]) -> str:
    """Where facts come from and when we last read it."""
    checked: dict[str, dict[str, None]] = {}
    for fact in facts:
        checked.setdefault(month(fact.source.checked), {})[fact.source.publisher] = None
    return " ".join(
        f"{'Source' if len(together) == 1 else 'Sources'}: {listed(together)}, checked in {when}."
        for when, publishers in checked.items()
        for together in _in_sentences(publishers)
    )


def _in_sentences(publishers: Iterable[str]) -> list[list[str]]:
    """Publishers as they fit into sentences: some have long names."""
    found: list[list[str]] = []
    for publisher in publishers:
        if found and len(" ".join([*found[-1], publisher]).split()) <= MAX_NAMED:
            found[-1].append(publisher)
        else:
            found.append([publisher])
    return found


def doubtfully(body: str, subject: str) -> str:
    """An answer to what was perhaps not asked: it says first what it is about."""
    return f"I am not sure that I understood you. This is what I know about {subject}:\n{body}"


def caution(facts: Iterable[Fact], today: datetime.date) -> str:
    """What to add to an answer when a fact in it should have been reviewed by now; nothing when all are fresh."""
    addresses = list(dict.fromkeys(fact.source.url for fact in facts if fact.overdue(today)))
    return f"This may have changed: check it at {listed(addresses)}" if addresses else ""


def cite(source: Source, section: str | None) -> str:
    """A source in full, for those who ask."""
    lines = [f"This comes from {source.publisher}.", f"Page: {source.title}"]
    if section:
        lines.append(f"Section: {section.rstrip('?')}")
    return "\n".join([*lines, f"Last checked: {day(source.checked)}", source.url])


def day(date: datetime.date) -> str:
    return f"{date.day} {month(date)}"


def month(date: datetime.date) -> str:
    return f"{date:%B %Y}"


def spell_out(text: str, abbreviations: Mapping[str, str]) -> str:
    """Spell each abbreviation out where it first stands, unless the text does so itself."""
    for short, long in abbreviations.items():
        if f"({short})" in text:
            continue
        # "An STP post" is "a Scientist Training Programme (STP) post".
        article = "a" if long[0].lower() not in "aeiou" else "an"
        written = rf"(?<![\w(])(?:(an?) )?({re.escape(short)})(?!\w)"
        text = re.sub(written, lambda m: f"{article + ' ' if m[1] else ''}{long} ({m[2]})", text, count=1)  # noqa: B023
    return text


def listed(names: Sequence[str]) -> str:
    """Names as people write them in a row: "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
