"""Everything the bot can say, in plain English as the NHS writes it. A rule lists all texts that break it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions import wording
from actions.answer import Answer, Guide
from actions.base import APOLOGY
from actions.context import Question
from knowledge.queries import Knowledge
from tests.files import domain

ROOT = Path(__file__).parents[1]
MAX_WORDS = 20
MAX_ANSWERS = 60

# Known to people who look for a job; everything else is spelled out where it first stands in an answer.
WELL_KNOWN = {"NHS", "UK", "GP", "BSc", "PhD", "A&E", "GCSE", "GCSEs", "BTEC", "CV", "OK", "3-D"}
# The agency is known by its short name only, and explained where it stands.
WELL_KNOWN |= {"ENIC", "NARIC"}
NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# Where a number word counts nothing: it stands for a thing named before, or is part of a name.
NOT_NUMBERS = ["which one", "one of these", "one of the", "has one on", "guess one"]

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)]*[^\s).,;:?!]")


def words(text: str) -> list[str]:
    """The words of a text; an address is one, a lone sign is none."""
    return [word for word in text.split() if re.search(r"\w", word)]


def without_addresses(text: str) -> str:
    return ADDRESS.sub("address", text)


def sentences(text: str) -> list[str]:
    """The sentences of an answer. Each line, and so each item of a list, is one of its own at least."""
    return [
        sentence.strip("- ")
        for line in text.splitlines()
        for sentence in re.split(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]*[A-Z0-9])", line)
        if sentence.strip("- ")
    ]


def long_sentences(text: str) -> list[str]:
    return [f"{len(words(part))} words: {part}" for part in sentences(text) if len(words(part)) > MAX_WORDS]


def negative_contractions(text: str) -> list[str]:
    return re.findall(r"\b\w+n['’]t\b", text)


def unexplained_abbreviations(text: str) -> list[str]:
    """Abbreviations whose first use is not the one in brackets after the words they stand for."""
    plain, wrong = without_addresses(text), []
    pattern = r"(?<![\w&-])(?:[A-Z]&[A-Z]|\d-[A-Z]|[A-Z]{2,}s?|[A-Z][a-z]?[A-Z]\w*)(?![\w&])"
    for match in re.finditer(pattern, plain):
        short = match.group()
        first = plain.index(short) == match.start()
        if short not in WELL_KNOWN and first and not re.search(r"[a-z] \($", plain[: match.start()]):
            wrong.append(short)
    return wrong


def number_words(text: str) -> list[str]:
    plain = re.sub("|".join(NOT_NUMBERS), "", without_addresses(text).lower())
    return re.findall(rf"\b(?:{NUMBER_WORDS})\b", plain)


def click_here(text: str) -> list[str]:
    return re.findall(r"\bclick(?:ing)? (?:here|on this)\b", text, re.IGNORECASE)


def exclamation_marks(text: str) -> list[str]:
    return re.findall(r"\S*!", without_addresses(text))


def dash_ranges(text: str) -> list[str]:
    """Ranges with a dash between figures, days or months, where "to" belongs."""
    name = r"£?(?:\d[\d.,]*|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*)"
    return re.findall(rf"{name}\s?[-–—]\s?{name}|\w+\s?–\s?\w+", without_addresses(text))


def money_without_its_year(text: str) -> list[str]:
    """Amounts of money in an answer that does not say of which year they are."""
    return [] if re.search(r"\b20\d\d\b", without_addresses(text)) else re.findall(r"£\S+", text)


Rule = Callable[[str], list[str]]

RULES: dict[Rule, tuple[str, str]] = {
    long_sentences: (
        "- " + "word " * MAX_WORDS + "\n- at https://www.nhs.uk/a. Then more.",
        "A first one of 2 sentences. " + "word " * MAX_WORDS + "word.",
    ),
    negative_contractions: ("You cannot. It is the employer's.", "You can't."),
    unexplained_abbreviations: (
        "NHS staff in the Scientist Training Programme (STP). The STP is at https://STP.uk",
        "The STP is the Scientist Training Programme (STP).",
    ),
    number_words: ("Choose 1 of 6 areas. Which one? Someone is often alone.", "There are six areas."),
    click_here: ("Read the page called Click.", "For more, click here."),
    exclamation_marks: ("Hello.", "Hello!"),
    money_without_its_year: ("Band 5 pays £31,049 in 2025/26.", "Band 5 pays £31,049. See https://www.nhs.uk/2025/26"),
    dash_ranges: ("Band 5 to 7, 3-D, non-invasive, https://www.nhs.uk/1-2", "Bands 5-7, Monday–Friday."),
}


@pytest.fixture(scope="module")
def answers(knowledge: Knowledge) -> dict[str, str]:
    """Everything the bot can say, under a name that says where it comes from."""
    return dict(said(knowledge))


def said(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    guide, abbreviations = Guide(knowledge), knowledge.abbreviations()
    for topic in knowledge.topics():
        for fact in knowledge.facts(topic.id):
            yield f"fact {fact.id}", wording.tell([fact], abbreviations)
            yield f"source of {fact.id}", wording.cite(fact.source, fact.section)
        yield f"no answer to {topic.id}", guide._unknown(topic).text
        things = [None, *((kind, thing.id) for kind in topic.takes for thing in knowledge.things(kind))]
        for named in things:
            yield from whole_answers(guide, Question(topic.id, (named,) if named else ()))
    for name, replies in domain()["responses"].items():
        for number, reply in enumerate(replies, 1):
            yield f"{name} {number}", reply["text"]
    yield "apology", APOLOGY


def whole_answers(guide: Guide, question: Question) -> Iterator[tuple[str, str]]:
    """What is said to a question, and to "more" after it until there is no more."""
    thing = ", ".join(":".join(named) for named in question.things)
    answer: Answer | None = guide.answer(question)
    told: tuple[str, ...] = ()
    for round_ in range(1, MAX_ANSWERS):
        if answer is None:
            return
        yield f"answer {round_} to {question.topic} {thing}".strip(), answer.text
        told += tuple(fact.id for fact in answer.facts)
        answer = guide.more(question, told)
    raise AssertionError(f"asking for more about {question.topic} never ends")


def broken(rule: Rule, answers: dict[str, str]) -> str:
    """What breaks a rule, one a line, and where it stands: a text may be said in several answers."""
    places: dict[str, list[str]] = {}
    for name, text in answers.items():
        for wrong in rule(text):
            shown = wrong if len(words(wrong)) > 1 else f"{wrong}: {text!r}"
            places.setdefault(shown, []).append(name)
    return "\n".join(f"{wrong}  [{names[0]}, {len(names)} in all]" for wrong, names in places.items())


def named(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_nothing_the_bot_says_has(rule: Rule, answers: dict[str, str]) -> None:
    assert len(answers) > len(RULES)
    found = broken(rule, answers)
    assert not found, f"{named(rule)}:\n{found}"


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_writer_is_told_of(rule: Rule) -> None:
    good, bad = RULES[rule]
    assert rule(good) == []
    assert len(rule(bad)) >= 1


def test_no_answer_shows_a_placeholder_or_an_empty_line(answers: dict[str, str]) -> None:
    assert [name for name, text in answers.items() if re.search(r"[{}]|\n\s*\n|^\s|None|  ", text)] == []
