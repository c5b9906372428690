"""Every statement of the careers page is kept as a fact, and a question reaches it through the trained model."""

from __future__ import annotations

import pytest

from evaluation.running import ROOT, Person
from knowledge.content import load
from knowledge.coverage import table
from knowledge.queries import Knowledge
from knowledge.schema import Statement

_STATEMENTS = [statement for page in load().pages for statement in page.statements]


@pytest.mark.parametrize("statement", _STATEMENTS, ids=lambda statement: f"{statement.number}: {statement.says[:40]}")
def test_question_reaches_the_statement(person: Person, statement: Statement) -> None:
    if statement.after:
        person.say(statement.after)
    reply = person.say(statement.question)
    assert set(statement.facts) <= set(reply.facts), f"{statement.question!r} was answered: {reply.text}"


def test_committed_table_is_what_the_content_says(knowledge: Knowledge) -> None:
    committed = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert committed == table(knowledge), "run 'make coverage' and commit docs/coverage.md"
