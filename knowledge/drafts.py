"""Drafts are for an editor's eyes: what makes a file one, and why the loader refuses it.

A draft made of a saved page (`python -m knowledge.pages draft`) has the key `draft: true`, quotes the page's sentences
in comments, and leaves each text to be written. None of the three may reach the people who ask questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.problems import Problem
from knowledge.reading import Document

QUOTE = "# PAGE:"
TODO = "TODO"
_QUOTED = re.compile(rf"^\s*{QUOTE}")
_UNWRITTEN = re.compile(rf"\b{TODO}\b")


def is_draft(document: Document) -> bool:
    return "draft" in document.data


def refused(document: Document) -> Problem:
    wrong = "this file is a draft, which nobody has reviewed yet"
    mend = f"Write every {TODO} in your own words, delete the '{QUOTE}' comments, then delete the line 'draft: true'"
    return Problem(document.name, document.line(("draft",)), wrong, mend)


def remains(document: Document) -> Iterator[Problem]:
    """What a draft leaves behind when only its key was deleted."""
    for number, line in enumerate(document.text.splitlines(), 1):
        if _QUOTED.match(line):
            wrong = "a sentence of the page is still quoted in a comment"
            yield Problem(document.name, number, wrong, "Say what it says in your own words, and delete the comment")
        elif not line.lstrip().startswith("#") and _UNWRITTEN.search(line):
            wrong = f"a {TODO} is left to be written"
            yield Problem(document.name, number, wrong, "Write it in your own words, or delete what it belongs to")
