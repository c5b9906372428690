"""An editor's mistake is explained where it is, and never reaches the people who are asking questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge import content, store
from knowledge.problems import ContentError, Problem
from knowledge.queries import Knowledge
from knowledge.reading import MAX_BYTES

ROLE = "roles/clinical-technologist.yml"
PAGE = "pages/clinical-technologist.yml"


@dataclass(frozen=True)
class Mistake:
    """A mistake in a content file: how to make it, and the words that must say what is wrong and what to do.

    The mistake is on the first line that the change alters, unless `line` says otherwise.
    """

    file: str
    change: Callable[[bytes], bytes]
    wrong: str
    mend: str
    line: Callable[[bytes], int] | None = None


def swap(pattern: str, replacement: str) -> Callable[[bytes], bytes]:
    """A change of the first place that matches the pattern."""

    def change(raw: bytes) -> bytes:
        text, count = re.subn(pattern, replacement, raw.decode(), count=1, flags=re.MULTILINE)
        assert count == 1, f"the content has nothing like {pattern!r} to alter any more"
        return text.encode()

    return change


def without_sources(raw: bytes) -> bytes:
    """The glossary with no source, neither at its head nor at a term."""
    return re.sub(rb"^ *source: .*$", b"#", raw, flags=re.MULTILINE)


def line_of(words: bytes) -> Callable[[bytes], int]:
    return lambda raw: raw[: raw.index(words)].count(b"\n") + 1


MISTAKES = {
    "wrong type": Mistake(
        ROLE,
        swap(r"bands: \[\d\]", "bands: five"),
        "'stages.0.bands' is wrong: value is not a valid list",
        "Write a list",
    ),
    "unknown key": Mistake(
        "topics.yml",
        swap(r"^  ask: (.*)$", r"  tittle: Wrong\n  ask: \1"),
        "'tittle' is not a key that belongs here",
        "Did you mean 'title'?",
    ),
    "duplicate id": Mistake(
        "sources.yml",
        swap(r"(- id: )(\S+)([\s\S]*?- id: )\S+", r"\1\2\3\2"),
        "is used twice",
        "Give one of them another id",
    ),
    "missing source": Mistake(
        "glossary.yml",
        without_sources,
        "has no source",
        "Add 'source:' to it, or at the head of the file",
        line_of(b"- id: "),
    ),
    "dangling reference": Mistake(
        "topics.yml",
        swap(r"next: \[\w+", "next: [no_such_topic"),
        "there is no topic 'no_such_topic'",
        "Correct the name, or add the topic",
    ),
    "date in another notation": Mistake(
        "sources.yml",
        swap(r"checked: \S+", "checked: 31/12/2026"),
        "invalid date",
        "Write the date as YEAR-MONTH-DAY",
    ),
    "date that does not exist": Mistake(
        "sources.yml",
        swap(r"checked: \S+", "checked: 2026-02-30"),
        "invalid date",
        "Write the date as YEAR-MONTH-DAY",
    ),
    "tab indentation": Mistake("organisations.yml", swap(r"^  url:", "\turl:"), "indented with a tab", "Use spaces"),
    "empty file": Mistake("glossary.yml", lambda raw: b"", "the file is empty", "Fill it in, or delete it"),
    "wrong encoding": Mistake(
        PAGE,
        lambda raw: raw.replace(b"  says: ", "  says: Café ".encode("latin-1"), 1),
        "not in UTF-8",
        "Save it again with the encoding UTF-8",
    ),
    "huge file": Mistake(
        "glossary.yml",
        lambda raw: raw + b"#" * MAX_BYTES,
        f"the most is {MAX_BYTES:,}",
        "Split it",
        lambda raw: 1,
    ),
}

# What an editor can get wrong as easily: the file, and words that the message must have.
OTHER_MISTAKES = {
    "equipment of no specialism": (ROLE, swap(r"^  specialism: \S+", "  specialism: no-such"), "'no-such'"),
    "route of no organisation": (ROLE, swap(r"^  organisation: \S+", "  organisation: no-such"), "'no-such'"),
    "page of no source": (PAGE, swap(r"^source: \S+", "source: no-such"), "'no-such'"),
    "statement number used twice": (
        PAGE,
        swap(r"(- number: )(\d+)([\s\S]*?- number: )\d+", r"\1\2\3\2"),
        "twice",
    ),
    "page whose id is not its file name": (
        PAGE,
        swap(r"^id: \S+([\s\S]*?)  facts: \[.*\]", r"id: another-page\1  facts: [no.such-fact]"),
        "is not the name of the file",
    ),
    "braces in a term": ("glossary.yml", swap(r"^  text: A ", "  text: A {word} "), "{word}"),
    "wrong name in braces in a stage": (
        ROLE,
        swap(r"(bands: .*\n  text: .*)\{band\}", r"\1{bands}"),
        "{bands}",
    ),
    "figure that is yes or no": (ROLE, swap(r"registered: \d+", "registered: true"), "registered"),
    "date without month and day": ("sources.yml", swap(r"checked: \S+", "checked: 2026"), "YEAR-MONTH-DAY"),
}


def spoil(folder: Path, mistake: Mistake) -> int:
    """Make the mistake; the line on which it is."""
    path = folder / mistake.file
    good = path.read_bytes()
    bad = mistake.change(good)
    assert bad != good, "the change did not change anything"
    path.write_bytes(bad)
    if mistake.line is not None:
        return mistake.line(bad)
    old, new = good.split(b"\n"), bad.split(b"\n")
    return next(number for number, line in enumerate(new, 1) if number > len(old) or line != old[number - 1])


def problems_of(folder: Path, database: Path) -> list[Problem]:
    with pytest.raises(ContentError) as caught:
        store.build(folder, database)
    return caught.value.problems


def everything(knowledge: Knowledge) -> list[Any]:
    return [(topic, knowledge.facts(topic.id)) for topic in knowledge.topics()] + list(knowledge.words())


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_message_says_where_the_mistake_is_and_how_to_mend_it(mistake: Mistake, folder: Path, tmp_path: Path) -> None:
    line = spoil(folder, mistake)
    with pytest.raises(ContentError) as caught:
        store.build(folder, tmp_path / "knowledge.db")
    told = str(caught.value).splitlines()
    place = f"{mistake.file}:{line}: "
    assert any(
        text.startswith(place) and mistake.wrong in text and mistake.mend in text.partition(mistake.wrong)[2]
        for text in told
    ), f"expected {place}… {mistake.wrong} … {mistake.mend}, but was told:\n" + "\n".join(told[:5])


@pytest.mark.parametrize(("file", "change", "words"), OTHER_MISTAKES.values(), ids=OTHER_MISTAKES.keys())
def test_mistake_is_noticed_before_anyone_asks(
    file: str, change: Callable[[bytes], bytes], words: str, folder: Path, tmp_path: Path
) -> None:
    (folder / file).write_bytes(change((folder / file).read_bytes()))
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert any(problem.file == file and words in str(problem) for problem in problems), problems


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_old_content_keeps_serving_after_a_mistake(mistake: Mistake, folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    store.build(folder, database)
    already_open = Knowledge(database)
    before = everything(already_open)

    spoil(folder, mistake)
    with pytest.raises(ContentError):
        store.build(folder, database)

    assert everything(already_open) == before
    assert everything(Knowledge(database)) == before


def test_first_build_with_a_mistake_leaves_no_database_behind(folder: Path, tmp_path: Path) -> None:
    spoil(folder, MISTAKES["wrong type"])
    problems_of(folder, tmp_path / "knowledge.db")
    assert not (tmp_path / "knowledge.db").exists()


def test_all_mistakes_in_one_file_are_reported_at_once(folder: Path, tmp_path: Path) -> None:
    lines = {
        spoil(folder, MISTAKES["wrong type"]),
        spoil(folder, Mistake(ROLE, swap(r"^  confidence: \w+", "  confidence: certain"), "", "")),
        spoil(folder, Mistake(ROLE, swap(r"^    lead: ", "    laed: "), "", "")),
    }
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert len(lines) == 3
    assert lines <= {problem.line for problem in problems if problem.file == ROLE}


def test_all_dangling_references_are_reported_at_once(folder: Path, tmp_path: Path) -> None:
    first = spoil(folder, Mistake("topics.yml", swap(r"next: \[\w+", "next: [no_such_topic"), "", ""))
    second = spoil(folder, Mistake("topics.yml", swap(r"^  ask: \S+", "  ask: no-such-place"), "", ""))
    third = spoil(folder, Mistake(PAGE, swap(r"^  facts: \[.*\]", "  facts: [no.such-fact]"), "", ""))
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert [(problem.file, problem.line) for problem in problems] == [
        (PAGE, third),
        *sorted([("topics.yml", first), ("topics.yml", second)]),
    ]


def test_mistakes_in_two_files_are_both_reported(folder: Path, tmp_path: Path) -> None:
    expected = {(MISTAKES[name].file, spoil(folder, MISTAKES[name])) for name in ("wrong type", "tab indentation")}
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert {(problem.file, problem.line) for problem in problems} == expected


def test_missing_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "glossary.yml").unlink()
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert [str(problem) for problem in problems] == ["glossary.yml:1: the file is missing. Put it back."]


def test_one_role_is_the_home_role(folder: Path) -> None:
    path = folder / "roles" / "clinical-technologist.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("home: true\n", ""), encoding="utf-8")
    with pytest.raises(ContentError, match="no role is the home role"):
        content.load(folder)
    path.write_text(text, encoding="utf-8")
    other = folder / "roles" / "nuclear-medicine.yml"
    other.write_text(other.read_text(encoding="utf-8").replace("plural:", "home: true\nplural:"), encoding="utf-8")
    with pytest.raises(ContentError, match="are both the home role"):
        content.load(folder)


def test_parts_of_two_roles_have_different_ids(folder: Path) -> None:
    path = folder / "roles" / "nuclear-medicine.yml"
    stage = "- id: senior\n  name: lead\n  forms: [lead]\n  bands: [8]\n  text: Leads are on band {band}."
    path.write_text(
        path.read_text(encoding="utf-8").replace("facts:", f"stages:\n{stage}\n\nfacts:", 1), encoding="utf-8"
    )
    with pytest.raises(ContentError, match="'senior' is used twice"):
        content.load(folder)
