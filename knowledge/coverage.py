"""The table that shows where each statement of a careers page is kept, and which question reaches it."""

from __future__ import annotations

from pathlib import Path

from knowledge.queries import Knowledge

_HEAD = """# Coverage of the careers page

Made by `make coverage` from `knowledge/content/pages/`; do not edit it here. Statements are in our own words.
The end-to-end tests ask each question of the trained model and expect the facts beside it in the answer.

| number | section | the page says | facts | question |
|---:|---|---|---|---|
"""


def table(knowledge: Knowledge) -> str:
    """The coverage table as Markdown."""
    rows = []
    for statement in knowledge.statements():
        facts = ", ".join(f"`{fact}`" for fact in statement.facts)
        question = f"{statement.after} → {statement.question}" if statement.after else statement.question
        rows.append(f"| {statement.number} | {statement.section} | {statement.says} | {facts} | {question} |")
    return _HEAD + "\n".join(rows) + "\n"


def write(knowledge: Knowledge, path: Path) -> None:
    path.write_text(table(knowledge), encoding="utf-8")
