"""An editor's mistake is explained where it is, and never reaches the people who are asking questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge import store
from knowledge.problems import ContentError, Problem
from knowledge.queries import Knowledge
from knowledge.reading import MAX_BYTES

ROLE = "roles/clinical-technologist.yml"
PAGE = "pages/clinical-technologist.yml"


@dataclass(frozen=True)
class Mistake:
    """A mistake in a content file: how to make it, and words that must tell the editor what is wrong and what to do.

    The mistake is on the first line that the change alters, unless `line` says otherwise.
    """

    file: str
    change: Callable[[bytes], bytes]
    wrong: str
    mend: str
    line: int | None = None


def swap(pattern: str, replacement: str) -> Callable[[bytes], bytes]:
    """A change of the first place that matches the pattern."""

    def change(raw: bytes) -> bytes:
        text, count = re.subn(pattern, replacement, raw.decode(), count=1, flags=re.MULTILINE)
        assert count == 1, f"the content has nothing like {pattern!r} to alter any more"
        return text.encode()

    return change


def without_sources(raw: bytes) -> bytes:
    """The glossary with no source at all; only its first term still has to be right about where it is."""
    return re.sub(rb"^ *source: .*$", b"#", raw, flags=re.MULTILINE)


MISTAKES = {
    "wrong type": Mistake(
        ROLE, swap(r"bands: \[\d\]", "bands: five"), "'stages.0.bands' is wrong: value is not a valid list", "Write a list"
    ),
    "unknown key": Mistake(
        "topics.yml",
        swap(r"^  ask: (.*)$", r"  tittle: Wrong\n  ask: \1"),
        "'tittle' is not a key that belongs here",
        "Did you mean 'title'?",
    ),
    "duplicate id": Mistake(
        "sources.yml", swap(r"(- id: )(\S+)([\s\S]*?- id: )\S+", r"\1\2\3\2"), "is used twice", "Give one of them another id"
    ),
    "missing source": Mistake(
        "glossary.yml", swap(r"(?<=\A)", ""), "has no source", "Add 'source:' to it, or at the head of the file"
    ),
    "dangling reference": Mistake(
        "topics.yml",
        swap(r"next: \[\w+", "next: [no_such_topic"),
        "there is no topic 'no_such_topic'",
        "Correct the name, or add the topic",
    ),
    "date in another notation": Mistake(
        "sources.yml", swap(r"checked: \S+", "checked: 31/12/2026"), "date", "Write the date as YEAR-MONTH-DAY"
    ),
    "tab indentation": Mistake(
        "organisations.yml", swap(r"^  url:", "\turl:"), "indented with a tab", "Use spaces"
    ),
    "empty file": Mistake("glossary.yml", lambda raw: b"", "the file is empty", "Fill it in, or delete it"),
    "wrong encoding": Mistake(
        PAGE,
        lambda raw: raw.replace(b"  says: ", "  says: Café ".encode("latin-1"), 1),
        "not in UTF-8",
        "Save it again with the encoding UTF-8",
    ),
    "huge file": Mistake(
        "glossary.yml", lambda raw: raw + b"#" * MAX_BYTES, f"the most is {MAX_BYTES:,}", "Split it", line=1
    ),
}
